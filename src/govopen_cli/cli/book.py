"""One plan in use: where it is, its compiled form, its state, and the ledger that they make on a day."""

import sys
from datetime import date, datetime, time

from govopen_cli.cli.sources import taking_in
from govopen_cli.clock import zone
from govopen_cli.ledger.select import Ledger
from govopen_cli.plan.index.cache import open_index
from govopen_cli.plan.index.query import Index
from govopen_cli.plan.locate import Located
from govopen_cli.plan.model import Plan
from govopen_cli.record import lazy
from govopen_cli.state import locate as state_locate
from govopen_cli.state.open import NEVER, OLD, read
from govopen_cli.state.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager


class Book:
    """A plan with its state; both are opened when they are asked for."""

    def __init__(self, located: Located, state_option: str | None, sync: str = OLD) -> None:
        self.located = located
        self.state_option = state_option
        self.sync = sync  # whether a server is asked for what is new

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
        """The state file."""
        return state_locate.locate(self.state_option, self.located.file, self.located.bundled, self.plan.id, self.located.address)

    def state(self, as_of: date | None = None, effective: date | None = None) -> State:
        """Return the state, opened for reading; as it was known on a day, or as it took effect by a day."""
        place = self.state_located.place
        sync = NEVER if place == self.located.address else self.sync  # where the plan was found, the log has been asked as well
        state = read(place, self.plan.id, sync=sync, watch=taking_in)
        if state.remark:
            print(state.remark, file=sys.stderr)
        if as_of is not None:
            state = state.as_of(datetime.combine(as_of, time.max, zone(self.plan.timezone)))
        return state.effective(effective) if effective is not None else state

    def ledger(self, day: date, as_of: date | None, effective: date | None) -> Ledger:
        """Return the ledger of a day."""
        return Ledger(self.index, self.state(as_of, effective), day)


def _compiling(path: str) -> "AbstractContextManager[Callable[[float], None]]":
    from govopen_cli.cli.bar import large_file, progress

    return progress("正在读取任务分解表", large=large_file(path))
