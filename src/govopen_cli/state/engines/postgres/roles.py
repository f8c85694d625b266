"""Who may do what: PostgreSQL's login roles, its GRANT, and which plan a role belongs to. Nothing here decides; the policies do."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from govopen_cli.errors import UsageError
from govopen_cli.record import NamedTuple

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

_KINDS = {"office": "主管办公室", "unit": "责任单位", "reader": "只读"}


class Member(NamedTuple):
    """A login role in a plan; ``unit`` is set where it speaks for one."""

    plan: str
    role: str
    kind: str  # "office" | "unit" | "reader"
    unit: str = ""


def being(kind: str, unit: str = "") -> str:
    """Return what a role is, in words."""
    return f"{_KINDS[kind]}“{unit}”" if unit else _KINDS[kind]


def grant(connection: "Connection", member: Member) -> None:
    """Let a login role of the server take part in a plan.

    Raises:
        UsageError: the server has no such role, the log no such plan, or the plan no such unit.
    """
    from psycopg import sql

    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (member.role,)).fetchone() is None:
        raise UsageError(f"数据库里没有登录角色“{member.role}”；请管理员先建立：CREATE ROLE {member.role} LOGIN")
    if connection.execute("SELECT FROM govopen.plan WHERE plan = %s", (member.plan,)).fetchone() is None:
        raise UsageError(f"数据库里没有任务分解表“{member.plan}”；请先运行 govopen server publish")
    group = sql.Identifier(f"govopen_{member.kind}")
    connection.execute(sql.SQL("GRANT {} TO {}").format(group, sql.Identifier(member.role)))
    connection.execute("INSERT INTO govopen.member(plan, role, kind, unit) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING", tuple(member))


def revoke(connection: "Connection", plan: str, role: str) -> list[Member]:
    """Take a login role out of a plan; returns what it was there."""
    statement = "DELETE FROM govopen.member WHERE plan = %s AND role = %s RETURNING plan, role, kind, unit"
    return [Member(*row) for row in connection.execute(statement, (plan, role))]


def members(connection: "Connection") -> list[Member]:
    """Return the memberships that the asking role may see."""
    rows = connection.execute("SELECT plan, role, kind, unit FROM govopen.member ORDER BY plan, kind, role, unit")
    return [Member(*row) for row in rows]


def answered(connection: "Connection", own: Iterable[Member]) -> dict[str, set[str]]:
    """Return for the units of some memberships the items that they answer for by the newest version of the plan."""
    found: dict[str, set[str]] = {}
    for member in own:
        rows = connection.execute("SELECT item FROM govopen.answer WHERE plan = %s AND unit = %s", (member.plan, member.unit))
        found.setdefault(member.unit, set()).update(str(item) for (item,) in rows)
    return found
