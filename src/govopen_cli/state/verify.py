"""Does a state file still say what was recorded? Every event is held against its hash, every chain against its head.

Pure functions over events; only ``problems`` looks into the file.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from govopen_cli.state.acts import fold
from govopen_cli.state.events import Event, digest, reversed_batches
from govopen_cli.state.facts import pack
from govopen_cli.state.store import State

_TRIGGERS = {"event_no_update", "event_no_delete"}


def problems(state: State) -> Iterator[str]:
    """Yield a sentence for everything in a state file that is not as it was recorded."""
    if state.connection is None:
        return
    yield from _file_problems(state)
    events = state.events()
    yield from chain_problems(events, _heads(state))
    if state.derived:
        yield from _derived_problems(state, events)


def _file_problems(state: State) -> Iterator[str]:
    assert state.connection is not None  # the caller has looked
    try:
        found = [str(text) for (text,) in state.connection.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        yield f"文件结构损坏：{found[0]}"
    names = {name for (name,) in state.connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    if missing := _TRIGGERS - names:
        yield f"防止改动记录的触发器不见了：{'、'.join(sorted(missing))}"


def _heads(state: State) -> dict[str, tuple[int, str]]:
    """Return for each writer how many events it has recorded, and the hash of the last."""
    assert state.connection is not None  # the caller has looked
    heads = {}
    for key, value in state.connection.execute("SELECT key, value FROM meta WHERE key LIKE 'head:%'"):
        number, _, mark = value.partition(":")
        heads[key.removeprefix("head:")] = (int(number), mark)
    return heads


def chain_problems(events: Iterable[Event], heads: dict[str, tuple[int, str]]) -> Iterator[str]:
    """Yield what is wrong with the chains of events: changed, missing, inserted, cut off."""
    chains: dict[str, list[Event]] = {}
    for event in events:
        chains.setdefault(event.writer, []).append(event)
    for writer, chain in chains.items():
        chain.sort(key=lambda event: (event.number, event.id))
        yield from _chain(writer, chain, heads.get(writer))
    for writer in heads.keys() - chains.keys():
        yield f"登记来源 {writer} 的 {heads[writer][0]} 条记录全部不见了"


def _chain(writer: str, chain: list[Event], head: tuple[int, str] | None) -> Iterator[str]:
    by_hash: dict[str, int] = {"": 0}
    for event in chain:
        name = f"{event.item} 的记录（{event.recorded_at} {event.author}，批次 {event.batch[:8]}）"
        if digest(event) != event.hash:
            yield f"{name}被改动过：内容与校验不符"
        if by_hash.get(event.previous) != event.number - 1:
            yield f"{name}之前有记录缺失、被插入或被改动（登记来源 {writer} 第 {event.number} 条）"
        by_hash[event.hash] = event.number
    numbers = [event.number for event in chain]
    if len(set(numbers)) != len(numbers):
        yield f"登记来源 {writer} 有分叉：同一序号有两条记录，可能是从旧备份恢复之后又登记过"
    if head is None:
        yield f"登记来源 {writer} 的记录是插入的：文件里没有它的链尾"
    elif head[0] != max(numbers) or head[1] not in by_hash:
        yield f"登记来源 {writer} 最后的记录不见了：应有 {head[0]} 条，现有 {max(numbers)} 条"


def _derived_problems(state: State, events: list[Event]) -> Iterator[str]:
    """Yield items whose derived facts are not what their events add up to."""
    assert state.connection is not None  # the caller has looked
    gone = reversed_batches(event for event in events if event.act == "undo")
    by_item: dict[str, list[Event]] = {}
    for event in events:
        if event.batch not in gone and event.act != "undo":
            by_item.setdefault(event.item, []).append(event)
    wanted = {item: pack(fold(group)) for item, group in by_item.items()}
    stored = dict(state.connection.execute("SELECT item, facts FROM current").fetchall())
    for item in sorted(wanted.keys() | stored.keys()):
        if wanted.get(item) != stored.get(item):
            yield f"{item} 的当前状态与登记记录不符；运行 govopen state rebuild 可重新推算"
