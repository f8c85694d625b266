"""state push: what was recorded offline, to the server."""

from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.cli.state.merge import take
from govopen_cli.errors import ExitCode, StateError, UsageError
from govopen_cli.state.engines.postgres import kept, offline
from govopen_cli.state.engines.postgres.address import parse
from govopen_cli.state.open import is_address


def run(call: Call) -> int:
    code, waiting = ExitCode.OK, False
    for book in call.books:
        place = book.state_located.place
        if not is_address(place):
            raise UsageError("state push 用于服务器上的台账：请用 --state 或环境变量 GOVOPEN_STATE 写明 postgresql://…")
        address = parse(place)
        count = offline.waiting(address, book.plan.id)
        if not count:
            continue
        waiting = True
        path = Path(kept.offline(address, book.plan.id))
        try:
            code = max(code, take(call, book, [path]))
        except StateError as error:
            raise StateError(f"{error}。离线登记仍在 {path}，也可以交主管办公室用 govopen state merge 合并") from error
        offline.sent(address, book.plan.id, count, call.wait)
        print(f"{count} 条离线登记已发送到 {place}")
    if not waiting:
        print("没有等待发送的离线登记")
    return code
