"""Working days: statutory holidays and make-up workdays of the State Council's yearly notice (chinesecalendar)."""

from collections.abc import Callable
from datetime import date, timedelta


def _official() -> tuple[Callable[[date], bool], int, int]:
    """Return the official test for a working day, and the first and last year that it knows."""
    from chinese_calendar import constants, is_workday

    years = {day.year for day in constants.holidays}
    return is_workday, min(years), max(years)


def known_years() -> tuple[int, int]:
    """Return the first and the last year whose official calendar is known."""
    return _official()[1:]


def add_working_days(day: date, count: int) -> tuple[date, bool]:
    """Return the ``count``-th working day after ``day``, and whether official calendars covered every day on the way.

    Years without an official calendar count Monday to Friday.
    """
    is_workday, first, last = _official()
    known = True
    while count > 0:
        day += timedelta(days=1)
        if first <= day.year <= last:
            works = is_workday(day)
        else:
            known = False
            works = day.weekday() < 5
        count -= works
    return day, known
