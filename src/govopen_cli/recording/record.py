"""Deciding and recording in one transaction, whoever asks: a command, a paper that came back, ``undo``.

What is decided cannot be overtaken: the facts that a rule sees are read inside the write transaction that appends what it allows.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import ExitStack, closing
from datetime import date
from typing import NamedTuple
from uuid import uuid4

from govopen_cli.errors import UsageError
from govopen_cli.plan.model import Item, Plan
from govopen_cli.recording import rules
from govopen_cli.recording.case import Case
from govopen_cli.recording.numbers import numbered
from govopen_cli.recording.request import Decision, Refusal, Request
from govopen_cli.state.acts import after
from govopen_cli.state.events import Clerk, Draft, Event
from govopen_cli.state.facts import NOTHING, Facts
from govopen_cli.state.open import WAIT_SECONDS, read
from govopen_cli.state.state import State
from govopen_cli.state.write import WritableState, persistent, write

Bundle = Sequence[Request | Refusal]  # recorded whole or not at all: a row of a paper
Items = Callable[[Sequence[str]], Mapping[str, Item]]


class Desk(NamedTuple):
    """Where is recorded, and by what it is judged: the state, the plan, its items by id, and today."""

    place: str
    plan: Plan
    items: Items
    today: date
    wait: float = WAIT_SECONDS


class Group(NamedTuple):
    """What is asked together and judged apart from other groups: a command line, or one paper.

    One refusal refuses the whole group; with ``partial`` only the bundle that it stands in.
    """

    bundles: Sequence[Bundle]
    name: str = ""
    partial: bool = False


class Answer(NamedTuple):
    """A request, or a refusal that stood in its place, and what came of it."""

    asked: Request | Refusal
    decisions: tuple[Decision, ...]

    @property
    def refusals(self) -> list[Refusal]:
        """What of it was refused."""
        return [decision for decision in self.decisions if isinstance(decision, Refusal)]


class Judged(NamedTuple):
    """A group with the answers to all that it asks, and what of it is to be recorded."""

    group: Group
    answers: tuple[Answer, ...]
    drafts: tuple[Draft, ...]

    @property
    def refusals(self) -> list[Refusal]:
        """Everything that was refused, in the order in which it was asked."""
        return [refusal for answer in self.answers for refusal in answer.refusals]


class Recorded(NamedTuple):
    """What was decided, and what was recorded of it; ``facts`` are those of the items afterwards, ``items`` those that were found."""

    judged: Sequence[Judged]
    events: Sequence[Event]
    items: Mapping[str, Item]
    facts: Mapping[str, Facts]

    @property
    def drafts(self) -> list[Draft]:
        """What is to be recorded."""
        return [draft for judged in self.judged for draft in judged.drafts]


Ready = Callable[[Sequence[Recorded]], None]


def record(
    asked: Sequence[tuple[Desk, Sequence[Group]]], clerk: Clerk, *, strict: bool = False, ready: Ready | None = None
) -> list[Recorded]:
    """Decide on groups one after the other and record what they may record, as one batch, whatever number of plans it touches.

    Each request is judged by what the ones before it would leave. ``strict`` ends with the first refusal. ``ready`` is called with
    what was decided once something is going to be recorded, before it is (again, where others record in between): where it fails, nothing is. All is decided before any of it is written.

    Raises:
        UsageError: with ``strict``, something is refused.
        StateError: a state cannot be written.
    """
    return persistent(lambda: _record(asked, clerk, strict=strict, ready=ready))


def _record(asked: Sequence[tuple[Desk, Sequence[Group]]], clerk: Clerk, *, strict: bool, ready: Ready | None) -> list[Recorded]:
    with ExitStack() as stack:
        in_order = sorted({desk.place: desk for desk, _ in asked}.values(), key=lambda desk: desk.place)  # nobody waits for each other
        states = {desk.place: stack.enter_context(write(desk.place, desk.plan.id, desk.wait)) for desk in in_order}
        found = numbered([(desk.plan, states[desk.place], _rehearsed(desk, groups, states[desk.place])) for desk, groups in asked])
        refusals = [refusal for recorded in found for judged in recorded.judged for refusal in judged.refusals]
        if strict and refusals:
            raise UsageError(f"{refusals[0]}；什么都没有登记")
        if ready is not None and any(recorded.drafts for recorded in found):
            ready(found)
        batch = str(uuid4())
        return [_appended(recorded, states[desk.place], clerk, batch) for (desk, _), recorded in zip(asked, found, strict=True)]


def _appended(recorded: Recorded, state: WritableState, clerk: Clerk, batch: str) -> Recorded:
    if not recorded.drafts:
        return recorded
    events = state.append(recorded.drafts, clerk, batch)
    return recorded._replace(events=events, facts=state.facts(recorded.items))


def rehearse(asked: Sequence[tuple[Desk, Sequence[Group]]]) -> list[Recorded]:
    """Decide on groups as ``record`` would at this moment, and record nothing."""
    with ExitStack() as stack:
        states = [stack.enter_context(closing(read(desk.place, desk.plan.id, desk.wait))) for desk, _ in asked]
        return numbered([(desk.plan, state, _rehearsed(desk, groups, state)) for (desk, groups), state in zip(asked, states, strict=True)])


def _rehearsed(desk: Desk, groups: Sequence[Group], state: State) -> Recorded:
    items = _items(desk, groups)
    return Recorded(_judge(desk, groups, items, state), (), items, state.facts(items))


# --- judging --------------------------------------------------------------------------------------------------------


def _requests(groups: Iterable[Group]) -> Iterator[Request]:
    for group in groups:
        for bundle in group.bundles:
            yield from (asked for asked in bundle if isinstance(asked, Request))


def _items(desk: Desk, groups: Sequence[Group]) -> Mapping[str, Item]:
    return desk.items(list(dict.fromkeys(request.item for request in _requests(groups))))


_LATEST = 999_999  # an era after all others


class _Known(NamedTuple):
    """What is known of an item so far: its facts and, where a paper asks about it, the events that count."""

    facts: Facts = NOTHING
    events: tuple[Event, ...] = ()

    def with_drafts(self, drafts: Sequence[Draft]) -> "_Known":
        """Return what will be known once drafts are recorded: later than all else, by nobody yet."""
        events = [Event("", "", "", 0, "", recorded_at="~", author="", host="", era=_LATEST, **draft._asdict()) for draft in drafts]
        return _Known(after(self.facts, events), (*self.events, *events))


def _judge(desk: Desk, groups: Sequence[Group], items: Mapping[str, Item], state: State) -> list[Judged]:
    facts, events = state.facts(items), _events(groups, state)
    known = {item: _Known(facts.get(item, NOTHING), tuple(events.get(item, ()))) for item in items}
    return [_judged(desk, group, items, known) for group in groups]


def _events(groups: Sequence[Group], state: State) -> dict[str, list[Event]]:
    """Return the events that count, by item, for the items that papers ask about."""
    asked = dict.fromkeys(request.item for request in _requests(groups) if request.seen is not None)
    found: dict[str, list[Event]] = {}
    if asked:
        events = state.events(list(asked))
        gone = state.reversed({event.batch for event in events})
        for event in events:
            if event.batch not in gone:
                found.setdefault(event.item, []).append(event)
    return found


def _judged(desk: Desk, group: Group, items: Mapping[str, Item], known: MutableMapping[str, _Known]) -> Judged:
    """Judge a group; ``known`` is left as the group would leave it."""
    answers: list[Answer] = []
    drafts: list[Draft] = []
    spoilt = False
    trial: ChainMap[str, _Known] = ChainMap({}, known)
    for bundle in group.bundles:
        attempt = trial.new_child()
        found = [_answer(desk, asked, items, attempt) for asked in bundle]
        answers += found
        if any(answer.refusals for answer in found):
            spoilt = True
            continue
        trial.update(attempt.maps[0])
        drafts += [decision for answer in found for decision in answer.decisions if isinstance(decision, Draft)]
    if spoilt and not group.partial:
        return Judged(group, tuple(answers), ())
    known.update(trial.maps[0])
    return Judged(group, tuple(answers), tuple(drafts))


def _answer(desk: Desk, asked: Request | Refusal, items: Mapping[str, Item], known: MutableMapping[str, _Known]) -> Answer:
    if isinstance(asked, Refusal):
        return Answer(asked, (asked,))
    item = items.get(asked.item)
    if item is None:
        return Answer(asked, (Refusal(f"任务分解表里没有编号“{asked.item}”", asked.place),))
    standing, seen = known[item.id], asked.seen
    news = [event for event in standing.events if event.stamp > seen.known] if seen is not None else []
    decisions = rules.decide(Case(item, standing.facts, desk.plan, desk.today, asked, news=news))
    drafts = [decision for decision in decisions if isinstance(decision, Draft)]
    if drafts:
        known[item.id] = standing.with_drafts(drafts)
    return Answer(asked, tuple(decisions))
