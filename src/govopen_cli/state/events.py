"""Recorded acts, and what they add up to (docs/state.md). Pure: no file, no clock.

An event is never changed and never deleted; what holds now is a fold over the events in their order. The order is that of
``recorded_at`` and, within one instant, of the event id, so that merged files fold alike wherever they were merged.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from govopen_cli.record import NamedTuple
from govopen_cli.state.facts import Evidence


class Event(NamedTuple):
    """One recorded act on one item, or on the part of it that ``unit`` and ``domain`` name.

    ``day`` is the day on which it took effect and ``recorded_at`` the UTC instant of its entry (ISO 8601). ``data`` holds what only
    some acts have: ``to``, ``until``, ``approved_by``, ``period``, ``anchor``; for an undo, ``batch`` is the batch that it reverses.
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

    @property
    def order(self) -> tuple[str, str]:
        """The place of the event in the one order in which events are folded."""
        return self.recorded_at, self.id


EVENT_FIELDS = Event._fields


def digest(event: Event) -> str:
    """Return the SHA-256 over an event's content and the hash of the event before it."""
    import hashlib  # loads OpenSSL: only writers and verify need it

    content = {key: value for key, value in to_json(event).items() if key != "hash"}
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


def reversed_batches(undos: Iterable[Event]) -> set[str]:
    """Return the batches that are undone: an undo that is itself undone reverses nothing."""
    gone: set[str] = set()
    for event in sorted(undos, key=lambda event: event.order, reverse=True):
        if event.batch not in gone:
            gone.add(event.data["batch"])
    return gone
