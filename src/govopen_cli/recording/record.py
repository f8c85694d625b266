"""Deciding and recording in one transaction, whoever asks: a command, a paper that came back, ``undo``.

What is decided cannot be overtaken: the facts that a rule sees are read inside the write transaction that appends what it allows.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

from govopen_cli.errors import UsageError
from govopen_cli.plan.model import Item, Plan
from govopen_cli.recording import rules
from govopen_cli.recording.request import Decision, Refusal, Request
from govopen_cli.state.acts import after
from govopen_cli.state.events import Event
from govopen_cli.state.facts import NOTHING, Facts
from govopen_cli.state.store import WAIT_SECONDS, Clerk, Draft, State, read, write

Bundle = Sequence[Request | Refusal]  # recorded whole or not at all: a row of a paper
Items = Callable[[Sequence[str]], Mapping[str, Item]]


class Books(NamedTuple):
    """Where is recorded, and by what it is judged: the state file, the plan, its items by id, and today."""

    path: Path
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


def record(
    books: Books, groups: Sequence[Group], clerk: Clerk, *, strict: bool = False, ready: Callable[[], None] | None = None
) -> Recorded:
    """Decide on groups one after the other and record what they may record, as one batch.

    Each request is judged by what the ones before it would leave. ``strict`` ends with the first refusal. ``ready`` is called once
    something is going to be recorded, before it is: where it fails, nothing is.

    Raises:
        UsageError: with ``strict``, something is refused.
        StateError: the state file cannot be written.
    """
    with write(books.path, books.plan.id, books.wait) as state:
        items = _items(books, groups)
        judged = _judge(books, groups, items, state)
        refusals = [refusal for group in judged for refusal in group.refusals]
        if strict and refusals:
            raise UsageError(f"{refusals[0]}；什么都没有登记")
        drafts = [draft for group in judged for draft in group.drafts]
        if drafts and ready is not None:
            ready()
        events = state.append(drafts, clerk) if drafts else []
        return Recorded(judged, events, items, state.facts(items))


def rehearse(books: Books, groups: Sequence[Group]) -> Recorded:
    """Decide on groups as ``record`` would at this moment, and record nothing."""
    items = _items(books, groups)
    with closing(read(books.path, books.plan.id, books.wait)) as state:
        return Recorded(_judge(books, groups, items, state), (), items, state.facts(items))


def undo(books: Books, batch: str | None, clerk: Clerk) -> tuple[list[Event], list[Event]]:
    """Take back a batch, by the beginning of its id, or the newest one; returns its events and those that take it back.

    Raises:
        UsageError: there is no such batch, or it is taken back already.
        StateError: the state file cannot be written.
    """
    if not books.path.exists():
        raise UsageError("还没有任何登记，没有可撤销的")
    with write(books.path, books.plan.id, books.wait) as state:
        target = undone(state, batch)
        return target, state.append(rules.undo(target, books.today), clerk)


def undone(state: State, batch: str | None) -> list[Event]:
    """Return the events of the batch that ``undo`` would take back.

    Raises:
        UsageError: there is no such batch, or it is taken back already.
    """
    if batch is None:
        found = state.last_batch()
        if found is None:
            raise UsageError("没有可撤销的登记")
        return state.batch(found)
    matches = state.batches(batch)
    if len(matches) != 1:
        raise UsageError(f"没有批次“{batch}”，或者不止一个；运行 govopen log 可查看批次")
    if matches[0] in state.reversed():
        raise UsageError(f"批次 {matches[0][:8]} 已经撤销过；运行 govopen log 可查看")
    return state.batch(matches[0])


# --- judging --------------------------------------------------------------------------------------------------------


def _requests(groups: Iterable[Group]) -> Iterator[Request]:
    for group in groups:
        for bundle in group.bundles:
            yield from (asked for asked in bundle if isinstance(asked, Request))


def _items(books: Books, groups: Sequence[Group]) -> Mapping[str, Item]:
    return books.items(list(dict.fromkeys(request.item for request in _requests(groups))))


class _Known(NamedTuple):
    """What is known of an item so far: its facts and, where a paper asks about it, the events that count."""

    facts: Facts = NOTHING
    events: tuple[Event, ...] = ()

    def with_drafts(self, drafts: Sequence[Draft]) -> "_Known":
        """Return what will be known once drafts are recorded: later than all else, by nobody yet."""
        events = [Event("", "", "", 0, "", recorded_at="~", author="", host="", **draft._asdict()) for draft in drafts]
        return _Known(after(self.facts, events), (*self.events, *events))


def _judge(books: Books, groups: Sequence[Group], items: Mapping[str, Item], state: State) -> list[Judged]:
    facts, events = state.facts(items), _events(groups, state)
    known = {item: _Known(facts.get(item, NOTHING), tuple(events.get(item, ()))) for item in items}
    return [_judged(books, group, items, known) for group in groups]


def _events(groups: Sequence[Group], state: State) -> dict[str, list[Event]]:
    """Return the events that count, by item, for the items that papers ask about."""
    asked = dict.fromkeys(request.item for request in _requests(groups) if request.seen is not None)
    found: dict[str, list[Event]] = {}
    if asked:
        gone = state.reversed()
        for event in state.events(list(asked)):
            if event.batch not in gone:
                found.setdefault(event.item, []).append(event)
    return found


def _judged(books: Books, group: Group, items: Mapping[str, Item], known: MutableMapping[str, _Known]) -> Judged:
    """Judge a group; ``known`` is left as the group would leave it."""
    answers: list[Answer] = []
    drafts: list[Draft] = []
    spoilt = False
    trial: ChainMap[str, _Known] = ChainMap({}, known)
    for bundle in group.bundles:
        attempt = trial.new_child()
        found = [_answer(books, asked, items, attempt) for asked in bundle]
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


def _answer(books: Books, asked: Request | Refusal, items: Mapping[str, Item], known: MutableMapping[str, _Known]) -> Answer:
    if isinstance(asked, Refusal):
        return Answer(asked, (asked,))
    item = items.get(asked.item)
    if item is None:
        return Answer(asked, (Refusal(f"任务分解表里没有编号“{asked.item}”", asked.place),))
    standing, seen = known[item.id], asked.seen
    news = [event for event in standing.events if event.recorded_at > seen.known] if seen is not None else []
    decisions = rules.decide(rules.Case(item, standing.facts, books.plan, books.today, asked, news=news))
    drafts = [decision for decision in decisions if isinstance(decision, Draft)]
    if drafts:
        known[item.id] = standing.with_drafts(drafts)
    return Answer(asked, tuple(decisions))
