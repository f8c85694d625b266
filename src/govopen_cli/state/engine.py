"""What a store must do, whatever it is made of; everything above asks for nothing else. ``tests/state/test_engines.py`` holds engines to it.

A store holds the events of one plan, append-only, and beside them what is derived from them: the facts of each item, and which batch
reverses which. What is derived is written together with the events, in one transaction, so that nobody sees one without the other.
"""

from __future__ import annotations

from govopen_cli.errors import StateError
from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from govopen_cli.state.events import Clerk, Event, Undo
    from govopen_cli.state.facts import Facts


class Again(StateError):
    """Others recorded in between, and nothing of this was: what to record must be decided anew."""


INDEXED = ("notice",)  # acts that a store finds among any number of others


class Wanted(NamedTuple):
    """Which events are asked for; every part that is None does not restrict. ``act`` is one of ``INDEXED``. Instants are texts as in ``Event.recorded_at``."""

    items: Sequence[str] | None = None
    batches: Sequence[str] | None = None
    act: str | None = None
    since: str | None = None
    known_at: str | None = None


class Current(NamedTuple):
    """What a store has derived of one item: its facts, packed, and the columns that stand for them in queries."""

    item: str
    closed: str | None
    acted: bool
    moves: bool
    facts: str


class Snapshot(NamedTuple):
    """What a store says of itself at one moment: where it ends, its heads, and a hash of what is derived of each item."""

    mark: int
    heads: Mapping[str, tuple[int, str]]
    derived: Mapping[str, int]
    undos: Sequence[Undo]


class Engine:
    """A store of one plan's events. Methods that read may be called at any time, those that write between ``begin`` and ``commit``.

    Raises:
        StateError: every method, where the store cannot be read or written; the sentence names the store.
    """

    place: str  # what messages call the store
    remark: str = ""  # what a person should know of an answer from it: how old it is, what became of it

    # --- reading -------------------------------------------------------------------------------------------------

    @property
    def ident(self) -> str:
        """The name of this copy of the store, given when it was laid out."""
        raise NotImplementedError

    def events(self, wanted: Wanted) -> list[Event]:
        """Return events in their order."""
        raise NotImplementedError

    def mark(self) -> int:
        """Return the point that the store has grown to."""
        raise NotImplementedError

    def stream(self, mark: int, by: str) -> Iterator[Event]:
        """Yield every event that came before ``mark``, without keeping them and without a lock.

        ``by`` is "order", "item" (in order within each item) or "chain" (by writer and number).
        """
        raise NotImplementedError

    def undos(self, batches: Iterable[str] | None) -> list[Undo]:
        """Return what bears on whether some batches are undone, through any number of steps; everything for None."""
        raise NotImplementedError

    def known(self, ids: Sequence[str]) -> dict[str, str]:
        """Return those of some event ids that the store has, each with the hash of its event."""
        raise NotImplementedError

    def hashes(self, writer: str, number: int) -> set[str]:
        """Return the hashes of a writer's events of one number: several where its chain is forked."""
        raise NotImplementedError

    def recent(self, before: Event | None, count: int) -> list[Event]:
        """Return the ``count`` events that come last in the order, or last before ``before``; the newest first."""
        raise NotImplementedError

    def batches(self, prefix: str) -> list[str]:
        """Return the batches whose ids begin with ``prefix``."""
        raise NotImplementedError

    def items(self) -> list[str]:
        """Return every item id that some event names."""
        raise NotImplementedError

    def heads(self) -> dict[str, tuple[int, str]]:
        """Return for each writer the number of its last event and that event's hash, as they were noted when it was recorded."""
        raise NotImplementedError

    def facts(self, items: Sequence[str]) -> dict[str, Facts]:
        """Return the derived facts of those of some items that have any."""
        raise NotImplementedError

    def all_facts(self) -> dict[str, Facts]:
        """Return the derived facts of every item that has any."""
        raise NotImplementedError

    def moved(self) -> list[str]:
        """Return the items whose dates the events may change."""
        raise NotImplementedError

    def lend(self, connection: sqlite3.Connection) -> None:
        """Let another SQLite connection read ``standing(item, closed, acted, moves)``: what is derived, without the facts."""
        raise NotImplementedError

    # --- one batch as one writer ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """Become the one writer: from here to the end nobody else records, and what is read cannot change."""
        raise NotImplementedError

    def witness(self, clerk: Clerk) -> Clerk:
        """Return who records and when, as the store itself knows it: a file believes what it is told."""
        return clerk

    def insert(self, events: Sequence[Event], heads: Mapping[str, tuple[int, str]]) -> None:
        """Add events that the store lacks, and note the new heads of their writers."""
        raise NotImplementedError

    def derive(self, items: Iterable[str], found: Iterable[Current]) -> None:
        """Replace what is derived of some items by what was found of them."""
        raise NotImplementedError

    def forget(self) -> None:
        """Empty what is derived, so that all of it can be derived anew; what reverses what is known again at once."""
        raise NotImplementedError

    def commit(self) -> None:
        """Make what was written since ``begin`` last, all of it."""
        raise NotImplementedError

    def abandon(self) -> None:
        """Take back what was written since ``begin``."""
        raise NotImplementedError

    # --- health and copies ---------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Return what the store says of itself."""
        raise NotImplementedError

    def health(self) -> Iterator[str]:
        """Yield a Chinese sentence for everything about the store itself, not its events, that is not as it should be."""
        raise NotImplementedError

    def copy(self, target: str | os.PathLike[str]) -> None:
        """Write the whole store to a file that any govopen reads as a state file.

        Raises:
            OutputError: the file cannot be written.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the store."""
        raise NotImplementedError
