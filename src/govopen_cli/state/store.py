"""The state file: events in SQLite, and the derived table that queries read (docs/state.md, docs/state.md).

Readers open the file read-only and never create it. A writer appends one batch in one transaction; events can be neither
changed nor deleted, which triggers in the file itself refuse.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

from govopen_cli.errors import StateError
from govopen_cli.record import NamedTuple
from govopen_cli.state.acts import fold
from govopen_cli.state.events import EVENT_FIELDS, Event, digest, reversed_batches
from govopen_cli.state.facts import NOTHING, Evidence, Facts, pack, unpack

APPLICATION = 0x676F7670  # "govp": SQLite's application_id tells this file from other databases
WAIT_SECONDS = 5.0
_CHUNK = 500  # far below SQLite's limit of variables in one statement

_COLUMNS = ", ".join(EVENT_FIELDS)
# One numbered step for each version of the file; a step never changes once a release has written it.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE event(
            seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, batch TEXT NOT NULL, writer TEXT NOT NULL, number INTEGER NOT NULL,
            plan TEXT NOT NULL, item TEXT NOT NULL, act TEXT NOT NULL, day TEXT NOT NULL, recorded_at TEXT NOT NULL,
            author TEXT NOT NULL, host TEXT NOT NULL, unit TEXT, domain TEXT, note TEXT, evidence TEXT NOT NULL, fingerprint TEXT,
            data TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)""",
        "CREATE INDEX event_item ON event(item, recorded_at, id)",
        "CREATE INDEX event_batch ON event(batch)",
        "CREATE INDEX event_time ON event(recorded_at, id)",
        "CREATE INDEX event_writer ON event(writer, number)",
        "CREATE INDEX event_undo ON event(batch) WHERE act = 'undo'",
        "CREATE TABLE current(item TEXT PRIMARY KEY, closed TEXT, acted INTEGER NOT NULL, moves INTEGER NOT NULL, facts TEXT NOT NULL) WITHOUT ROWID",
        "CREATE INDEX current_moves ON current(item) WHERE moves",
        "CREATE INDEX current_closed ON current(item, closed) WHERE closed IS NOT NULL",
        "CREATE INDEX current_acted ON current(item) WHERE acted",
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    ),
    ("DELETE FROM current",),  # facts are packed, no longer JSON; what is derived is derived anew after the last step
)


class Draft(NamedTuple):
    """An act about to be recorded; the store adds who wrote it, where and when."""

    item: str
    act: str
    day: str
    unit: str | None = None
    domain: str | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()
    fingerprint: str | None = None
    data: Mapping[str, str] = {}


class Clerk(NamedTuple):
    """Who records, on which machine, and at which instant (UTC)."""

    author: str
    host: str
    now: datetime


class State:
    """What the events of one plan say: the whole file, or the part of it that was known at an instant.

    Without a file it is the empty state.
    """

    def __init__(
        self,
        connection: sqlite3.Connection | None,
        path: Path,
        known_at: str | None = None,
        until: str | None = None,
        *,
        derived: bool = True,
    ) -> None:
        self.connection = connection
        self.path = path
        self.known_at = known_at  # nothing that was recorded later
        self.until = until  # nothing that took effect later
        self.derived = derived  # the table of current facts can be read: not in a file of an older version

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        """Return all rows at once, so that no lock is held while they are used."""
        if self.connection is None:
            return []
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _translated(self.path, error) from error

    def as_of(self, instant: datetime) -> "State":
        """Return the state as it was known at an instant."""
        return State(self.connection, self.path, _utc(instant), self.until, derived=self.derived)

    def effective(self, day: date) -> "State":
        """Return what had taken effect by a day, whenever it was recorded."""
        return State(self.connection, self.path, self.known_at, day.isoformat(), derived=self.derived)

    @property
    def whole(self) -> Path | None:
        """The file, where all of it counts: its table ``current(item, closed, acted, moves)`` then speaks for this state."""
        return self.path if self.connection is not None and not self._partial else None

    @property
    def _partial(self) -> bool:
        """Whether facts must be folded anew: only a part of the events counts, or the file's own facts cannot be read."""
        return not self.derived or self.known_at is not None or self.until is not None

    def facts(self, ids: Iterable[str]) -> dict[str, Facts]:
        """Return the facts of the named items that have any."""
        found: dict[str, Facts] = {}
        for chunk in _chunks(list(ids)):
            if self._partial:
                found |= _folded(self.events(chunk), self.reversed())
                continue
            marks = ",".join("?" * len(chunk))
            found |= {item: unpack(facts) for item, facts in self._rows(f"SELECT item, facts FROM current WHERE item IN ({marks})", chunk)}
        return found

    def all_facts(self) -> dict[str, Facts]:
        """Return the facts of every item that has any."""
        if self._partial:
            return _folded(self.events(), self.reversed())
        return {item: unpack(facts) for item, facts in self._rows("SELECT item, facts FROM current")}

    def moved(self) -> list[str]:
        """Return the items whose dates the events change."""
        if self._partial:
            return [item for item, facts in self.all_facts().items() if facts.moves]
        return [item for (item,) in self._rows("SELECT item FROM current WHERE moves ORDER BY item")]

    def events(self, items: Sequence[str] | None = None, since: datetime | None = None) -> list[Event]:
        """Return events in their order: all, or those of some items, or those recorded since an instant."""
        where: list[str] = []
        values: list[str] = []
        if items is not None:
            where.append(f"item IN ({','.join('?' * len(items))})")
            values.extend(items)
        if since is not None:
            where.append("recorded_at >= ?")
            values.append(_utc(since))
        if self.known_at is not None:
            where.append("recorded_at <= ?")
            values.append(self.known_at)
        if self.until is not None:
            where.append("day <= ?")
            values.append(self.until)
        clause = f" WHERE {' AND '.join(where)}" if where else ""
        return [_event(row) for row in self._rows(f"SELECT {_COLUMNS} FROM event{clause} ORDER BY recorded_at, id", values)]

    def batch(self, batch: str) -> list[Event]:
        """Return the events of one batch, in their order."""
        return [_event(row) for row in self._rows(f"SELECT {_COLUMNS} FROM event WHERE batch = ? ORDER BY recorded_at, id", (batch,))]

    def batches(self, prefix: str) -> list[str]:
        """Return the batches whose ids begin with ``prefix``."""
        rows = self._rows("SELECT DISTINCT batch FROM event WHERE batch >= ? AND batch < ?", (prefix, prefix + "\U0010ffff"))
        return [batch for (batch,) in rows]

    def last_batch(self) -> str | None:
        """Return the newest batch that has not been undone and is itself no undo."""
        gone = self.reversed()
        newest = "SELECT batch, act, recorded_at FROM event WHERE recorded_at < ? ORDER BY recorded_at DESC, id DESC LIMIT 100"
        rows = self._rows(newest, ("~",))  # greater than every instant
        while rows:
            found = next((batch for batch, act, _ in rows if act != "undo" and batch not in gone), None)
            if found is not None:
                return found
            rows = self._rows(newest, (rows[-1][2],))
        return None

    def reversed(self) -> set[str]:
        """Return the batches that are undone."""
        clause = " AND recorded_at <= ?" if self.known_at is not None else ""
        values = (self.known_at,) if self.known_at is not None else ()
        rows = self._rows(f"SELECT {_COLUMNS} FROM event WHERE act = 'undo'{clause}", values)
        return reversed_batches(_event(row) for row in rows)

    def items(self) -> list[str]:
        """Return every item id that some event names."""
        return [item for (item,) in self._rows("SELECT DISTINCT item FROM event ORDER BY item")]

    def close(self) -> None:
        """Let go of the file."""
        if self.connection is not None:
            self.connection.close()


class WritableState(State):
    """A state inside a write transaction: what is read here cannot change before what is appended is committed."""

    def __init__(self, connection: sqlite3.Connection, path: Path, plan: str) -> None:
        super().__init__(connection, path)
        self.db = connection
        self.plan = plan

    def append(self, drafts: Sequence[Draft], clerk: Clerk, batch: str | None = None) -> list[Event]:
        """Add one batch of events and bring the derived table up to date; the transaction commits later."""
        batch = batch or str(uuid4())
        writer = self._writer(clerk.host)
        number, previous = self._head(writer)
        moment = max(clerk.now, self._latest() + timedelta(microseconds=1))
        events = []
        for offset, draft in enumerate(drafts):
            number += 1
            event = Event(
                id=str(uuid4()), batch=batch, writer=writer, number=number, plan=self.plan, recorded_at=_utc(moment + timedelta(microseconds=offset)),
                author=clerk.author, host=clerk.host, previous=previous, item=draft.item, act=draft.act, day=draft.day, unit=draft.unit,
                domain=draft.domain, note=draft.note, evidence=draft.evidence, fingerprint=draft.fingerprint, data=dict(draft.data),
            )  # fmt: skip
            event = event._replace(hash=digest(event))
            previous = event.hash
            events.append(event)
        self.insert(events)
        return events

    def insert(self, events: Sequence[Event]) -> None:
        """Write whole events, as appended or as merged, and refold the items that they touch."""
        gone = self.reversed()
        marks = ",".join("?" * len(EVENT_FIELDS))
        self.db.executemany(f"INSERT INTO event({_COLUMNS}) VALUES ({marks})", (_row(event) for event in events))
        for writer in {event.writer for event in events}:
            number, last = self._head(writer)
            self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"head:{writer}", f"{number}:{last}"))
        # an undo that arrives changes what its batch adds up to, whichever items that is about
        touched = {event.item for batch in gone ^ self.reversed() for event in self.batch(batch)}
        self.refold(touched | {event.item for event in events})

    def rebuild(self) -> int:
        """Derive all current facts anew from the events; returns how many items have any."""
        self.db.execute("DELETE FROM current")
        self.refold(self.items())
        (count,) = self.db.execute("SELECT count(*) FROM current").fetchone()
        return int(count)

    def refold(self, items: Iterable[str]) -> None:
        """Derive the current facts of some items anew from their events."""
        gone = self.reversed()
        for chunk in _chunks(sorted(items)):
            facts = _folded(self.events(chunk), gone)
            self.db.executemany("DELETE FROM current WHERE item = ?", ((item,) for item in chunk))
            rows = [(item, value.closed, value.acted, value.moves, pack(value)) for item, value in facts.items() if value != NOTHING]
            self.db.executemany("INSERT INTO current VALUES (?, ?, ?, ?, ?)", rows)

    def _writer(self, host: str) -> str:
        """Name this copy of the file on this machine: a copy carried elsewhere starts a chain of its own."""
        from hashlib import sha256

        (ident,) = self.db.execute("SELECT value FROM meta WHERE key = 'ident'").fetchone()
        return sha256(f"{ident}\n{host}\n{self.path.absolute()}".encode()).hexdigest()[:16]

    def _head(self, writer: str) -> tuple[int, str]:
        row = self.db.execute("SELECT number, hash FROM event WHERE writer = ? ORDER BY number DESC LIMIT 1", (writer,)).fetchone()
        return (int(row[0]), str(row[1])) if row else (0, "")

    def _latest(self) -> datetime:
        """Return the newest instant in the file: a clock that was set back must not put events before it."""
        (text,) = self.db.execute("SELECT max(recorded_at) FROM event").fetchone()
        return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else datetime.min.replace(tzinfo=timezone.utc)


# --- opening --------------------------------------------------------------------------------------------------------


def read(path: Path, plan: str, wait: float = WAIT_SECONDS) -> State:
    """Open a state file for reading; a missing file is the empty state, and stays missing.

    Raises:
        StateError: the file cannot be read, is damaged, newer than this govopen, or belongs to another plan.
    """
    if not path.exists() or (path.stat().st_size == 0 and not journal(path).exists()):
        return State(None, path)  # an interrupted or refused first batch leaves an empty file: nothing was recorded
    connection = None
    try:
        connection = _connect(path, "ro", wait)
        try:
            _check(connection, path, plan)
        except sqlite3.OperationalError:
            # an interrupted writer left its journal: SQLite must first roll it back, which needs write access
            connection.close()
            connection = _connect(path, "rw", wait)
            _check(connection, path, plan)
    except (sqlite3.DatabaseError, StateError) as error:
        if connection is not None:
            connection.close()
        raise error if isinstance(error, StateError) else _translated(path, error) from error
    if path.stat().st_size == 0:  # the journal that was rolled back was that of the first batch
        connection.close()
        return State(None, path)
    return State(connection, path, derived=_version(connection) == len(MIGRATIONS))


@contextmanager
def write(path: Path, plan: str, wait: float = WAIT_SECONDS) -> Iterator[WritableState]:
    """Open a state file, creating it if need be, for one transaction: commit at the end, roll back on any exception.

    Raises:
        StateError: as for ``read``, or another process keeps the file locked for longer than ``wait`` seconds.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = not path.exists()
        connection = _connect(path, "rwc", wait)
    except (OSError, sqlite3.DatabaseError) as error:
        raise _translated(path, error) from error
    try:
        # FULL plus a synced folder: a committed batch survives a power cut. Not WAL: docs/state.md says why.
        connection.execute("PRAGMA synchronous = EXTRA")
        if not fresh:
            _migrate(connection, path, plan)
        connection.execute("BEGIN IMMEDIATE")
        _create(connection, plan)
        _check(connection, path, plan)
        yield WritableState(connection, path, plan)
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        raise _translated(path, error) from error
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()


def journal(path: Path) -> Path:
    """Return where SQLite keeps the rollback journal of a file."""
    return path.with_name(f"{path.name}-journal")


def _connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=wait, isolation_level=None)


def _create(connection: sqlite3.Connection, plan: str) -> None:
    """Lay out an empty file, inside the transaction of its first batch."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables:
        return
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    for step in MIGRATIONS:
        for statement in step:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.execute("INSERT INTO meta VALUES ('plan', ?), ('ident', ?)", (plan, str(uuid4())))


def _migrate(connection: sqlite3.Connection, path: Path, plan: str) -> None:
    """Bring an older file up to date in one transaction, after copying it; what is derived is derived anew."""
    version = _version(connection)
    if not 0 < version < len(MIGRATIONS):
        return
    backup(connection, path.with_name(f"{path.name}.v{version}.bak"))
    connection.execute("BEGIN IMMEDIATE")
    for step in MIGRATIONS[_version(connection) :]:  # another process may have taken some steps since
        for statement in step:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    WritableState(connection, path, plan).rebuild()
    connection.execute("COMMIT")


def backup(connection: sqlite3.Connection, target: Path) -> None:
    """Copy a whole state file with SQLite's online backup, and put it in place when it is complete.

    Raises:
        StateError: the copy cannot be written.
    """
    from govopen_cli.files import Whole

    try:
        with Whole(target) as temporary, closing(sqlite3.connect(temporary)) as copy:
            connection.backup(copy)
    except (sqlite3.Error, OSError) as error:
        raise StateError(f"备份 {target} 写不进去（{error}）；原来的文件没有动，请检查位置和磁盘空间") from error


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _check(connection: sqlite3.Connection, path: Path, plan: str) -> None:
    version = _version(connection)
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and tables:
        raise StateError(f"{path} 不是 govopen 的状态文件；请检查 --state 或环境变量 GOVOPEN_STATE")
    if not tables and path.stat().st_size == 0:
        return
    if not tables:
        raise StateError(f"状态文件 {path} 里没有任何表，可能已损坏；请从备份恢复，或把它移走后重新登记")
    if version > len(MIGRATIONS):
        raise StateError(f"状态文件 {path} 由更新版本的 govopen 写成（格式 {version}，本版本只认识到 {len(MIGRATIONS)}）；请升级 govopen")
    (owner,) = connection.execute("SELECT value FROM meta WHERE key = 'plan'").fetchone()
    if owner != plan:
        raise StateError(
            f"状态文件 {path} 属于任务分解表“{owner}”，不是“{plan}”；请用 --plan 指定对应的表，或用 --state 指定对应的状态文件"
        )


def _translated(path: Path, error: Exception) -> StateError:
    """Return the Chinese sentence for what SQLite or the system says."""
    text = str(error)
    if "locked" in text or "busy" in text:
        holder = _holder(path)
        return StateError(f"状态文件 {path} 正被{holder or '另一个程序'}占用；请稍后再试，或用 --wait 延长等待秒数")
    if isinstance(error, OSError) or "unable to open" in text or "readonly" in text:
        return StateError(f"打不开状态文件 {path}，或没有写权限；请检查文件夹的权限，或用 --state 换一个位置")
    if "full" in text or "disk I/O" in text:
        return StateError(f"状态文件 {path} 写不进去（磁盘已满或出错）；什么都没有记录，请清理磁盘后再试")
    return StateError(f"状态文件 {path} 已损坏或不是状态文件（{text}）；请从备份恢复")


def _holder(path: Path) -> str | None:
    """Return which process locks a file, where the system tells (Linux)."""
    try:
        inode = path.stat().st_ino
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            parts = line.split()
            if len(parts) >= 6 and parts[5].rsplit(":", 1)[-1] == str(inode) and parts[4].isdigit() and int(parts[4]) != os.getpid():
                command = Path(f"/proc/{parts[4]}/cmdline").read_bytes().decode("utf-8", "replace").replace("\0", " ").strip()
                return f"进程 {parts[4]}（{command}）"
    except OSError:
        pass
    return None


# --- rows -----------------------------------------------------------------------------------------------------------


def _utc(instant: datetime) -> str:
    """Return an instant as sortable UTC text."""
    return instant.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _chunks(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def _folded(events: Iterable[Event], gone: set[str]) -> dict[str, Facts]:
    by_item: dict[str, list[Event]] = {}
    for event in events:
        if event.batch not in gone and event.act != "undo":
            by_item.setdefault(event.item, []).append(event)
    return {item: fold(group) for item, group in by_item.items()}


def _row(event: Event) -> tuple[object, ...]:
    values: dict[str, object] = {name: getattr(event, name) for name in EVENT_FIELDS}
    values["evidence"] = json.dumps([[part.text, part.size, part.sha256, part.day] for part in event.evidence], ensure_ascii=False)
    values["data"] = json.dumps(dict(event.data), ensure_ascii=False, sort_keys=True)
    return tuple(values.values())


def _event(row: Sequence[object]) -> Event:
    values = dict(zip(EVENT_FIELDS, row, strict=True))
    values["evidence"] = tuple(Evidence(*part) for part in json.loads(str(values["evidence"])))
    values["data"] = json.loads(str(values["data"]))
    return Event(**values)  # type: ignore[arg-type]
