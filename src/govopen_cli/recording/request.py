"""What somebody asks to have recorded, and what the answer may be. Plain data: commands and returned ledgers only make requests."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from govopen_cli.state.events import Draft
from govopen_cli.state.facts import Evidence

Part = tuple[str | None, str | None]  # unit and domain of an item; None stands for all of them
WHOLE: Part = (None, None)


class Seen(NamedTuple):
    """What a paper that came back knew when it went out.

    ``known`` is the stamp of the newest event that it knew of, empty where nothing had been recorded; ``fingerprint`` that of the item's
    row in the plan.
    """

    known: str
    fingerprint: str


class Request(NamedTuple):
    """One act that is to be recorded on one item.

    ``units`` are the names of the body whose part is meant, a collective's followed by those of its members; without any, all parts are.
    ``via`` are the collectives that the body belongs to. ``period`` is the span of days that names a turn of a recurring item. ``place``
    tells where the request stands, for messages; ``seen`` is set where it comes from a paper.
    """

    item: str
    act: str
    day: date
    units: tuple[str, ...] = ()
    domain: str | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()
    data: Mapping[str, str] = {}
    period: tuple[date, date] | None = None
    via: tuple[str, ...] = ()
    place: str = ""
    seen: Seen | None = None


class Known(NamedTuple):
    """Nothing to record: it is recorded already, or there is nothing that it would change. One Chinese sentence says which."""

    sentence: str


class Refusal(NamedTuple):
    """What may not be recorded, and where it was asked for. One Chinese sentence says why."""

    sentence: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.place}：{self.sentence}" if self.place else self.sentence


Decision = Draft | Known | Refusal
