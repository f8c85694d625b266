"""Steps that the commands about a server share."""

import os

from govopen_cli.errors import UsageError
from govopen_cli.state.engines.postgres.address import Address, parse
from govopen_cli.state.open import is_address


def address(named: str | None) -> Address:
    """Return the server that the command line or ``$GOVOPEN_STATE`` names.

    Raises:
        UsageError: neither does.
    """
    text = named or os.environ.get("GOVOPEN_STATE") or ""
    if not is_address(text):
        raise UsageError("没有写明服务器；请写 postgresql://主机/数据库，或设置环境变量 GOVOPEN_STATE")
    return parse(text)


def plan_of(found: Address, named: str | None) -> str:
    """Return the plan that ``--plan`` or the address names.

    Raises:
        UsageError: neither does.
    """
    plan = named or found.plan
    if plan is None:
        raise UsageError("没有写明是哪张任务分解表；请加 --plan 标识，或写在地址后面：postgresql://…#标识")
    return plan
