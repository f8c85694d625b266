"""server init: the tables, the groups and the policies of a shared log."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.server.shared import address
from govopen_cli.errors import ExitCode
from govopen_cli.state.engines.postgres import steps
from govopen_cli.state.engines.postgres.connect import OWNER, connect


def run(call: Call) -> int:
    found = address(call.must("address"))
    with connect(found, OWNER) as connection:
        taken = steps.apply(connection)
    if taken:
        print(f"{found.dsn} 已建好（格式 {taken[-1]}）；下一步：govopen server publish tasks.yaml --state {found.dsn}")
    else:
        print(f"{found.dsn} 已经是最新的（格式 {steps.VERSION}）")
    return ExitCode.OK
