"""The dates and ranges of a phrase in their order, as they are written."""

import re
from collections.abc import Iterator

from govopen_cli.language.deadline import points
from govopen_cli.language.deadline.model import Broken
from govopen_cli.language.deadline.points import Point
from govopen_cli.record import NamedTuple


class Mention(NamedTuple):
    """A date or a range of dates as a phrase writes it, and what it is to the phrase (``roles``)."""

    first: Point
    last: Point  # the same as ``first`` where it is no range
    text: tuple[int, int]
    role: str = "due"

    @property
    def ranged(self) -> bool:
        """Whether it has a beginning and an end of its own."""
        return self.first is not self.last

    @property
    def bare(self) -> bool:
        """Whether it is one span with nothing behind it that says when in it something is due."""
        return not self.ranged and self.first.bare


_CONNECTOR = re.compile("(?:起|开始)?(?:-|直至|延续至|持续到|持续至|截至|截止到?|至|到)(?:次日)?")
_LIST = re.compile("[、,和及与]|以及")
_NUMBER = re.compile(r"(?P<n>\d{1,2})(?=$|前|底|末|[,;。)])")


def scan(text: str) -> list[Mention]:
    """Return the dates and ranges that the normalized ``text`` writes.

    Raises:
        Broken: a range has no end, or two dates touch.
    """
    mentions: list[Mention] = []
    for mention in _scan(text):
        if mentions and mentions[-1].text[1] == mention.text[0] and not mentions[-1].bare:
            raise Broken(f"“{text[mentions[-1].text[0] : mention.text[1]]}”里两个日期连在一起")
        mentions.append(mention)
    return mentions


def _scan(text: str) -> Iterator[Mention]:
    pos = 0
    while pos < len(text):
        first = points.read(text, pos)
        if first is None:
            pos += 1
            continue
        mention = _ranged(text, first)
        yield mention
        pos = mention.text[1]
        while (link := _LIST.match(text, pos)) and (following := _in_list(text, link.end(), mention)):
            mention = _ranged(text, following)
            yield mention
            pos = mention.text[1]


def _in_list(text: str, pos: int, mention: Mention) -> Point | None:
    """Return the day or 旬 at ``pos`` that belongs to the month of ``mention``: 6月10日、20日."""
    if mention.last.unit == "day":
        day = points.day_of_list(text, pos)
        return None if day is None or day.suffix.within else day
    return points.part_of_list(text, pos) if mention.last.unit == "xun" else None


def _ranged(text: str, first: Point) -> Mention:
    """Return the range that begins with ``first``, or ``first`` alone."""
    end = first.text[1]
    connector = _CONNECTOR.match(text, end)
    if connector is None:
        return Mention(first, first, first.text)
    pos = connector.end()
    last = points.read(text, pos) if pos < len(text) else None
    if last is None and first.unit == "day":
        last = points.day_of_list(text, pos)
    if last is None and first.unit == "xun":
        last = points.part_of_list(text, pos)
    if last is None:
        last = _number(text, pos, first)
    if last is not None:
        return Mention(first, last, (first.text[0], last.text[1]))
    if pos == len(text) or text[pos].isdigit():
        raise Broken(f"“{text[first.text[0] : pos + 4]}”没有写完")
    return Mention(first, first, first.text)


def _number(text: str, pos: int, first: Point) -> Point | None:
    """Read the end of 2021.6-12 or 6.1-30: what is written in figures alone may leave its unit out."""
    match = _NUMBER.match(text, pos)
    figures = text[first.text[0] : first.text[1]]
    if match is None or any(char in figures for char in "年月日号"):
        return None
    number = int(match["n"])
    if first.unit == "day":
        return points.with_suffix(
            text, Point("day", match.span(), number=number, warnings=(f"“{text[first.text[0] : match.end()]}”按{number}日止理解",))
        )
    return points.with_suffix(text, Point("month", match.span(), month=number)) if first.unit == "month" else None
