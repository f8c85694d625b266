"""One item on one day: done, overdue, due, missed. The only place where these words are defined (docs/contracts.md, "Deadlines").

Pure: an item of the plan, the facts of its events, and a day go in; a ``Row`` comes out. Every part of an item is judged on its own
(ledger/parts); the row says what its parts say together.
"""

from collections.abc import Sequence
from datetime import date

from govopen_cli.language.deadline.model import OPEN_ENDED, Deadline
from govopen_cli.ledger.lights import together
from govopen_cli.ledger.parts import DATED, Cell, Owed, Terms, checked, judge
from govopen_cli.ledger.turns import current, turns
from govopen_cli.plan.model import Item, Plan
from govopen_cli.record import NamedTuple
from govopen_cli.state.facts import REMARKS, Act, Facts


class Period(NamedTuple):
    """The turns of a rule around a day: the last day of the current one, of the one before and of the one after it.

    ``missed`` is the last day of the newest period that ended without being done.
    """

    current: date
    previous: date | None
    following: date | None
    done: bool
    missed: date | None


class Row(NamedTuple):
    """An item as the ledger shows it on a day. ``unit`` and ``domain`` are set when only that part of it is meant."""

    item: Item
    plan: Plan
    facts: Facts
    day: date
    cells: tuple[Cell, ...]
    deadline: Deadline
    due: date | None
    light: str
    days_overdue: int | None
    days_left: int | None
    done_on: date | None
    late: bool | None
    owed: Owed | None
    period: Period | None
    unit: str | None = None
    domain: str | None = None

    @property
    def required(self) -> tuple[Cell, ...]:
        """The parts that are required on the day; all of them where none is."""
        return tuple([cell for cell in self.cells if cell.waiver is None]) or self.cells

    @property
    def cells_done(self) -> int:
        """How many of the required parts are completed."""
        return sum(cell.done for cell in self.required)

    @property
    def done(self) -> bool:
        """Whether every required part is completed."""
        return self.done_on is not None

    @property
    def status(self) -> str:
        """open, partial or done."""
        if self.done:
            return "done"
        return "partial" if self.cells_done else "open"

    @property
    def overdue(self) -> bool:
        """Whether a deadline has passed without its part being done."""
        return self.days_overdue is not None

    @property
    def waiting(self) -> bool:
        """Whether some part waits for the office to accept it."""
        return any(cell.waiting for cell in self.cells)

    @property
    def held(self) -> bool:
        """Whether every part that is not done waits for the office: nothing is asked of a unit."""
        return self.waiting and all(cell.waiting or cell.done for cell in self.required)

    @property
    def waiting_days(self) -> int | None:
        """For how many days the part that waits longest has waited."""
        return max((cell.waiting_days for cell in self.cells if cell.waiting_days is not None), default=None)

    @property
    def returned(self) -> bool:
        """Whether some part was not accepted, and was not submitted again."""
        return any(cell.returned for cell in self.cells)

    @property
    def returns(self) -> list[Act]:
        """The decisions not to accept, each once."""
        return list({id(act): act for cell in self.cells for act in cell.returns}.values())

    @property
    def submitted_on(self) -> date | None:
        """The day of the newest submission that waits or was accepted."""
        return max((cell.submitted_on for cell in self.cells if cell.submitted_on is not None), default=None)

    @property
    def acceptance(self) -> Act | None:
        """The newest decision to accept."""
        return max((cell.acceptance for cell in self.cells if cell.acceptance is not None), key=lambda act: act.day, default=None)

    @property
    def recurring(self) -> bool:
        """Whether the item has to be done again each period."""
        return self.item.deadline.kind == "recurring"

    @property
    def open_ended(self) -> bool:
        """Whether the item has no date by nature (持续推进, 适时) and was given none: never overdue, never silently left out."""
        return self.item.deadline.kind in OPEN_ENDED and any(cell.extension is None for cell in self.required)

    @property
    def missed(self) -> date | None:
        """The last day of the newest period that ended without being done."""
        return self.period.missed if self.period is not None else None

    @property
    def review_needed(self) -> bool:
        """Whether the item's row changed after some part of it was completed, and nobody confirmed it since."""
        return any(cell.review_needed for cell in self.cells)

    @property
    def waiver(self) -> Act | None:
        """The decision by which no part of the item is required."""
        return self.cells[0].waiver if all(cell.waiver is not None for cell in self.cells) else None

    @property
    def waivers(self) -> list[Act]:
        """The decisions by which some part is not required."""
        return list({id(cell.waiver): cell.waiver for cell in self.cells if cell.waiver is not None}.values())

    @property
    def extension(self) -> Act | None:
        """The extension that holds for every part."""
        found = {cell.extension and id(cell.extension): cell.extension for cell in self.cells}
        return next(iter(found.values())) if len(found) == 1 else None

    @property
    def extensions(self) -> list[Act]:
        """The extensions that hold for some part."""
        return list({id(cell.extension): cell.extension for cell in self.cells if cell.extension is not None}.values())

    @property
    def last_progress(self) -> date | None:
        """The day of the newest progress entry."""
        return max(_progress(self.facts, self.day), default=None)

    @property
    def original_due(self) -> date | None:
        """The date before any extension."""
        return self.deadline.date if self.deadline.kind in DATED else None

    @property
    def late_request(self) -> int | None:
        """By how many days an extension was asked for too late (申请时已逾期), if it was."""
        if self.original_due is None:
            return None
        days = max(((date.fromisoformat(act.day) - self.original_due).days for act in self.extensions), default=0)
        return days if days > 0 else None


def evaluate(
    item: Item, facts: Facts, plan: Plan, day: date, unit: str | None = None, domain: str | None = None, turn: date | None = None
) -> Row:
    """Return the ledger row of an item on ``day``.

    ``unit`` and ``domain`` ask for the row of that part alone, ``turn`` for that turn of its rule.
    """
    deadline = _anchored(item, facts, day)
    cycle = item.cycle
    days = turns(cycle.rrule, plan.begin(cycle), day) if cycle is not None and cycle.rrule is not None else ()
    now = current(days, turn or day)
    entries = _progress(facts, day) if days and item.deadline.kind != "recurring" else []
    due = deadline.date if deadline.kind in DATED else None
    terms = Terms(item, facts.confirmed, day, plan.alerts.light, due, days, now, entries, checked(entries, days, now))
    cells = _cells(terms, facts, unit, domain)
    row = Row(item, plan, facts, day, cells, deadline, None, "", None, None, None, None, None, None, unit, domain)
    parts = row.required
    done_on = max([cell.done_on for cell in parts if cell.done_on is not None]) if all(cell.done for cell in parts) else None
    return row._replace(
        due=_due(parts),
        light=together([cell.light for cell in parts]),
        days_overdue=max((cell.days_overdue for cell in parts if cell.days_overdue is not None), default=None),
        days_left=min((cell.days_left for cell in parts if cell.days_left is not None), default=None),
        done_on=done_on,
        late=any(cell.late for cell in parts) if done_on is not None else None,
        owed=_owed(parts),
        period=_period(terms, parts) if days else None,
    )


def part_of(row: Row, *, unit: str | None = None, domain: str | None = None) -> Row:
    """Return the part of a row for which a unit, or a domain, stands; the row itself where it has no other parts, or none of that name."""
    unit = unit if len(row.item.members) > 1 and unit in row.item.members else row.unit
    domain = domain if len(row.item.domains) > 1 and domain in row.item.domains else row.domain
    return row if (unit, domain) == (row.unit, row.domain) else evaluate(row.item, row.facts, row.plan, row.day, unit, domain)


def _cells(terms: Terms, facts: Facts, unit: str | None, domain: str | None) -> tuple[Cell, ...]:
    acts = [act for act in facts.acts if act.effect != REMARKS and date.fromisoformat(act.day) <= terms.day]
    wanted = [cell for cell in terms.item.cells if unit in (None, cell[0]) and domain in (None, cell[1])]
    if all(act.unit is None and act.domain is None for act in acts):  # all parts stand alike
        alike = judge(terms, None, None, acts)[2:]
        return tuple([Cell(member, domain, *alike) for member, domain in wanted])
    return tuple([judge(terms, member, domain, [act for act in acts if act.covers(member, domain)]) for member, domain in wanted])


def _progress(facts: Facts, day: date) -> list[date]:
    """Return the days of the progress entries that had been made by a day."""
    return [made for entry in facts.progress if (made := date.fromisoformat(entry.day)) <= day]


def _anchored(item: Item, facts: Facts, day: date) -> Deadline:
    """Return the deadline, with its date where an event gave the day that it counts from."""
    if item.deadline.kind != "relative" or facts.anchor is None or date.fromisoformat(facts.anchor) > day:
        return item.deadline
    from govopen_cli.language.deadline.resolve import anchored

    return anchored(item.deadline, date.fromisoformat(facts.anchor))


# --- what parts say together ----------------------------------------------------------------------------------------


def _due(parts: Sequence[Cell]) -> date | None:
    """Return the next day by which something is to be done; when everything is done, the last one."""
    unfinished = [cell.due for cell in parts if cell.due is not None and not cell.done]
    return min(unfinished) if unfinished else max((cell.due for cell in parts if cell.due is not None), default=None)


def _owed(parts: Sequence[Cell]) -> Owed | None:
    owed = [cell.owed for cell in parts if cell.owed is not None]
    return Owed(all(part.done for part in owed), all(part.in_time for part in owed)) if owed else None


def _period(terms: Terms, parts: Sequence[Cell]) -> Period:
    days, now = terms.turns, terms.now
    done = all(cell.done for cell in parts) if terms.item.deadline.kind == "recurring" else terms.checked
    missed = max((cell.missed for cell in parts if cell.missed is not None), default=None)
    return Period(days[now], days[now - 1] if now else None, days[now + 1] if now + 1 < len(days) else None, done, missed)
