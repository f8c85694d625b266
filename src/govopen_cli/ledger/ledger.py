"""Plan × state × day: which rows a question is about (DESIGN.md §3).

The compiled plan narrows the items down; what the state and the day say of them is decided here, row by row.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from govopen_cli.ledger.status import NOTHING, SOON, Row, evaluate
from govopen_cli.plan.index import Index, Scope
from govopen_cli.plan.model import Item
from govopen_cli.state.store import State

_CHUNK = 400


def _any(_row: Row) -> bool:
    return True


STATUSES: dict[str, Callable[[Row], bool]] = {
    "open": lambda row: row.status == "open",
    "partial": lambda row: row.status == "partial",
    "done": lambda row: row.status == "done",
    "overdue": lambda row: row.overdue,
    "soon": lambda row: row.light == SOON,
    "open-ended": lambda row: row.open_ended and row.status != "done",
}


@dataclass(frozen=True, slots=True)
class Window:
    """Days between which a due date must lie, both included; None leaves a side open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date | None) -> bool:
        """Tell whether a day lies in the window; no day lies in none."""
        return day is not None and (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a listing is restricted to, names already resolved.

    ``units`` holds the names of one body (two when it was renamed) and ``via`` the collectives that it belongs to.
    """

    ids: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    via: tuple[str, ...] = ()
    role: str | None = None
    domains: tuple[str, ...] | None = None
    task: str | None = None
    status: str | None = None

    def scope(self) -> Scope:
        """Return what the plan alone can narrow down."""
        units = (*self.units, *self.via) if self.units is not None else None
        return Scope(ids=self.ids, units=units, role=self.role, domains=self.domains, task=self.task)


class Ledger:
    """The rows of one plan and one state, as of one day."""

    def __init__(self, index: Index, state: State, day: date) -> None:
        self.index = index
        self.state = state
        self.day = day
        self.plan = index.plan

    def rows(self, filters: Filters = Filters(), window: Window | None = None, kinds: tuple[str, ...] | None = None) -> Iterator[Row]:
        """Yield rows in the plan's order; with a window, only those due in it."""
        scope = replace(filters.scope(), kinds=kinds)
        if window is not None:
            scope = replace(scope, due=(window.first, window.last), also=tuple(self.state.moved()))
        wanted = STATUSES.get(filters.status or "", _any)
        for row in self._evaluated(self.index.items(scope), filters):
            if (window is None or window.holds(row.due)) and wanted(row):
                yield row

    def _evaluated(self, items: Iterable[Item], filters: Filters) -> Iterator[Row]:
        stream = iter(items)
        while chunk := list(islice(stream, _CHUNK)):
            facts = self.state.facts([item.id for item in chunk])
            for item in chunk:
                yield evaluate(item, facts.get(item.id, NOTHING), self.plan, self.day, self._part(item, filters))

    def _part(self, item: Item, filters: Filters) -> str | None:
        """Return the member whose part of an item a unit filter is about: a unit answers for its own part only."""
        if filters.units is None or len(item.members) < 2 or filters.role not in (None, self.accountable(item)):
            return None
        return next((unit for unit in filters.units if unit in item.members), None)

    @staticmethod
    def accountable(item: Item) -> str | None:
        """Return the role that answers for an item: the first one that names a unit."""
        return next((role for role, names in item.units.items() if names), None)

    def open_dated(self, filters: Filters, window: Window, *, finished: bool = False) -> list[Row]:
        """Return what is due in a window and not done (with ``finished``: done too), in date order."""
        rows = [
            row
            for row in self.rows(filters, window)
            if finished or ((row.status != "done" or row.period is not None) and row.waiver is None)
        ]
        return sorted(rows, key=lambda row: row.due or date.max)

    def overdue(self, filters: Filters) -> list[Row]:
        """Return what is overdue, the longest first."""
        rows = [row for row in self.rows(filters, Window()) if row.overdue]
        return sorted(rows, key=lambda row: -(row.days_overdue or 0))

    def open_ended(self, filters: Filters) -> list[Row]:
        """Return what has no date by nature and is not done."""
        return [row for row in self.rows(filters, kinds=("ongoing", "as_appropriate")) if row.status != "done" and row.waiver is None]

    def undated(self, filters: Filters) -> list[Row]:
        """Return what should have a date and has none: waiting for its event, or with a phrase that is not understood."""
        return [
            row
            for row in self.rows(filters, kinds=("relative", "unknown"))
            if row.due is None and row.status != "done" and row.waiver is None
        ]
