"""Who may do what: PostgreSQL's login roles, its GRANT, and which plan a role belongs to. Nothing here decides; the policies do."""

from typing import TYPE_CHECKING, Any

from govopen_cli.errors import UsageError
from govopen_cli.record import NamedTuple

if TYPE_CHECKING:
    import psycopg

KIND_WORDS = {"office": "主管办公室（登记一切）", "unit": "责任单位（签收、进展、申请销号）", "reader": "只读"}


class Member(NamedTuple):
    """A login role in a plan; ``unit`` is set where it speaks for one."""

    plan: str
    role: str
    kind: str  # "office" | "unit" | "reader"
    unit: str = ""


def grant(connection: "psycopg.Connection[tuple[Any, ...]]", member: Member) -> None:
    """Let a login role of the server take part in a plan.

    Raises:
        UsageError: the server has no such role, or the log no such plan.
    """
    from psycopg import sql

    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (member.role,)).fetchone() is None:
        raise UsageError(f"数据库里没有登录角色“{member.role}”；请管理员先建立：CREATE ROLE {member.role} LOGIN")
    if connection.execute("SELECT FROM govopen.plan WHERE plan = %s", (member.plan,)).fetchone() is None:
        raise UsageError(f"数据库里没有任务分解表“{member.plan}”；请先运行 govopen server publish")
    group = sql.Identifier(f"govopen_{member.kind}")
    connection.execute(sql.SQL("GRANT {} TO {}").format(group, sql.Identifier(member.role)))
    connection.execute("INSERT INTO govopen.member VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING", tuple(member))


def revoke(connection: "psycopg.Connection[tuple[Any, ...]]", plan: str, role: str) -> int:
    """Take a login role out of a plan; returns how many memberships it had."""
    return connection.execute("DELETE FROM govopen.member WHERE plan = %s AND role = %s", (plan, role)).rowcount


def members(connection: "psycopg.Connection[tuple[Any, ...]]") -> list[Member]:
    """Return the memberships that the asking role may see."""
    rows = connection.execute("SELECT plan, role, kind, unit FROM govopen.member ORDER BY plan, kind, role, unit")
    return [Member(*row) for row in rows]
