"""Two state files, one ledger: the union of their events, whatever the order in which files meet.

The rule that decides between conflicting acts meanwhile: the one recorded later counts (``Event.order``). Nothing is lost; the conflict
is listed so that people can settle it with a further act.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from govopen_cli.errors import StateError
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event, digest, from_json
from govopen_cli.state.open import read


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two acts on one part of an item, neither of whose authors knew of the other's."""

    ours: Event
    theirs: Event

    @property
    def winner(self) -> Event:
        """The act that counts until people decide."""
        return max(self.ours, self.theirs, key=lambda event: event.order)

    def __str__(self) -> str:
        def words(event: Event) -> str:
            scope = " × ".join(part for part in (event.unit, event.domain) if part)
            return f"{event.author}（{event.host}）{event.day} {act_word(event.act)}{' ' + scope if scope else ''}"

        return f"{self.ours.item}：这里 {words(self.ours)}，那里 {words(self.theirs)}；暂以后登记的为准（{act_word(self.winner.act)}）"


def events_of(path: Path, plan: str) -> list[Event]:
    """Return the events of a state file, or of the JSON lines that ``state export`` or ``log --format jsonl`` wrote.

    Raises:
        StateError: the file cannot be read, an event in it was changed, or it is of another plan.
    """
    if path.suffix.lower() not in (".jsonl", ".json"):
        if not path.exists():
            raise StateError(f"找不到文件 {path}；请检查路径")
        events = read(path, plan).events()
    else:
        events = _lines(path)
    for event in events:
        if event.plan != plan:
            raise StateError(f"{path} 里有任务分解表“{event.plan}”的记录，不是“{plan}”的；没有合并")
        if digest(event) != event.hash:
            raise StateError(f"{path} 里 {event.item} 的记录（{event.recorded_at}）被改动过，校验不符；没有合并")
    return events


def _lines(path: Path) -> list[Event]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StateError(f"读不了 {path}；请检查路径，文件应是 govopen state export 写成的") from error
    events = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                events.append(from_json(json.loads(line)))
            except (ValueError, TypeError, KeyError) as error:
                raise StateError(f"{path} 第 {number} 行不是一条登记记录；没有合并") from error
    return events


def news(ours: Iterable[Event], theirs: Iterable[Event]) -> list[Event]:
    """Return the events of ``theirs`` that ``ours`` lacks, in their order."""
    known = {event.id for event in ours}
    return sorted(
        (event for event in {event.id: event for event in theirs}.values() if event.id not in known), key=lambda event: event.order
    )


def conflicts(ours: Sequence[Event], theirs: Sequence[Event]) -> list[Conflict]:
    """Return the pairs of contrary acts that were recorded on the same base: each side lacks the other's."""
    mine, new = news(theirs, ours), news(ours, theirs)
    by_item: dict[str, list[Event]] = {}
    for event in mine:
        by_item.setdefault(event.item, []).append(event)
    return [Conflict(left, right) for right in new for left in by_item.get(right.item, []) if _contrary(left, right)]


_SCOPED = {"done", "reopen"}


def _contrary(left: Event, right: Event) -> bool:
    if {left.act, right.act} == _SCOPED:
        return (
            _overlap(left.unit, right.unit) and _overlap(left.domain, right.domain) and left.data.get("period") == right.data.get("period")
        )
    if left.act == right.act == "extend":
        return left.data.get("to") != right.data.get("to")
    if left.act == right.act == "anchor":
        return left.day != right.day
    return {left.act, right.act} in ({"waive", "done"}, {"waive", "reopen"}, {"waive", "extend"})


def _overlap(left: str | None, right: str | None) -> bool:
    return left is None or right is None or left == right


# --- numbers of papers ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clash:
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


def clashes(ours: Sequence[Event], theirs: Sequence[Event]) -> list[Clash]:
    """Return the numbers under which both sides issued a notice that the other lacks."""
    mine = _numbers(news(theirs, ours))
    return [Clash(mine[number], event) for number, event in _numbers(news(ours, theirs)).items() if number in mine]


def _numbers(events: Iterable[Event]) -> dict[str, Event]:
    """Return the first event of each number that notices have."""
    found: dict[str, Event] = {}
    for event in events:
        if event.act == "notice" and "number" in event.data:
            found.setdefault(event.data["number"], event)
    return found
