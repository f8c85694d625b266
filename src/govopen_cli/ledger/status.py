"""One item on one day: done, overdue, due, missed. The only place where these words are defined (docs/contracts.md, "Deadlines").

Pure: an item of the plan, the facts of its events, and a day go in; a ``Row`` comes out.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from govopen_cli.language.deadline.model import OPEN_ENDED, Deadline
from govopen_cli.plan.model import Item, Plan
from govopen_cli.record import NamedTuple
from govopen_cli.state.facts import COMPLETES, EXTENDS, NOTHING, RELEASES, REOPENS, Act, Facts

# The lights, as words: meaning is never by colour alone.
OVERDUE, SOON, NORMAL, ONGOING, AS_APPROPRIATE = "逾期", "临期", "正常", "持续", "适时"
DONE, DONE_LATE, WAITING, UNCLEAR, WAIVED = "完成", "逾期完成", "待起算", "不明", "不再要求"


class Cell(NamedTuple):
    """One part of an item and the day on which it was completed, if it was."""

    unit: str | None
    domain: str | None
    done_on: date | None
    act: Act | None


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
    """An item as the ledger shows it on a day. ``unit`` is set when only that member's part of it is meant."""

    item: Item
    facts: Facts
    day: date
    cells: tuple[Cell, ...]
    due: date | None
    light: str
    days_overdue: int | None
    days_left: int | None
    done_on: date | None
    late: bool | None
    period: Period | None
    extension: Act | None
    waiver: Act | None
    review_needed: bool
    deadline: Deadline
    unit: str | None = None

    @property
    def cells_done(self) -> int:
        """How many parts are completed."""
        return sum(cell.done_on is not None for cell in self.cells)

    @property
    def status(self) -> str:
        """open, partial or done."""
        if self.cells_done == len(self.cells):
            return "done"
        return "partial" if self.cells_done else "open"

    @property
    def overdue(self) -> bool:
        """Whether the deadline has passed without the item being done."""
        return self.days_overdue is not None

    @property
    def open_ended(self) -> bool:
        """Whether the item has no date by nature (持续推进, 适时): never overdue, never silently left out."""
        return self.item.deadline.kind in OPEN_ENDED

    @property
    def last_progress(self) -> date | None:
        """The day of the newest progress entry."""
        days = [day for entry in self.facts.progress if (day := date.fromisoformat(entry.day)) <= self.day]
        return max(days, default=None)

    @property
    def original_due(self) -> date | None:
        """The date before any extension."""
        return self.deadline.date

    @property
    def late_request(self) -> int | None:
        """By how many days an extension was asked for too late (申请时已逾期), if it was."""
        if self.extension is None or self.original_due is None:
            return None
        days = (date.fromisoformat(self.extension.day) - self.original_due).days
        return days if days > 0 else None


def evaluate(item: Item, facts: Facts, plan: Plan, day: date, unit: str | None = None) -> Row:
    """Return the ledger row of an item on ``day``; with ``unit``, of that member's part of it."""
    deadline = _anchored(item, facts, day)
    period = _period(item, facts, plan, day, unit)
    acts = _in_period(facts.acts, period) if period is not None and item.deadline.kind == "recurring" else facts.acts
    cells = _cells(item, acts, day, unit)
    extension = next((act for act in reversed(facts.acts) if act.effect == EXTENDS and date.fromisoformat(act.day) <= day), None)
    waiver = _waiver(facts, day)
    due = _due(deadline, period, extension)
    done = all(cell.done_on for cell in cells)
    done_on = max((cell.done_on for cell in cells if cell.done_on), default=None) if done else None
    late = _late(item, done_on, due, period)
    overdue_since = None if waiver else _overdue_since(item, due, done, period, day)
    row = Row(
        item=item,
        facts=facts,
        day=day,
        cells=cells,
        due=due,
        light="",
        days_overdue=(day - overdue_since).days if overdue_since else None,
        days_left=(due - day).days if due is not None and due >= day and not done and waiver is None else None,
        done_on=done_on,
        late=late,
        period=period,
        extension=extension,
        waiver=waiver,
        review_needed=_review_needed(item, cells, facts),
        deadline=deadline,
        unit=unit,
    )
    return row._replace(light=_light(row, plan))


def _anchored(item: Item, facts: Facts, day: date) -> Deadline:
    """Return the deadline, with its date where an event gave the day that it counts from."""
    if item.deadline.kind != "relative" or facts.anchor is None or date.fromisoformat(facts.anchor) > day:
        return item.deadline
    from govopen_cli.language.deadline.resolve import anchored

    return anchored(item.deadline, date.fromisoformat(facts.anchor))


def _waiver(facts: Facts, day: date) -> Act | None:
    """Return the waiver that is in force on a day: none after the item was reopened."""
    waiver: Act | None = None
    for act in facts.acts:
        if act.effect == RELEASES:
            waiver = act
        elif act.effect == REOPENS and act.unit is None and act.domain is None:
            waiver = None
    if waiver is None or date.fromisoformat(waiver.day) > day or (waiver.until is not None and day > date.fromisoformat(waiver.until)):
        return None
    return waiver


def _due(deadline: Deadline, period: Period | None, extension: Act | None) -> date | None:
    if period is not None:
        return period.following if period.done and period.following else period.current
    if deadline.kind not in ("date", "relative"):
        return None
    return date.fromisoformat(extension.to) if extension else deadline.date


def _late(item: Item, done_on: date | None, due: date | None, period: Period | None) -> bool | None:
    """Tell whether what is done was done after its deadline; for ever, whatever comes later."""
    if done_on is None:
        return None
    if period is not None and item.deadline.kind == "recurring":
        return done_on > period.current
    return due is not None and done_on > due


def _overdue_since(item: Item, due: date | None, done: bool, period: Period | None, day: date) -> date | None:
    """Return the last day on which the item would have been in time, if that is past."""
    if done or item.deadline.kind in OPEN_ENDED:
        return None
    if period is not None:
        return period.missed if period.missed in (period.previous, period.current) else None
    return due if due is not None and due < day else None


def _light(row: Row, plan: Plan) -> str:
    if row.waiver is not None:
        return WAIVED
    if row.status == "done" and (row.period is None or row.item.deadline.kind == "recurring"):
        return DONE_LATE if row.late else DONE
    if row.overdue:
        return OVERDUE
    if row.days_left is not None:
        near = row.days_left <= plan.alerts.light
        if row.open_ended:
            return SOON if near and not (row.period and row.period.done) else ONGOING
        return SOON if near else NORMAL
    kind = row.item.deadline.kind
    return {"ongoing": ONGOING, "as_appropriate": AS_APPROPRIATE, "relative": WAITING}.get(kind, UNCLEAR)


def near_level(row: Row, plan: Plan) -> int | None:
    """Return the narrowest alert level (days) that a row has come within."""
    if row.days_left is None:
        return None
    return min((level for level in plan.alerts.levels if row.days_left <= level), default=None)


# --- cells ----------------------------------------------------------------------------------------------------------


def _cells(item: Item, acts: Sequence[Act], day: date, unit: str | None) -> tuple[Cell, ...]:
    known = [act for act in acts if date.fromisoformat(act.day) <= day]
    wanted = [(member, domain) for member, domain in item.cells if unit is None or member == unit]
    return tuple(_cell(member, domain, known) for member, domain in wanted)


def _cell(member: str | None, domain: str | None, acts: Sequence[Act]) -> Cell:
    """Return a cell as its acts leave it: done by the first act that completed it since it was last reopened."""
    done: Act | None = None
    for act in acts:
        if act.effect in (COMPLETES, REOPENS) and act.covers(member, domain):
            done = (done or act) if act.effect == COMPLETES else None
    return Cell(member, domain, date.fromisoformat(done.day) if done else None, done)


def _review_needed(item: Item, cells: Sequence[Cell], facts: Facts) -> bool:
    """Tell whether the item's row changed after some part of it was completed, and nobody confirmed it since."""
    prints = {cell.act.fingerprint for cell in cells if cell.act is not None}
    return any(mark is not None and mark != item.fingerprint for mark in prints) and item.fingerprint not in facts.confirmed


# --- rules ----------------------------------------------------------------------------------------------------------

# How far around a day the turns of a rule are looked for, in days: enough for the longest interval in use.
_REACH = {"DAILY": 15, "WEEKLY": 120, "MONTHLY": 800, "YEARLY": 4400}


def _period(item: Item, facts: Facts, plan: Plan, day: date, unit: str | None) -> Period | None:
    cycle = item.cycle
    if cycle is None or cycle.rrule is None:
        return None
    days = turns(cycle.rrule, plan.begin(cycle), day)
    current = next((turn for turn in days if turn >= day), None)
    if current is None:
        if not days:
            return None
        current = days[-1]  # the rule has ended: its last turn stays
    past = [turn for turn in days if turn < current]
    done = [_turn_done(item, facts, before, turn, day, unit) for before, turn in zip([None, *days], days, strict=False)]
    status = dict(zip(days, done, strict=True))
    missed = next((turn for turn in reversed([*past, *([current] if current < day else [])]) if not status[turn]), None)
    following = next((turn for turn in days if turn > current), None)
    return Period(current, past[-1] if past else None, following, status[current], missed)


@cache
def turns(rrule: str, begin: date, day: date) -> tuple[date, ...]:
    """Return the days of a rule around ``day``: enough of them to know the turn before and the turn after.

    A rule is worked out once, however many items share it.
    """
    from govopen_cli.language.deadline.rules import occurrences

    freq = rrule.split(";", 1)[0].removeprefix("FREQ=")
    reach = timedelta(days=_REACH[freq])
    first = max(begin, day - reach)
    return tuple(occurrences(rrule, begin, first, max(day, begin) + reach))


def _turn_done(item: Item, facts: Facts, before: date | None, turn: date, day: date, unit: str | None) -> bool:
    if item.deadline.kind != "recurring":  # a check-in is a progress entry
        return any(
            before is None or before < date.fromisoformat(entry.day) <= turn
            for entry in facts.progress
            if date.fromisoformat(entry.day) <= min(day, turn)
        )
    acts = [act for act in facts.acts if _belongs(act, before, turn)]
    return all(cell.done_on for cell in _cells(item, acts, day, unit))


def _belongs(act: Act, before: date | None, turn: date) -> bool:
    """Tell whether an act is about the period that ends on ``turn``: by name, else by its day."""
    if act.period is not None:
        return act.period == turn.isoformat()
    return (before is None or before < date.fromisoformat(act.day)) and date.fromisoformat(act.day) <= turn


def _in_period(acts: Sequence[Act], period: Period) -> list[Act]:
    return [act for act in acts if _belongs(act, period.previous, period.current)]


__all__ = ["NOTHING", "Cell", "Period", "Row", "evaluate", "near_level", "turns"]
