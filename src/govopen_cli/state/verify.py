"""Does a store still say what was recorded? Every event is held against its hash, every chain against its head, every fact against the events.

The heads and what is derived are taken at one moment; events are only ever added, so that those which came before that moment can then be
read page by page, while others go on recording.
"""

from __future__ import annotations

from itertools import groupby

from govopen_cli.state.derive import current, folded
from govopen_cli.state.events import digest, reversed_batches, undos

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set

    from govopen_cli.state.events import Event
    from govopen_cli.state.state import State


class Verified:
    """The findings of one look at a store, and how many events it looked at."""

    def __init__(self, state: State) -> None:
        self._engine = state.engine
        self._undos: list[Event] = []
        self.events = 0

    def problems(self) -> Iterator[str]:
        """Yield a sentence for everything that is not as it was recorded."""
        if self._engine is None:
            return
        yield from self._engine.health()
        then = self._engine.snapshot()
        yield from chain_problems(self._counted(self._engine.stream(then.mark, "chain")), then.heads)
        reversals = undos(self._undos)
        if set(reversals) != set(then.undos):
            yield "哪些登记已被撤销，与登记记录不符；运行 govopen state rebuild 可重新推算"
        yield from _derived_problems(self._engine.stream(then.mark, "item"), reversed_batches(reversals), then.derived)

    def _counted(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            self.events += 1
            if event.act == "undo":
                self._undos.append(event)
            yield event


def problems(state: State) -> list[str]:
    """Return a sentence for everything in a store that is not as it was recorded."""
    return list(Verified(state).problems())


def chain_problems(events: Iterable[Event], heads: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    """Yield what is wrong with the chains of events, which come by writer and number: changed, missing, inserted, cut off."""
    seen = set()
    for writer, chain in groupby(events, key=lambda event: event.writer):
        seen.add(writer)
        yield from _chain(writer, chain, heads.get(writer))
    for writer in sorted(heads.keys() - seen):
        yield f"登记来源 {writer} 的 {heads[writer][0]} 条记录全部不见了"


def _chain(writer: str, chain: Iterable[Event], head: tuple[int, str] | None) -> Iterator[str]:
    before: set[str] = {""}  # hashes of the number before: more than one where the chain is forked
    last, forked = 0, False
    for number, same in groupby(chain, key=lambda event: event.number):
        marks: set[str] = set()
        for event in same:
            name = f"{event.item} 的记录（{event.recorded_at} {event.author}，批次 {event.batch[:8]}）"
            if digest(event) != event.hash:
                yield f"{name}被改动过：内容与校验不符"
            if number != last + 1 or event.previous not in before:
                yield f"{name}之前有记录缺失、被插入或被改动（登记来源 {writer} 第 {number} 条）"
            forked = forked or bool(marks)
            marks.add(event.hash)
        before, last = marks, number
    if forked:
        yield f"登记来源 {writer} 有分叉：同一序号有两条记录，可能是从旧备份恢复之后又登记过"
    if head is None:
        yield f"登记来源 {writer} 的记录是插入的：文件里没有它的链尾"
    elif head[0] != last or head[1] not in before:
        yield f"登记来源 {writer} 最后的记录不见了：应有 {head[0]} 条，现有 {last} 条"


def _derived_problems(events: Iterable[Event], gone: Set[str], derived: Mapping[str, int]) -> Iterator[str]:
    """Yield items of which something else is derived than their events, which come by item, add up to."""
    missing = set(derived)
    for item, own in groupby(events, key=lambda event: event.item):
        for facts in folded(own, gone).values():
            wanted = current(item, facts)
            if hash(wanted) != derived.get(item, hash(None)):
                yield f"{item} 的当前状态与登记记录不符；运行 govopen state rebuild 可重新推算"
            missing.discard(item)
    for item in sorted(missing):
        yield f"{item} 的当前状态没有登记记录可依；运行 govopen state rebuild 可重新推算"
