"""Days on the command line (docs/contracts.md, "Dates on the command line"). Plain digits are read here; phrases are read by the deadline grammar."""

from datetime import date

from govopen_cli.errors import UsageError
from govopen_cli.language.deadline.model import Issued, add_days, add_months, month_end
from govopen_cli.record import NamedTuple

_WAYS = "可写 2021-06-15、2021-06、2021年6月底、今天、+30d"
_LENGTHS = {"d": "d", "天": "d", "日": "d", "w": "w", "周": "w", "m": "m", "月": "m", "y": "y", "年": "y"}


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
    try:
        if words[:1] in ("+", "-"):
            day = _shifted(today, words)
            return Span(day, day)
        return _digits(words) or _phrase(words, today)
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
    try:
        return Span(today, _shifted(today, "+" + text.strip().removeprefix("+")))
    except ValueError as error:
        raise UsageError(f"--within 的“{text}”看不懂；可写 30d（天）、2w（周）、1m（月）") from error


def _shifted(today: date, words: str) -> date:
    """Return today moved by a signed length such as ``+30d``; beyond the calendar's ends, its end.

    Raises:
        ValueError: the words are no length.
    """
    digits, unit = words[1:-1], _LENGTHS.get(words[-1:])
    if unit is None or not digits.isdecimal() or len(digits) > 4:
        raise ValueError(words)
    count = int(digits) * (-1 if words[0] == "-" else 1)
    if unit in "my":
        return add_months(today, count * (12 if unit == "y" else 1))
    return add_days(today, count * (7 if unit == "w" else 1))


def _digits(words: str) -> Span | None:
    """Read a year, month or day in digits; None where the words are no digits."""
    parts = words.replace("/", "-").replace(".", "-").split("-")
    if len(parts) == 1 and len(words) in (6, 8):
        parts = [words[:4], words[4:6], words[6:]][: len(words) // 2 - 1]
    if (
        len(parts) > 3
        or len(parts[0]) != 4
        or not all(part.isdecimal() and len(part) <= 2 for part in parts[1:])
        or not parts[0].isdecimal()
    ):
        return None
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return Span(date(numbers[0], 1, 1), date(numbers[0], 12, 31))
    if len(numbers) == 2:
        return Span(date(numbers[0], numbers[1], 1), month_end(numbers[0], numbers[1]))
    day = date(*numbers)
    return Span(day, day)


def _phrase(words: str, today: date) -> Span:
    from govopen_cli.language.deadline.resolve import resolve

    reading = resolve(words, Issued(today.year, today.month, today.day))
    if reading.kind != "date" or reading.date is None or reading.milestones or reading.alternatives:
        raise ValueError(words)
    return Span(reading.start or reading.date, reading.date)
