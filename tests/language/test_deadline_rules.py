"""The days of rules, held to python-dateutil, and the calendar's small sums, held to the standard library's."""

import calendar
import subprocess
import sys
from datetime import date, datetime, time, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.rrule import rruleset, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from govopen_cli.language.deadline.model import Issued, add_days, add_months, month_end, parse_issued
from govopen_cli.language.deadline.rules import occurrences

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
MONTHS = st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True).map(lambda months: ",".join(map(str, sorted(months))))
MONTH_DAYS = st.sampled_from(["1", "10,25", "28", "29", "30", "31", "-1", "-2,15", "28,29,30", "10,20,-1"])


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules of the forms that our own code computes."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}"]
    if interval := draw(st.sampled_from([0, 2, 3, 7])):
        parts.append(f"INTERVAL={interval}")
    if freq in ("MONTHLY", "YEARLY"):
        if draw(st.booleans()):
            parts.append(f"BYMONTH={draw(MONTHS)}")
        if draw(st.booleans()):
            parts.append(f"BYMONTHDAY={draw(MONTH_DAYS)}")
            if draw(st.booleans()):
                parts.append(f"BYSETPOS={draw(st.sampled_from(['-1', '1', '2', '-3', '1,-1']))}")
    elif freq == "WEEKLY" and draw(st.booleans()):
        parts.append(f"BYDAY={draw(st.sampled_from(['SU', 'FR', 'MO,WE,FR', 'MO,TU,WE,TH,FR']))}")
    if draw(st.booleans()):
        parts.append(f"UNTIL={draw(DAYS):%Y%m%d}")
    return ";".join(parts)


def by_dateutil(rrule: str, start: date, first: date, last: date) -> list[date]:
    dates = rruleset()
    for line in rrule.splitlines():
        dates.rrule(rrulestr(line, dtstart=datetime.combine(start, time())))  # type: ignore[arg-type]
    return [moment.date() for moment in dates.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)]


@settings(deadline=None)  # dateutil looks through eight thousand years for a rule that names no day
@given(st.lists(rules(), min_size=1, max_size=2).map("\n".join), DAYS, DAYS, st.integers(0, 1500))
def test_days_are_those_of_dateutil(rrule: str, start: date, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert list(occurrences(rrule, start, first, last)) == by_dateutil(rrule, start, first, last)


RARE = [
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=1FR",
    "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=10",
]


@pytest.mark.parametrize("rrule", RARE)
def test_rare_rules_are_left_to_dateutil(rrule: str) -> None:
    window = date(2021, 1, 1), date(2021, 1, 15), date(2022, 12, 31)
    assert list(occurrences(rrule, *window)) == by_dateutil(rrule, *window)


# from a calendar
@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", ["2024-01-30", "2024-02-29", "2024-03-30", "2024-04-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2024-01-31", "2024-03-31", "2024-05-31", "2024-07-31"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", ["2024-01-05", "2024-01-19", "2024-02-02", "2024-02-16"]),
    ],
)
def test_ends_of_months_and_weeks(rrule: str, expected: list[str]) -> None:
    days = occurrences(rrule, date(2024, 1, 1), date(2024, 1, 1), date(2024, 12, 31))
    assert [day.isoformat() for day in days][:4] == expected


def test_a_rule_reaches_the_ends_of_the_calendar() -> None:
    assert list(occurrences("FREQ=MONTHLY;BYMONTHDAY=-1", date(2020, 1, 1), date(9999, 11, 1), date.max)) == [date(9999, 11, 30), date.max]
    assert list(occurrences("FREQ=WEEKLY;BYDAY=FR", date(2020, 1, 1), date(9999, 12, 25), date.max)) == [date(9999, 12, 31)]
    assert next(occurrences("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30", date.min, date.min, date(3, 1, 1))) == date(1, 6, 30)


def test_everyday_rules_load_no_library() -> None:
    script = """
import sys
from datetime import date
from govopen_cli.language.deadline.rules import occurrences
for rule in ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31", "FREQ=DAILY"):
    assert list(occurrences(rule, date(2021, 1, 1), date(2021, 1, 1), date(2022, 1, 31)))
print(sorted({"dateutil", "re", "calendar", "typing", "dataclasses", "enum"} & set(sys.modules)))
"""
    source = next(path for path in sys.path if path.endswith("src"))
    done = subprocess.run(
        [sys.executable, "-S", "-c", script], env={"PYTHONPATH": source}, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@given(DAYS, st.integers(-500, 500))
def test_months_and_days_later(day: date, count: int) -> None:
    assert add_months(day, count) == day + relativedelta(months=count)
    assert add_days(day, count) == day + timedelta(days=count)
    assert month_end(day.year, day.month).day == calendar.monthrange(day.year, day.month)[1]


def test_sums_stop_at_the_ends_of_the_calendar() -> None:
    assert (add_months(date(9999, 12, 1), 1), add_months(date(1, 1, 31), -1)) == (date.max, date.min)
    assert (add_days(date(9999, 12, 30), 99999), add_days(date(2020, 1, 1), -(10**9))) == (date.max, date.min)


@pytest.mark.parametrize(
    ("text", "issued"),
    [
        ("2020", Issued(2020)),
        (" 2020年 ", Issued(2020)),
        ("2020-05", Issued(2020, 5)),
        ("2020年5月", Issued(2020, 5)),
        ("2020/05/12", Issued(2020, 5, 12)),
        ("2020.5.12", Issued(2020, 5, 12)),
        ("2020年5月12日", Issued(2020, 5, 12)),
        *(
            (text, None)
            for text in (
                "",
                "20",
                "2020-13",
                "2020-02-30",
                "2020-1-1-1",
                "0000",
                "202",
                "20200512",
                "２０２０-²",
                "2020-005",
                "年",
                "2020--5",
                "十",
            )
        ),
    ],
)
def test_days_of_issue(text: str, issued: Issued | None) -> None:
    assert parse_issued(text) == issued
