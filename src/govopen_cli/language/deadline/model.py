"""What a deadline phrase resolves to, the date that it is read from, and the calendar's small sums.

Every query loads this module: nothing heavier than datetime is imported here.
"""

import datetime as dt

from govopen_cli.record import NamedTuple

KINDS = ("date", "recurring", "ongoing", "as_appropriate", "relative", "unknown")
OPEN_ENDED = frozenset({"ongoing", "as_appropriate"})


class Deadline(NamedTuple):
    """A verbatim phrase and its reading (docs/contracts.md, "Deadlines").

    ``date`` is the last day in time and ``start`` the first day of a named span; ``rrule`` holds RFC 5545 rules, one a
    line; ``duration`` is ISO 8601 with ``BD`` for working days; ``anchor`` names in words what the duration counts
    from; ``then`` is "ongoing" or "recurring" for what goes on after ``date``; ``milestones`` lists the last days of
    all stages when there are several; ``alternatives`` the other possible days of an ambiguous phrase; ``warnings``
    are Chinese sentences.
    """

    text: str
    kind: str
    date: dt.date | None = None
    start: dt.date | None = None
    rrule: str | None = None
    duration: str | None = None
    anchor: str | None = None
    then: str | None = None
    milestones: tuple[dt.date, ...] = ()
    alternatives: tuple[dt.date, ...] = ()
    warnings: tuple[str, ...] = ()


class Issued(NamedTuple):
    """The day, month or year in which a document was issued; phrases without a year are read from it."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first(self) -> dt.date:
        """The earliest day that the document can have been issued on."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def exact(self) -> dt.date | None:
        """The day of issue where it is fully known."""
        return dt.date(self.year, self.month, self.day) if self.month and self.day else None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)]
        return "-".join(parts)


def parse_issued(text: str) -> Issued | None:
    """Read ``2020``, ``2020-05``, ``2020-05-12`` or the same with / . or 年月日; None when it is no such date."""
    plain = text.strip().translate(_MARKS).rstrip("-")
    year, *rest = plain.split("-")
    if len(year) != 4 or len(rest) > 2 or not all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in (year[2:], *rest)):
        return None
    try:
        issued = Issued(int(year), *map(int, rest))
        issued.first  # noqa: B018  the property raises for an impossible day
    except ValueError:
        return None
    return issued


_MARKS = str.maketrans("/.年月日", "-----")


class Broken(ValueError):
    """A phrase names a day that does not exist or is not complete; the message says why, in Chinese."""


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def month_end(year: int, month: int) -> dt.date:
    """Return the last day of a month."""
    return dt.date(year, month, month_length(year, month))


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day ``months`` later, or the last day of that month where it is shorter.

    Beyond the calendar's ends (0001-01-01, 9999-12-31) its end is returned.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return dt.date.min if year < dt.MINYEAR else dt.date.max
    return dt.date(year, month + 1, min(day.day, month_length(year, month + 1)))


def add_days(day: dt.date, days: int) -> dt.date:
    """Return the day ``days`` later; beyond the calendar's ends, its end."""
    ordinal = day.toordinal() + days
    return dt.date.fromordinal(max(1, min(ordinal, dt.date.max.toordinal())))
