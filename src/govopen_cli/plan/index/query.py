"""The plan as a small SQLite database: what every query reads, so that the cost of a query is that of the rows it prints.

``plan/index/compile`` writes it from the YAML file, ``plan/index/cache`` keeps it and decides whether it still speaks for the plan.
"""

from datetime import date

from govopen_cli.plan.index.rows import BODY, DOMAIN, ITEM, PLAN
from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from govopen_cli.language.names.model import Domain, Unit
    from govopen_cli.plan.model import Item, Plan

_BOUND = 500  # values bound in one statement: far below SQLite's limit


class Scope(NamedTuple):
    """What the plan alone can say of which items are wanted; every part that is None does not restrict.

    ``due`` is a pair of days, either of which may be None: items whose date lies between them, both included, together with
    those that come back by one of ``rules`` (recurring and reviewed ones), whose next dates depend on the day and the state.
    ``also`` names items whose dates the state has changed: they are kept whatever ``due`` says. ``open_on`` leaves out what the
    borrowed table (``Index.borrow``) says was closed by that day, and takes from it what ``also`` would name. ``undated`` keeps items
    without a date of their own, ``touched`` those about which that table knows of an act or a moved date.
    """

    ids: "Sequence[str] | None" = None
    units: "Sequence[str] | None" = None
    role: str | None = None
    domains: "Sequence[str] | None" = None
    task: str | None = None
    kinds: "Sequence[str] | None" = None
    due: tuple[date | None, date | None] | None = None
    also: "Sequence[str]" = ()
    open_on: date | None = None
    undated: bool = False
    touched: bool = False
    rules: "Sequence[int]" = ()


class Index:
    """Answers questions about one plan from its compiled form; ``path`` is its file, None for one in memory."""

    def __init__(self, connection: "sqlite3.Connection", path: str | None = None) -> None:
        self.connection = connection
        self.path = path
        self.meta: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta"))
        self.plan: Plan = PLAN.unpack(self.meta["plan"])
        self._lists = 0

    def borrow(self, lend: "Callable[[sqlite3.Connection], None]") -> None:
        """Let queries look at what the state says of items: ``lend`` makes ``standing(item, closed, acted, moves)`` readable here."""
        lend(self.connection)

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    # --- items ---------------------------------------------------------------------------------------------------

    def items(self, scope: Scope = Scope()) -> "Iterator[Item]":
        """Yield the items in ``scope``, in the plan's order."""
        return (ITEM.unpack(data) for (data,) in self.run(query(scope)))

    def count(self, scope: Scope) -> int:
        """Return how many items are in ``scope``, without reading them."""
        ((count,),) = self.run(query(scope, "count(*)"))
        return int(count)

    def run(self, statement: "Statement") -> "sqlite3.Cursor":
        """Run a statement that ``query`` made."""
        sql = statement.sql
        for number, names in enumerate(statement.lists):
            self._lists += 1
            self.connection.execute(f"CREATE TEMP TABLE list{self._lists}(value PRIMARY KEY) WITHOUT ROWID")
            self.connection.executemany(f"INSERT OR IGNORE INTO list{self._lists} VALUES (?)", ((name,) for name in names))
            sql = sql.replace(_place(number), f"list{self._lists}")
        return self.connection.execute(sql, statement.values)

    def ids(self) -> "Iterator[str]":
        """Yield all item ids in the plan's order."""
        return (item_id for (item_id,) in self.connection.execute("SELECT id FROM item ORDER BY seq"))

    def known_ids(self, ids: "Sequence[str]") -> list[str]:
        """Return those of ``ids`` that the plan has, in the order given."""
        known = {item_id for (item_id,) in self.run(query(Scope(ids=ids), "id"))}
        return [item_id for item_id in dict.fromkeys(ids) if item_id in known]

    def ids_between(self, first: str, last: str) -> list[str]:
        """Return the ids from ``first`` to ``last``, both included, in the plan's order; nothing if they stand the other way round."""
        sql = (
            "SELECT id FROM item WHERE seq BETWEEN (SELECT seq FROM item WHERE id = ?) AND (SELECT seq FROM item WHERE id = ?) ORDER BY seq"
        )
        return self._texts(sql, first, last)

    def rules(self) -> list[tuple[int, str, date]]:
        """Return the rules by which items come back: number, RRULE lines, and the day from which it is counted."""
        rows = self.connection.execute("SELECT id, rrule, begin FROM rule ORDER BY id")
        return [(number, rrule, date.fromisoformat(begin)) for number, rrule, begin in rows]

    # --- names ---------------------------------------------------------------------------------------------------

    def units(self) -> "list[Unit]":
        """Return all units, in the order in which the plan names them."""
        return [BODY.unpack(data) for data in self._texts("SELECT data FROM unit ORDER BY seq")]

    def domains(self) -> "list[Domain]":
        """Return all domains, in the plan's order."""
        return [DOMAIN.unpack(data) for data in self._texts("SELECT data FROM domain ORDER BY seq")]

    def has_unit(self, name: str) -> bool:
        """Tell whether a unit has exactly this name."""
        return bool(self._texts("SELECT 1 FROM unit WHERE name = ?", name))

    def has_domain(self, name: str) -> bool:
        """Tell whether a domain has exactly this name."""
        return bool(self._texts("SELECT 1 FROM domain WHERE name = ?", name))

    def has_task(self, number: str) -> bool:
        """Tell whether the plan has a task of this number."""
        return bool(self._texts("SELECT 1 FROM item WHERE task = ? LIMIT 1", number))

    def collectives(self, member: str) -> list[str]:
        """Return the collectives that a unit belongs to, directly or through another."""
        return self._texts("SELECT name FROM collective WHERE member = ? ORDER BY name", member)

    def members(self, collective: str) -> list[str]:
        """Return the units that a collective stands for, directly or through another; none for a unit that is no collective."""
        return self._texts("SELECT member FROM collective WHERE name = ? ORDER BY member", collective)

    def _texts(self, sql: str, *values: str) -> list[str]:
        return [text for (text,) in self.connection.execute(sql, values)]


# --- statements -----------------------------------------------------------------------------------------------------


class Statement(NamedTuple):
    """SQL with its values. Lists that are too long to be bound are put into tables, which the SQL names by their place."""

    sql: str
    values: "Sequence[str | int]"
    lists: "Sequence[Iterable[str | int]]" = ()


def query(scope: Scope, wanted: str = "data") -> Statement:
    """Return the statement for the items in ``scope``; every branch of it is led by an index."""
    return _Writer().statement(scope, wanted)


def _place(number: int) -> str:
    return f"<list {number}>"


_TOUCHED = "EXISTS (SELECT 1 FROM standing AS t WHERE t.item = item.id AND (t.acted OR t.moves))"


class _Writer:
    """Puts one statement together; values are noted in the order in which their marks are written."""

    def __init__(self) -> None:
        self.values: list[str | int] = []
        self.lists: list[Sequence[str | int]] = []

    def statement(self, scope: Scope, wanted: str) -> Statement:
        clauses = list(filter(None, self.clauses(scope)))
        where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
        return Statement(f"SELECT {wanted} FROM item{where} ORDER BY seq", self.values, self.lists)

    def clauses(self, scope: Scope) -> "Iterator[str | None]":
        yield self.among("id", scope.ids)
        if scope.units is not None or scope.role is not None:
            yield f"seq IN (SELECT seq FROM item_unit WHERE {self.unit(scope)})"
        if scope.domains is not None:
            yield f"seq IN (SELECT seq FROM item_domain WHERE {self.among('domain', scope.domains)})"
        yield self.equal("task", scope.task)
        yield self.among("kind", scope.kinds)
        if scope.due is not None:
            yield f"seq IN ({' UNION ALL '.join(self.due(scope, *scope.due))})"
        elif scope.rules:
            yield self.among("rule", scope.rules)
        yield "due IS NULL" if scope.undated else None
        yield _TOUCHED if scope.touched else None

    def unit(self, scope: Scope) -> str:
        return " AND ".join(filter(None, (self.among("unit", scope.units), self.equal("role", scope.role))))

    def due(self, scope: Scope, first: date | None, last: date | None) -> "Iterator[str]":
        self.values += (first.isoformat() if first else "0000", last.isoformat() if last else "9999-99")
        between = "SELECT seq FROM item WHERE due BETWEEN ? AND ?"
        if scope.open_on is not None:
            self.values.append(scope.open_on.isoformat())
            yield f"{between} AND NOT EXISTS (SELECT 1 FROM standing AS c WHERE c.item = item.id AND c.closed <= ?)"
            yield "SELECT seq FROM item WHERE id IN (SELECT item FROM standing WHERE moves)"
        else:
            yield between
            if scope.also:
                yield f"SELECT seq FROM item WHERE {self.among('id', scope.also)}"
        if scope.rules:
            yield f"SELECT seq FROM item WHERE {self.among('rule', scope.rules)}"

    def equal(self, column: str, value: str | None) -> str | None:
        if value is None:
            return None
        self.values.append(value)
        return f"{column} = ?"

    def among(self, column: str, names: "Sequence[str | int] | None") -> str | None:
        if names is None:
            return None
        if len(names) > _BOUND:
            self.lists.append(names)
            return f"{column} IN (SELECT value FROM {_place(len(self.lists) - 1)})"
        self.values += names
        return f"{column} IN ({','.join('?' * len(names))})"
