"""Recorded acts, and what they add up to (docs/state.md). Pure: no file, no clock.

An event is never changed and never deleted; what holds now is a fold over the events in their order. The order is that of
``recorded_at`` and, within one instant, of the event id, so that merged files fold alike wherever they were merged.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from govopen_cli.record import NamedTuple

ACTS = ("done", "reopen", "progress", "extend", "waive", "anchor", "confirm", "evidence", "undo")
# Chinese names of the acts, for every view
ACT_WORDS = {
    "done": "完成", "reopen": "重新打开", "progress": "进展", "extend": "延期", "waive": "不再要求", "anchor": "起算",
    "confirm": "复核", "evidence": "补充佐证", "undo": "撤销",
}  # fmt: skip


class Evidence(NamedTuple):
    """What shows that an act took place: a file by name, size and SHA-256, or a text (URL, 文号)."""

    text: str
    size: int | None = None
    sha256: str | None = None
    day: str | None = None


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


class Act(NamedTuple):
    """A done or reopen that still counts, for the cells that its unit and domain cover."""

    done: bool
    day: str
    unit: str | None
    domain: str | None
    period: str | None
    fingerprint: str | None
    recorded_at: str

    def covers(self, unit: str | None, domain: str | None) -> bool:
        """Tell whether the act speaks of a cell."""
        return self.unit in (None, unit) and self.domain in (None, domain)


class Extension(NamedTuple):
    """A new deadline that was granted, on which day it was asked for, and by whom it was approved."""

    to: str
    day: str
    reason: str
    approved_by: str


class Waiver(NamedTuple):
    """A decision that an item is no longer required, for good or until a day."""

    day: str
    until: str | None
    reason: str
    approved_by: str


class Facts(NamedTuple):
    """What the events say of one item."""

    acts: tuple[Act, ...] = ()
    extensions: tuple[Extension, ...] = ()
    waiver: Waiver | None = None
    anchor: str | None = None  # the day of the event that a relative deadline counts from
    progress: tuple[str, ...] = ()  # days of progress entries, in order of entry
    note: str | None = None  # of the last event that has one
    evidence: tuple[Evidence, ...] = ()
    confirmed: tuple[str, ...] = ()  # fingerprints that were looked at again and confirmed

    @property
    def closed(self) -> str | None:
        """The day since which the whole item is done by one act, whatever its parts are; None when it is not."""
        day: str | None = None
        for act in self.acts:
            if not act.done:
                day = None
            elif act.unit is None and act.domain is None and act.period is None:
                day = day or act.day
        return day

    @property
    def acted(self) -> bool:
        """Tell whether some part of the item may be done or waived."""
        return bool(self.acts or self.waiver)

    @property
    def moves(self) -> bool:
        """Tell whether the item's date may differ from the plan's."""
        return bool(self.extensions or self.waiver or self.anchor)


NOTHING = Facts()


def fold(events: Iterable[Event]) -> Facts:
    """Return what the events of one item add up to; undone batches must have been left out."""
    acts: list[Act] = []
    extensions: list[Extension] = []
    waiver: Waiver | None = None
    anchor = note = None
    progress: list[str] = []
    evidence: list[Evidence] = []
    confirmed: list[str] = []
    for event in sorted(events, key=lambda event: event.order):
        evidence.extend(event.evidence)
        note = event.note or note
        match event.act:
            case "done" | "reopen":
                acts.append(
                    Act(
                        event.act == "done",
                        event.day,
                        event.unit,
                        event.domain,
                        event.data.get("period"),
                        event.fingerprint,
                        event.recorded_at,
                    )
                )
                if event.act == "reopen" and event.unit is None and event.domain is None:
                    waiver = None
            case "extend":
                extensions.append(Extension(event.data["to"], event.day, event.note or "", event.data.get("approved_by", "")))
            case "waive":
                waiver = Waiver(event.day, event.data.get("until"), event.note or "", event.data.get("approved_by", ""))
            case "anchor":
                anchor = event.day
            case "progress":
                progress.append(event.day)
            case "confirm" if event.fingerprint:
                confirmed.append(event.fingerprint)
            case _:
                pass
    return Facts(tuple(acts), tuple(extensions), waiver, anchor, tuple(progress), note, tuple(evidence), tuple(confirmed))


def facts_to_json(facts: Facts) -> str:
    """Return facts as text, for the derived table."""
    data = facts._asdict() | {
        "acts": [act._asdict() for act in facts.acts],
        "extensions": [extension._asdict() for extension in facts.extensions],
        "waiver": facts.waiver._asdict() if facts.waiver else None,
        "evidence": [part._asdict() for part in facts.evidence],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def facts_from_json(text: str) -> Facts:
    """Return the facts that ``facts_to_json`` wrote."""
    data = json.loads(text)
    return Facts(
        tuple(Act(**part) for part in data["acts"]),
        tuple(Extension(**part) for part in data["extensions"]),
        Waiver(**data["waiver"]) if data["waiver"] else None,
        data["anchor"],
        tuple(data["progress"]),
        data["note"],
        tuple(Evidence(**part) for part in data["evidence"]),
        tuple(data["confirmed"]),
    )
