"""Which engine a place asks for. A place is what ``state/locate`` found: the path of a file, or the address of a server."""

from __future__ import annotations

import os

from govopen_cli.state.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.state.engine import Engine
    from govopen_cli.state.engines.postgres.shared import Watch

WAIT_SECONDS = 5.0


def is_address(place: str) -> bool:
    """Tell whether a place is a server rather than a file."""
    return place.startswith(("postgresql://", "postgres://"))


def read(place: str | os.PathLike[str], plan: str, wait: float = WAIT_SECONDS, *, fresh: bool = False, watch: Watch | None = None) -> State:
    """Open a state for reading; a missing one is the empty state, and stays missing.

    For a server, ``fresh`` takes in what is new there however lately that was done, and ``watch`` is entered while many events come.

    Raises:
        StateError: it cannot be read, is damaged, newer than this govopen, or belongs to another plan.
    """
    text = os.fspath(place)
    if is_address(text):
        from govopen_cli.state.engines.postgres import shared
        from govopen_cli.state.engines.postgres.address import parse

        return State(shared.read(parse(text), plan, wait, fresh=fresh, watch=watch))
    from govopen_cli.state.engines import sqlite

    return State(sqlite.read(os.path.abspath(text), plan, wait))


def writer(place: str | os.PathLike[str], plan: str, wait: float) -> Engine:
    """Open the store of a place for writing.

    Raises:
        StateError: it cannot be written.
    """
    text = os.fspath(place)
    if is_address(text):
        from govopen_cli.state.engines.postgres import shared
        from govopen_cli.state.engines.postgres.address import parse

        return shared.write(parse(text), plan, wait)
    from govopen_cli.state.engines import sqlite

    return sqlite.write(os.path.abspath(text), plan, wait)
