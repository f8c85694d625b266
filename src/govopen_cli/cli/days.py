"""Days on the command line (docs/contracts.md, "Dates on the command line"). Plain digits are read here; phrases are read by the deadline grammar."""

import re
from datetime import date, timedelta

from govopen_cli.errors import UsageError
from govopen_cli.record import NamedTuple

_DIGITS = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?|(\d{4})(\d{2})(\d{2})?")
_OFFSET = re.compile(r"([+-]?)(\d{1,4})([dwmy天日周月年])")
_WAYS = "可写 2021-06-15、2021-06、2021年6月底、今天、+30d"


class Span(NamedTuple):
    """What a day, month or year on the command line covers, both ends included."""

    first: date
    last: date


def parse(text: str, today: date, option: str) -> Span:
    """Read a day, month or year.

    Raises:
        UsageError: the text is none of them.
    """
    words = text.strip()
    if words in ("today", "今天", "今日"):
        return Span(today, today)
    if (match := _OFFSET.fullmatch(words)) and match[1]:
        day = shift(today, match)
        return Span(day, day)
    try:
        if match := _DIGITS.fullmatch(words):
            return _digits(match)
        return _phrase(words, today)
    except ValueError as error:
        raise UsageError(f"{option} 的日期“{text}”看不懂；{_WAYS}") from error


def parse_day(text: str, today: date, option: str) -> date:
    """Read one day.

    Raises:
        UsageError: the text is no day, or covers several.
    """
    span = parse(text, today, option)
    if span.first != span.last:
        raise UsageError(f"{option} 要写到日，“{text}”是一段时间；例如 {span.last.isoformat()}")
    return span.first


def parse_within(text: str, today: date) -> Span:
    """Read ``30d``, ``2w`` or ``1m`` as the days from today on.

    Raises:
        UsageError: the text is no such length.
    """
    match = _OFFSET.fullmatch(text.strip())
    if match is None or match[1] == "-":
        raise UsageError(f"--within 的“{text}”看不懂；可写 30d（天）、2w（周）、1m（月）")
    return Span(today, shift(today, match))


def shift(today: date, match: re.Match[str]) -> date:
    """Return today moved by a matched number of days, weeks, months or years."""
    count = int(match[2]) * (-1 if match[1] == "-" else 1)
    if match[3] in "m月y年":
        from govopen_cli.language.deadline.model import add_months

        return add_months(today, count * (12 if match[3] in "y年" else 1))
    return today + timedelta(days=count * (7 if match[3] in "w周" else 1))


def _digits(match: re.Match[str]) -> Span:
    from govopen_cli.language.deadline.model import month_end

    year, month, day = (int(part) if part else None for part in (match[1] or match[4], match[2] or match[5], match[3] or match[6]))
    if month is None:
        return Span(date(year or 0, 1, 1), date(year or 0, 12, 31))
    if day is None:
        return Span(date(year or 0, month, 1), month_end(year or 0, month))
    return Span(date(year or 0, month, day), date(year or 0, month, day))


def _phrase(words: str, today: date) -> Span:
    from govopen_cli.language.deadline.model import Issued
    from govopen_cli.language.deadline.resolve import resolve

    reading = resolve(words, Issued(today.year, today.month, today.day))
    if reading.kind != "date" or reading.date is None or reading.milestones or reading.alternatives:
        raise ValueError(words)
    return Span(reading.start or reading.date, reading.date)
