"""server revoke: a login role that takes part in a plan no more."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.server.shared import address, plan_of
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.state.engines.postgres import roles
from govopen_cli.state.engines.postgres.connect import OWNER, connect


def run(call: Call) -> int:
    found = address(call.must("address"))
    plan, role = plan_of(found, call.one("plan")), call.must("role")
    with connect(found.of(plan), OWNER) as connection:
        gone = roles.revoke(connection, plan, role)
    if not gone:
        raise UsageError(f"登录角色“{role}”在 {plan} 里没有身份；运行 govopen server status 可查看")
    print(f"已收回：登录角色“{role}”在 {plan} 里不再是{'、'.join(roles.being(member.kind, member.unit) for member in gone)}")
    return ExitCode.OK
