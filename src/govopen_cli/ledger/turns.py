"""The turns of a rule: on which days an item that comes back is due, around a day."""

from collections.abc import Sequence
from datetime import date, timedelta

# How far around a day the turns of a rule are looked for, in days: enough for the longest interval in use.
_REACH = {"DAILY": 15, "WEEKLY": 120, "MONTHLY": 800, "YEARLY": 4400}


_KNOWN: dict[tuple[str, date, date], tuple[date, ...]] = {}  # a rule is worked out once, however many items share it


def turns(rrule: str, begin: date, day: date) -> tuple[date, ...]:
    """Return the days of a rule around ``day``: enough of them to know the turn before and the turn after."""
    known = _KNOWN.get((rrule, begin, day))
    if known is not None:
        return known
    from govopen_cli.language.deadline.rules import occurrences

    freq = rrule.split(";", 1)[0].removeprefix("FREQ=")
    reach = _REACH[freq]
    first = max(begin, moved(day, -reach))
    found = _KNOWN[rrule, begin, day] = tuple(occurrences(rrule, begin, first, moved(max(day, begin), reach)))
    return found


def current(days: Sequence[date], day: date) -> int:
    """Return which of some turns ``day`` belongs to: the first that is not over, else the last; -1 where there is none."""
    return next((number for number, turn in enumerate(days) if turn >= day), len(days) - 1)


def moved(day: date, days: int) -> date:
    """Return a day moved by some days, or the end of the calendar where that lies beyond it."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
