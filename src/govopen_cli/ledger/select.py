"""Plan × state × day: which rows a question is about (docs/architecture.md).

The compiled plan narrows the items down; what the state and the day say of them is decided here, row by row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from govopen_cli.ledger.lights import (
    AS_APPROPRIATE,
    DONE,
    DONE_LATE,
    NORMAL,
    ONGOING,
    OVERDUE,
    PARTIAL,
    RETURNED,
    SOON,
    SUBMITTED,
    UNCLEAR,
    WAITING,
    WAIVED,
)
from govopen_cli.ledger.status import Row, evaluate
from govopen_cli.ledger.turns import turns
from govopen_cli.plan.index.query import Index, Scope
from govopen_cli.plan.model import Item
from govopen_cli.record import NamedTuple
from govopen_cli.state.facts import NOTHING
from govopen_cli.state.state import State

_CHUNK = 400
EXACT = 5000


def _any(_row: Row) -> bool:
    return True


def _shows(word: str) -> Callable[[Row], bool]:
    return lambda row: row.light == word


_UNFINISHED = "未完成"

STATUSES: dict[str, Callable[[Row], bool]] = {
    "open": lambda row: row.status == "open",
    "partial": lambda row: row.status == "partial",
    "done": lambda row: row.status == "done",
    "overdue": lambda row: row.overdue,
    "soon": lambda row: row.light == SOON,
    "open-ended": lambda row: row.open_ended and not row.done,
    "submitted": lambda row: row.waiting,
    "returned": lambda row: row.returned,
    _UNFINISHED: lambda row: not row.done and row.waiver is None,
    **{word: _shows(word) for word in (NORMAL, AS_APPROPRIATE, WAITING, UNCLEAR, DONE_LATE, WAIVED)},
}
# the same in the words that every list shows, and that the table itself uses
STATUS_WORDS = {
    OVERDUE: "overdue", SOON: "soon", DONE: "done", PARTIAL: "partial", ONGOING: "open-ended", SUBMITTED: "submitted", RETURNED: "returned",
    "已完成": "done", "持续推进": "open-ended", "适时完成": AS_APPROPRIATE,
}  # fmt: skip


class Window(NamedTuple):
    """Days between which a due date must lie, both included; None leaves a side open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date | None) -> bool:
        """Tell whether a day lies in the window; no day lies in none."""
        return day is not None and (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


class Filters(NamedTuple):
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
        self.attached = state.standing is not None
        if state.standing is not None:
            index.borrow(state.standing)

    def rows(
        self, filters: Filters = Filters(), window: Window | None = None, kinds: tuple[str, ...] | None = None, *, unfinished: bool = False
    ) -> Iterator[Row]:
        """Yield rows in the plan's order; with a window, only those due in it; ``unfinished`` need not yield what is closed."""
        scope = filters.scope()._replace(kinds=kinds)
        if window is not None:
            lean = unfinished and self.attached  # the state's own table then says what is closed or moved
            also = () if lean else tuple(self.state.moved())
            scope = scope._replace(
                due=(window.first, window.last), also=also, open_on=self.day if lean else None, rules=self._rules(window)
            )
        wanted = STATUSES.get(filters.status or "", _any)
        for row in self._evaluated(self.index.items(scope), filters):
            if (window is None or window.holds(row.due)) and wanted(row):
                yield row

    def _rules(self, window: Window) -> list[int]:
        """Return the rules one of whose coming turns lies in a window."""
        found = []
        for number, rrule, begin in self.index.rules():
            days = turns(rrule, begin, self.day)
            coming = [turn for turn in days if turn >= self.day][:2] or list(days[-1:])
            if any(window.holds(turn) for turn in coming):
                found.append(number)
        return found

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

    def collectives(self, units: Sequence[str]) -> tuple[str, ...]:
        """Return the collectives that units belong to."""
        return tuple(dict.fromkeys(name for unit in units for name in self.index.collectives(unit)))

    @staticmethod
    def accountable(item: Item) -> str | None:
        """Return the role that answers for an item: the first one that names a unit."""
        return next((role for role, names in item.units.items() if names), None)

    def open_dated(self, filters: Filters, window: Window, *, finished: bool = False) -> list[Row]:
        """Return what is due in a window and not done (with ``finished``: done too), in date order."""
        rows = [
            row
            for row in self.rows(filters, window, unfinished=not finished)
            if finished or ((not row.done or row.recurring) and row.waiver is None)
        ]
        return sorted(rows, key=lambda row: row.due or date.max)

    def until(self, filters: Filters, last: date) -> Iterator[Row]:
        """Yield what may be unfinished and was or is due by a day; a recurring item counts whatever its next day is."""
        yield from self.rows(filters, Window(last=last), unfinished=True)
        begun = [number for number, rrule, begin in self.index.rules() if any(turn < self.day for turn in turns(rrule, begin, self.day))]
        if begun:
            scope = filters.scope()._replace(kinds=("recurring",), rules=begun)
            yield from (row for row in self._evaluated(self.index.items(scope), filters) if row.due is None or row.due > last)

    def waiting(self, filters: Filters) -> list[Row]:
        """Return what waits for the office to accept it, the longest first."""
        if not self.plan.accepts or self.state.empty:
            return []
        scope = filters.scope()
        if not self.attached:
            known = set(self.state.all_facts())
            scope = scope._replace(ids=tuple(known if scope.ids is None else known & {*scope.ids}))
        rows = self._evaluated(self.index.items(scope._replace(touched=self.attached)), filters)
        return sorted((row for row in rows if row.waiting), key=lambda row: -(row.waiting_days or 0))

    def without_date(self, filters: Filters, kinds: tuple[str, ...]) -> tuple[int, bool]:
        """Count unfinished items of kinds that have no date, and tell whether the count is exact.

        Only items that the state knows something of are read. Beyond ``EXACT`` items the finished ones are counted too: a closing
        line must not cost more than the answer above it.
        """
        scope = filters.scope()._replace(kinds=kinds, undated=True)
        count = self.index.count(scope)
        if self.state.empty or count == 0:
            return count, True
        if count > EXACT:
            return count, False
        rows = self._evaluated(self.index.items(scope._replace(touched=self.attached)), filters)
        gone = sum(row.status == "done" or row.waiver is not None or not (row.open_ended or row.due is None) for row in rows)
        return count - gone, True
