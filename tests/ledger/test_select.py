"""Which rows a question is about: windows with both ends, what presses, what comes next, what has no date."""

from collections.abc import Iterator
from datetime import date

import pytest

from govopen_cli.ledger.select import EXACT, STATUSES, Filters, Window
from govopen_cli.ledger.status import Row
from govopen_cli.state.events import Draft
from tests.ledger.conftest import Make, books
from tests.plans import dated


def ids(rows: list[Row] | Iterator[Row]) -> list[str]:
    return [row.item.id for row in rows]


DAY = date(2021, 6, 15)


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        (None, None, True),
        (DAY, None, True),
        (None, DAY, True),
        (DAY, DAY, True),
        (date(2021, 6, 16), None, False),
        (None, date(2021, 6, 14), False),
        (date(2021, 6, 16), date(2021, 6, 30), False),
        (date(2021, 6, 1), date(2021, 6, 14), False),
    ],
)
def test_a_window_includes_both_ends(first: date | None, last: date | None, held: bool) -> None:
    assert Window(first, last).holds(DAY) is held
    assert Window(first, last).holds(None) is False


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_due_in_a_window(make: Make, whole: bool) -> None:
    items = ["2021年6月10日", "2021年6月20日", "2021年6月30日", "持续推进", "每月5日前", "2021年6月15日"]
    acts = [
        Draft("1.2", "done", "2021-06-01"),
        Draft("1.3", "extend", "2021-06-01", note="x", data={"to": "2021-07-31", "approved_by": "y"}),
        Draft("1.6", "waive", "2021-06-01", note="x", data={"approved_by": "y"}),
    ]
    ledger = make("2021-06-15", *map(dated, items), acts=acts, whole=whole)
    june, july = Window(date(2021, 6, 1), date(2021, 6, 30)), Window(date(2021, 7, 1), date(2021, 7, 31))
    assert ids(ledger.open_dated(Filters(), june)) == ["1.1"]
    assert ids(ledger.open_dated(Filters(), june, finished=True)) == ["1.1", "1.6", "1.2"]
    assert ids(ledger.open_dated(Filters(), july)) == ["1.5", "1.3"]
    assert ids(ledger.rows(Filters(), june)) == ["1.1", "1.2", "1.6"]
    assert [(row.item.id, row.days_overdue) for row in books(ledger, Filters()).overdue()] == [("1.5", 10), ("1.1", 5)]


def test_the_longest_overdue_is_first(make: Make) -> None:
    ledger = make(
        "2021-06-15", *map(dated, ["2021年6月14日", "2021年6月15日", "2021年6月1日", "2021年6月16日", "2020年6月1日", "每月5日前"])
    )
    assert [(row.item.id, row.days_overdue) for row in books(ledger, Filters()).overdue()] == [
        ("1.5", 379),
        ("1.3", 14),
        ("1.6", 10),
        ("1.1", 1),
    ]


@pytest.mark.parametrize(
    ("due", "day", "overdue", "near"),
    [
        ("2021年6月30日", "2021-06-22", False, False),
        ("2021年6月30日", "2021-06-23", False, True),
        ("2021年6月30日", "2021-06-30", False, True),
        ("2021年6月30日", "2021-07-01", True, False),
        ("每月5日前", "2021-01-05", False, True),
        ("每月5日前", "2021-01-06", True, False),
        ("持续推进", "2021-06-30", False, False),
    ],
)
def test_what_presses(make: Make, due: str, day: str, overdue: bool, near: bool) -> None:
    assert books(make(day, dated(due)), Filters()).pressing() == (overdue, near)


@pytest.mark.parametrize(
    ("dues", "shown", "horizon", "later"),
    [
        # within the widest alert level, 30 days, that day included; the rest is counted
        (["2021年7月15日", "2021年7月16日"], ["1.1"], "2021-07-15", 1),
        (["2021年6月15日", "2021年8月1日", "2021年9月1日"], ["1.1"], "2021-07-15", 2),
        # nothing within it: the next date after it, with everything that is due on that day
        (["2021年8月1日", "2021年8月1日", "2021年9月1日"], ["1.1", "1.2"], "2021-08-01", 1),
        # what is overdue alone is not what comes next
        (["2021年6月14日", "2021年8月1日", "2021年9月1日"], ["1.1", "1.2"], "2021-08-01", 1),
        (["2021年6月14日"], ["1.1"], "2021-07-15", 0),
        ([], [], "2021-07-15", 0),
    ],
)
def test_what_comes_next(make: Make, dues: list[str], shown: list[str], horizon: str, later: int) -> None:
    ledger = make("2021-06-15", *map(dated, dues or ["持续推进"]))
    rows, until, count = books(ledger, Filters()).pressing_rows()
    assert (ids(rows), until.isoformat(), count) == (shown, horizon, later)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar(make: Make, day: str) -> None:
    ledger = make(day, *map(dated, ["2021年6月30日", "每月5日前", "持续推进", "每年1月31日前"]))
    books(ledger, Filters()).pressing()
    books(ledger, Filters()).pressing_rows()
    assert ("1.1" in ids(books(ledger, Filters()).overdue())) is (day > "2021")


def test_what_has_no_date(make: Make) -> None:
    items = ["持续推进", "适时完成", "收到通知后5个工作日内", "按上级要求", "2021年6月30日", "持续推进", "持续推进"]
    acts = [
        Draft("1.1", "done", "2021-06-01"),
        Draft("1.3", "anchor", "2021-06-01"),
        Draft("1.4", "progress", "2021-06-01", note="x"),
        Draft("1.6", "waive", "2021-06-01", note="x", data={"approved_by": "y"}),
    ]
    ledger = make("2021-06-15", *map(dated, items), acts=acts)
    assert ledger.without_date(Filters(), ("ongoing", "as_appropriate")) == (2, True)
    assert ledger.without_date(Filters(), ("relative", "unknown")) == (1, True)
    assert make("2021-06-15", *map(dated, items)).without_date(Filters(), ("relative", "unknown")) == (2, True)


def test_beyond_a_bound_the_finished_are_counted_too(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    assert EXACT >= 1000
    monkeypatch.setattr("govopen_cli.ledger.select.EXACT", 2)
    acts = [Draft("1.1", "done", "2021-06-01")]
    assert make("2021-06-15", *[dated("持续推进")] * 2, acts=acts).without_date(Filters(), ("ongoing",)) == (1, True)
    assert make("2021-06-15", *[dated("持续推进")] * 3, acts=acts).without_date(Filters(), ("ongoing",)) == (3, False)


def test_statuses(make: Make) -> None:
    two = "units: {lead: [各区政府]}"
    items = [
        dated("2021年6月10日"),
        dated("2021年6月20日"),
        dated("2021年7月20日"),
        dated("持续推进"),
        dated("2021年7月20日", two),
        dated("持续推进"),
        dated("适时完成"),
        dated("收到通知后15个工作日内"),
        dated("尽快"),
        dated("2021年7月20日"),
        dated("2021年5月10日"),
    ]
    acts = [
        Draft("1.3", "done", "2021-06-01"),
        Draft("1.5", "done", "2021-06-01", "甲区政府"),
        Draft("1.6", "done", "2021-06-01"),
        Draft("1.10", "waive", "2021-06-01", note="机构撤销", data={"approved_by": "市政府"}),
        Draft("1.11", "done", "2021-06-01"),
    ]
    ledger = make("2021-06-15", *items, acts=acts, head="units: {各区政府: {members: [甲区政府, 乙区政府]}}")
    found = {status: ids(ledger.rows(Filters(status=status))) for status in STATUSES}
    assert found == {
        "open": ["1.1", "1.2", "1.4", "1.7", "1.8", "1.9", "1.10"],
        "partial": ["1.5"],
        "done": ["1.3", "1.6", "1.11"],
        "overdue": ["1.1"],
        "soon": ["1.2"],
        "open-ended": ["1.4", "1.7"],
        "submitted": [],
        "returned": [],
        "未完成": ["1.1", "1.2", "1.4", "1.5", "1.7", "1.8", "1.9"],
        "正常": ["1.5"],
        "适时": ["1.7"],
        "待起算": ["1.8"],
        "不明": ["1.9"],
        "逾期完成": ["1.11"],
        "不再要求": ["1.10"],
    }


def test_a_unit_answers_for_its_own_part(make: Make) -> None:
    head = "units: {各区政府: {members: [甲区政府, 乙区政府]}}"
    items = [
        dated("2021年6月10日", "units: {lead: [各区政府], cooperate: [甲区政府]}"),
        dated("2021年6月10日", "units: {lead: [甲区政府]}"),
    ]
    acts = [Draft("1.1", "done", "2021-06-01", "甲区政府")]
    ledger = make("2021-06-15", *items, acts=acts, head=head)
    mine = Filters(units=("甲区政府",), via=ledger.collectives(("甲区政府",)))
    assert mine.via == ("各区政府",)
    assert [(row.item.id, row.unit, row.status) for row in ledger.rows(mine)] == [("1.1", "甲区政府", "done"), ("1.2", None, "open")]
    assert [(row.unit, row.status) for row in ledger.rows(mine._replace(role="lead"))] == [("甲区政府", "done"), (None, "open")]
    # as a helper it is asked about the whole item
    assert [(row.unit, row.status) for row in ledger.rows(mine._replace(role="cooperate"))] == [(None, "partial")]
    assert ids(books(ledger, mine).overdue()) == ["1.2"]
