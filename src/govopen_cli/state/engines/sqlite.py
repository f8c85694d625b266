"""A store in one SQLite file (docs/state.md). Its tables, and how a file is opened and brought up to date: ``engines/sqlite_file``."""

from __future__ import annotations

import os
import sqlite3

from govopen_cli.database import uri
from govopen_cli.errors import StateError
from govopen_cli.state.engine import INDEXED, Current, Engine, Snapshot, Wanted
from govopen_cli.state.engines import sqlite_file
from govopen_cli.state.events import EVENT_FIELDS, Event, Undo, undos
from govopen_cli.state.facts import Evidence, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from govopen_cli.state.events import Clerk
    from govopen_cli.state.facts import Facts

AUTHOR = "author"  # the note that names who records in a file, whatever a clerk says: the login role of a server that is away
_MANY = 500  # values bound in one statement: far below SQLite's limit
_PAGE = 2000  # rows fetched at once where all of them are wanted
_COLUMNS = ", ".join(EVENT_FIELDS)
_ORDER = "era, recorded_at, id"
# the order of a stream, and the columns by which it is taken up again after a page
_STREAMS = {"order": _ORDER, "item": f"item, {_ORDER}", "chain": "writer, number, id"}


class SqliteEngine(Engine):
    """A state file. Rows are fetched at once, so that readers hold no lock while they use them."""

    def __init__(self, connection: sqlite3.Connection, path: str, plan: str, *, on_disk: bool = True) -> None:
        self._db = connection
        self.place = path
        self._plan = plan
        self._on_disk = on_disk  # not so a copy in memory of a file of an older version

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise sqlite_file.translated(self.place, error) from error

    def _write(self, sql: str, rows: Iterable[Sequence[object]] = ((),)) -> None:
        try:
            self._db.executemany(sql, rows)
        except sqlite3.DatabaseError as error:
            raise sqlite_file.translated(self.place, error) from error

    # --- reading -------------------------------------------------------------------------------------------------

    @property
    def ident(self) -> str:
        return str(self._rows("SELECT value FROM meta WHERE key = 'ident'")[0][0])

    def events(self, wanted: Wanted) -> list[Event]:
        for column, names in (("item", wanted.items), ("batch", wanted.batches)):
            if names is not None:
                chunks = list(_chunks(names))
                found = [event for chunk in chunks for event in self._events(wanted, f"{column} IN ({_marks(chunk)})", chunk)]
                return found if len(chunks) < 2 else sorted(found, key=lambda event: event.order)
        return self._events(wanted)

    def _events(self, wanted: Wanted, clause: str = "", names: Sequence[str] = ()) -> list[Event]:
        where, values = [clause] if clause else [], list(names)
        if wanted.act is not None:
            where.append(f"act = '{INDEXED[INDEXED.index(wanted.act)]}'")  # no parameter: SQLite would not see that the index holds these
        for text, value in (("recorded_at >= ?", wanted.since), ("recorded_at <= ?", wanted.known_at)):
            if value is not None:
                where.append(text)
                values.append(value)
        clause = f" WHERE {' AND '.join(where)}" if where else ""
        return [_event(row) for row in self._rows(f"SELECT {_COLUMNS} FROM event{clause} ORDER BY {_ORDER}", values)]

    def mark(self) -> int:
        ((mark,),) = self._rows("SELECT max(seq) FROM event")
        return int(mark or 0)

    def stream(self, mark: int, by: str) -> Iterator[Event]:
        columns = _STREAMS[by]
        names = columns.split(", ")
        after, place = "", ()
        while True:
            sql = f"SELECT {_COLUMNS} FROM event WHERE {after}seq <= ? ORDER BY {columns} LIMIT {_PAGE}"
            page = [_event(row) for row in self._rows(sql, (*place, mark))]
            yield from page
            if len(page) < _PAGE:
                return
            after, place = f"({columns}) > ({_marks(names)}) AND ", tuple(getattr(page[-1], name) for name in names)

    def added(self, mark: int, count: int) -> list[Event]:
        """Return up to ``count`` events that came after ``mark``, as they came."""
        return [_event(row) for row in self._rows(f"SELECT {_COLUMNS} FROM event WHERE seq > ? ORDER BY seq LIMIT ?", (mark, count))]

    def undos(self, batches: Iterable[str] | None) -> list[Undo]:
        if batches is None:
            return [Undo(*row) for row in self._rows("SELECT target, batch, era, recorded_at, id FROM reversal")]
        found: list[Undo] = []
        seen, wanted = set(batches), list(batches)
        while wanted:
            rows = [
                Undo(*row)
                for chunk in _chunks(wanted)
                for row in self._rows(f"SELECT target, batch, era, recorded_at, id FROM reversal WHERE target IN ({_marks(chunk)})", chunk)
            ]
            found += rows
            wanted = list({undo.batch for undo in rows} - seen)
            seen.update(wanted)
        return found

    def known(self, ids: Sequence[str]) -> dict[str, str]:
        return {
            str(name): str(mark)
            for chunk in _chunks(ids)
            for name, mark in self._rows(f"SELECT id, hash FROM event WHERE id IN ({_marks(chunk)})", chunk)
        }

    def hashes(self, writer: str, number: int) -> set[str]:
        return {str(mark) for (mark,) in self._rows("SELECT hash FROM event WHERE writer = ? AND number = ?", (writer, number))}

    def recent(self, before: Event | None, count: int) -> list[Event]:
        where = f" WHERE ({_ORDER}) < (?, ?, ?)" if before is not None else ""
        descending = _ORDER.replace(",", " DESC,")
        sql = f"SELECT {_COLUMNS} FROM event{where} ORDER BY {descending} DESC LIMIT {count}"
        return [_event(row) for row in self._rows(sql, before.order if before is not None else ())]

    def batches(self, prefix: str) -> list[str]:
        rows = self._rows("SELECT DISTINCT batch FROM event WHERE batch >= ? AND batch < ?", (prefix, prefix + "\U0010ffff"))
        return [str(batch) for (batch,) in rows]

    def items(self) -> list[str]:
        return [str(item) for (item,) in self._rows("SELECT DISTINCT item FROM event ORDER BY item")]

    def heads(self) -> dict[str, tuple[int, str]]:
        heads = {}
        for key, value in self._rows("SELECT key, value FROM meta WHERE key >= 'head:' AND key < 'head;'"):
            number, _, mark = str(value).partition(":")
            heads[str(key)[5:]] = int(number), mark
        return heads

    def facts(self, items: Sequence[str]) -> dict[str, Facts]:
        return {
            str(item): unpack(str(facts))
            for chunk in _chunks(items)
            for item, facts in self._rows(f"SELECT item, facts FROM current WHERE item IN ({_marks(chunk)})", chunk)
        }

    def all_facts(self) -> dict[str, Facts]:
        return {str(item): unpack(str(facts)) for item, facts in self._rows("SELECT item, facts FROM current")}

    def moved(self) -> list[str]:
        return [str(item) for (item,) in self._rows("SELECT item FROM current WHERE moves ORDER BY item")]

    def lend(self, connection: sqlite3.Connection) -> None:
        try:
            if self._on_disk:
                connection.execute("ATTACH DATABASE ? AS state", (uri(self.place, "ro"),))
                connection.execute("CREATE TEMP VIEW standing AS SELECT item, closed, acted, moves FROM state.current")
                return
            connection.execute("CREATE TEMP TABLE standing(item TEXT PRIMARY KEY, closed, acted, moves) WITHOUT ROWID")
            rows = self._rows("SELECT item, closed, acted, moves FROM current")
            connection.executemany("INSERT INTO standing VALUES (?, ?, ?, ?)", rows)
        except sqlite3.DatabaseError as error:
            raise sqlite_file.translated(self.place, error) from error

    def noted(self, key: str) -> str | None:
        """Return what was noted in the file under a key of its keeper's own."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def note(self, key: str, value: str) -> None:
        """Note something under a key of the keeper's own, inside a transaction."""
        self._write("INSERT OR REPLACE INTO meta VALUES (?, ?)", ((key, value),))

    # --- one batch as one writer ---------------------------------------------------------------------------------

    def begin(self) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            if sqlite_file.prepare(self._db, self.place, self._plan):
                _rebuild(self)
        except sqlite3.DatabaseError as error:
            raise sqlite_file.translated(self.place, error) from error

    def witness(self, clerk: Clerk) -> Clerk:
        return clerk._replace(author=self.noted(AUTHOR) or clerk.author)

    def insert(self, events: Sequence[Event], heads: Mapping[str, tuple[int, str]]) -> None:
        self._write(f"INSERT INTO event({_COLUMNS}) VALUES ({_marks(EVENT_FIELDS)})", map(_row, events))
        self._write(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", ((f"head:{name}", f"{number}:{mark}") for name, (number, mark) in heads.items())
        )
        self._reverse(events)

    def _reverse(self, events: Iterable[Event]) -> None:
        found = undos(events)
        for undo in tuple(found):
            for row in self._rows("SELECT target, batch, era, recorded_at, id FROM reversal WHERE target = ? AND batch = ?", undo[:2]):
                found.append(Undo(*row))
        self._write("INSERT OR REPLACE INTO reversal VALUES (?, ?, ?, ?, ?)", sorted(found, reverse=True))

    def derive(self, items: Iterable[str], found: Iterable[Current]) -> None:
        self._write("DELETE FROM current WHERE item = ?", ((item,) for item in items))
        self._write("INSERT INTO current VALUES (?, ?, ?, ?, ?)", found)

    def forget(self) -> None:
        self._write("DELETE FROM current")
        self._write("DELETE FROM reversal")
        self._reverse(_event(row) for row in self._rows(f"SELECT {_COLUMNS} FROM event WHERE act = 'undo'"))

    def commit(self) -> None:
        self._rows("COMMIT")

    def abandon(self) -> None:
        if self._db.in_transaction:  # SQLite itself ends it when the disk is full
            self._rows("ROLLBACK")

    # --- health and copies ---------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        self._rows("BEGIN")
        try:
            derived = {str(row[0]): hash(Current(*row)) for row in self._rows("SELECT item, closed, acted, moves, facts FROM current")}
            return Snapshot(self.mark(), self.heads(), derived, self.undos(None))
        finally:
            self.abandon()

    def health(self) -> Iterator[str]:
        try:
            found = [str(text) for (text,) in self._db.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            found = [str(error)]
        if found != ["ok"]:
            yield f"文件结构损坏：{found[0]}"
            return
        wanted, there = sqlite_file.expected_shape(), sqlite_file.shape(self._db)
        for kind, name, _ in sorted(wanted - there):
            yield f"防止改动记录的触发器 {name} 不见了或被改动过" if kind == "trigger" else f"表或索引 {name} 不见了或被改动过"
        names = {name for _, name, _ in wanted}
        for _, name, _ in sorted(there - wanted):
            if name not in names:
                yield f"文件里多出了 {name}，不是 govopen 建立的"
        if not self._rows("SELECT 1 FROM meta WHERE key = 'ident' AND length(value) = 36"):
            yield "文件自己的标识不见了或被改动过"

    def copy(self, target: str | os.PathLike[str]) -> None:
        sqlite_file.copy(self._db, self.place, os.fspath(target))

    def close(self) -> None:
        self._db.close()


def read(path: str, plan: str, wait: float) -> SqliteEngine | None:
    """Open a state file for reading; None for one in which nothing was recorded. An older one is read as a copy in memory.

    Raises:
        StateError: the file cannot be read, is damaged, newer than this govopen, or belongs to another plan.
    """
    connection = sqlite_file.opened(path, plan, wait)
    if connection is None:
        return None
    try:
        if not sqlite_file.outdated(connection):
            return SqliteEngine(connection, path, plan)
        engine = SqliteEngine(sqlite_file.in_memory(connection), path, plan, on_disk=False)
    except sqlite3.DatabaseError as error:
        raise sqlite_file.translated(path, error) from error
    _rebuild(engine)
    return engine


def write(path: str, plan: str, wait: float) -> SqliteEngine:
    """Open a state file for writing; it is laid out or brought up to date when the writing begins.

    Raises:
        StateError: the file or its folder cannot be written.
    """
    return SqliteEngine(sqlite_file.writable(path, wait), path, plan)


def _rebuild(engine: SqliteEngine) -> None:
    from govopen_cli.state.derive import rebuild  # loads the table of acts, which a query of a file of this version does not need

    rebuild(engine)


# --- rows -----------------------------------------------------------------------------------------------------------


def _marks(names: Sequence[object]) -> str:
    return ", ".join("?" * len(names))


def _chunks(names: Iterable[str]) -> Iterator[list[str]]:
    """Yield names in lists that can be bound to one statement, each name once."""
    unique = list(dict.fromkeys(names))
    for start in range(0, len(unique), _MANY):
        yield unique[start : start + _MANY]


def _row(event: Event) -> tuple[object, ...]:
    evidence = data = ""
    if event.evidence or event.data:
        import json

        evidence = json.dumps([list(part) for part in event.evidence], ensure_ascii=False) if event.evidence else ""
        data = json.dumps(dict(event.data), ensure_ascii=False, sort_keys=True) if event.data else ""
    return tuple(event._replace(evidence=evidence or "[]", data=data or "{}"))  # type: ignore[arg-type]


def _event(row: Sequence[Any]) -> Event:
    event = Event._make(row)
    evidence: Any = event.evidence
    data: Any = event.data
    if evidence == "[]" and data == "{}":
        return event._replace(evidence=(), data={})
    import json

    try:
        parts = [Evidence(*part) for part in json.loads(evidence)]
        return event._replace(evidence=tuple(parts), data=dict(json.loads(data)))
    except (ValueError, TypeError, RecursionError) as error:
        raise StateError(f"状态文件里 {event.item} 的登记记录（{event.recorded_at}）读不出来，文件可能已损坏；请从备份恢复") from error
