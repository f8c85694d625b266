"""The plan's own text on the server, version by version: all offices ask the same plan."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from govopen_cli.errors import StateError
from govopen_cli.record import NamedTuple
from govopen_cli.state.engines.postgres.kept import Edition
from govopen_cli.state.engines.postgres.log import Tip

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]
    Cursor = psycopg.Cursor[tuple[Any, ...]]


class Answers(NamedTuple):
    """That a unit answers for an item; ``alone`` where no other does, so that the whole item is its part."""

    unit: str
    item: str
    alone: bool = False


class Listed(NamedTuple):
    """A plan as it was last published, and where its log ends."""

    edition: Edition
    tip: Tip


_AT = "to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
_LISTED = f"""
SELECT p.plan, v.version, v.sha256, v.at, v.published_by, p.log::text, coalesce(e.number, 0), coalesce(e.id, '')
FROM govopen.plan p JOIN LATERAL (
    SELECT version, sha256, {_AT} AS at, published_by FROM govopen.publication WHERE plan = p.plan ORDER BY version DESC LIMIT 1
) v ON true LEFT JOIN LATERAL (
    SELECT number, id FROM govopen.event WHERE plan = p.plan ORDER BY number DESC LIMIT 1
) e ON true
"""
ONE = f"{_LISTED} WHERE p.plan = %s"
ALL = f"{_LISTED} ORDER BY p.plan"  # the overview: the one read that crosses plans


def asked(connection: "Connection", plan: str | None) -> "Cursor":
    """Ask what is published, of one plan or of all that the login role may see."""
    return connection.execute(ONE, (plan,)) if plan is not None else connection.execute(ALL)


def listed(found: "Cursor") -> list[Listed]:
    """Return the answer to ``asked``."""
    return [Listed(Edition(*row[:5]), Tip(*row[5:])) for row in found]


def publish(connection: "Connection", plan: str, text: str, answers: Iterable[Answers]) -> tuple[Edition, bool]:
    """Publish a text as the plan's next version, with who answers for what; returns it, and whether it is new.

    The same text once more is no new version. The first version of a plan begins its log.

    Raises:
        StateError: somebody else published at the same moment.
    """
    from psycopg.errors import UniqueViolation

    before = newest(connection, plan)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if before is not None and before.sha256 == digest:
        return before, False
    number = before.version + 1 if before else 1
    try:
        if connection.execute("SELECT FROM govopen.plan WHERE plan = %s", (plan,)).fetchone() is None:
            connection.execute("INSERT INTO govopen.plan(plan) VALUES (%s)", (plan,))
        connection.execute(
            "INSERT INTO govopen.publication(plan, version, sha256, content) VALUES (%s, %s, %s, %s)", (plan, number, digest, text)
        )
    except UniqueViolation as error:
        raise StateError(f"刚刚有人公布了“{plan}”的新版本；这一次没有公布，请先看看再公布一次") from error
    connection.execute("DELETE FROM govopen.answer WHERE plan = %s", (plan,))
    with connection.cursor() as cursor:
        rows = [(plan, *part) for part in dict.fromkeys(answers)]
        cursor.executemany("INSERT INTO govopen.answer(plan, unit, item, alone) VALUES (%s, %s, %s, %s)", rows)
    published = newest(connection, plan)
    assert published is not None  # just inserted
    return published, True


def newest(connection: "Connection", plan: str) -> Edition | None:
    """Return the newest version of a plan."""
    found = listed(asked(connection, plan))
    return found[0].edition if found else None


def history(connection: "Connection", plan: str) -> list[Edition]:
    """Return who published what when, the newest first."""
    rows = connection.execute(
        f"SELECT plan, version, sha256, {_AT}, published_by FROM govopen.publication WHERE plan = %s ORDER BY version DESC", (plan,)
    )
    return [Edition(*row) for row in rows]


def content(connection: "Connection", plan: str, version: int) -> str:
    """Return the text of a version."""
    row = connection.execute("SELECT content FROM govopen.publication WHERE plan = %s AND version = %s", (plan, version)).fetchone()
    assert row is not None  # versions are never deleted
    return str(row[0])
