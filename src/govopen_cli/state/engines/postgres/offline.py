"""What is recorded while the server is not asked: in a file of the user's own, which goes on where the replica ended.

The file is a copy of the replica with the acts of this machine behind it, so that they are decided by what was known, and can be merged into
the log like the records of any other place. It is no cache: what is in it is nowhere else until it has been sent.
"""

from __future__ import annotations

import os
import socket
from contextlib import closing

from govopen_cli.errors import StateError
from govopen_cli.state.engines import sqlite
from govopen_cli.state.engines.postgres import kept, replica
from govopen_cli.state.write import WritableState, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.state.engines.postgres.address import Address

_BASE = "offline:base"  # how many events of this file's own writer the log had when the file was begun
_SEEN = "offline:seen"  # the point of the replica up to which the file has what is in it
_PAGE = 2000


def prepared(address: Address, plan: str, wait: float) -> str:
    """Return the file to record in, begun or brought up to what the replica holds.

    Raises:
        StateError: there is no replica to go on from, or the file cannot be written.
    """
    path, source = kept.offline(address, plan), sqlite.read(kept.replica(address, plan), plan, wait)
    if source is None:
        if os.path.exists(path):
            return path
        raise StateError(f"本机还没有 {address.of(plan).shown} 的副本，不能离线登记；请先连上服务器查询一次")
    with closing(source):
        if not os.path.exists(path):
            try:
                os.makedirs(os.path.dirname(path), exist_ok=True)
            except OSError as error:
                raise StateError(f"建不了文件夹 {os.path.dirname(path)}；什么都没有登记") from error
            source.copy(path)
            with write(path, plan, wait) as state:
                _begin(state, source)
        elif source.noted("log:id") is not None:
            with write(path, plan, wait) as state:
                _follow(state, source)
    return path


def _begin(state: WritableState, source: sqlite.SqliteEngine) -> None:
    store = state.store
    assert isinstance(store, sqlite.SqliteEngine)  # a file
    base = store.heads().get(state.writer(socket.gethostname()), (0, ""))[0]
    for key, value in ((_BASE, str(base)), (_SEEN, str(source.mark())), (sqlite.AUTHOR, source.noted(replica.ROLE) or "")):
        store.note(key, value)


def _follow(state: WritableState, source: sqlite.SqliteEngine) -> None:
    """Take in what the replica has learnt since."""
    store = state.store
    assert isinstance(store, sqlite.SqliteEngine)  # a file
    seen = (
        int(store.noted(_SEEN) or 0) if store.ident == source.ident else 0
    )  # a replica that was filled anew is looked at from its beginning
    while page := source.added(seen, _PAGE):
        known = store.known([event.id for event in page])
        state.insert([event for event in page if event.id not in known])
        seen += len(page)
    if store.ident == source.ident:
        store.note(_SEEN, str(seen))


def waiting(address: Address, plan: str) -> int:
    """Return how many acts wait to be sent."""
    path = kept.offline(address, plan)
    if not os.path.exists(path):
        return 0
    engine = sqlite.read(path, plan, 1.0)
    if engine is None:
        return 0
    with closing(engine):
        own = WritableState(engine, plan).writer(socket.gethostname())
        return engine.heads().get(own, (0, ""))[0] - int(engine.noted(_BASE) or 0)


def sent(address: Address, plan: str, count: int, wait: float) -> None:
    """Note that ``count`` of the acts that waited are in the log; the file stays, so that nothing that is recorded meanwhile is lost."""
    with write(kept.offline(address, plan), plan, wait) as state:
        assert isinstance(state.store, sqlite.SqliteEngine)  # a file
        state.store.note(_BASE, str(int(state.store.noted(_BASE) or 0) + count))
