"""Which engine a place asks for. A place is what ``state/locate`` found: today always the path of a file."""

from __future__ import annotations

import os

from govopen_cli.state.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.state.engine import Engine

WAIT_SECONDS = 5.0


def read(place: str | os.PathLike[str], plan: str, wait: float = WAIT_SECONDS) -> State:
    """Open a state for reading; a missing one is the empty state, and stays missing.

    Raises:
        StateError: it cannot be read, is damaged, newer than this govopen, or belongs to another plan.
    """
    from govopen_cli.state.engines import sqlite

    return State(sqlite.read(os.path.abspath(place), plan, wait))


def writer(place: str | os.PathLike[str], plan: str, wait: float) -> Engine:
    """Open the store of a place for writing.

    Raises:
        StateError: it cannot be written.
    """
    from govopen_cli.state.engines import sqlite

    return sqlite.write(os.path.abspath(place), plan, wait)
