"""What the events of one plan say: the whole store, or the part of it that was known or had taken effect at some time."""

from __future__ import annotations

from govopen_cli.state.engine import Wanted
from govopen_cli.state.events import Event, Undo, reversed_batches, utc

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date, datetime
    from sqlite3 import Connection

    from govopen_cli.state.engine import Engine
    from govopen_cli.state.facts import Facts


class State:
    """Answers questions about one plan's events. Without a store it is the empty state: nothing was recorded yet."""

    def __init__(self, engine: Engine | None, known_at: str | None = None, until: str | None = None) -> None:
        self._engine = engine
        self._known_at = known_at  # nothing that was recorded later
        self._until = until  # nothing that took effect later

    def as_of(self, instant: datetime) -> State:
        """Return the state as it was known at an instant."""
        return State(self._engine, utc(instant), self._until)

    def effective(self, day: date) -> State:
        """Return what had taken effect by a day, whenever it was recorded."""
        return State(self._engine, self._known_at, day.isoformat())

    @property
    def empty(self) -> bool:
        """Whether nothing was ever recorded."""
        return self._engine is None

    @property
    def standing(self) -> Callable[[Connection], None] | None:
        """What lends another SQLite connection the table ``standing``; None where it does not speak for this state."""
        return None if self._engine is None or self._partial else self._engine.lend

    @property
    def _partial(self) -> bool:
        """Whether facts must be folded anew because only a part of the events counts."""
        return self._known_at is not None or self._until is not None

    def facts(self, ids: Iterable[str]) -> dict[str, Facts]:
        """Return the facts of the named items that have any."""
        if self._engine is None:
            return {}
        return self._folded(list(ids)) if self._partial else self._engine.facts(list(ids))

    def all_facts(self) -> dict[str, Facts]:
        """Return the facts of every item that has any."""
        if self._engine is None:
            return {}
        return self._folded(None) if self._partial else self._engine.all_facts()

    def _folded(self, ids: list[str] | None) -> dict[str, Facts]:
        from govopen_cli.state.derive import folded

        events = self.events(ids)
        return folded(events, self.reversed({event.batch for event in events}))

    def moved(self) -> list[str]:
        """Return the items whose dates the events may change."""
        if self._engine is None:
            return []
        if self._partial:
            return [item for item, facts in self.all_facts().items() if facts.moves]
        return self._engine.moved()

    def events(self, items: Sequence[str] | None = None, since: datetime | None = None) -> list[Event]:
        """Return events in their order: all, or those of some items, or those recorded since an instant."""
        return self._wanted(Wanted(items=items, since=utc(since) if since else None, known_at=self._known_at))

    def stream(self) -> Iterator[Event]:
        """Yield everything that was recorded, in its order, without keeping it in memory."""
        if self._engine is not None:
            yield from self._engine.stream(self._engine.mark(), "order")

    def batch(self, batch: str) -> list[Event]:
        """Return the events of one batch, in their order."""
        return self._wanted(Wanted(batches=[batch], known_at=self._known_at))

    def issued(self) -> list[Event]:
        """Return every event of a notice, in their order; undone ones are among them, because their numbers are used."""
        return self._wanted(Wanted(act="notice", known_at=self._known_at))

    def _wanted(self, wanted: Wanted) -> list[Event]:
        if self._engine is None:
            return []
        return [event for event in self._engine.events(wanted) if self._until is None or event.day <= self._until]

    def batches(self, prefix: str) -> list[str]:
        """Return the batches whose ids begin with ``prefix``."""
        return self._engine.batches(prefix) if self._engine else []

    def last_batch(self) -> str | None:
        """Return the newest batch that changed something and has not been undone; one that takes another back, or notes what was read, is none."""
        page = self._engine.recent(None, _PAGE) if self._engine else []
        while page and self._engine:
            gone = self.reversed({event.batch for event in page})
            found = next((event.batch for event in page if event.act not in _ASIDE and event.batch not in gone), None)
            if found is not None:
                return found
            page = self._engine.recent(page[-1], _PAGE)
        return None

    def newest(self) -> Event | None:
        """Return the event that is last in the order."""
        page = self._engine.recent(None, 1) if self._engine else []
        return page[0] if page else None

    def stamp(self) -> str:
        """Return the stamp of the newest event that this state knows of; empty where there is none."""
        if self._partial:
            return max((event.stamp for event in self.events()), default="")
        newest = self.newest()
        return newest.stamp if newest is not None else ""

    def reversed(self, batches: Iterable[str]) -> set[str]:
        """Return those of some batches, and of what bears on them, that are undone."""
        found: list[Undo] = self._engine.undos(batches) if self._engine else []
        return reversed_batches(undo for undo in found if self._known_at is None or undo.recorded_at <= self._known_at)

    def items(self) -> list[str]:
        """Return every item id that some event names."""
        return self._engine.items() if self._engine else []

    def copy(self, target: str | os.PathLike[str]) -> None:
        """Write everything that was recorded to a state file of its own.

        Raises:
            StateError: the copy cannot be written.
        """
        assert self._engine is not None  # the caller has asked whether there is anything
        self._engine.copy(target)

    @property
    def remark(self) -> str:
        """What a person should know of the answers: how old they are, or what became of the store; mostly nothing."""
        return self._engine.remark if self._engine is not None else ""

    @property
    def engine(self) -> Engine | None:
        """The store, for what looks into it: verify and merge."""
        return self._engine

    def close(self) -> None:
        """Let go of the store."""
        if self._engine is not None:
            self._engine.close()


_PAGE = 100
_ASIDE = ("undo", "read")
