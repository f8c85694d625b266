"""state verify: whether anything was changed, lost or slipped in."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.sources import taking_in
from govopen_cli.errors import ExitCode
from govopen_cli.state import verify
from govopen_cli.state.open import inspected


def run(call: Call) -> int:
    verified = verify.Verified(inspected(call.state_located.place, call.plan.id, taking_in))
    found = False
    for problem in verified.problems():
        found = True
        print(problem)
    if found:
        return ExitCode.STATE
    print(f"{call.state_located.place}：{verified.events} 条记录，没有发现改动、缺失或插入")
    return ExitCode.OK
