"""A change of the plan file, recorded like any act: with its diff, so that it can be read in the log and taken back."""

from collections.abc import Callable, Sequence

from govopen_cli.recording.record import Desk
from govopen_cli.state.events import Clerk, Draft, Event
from govopen_cli.state.write import write

WHOLE_PLAN = "*"  # stands for an item where the change is about none of them


def edit(desk: Desk, change: Callable[[], tuple[str, Sequence[str]]], note: str | None, clerk: Clerk) -> list[Event]:
    """Run a change of the plan file and record it, nobody else recording meanwhile; ``change`` returns its diff and the items it is about.

    Raises:
        StateError: the state cannot be written; the plan file is not changed then.
    """
    with write(desk.place, desk.plan.id, desk.wait) as state:
        day = desk.today.isoformat()
        patch, items = change()
        first, *others = items or [WHOLE_PLAN]
        drafts = [Draft(first, "edit", day, note=note, data={"diff": patch}), *(Draft(item, "edit", day, note=note) for item in others)]
        return state.append(drafts, clerk) if patch else []
