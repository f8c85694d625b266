"""The dates that a phrase names, as days of the calendar: what is due when, and from when on something goes on."""

import re
from datetime import date
from itertools import pairwise

from govopen_cli.language.deadline import leftovers, roles
from govopen_cli.language.deadline.mentions import Mention, scan
from govopen_cli.language.deadline.model import Broken, Issued
from govopen_cli.language.deadline.spans import Calendar, Span
from govopen_cli.language.deadline.words import pattern
from govopen_cli.record import NamedTuple


class Found(NamedTuple):
    """The dates of a phrase: those that are due with their days, the days from which on something goes on, and what is doubtful."""

    due: tuple[Span, ...]
    mentions: tuple[Mention, ...]  # of the due dates, one each
    opens: tuple[date, ...]
    things: bool  # whether dates of what is done were left out
    warnings: tuple[str, ...]


_VAGUE = re.compile("初期|中期|前期|后期|年?初|前夕|开局|第\\d周|第\\d个")


def find(text: str, issued: Issued | None, taken: list[tuple[int, int]]) -> Found:
    """Return the dates that the normalized ``text`` names, in its order.

    Args:
        text: the phrase; what rules and durations have read is filled with ``roles.FILLED``.
        issued: the day, month or year of the document.
        taken: where rules and durations were read.

    Raises:
        Broken: a date does not exist, is cut off, is one of two, or can't be told from an event's.
    """
    assigned = roles.assign(text, scan(text))
    mentions = assigned.mentions
    spots = [mention.text for mention in mentions]
    for left, right in pairwise(mentions):
        if left.text[1] == right.text[0] and left.role != "header":
            raise Broken(f"“{text[left.text[0] : right.text[1]]}”里两个日期连在一起")
        if left.role == right.role == "due" and text[left.text[1] : right.text[0]].strip(",、") in ("或", "或者"):
            raise Broken(f"“{text[left.text[0] : right.text[1]]}”没有说定是哪一个日期")
    remarks = leftovers.check(text, sorted([*spots, *taken]), spots)
    calendar = Calendar(text, issued)
    due: list[Span] = []
    opens: list[date] = []
    for mention in mentions:
        if mention.role == "header":
            calendar.note(mention)
        elif mention.role == "open":
            opens.append(calendar.opening(mention))
        elif mention.role == "due":
            _refuse_events(text, mention)
            due.append(calendar.span(mention))
    if due and (event := leftovers.event_of(text, sorted([*spots, *taken]))):
        raise Broken(f"“{event}”没有确定的日期")
    kept = tuple(mention for mention in mentions if mention.role == "due")
    assumed = _assumed(text, mentions, due)
    things = any(mention.role == "object" for mention in mentions)
    return Found(tuple(due), kept, tuple(opens), things, (*assigned.warnings, *assumed, *remarks))


def _refuse_events(text: str, mention: Mention) -> None:
    """Refuse a year or month that only says which event is meant: 2021年秋季开学前, 明年初."""
    if not mention.bare:
        return
    rest = re.split(r"[,;。:、()]", text[mention.text[1] :], maxsplit=1)[0]
    if match := _VAGUE.match(rest) or pattern("events").match(rest):
        raise Broken(f"“{text[mention.text[0] : mention.text[1]]}{match[0]}”没有确定的日期")


def _assumed(text: str, mentions: list[Mention], due: list[Span]) -> tuple[str, ...]:
    """Say which year was assumed where the phrase names another one."""
    named = {point.year for mention in mentions for point in (mention.first, mention.last) if point.year is not None}
    kept = [mention for mention in mentions if mention.role == "due"]
    return tuple(
        f"“{text[mention.text[0] : mention.text[1]]}”没有写年份，按{span.end.year}年理解"
        for mention, span in zip(kept, due, strict=True)
        if named and span.assumed and not named & {span.end.year, span.end.year - 2000}
    )
