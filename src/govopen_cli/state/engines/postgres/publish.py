"""The plan's own text on the server, version by version: all offices ask the same plan."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from govopen_cli.record import NamedTuple

if TYPE_CHECKING:
    import psycopg


class Publication(NamedTuple):
    """One published version of a plan."""

    plan: str
    version: int
    sha256: str
    published_at: str
    published_by: str


_HEAD = "plan, version, sha256, to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), published_by"


def publish(
    connection: "psycopg.Connection[tuple[Any, ...]]", plan: str, text: str, answers: Iterable[tuple[str, str]]
) -> tuple[Publication, bool]:
    """Publish a text as the plan's next version, with who answers for what (unit, item); returns it, and whether it is new.

    The same text once more is no new version. The first version of a plan begins its log.
    """
    connection.execute("INSERT INTO govopen.plan(plan) VALUES (%s) ON CONFLICT DO NOTHING", (plan,)) if _unknown(connection, plan) else None
    digest = hashlib.sha256(text.encode()).hexdigest()
    before = newest(connection, plan)
    if before is not None and before.sha256 == digest:
        return before, False
    number = before.version + 1 if before else 1
    # of two who publish at once, one meets the other's key and is told
    connection.execute(
        "INSERT INTO govopen.publication(plan, version, sha256, content) VALUES (%s, %s, %s, %s)", (plan, number, digest, text)
    )
    connection.execute("DELETE FROM govopen.answer WHERE plan = %s", (plan,))
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO govopen.answer VALUES (%s, %s, %s)", [(plan, unit, item) for unit, item in dict.fromkeys(answers)])
    published = newest(connection, plan)
    assert published is not None  # just inserted
    return published, True


def _unknown(connection: "psycopg.Connection[tuple[Any, ...]]", plan: str) -> bool:
    return connection.execute("SELECT FROM govopen.plan WHERE plan = %s", (plan,)).fetchone() is None


def newest(connection: "psycopg.Connection[tuple[Any, ...]]", plan: str) -> Publication | None:
    """Return the newest version of a plan without its text."""
    row = connection.execute(
        f"SELECT {_HEAD} FROM govopen.publication WHERE plan = %s ORDER BY version DESC LIMIT 1",
        (plan,),
    ).fetchone()
    return Publication(*row) if row else None


def history(connection: "psycopg.Connection[tuple[Any, ...]]", plan: str) -> list[Publication]:
    """Return who published what when, the newest last."""
    rows = connection.execute(
        f"SELECT {_HEAD} FROM govopen.publication WHERE plan = %s ORDER BY version",
        (plan,),
    )
    return [Publication(*row) for row in rows]


def content(connection: "psycopg.Connection[tuple[Any, ...]]", plan: str, version: int) -> str:
    """Return the text of a version."""
    row = connection.execute("SELECT content FROM govopen.publication WHERE plan = %s AND version = %s", (plan, version)).fetchone()
    assert row is not None  # versions are never deleted
    return str(row[0])


def plans(connection: "psycopg.Connection[tuple[Any, ...]]") -> list[str]:
    """Return the plans that the asking role may see."""
    return [str(plan) for (plan,) in connection.execute("SELECT plan FROM govopen.plan ORDER BY plan")]
