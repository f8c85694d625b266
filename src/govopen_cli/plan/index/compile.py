"""A plan to its index: the tables, and how they are filled."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from govopen_cli.language.names.model import Domain, Unit
from govopen_cli.plan.index.query import Index
from govopen_cli.plan.index.rows import BODY, DOMAIN, ITEM, PLAN
from govopen_cli.plan.model import Item, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.plan.file.load import Loaded

_TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE unit(seq INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, data TEXT NOT NULL);
CREATE TABLE collective(member TEXT, name TEXT, PRIMARY KEY(member, name)) WITHOUT ROWID;
CREATE INDEX collective_name ON collective(name, member);
CREATE TABLE domain(seq INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, data TEXT NOT NULL);
CREATE TABLE item(seq INTEGER PRIMARY KEY, id TEXT NOT NULL, task TEXT NOT NULL, kind TEXT NOT NULL, due TEXT, rule INTEGER, data TEXT NOT NULL);
CREATE TABLE rule(id INTEGER PRIMARY KEY, rrule TEXT NOT NULL, begin TEXT NOT NULL);
CREATE TABLE item_unit(unit TEXT, role TEXT, seq INTEGER, PRIMARY KEY(unit, role, seq)) WITHOUT ROWID;
CREATE TABLE item_domain(domain TEXT, seq INTEGER, PRIMARY KEY(domain, seq)) WITHOUT ROWID
"""
# made when the rows are in: sorting once is cheaper than keeping order
_INDEXES = """
CREATE UNIQUE INDEX item_id ON item(id);
CREATE INDEX item_due ON item(due, seq, id);
CREATE INDEX item_rule ON item(rule, seq) WHERE rule IS NOT NULL;
CREATE INDEX item_task ON item(task, seq);
CREATE INDEX item_kind ON item(kind, due, seq, id)
"""


def in_memory(loaded: "Loaded") -> Index:
    """Return an index that lives as long as the process: for a plan that has no file, and where no cache can be written."""
    connection = sqlite3.connect(":memory:", uri=True, isolation_level=None)
    fill(connection, loaded, {})
    return Index(connection)


def fill(connection: sqlite3.Connection, loaded: "Loaded", meta: Mapping[str, str]) -> None:
    """Write a plan into an empty database, in one transaction; ``meta`` is what else the index shall say of itself."""
    connection.execute("BEGIN")
    _script(connection, _TABLES)
    connection.executemany("INSERT INTO meta VALUES (?, ?)", {**meta, "plan": PLAN.pack(loaded.plan)}.items())
    _names(connection, loaded.units, loaded.domains)
    _items(connection, loaded.plan, loaded.items)
    _script(connection, _INDEXES)
    connection.execute("COMMIT")


def _script(connection: sqlite3.Connection, statements: str) -> None:
    """Run statements one by one: executescript would end the transaction that makes writing fast."""
    for statement in statements.split(";"):
        connection.execute(statement)


def _names(connection: sqlite3.Connection, units: Mapping[str, Unit], domains: Mapping[str, Domain]) -> None:
    connection.executemany("INSERT INTO unit(name, data) VALUES (?, ?)", ((unit.name, BODY.pack(unit)) for unit in units.values()))
    pairs = {(member, unit.name) for unit in units.values() if unit.members for member in _below(units, unit.name)}
    connection.executemany("INSERT INTO collective VALUES (?, ?)", sorted(pairs))
    connection.executemany("INSERT INTO domain(name, data) VALUES (?, ?)", ((field.name, DOMAIN.pack(field)) for field in domains.values()))


def _below(units: Mapping[str, Unit], name: str) -> set[str]:
    """Return the members of a collective, and theirs, each once however many ways lead to it."""
    found: set[str] = set()
    wanted = list(units[name].members)
    while wanted:
        member = wanted.pop()
        if member not in found:
            found.add(member)
            wanted += units[member].members
    return found


def _items(connection: sqlite3.Connection, plan: Plan, items: Sequence[Item]) -> None:
    rules: dict[tuple[str, str], int] = {}
    connection.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?)", _rows(plan, items, rules))
    connection.executemany("INSERT INTO rule VALUES (?, ?, ?)", ((number, *rule) for rule, number in rules.items()))
    # in the order of the table, which a table without row ids takes in fastest
    found = {(unit, role, seq) for seq, item in enumerate(items, 1) for role, names in item.units.items() for unit in names}
    connection.executemany("INSERT INTO item_unit VALUES (?, ?, ?)", sorted(found))
    fields = {(field, seq) for seq, item in enumerate(items, 1) for field in item.domains}
    connection.executemany("INSERT INTO item_domain VALUES (?, ?)", sorted(fields))


def _rows(plan: Plan, items: Sequence[Item], rules: dict[tuple[str, str], int]) -> "Iterator[tuple[int | str | None, ...]]":
    """Yield a row for each item, and number the rules by which items come back."""
    for seq, item in enumerate(items, 1):
        deadline, cycle = item.deadline, item.cycle
        due = deadline.date.isoformat() if deadline.date and deadline.kind in ("date", "relative") else None
        rule = None
        if cycle is not None and cycle.rrule is not None:
            rule = rules.setdefault((cycle.rrule, plan.begin(cycle).isoformat()), len(rules) + 1)
        yield seq, item.id, item.task, deadline.kind, due, rule, ITEM.pack(item)
