"""Notices that were issued: which level comes next, and what became of each (out, signed, answered)."""

from __future__ import annotations

import re

from govopen_cli.errors import UsageError
from govopen_cli.record import NamedTuple
from govopen_cli.text import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from govopen_cli.state.events import Event
    from govopen_cli.state.facts import Notice
    from govopen_cli.state.state import State

LEVELS = ("提醒", "催办", "督办")  # from the mildest
OUT, SIGNED, ANSWERED, LATE, OVERDUE, VOID = "已发出", "已签收", "已答复", "逾期答复", "逾期未答复", "作废"
UNANSWERED = (OUT, SIGNED, OVERDUE)


def next_level(notices: Iterable[Notice], unit: str) -> str:
    """Return the level of the next notice to a unit about an item: one above the last that stands, the highest at most."""
    standing = [LEVELS.index(notice.level) for notice in notices if notice.unit == unit and notice.level in LEVELS]
    return LEVELS[min(standing[-1] + 1, len(LEVELS) - 1)] if standing else LEVELS[0]


class Paper(NamedTuple):
    """A notice as it went out, and what became of it; days are ISO 8601.

    ``items`` are the items that it is about, each with its level. It is answered when the unit has answered on all of them. An undone one
    is void; its number stays used.
    """

    number: str
    unit: str
    day: str
    reply_by: str
    items: tuple[tuple[str, str], ...]
    signed: str | None
    answered: str | None
    void: bool
    batch: str
    recorded_at: str

    @property
    def level(self) -> str:
        """The level of the whole notice: the highest of its items'."""
        return max((level for _, level in self.items), key=lambda level: LEVELS.index(level) if level in LEVELS else -1)

    def standing(self, day: date) -> str:
        """Return in a word how the notice stands on a day."""
        if self.void:
            return VOID
        if self.answered is not None:
            return LATE if self.answered > self.reply_by else ANSWERED
        if self.reply_by < day.isoformat():
            return OVERDUE
        return SIGNED if self.signed is not None else OUT


def papers(state: State) -> list[Paper]:
    """Return every notice of a state, in the order in which they were recorded."""
    events = state.issued()
    gone = state.reversed({event.batch for event in events})
    facts = state.facts({event.item for event in events})
    known = {(item, notice.number, notice.unit): notice for item, found in facts.items() for notice in found.notices}
    groups: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        groups.setdefault((_said(event, "number"), event.batch), []).append(event)
    return [_paper(group, known, void=group[0].batch in gone) for group in groups.values()]


def _paper(events: Sequence[Event], known: dict[tuple[str, str, str], Notice], *, void: bool) -> Paper:
    first = events[0]
    number, unit = _said(first, "number"), first.unit or ""
    notices = [known.get((event.item, number, unit)) for event in events] if not void else []
    signed = min((notice.signed for notice in notices if notice and notice.signed), default=None)
    answers = [notice.answered for notice in notices if notice and notice.answered]
    return Paper(
        number, unit, first.day, _said(first, "reply_by"), tuple((event.item, _said(event, "level")) for event in events), signed,
        max(answers) if len(answers) == len(events) else None, void, first.batch, first.recorded_at,
    )  # fmt: skip


def _said(event: Event, name: str) -> str:
    return event.data.get(name, "")


# --- numbers as people write them -----------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"""
    (?P<word>[^\d〔\[(【]*)                           # 督办, of the series
    (?:[〔\[(【](?P<year>\d{4})[〕\])】])?            # 〔2021〕, in whatever brackets
    第?(?P<count>\d{1,9})号?
    """,
    re.VERBOSE,
)


def find(papers: Sequence[Paper], text: str) -> Paper:
    """Return the notice that a number means; 3 is enough where only one series and year has a third.

    Raises:
        UsageError: no notice has the number, or several do.
    """
    wanted = _parts(text)
    found = [paper for paper in papers if fold(paper.number) == fold(text)]
    found = found or [paper for paper in papers if wanted and _fits(wanted, _parts(paper.number))]
    if len(found) > 1:
        found = [paper for paper in found if not paper.void] or found
    if len(found) != 1:
        known = "、".join(paper.number for paper in (found or papers)[-5:])
        said = f"不止一份：{known}" if found else f"没有发过；最近发的有：{known or '（无）'}"
        raise UsageError(f"文号“{text}”{said}；运行 govopen notice --list 可查看")
    return found[0]


def _parts(text: str) -> tuple[str | None, ...] | None:
    match = _NUMBER.fullmatch(fold(text))
    return (match["word"] or None, match["year"], str(int(match["count"]))) if match else None


def _fits(wanted: tuple[str | None, ...], known: tuple[str | None, ...] | None) -> bool:
    return known is not None and all(part in (None, other) for part, other in zip(wanted, known, strict=True))
