"""The shared log of one plan: who holds it, what is new in it, adding to it, and finding again what was added.

These calls are all that the rest of the house asks of the server. Every statement names one plan and is led by a key that begins
with it; ``STATEMENTS`` lists them, and a test holds them to that.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from govopen_cli.errors import StateError
from govopen_cli.record import NamedTuple
from govopen_cli.state.engines.postgres import steps
from govopen_cli.state.events import Event
from govopen_cli.state.facts import Evidence

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]
    Cursor = psycopg.Cursor[tuple[Any, ...]]

_SENT = (
    "id", "batch", "writer", "position", "item", "act", "day", "recorded_at", "author", "host", "unit", "domain", "note", "evidence",
    "fingerprint", "data", "previous", "hash", "era",
)  # fmt: skip
COLUMNS = ", ".join(_SENT)

# the server gives up where another holds the plan for too long, and lets go of the plan where its holder has vanished
LIMITS = "SELECT set_config('lock_timeout', %s, true), set_config('idle_in_transaction_session_timeout', '60s', true)"
HOLD = "SELECT log::text, number, id, now FROM govopen.hold(%s)"
TIP = """
SELECT p.log::text, coalesce(e.number, 0), coalesce(e.id, '')
FROM govopen.plan p LEFT JOIN LATERAL (
    SELECT number, id FROM govopen.event WHERE plan = p.plan ORDER BY number DESC LIMIT 1
) e ON true WHERE p.plan = %s
"""
AT = "SELECT id FROM govopen.event WHERE plan = %s AND number = %s"
SINCE = (
    f"SELECT number, imported, received_by, {COLUMNS} FROM govopen.event WHERE plan = %s AND number > %s AND number <= %s ORDER BY number"
)
KNOWN = "SELECT id FROM govopen.event WHERE plan = %s AND id = ANY(%s)"
ADD = f"INSERT INTO govopen.event(plan, number, imported, {COLUMNS}) VALUES (%s, %s, %s, {', '.join(['%s'] * len(_SENT))})"
STATEMENTS = {"limits": LIMITS, "hold": HOLD, "tip": TIP, "at": AT, "since": SINCE, "known": KNOWN, "add": ADD}

FETCHED = 5000  # rows that are in memory at once while a replica is filled


class Tip(NamedTuple):
    """Where a log ends: its identity, the newest number (0 in an empty log) and the id of that event."""

    log: str
    number: int
    id: str


class Held(NamedTuple):
    """The log as its one writer finds it: the writer's login role, where the log ends, the server's clock."""

    role: str
    tip: Tip
    now: datetime


class Entry(NamedTuple):
    """An event as the log holds it: its number, whether it was recorded elsewhere, and the login role that sent it."""

    number: int
    imported: bool
    received_by: str
    event: Event


def hold(connection: "Connection", plan: str, wait: float) -> Held:
    """Become the only writer of a plan until the transaction ends, after waiting at most ``wait`` seconds for another.

    Raises:
        StateError: the database is of another version, or the log has no such plan.
    """
    with connection.pipeline():  # one round trip
        version = steps.asked(connection)
        connection.execute(LIMITS, (f"{max(1, int(wait * 1000))}ms",))
    role = steps.checked(version)
    row = connection.execute(HOLD, (plan,)).fetchone()
    if row is None:
        raise StateError(unknown(plan))
    log, number, ident, now = row
    return Held(role, Tip(log, number, ident), now)


def unknown(plan: str) -> str:
    """Return the sentence for a plan that the server does not have, or not for the login role."""
    return f"数据库里没有任务分解表“{plan}”，或者这个登录角色无权查看；请管理员运行 govopen server publish 或 server grant"


def asked_tip(connection: "Connection", plan: str) -> "Cursor":
    """Ask where a plan's log ends."""
    return connection.execute(TIP, (plan,))


def tip(asked: "Cursor", plan: str) -> Tip:
    """Return the answer to ``asked_tip``.

    Raises:
        StateError: the log has no such plan, or the login role may not read it.
    """
    row = asked.fetchone()
    if row is None:
        raise StateError(unknown(plan))
    return Tip(*row)


def id_at(connection: "Connection", plan: str, number: int) -> str | None:
    """Return the id of the event of a number; None where the log does not reach so far."""
    row = connection.execute(AT, (plan, number)).fetchone()
    return str(row[0]) if row else None


def since(connection: "Connection", plan: str, before: int, end: int) -> Iterator[Entry]:
    """Yield what stands behind a number, up to the number ``end``, a few thousand rows in memory at a time.

    Others may have recorded since the log was asked for its end: that comes with the next news.
    """
    values = plan, before, end
    if end - before <= FETCHED:
        rows: Iterable[Any] = connection.execute(SINCE, values) if end > before else ()
        yield from (entry(plan, row) for row in rows)
        return
    with connection.cursor(name="govopen_since") as cursor:
        cursor.itersize = FETCHED
        yield from (entry(plan, row) for row in cursor.execute(SINCE, values))


def entry(plan: str, row: Sequence[Any]) -> Entry:
    """Return the entry that a row of the log holds."""
    return Entry(row[0], row[1], row[2], _event(plan, row[3:]))


def known(connection: "Connection", plan: str, ids: Sequence[str]) -> set[str]:
    """Return those of ``ids`` that the log has: what an interrupted commit left behind."""
    return {str(found) for (found,) in connection.execute(KNOWN, (plan, list(ids)))}


def add(connection: "Connection", events: Sequence[Event], after: int, role: str) -> None:
    """Add events behind the number ``after``; the caller holds the plan, and ``role`` is its login role.

    What another name recorded elsewhere is marked as brought in.
    """
    with connection.cursor() as cursor:
        rows = [(event.plan, number, event.author != role, *sent(event)) for number, event in enumerate(events, after + 1)]
        cursor.executemany(ADD, rows)


def sent(event: Event) -> tuple[object, ...]:
    """Return the values of an event as ``ADD`` takes them, behind plan, number and whether it was recorded elsewhere."""
    evidence = json.dumps([part._asdict() for part in event.evidence], ensure_ascii=False)
    return (
        event.id, event.batch, event.writer, event.number, event.item, event.act, event.day, event.recorded_at, event.author, event.host,
        event.unit, event.domain, event.note, evidence, event.fingerprint, json.dumps(dict(event.data), ensure_ascii=False),
        event.previous, event.hash, event.era,
    )  # fmt: skip


def _event(plan: str, row: Sequence[Any]) -> Event:
    (ident, batch, writer, position, item, act, day, recorded_at, author, host, unit, domain, note, evidence, fingerprint, data, previous,
     own, era) = row  # fmt: skip
    return Event(
        str(ident), str(batch), writer, position, plan, item, act, day, recorded_at, author, host, unit, domain, note,
        tuple(_evidence(part) for part in evidence), fingerprint, data, previous, own, era,
    )  # fmt: skip


def _evidence(part: Any) -> Evidence:
    """Return a piece of evidence; an empty one, which nothing takes for evidence, where another program wrote something else."""
    try:
        return Evidence(**part)
    except TypeError:
        return Evidence("")
