"""The shared log as a store for one batch: it is decided and recorded while its plan is held on the server."""

from __future__ import annotations

import time

from govopen_cli.errors import StateError
from govopen_cli.state.engine import Again
from govopen_cli.state.engines import sqlite, sqlite_file
from govopen_cli.state.engines.postgres import kept, log, refusal, replica, visit
from govopen_cli.state.engines.postgres.connect import ServerAway, driver, lost, opened, translated
from govopen_cli.state.engines.sqlite_file import Damaged

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from govopen_cli.state.engines.postgres.address import Address
    from govopen_cli.state.engines.postgres.log import Connection, Held
    from govopen_cli.state.events import Clerk, Event

_TRIES = (0.2, 1.0, 3.0, 6.0)  # seconds to wait before each attempt to find out what became of a commit
_MANY = 5000  # news that are taken in before the plan is held, not meanwhile
_ROUNDS = 3  # how often the plan is held, and let go of because of what the replica lacks
_SENT = 2000  # events sent at once


def write(address: Address, plan: str, wait: float) -> SharedEngine:
    """Open the store for one batch.

    Raises:
        StateError: the server cannot be reached or refuses, or the replica cannot be written.
    """
    server, path, remark = opened(address), kept.replica(address, plan), ""
    try:
        try:
            replica_file = sqlite_file.writable(path, wait, durable=False)
        except Damaged:
            remark = visit.synced(address, plan, wait, None)  # puts it aside
            replica_file = sqlite_file.writable(path, wait, durable=False)
    except StateError:
        server.close()
        raise
    engine = SharedEngine(replica_file, plan, address, server, wait)
    engine.remark = remark
    return engine


class SharedEngine(sqlite.SqliteEngine):
    """The replica as the one writer of its plan sees it: from ``begin`` on nobody else adds to the log.

    What is inserted after that is sent when it is committed: first to the server, then to the replica. A replica that misses the second
    half takes it in with the next news.
    """

    def __init__(self, connection: sqlite3.Connection, plan: str, address: Address, server: Connection, wait: float) -> None:
        super().__init__(connection, kept.replica(address, plan), plan)
        self._address = address.of(plan)
        self._server = server
        self._wait = wait
        self._held: Held | None = None
        self._before = 0  # the point that the replica had grown to when the batch began

    def begin(self) -> None:
        """Hold the plan on the server, and take in what is new there."""
        if self._server.closed:
            self._server = opened(self._address)
        try:
            self._held = log.hold(self._server, self._plan, self._wait)
            self._catch_up()
        except driver().errors.InsufficientPrivilege as error:
            self._let_go()
            raise refusal.explained(self._address, self._server.info.user, (), error) from error
        except driver().Error as error:
            self._let_go()
            raise translated(self._address, error) from error

    def _catch_up(self) -> None:
        """Take in what is new: a little while the plan is held, much or into a replica that must be filled anew before it is held again."""
        for _ in range(_ROUNDS):
            if self._taken_in():
                return
            super().abandon()
            self._server.rollback()
            self._db.close()
            self.remark = visit.synced(self._address, self._plan, self._wait, None) or self.remark
            self._db = sqlite_file.writable(self.place, self._wait, durable=False)
            self._held = log.hold(self._server, self._plan, self._wait)
        raise Again("同时有很多别的登记，没有登记成功；请再运行一次")

    def _taken_in(self) -> bool:
        """Take in what is new while the plan is held; not where it is too much for that, or the replica is not one that goes on."""
        assert self._held is not None  # begun
        tip = self._held.tip
        try:
            super().begin()
            before = replica.reached(self)
            if tip.number - before.number > _MANY or not replica.continues(self._server, self._plan, before, tip):
                return False
            strange = replica.take_in(self, self._server, self._plan, tip, _unwatched)
            self._before = self.mark()
        except Damaged:
            return False
        self.remark = "\n".join(filter(None, (self.remark, strange)))
        return True

    def witness(self, clerk: Clerk) -> Clerk:
        """Return the login role and the server's clock: what the client says of itself does not count."""
        assert self._held is not None  # asked between begin and commit
        return clerk._replace(author=self._held.role, now=self._held.now)

    def commit(self) -> None:
        """Send what was inserted, and only then keep it here.

        Raises:
            Again: others recorded in between; nothing of this was recorded.
            StateError: the server refuses, or cannot be asked what became of a commit.
        """
        assert self._held is not None  # between begin and commit
        count = self.mark() - self._before
        if count:
            self._send(self._held)
            log_id, number, _ = self._held.tip
            (last,) = (event.id for event in self.added(self.mark() - 1, 1))
            replica.note(self, replica.Reached(log_id, number + count, last))
        try:
            super().commit()
            kept.compared(self.place)
        except (StateError, OSError):
            if not count:
                raise
            # recorded is recorded: the replica takes it in with the next news

    def _send(self, held: Held) -> None:
        psycopg = driver()
        waits = iter(_TRIES)
        while True:
            try:
                number = held.tip.number
                for events in self._pages():
                    log.add(self._server, events, number, held.role)
                    number += len(events)
                self._server.commit()
                return
            except psycopg.errors.InsufficientPrivilege as error:
                raise refusal.explained(self._address, held.role, self._pages(), error) from error
            except psycopg.Error as error:
                if not lost(error):
                    raise translated(self._address, error) from error
                if self._found_again(held, waits, error):
                    return

    def _pages(self) -> Iterator[list[Event]]:
        """Yield what the batch has inserted, some thousand events at a time."""
        before, end = self._before, self.mark()
        while before < end:
            yield self.added(before, _SENT)
            before += _SENT

    def _found_again(self, held: Held, waits: Iterator[float], error: Exception) -> bool:
        """After a broken connection, tell whether the log has the events; if not, the plan is held again for another attempt."""
        psycopg = driver()
        for seconds in waits:
            time.sleep(seconds)
            try:
                self._server.close()
                self._server = opened(self._address)
                now = log.hold(self._server, self._plan, self._wait)
                known = [len(log.known(self._server, self._plan, [event.id for event in page])) for page in self._pages()]
            except (psycopg.Error, ServerAway):
                continue
            if sum(known) == self.mark() - self._before:
                return True
            if now.tip != held.tip:
                raise Again("连接断开期间别处有新的登记；这一批没有登记，请再运行一次") from error
            return False
        raise StateError(
            f"提交时与数据库 {self._address.shown} 的连接断开，还不知道这一批登记成功没有；恢复连接后请先用 govopen log 查看，没有再登记一次"
        ) from error

    def abandon(self) -> None:
        super().abandon()
        self._let_go()

    def _let_go(self) -> None:
        """Take back on the server what was not committed, and hold the plan no longer."""
        try:
            self._server.rollback()
        except driver().Error:
            self._server.close()  # the server itself rolls back what its client leaves behind

    def close(self) -> None:
        self._server.close()
        super().close()


def _unwatched(_part: float) -> None:
    """Tell nobody."""
