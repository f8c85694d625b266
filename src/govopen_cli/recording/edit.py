"""A change of the plan file, recorded like any act: with its diff, so that it can be read in the log and taken back."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from govopen_cli.errors import GovopenError
from govopen_cli.recording.record import Desk
from govopen_cli.state.events import WHOLE_PLAN, Clerk, Draft, Event
from govopen_cli.state.state import State
from govopen_cli.state.write import write


class Edited(NamedTuple):
    """A change that is about to be made: its diff, the items that it is about, what makes it, and what takes it back.

    ``table`` is the table that the plan was read from, packed, where it is noted for the next reading.
    """

    patch: str
    items: Sequence[str]
    put: Callable[[], None]
    take_back: Callable[[], None]
    table: str = ""


def edit(desk: Desk, change: Callable[[], Edited], note: str | None, clerk: Clerk) -> list[Event]:
    """Record a change of the plan file and make it, nobody else recording meanwhile; where it cannot be recorded, it is not made.

    Raises:
        StateError: the state cannot be written.
    """
    made: list[Edited] = []
    try:
        return _edit(desk, change, note, clerk, made)
    except GovopenError:
        for edited in made:  # a server may refuse when all is done here
            edited.take_back()
        raise


def last_table(state: State) -> str:
    """Return the table that was noted last, packed; empty where none was."""
    noted = [event for event in state.events([WHOLE_PLAN]) if event.act == "read"]
    gone = state.reversed({event.batch for event in noted})
    return next((event.data["table"] for event in reversed(noted) if event.batch not in gone), "")


def _edit(desk: Desk, change: Callable[[], Edited], note: str | None, clerk: Clerk, made: list[Edited]) -> list[Event]:
    with write(desk.place, desk.plan.id, desk.wait) as state:
        day, edited = desk.today.isoformat(), change()
        drafts = [Draft(item, "edit", day, note=note) for item in edited.items or [WHOLE_PLAN]] if edited.patch else []
        if drafts:
            drafts[0] = drafts[0]._replace(data={"diff": edited.patch})
        if edited.table:
            drafts.append(Draft(WHOLE_PLAN, "read", day, note=note, data={"table": edited.table}))
        if not drafts:
            return []
        events = state.append(drafts, clerk)
        edited.put()
        made.append(edited)
        return events
