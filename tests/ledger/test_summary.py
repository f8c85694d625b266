"""Totals, groups and the matrix, counted by hand."""

from pathlib import Path

import pytest

from govopen_cli.ledger import columns
from govopen_cli.ledger.matrix import matrix
from govopen_cli.ledger.records import counts_record, line_record, totals_record
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import GROUPINGS, by_member, definitions, groups, totals
from tests.ledger.cases import Case, asked_of, plan

LOADED = plan()
DAY = "2021-07-02"
# on 2021-07-02: item, acts
LINES = [
    ("date", ""),  # overdue
    ("date", "done 2021-06-30"),
    ("date", "done 2021-07-01"),  # late
    ("year", ""),  # 2021-12-31
    ("before", ""),  # 2021-07-31: within 30 days
    ("date", "extend 2021-06-20 to=2021-08-01"),  # exactly 30 days
    ("date", "extend 2021-06-20 to=2021-08-02"),  # 31 days
    ("date", "extend 2021-06-20 to=2021-07-09"),  # 7 days: near
    ("date", "waive 2021-06-01"),
    ("ongoing", ""),
    ("ongoing", "done 2021-06-01"),
    ("notice", ""),
    ("unknown", ""),
    ("notice", "done 2021-06-01"),
    ("monthly", ""),  # overdue since 2021-06-05; next 2021-07-05: near, but overdue comes first
    ("parts", "done 2021-06-20 @甲区政府"),  # 2 of 6
    ("parts", "done 2021-07-01 @甲区政府; done 2021-06-20 @乙区政府; done 2021-06-20 @丙区政府"),
    ("members", "waive 2021-06-01 @丙区政府; done 2021-06-20 @甲区政府; done 2021-06-20 @乙区政府"),
]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    folder = tmp_path_factory.mktemp("states")
    found = []
    for number, (item, acts) in enumerate(LINES):
        found.append(asked_of(folder / f"{number}.db", LOADED, Case(0, item, acts, DAY, *[""] * 8)))
    return found


def test_counted_by_item(rows: list[Row]) -> None:
    assert totals_record(totals(rows)) == {
        "total": 18,
        "due": 7,  # the first three, the monthly one, the three with parts
        "due_done": 4,
        "due_on_time": 2,
        "done": 6,  # the 2nd, 3rd, 11th, 14th, 17th and 18th
        "done_late": 2,
        "partial": 1,
        "overdue": 3,
        "soon": 1,
        "within_30_days": 4,  # the 5th, 6th and 8th, and the monthly one
        "open_ended": 1,
        "undated": 2,
        "waived": 1,
        "missed": 1,
        "review_needed": 0,
        "waiting": 0,
        "waiting_days": None,
        "returns": 0,
        "completion": 4 / 7,
        "punctuality": 2 / 7,
        "lights": {"逾期": 3, "完成": 4, "逾期完成": 2, "正常": 4, "临期": 1, "不再要求": 1, "持续": 1, "待起算": 1, "不明": 1},
    }


def test_counted_by_cell(rows: list[Row]) -> None:
    found = totals_record(totals(rows, "cell"))
    # the 15 items of one part, 2 × 6 cells, and 3 of which one is not required
    assert (found["total"], found["waived"]) == (15 + 12 + 3, 2)
    assert (found["done"], found["done_late"]) == (4 + 2 + 6 + 2, 1 + 2)
    assert (found["overdue"], found["soon"]) == (2 + 4, 1)
    assert (found["due"], found["partial"]) == (4 + 12 + 2, 0)
    assert found["completion"] == pytest.approx((2 + 2 + 6 + 2) / 18)
    assert found["punctuality"] == pytest.approx((1 + 2 + 4 + 2) / 18)


def test_nothing_due_has_no_ratio() -> None:
    empty = totals_record(totals([]))
    assert (empty["completion"], empty["punctuality"], empty["due"]) == (None, None, 0)
    assert columns.figures(columns.COUNTS, totals([])) == ("0", "0", "0", "0", "0", "0", "0", "—", "—")


def test_columns_of_totals(rows: list[Row]) -> None:
    assert [count.title for count in columns.COUNTS] == [
        "事项",
        "应完成",
        "已完成",
        "逾期完成",
        "逾期",
        "30日内到期",
        "持续推进",
        "完成率",
        "按时率",
    ]
    assert columns.figures(columns.COUNTS, totals(rows)) == ("18", "7", "6", "2", "3", "4", "1", "57.1%", "28.6%")
    assert columns.figures(columns.OVERVIEW, totals(rows)) == ("6", "3", "1", "1")
    assert counts_record(totals(rows), None) == {
        "total": 18, "done": 6, "partial": 1, "overdue": 3, "soon": 1, "open_ended": 1, "next_due": None,
    }  # fmt: skip


def test_groups(rows: list[Row]) -> None:
    parts = [row for row in rows if row.item.id == "parts"]
    assert [(group.name, len(group.rows)) for group in groups(parts, by_member)] == [("甲区政府", 2), ("乙区政府", 2), ("丙区政府", 2)]
    assert [(group.name, len(group.rows)) for group in groups(parts[:1] + rows[:1], GROUPINGS["domain"].key)] == [
        ("救灾", 1),
        ("扶贫", 1),
        ("（无）", 1),
    ]
    assert [group.name for group in groups(rows, GROUPINGS["task"].key)] == ["1.任务一"]
    assert {name: grouping.title for name, grouping in GROUPINGS.items()} == {"unit": "责任单位", "domain": "领域", "task": "工作任务"}


def test_a_member_asked_alone_is_its_own_group(tmp_path: Path) -> None:
    row = asked_of(tmp_path / "s.db", LOADED, Case(0, "parts", "", DAY + " @乙区政府", *[""] * 8))
    assert [(name, part.unit) for name, part in by_member(row)] == [("乙区政府", "乙区政府")]


def test_a_group_counts_its_own_part(tmp_path: Path) -> None:
    """甲 has done its two domains, 乙 one of them, 丙 none; the item is due on 2021-06-30."""
    acts = "done 2021-06-20 @甲区政府; done 2021-06-20 @乙区政府 /救灾"
    row = asked_of(tmp_path / "s.db", LOADED, Case(0, "parts", acts, "2021-07-02", *[""] * 8))

    def figures(by: str, count: str) -> dict[str, tuple[int, int, int]]:
        found = {group.name: totals(group.rows, count) for group in groups([row], GROUPINGS[by].key)}
        return {name: (total.due, total.due_done, total.overdue) for name, total in found.items()}

    assert figures("unit", "item") == {"甲区政府": (1, 1, 0), "乙区政府": (1, 0, 1), "丙区政府": (1, 0, 1)}
    assert figures("unit", "cell") == {"甲区政府": (2, 2, 0), "乙区政府": (2, 1, 1), "丙区政府": (2, 0, 2)}
    assert figures("domain", "item") == {"救灾": (1, 0, 1), "扶贫": (1, 0, 1)}
    assert figures("domain", "cell") == {"救灾": (3, 2, 1), "扶贫": (3, 1, 2)}
    assert figures("task", "cell") == {"1.任务一": (6, 3, 3)}


def test_a_square_says_the_worst_and_its_day(tmp_path: Path) -> None:
    def lines(acts: str, day: str, down: str = "item", item: str = "parts") -> dict[str, dict[str, tuple[int, int, str, str | None]]]:
        row = asked_of(tmp_path / f"{len(list(tmp_path.iterdir()))}.db", LOADED, Case(0, item, acts, day, *[""] * 8))
        records = [line_record(line) for line in matrix([row], down).lines]
        return {
            record["key"]: {name: (cell["done"], cell["total"], cell["word"], cell["day"]) for name, cell in record["cells"].items()}
            for record in records
        }

    # one domain done: the square of the member says what is left, with its day
    assert lines("done 2021-06-20 @甲区政府 /救灾", "2021-06-25")["parts"]["甲区政府"] == (1, 2, "临期", "2021-06-30")
    assert lines("done 2021-06-20 @甲区政府 /救灾", "2021-07-02")["parts"]["甲区政府"] == (1, 2, "逾期", "2021-06-30")
    # both done: the later day
    both = "done 2021-06-20 @甲区政府 /救灾; done 2021-06-18 @甲区政府 /扶贫"
    assert lines(both, "2021-06-25")["parts"]["甲区政府"] == (2, 2, "完成", "2021-06-20")
    late = "done 2021-07-03 @甲区政府 /救灾; done 2021-06-18 @甲区政府 /扶贫"
    assert lines(late, "2021-07-05")["parts"]["甲区政府"] == (2, 2, "逾期完成", "2021-07-03")
    assert lines("", "2021-06-01", "domain")["救灾"]["丙区政府"] == (0, 1, "正常", "2021-06-30")
    assert lines("", "2021-06-01", "domain", "date")["（无领域）"]["市民政局"] == (0, 1, "正常", "2021-06-30")
    assert lines("waive 2021-05-01", "2021-06-01", item="date")["date"]["市民政局"] == (0, 1, "不再要求", None)
    assert lines("", "2021-06-01", item="ongoing")["ongoing"]["市民政局"] == (0, 1, "持续", None)
    # a recurring item: since when it is overdue, not when it is due next
    assert lines("", "2021-01-10", item="monthly")["monthly"]["市民政局"] == (0, 1, "逾期", "2021-01-05")


def test_squares_of_several_items_take_the_nearest_day(tmp_path: Path) -> None:
    rows = [
        asked_of(tmp_path / "a.db", LOADED, Case(0, "parts", "extend 2021-05-01 to=2021-08-31", "2021-06-01", *[""] * 8)),
        asked_of(tmp_path / "b.db", LOADED, Case(0, "parts", "extend 2021-05-01 to=2021-07-31", "2021-06-01", *[""] * 8)),
    ]
    for order in (rows, rows[::-1]):
        found = matrix(order, "domain")
        assert [(line.key, line.total) for line in found.lines] == [("救灾", (0, 6)), ("扶贫", (0, 6))]
        assert str(found.lines[0].squares["甲区政府"].day) == "2021-07-31"
        assert (found.members, found.member_total("甲区政府"), found.total) == (["甲区政府", "乙区政府", "丙区政府"], (0, 4), (0, 12))


def test_lines_by_task_name_the_plan_where_there_are_several(tmp_path: Path) -> None:
    rows = [asked_of(tmp_path / "s.db", LOADED, Case(0, "parts", "", DAY, *[""] * 8))]
    assert [(line.key, line.label) for line in matrix(rows, "task").lines] == [("1", "任务一")]
    assert [(line.key, line.label) for line in matrix(rows, "task", many=True).lines] == [("cases/1", "任务一")]


def test_squares_of_what_has_no_day(tmp_path: Path) -> None:
    rows = [asked_of(tmp_path / f"{item}.db", LOADED, Case(0, item, "", DAY, *[""] * 8)) for item in ("ongoing", "reviewed", "ongoing")]
    (line,) = matrix([rows[0], rows[2]], "domain").lines
    assert (line.squares["市民政局"].light, line.squares["市民政局"].day) == ("持续", None)
    (line,) = matrix(rows, "domain").lines
    assert str(line.squares["市民政局"].day) == "2021-09-30"  # the check-in of the one that has one


def test_what_is_accepted_is_defined_where_a_plan_accepts() -> None:
    assert len(definitions([LOADED.plan])) == 2
    assert definitions([LOADED.plan, LOADED.plan._replace(accepts=True)])[-1].startswith("待验收：")
