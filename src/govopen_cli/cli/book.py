"""One plan in use: where it is, its compiled form, its state, and the ledger that they make on a day."""

import sys
from datetime import date, datetime, time

from govopen_cli.cli.sources import taking_in
from govopen_cli.clock import zone
from govopen_cli.errors import StateError, UsageError
from govopen_cli.ledger.select import Ledger
from govopen_cli.plan.index.cache import open_index
from govopen_cli.plan.index.query import Index
from govopen_cli.plan.locate import Located
from govopen_cli.plan.model import Plan
from govopen_cli.record import lazy
from govopen_cli.state import locate as state_locate
from govopen_cli.state.open import ASKED, NEVER, OLD, WAIT_SECONDS, is_address, read
from govopen_cli.state.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from govopen_cli.state.strays import Stray


class Book:
    """A plan with its state; both are opened when they are asked for."""

    def __init__(self, located: Located, state_option: str | None, sync: str = OLD, *, offline: bool = False) -> None:
        self.located = located
        self.state_option = state_option
        self.sync = sync  # whether a server is asked for what is new
        self.offline = offline  # whether acts are kept on this machine until they are sent

    @lazy
    def index(self) -> Index:
        """The compiled plan."""
        return open_index(self.located.file, compiling=_compiling)

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.index.plan

    @lazy
    def state_located(self) -> state_locate.Located:
        """The state: a file, or the log of a server."""
        found = self._state_located
        if not self.offline:
            return found
        if not is_address(found.place):
            raise UsageError("--offline 用于服务器上的台账；状态文件本来就在本机，不必写 --offline")
        from govopen_cli.state.engines.postgres import offline
        from govopen_cli.state.engines.postgres.address import parse

        place = offline.prepared(parse(found.place), self.plan.id, WAIT_SECONDS)
        return found._replace(place=place, reason=f"{found.reason}；离线登记存在本机")

    @lazy
    def _state_located(self) -> state_locate.Located:
        return state_locate.locate(self.state_option, self.located.file, self.located.bundled, self.plan.id, self.located.address)

    def state(self, as_of: date | None = None, effective: date | None = None) -> State:
        """Return the state, opened for reading; as it was known on a day, or as it took effect by a day."""
        place = (self.state_located if self._begun or not self.offline else self._state_located).place
        sync = NEVER if self.offline else ASKED if place == self.located.address else self.sync
        state = read(place, self.plan.id, sync=sync, watch=taking_in)
        if self.offline and state.empty:
            raise StateError(f"本机还没有 {place} 的副本；请先连上服务器查询一次")
        for remark in filter(None, (state.remark, self._waiting())):
            print(remark, file=sys.stderr)
        if as_of is not None:
            state = state.as_of(datetime.combine(as_of, time.max, zone(self.plan.timezone)))
        return state.effective(effective) if effective is not None else state

    @property
    def _begun(self) -> bool:
        """Whether there is a file of acts that were recorded without asking the server."""
        if not is_address(self._state_located.place):
            return False
        from govopen_cli.state.engines.postgres import kept
        from govopen_cli.state.engines.postgres.address import parse

        return kept.begun(parse(self._state_located.place), self.plan.id)

    def _waiting(self) -> str:
        """Say what waits to be sent to the server, where something does."""
        if not self._begun:
            return ""
        from govopen_cli.state.engines.postgres import offline
        from govopen_cli.state.engines.postgres.address import parse

        count = offline.waiting(parse(self._state_located.place), self.plan.id)
        shown = "已包括在内" if self.offline else "不在以下内容里，加 --offline 可看"
        return f"有 {count} 条离线登记还没有发送（{shown}）；连上服务器后运行 govopen state push" if count else ""

    def strays(self) -> "list[Stray]":
        """Return other state files in which something about this plan was recorded.

        Raises:
            StateError: the state cannot be read.
        """
        found = self.state_located
        if is_address(found.place):
            return []
        from govopen_cli.plan.index import known
        from govopen_cli.state.strays import strays

        own = found.file == state_locate.beside(self.located.file)
        return strays(found.file, self.plan.id, known.gone(self.plan.id) if own else ())

    def ledger(self, day: date, as_of: date | None, effective: date | None) -> Ledger:
        """Return the ledger of a day."""
        return Ledger(self.index, self.state(as_of, effective), day)


def _compiling(path: str) -> "AbstractContextManager[Callable[[float], None]]":
    from govopen_cli.cli.bar import large_file, progress

    return progress("正在读取任务分解表", large=large_file(path))
