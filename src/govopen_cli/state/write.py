"""Recording: one batch in one transaction, as the one writer of a store."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from govopen_cli.state.derive import rebuild, refold
from govopen_cli.state.engine import Again, Wanted
from govopen_cli.state.events import Clerk, Draft, Event, digest, undos, utc
from govopen_cli.state.moment import behind, check_ahead, placed
from govopen_cli.state.open import WAIT_SECONDS, writer
from govopen_cli.state.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from govopen_cli.state.engine import Engine

T = TypeVar("T")


class WritableState(State):
    """A state inside a transaction: what is read here cannot change before what is appended is committed."""

    def __init__(self, engine: Engine, plan: str) -> None:
        super().__init__(engine)
        self.store = engine
        self._plan = plan

    def append(self, drafts: Sequence[Draft], clerk: Clerk, batch: str | None = None) -> list[Event]:
        """Add one batch of events and bring what is derived up to date; the transaction commits later.

        Raises:
            ClockAhead: the clerk's clock is far ahead, and nobody said that it is right.
        """
        from uuid import uuid4

        batch, clerk = batch or str(uuid4()), self.store.witness(clerk)
        name = self.writer(clerk.host)
        number, previous = self.store.heads().get(name, (0, ""))
        newest = self.newest()
        if not clerk.sure:
            check_ahead(clerk.now, newest)
        for remark in filter(None, (self.store.remark, behind(clerk.now, newest))):
            clerk.told(remark)
        moment, era = placed(clerk.now, newest)
        events = []
        for offset, draft in enumerate(drafts):
            number += 1
            event = Event(
                id=str(uuid4()), batch=batch, writer=name, number=number, plan=self._plan, recorded_at=utc(moment + timedelta(microseconds=offset)),
                author=clerk.author, host=clerk.host, previous=previous, item=draft.item, act=draft.act, day=draft.day, unit=draft.unit,
                domain=draft.domain, note=draft.note, evidence=draft.evidence, fingerprint=draft.fingerprint, data=dict(draft.data),
                era=era,
            )  # fmt: skip
            event = event._replace(hash=digest(event))
            previous = event.hash
            events.append(event)
        self.insert(events)
        return events

    def writer(self, host: str) -> str:
        """Name this copy of the store on this machine: a copy carried elsewhere starts a chain of its own."""
        from hashlib import sha256

        return sha256(f"{self.store.ident}\n{host}\n{self.store.place}".encode("utf-8", "surrogateescape")).hexdigest()[:16]

    def insert(self, events: Sequence[Event]) -> None:
        """Write whole events, as appended or as merged, and derive anew what they touch."""
        self.keep(events)
        self.refresh({event.item for event in events}, {undo.target for undo in undos(events)})

    def keep(self, events: Sequence[Event]) -> None:
        """Write whole events without deriving anything from them yet."""
        noted = self.store.heads()
        heads: dict[str, tuple[int, str]] = {}
        for event in events:
            if event.number > heads.get(event.writer, noted.get(event.writer, (0, "")))[0]:
                heads[event.writer] = event.number, event.hash
        self.store.insert(events, heads)

    def refresh(self, items: Iterable[str], undone: Iterable[str]) -> None:
        """Derive anew what events of some items, and undos of some batches, may have changed."""
        touched, seen, wanted = set(items), set(undone), list(undone)
        while wanted:  # an undo may take back an undo, through any number of steps
            found = self.store.events(Wanted(batches=wanted))
            touched |= {event.item for event in found}
            wanted = [undo.target for undo in undos(found) if undo.target not in seen]
            seen.update(wanted)
        refold(self.store, touched)

    def rebuild(self) -> int:
        """Derive everything anew from the events; returns how many items have any facts."""
        rebuild(self.store)
        return len(self.store.all_facts())


_TRIES = 3  # others may record at the very moment in which a server's connection breaks


def persistent(work: Callable[[], T]) -> T:
    """Do what decides and records, once more where others recorded in between.

    Raises:
        StateError: they did so again and again.
    """
    for _ in range(_TRIES - 1):
        try:
            return work()
        except Again:
            continue
    return work()


@contextmanager
def write(place: str | os.PathLike[str], plan: str, wait: float = WAIT_SECONDS) -> Iterator[WritableState]:
    """Open a state, creating it if need be, for one transaction: commit at the end, take everything back on any exception.

    Raises:
        StateError: as for ``read``, or another process keeps the store locked for longer than ``wait`` seconds.
    """
    engine = writer(place, plan, wait)
    try:
        engine.begin()
        yield WritableState(engine, plan)
        engine.commit()
    finally:
        engine.abandon()
        engine.close()
