"""The turns of rules around a day, and the ends of the calendar."""

from datetime import date

import pytest

from govopen_cli.ledger.turns import current, moved, turns

DAYS = (date(2021, 1, 5), date(2021, 2, 5), date(2021, 3, 5))


@pytest.mark.parametrize(
    ("day", "number"),
    [("2020-12-01", 0), ("2021-01-05", 0), ("2021-01-06", 1), ("2021-02-05", 1), ("2021-03-05", 2), ("2021-03-06", 2)],
)
def test_a_day_belongs_to_the_turn_that_is_not_over(day: str, number: int) -> None:
    assert current(DAYS, date.fromisoformat(day)) == number


def test_without_turns_there_is_none() -> None:
    assert current((), date(2021, 1, 1)) == -1


@pytest.mark.parametrize(
    ("rrule", "before", "after"),
    [
        ("FREQ=DAILY", "2021-06-14", "2021-06-16"),
        ("FREQ=WEEKLY;BYDAY=FR", "2021-06-11", "2021-06-18"),
        ("FREQ=MONTHLY;BYMONTHDAY=5", "2021-06-05", "2021-07-05"),
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31", "2021-01-31", "2022-01-31"),
        ("FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=1", "2021-01-01", "2021-07-01"),
        ("FREQ=YEARLY;INTERVAL=5;BYMONTH=1;BYMONTHDAY=1", "2020-01-01", "2025-01-01"),
    ],
)
def test_the_turns_before_and_after_a_day_are_known(rrule: str, before: str, after: str) -> None:
    day = date(2021, 6, 15)
    days = turns(rrule, date(2010, 1, 1), day)
    assert max(turn for turn in days if turn < day) == date.fromisoformat(before)
    assert min(turn for turn in days if turn > day) == date.fromisoformat(after)


def test_no_turn_lies_before_the_rule_begins() -> None:
    assert turns("FREQ=MONTHLY;BYMONTHDAY=5", date(2021, 6, 5), date(2021, 1, 1))[0] == date(2021, 6, 5)
    assert turns("FREQ=MONTHLY;BYMONTHDAY=5", date(2021, 6, 6), date(2021, 1, 1))[0] == date(2021, 7, 5)


def test_days_are_not_moved_beyond_the_calendar() -> None:
    assert moved(date(2021, 2, 28), 1) == date(2021, 3, 1)
    assert moved(date(2021, 3, 1), -1) == date(2021, 2, 28)
    assert moved(date.max, 1) == date.max
    assert moved(date.min, -1) == date.min
