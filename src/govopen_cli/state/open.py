"""Which engine a place asks for. A place is what ``state/locate`` found: the path of a file, or the address of a server."""

from __future__ import annotations

import os

from govopen_cli.errors import UsageError
from govopen_cli.state.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.state.engine import Engine
    from govopen_cli.state.engines.postgres.reading import Watch

WAIT_SECONDS = 5.0
# how a question treats what is kept of a server: it takes in what is new if some time has passed, in any case, or not at all; or the
# server has just been asked, where the plan was found
OLD, ALWAYS, NEVER, ASKED = "old", "always", "never", "asked"
# how libpq's other form begins, and an address with a slash too few
_LIKE_AN_ADDRESS = ("postgresql:", "postgres:", "host=", "hostaddr=", "service=", "dbname=", "user=", "password=")


def is_address(place: str) -> bool:
    """Tell whether a place is a server rather than a file.

    Raises:
        UsageError: it is neither: an address that is not written as one would be taken for the name of a file, in which nothing is recorded.
    """
    if place[:13].lower().startswith(("postgresql://", "postgres://")):
        return True
    if "://" in place or place.lower().lstrip().startswith(_LIKE_AN_ADDRESS):
        raise UsageError("服务器的地址应写成 postgresql://登录角色@主机/数据库（不写密码）；文件请写文件名")
    return False


def read(place: str | os.PathLike[str], plan: str, wait: float = WAIT_SECONDS, *, sync: str = OLD, watch: Watch | None = None) -> State:
    """Open a state for reading; a missing one is the empty state, and stays missing.

    For a server, ``sync`` says whether what is new there is taken in first, and ``watch`` is entered while many events come.

    Raises:
        StateError: it cannot be read, is damaged, newer than this govopen, or belongs to another plan.
    """
    text = os.fspath(place)
    if is_address(text):
        from govopen_cli.state.engines.postgres import reading
        from govopen_cli.state.engines.postgres.address import parse

        return State(reading.read(parse(text), plan, wait, sync, watch))
    from govopen_cli.state.engines import sqlite

    return State(sqlite.read(os.path.abspath(text), plan, wait))


def inspected(place: str | os.PathLike[str], plan: str, watch: Watch | None = None) -> State:
    """Open a state for looking at it as a whole: a file as for reading, a server's log at the server itself.

    Raises:
        StateError: as for ``read``, or the server cannot be reached.
    """
    text = os.fspath(place)
    if not is_address(text):
        return read(text, plan)
    from govopen_cli.state.engines.postgres import audit
    from govopen_cli.state.engines.postgres.address import parse

    return State(audit.look(parse(text), plan, WAIT_SECONDS, watch))


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
