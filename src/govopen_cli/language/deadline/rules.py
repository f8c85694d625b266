"""The days of a rule (RFC 5545): our own code for the rules of everyday, python-dateutil for the rest.

A query that meets a recurring item works out its rule: what the grammar makes of 每月, 每季度末 or 每周五 is computed here by counting months
or days from the period at hand, without a library and however long ago the rule began. A test holds this to dateutil.
"""

from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date

from govopen_cli.language.deadline.model import month_length

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PLAIN = frozenset({"FREQ", "INTERVAL", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYSETPOS"})
_WEEKLY = frozenset({"FREQ", "INTERVAL", "UNTIL", "BYDAY"})
_DAILY = frozenset({"FREQ", "INTERVAL", "UNTIL"})
_EASY = {"DAILY": _DAILY, "WEEKLY": _WEEKLY, "MONTHLY": _PLAIN, "YEARLY": _PLAIN}


def occurrences(rrule: str, start: date, after: date, before: date) -> Iterator[date]:
    """Yield the days of a rule from ``after`` to ``before``, both included, in order; the rule is counted from ``start``.

    Args:
        rrule: RFC 5545 rules, one a line; a day that several name comes once.
        start: the rule's first day (DTSTART): no day lies before it, and intervals are counted from it.
        after: the first day that is wanted.
        before: the last day that is wanted.
    """
    days: set[date] = set()
    for line in rrule.splitlines():
        parts = dict(part.split("=", 1) for part in line.split(";"))
        first, last = max(start, after), before
        if until := parts.get("UNTIL"):
            last = min(last, date(int(until[:4]), int(until[4:6]), int(until[6:8])))
        if first > last:
            continue
        if parts.keys() <= _EASY.get(parts["FREQ"], frozenset()):
            days.update(_easy(parts, start, first, last))
        else:
            days.update(_any(line, start, first, last))
    yield from sorted(days)


def _easy(parts: dict[str, str], start: date, first: date, last: date) -> Iterator[date]:
    interval = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "DAILY":
        return _daily(interval, start, first, last)
    if parts["FREQ"] == "WEEKLY":
        wanted = [_WEEKDAYS.index(name) for name in parts["BYDAY"].split(",")] if "BYDAY" in parts else [start.weekday()]
        return _weekly(interval, sorted(wanted), start, first, last)
    return _by_month(parts, interval, start, first, last)


def _daily(interval: int, start: date, first: date, last: date) -> Iterator[date]:
    begin = start.toordinal()
    ahead = -(-(first.toordinal() - begin) // interval) * interval
    return (date.fromordinal(day) for day in range(begin + ahead, last.toordinal() + 1, interval))


def _weekly(interval: int, weekdays: list[int], start: date, first: date, last: date) -> Iterator[date]:
    """Weeks begin on Monday, as RFC 5545 has it where WKST is silent."""
    begin = start.toordinal() - start.weekday()
    week = begin + (first.toordinal() - begin) // (7 * interval) * 7 * interval
    for monday in range(week, last.toordinal() + 1, 7 * interval):
        for weekday in weekdays:
            if first.toordinal() <= monday + weekday <= last.toordinal():
                yield date.fromordinal(monday + weekday)


def _by_month(parts: dict[str, str], interval: int, start: date, first: date, last: date) -> Iterator[date]:
    """Rules of months and of years: the days of each period, cut by BYSETPOS, between the two days."""
    yearly = parts["FREQ"] == "YEARLY"
    positions = [int(position) for position in parts["BYSETPOS"].split(",")] if "BYSETPOS" in parts else None
    for months in _periods(parts, interval, start, first, last, yearly=yearly):
        days = [date(year, month, day) for year, month in months for day in _month_days(parts, start, year, month)]
        if positions is not None:
            days = sorted(
                {days[position - (position > 0)] for position in positions if -len(days) <= position - (position > 0) < len(days)}
            )
        for day in days:
            if first <= day <= last:
                yield day


def _periods(
    parts: dict[str, str], interval: int, start: date, first: date, last: date, *, yearly: bool
) -> Iterator[list[tuple[int, int]]]:
    """Yield the months of each period of a rule that can hold a day between ``first`` and ``last``."""
    named = sorted(int(month) for month in parts["BYMONTH"].split(",")) if "BYMONTH" in parts else None
    if yearly:
        months = named or (list(range(1, 13)) if "BYMONTHDAY" in parts else [start.month])
        begin = start.year + (max(first.year, MINYEAR) - start.year) // interval * interval
        for year in range(begin, min(last.year, MAXYEAR) + 1, interval):
            yield [(year, month) for month in months]
        return
    origin = start.year * 12 + start.month - 1
    begin = origin + (first.year * 12 + first.month - 1 - origin) // interval * interval
    for index in range(begin, last.year * 12 + last.month, interval):
        if named is None or index % 12 + 1 in named:
            yield [(index // 12, index % 12 + 1)]


def _month_days(parts: dict[str, str], start: date, year: int, month: int) -> list[int]:
    length = month_length(year, month)
    wanted = [int(day) for day in parts["BYMONTHDAY"].split(",")] if "BYMONTHDAY" in parts else [start.day]
    return sorted({day for number in wanted if 1 <= (day := number if number > 0 else length + 1 + number) <= length})


def _any(line: str, start: date, first: date, last: date) -> Iterator[date]:
    from datetime import datetime, time

    from dateutil.rrule import rrulestr

    rule = rrulestr(line, dtstart=datetime.combine(start, time()))
    for moment in rule.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True):
        yield moment.date()
