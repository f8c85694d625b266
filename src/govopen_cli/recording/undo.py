"""Taking back what was recorded: a batch, in all the plans that it touched."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from uuid import uuid4

from govopen_cli.errors import UsageError
from govopen_cli.recording import rules
from govopen_cli.recording.record import Desk
from govopen_cli.state.events import Clerk, Draft, Event
from govopen_cli.state.open import read
from govopen_cli.state.state import State
from govopen_cli.state.write import persistent, write


def undo(
    desks: Sequence[Desk], batch: str | None, clerk: Clerk, ready: Callable[[Desk, Sequence[Draft]], None] | None = None
) -> tuple[list[Event], list[Event]]:
    """Take back a batch, by the beginning of its id, or the newest one; returns its events and those that take it back.

    ``ready`` is called with what is recorded, before that stands: where it fails, nothing is recorded.

    Raises:
        UsageError: there is no such batch, or it is taken back already.
        StateError: a state file cannot be written.
    """
    return persistent(lambda: _undo(desks, batch, clerk, ready))


def _undo(
    desks: Sequence[Desk], batch: str | None, clerk: Clerk, ready: Callable[[Desk, Sequence[Draft]], None] | None
) -> tuple[list[Event], list[Event]]:
    with ExitStack() as stack:
        used = sorted((desk for desk in desks if not _empty(desk)), key=lambda desk: desk.place)
        states = [stack.enter_context(write(desk.place, desk.plan.id, desk.wait)) for desk in used]
        found = _find(states, batch)
        drafts = [rules.undo(events, desk.today) if events else [] for desk, events in zip(used, found, strict=True)]
        new = str(uuid4())
        recorded = [event for state, asked in zip(states, drafts, strict=True) if asked for event in state.append(asked, clerk, new)]
        if ready is not None:
            for desk, asked in zip(used, drafts, strict=True):
                ready(desk, asked)
        return [event for events in found for event in events], recorded


def undone(desks: Sequence[Desk], batch: str | None) -> list[Event]:
    """Return the events that ``undo`` would take back at this moment.

    Raises:
        UsageError: there is no such batch, or it is taken back already.
    """
    with ExitStack() as stack:
        states = [stack.enter_context(closing(read(desk.place, desk.plan.id, desk.wait))) for desk in desks]
        return [event for events in _find(states, batch) for event in events]


def _empty(desk: Desk) -> bool:
    """Tell whether nothing was ever recorded: looking for it must not create a state file."""
    with closing(read(desk.place, desk.plan.id, desk.wait)) as state:
        return state.empty


def _find(states: Sequence[State], batch: str | None) -> list[list[Event]]:
    """Return the events of the wanted batch in each state."""
    if all(state.empty for state in states):
        raise UsageError("还没有任何登记，没有可撤销的")
    chosen = _newest(states) if batch is None else _named(states, batch)
    return [state.batch(chosen) for state in states]


def _newest(states: Sequence[State]) -> str:
    last = [(state.batch(found)[-1].recorded_at, found) for state in states if (found := state.last_batch()) is not None]
    if not last:
        raise UsageError("没有可撤销的登记")
    return max(last)[1]


def _named(states: Sequence[State], batch: str) -> str:
    matches = list(dict.fromkeys(found for state in states for found in state.batches(batch)))
    if len(matches) != 1:
        raise UsageError(f"没有批次“{batch}”，或者不止一个；运行 govopen log 可查看批次")
    if any(matches[0] in state.reversed(matches) for state in states):
        raise UsageError(f"批次 {matches[0][:8]} 已经撤销过；运行 govopen log 可查看")
    return matches[0]
