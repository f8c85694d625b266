"""state import: the records of a file to the server that offices share."""

import os
from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.cli.state.merge import take
from govopen_cli.errors import UsageError
from govopen_cli.state import locate
from govopen_cli.state.open import is_address


def run(call: Call) -> int:
    if not is_address(call.state_located.place):
        raise UsageError(
            "state import 把记录搬到服务器：请用 --state 或环境变量 GOVOPEN_STATE 写明 postgresql://…；合并到文件请用 state merge"
        )
    files = [Path(name) for name in call.many("files")] or [_own(call)]
    code = take(call, call.book, files)
    print(f"记录的标识和校验不变；{'、'.join(map(str, files))} 没有动，今后登记在 {call.state_located.place}")
    return code


def _own(call: Call) -> Path:
    """Return the state file that is in use without a server.

    Raises:
        UsageError: there is none.
    """
    located = call.located
    found = locate.locate(
        None, located.file, located.bundled or bool(located.address), call.plan.id, environ={**os.environ, "GOVOPEN_STATE": ""}
    )
    if not found.path.exists():
        raise UsageError(f"没有状态文件 {found.file}；请写明要搬哪个文件：govopen state import 文件")
    return found.path
