"""The replica: what this machine holds of a shared log, as a state file in the user's cache folder.

Questions are answered from it, so that they cost what they cost with a file. How far it reaches stands in it, written in the transaction
that took the events in; when it was last compared with the log is the file's time. It is disposable: where it does not continue the log
(a server restored from a backup, a log begun anew) it is put aside and filled again.
"""

from __future__ import annotations

import os
import time
import zlib

from govopen_cli.folders import cache_folder
from govopen_cli.record import NamedTuple
from govopen_cli.state.derive import rebuild
from govopen_cli.state.engines import sqlite
from govopen_cli.state.engines.postgres import log
from govopen_cli.state.write import WritableState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from govopen_cli.state.engines.postgres.address import Address
    from govopen_cli.state.engines.postgres.log import Connection, Tip
    from govopen_cli.state.engines.sqlite import SqliteEngine
    from govopen_cli.state.events import Event

_CHUNK = 5000  # events taken in at once
_ANEW = 20_000  # news beyond which everything is derived anew at the end: cheaper than item by item


class Reached(NamedTuple):
    """How far a replica reaches: the log's identity, the number of the last event, and its id."""

    log: str = ""
    number: int = 0
    last: str = ""


def path_of(address: Address, plan: str) -> str:
    """Return where the replica of a plan's log lives: one for each address, login role included."""
    key = f"{address.dsn}\n{plan}".encode()
    return os.path.join(cache_folder(), f"{zlib.crc32(key):08x}{zlib.adler32(key):08x}.replica.db")


def age(path: str) -> float | None:
    """Return how many seconds ago a replica was compared with the log; None where there is none, or its clock is ahead of ours."""
    try:
        seconds = time.time() - os.stat(path).st_mtime
    except OSError:
        return None
    return seconds if seconds >= 0 else None


def compared(path: str) -> None:
    """Note that a replica holds what the log holds now."""
    os.utime(path)


def reached(store: SqliteEngine) -> Reached:
    """Return how far a replica reaches."""
    number = store.noted("log:number")
    return Reached(store.noted("log:id") or "", int(number or 0), store.noted("log:last") or "")


def continues(connection: Connection, plan: str, before: Reached, tip: Tip) -> bool:
    """Tell whether a log goes on from where a replica ends: it is the same log, and still holds the replica's last event there."""
    if before.number == 0:
        return before.log in ("", tip.log)
    return before.log == tip.log and log.id_at(connection, plan, before.number) == before.last


def take_in(store: SqliteEngine, connection: Connection, plan: str, tip: Tip, progress: Callable[[float], None]) -> int:
    """Take in what a log holds beyond a replica, inside the replica's transaction; returns how many events that was.

    ``progress`` is told the part (0 to 1) that has been taken in.
    """
    before = reached(store)
    state, anew = WritableState(store, plan), tip.number - before.number > _ANEW
    last = before
    pending: list[Event] = []

    def flush() -> None:
        if anew:
            state.keep(pending)
        else:
            state.insert(pending)
        pending.clear()
        progress((last.number - before.number) / max(tip.number - before.number, 1))

    for entry in log.since(connection, plan, before.number):
        pending.append(entry.event)
        last = Reached(tip.log, entry.number, entry.event.id)
        if len(pending) >= _CHUNK:
            flush()
    if pending:
        flush()
    if anew:
        rebuild(store)
    note(store, last._replace(log=tip.log))
    return last.number - before.number


def note(store: SqliteEngine, now: Reached) -> None:
    """Note how far a replica reaches, inside its transaction."""
    for key, value in (("log:id", now.log), ("log:number", str(now.number)), ("log:last", now.last)):
        store.note(key, value)


def put_aside(path: str) -> str:
    """Move a replica away that does not continue the log any more; returns where it is now."""
    target = f"{path}.{time.strftime('%Y%m%d%H%M%S')}.bak"
    os.replace(path, target)
    return target


def opened(path: str, plan: str, wait: float) -> SqliteEngine | None:
    """Open a replica for reading; None where there is none."""
    return sqlite.read(path, plan, wait)
