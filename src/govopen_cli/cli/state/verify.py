"""state verify: whether anything was changed, lost or slipped in."""

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.state import verify


def run(call: Call) -> int:
    found = list(verify.problems(call.state))
    for problem in found:
        print(problem)
    if found:
        return ExitCode.STATE
    print(f"{call.state_located.path}：{len(call.state.events())} 条记录，没有发现改动、缺失或插入")
    return ExitCode.OK
