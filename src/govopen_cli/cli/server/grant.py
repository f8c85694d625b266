"""server grant: which login role takes part in a plan, and as what."""

from __future__ import annotations

from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.cli.server.shared import address, plan_of
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.language.names.find import find_unit
from govopen_cli.plan.file.load import load
from govopen_cli.plan.index.compile import in_memory
from govopen_cli.state.engines.postgres import publish, roles
from govopen_cli.state.engines.postgres.connect import OWNER, connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.state.engines.postgres.connect import Connection


def run(call: Call) -> int:
    kinds = [
        kind for kind, given in (("office", call.flag("office")), ("unit", call.one("unit")), ("reader", call.flag("reader"))) if given
    ]
    if len(kinds) != 1:
        raise UsageError("请写明一种身份：--office（主管办公室）、--unit 单位 或 --reader（只读）")
    found = address(call.must("address"))
    plan, role, unit = plan_of(found, call.one("plan")), call.must("role"), call.one("unit")
    with connect(found.of(plan), OWNER) as connection:
        name = _unit(connection, plan, unit) if unit else ""
        roles.grant(connection, roles.Member(plan, role, kinds[0], name))
    print(f"已授权：登录角色“{role}”在 {plan} 里是{roles.being(kinds[0], name)}")
    return ExitCode.OK


def _unit(connection: Connection, plan: str, wanted: str) -> str:
    """Return the unit of the published plan that a name means.

    Raises:
        UsageError: the plan has no such unit, or is not published.
    """
    edition = publish.newest(connection, plan)
    if edition is None:
        raise UsageError(f"数据库里没有任务分解表“{plan}”；请先运行 govopen server publish")
    index = in_memory(load(publish.content(connection, plan, edition.version).encode(), Path(plan)))
    match = find_unit(wanted, index.units(), index.plan.place, index.plan.renamed)
    if match.how in ("short", "renamed", "part"):
        raise UsageError(f"“{wanted}”不是“{match.name}”的通用简称，授权时请写全名；没有授权")
    return match.name
