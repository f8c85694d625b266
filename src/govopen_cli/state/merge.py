"""Records of another place are taken in: the union of both, whatever the order in which files meet.

What counts meanwhile is what is recorded later (``Event.order``), as everywhere. Nothing is lost; where two places say different things
of one part, and neither knew of the other, the conflict is listed so that people can settle it with a further act.
"""

from __future__ import annotations

from typing import NamedTuple

from govopen_cli.errors import ConflictError
from govopen_cli.state.acts import ACTS
from govopen_cli.state.events import Event, undos, utc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set
    from datetime import datetime

    from govopen_cli.state.incoming import Entry
    from govopen_cli.state.write import WritableState

_PAGE = 2000  # events in memory at once
_ITEMS = 200  # items whose conflicts are looked for at once


class Part(NamedTuple):
    """The part of an item that an act is about; None stands for all units, domains or turns."""

    unit: str | None
    domain: str | None
    period: str | None


class Conflict(NamedTuple):
    """What two places say of one part of an item, neither of which knew what the other says: the act that stands in each."""

    item: str
    part: Part
    ours: Event
    theirs: Event

    @property
    def later(self) -> Event:
        """The act that was recorded later."""
        return max(self.ours, self.theirs, key=lambda event: event.order)


class Clash(NamedTuple):
    """Two notices that two offices, neither of which knew of the other's, issued under one number."""

    ours: Event
    theirs: Event

    def __str__(self) -> str:
        def words(event: Event) -> str:
            return f"{event.author}（{event.host}）{event.day} 发给{event.unit}"

        return (
            f"{self.ours.data['number']} 重号：这里 {words(self.ours)}，那里 {words(self.theirs)}；两份都保留，"
            f"请撤销其中一份（govopen undo {self.theirs.batch[:8]}）后另行发文，并给两处写不同的发文代字（office 的 series）"
        )


class Merged(NamedTuple):
    """What became of one file: how many events it holds, how many were new, what contradicts, and which lie in the future."""

    read: int
    new: int
    conflicts: list[Conflict]
    ahead: int
    farthest: Event | None
    clashes: list[Clash]


def merge(state: WritableState, source: Iterable[Entry], now: datetime) -> Merged:
    """Take in the events that a state lacks.

    Raises:
        ConflictError: an event is here with other content, or what it was recorded upon is missing.
    """
    taking = _Taking(state, utc(now))
    page: list[Entry] = []
    for entry in source:
        page.append(entry)
        if len(page) == _PAGE:
            taking.take(page)
            page = []
    taking.take(page)
    taking.complete()
    state.refresh(taking.touched, taking.undone)
    return Merged(taking.read, taking.new, list(taking.conflicts()), taking.ahead, taking.farthest, taking.clashes())


class _Taking:
    """One file on its way in."""

    def __init__(self, state: WritableState, now: str) -> None:
        self._state = state
        self._now = now
        self._theirs: set[int] = set()  # what they know of that can contradict: hashes of ids, a million of them still fit
        self._fresh: set[int] = set()  # and what of that is new here
        self._items: set[str] = set()
        self._papers: dict[str, bool] = {}  # the notices that they know, and whether they are new here
        self._hanging: list[Entry] = []  # recorded upon something that has not been seen yet
        self._before: dict[tuple[str, int], set[str]] = {}
        self.touched: set[str] = set()  # items that something new is about
        self.undone: set[str] = set()  # batches that something new takes back
        self.read = self.new = self.ahead = 0
        self.farthest: Event | None = None

    def take(self, page: Sequence[Entry]) -> None:
        """Write what is new of a page of events."""
        known = self._state.store.known([entry.event.id for entry in page])
        fresh: dict[str, Event] = {}
        places = self._chains(page)
        for entry in page:
            event = entry.event
            there = known.get(event.id) or (fresh[event.id].hash if event.id in fresh else None)
            if there not in (None, event.hash):
                raise ConflictError(
                    f"{entry.place}与这里同一条记录（{event.item}，{event.recorded_at}）内容不同；没有合并，请查明哪一份被改动过"
                )
            if there is None:
                fresh[event.id] = event
                if event.previous and event.previous not in places.get((event.writer, event.number - 1), ()):
                    self._hanging.append(entry)
            self._note(event, new=there is None)
        self.read += len(page)
        self.new += len(fresh)
        self.touched.update([event.item for event in fresh.values()])
        self.undone.update([undo.target for undo in undos(fresh.values())])
        self._state.keep(list(fresh.values()))

    def _chains(self, page: Sequence[Entry]) -> dict[tuple[str, int], set[str]]:
        """Return the hashes of this page's events and of the last of the page before, by their places in the chains."""
        places = dict(self._before)
        self._before = {}
        for _, event in page:
            places.setdefault((event.writer, event.number), set()).add(event.hash)
            self._before[event.writer, event.number] = places[event.writer, event.number]
        return places

    def _note(self, event: Event, *, new: bool) -> None:
        if new and event.recorded_at > self._now:
            self.ahead += 1
            self.farthest = max(self.farthest or event, event, key=lambda event: event.recorded_at)
        if event.act == "notice":
            self._papers[event.id] = new
        if event.act in ACTS and ACTS[event.act].topics:
            self._theirs.add(hash(event.id))
            if new:
                self._fresh.add(hash(event.id))
                self._items.add(event.item)

    def complete(self) -> None:
        """Refuse a file that leaves out what its records were recorded upon: nobody could tell later whether it was taken away."""
        for place, event in self._hanging:
            if event.previous not in self._state.store.hashes(event.writer, event.number - 1):
                raise ConflictError(
                    f"{place}（{event.item}，{event.recorded_at}）之前的记录不在文件里，这里也没有；没有合并，请用 govopen state export 导出全部记录"
                )

    def conflicts(self) -> Iterator[Conflict]:
        """Yield where the two places contradict each other, item by item."""
        items = sorted(self._items)
        for start in range(0, len(items), _ITEMS):
            events = self._state.events(items[start : start + _ITEMS])
            gone = self._state.reversed({event.batch for event in events})
            by_item: dict[str, list[Event]] = {}
            for event in events:
                if event.batch not in gone and event.act in ACTS:
                    by_item.setdefault(event.item, []).append(event)
            for item, own in by_item.items():
                yield from _conflicts(item, own, self._theirs, self._fresh)

    def clashes(self) -> list[Clash]:
        """Return the numbers under which both sides issued a notice that the other lacks."""
        if not any(self._papers.values()):
            return []
        notices = self._state.issued()
        mine = _numbers(event for event in notices if event.id not in self._papers)
        theirs = _numbers(event for event in notices if self._papers.get(event.id))
        return [Clash(mine[number], event) for number, event in theirs.items() if number in mine]


# --- conflicts ------------------------------------------------------------------------------------------------------


def _conflicts(item: str, events: Sequence[Event], theirs: Set[int], fresh: Set[int]) -> Iterator[Conflict]:
    """Yield the parts of an item on which the sides contradict each other: one conflict a part.

    ``theirs`` are (the hashes of the ids of) the events that they know, ``fresh`` those that only they knew.
    """
    left = [event for event in events if hash(event.id) not in fresh]
    right = [event for event in events if hash(event.id) in theirs]
    mine = _topics(event for event in left if hash(event.id) not in theirs)
    other = _topics(event for event in right if hash(event.id) in fresh)
    found: dict[Part, Conflict] = {}
    for topic in sorted(mine.keys() & other.keys()):
        common = {part for one in mine[topic] for two in other[topic] if (part := _common(one, two)) is not None}
        for part in common:
            here, there = _standing(left, part, topic), _standing(right, part, topic)
            if _claim(here) != _claim(there):
                found.setdefault(part, Conflict(item, part, here, there))
    for part in sorted(found, key=lambda part: [text or "" for text in part]):
        yield found[part]


def _topics(events: Iterable[Event]) -> dict[str, set[Part]]:
    """Return the parts that events speak of, by topic."""
    found: dict[str, set[Part]] = {}
    for event in events:
        for topic in ACTS[event.act].topics:
            found.setdefault(topic, set()).add(Part(event.unit, event.domain, event.data.get("period")))
    return found


def _common(left: Part, right: Part) -> Part | None:
    """Return the part that two acts are both about, if there is one."""
    if any(one is not None and other is not None and one != other for one, other in zip(left, right, strict=True)):
        return None
    return Part(*(one or other for one, other in zip(left, right, strict=True)))


def _standing(events: Sequence[Event], part: Part, topic: str) -> Event:
    """Return the act that stands for a part on a topic."""
    about = [event for event in events if topic in ACTS[event.act].topics and _covers(event, part)]
    standing = about[-1]
    for event in reversed(about):
        if event.act != standing.act or not ACTS[event.act].first:
            break
        standing = event
    return standing


def _covers(event: Event, part: Part) -> bool:
    whole = event.unit, event.domain, event.data.get("period")
    return all(one is None or one == other for one, other in zip(whole, part, strict=True))


def _claim(event: Event) -> tuple[str, str]:
    claim = ACTS[event.act].claim
    return event.act, event.day if claim == "day" else event.data.get(claim, "")


# --- numbers of papers ----------------------------------------------------------------------------------------------


def _numbers(events: Iterable[Event]) -> dict[str, Event]:
    """Return the first event of each number that notices have."""
    found: dict[str, Event] = {}
    for event in events:
        if "number" in event.data:
            found.setdefault(event.data["number"], event)
    return found
