"""The shared log as a store: questions go to the replica, a batch is decided and recorded while its plan is held on the server."""

from __future__ import annotations

import os
import time
from contextlib import nullcontext

from govopen_cli.errors import StateError, UsageError
from govopen_cli.state.engine import Again
from govopen_cli.state.engines import sqlite, sqlite_file
from govopen_cli.state.engines.postgres import log, replica, steps
from govopen_cli.state.engines.postgres.connect import OPTIONS, ServerAway, connect, driver, lost, translated

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from govopen_cli.state.engines.postgres.address import Address
    from govopen_cli.state.engines.postgres.log import Connection, Held
    from govopen_cli.state.events import Clerk, Event

    # entered while many events are taken in (how many), and told which part has come
    Watch = Callable[[int], AbstractContextManager[Callable[[float], None]]]

FRESH_SECONDS = 60.0
_TRIES = (0.2, 1.0, 3.0)  # seconds to wait before each attempt to find out what became of a commit


# --- reading --------------------------------------------------------------------------------------------------------


def read(address: Address, plan: str, wait: float, *, fresh: bool, watch: Watch | None) -> sqlite.SqliteEngine | None:
    """Open the replica for reading, after taking in what is new where it is older than ``$GOVOPEN_FRESH`` seconds or ``fresh`` is asked for.

    Raises:
        StateError: there is no replica and the server cannot be reached, or the server refuses.
    """
    path = replica.path_of(address, plan)
    seconds = replica.age(path)
    remark = ""
    if fresh or seconds is None or seconds > _fresh_seconds():
        try:
            remark = synced(address, plan, wait, watch)
        except ServerAway as error:
            if not os.path.exists(path):
                raise
            remark = f"{error}；以下按本机 {_ago(time.time() - os.stat(path).st_mtime)}前的副本回答"
    engine = sqlite.read(path, plan, wait)
    if engine is not None:
        engine.remark = remark
    return engine


def _fresh_seconds() -> float:
    text = os.environ.get("GOVOPEN_FRESH")
    if not text:
        return FRESH_SECONDS
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"环境变量 GOVOPEN_FRESH 应是秒数，不是“{text}”") from error


def _ago(seconds: float) -> str:
    for size, word in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{int(seconds // size)}{word}"
    return f"{max(0, int(seconds))}秒"


def synced(address: Address, plan: str, wait: float, watch: Watch | None = None) -> str:
    """Bring the replica up to what the log holds; returns what a person should know of it, mostly nothing.

    Raises:
        StateError: the server cannot be reached or refuses, or the replica cannot be written.
    """
    path = replica.path_of(address, plan)
    with connect(address) as connection:
        steps.check(connection)
        tip = log.tip(connection, plan)
        remark = _settled(connection, path, plan, tip, wait)
        store = sqlite.write(path, plan, wait)
        try:
            news = tip.number - replica.reached(store).number if os.path.getsize(path) else tip.number
            with watch(news) if watch is not None else nullcontext(_unwatched) as progress:
                store.begin()
                replica.take_in(store, connection, plan, tip, progress)
                store.commit()
        finally:
            store.abandon()
            store.close()
    replica.compared(path)
    return remark


def _unwatched(_part: float) -> None:
    """Tell nobody."""


def _settled(connection: Connection, path: str, plan: str, tip: log.Tip, wait: float) -> str:
    """Put a replica aside that does not continue the log; returns the sentence that says so."""
    store = sqlite.read(path, plan, wait)
    if store is None:
        return ""
    try:
        before = replica.reached(store)
        if replica.continues(connection, plan, before, tip):
            return ""
    finally:
        store.close()
    target = replica.put_aside(path)
    return (
        f"服务器上的登记记录与本机的副本接不上（副本到第 {before.number} 条，服务器现有 {tip.number} 条），服务器可能从旧备份恢复过；"
        f"副本已重新取回，原来的留在 {target}，服务器缺少的记录可用 govopen state merge 补回"
    )


# --- writing --------------------------------------------------------------------------------------------------------


def write(address: Address, plan: str, wait: float) -> SharedEngine:
    """Open the store for one batch.

    Raises:
        StateError: the server cannot be reached or refuses, or the replica cannot be written.
    """
    synced(address, plan, wait)  # most of the news is taken in before the plan is held
    path = replica.path_of(address, plan)
    return SharedEngine(sqlite_file.writable(path, wait), path, plan, address)


class SharedEngine(sqlite.SqliteEngine):
    """The replica as the one writer of its plan sees it: from ``begin`` on nobody else adds to the log.

    What is inserted after that is sent when it is committed: first to the server, then to the replica. A replica that misses the second
    half takes it in with the next news.
    """

    def __init__(self, connection: sqlite3.Connection, path: str, plan: str, address: Address) -> None:
        super().__init__(connection, path, plan)
        self._address = address
        self._server: Connection | None = None
        self._held: Held | None = None
        self._role = ""
        self._pending: list[Event] | None = None  # None while news are taken in

    def begin(self) -> None:
        """Hold the plan on the server, and take in what is new there."""
        self._server = self._connected()
        self._held = log.hold(self._server, self._plan)
        super().begin()
        tip = log.tip(self._server, self._plan)
        if not replica.continues(self._server, self._plan, replica.reached(self), tip):
            raise Again("服务器上的登记记录刚刚换过；什么都没有登记，请再运行一次")
        replica.take_in(self, self._server, self._plan, tip, _unwatched)
        self._pending = []

    def _connected(self) -> Connection:
        psycopg = driver()
        try:
            connection: Connection = psycopg.connect(self._address.dsn, **OPTIONS)
            steps.check(connection)
            self._role = log.role(connection)
        except psycopg.Error as error:
            raise translated(self._address, error) from error
        return connection

    def witness(self, clerk: Clerk) -> Clerk:
        """Return the login role and the server's clock: what the client says of itself does not count."""
        assert self._held is not None  # asked between begin and commit
        return clerk._replace(author=self._role, now=self._held.now)

    def insert(self, events: Sequence[Event], heads: Mapping[str, tuple[int, str]]) -> None:
        super().insert(events, heads)
        if self._pending is not None:
            self._pending += events

    def commit(self) -> None:
        """Send what was inserted, and only then keep it here.

        Raises:
            Again: others recorded in between; nothing of this was recorded.
            StateError: the server refuses, or cannot be asked what became of a commit.
        """
        assert self._held is not None  # between begin and commit
        if self._pending:
            self._sent(self._pending)
            end = self._held.number + len(self._pending)
            replica.note(self, replica.Reached(self._held.log, end, self._pending[-1].id))
        super().commit()
        replica.compared(self.place)

    def _sent(self, events: Sequence[Event]) -> None:
        assert self._held is not None
        psycopg = driver()
        waits = iter(_TRIES)
        while True:
            try:
                assert self._server is not None
                log.add(self._server, events, self._held.number, self._role)
                self._server.commit()
                return
            except psycopg.Error as error:
                if error.sqlstate in ("40001", "40P01"):
                    raise Again("同时有别的登记，没有登记成功；请再运行一次") from error
                if not lost(error):
                    raise translated(self._address, error) from error
                if self._found_again(events, waits, error):
                    return

    def _found_again(self, events: Sequence[Event], waits: Iterator[float], error: Exception) -> bool:
        """After a broken connection, tell whether the log has the events; if not, the plan is held again for another attempt."""
        assert self._held is not None
        psycopg = driver()
        for seconds in waits:
            time.sleep(seconds)
            try:
                self._server = self._connected()
                held = log.hold(self._server, self._plan)
                known = log.known(self._server, self._plan, [event.id for event in events])
            except (psycopg.Error, ServerAway):
                continue
            if len(known) == len(events):
                return True
            if held.number != self._held.number:
                raise Again("连接断开期间别处有新的登记；这一批没有登记，请再运行一次") from error
            return False
        raise StateError(
            f"提交时与数据库 {self._address.shown} 的连接断开，还不知道这一批登记成功没有；恢复连接后请先用 govopen log 查看，没有再登记一次"
        ) from error

    def abandon(self) -> None:
        super().abandon()
        if self._server is not None:
            self._server.close()  # the server rolls back what was not committed
            self._server = None
