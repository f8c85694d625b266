"""From events to what is derived of them: facts by item. Used wherever events come in, and to check what a store has derived."""

from __future__ import annotations

from govopen_cli.state.acts import fold
from govopen_cli.state.engine import Current, Wanted
from govopen_cli.state.events import reversed_batches
from govopen_cli.state.facts import NOTHING, pack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from govopen_cli.state.engine import Engine
    from govopen_cli.state.events import Event
    from govopen_cli.state.facts import Facts

_CHUNK = 500  # items whose events are in memory at once


def folded(events: Iterable[Event], gone: Set[str]) -> dict[str, Facts]:
    """Return the facts of every item that events speak of, without what is undone."""
    by_item: dict[str, list[Event]] = {}
    for event in events:
        if event.batch not in gone and event.act != "undo":
            by_item.setdefault(event.item, []).append(event)
    return {item: fold(group) for item, group in by_item.items()}


def current(item: str, facts: Facts) -> Current | None:
    """Return what a store keeps of an item; None where its events leave nothing."""
    if facts == NOTHING:
        return None
    return Current(item, facts.closed, facts.acted, facts.moves, pack(facts))


def refold(engine: Engine, items: Iterable[str]) -> None:
    """Derive the facts of some items anew from their events."""
    names = sorted(items)
    for start in range(0, len(names), _CHUNK):
        chunk = names[start : start + _CHUNK]
        events = engine.events(Wanted(items=chunk))
        gone = reversed_batches(engine.undos({event.batch for event in events}))
        found = [current(item, facts) for item, facts in folded(events, gone).items()]
        engine.derive(chunk, [part for part in found if part is not None])


def rebuild(engine: Engine) -> None:
    """Derive everything anew."""
    engine.forget()
    refold(engine, engine.items())
