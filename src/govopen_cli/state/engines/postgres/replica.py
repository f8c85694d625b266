"""The replica: what this machine holds of a shared log, as a state file in the user's cache folder.

Questions are answered from it, so that they cost what they cost with a file. How far it reaches stands in it, written in the transaction
that took the events in; when it was last compared with the log is the file's time. It is disposable: where it does not continue the log
(a server restored from a backup, a log begun anew) it is put aside and filled again.
"""

from __future__ import annotations

import os
import time

from govopen_cli.record import NamedTuple
from govopen_cli.state.derive import rebuild
from govopen_cli.state.engines import sqlite, sqlite_file
from govopen_cli.state.engines.postgres import log
from govopen_cli.state.engines.sqlite import SqliteEngine
from govopen_cli.state.incoming import Wrong, check
from govopen_cli.state.write import WritableState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from govopen_cli.state.engines.postgres.log import Connection, Entry, Tip
    from govopen_cli.state.events import Event

ROLE = "log:role"  # the note that names the login role by which the log was last asked
_CHUNK = 5000  # events taken in at once
_ANEW = 20_000  # news beyond which everything is derived anew at the end: cheaper than item by item


class Reached(NamedTuple):
    """How far a replica reaches: the log's identity, the number of the last event, and its id."""

    log: str = ""
    number: int = 0
    last: str = ""


def reached(store: SqliteEngine) -> Reached:
    """Return how far a replica reaches."""
    number = store.noted("log:number")
    return Reached(store.noted("log:id") or "", int(number or 0), store.noted("log:last") or "")


def number(path: str, plan: str, wait: float = 1.0) -> int:
    """Return how many events of its log a replica reaches; 0 where there is none.

    Raises:
        StateError: it cannot be read; ``Damaged`` where it must be filled anew.
    """
    store = sqlite.read(path, plan, wait)
    if store is None:
        return 0
    try:
        return reached(store).number
    finally:
        store.close()


def continues(connection: Connection, plan: str, before: Reached, tip: Tip) -> bool:
    """Tell whether a log goes on from where a replica ends: it is the same log, and still holds the replica's last event there."""
    if before.number == 0:
        return before.log in ("", tip.log)
    if before.number == tip.number:
        return before == Reached(*tip)
    return before.log == tip.log and log.id_at(connection, plan, before.number) == before.last


def take_in(store: SqliteEngine, connection: Connection, plan: str, tip: Tip, progress: Callable[[float], None]) -> str:
    """Take in what a log holds beyond a replica, inside the replica's transaction; returns what a person should know, mostly nothing.

    What is no event of govopen's is left out: whoever may write to the server with other programs must not stop everybody's questions.
    ``progress`` is told the part (0 to 1) that has been taken in.
    """
    before = reached(store)
    state, anew = WritableState(store, plan), tip.number - before.number > _ANEW
    pending: list[Event] = []
    strange: Entry | None = None

    def flush(number: int) -> None:
        if anew:
            state.keep(pending)
        elif pending:
            state.insert(pending)
        pending.clear()
        progress((number - before.number) / max(tip.number - before.number, 1))

    for entry in log.since(connection, plan, before.number, tip.number):
        if sound(entry.event):
            pending.append(entry.event)
        else:
            strange = strange or entry
        if len(pending) >= _CHUNK:
            flush(entry.number)
    flush(tip.number)
    if anew:
        rebuild(store)
    note(store, Reached(*tip))
    if strange is None:
        return ""
    return (
        f"服务器上第 {strange.number} 条不是 govopen 写成的登记（登录角色 {strange.received_by}），没有采用；请用 govopen state verify 查看"
    )


def sound(event: Event) -> bool:
    """Tell whether an event is what an event must be, whoever wrote it."""
    try:
        check(event)
    except Wrong:
        return False
    return True


def note(store: SqliteEngine, now: Reached) -> None:
    """Note how far a replica reaches, inside its transaction."""
    for key, value in (("log:id", now.log), ("log:number", str(now.number)), ("log:last", now.last)):
        store.note(key, value)


def put_aside(path: str) -> str:
    """Move a replica away that does not continue the log any more; returns where it is now."""
    target = f"{path}.{time.strftime('%Y%m%d%H%M%S')}.{os.getpid()}.bak"  # two questions at once may find the same
    os.replace(path, target)
    return target


def put_aside_before(path: str) -> list[str]:
    """Return the replicas of a log that were put aside, the oldest first."""
    from glob import escape, glob

    return sorted(glob(f"{escape(path)}.*.bak"))


def writable(path: str, plan: str, wait: float) -> SqliteEngine:
    """Open a replica for writing; after a power cut it may lack what it held last, and takes that in again."""
    return SqliteEngine(sqlite_file.writable(path, wait, durable=False), path, plan)
