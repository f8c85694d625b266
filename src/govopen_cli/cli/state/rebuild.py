"""state rebuild: the current status, from the records."""

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.state.write import write


def run(call: Call) -> int:
    if call.state.empty:
        raise UsageError("还没有任何登记，没有可重建的")
    with write(call.state_located.place, call.plan.id, call.wait) as state:
        count = state.rebuild()
    print(f"已重新推算 {count} 项的当前状态")
    return ExitCode.OK
