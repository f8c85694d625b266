"""What a deadline phrase resolves to, and the date that it is read from."""

import datetime as dt
import re
from calendar import monthrange

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


_ISSUED = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")


def parse_issued(text: str) -> Issued | None:
    """Read ``2020``, ``2020-05``, ``2020-05-12`` or the same with 年月日; None when it is no such date."""
    match = _ISSUED.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    issued = Issued(year or 0, month, day)
    try:
        issued.first  # noqa: B018  the property raises for an impossible day
    except ValueError:
        return None
    return issued


class Broken(ValueError):
    """A phrase names a day that does not exist or is not complete; the message says why, in Chinese."""


def month_end(year: int, month: int) -> dt.date:
    """Return the last day of a month."""
    return dt.date(year, month, monthrange(year, month)[1])


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day ``months`` later, or the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
