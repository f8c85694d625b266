"""Several plans, one ledger: what is asked of the ledgers of one or many plans, answered together.

Every ledger is asked with filters of its own, because roles and collectives are a plan's; their rows are put in one order here.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from govopen_cli.ledger.lights import SOON
from govopen_cli.ledger.select import Filters, Ledger, Window
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.turns import moved
from govopen_cli.plan.model import Plan
from govopen_cli.record import NamedTuple


class Asked(NamedTuple):
    """A ledger, and what is asked of it."""

    ledger: Ledger
    filters: Filters

    def rows(self) -> Iterator[Row]:
        """Yield what is asked for, in the plan's order."""
        return self.ledger.rows(self.filters)

    def role_bodies(self, row: Row) -> Sequence[str] | None:
        """Return the bodies that have the role asked for, a collective by its members; None where units that answer for the row are meant."""
        role = self.filters.role
        if role is None or role == self.ledger.accountable(row.item):
            return None
        names = row.item.units.get(role, ())
        return list(dict.fromkeys(body for name in names for body in self.ledger.index.members(name) or (name,)))


class Books:
    """The ledgers that a question is put to; there is at least one.

    ``plans`` are all plans in use, also those of which nothing is asked: a plan that does not have the role or the task asked for.
    """

    def __init__(self, asked: Sequence[Asked], plans: Sequence[Plan], day: date) -> None:
        self.asked = tuple(asked)
        self.plans = tuple(plans)
        self.day = day

    @property
    def title(self) -> str:
        """The title of the plan, or how many there are."""
        return self.plans[0].title if len(self.plans) == 1 else f"{len(self.plans)} 张任务分解表"

    @property
    def roles(self) -> list[str]:
        """The titles of all roles, in the order in which the plans declare them."""
        return list(dict.fromkeys(title for plan in self.plans for title in plan.roles.values()))

    @property
    def filtered(self) -> bool:
        """Whether something narrows the question down."""
        return any(asked.filters != Filters() for asked in self.asked)

    def rows(self) -> Iterator[Row]:
        """Yield rows plan by plan, in each plan's order."""
        for asked in self.asked:
            yield from asked.rows()

    def open_dated(self, window: Window, *, finished: bool = False) -> list[Row]:
        """Return what is due in a window and not done (with ``finished``: done too), in date order."""
        rows = [row for ledger, filters in self.asked for row in ledger.open_dated(filters, window, finished=finished)]
        return sorted(rows, key=lambda row: row.due or date.max)

    def pressing_rows(self) -> tuple[list[Row], date, int]:
        """Return what is overdue and what comes next; up to which day that reaches; and how much is due later.

        What comes next is what is due within the widest alert level, or on the next date after it.
        """
        horizon = moved(self.day, max(level for plan in self.plans for level in plan.alerts.levels))
        rows = self.open_dated(Window(last=horizon))
        later = self.open_dated(Window(first=moved(horizon, 1))) if horizon < date.max else []
        if later and not any(row.due is not None and row.due >= self.day for row in rows):
            horizon = later[0].due or horizon
            rows += [row for row in later if row.due == horizon]
            later = [row for row in later if row.due != horizon]
        return rows, horizon, len(later)

    def overdue(self) -> list[Row]:
        """Return what is overdue, the longest first."""
        rows = [row for ledger, filters in self.asked for row in ledger.until(filters, self.day) if row.overdue]
        return sorted(rows, key=lambda row: -(row.days_overdue or 0))

    def waiting(self) -> list[Row]:
        """Return what waits for the office to accept it, the longest first."""
        rows = [row for ledger, filters in self.asked for row in ledger.waiting(filters)]
        return sorted(rows, key=lambda row: -(row.waiting_days or 0))

    def pressing(self) -> tuple[bool, bool]:
        """Tell whether something is overdue, and whether something is near (the light is on)."""
        rows = [row for ledger, filters in self.asked for row in ledger.until(filters, moved(self.day, ledger.plan.alerts.light))]
        return any(row.overdue for row in rows), any(row.light == SOON for row in rows)

    def without_date(self, kinds: tuple[str, ...]) -> tuple[int, bool]:
        """Count unfinished items of kinds that have no date, and tell whether the count is exact."""
        counts = [ledger.without_date(filters, kinds) for ledger, filters in self.asked]
        return sum(count for count, _ in counts), all(exact for _, exact in counts)
