"""Who stands where: leagues, places and shares, counted by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govopen_cli.ledger.ranking import League, leagues, shares
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import Group
from tests.ledger.cases import Case, asked_of, plan

LOADED = plan()
IN_TIME, LATE, OPEN, NOT_DUE = "done 2021-06-20", "done 2021-07-01", "", "extend 2021-06-01 to=2021-12-31"  # of what is due on 2021-06-30


@pytest.fixture
def rows(tmp_path: Path) -> dict[str, Row]:
    """One item as it stands on 2021-07-02 after each of these acts."""
    return {
        acts: asked_of(tmp_path / f"{number}.db", LOADED, Case(number, "date", acts, "2021-07-02", *[""] * 8))
        for number, acts in enumerate((IN_TIME, LATE, OPEN, NOT_DUE))
    }


def found(rows: dict[str, Row], groups: dict[str, list[str]], *, units: bool = True) -> list[League]:
    return leagues([Group(name, [rows[acts] for acts in own]) for name, own in groups.items()], units=units, home="乌海市")


def test_places_are_shared_and_what_had_nothing_due_has_none(rows: dict[str, Row]) -> None:
    (league,) = found(
        rows,
        {
            "市民政局": [IN_TIME, OPEN],  # 50 %, in time 50 %
            "市教育局": [LATE, OPEN],  # 50 %, in time 0 %
            "市公安局": [IN_TIME, LATE],  # 100 %, in time 50 %
            "市财政局": [NOT_DUE],
            "市司法局": [IN_TIME, OPEN, NOT_DUE],  # as 市民政局: what is not due counts for nothing
            "（无）": [OPEN],
        },
    )
    assert {part.name: part.place for part in league.standings} == {
        "市民政局": 2,
        "市教育局": 4,
        "市公安局": 1,
        "市财政局": None,
        "市司法局": 2,
    }
    assert [part.name for part in league.ranked] == ["市公安局", "市民政局", "市司法局", "市教育局"]
    assert [part.name for part in league.best] == ["市公安局"]


def test_who_did_best_where_nobody_did_all(rows: dict[str, Row]) -> None:
    (league,) = found(rows, {"市民政局": [IN_TIME, OPEN], "市教育局": [OPEN], "市公安局": [IN_TIME, OPEN]})
    assert [part.name for part in league.best] == ["市民政局", "市公安局"]
    (league,) = found(rows, {"市民政局": [OPEN], "市教育局": [OPEN]})
    assert league.best == []


def test_places_and_departments_stand_apart(rows: dict[str, Row]) -> None:
    groups = {"海勃湾区政府": [OPEN], "市民政局": [IN_TIME], "海南区政府": [LATE], "市政府": [OPEN]}
    assert [(league.title, [part.name for part in league.standings]) for league in found(rows, groups)] == [
        ("各地", ["海勃湾区政府", "海南区政府"]),
        ("各部门、单位", ["市民政局", "市政府"]),
    ]
    assert [(league.title, len(league.standings)) for league in found(rows, groups, units=False)] == [("", 4)]
    assert [league.title for league in found(rows, {"海勃湾区政府": [OPEN], "海南区政府": [LATE]})] == [""]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([1, 1, 1], ["33.4%", "33.3%", "33.3%"]),
        ([2, 1], ["66.7%", "33.3%"]),
        ([1, 5, 3, 2, 1, 21], ["3.0%", "15.2%", "9.1%", "6.1%", "3.0%", "63.6%"]),
        ([1], ["100.0%"]),
        ([0, 7], ["0.0%", "100.0%"]),
        ([0], ["—"]),
        ([], []),
    ],
)
def test_shares_by_largest_remainder(counts: list[int], expected: list[str]) -> None:
    assert shares(counts) == expected


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40).filter(any))
def test_shares_add_up_and_are_off_by_less_than_a_tenth(counts: list[int]) -> None:
    tenths = [round(float(text.rstrip("%")) * 10) for text in shares(counts)]
    assert sum(tenths) == 1000
    assert all(abs(tenth - count * 1000 / sum(counts)) < 1 for tenth, count in zip(tenths, counts, strict=True))
