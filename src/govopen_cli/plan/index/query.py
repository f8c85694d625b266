"""The plan as a small SQLite database: what every query reads, so that the cost of a query is that of the rows it prints.

An index is compiled from the YAML file and kept in the user's cache folder. It is disposable: a missing, damaged, foreign or
older one is rebuilt, and where nothing can be written it lives in memory. ``Index`` answers; ``open_index`` decides
whether the file on disk still speaks for the plan.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govopen_cli import __version__
from govopen_cli.files import Whole
from govopen_cli.folders import cache_folder
from govopen_cli.language.deadline.model import Deadline, Issued, parse_issued
from govopen_cli.language.names.model import Domain, Renamed, Unit
from govopen_cli.plan.locate import unreadable
from govopen_cli.plan.model import Alerts, Basis, Item, Plan
from govopen_cli.record import NamedTuple

if TYPE_CHECKING:
    from govopen_cli.plan.file.load import Loaded

SCHEMA = 1
_TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE unit(seq INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, data TEXT NOT NULL);
CREATE TABLE collective(member TEXT, name TEXT, PRIMARY KEY(member, name)) WITHOUT ROWID;
CREATE INDEX collective_name ON collective(name, member);
CREATE TABLE domain(seq INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, data TEXT NOT NULL);
CREATE TABLE item(seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, task TEXT NOT NULL, kind TEXT NOT NULL, due TEXT,
                  rule INTEGER, data TEXT NOT NULL);
CREATE TABLE rule(id INTEGER PRIMARY KEY, rrule TEXT NOT NULL, begin TEXT NOT NULL);
CREATE TABLE item_unit(unit TEXT, role TEXT, seq INTEGER, PRIMARY KEY(unit, role, seq)) WITHOUT ROWID;
CREATE TABLE item_domain(domain TEXT, seq INTEGER, PRIMARY KEY(domain, seq)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX item_due ON item(due, seq, id);
CREATE INDEX item_rule ON item(rule, seq) WHERE rule IS NOT NULL;
CREATE INDEX item_task ON item(task, seq);
CREATE INDEX item_kind ON item(kind, due, seq, id);
"""


class Scope(NamedTuple):
    """What the plan alone can say of which items are wanted; every part that is None does not restrict.

    ``due`` is a pair of days, either of which may be None: items whose date lies between them, both included, together with
    those that come back by one of ``rules`` (recurring and reviewed ones), whose next dates depend on the day and the state.
    ``also`` names items whose dates the state has changed: they are kept whatever ``due`` says. ``open_on`` leaves out what the
    borrowed table (``Index.borrow``) says was closed by that day, and takes from it what ``also`` would name. ``undated`` keeps items
    without a date of their own, ``touched`` those about which that table knows of an act or a moved date.
    """

    ids: Sequence[str] | None = None
    units: Sequence[str] | None = None
    role: str | None = None
    domains: Sequence[str] | None = None
    task: str | None = None
    kinds: Sequence[str] | None = None
    due: tuple[date | None, date | None] | None = None
    also: Sequence[str] = ()
    open_on: date | None = None
    undated: bool = False
    touched: bool = False
    rules: Sequence[int] = ()


class Index:
    """Answers questions about one plan from its compiled form."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self.connection = connection
        self.path = path
        self.plan = _plan(json.loads(self._meta("plan")))

    def _meta(self, key: str) -> str:
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0])

    def borrow(self, lend: Callable[[sqlite3.Connection], None]) -> None:
        """Let queries look at what the state says of items: ``lend`` makes ``standing(item, closed, acted, moves)`` readable here."""
        lend(self.connection)

    def count(self, scope: Scope) -> int:
        """Return how many items are in ``scope``, without reading them."""
        sql, values = query(scope, "count(*)")
        (count,) = self.connection.execute(sql, values).fetchone()
        return int(count)

    def rules(self) -> list[tuple[int, str, date]]:
        """Return the rules by which items come back: number, RRULE lines, and the day from which it is counted."""
        rows = self.connection.execute("SELECT id, rrule, begin FROM rule ORDER BY id")
        return [(number, rrule, date.fromisoformat(begin)) for number, rrule, begin in rows]

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    def units(self) -> list[Unit]:
        """Return all units, in the order in which the plan names them."""
        rows = self.connection.execute("SELECT data FROM unit ORDER BY seq")
        return [_unit(json.loads(data)) for (data,) in rows]

    def domains(self) -> list[Domain]:
        """Return all domains, in the plan's order."""
        rows = self.connection.execute("SELECT data FROM domain ORDER BY seq")
        return [Domain(name, tuple(aliases)) for name, aliases in (json.loads(data) for (data,) in rows)]

    def has_unit(self, name: str) -> bool:
        """Tell whether a unit has exactly this name."""
        return self.connection.execute("SELECT 1 FROM unit WHERE name = ?", (name,)).fetchone() is not None

    def has_domain(self, name: str) -> bool:
        """Tell whether a domain has exactly this name."""
        return self.connection.execute("SELECT 1 FROM domain WHERE name = ?", (name,)).fetchone() is not None

    def has_task(self, number: str) -> bool:
        """Tell whether the plan has a task of this number."""
        return self.connection.execute("SELECT 1 FROM item WHERE task = ?", (number,)).fetchone() is not None

    def collectives(self, member: str) -> list[str]:
        """Return the collectives that a unit belongs to, directly or through another."""
        rows = self.connection.execute("SELECT name FROM collective WHERE member = ? ORDER BY name", (member,))
        return [str(name) for (name,) in rows]

    def members(self, collective: str) -> list[str]:
        """Return the units that a collective stands for, directly or through another; none for a unit that is no collective."""
        rows = self.connection.execute("SELECT member FROM collective WHERE name = ? ORDER BY member", (collective,))
        return [str(member) for (member,) in rows]

    def items(self, scope: Scope = Scope()) -> Iterator[Item]:
        """Yield the items in ``scope``, in the plan's order."""
        sql, values = query(scope)
        for (data,) in self.connection.execute(sql, values):
            yield _item(json.loads(data))

    def ids(self) -> Iterator[str]:
        """Yield all item ids in the plan's order."""
        for (item_id,) in self.connection.execute("SELECT id FROM item ORDER BY seq"):
            yield item_id

    def known_ids(self, ids: Sequence[str]) -> list[str]:
        """Return those of ``ids`` that the plan has, in the order given."""
        marks = ",".join("?" * len(ids))
        known = {item_id for (item_id,) in self.connection.execute(f"SELECT id FROM item WHERE id IN ({marks})", list(ids))}
        return [item_id for item_id in dict.fromkeys(ids) if item_id in known]

    def ids_between(self, first: str, last: str) -> list[str]:
        """Return the ids from ``first`` to ``last``, both included, in the plan's order; nothing if they stand the other way round."""
        sql = (
            "SELECT id FROM item WHERE seq BETWEEN (SELECT seq FROM item WHERE id = ?) AND (SELECT seq FROM item WHERE id = ?) ORDER BY seq"
        )
        return [item_id for (item_id,) in self.connection.execute(sql, (first, last))]


def query(scope: Scope, wanted: str = "data") -> tuple[str, list[str]]:
    """Return the SQL and its values for the items in ``scope``; every branch of it is led by an index."""
    where: list[str] = []
    values: list[str] = []

    def listed(column: str, names: Sequence[str]) -> str:
        values.extend(names)
        return f"{column} IN ({','.join('?' * len(names))})"

    if scope.ids is not None:
        where.append(listed("id", scope.ids))
    if scope.units is not None or scope.role is not None:
        clauses = [] if scope.units is None else [listed("unit", scope.units)]
        if scope.role is not None:
            clauses.append("role = ?")
            values.append(scope.role)
        where.append(f"seq IN (SELECT seq FROM item_unit WHERE {' AND '.join(clauses)})")
    if scope.domains is not None:
        where.append(f"seq IN (SELECT seq FROM item_domain WHERE {listed('domain', scope.domains)})")
    if scope.task is not None:
        where.append("task = ?")
        values.append(scope.task)
    if scope.kinds is not None:
        where.append(listed("kind", scope.kinds))
    if scope.due is not None:
        clause, more = _due_clause(scope)
        where.append(f"seq IN ({clause})")
        values += more
    flags = {"due IS NULL": scope.undated, _TOUCHED: scope.touched}
    where += [clause for clause, wanted_flag in flags.items() if wanted_flag]
    if scope.rules and scope.due is None:
        where.append(f"rule IN ({','.join(map(str, scope.rules))})")
    return f"SELECT {wanted} FROM item{' WHERE ' + ' AND '.join(where) if where else ''} ORDER BY seq", values


_TOUCHED = "EXISTS (SELECT 1 FROM standing AS t WHERE t.item = item.id AND (t.acted OR t.moves))"


def _due_clause(scope: Scope) -> tuple[str, list[str]]:
    """Return the subquery for ``Scope.due``, and its values."""
    first, last = scope.due or (None, None)
    values = [first.isoformat() if first else "0000", last.isoformat() if last else "9999-99"]
    parts = ["SELECT seq FROM item WHERE due BETWEEN ? AND ?"]
    if scope.open_on is not None:
        parts[0] += " AND NOT EXISTS (SELECT 1 FROM standing AS c WHERE c.item = item.id AND c.closed <= ?)"
        values.append(scope.open_on.isoformat())
        parts.append("SELECT seq FROM item WHERE id IN (SELECT item FROM standing WHERE moves)")
    elif scope.also:
        parts.append(f"SELECT seq FROM item WHERE id IN ({','.join('?' * len(scope.also))})")
        values += scope.also
    if scope.rules:
        parts.append(f"SELECT seq FROM item WHERE rule IN ({','.join(map(str, scope.rules))})")
    return " UNION ALL ".join(parts), values


# --- compiling ------------------------------------------------------------------------------------------------------


def fill(
    connection: sqlite3.Connection, plan: Plan, units: Mapping[str, Unit], domains: Mapping[str, Domain], items: Sequence[Item]
) -> None:
    """Write a plan into an empty database."""
    _script(connection, _TABLES)
    connection.execute("INSERT INTO meta VALUES ('plan', ?)", (_dump(_plan_data(plan)),))
    connection.executemany(
        "INSERT INTO unit(name, data) VALUES (?, ?)",
        ((unit.name, _dump([unit.name, unit.full, unit.aliases, unit.members, unit.open])) for unit in units.values()),
    )
    pairs = {(member, unit.name) for unit in units.values() if unit.members for member in _below(units, unit.name)}
    connection.executemany("INSERT INTO collective VALUES (?, ?)", sorted(pairs))
    connection.executemany(
        "INSERT INTO domain(name, data) VALUES (?, ?)", ((field.name, _dump([field.name, field.aliases])) for field in domains.values())
    )
    rules: dict[tuple[str, str], int] = {}
    connection.executemany(
        "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?)", ((seq, *_row(item, plan, rules)) for seq, item in enumerate(items, 1))
    )
    connection.executemany("INSERT INTO rule VALUES (?, ?, ?)", ((number, *rule) for rule, number in rules.items()))
    connection.executemany(
        "INSERT OR IGNORE INTO item_unit VALUES (?, ?, ?)",
        ((unit, role, seq) for seq, item in enumerate(items, 1) for role, names in item.units.items() for unit in names),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO item_domain VALUES (?, ?)", ((field, seq) for seq, item in enumerate(items, 1) for field in item.domains)
    )
    _script(connection, _INDEXES)


def _script(connection: sqlite3.Connection, statements: str) -> None:
    """Run statements one by one: executescript would end the transaction that makes writing fast."""
    for statement in statements.split(";"):
        connection.execute(statement)


def _below(units: Mapping[str, Unit], name: str) -> Iterator[str]:
    """Yield the members of a collective, and theirs; the loader has refused loops."""
    for member in units[name].members:
        yield member
        yield from _below(units, member)


def _row(item: Item, plan: Plan, rules: dict[tuple[str, str], int]) -> tuple[str, str, str, str | None, int | None, str]:
    deadline = item.deadline
    due = deadline.date.isoformat() if deadline.date and deadline.kind in ("date", "relative") else None
    cycle = item.cycle
    rule = None
    if cycle is not None and cycle.rrule is not None:
        rule = rules.setdefault((cycle.rrule, plan.begin(cycle).isoformat()), len(rules) + 1)
    return item.id, item.task, deadline.kind, due, rule, _dump(_item_data(item))


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _deadline_data(deadline: Deadline | None) -> list[object] | None:
    if deadline is None:
        return None
    return [
        deadline.text, deadline.kind, _day(deadline.date), _day(deadline.start), deadline.rrule, deadline.duration, deadline.anchor,
        deadline.then, [_day(day) for day in deadline.milestones], [_day(day) for day in deadline.alternatives], deadline.warnings,
    ]  # fmt: skip


def _item_data(item: Item) -> list[object]:
    return [
        item.id, item.task, item.task_name, item.content, item.units, item.members, item.domains, [[part.number, part.title] for part in item.basis],
        _deadline_data(item.deadline), item.fingerprint, _deadline_data(item.review), item.section, item.number, item.leaders, item.extra, item.source,
    ]  # fmt: skip


def _plan_data(plan: Plan) -> list[object]:
    return [
        plan.id, plan.title, str(plan.issued) if plan.issued else None, plan.timezone, plan.place, plan.roles, [plan.alerts.levels, plan.alerts.light],
        [[change.old, change.new, change.since] for change in plan.renamed],
    ]  # fmt: skip


def _read_deadline(data: list[Any] | None) -> Deadline | None:
    if data is None:
        return None
    text, kind, day, start, rrule, duration, anchor, then, milestones, alternatives, warnings = data
    parse = date.fromisoformat
    return Deadline(
        text, kind, parse(day) if day else None, parse(start) if start else None, rrule, duration, anchor, then,
        tuple(map(parse, milestones)), tuple(map(parse, alternatives)), tuple(warnings),
    )  # fmt: skip


def _item(data: list[Any]) -> Item:
    (
        item_id,
        task,
        task_name,
        content,
        units,
        members,
        fields,
        basis,
        deadline,
        fingerprint,
        review,
        section,
        number,
        leaders,
        extra,
        source,
    ) = data
    resolved = _read_deadline(deadline)
    assert resolved is not None  # every item is written with a deadline
    return Item(
        item_id, task, task_name, content, {role: tuple(names) for role, names in units.items()}, tuple(members), tuple(fields),
        tuple(Basis(*part) for part in basis), resolved, fingerprint, _read_deadline(review), section, number,
        {role: tuple(names) for role, names in leaders.items()}, extra, source,
    )  # fmt: skip


def _unit(data: list[Any]) -> Unit:
    name, full, aliases, members, is_open = data
    return Unit(name, full, tuple(aliases), tuple(members), is_open)


def _plan(data: list[Any]) -> Plan:
    plan_id, title, issued, timezone, place, roles, (levels, light), renamed = data
    day: Issued | None = parse_issued(issued) if issued else None
    changes = tuple(Renamed(*change) for change in renamed)
    return Plan(plan_id, title, day, timezone, place, roles, Alerts(tuple(levels), light), changes)


# --- the cache ------------------------------------------------------------------------------------------------------


def index_path(plan: Path, folder: Path) -> Path:
    """Return where the index of a plan file lives: one file for each plan path, version of govopen and index schema."""
    key = _key(plan).encode()
    # two checksums name the file; that it is of this plan and no other, the index itself says
    return folder / f"{zlib.crc32(key):08x}{zlib.adler32(key):08x}.index.db"


def _key(plan: Path) -> str:
    return f"{plan.absolute()}\n{__version__}\n{SCHEMA}"


class Stamp(NamedTuple):
    """What tells one state of a file from another without reading it, and when it was looked at (all in nanoseconds)."""

    size: int
    mtime: int
    ctime: int
    inode: int
    seen: int

    def trusted(self) -> bool:
        """Tell whether a later write must have changed the times: they are older than the coarsest clock grain (2 s on FAT)."""
        return self.seen - max(self.mtime, self.ctime) > 2_000_000_000

    def same_file(self, other: "Stamp") -> bool:
        """Tell whether size, times and inode agree."""
        return (self.size, self.mtime, self.ctime, self.inode) == (other.size, other.mtime, other.ctime, other.inode)


def stamp(path: Path) -> Stamp:
    """Return the stamp of a file now."""
    import time

    info = path.stat()
    return Stamp(info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino, time.time_ns())


Progress = Callable[[float], None]


def open_index(
    path: Path, folder: Path | None = None, compiling: Callable[[Path], AbstractContextManager[Progress]] | None = None
) -> Index:
    """Return an index that speaks for the plan file as it is now, from the cache where that is valid.

    ``compiling`` is entered while a plan is compiled, and is told how far that has come.

    Raises:
        PlanError: the file cannot be read, or is no valid plan.
    """
    folder = folder or Path(cache_folder())
    cached = index_path(path, folder)
    try:
        before = stamp(path)
        if (index := _cached(cached, path, before)) is not None:
            return index
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    from govopen_cli.plan.file import load

    with compiling(path) if compiling is not None else nullcontext() as progress:
        loaded = load.load(data, path, progress)
        if loaded.errors:
            raise load.Invalid(path, loaded.problems)
        return _store(cached, _key(path), loaded, data, before) or in_memory(loaded)


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _cached(cached: Path, plan: Path, now: Stamp) -> Index | None:
    """Return the cached index if it is whole and of this very file; None means: compile."""
    if not cached.is_file():
        return None
    connection = None
    try:
        connection = sqlite3.connect(f"{cached.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        index = Index(connection, cached)
        if index._meta("key") != _key(plan):
            raise ValueError(plan)
        digest = index._meta("sha256")
        written = _read_stamp(cached, digest)
        if written is not None and written.same_file(now) and written.trusted():
            return index
        if _digest(plan.read_bytes()) == digest:
            _write_stamp(cached, now, digest)
            return index
    except (sqlite3.Error, ValueError, TypeError, KeyError):
        pass  # damaged or foreign: it is only a cache
    if connection is not None:
        connection.close()
    return None


def _stamp_path(cached: Path) -> Path:
    return cached.with_name(cached.name.replace(".index.db", ".stamp"))


def _read_stamp(cached: Path, digest: str) -> Stamp | None:
    """Return the stamp that was written for the index of this digest; None when there is none that fits."""
    try:
        stored = json.loads(_stamp_path(cached).read_text(encoding="ascii"))
        return Stamp(*stored["stamp"]) if stored["sha256"] == digest else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write_stamp(cached: Path, seen: Stamp, digest: str) -> None:
    """Remember when the plan file was last seen to be what the index holds; without this, its digest is taken again."""
    stored = {"stamp": [seen.size, seen.mtime, seen.ctime, seen.inode, seen.seen], "sha256": digest}
    with suppress(OSError), Whole(_stamp_path(cached), sync=False) as temporary:
        Path(temporary).write_text(_dump(stored), encoding="ascii")


def _store(cached: Path, key: str, loaded: "Loaded", data: bytes, before: Stamp) -> Index | None:
    """Compile into a temporary file and put it in place; None where the cache folder cannot be written."""
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        digest = _digest(data)
        with Whole(cached, sync=False) as temporary, closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN")
            fill(connection, loaded.plan, loaded.units, loaded.domains, loaded.items)
            connection.execute("INSERT INTO meta VALUES ('sha256', ?), ('key', ?)", (digest, key))
            connection.execute("COMMIT")
        _write_stamp(cached, before, digest)
        _clean(cached)
        return Index(sqlite3.connect(f"{cached.absolute().as_uri()}?mode=ro&immutable=1", uri=True), cached)
    except (OSError, sqlite3.Error):
        return None


def in_memory(loaded: "Loaded") -> Index:
    """Return an index that lives as long as the process: for a plan that has no file, and where no cache can be written."""
    connection = sqlite3.connect(":memory:", uri=True)
    fill(connection, loaded.plan, loaded.units, loaded.domains, loaded.items)
    return Index(connection)


KEEP_DAYS = 90


def _clean(cached: Path) -> None:
    """Remove indexes and leftovers that nothing has touched for a season."""
    import time

    oldest = time.time() - KEEP_DAYS * 86400
    for path in cached.parent.glob("*.*"):
        with suppress(OSError):
            if path != cached and path.name.endswith((".index.db", ".stamp", ".tmp")) and path.stat().st_mtime < oldest:
                path.unlink()
