"""Recorded acts as they stand in a store (docs/state.md). Pure: no file, no clock.

An event is never changed and never deleted; what holds now is a fold over the events in their order (``Event.order``), which is the same
wherever files were merged.
"""

from __future__ import annotations

from datetime import datetime, timezone

from govopen_cli.record import NamedTuple
from govopen_cli.state.facts import Evidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

WHOLE_PLAN = "*"  # stands for an item where an act is about the plan file as a whole


class Event(NamedTuple):
    """One recorded act on one item, or on the part of it that ``unit`` and ``domain`` name.

    ``day`` is the day on which it took effect and ``recorded_at`` the UTC instant of its entry (ISO 8601). ``data`` holds what only
    some acts have (``state/acts``). ``era`` counts how often a clock had been found behind what was recorded already: within an era
    instants give the order, and an act of a later era comes after all of the earlier ones.
    """

    id: str
    batch: str
    writer: str
    number: int  # counts the events of one writer from 1
    plan: str
    item: str
    act: str
    day: str
    recorded_at: str
    author: str
    host: str
    unit: str | None = None
    domain: str | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()
    fingerprint: str | None = None
    data: Mapping[str, str] = {}
    previous: str = ""  # hash of this writer's event before
    hash: str = ""
    era: int = 0

    @property
    def order(self) -> tuple[int, str, str]:
        """The place of the event in the one order in which events are folded."""
        return self.era, self.recorded_at, self.id

    @property
    def stamp(self) -> str:
        """When the event came into the order, as a text that sorts as the order does."""
        return f"{self.era:06d} {self.recorded_at}"


EVENT_FIELDS = Event._fields


class Draft(NamedTuple):
    """An act about to be recorded; the store adds who wrote it, where and when."""

    item: str
    act: str
    day: str
    unit: str | None = None
    domain: str | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()
    fingerprint: str | None = None
    data: Mapping[str, str] = {}


def _unheard(_sentence: str) -> None:
    """Tell nobody."""


class Clerk(NamedTuple):
    """Who records, on which machine, and at which instant (UTC).

    ``sure`` says that the clock was confirmed; ``told`` is given what the clerk should know.
    """

    author: str
    host: str
    now: datetime
    sure: bool = False
    told: Callable[[str], None] = _unheard


def utc(instant: datetime) -> str:
    """Return an instant as sortable UTC text."""
    return instant.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """Return the instant that ``utc`` wrote."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def digest(event: Event) -> str:
    """Return the SHA-256 over an event's content and the hash of the event before it."""
    import hashlib  # loads OpenSSL: only writers and verify need it
    import json

    content = {key: value for key, value in to_json(event).items() if key != "hash"}
    if not event.era:
        del content["era"]  # events of the first releases have none
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def to_json(event: Event) -> dict[str, Any]:
    """Return an event as plain data, for export and log."""
    return {**event._asdict(), "data": dict(event.data), "evidence": [part._asdict() for part in event.evidence]}


def from_json(data: Mapping[str, Any]) -> Event:
    """Return the event that ``to_json`` wrote.

    Raises:
        ValueError, TypeError, KeyError: the data is no event.
    """
    unknown = set(data) - set(EVENT_FIELDS)
    if unknown:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    return Event(**{**data, "evidence": tuple(Evidence(**part) for part in data["evidence"])})


class Undo(NamedTuple):
    """That one batch reverses another, and the place of that in the order of events: that of its first event."""

    target: str
    batch: str
    era: int
    recorded_at: str
    id: str


def undos(events: Iterable[Event]) -> list[Undo]:
    """Return what the undo events among some events reverse, each pair of batches once."""
    found: dict[tuple[str, str], Undo] = {}
    for event in events:
        if event.act == "undo" and "batch" in event.data:
            pair = event.data["batch"], event.batch
            undo = Undo(*pair, event.era, event.recorded_at, event.id)
            found[pair] = min(undo, found.get(pair, undo))
    return list(found.values())


def reversed_batches(undos: Iterable[Undo]) -> set[str]:
    """Return the batches that are undone: an undo that is itself undone reverses nothing."""
    gone: set[str] = set()
    for undo in sorted(undos, key=lambda undo: undo[2:], reverse=True):
        if undo.batch not in gone:
            gone.add(undo.target)
    return gone
