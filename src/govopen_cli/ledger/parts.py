"""One part of an item on one day: what its acts leave it at, and what that means by its deadline or its turns."""

from collections.abc import Iterable, Sequence
from datetime import date

from govopen_cli.language.deadline.model import OPEN_ENDED
from govopen_cli.ledger.lights import light
from govopen_cli.ledger.turns import moved
from govopen_cli.plan.model import Item
from govopen_cli.record import NamedTuple
from govopen_cli.state.facts import ACCEPTS, COMPLETES, EXTENDS, RELEASES, REOPENS, RETURNS, SUBMITS, Act


class Owed(NamedTuple):
    """What was to be done by a day (应完成): whether it is done, and whether in time."""

    done: bool
    in_time: bool


class Cell(NamedTuple):
    """One part of an item as it stands on a day: a member of the accountable role × a domain.

    ``act`` completed it, ``extension`` moved its deadline, ``waiver`` says that it is not required on that day. ``owed`` is None where
    nothing has fallen due; a recurring part answers for its newest turn that has come. ``missed`` is the last day of the newest turn
    that ended without being done. ``submission`` waits for ``acceptance``, since ``waiting_days``, or has it; ``returns`` are the ones
    that were not accepted.
    """

    unit: str | None
    domain: str | None
    act: Act | None
    extension: Act | None
    waiver: Act | None
    done_on: date | None
    due: date | None
    late: bool | None
    days_overdue: int | None
    days_left: int | None
    light: str
    owed: Owed | None
    missed: date | None
    review_needed: bool
    submission: Act | None = None
    acceptance: Act | None = None
    returns: tuple[Act, ...] = ()
    waiting_days: int | None = None

    @property
    def done(self) -> bool:
        """Whether the part is completed."""
        return self.done_on is not None

    @property
    def waiting(self) -> bool:
        """Whether the part waits for the office to accept it."""
        return self.waiting_days is not None

    @property
    def returned(self) -> bool:
        """Whether the part was not accepted, and was not submitted again."""
        return bool(self.returns) and self.submission is None and not self.done

    @property
    def submitted_on(self) -> date | None:
        """The day of the submission that waits, or that was accepted."""
        return date.fromisoformat(self.submission.day) if self.submission is not None else None

    @property
    def accepted_on(self) -> date | None:
        """The day on which the office accepted."""
        return date.fromisoformat(self.acceptance.day) if self.acceptance is not None else None

    @property
    def accepted_by(self) -> str | None:
        """Who accepted."""
        return self.acceptance.approved_by if self.acceptance is not None else None


class Terms(NamedTuple):
    """What all parts of an item share on a day.

    ``due`` is the plan's date; ``turns`` are the days of its rule and ``now`` the number of the current one; ``entries`` are the days
    of progress, and ``checked`` tells whether one of them lies in the current period.
    """

    item: Item
    confirmed: Sequence[str]
    day: date
    near: int
    due: date | None
    turns: Sequence[date]
    now: int
    entries: Sequence[date]
    checked: bool

    @property
    def open_ended(self) -> bool:
        """Whether the item has no date by nature."""
        return self.item.deadline.kind in OPEN_ENDED


class _Span(NamedTuple):
    """Days on which a part is not required, both included."""

    first: date
    last: date
    act: Act

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


class _Outcome(NamedTuple):
    """What the deadline of a part says of it, once its acts are known."""

    done_on: date | None
    due: date | None
    late: bool | None
    overdue_since: date | None
    owed: Owed | None
    missed: date | None
    standing: "Standing"
    extension: Act | None = None
    overdue_until: date | None = None  # a submission that came too late stops the clock
    returns: tuple[Act, ...] = ()
    held: bool = False  # nothing is to be done until the office has accepted or returned it


class Standing(NamedTuple):
    """What acts on a part leave it at: the act by which it is done, what was submitted, who accepted that, and what was returned."""

    done: Act | None = None
    submission: Act | None = None
    acceptance: Act | None = None
    returns: tuple[Act, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether a submission waits for acceptance."""
        return self.submission is not None and self.done is None


def judge(terms: Terms, unit: str | None, domain: str | None, acts: Sequence[Act]) -> Cell:
    """Return a part as the acts that cover it leave it; acts of later days must have been left out."""
    recurring = terms.item.deadline.kind == "recurring" and bool(terms.turns)
    spans = _released(acts, recurring=recurring)
    waiver = next((span.act for span in spans if span.covers(terms.day)), None)
    found = _recurring(terms, acts, spans) if recurring else _single(terms, acts, spans)
    day, standing, done = terms.day, found.standing, found.done_on is not None
    idle = done or waiver is not None
    end = found.overdue_until or day
    days_overdue = (end - found.overdue_since).days if found.overdue_since is not None and not idle else None
    waiting = standing.submission if standing.waiting and waiver is None else None
    days_left = (found.due - day).days if found.due is not None and found.due >= day and not idle and not found.held else None
    kind = terms.item.deadline.kind if found.extension is None else "date"
    word = light(
        kind, waived=waiver is not None, done=done, late=found.late, overdue=days_overdue is not None, submitted=waiting is not None,
        returned=bool(found.returns) and standing.submission is None, days_left=days_left, checked=terms.checked and terms.open_ended,
        near=terms.near,
    )  # fmt: skip
    mark = standing.done.fingerprint if standing.done is not None else None
    changed = mark is not None and mark != terms.item.fingerprint and terms.item.fingerprint not in terms.confirmed
    owed = found.owed if waiver is None else None
    waited = (day - date.fromisoformat(waiting.day)).days if waiting is not None else None
    return Cell(
        unit, domain, standing.done, found.extension, waiver, found.done_on, found.due, found.late, days_overdue, days_left, word, owed,
        found.missed, changed, standing.submission, standing.acceptance, found.returns, waited,
    )  # fmt: skip


# --- what acts add up to --------------------------------------------------------------------------------------------


def _standing(acts: Iterable[Act]) -> Standing:
    """Return what acts leave a part at: the first act that completed it counts until it is reopened, a submission until it is returned."""
    found = Standing()
    for act in acts:
        if act.effect == REOPENS:
            found = Standing(returns=found.returns)
        elif found.done is not None:
            continue
        elif act.effect == COMPLETES:
            found = found._replace(
                done=act, submission=act if act.approved_by else found.submission, acceptance=act if act.approved_by else None
            )
        elif act.effect == SUBMITS:
            found = found._replace(submission=found.submission or act)
        elif act.effect == ACCEPTS and found.submission is not None:
            found = found._replace(done=found.submission, acceptance=act)
        elif act.effect == RETURNS and found.submission is not None:
            found = found._replace(submission=None, returns=(*found.returns, act))
    return found


def _released(acts: Iterable[Act], *, recurring: bool) -> list[_Span]:
    """Return the spans of days on which a part is not required: each ends where a later decision, a reopening or a completion begins.

    The completion of one turn leaves the others of a recurring item as they are.
    """
    spans: list[_Span] = []
    for act in acts:
        if act.effect not in (RELEASES, REOPENS) and (recurring or act.effect not in (COMPLETES, SUBMITS)):
            continue
        first = date.fromisoformat(act.day)
        spans = [span._replace(last=min(span.last, moved(first, -1))) for span in spans]
        if act.effect == RELEASES:
            spans.append(_Span(first, date.fromisoformat(act.until) if act.until is not None else date.max, act))
    return spans


def _excused(spans: Iterable[_Span], turn: date) -> bool:
    return any(span.covers(turn) for span in spans)


# --- by a date, or without one --------------------------------------------------------------------------------------


def _single(terms: Terms, acts: Sequence[Act], spans: Sequence[_Span]) -> _Outcome:
    """Judge a part that is done once."""
    extension = next((act for act in reversed(acts) if act.effect == EXTENDS), None)
    standing, due = _standing(acts), _due(terms, acts)
    done_on = date.fromisoformat(standing.done.day) if standing.done is not None else None
    late = None if done_on is None else due is not None and done_on > due
    stopped = date.fromisoformat(standing.submission.day) if standing.waiting and standing.submission is not None else None
    overdue_since = due if due is not None and due < (stopped or terms.day) else None
    owed = Owed(done_on is not None, late is False) if due is not None and due <= terms.day else None
    if terms.open_ended and done_on is None and due is None:
        due = _next_check(terms)
    missed = _missed_check(terms, done_on, spans)
    return _Outcome(done_on, due, late, overdue_since, owed, missed, standing, extension, stopped, standing.returns, standing.waiting)


def _due(terms: Terms, acts: Sequence[Act]) -> date | None:
    """Return the deadline in force: that of the plan, or the last day that an extension or a return gave."""
    for act in reversed(acts):
        if act.effect == EXTENDS:
            return date.fromisoformat(act.to)
        if act.effect == RETURNS and act.by is not None:
            return date.fromisoformat(act.by)
    return terms.due


DATED = ("date", "relative")


def _next_check(terms: Terms) -> date | None:
    """Return the day of the next check-in of an open-ended item, where its plan names a rhythm that goes on."""
    coming = [turn for turn in terms.turns[terms.now + terms.checked :] if turn >= terms.day] if terms.turns else []
    return coming[0] if coming else None


def checked(entries: Iterable[date], turns: Sequence[date], number: int) -> bool:
    """Tell whether a progress entry was made in the period of a turn."""
    before = turns[number - 1] if number > 0 else date.min
    return any(before < entry <= turns[number] for entry in entries)


def _missed_check(terms: Terms, done_on: date | None, spans: Sequence[_Span]) -> date | None:
    """Return the last day of the newest period that ended without a progress entry, while the part was open and required."""
    ended = terms.now if terms.turns and terms.turns[terms.now] < terms.day else terms.now - 1
    for number in range(ended, -1, -1):
        turn = terms.turns[number]
        asked = (done_on is None or turn < done_on) and not _excused(spans, turn)
        if asked and not checked(terms.entries, terms.turns, number):
            return turn
    return None


# --- by turns -------------------------------------------------------------------------------------------------------


def _recurring(terms: Terms, acts: Sequence[Act], spans: Sequence[_Span]) -> _Outcome:
    """Judge a part that is done again each period: by its current turn, and by what it left undone before."""
    turns, now, day = terms.turns, terms.now, terms.day

    def of(number: int) -> Standing:
        before = turns[number - 1] if number else None
        return _standing([act for act in acts if _belongs(act, before, turns[number])]) if acts else _NOTHING

    standing = of(now)
    done_on = date.fromisoformat(standing.done.day) if standing.done is not None else None
    come = now if turns[now] <= day else now - 1  # the newest turn that has come
    ended = now if turns[now] < day else now - 1  # the newest turn that is over
    held, missed, stopped = standing.waiting, None, None
    for number in range(ended, -1, -1):
        past = of(number)
        if past.done is not None or _excused(spans, turns[number]):
            continue
        stopped = date.fromisoformat(past.submission.day) if past.submission is not None else None
        if stopped is not None:  # it waits
            standing = past if standing == _NOTHING else standing
            if stopped <= turns[number]:
                continue
        missed = turns[number]
        break
    owed = None
    if come >= 0 and not _excused(spans, turns[come]):
        by = of(come).done
        owed = Owed(by is not None, by is not None and date.fromisoformat(by.day) <= turns[come])
    due = turns[min(now + 1, len(turns) - 1)] if done_on is not None else turns[now]
    late = None if done_on is None else done_on > turns[now]
    overdue_since = missed if missed is not None and missed >= turns[max(now - 1, 0)] else None
    returns = tuple(act for act in acts if act.effect == RETURNS)
    return _Outcome(done_on, due, late, overdue_since, owed, missed, standing, None, stopped if missed is not None else None, returns, held)


_NOTHING = Standing()


def _belongs(act: Act, before: date | None, turn: date) -> bool:
    """Tell whether an act is about the period that ends on ``turn``: by name, else by its day."""
    if act.period is not None:
        return act.period == turn.isoformat()
    return (before is None or before < date.fromisoformat(act.day)) and date.fromisoformat(act.day) <= turn
