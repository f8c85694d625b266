"""Reading a shared log: from what this machine keeps of it, after taking in what is new where that is due.

Nothing heavy is imported as long as the server is not asked.
"""

from __future__ import annotations

import os

from govopen_cli.state.engines import sqlite
from govopen_cli.state.engines.postgres import kept
from govopen_cli.state.engines.sqlite_file import Damaged
from govopen_cli.state.open import NEVER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from govopen_cli.state.engines.postgres.address import Address
    from govopen_cli.state.engines.postgres.kept import Edition

    # entered while many events are taken in (how many), and told which part has come
    Watch = Callable[[int], AbstractContextManager[Callable[[float], None]]]


def published(address: Address, wait: float, sync: str, watch: Watch | None) -> tuple[list[Edition], str]:
    """Return what the server has published of an address, and what a person should know of it; mostly nothing.

    Where the server is asked, the plans' texts and the replicas of their logs are brought up to date as well.

    Raises:
        StateError: nothing is kept and the server cannot be reached, or the server refuses.
    """
    found = _whole(address)
    if sync == NEVER or (found is not None and kept.fresh(kept.catalogue(address), sync)):
        return found or [], ""
    from govopen_cli.state.engines.postgres.connect import ServerAway
    from govopen_cli.state.engines.postgres.visit import visit

    try:
        remark = visit(address, wait, watch)
    except ServerAway as error:
        if found is None:
            raise
        return found, _old(error, kept.catalogue(address))
    return _whole(address) or [], remark


def _whole(address: Address) -> list[Edition] | None:
    """Return the editions that are kept with all that belongs to them."""
    found = kept.editions(address)
    if found is None or not all(os.path.exists(path(address, edition.plan)) for edition in found for path in (kept.text, kept.replica)):
        return None
    return found


def read(address: Address, plan: str, wait: float, sync: str, watch: Watch | None) -> sqlite.SqliteEngine | None:
    """Open the replica of a plan's log for reading.

    Raises:
        StateError: there is no replica and the server cannot be reached, or the server refuses.
    """
    path = kept.replica(address, plan)
    if kept.fresh(path, sync):
        try:
            if (engine := sqlite.read(path, plan, wait)) is not None or sync == NEVER:
                return engine
        except Damaged:
            if sync == NEVER:
                raise
    from govopen_cli.state.engines.postgres.connect import ServerAway
    from govopen_cli.state.engines.postgres.visit import synced

    try:
        remark = synced(address, plan, wait, watch)
    except ServerAway as error:
        if not os.path.exists(path):
            raise
        remark = _old(error, path)
    engine = sqlite.read(path, plan, wait)
    if engine is not None:
        engine.remark = remark
    return engine


def _old(error: Exception, path: str) -> str:
    return f"{error}；以下按本机 {kept.ago(path)}前的副本回答"
