"""Days as people write them, on the command line and in a ledger: 2021-06-15, 20210615, 6-15, 6月15日, 昨天, 上周五, +30d.

One function reads them all (``read``). What is written in digits is read here, without the grammar of phrases; the rest by ``spoken``.
"""

from datetime import date, timedelta

from govopen_cli.language.deadline.model import Broken, add_days, add_months, month_end, month_length
from govopen_cli.record import NamedTuple

_WAYS = "可写 2021-06-15、6月15日、昨天、上周五、+30d"
_LENGTHS = {"d": "d", "天": "d", "日": "d", "w": "w", "周": "w", "m": "m", "月": "m", "y": "y", "年": "y"}
_NEAR = {"today": 0, "今天": 0, "今日": 0, "yesterday": -1, "昨天": -1, "昨日": -1, "tomorrow": 1, "明天": 1}
_SERIALS = (30_000, 54_999)  # 1982-02-18 to 2050-07-28: the numbers that Excel shows for days of our time
_LONGEST = 40  # characters of a day


class Span(NamedTuple):
    """What a day, month or year covers, both ends included."""

    first: date
    last: date


class NoDay(ValueError):
    """A text names no day, or not one alone; the message is a Chinese sentence that begins with 日期."""


def read(text: str, today: date, *, lean: str = "", serials: bool = False) -> Span:
    """Read a day, week, month, quarter or year.

    Args:
        text: what somebody wrote.
        today: the day from which 昨天 and +30d are counted; a day without a year lies in its year.
        lean: ``past`` or ``ahead`` where only one of them makes sense: a day without a year on the other side of today is that of the
            neighbouring year if that lies nearer (12-30, on 5 January), and 20日 is that of the neighbouring month.
        serials: whether a number such as 45596 is a day that Excel shows as a number (2024-10-31).

    Raises:
        NoDay: it is none of them, there is no such day, or it can't be known which one is meant.
    """
    words = text.strip()
    if words.lower() in _NEAR:
        return _one(add_days(today, _NEAR[words.lower()]))
    try:
        if words[:1] in ("+", "-") and (moved := shifted(today, words)):
            return _one(moved)
        return _digits(words, today, lean, serials=serials) or _spoken(words, today, lean)
    except Broken as error:
        raise NoDay(f"日期“{_short(words)}”不能用：{error}；{_WAYS}") from error


def read_day(text: str, today: date, *, lean: str = "", serials: bool = False) -> date:
    """Read one day, as ``read`` does.

    Raises:
        NoDay: the text is no day, or covers several.
    """
    span = read(text, today, lean=lean, serials=serials)
    if span.first != span.last:
        raise NoDay(f"日期“{_short(text.strip())}”是一段时间，要写到日；例如 {span.last.isoformat()}")
    return span.first


def shifted(today: date, words: str) -> date | None:
    """Return today moved by a signed length (``+30d``), or None where the words are none; beyond the calendar's ends, its end."""
    digits, unit = words[1:-1], _LENGTHS.get(words[-1:])
    if unit is None or not digits.isascii() or not digits.isdecimal() or len(digits) > 4:
        return None
    count = int(digits) * (-1 if words[0] == "-" else 1)
    if unit in "my":
        return add_months(today, count * (12 if unit == "y" else 1))
    return add_days(today, count * (7 if unit == "w" else 1))


def this_or_next(month: int, day: int, today: date, lean: str) -> date:
    """Return the day of this year, or of the neighbouring one where ``lean`` asks for it and it lies nearer.

    Raises:
        Broken: there is no such day.
    """
    here = existing(today.year, month, day)
    step = {"past": -1 if here > today else 0, "ahead": 1 if here < today else 0}.get(lean, 0)
    if not step or not date.min.year <= today.year + step <= date.max.year or day > month_length(today.year + step, month):
        return here
    there = date(today.year + step, month, day)
    return there if abs(there - today) < abs(here - today) else here


def existing(year: int, month: int, day: int) -> date:
    """Return a day.

    Raises:
        Broken: there is none.
    """
    if not date.min.year <= year <= date.max.year:
        raise Broken(f"没有{year}年")
    if not 1 <= month <= 12:
        raise Broken(f"没有{month}月")
    if not 1 <= day <= month_length(year, month):
        raise Broken(f"{year}年{month}月没有{day}日")
    return date(year, month, day)


def full_year(digits: str, today: date) -> int:
    """Return the year of four or two digits; two are 20xx within fifteen years of today.

    Raises:
        Broken: two digits name no such year.
    """
    if len(digits) == 4:
        return int(digits)
    if abs(2000 + int(digits) - today.year) > 15:
        raise Broken(f"“{digits}”不像是{2000 + int(digits)}年，年份请写四位")
    return 2000 + int(digits)


def _digits(words: str, today: date, lean: str, *, serials: bool) -> Span | None:
    """Read a year, month or day in digits; None where the words are no digits."""
    if not words.isascii():
        return None
    marks = {mark for mark in words if not mark.isdigit()}
    parts = words.replace("/", "-").replace(".", "-").split("-")
    if len(marks) > 1 or not marks <= set("-/.") or not all(part.isdecimal() for part in parts):
        return None
    if len(parts) == 1:
        return _one_number(words, serials=serials)
    lengths = [len(part) for part in parts]
    if len(parts) > 3 or lengths[0] not in (1, 2, 4) or max(lengths[1:]) > 2:
        return None
    if lengths[0] == 4:
        numbers = [int(part) for part in parts]
        return _month(*numbers) if len(parts) == 2 else _one(existing(*numbers))
    if len(parts) == 3:
        if lengths[0] == 1:
            return None
        return _one(existing(full_year(parts[0], today), int(parts[1]), int(parts[2])))
    if serials and "." in marks and parts[1] in ("1", "2", "3"):
        raise Broken(f"表格里的“{words}”可能是{parts[0]}月{parts[1]}日，也可能是{parts[0]}月{parts[1]}0日")
    return _one(this_or_next(int(parts[0]), int(parts[1]), today, lean))


def _one_number(words: str, *, serials: bool) -> Span | None:
    """Read 2021, 202106, 20210615; and, where they are asked for, the numbers that Excel counts days by."""
    number = int(words) if len(words) <= 8 else 0
    if len(words) == 8:
        return _one(existing(number // 10000, number // 100 % 100, number % 100))
    if len(words) == 6:
        return _month(number // 100, number % 100)
    if len(words) == 4:
        if not 1900 <= number <= 2199:
            raise Broken(f"“{words}”不像是年份，月和日之间请加“-”")
        return Span(date(number, 1, 1), date(number, 12, 31))
    if serials and len(words) == 5 and _SERIALS[0] <= number <= _SERIALS[1]:
        return _one(date(1899, 12, 30) + timedelta(days=number))
    return None


def _one(day: date) -> Span:
    return Span(day, day)


def _month(year: int, month: int) -> Span:
    first = existing(year, month, 1)
    return Span(first, month_end(year, month))


def _spoken(words: str, today: date, lean: str) -> Span:
    found = None
    if 0 < len(words) <= _LONGEST:
        from govopen_cli.language.deadline import spoken

        found = spoken.read(words, today, lean)
    if found is None:
        raise NoDay(f"日期“{_short(words)}”看不懂；{_WAYS}")
    return Span(*found)


def _short(text: str) -> str:
    """Return what a message quotes of a text: one line of visible characters."""
    from govopen_cli.text import bare, shorten

    return shorten(bare(text), 20)
