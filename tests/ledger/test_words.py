"""Rows and deadlines in words, held to sentences written by hand."""

from datetime import date
from pathlib import Path

import pytest

from govopen_cli.language.deadline.model import Deadline
from govopen_cli.ledger import columns
from govopen_cli.ledger.lights import level, light, together
from govopen_cli.ledger.records import deadline_record, document, item_record
from govopen_cli.ledger.status import evaluate
from govopen_cli.ledger.words import basis_text, cells_text, days_text, due_text, explain, light_text, percent, remarks
from govopen_cli.plan.file.load import Loaded, load
from govopen_cli.state.facts import NOTHING
from tests.ledger.cases import Case, asked_of, plan
from tests.plans import HEAD
from tests.plans import plan as small
from tests.recording import desks

LOADED = plan()


def case(item: str, acts: str, asked: str) -> Case:
    return Case(0, item, acts, asked, *[""] * 8)


@pytest.mark.parametrize(
    ("item", "acts", "day", "due", "light", "days", "notes"),
    [
        ("date", "", "2021-05-30", "2021-06-30", "正常", "还有31天", ""),
        ("date", "", "2021-05-31", "2021-06-30", "正常", "还有30天", "30日内到期"),
        ("date", "", "2021-06-14", "2021-06-30", "正常", "还有16天", "30日内到期"),
        ("date", "", "2021-06-15", "2021-06-30", "正常", "还有15天", "15日内到期"),
        ("date", "", "2021-06-22", "2021-06-30", "正常", "还有8天", "15日内到期"),
        ("date", "", "2021-06-23", "2021-06-30", "临期", "还有7天", "7日内到期"),
        ("date", "", "2021-06-26", "2021-06-30", "临期", "还有4天", "7日内到期"),
        ("date", "", "2021-06-27", "2021-06-30", "临期", "还有3天", "3日内到期"),
        ("date", "", "2021-06-30", "2021-06-30", "临期", "今天到期", "3日内到期"),
        ("date", "", "2021-07-01", "2021-06-30", "逾期", "逾期1天", ""),
        ("date", "done 2021-07-02", "2021-07-05", "2021-06-30", "逾期完成", "2021-07-02完成", ""),
        ("date", "extend 2021-06-20 to=2021-08-31", "2021-07-15", "2021-08-31", "正常", "还有47天", "原定2021-06-30，延期至2021-08-31"),
        ("date", "extend 2021-06-30 to=2021-08-31", "2021-07-15", "2021-08-31", "正常", "还有47天", "原定2021-06-30，延期至2021-08-31"),
        (
            "date", "extend 2021-07-01 to=2021-08-31", "2021-07-15", "2021-08-31", "正常", "还有47天",
            "原定2021-06-30，延期至2021-08-31；申请时已逾期1天",
        ),
        ("members", "extend 2021-06-20 @甲区政府 to=2021-08-31", "2021-07-15", "2021-06-30", "逾期", "逾期15天", "甲区政府：原定2021-06-30，延期至2021-08-31"),
        ("date", "waive 2021-05-20", "2021-07-15", "2021-06-30", "不再要求", "—", ""),
        ("date", "waive 2021-05-20 until=2021-12-31", "2021-07-15", "2021-06-30", "不再要求", "—", "至2021-12-31"),
        ("members", "waive 2021-05-20 @丙区政府", "2021-07-15", "2021-06-30", "逾期", "逾期15天", "丙区政府：不再要求"),
        ("members", "waive 2021-05-20 @丙区政府; done 2021-06-30 @甲区政府", "2021-07-15", "2021-06-30", "逾期 1/2", "逾期15天", "丙区政府：不再要求"),
        ("parts", "done 2021-06-20 @甲区政府", "2021-06-01", "2021-06-30", "正常", "还有29天", "30日内到期"),
        ("parts", "done 2021-06-20 @甲区政府 /救灾", "2021-06-25", "2021-06-30", "临期 1/6", "还有5天", "7日内到期"),
        ("monthly", "done 2021-01-04", "2021-03-01", "2021-03-05", "逾期", "逾期24天", "2021-02-05那期漏办"),
        ("monthly", "done 2021-01-04; done 2021-03-02", "2021-03-02", "2021-04-05", "完成", "2021-03-02完成", "2021-02-05那期漏办"),
        ("reviewed", "progress 2021-03-20", "2021-08-01", "2021-09-30", "持续", "还有60天", "2021-06-30那期漏跟踪；上次进展2021-03-20，已134天"),
        ("ongoing", "", "2021-08-01", "持续推进", "持续", "—", "尚无进展记录"),
        ("ongoing", "progress 2021-08-01", "2021-08-01", "持续推进", "持续", "—", "上次进展2021-08-01，已0天"),
        ("ongoing", "progress 2021-08-02", "2021-08-01", "持续推进", "持续", "—", "尚无进展记录"),
        ("ongoing", "done 2021-07-01", "2021-08-01", "持续推进", "完成", "2021-07-01完成", ""),
        ("before", "", "2021-06-01", "2021-07-31", "正常", "还有60天", "时限存疑"),
        ("before", "done 2021-06-01", "2021-06-01", "2021-07-31", "完成", "2021-06-01完成", ""),
    ],
)  # fmt: skip
def test_a_row_in_words(tmp_path: Path, item: str, acts: str, day: str, due: str, light: str, days: str, notes: str) -> None:
    row = asked_of(tmp_path / "s.db", LOADED, case(item, acts, day))
    assert (due_text(row), light_text(row), days_text(row), "；".join(remarks(row))) == (due, light, days, notes)


def test_what_was_changed_after_completion_is_said(tmp_path: Path) -> None:
    row = asked_of(tmp_path / "s.db", LOADED, case("date", "done 2021-06-20", "2021-06-25"))
    other = row.item._replace(fingerprint="x")
    again = evaluate(other, row.facts, LOADED.plan, row.day)
    assert (row.review_needed, again.review_needed) == (False, True)
    assert remarks(again) == ["需复核"]
    confirmed = evaluate(other, row.facts._replace(confirmed=("x",)), LOADED.plan, row.day)
    assert confirmed.review_needed is False


def test_a_part_says_whose_it_is(tmp_path: Path) -> None:
    row = asked_of(tmp_path / "s.db", LOADED, case("members", "", "2021-05-01 @乙区政府"))
    assert remarks(row) == ["只计乙区政府"]
    two = desks.loaded()
    item = next(item for item in two.items if item.id == "1.1")
    assert remarks(evaluate(item, NOTHING, two.plan, date(2021, 1, 5), "东区政府")) == ["只计东区政府"]
    assert remarks(evaluate(item, NOTHING, two.plan, date(2021, 1, 5))) == []


@pytest.mark.parametrize(
    ("days", "reached"), [(None, None), (31, None), (30, 30), (16, 30), (15, 15), (8, 15), (7, 7), (4, 7), (3, 3), (0, 3)]
)
def test_alert_levels(days: int | None, reached: int | None) -> None:
    assert level(days, (30, 15, 7, 3)) == reached


def test_together_the_worst_is_said() -> None:
    assert together(["完成", "逾期完成"]) == "逾期完成"
    assert together(["逾期完成", "正常", "不再要求"]) == "正常"
    assert together(["临期", "逾期"]) == "逾期"
    assert together(["持续", "临期"]) == "临期"


def test_a_check_in_that_was_made_is_not_near() -> None:
    common = {"waived": False, "done": False, "late": None, "overdue": False, "submitted": False, "returned": False, "near": 7}
    assert light("ongoing", days_left=3, checked=True, **common) == "持续"  # type: ignore[arg-type]
    assert light("ongoing", days_left=3, checked=False, **common) == "临期"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (Deadline("x", "date", date(2021, 6, 30)), "有日期：2021-06-30"),
        (Deadline("x", "date", date(2021, 6, 30), date(2021, 6, 1)), "有日期：2021-06-01 至 2021-06-30"),
        (
            Deadline("x", "date", date(2021, 6, 30), milestones=(date(2021, 3, 31), date(2021, 6, 30))),
            "有日期：2021-06-30（各节点：2021-03-31、2021-06-30）",
        ),
        (Deadline("x", "date", date(2021, 6, 30), then="ongoing"), "有日期：2021-06-30，之后持续推进"),
        (Deadline("x", "date", date(2021, 6, 30), then="recurring"), "有日期：2021-06-30，另有周期要求"),
        (Deadline("x", "relative", duration="P15BD", anchor="收到通知"), "相对期限：收到通知后 15个工作日"),
        (Deadline("x", "relative", duration="P15BD"), "相对期限：（未写明从何时起算）后 15个工作日"),
        (Deadline("x", "ongoing"), "持续推进"),
        (Deadline("x", "as_appropriate"), "适时"),
        (Deadline("x", "unknown"), "不明"),
    ],
)
def test_readings_in_words(deadline: Deadline, words: str) -> None:
    assert explain(deadline) == words


def test_ratios_and_policies_in_words() -> None:
    assert [percent(None), percent(0.0), percent(2 / 3), percent(1.0)] == ["—", "0.0%", "66.7%", "100.0%"]
    assert basis_text("国办发〔2019〕54号", "意见") == "《意见》（国办发〔2019〕54号）"
    assert basis_text(None, "条例") == "《条例》"


RICH = """tasks:
  - no: 3
    name: 任务三
    units: {lead: [各区政府], cooperate: [市财政局, 市民政局]}
    items:
      - id: '3.1'
        content: 内容
        number: （一）
        domains: [救灾, 扶贫]
        basis: [国办发〔2019〕54号, 条例]
        deadline: 2021年6月30日
        leaders: {牵头领导: [张某, 李某]}
        extra: {联系电话: '000', 备注: 源表备注}
"""
RICH_HEAD = """domains: [救灾, 扶贫]
basis: {国办发〔2019〕54号: 意见, 条例: }
units: {各区政府: {members: [甲区政府, 乙区政府]}}
"""


@pytest.fixture(scope="module")
def rich() -> Loaded:
    loaded = load((HEAD + RICH_HEAD + RICH).encode(), Path("rich.yaml"))
    assert not loaded.errors, loaded.problems
    return loaded


def table(shown: list[columns.Column], loaded: Loaded, path: Path, acts: str, day: str) -> dict[str, str]:
    row = asked_of(path, loaded, case("3.1", acts, day))
    return dict(zip([column.title for column in shown], columns.cells(shown, row), strict=True))


ACTS = "done 2021-06-20 @甲区政府; progress 2021-06-21"


def test_columns_hold_what_they_are_called(rich: Loaded, tmp_path: Path) -> None:
    assert table(columns.listing([rich.plan]), rich, tmp_path / "a.db", ACTS, "2021-07-02") == {
        "编号": "3.1",
        "期限": "2021-06-30",
        "状态": "逾期 2/4",
        "天数": "逾期2天",
        "具体内容": "内容",
        "责任单位": "各区政府",
        "备注": "",
    }
    assert table(columns.wide([rich.plan]), rich, tmp_path / "b.db", ACTS, "2021-06-25") == {
        "编号": "3.1",
        "工作任务": "任务三",
        "具体内容": "内容",
        "领域": "救灾、扶贫",
        "政策依据": "《意见》（国办发〔2019〕54号）；《条例》",
        "责任单位": "各区政府",
        "配合单位": "市财政局、市民政局",
        "完成时限": "2021年6月30日",
        "期限": "2021-06-30",
        "状态": "临期",
        "逾期天数": "",
        "剩余天数": "5",
        "完成进度": "2/4",
        "完成日期": "",
        "上次进展": "2021-06-21",
        "备注": "7日内到期",
    }
    row = asked_of(tmp_path / "c.db", rich, case("3.1", "", "2021-06-25"))
    assert table(columns.source([rich.plan], [row]), rich, tmp_path / "d.db", ACTS, "2021-06-25") == {
        "序号": "（一）",
        "工作任务": "任务三",
        "具体内容": "内容",
        "试点领域": "救灾、扶贫",
        "政策依据": "《意见》（国办发〔2019〕54号）；《条例》",
        "责任单位": "各区政府",
        "配合单位": "市财政局、市民政局",
        "牵头领导": "张某、李某",
        "联系电话": "000",
        "完成时限": "2021年6月30日",
    }
    assert table(columns.own(), rich, tmp_path / "e.db", ACTS, "2021-06-25") == {
        "状态": "部分完成",
        "完成日期": "",
        "逾期天数": "",
        "进展": "2/4 2021-06-21 说明",
        "佐证": "",
        "备注": "7日内到期；甲区政府：说明",
    }
    assert table(columns.own(), rich, tmp_path / "f.db", ACTS, "2021-07-02")["状态"] == "逾期"
    assert table(columns.own(), rich, tmp_path / "g.db", "done 2021-06-20 @甲区政府; waive 2021-06-21", "2021-07-02")["状态"] == "不再要求"


def test_the_desk_has_one_column_for_whoever_else_is_named(tmp_path: Path) -> None:
    """Nine columns: with one other role its own, with leaders or more roles one for all of them, without any the policy."""

    def fifth(roles: str, more: str = "") -> tuple[str, str]:
        loaded = load(
            small(f"content: 内容, deadline: 6月底{more}").replace("{lead: 责任单位, cooperate: 配合单位}", roles).encode(), Path("t.yaml")
        )
        assert not loaded.errors, loaded.problems
        row = evaluate(loaded.items[0], NOTHING, loaded.plan, date(2021, 6, 1))
        titles = columns.desk(loaded.plan, [row])
        assert len(titles) == 9
        return titles[4].title, titles[4].text(row)

    assert fifth("{lead: 责任单位}")[0] == "政策依据"
    two = ", units: {lead: [市民政局], cooperate: [市财政局]}"
    assert fifth("{lead: 责任单位, cooperate: 配合单位}", two) == ("配合单位", "市财政局")
    led = two + ", leaders: {分管领导: [李某]}"
    assert fifth("{lead: 责任单位, cooperate: 配合单位}", led) == ("其他责任单位", "配合单位：市财政局\n分管领导：李某")
    assert fifth("{lead: 责任单位, cooperate: 配合单位, guide: 指导单位}", two) == ("其他责任单位", "配合单位：市财政局")


def test_columns_that_no_row_fills_are_left_out(tmp_path: Path) -> None:
    row = asked_of(tmp_path / "s.db", LOADED, case("date", "", "2021-06-25"))
    titles = [column.title for column in columns.source([LOADED.plan], [row])]
    assert titles == ["序号", "工作任务", "具体内容", "责任单位", "完成时限"]
    assert columns.source([LOADED.plan], [row])[0].text(row) == "1"  # without a number of its own, that of its task


def test_the_record_of_an_item(rich: Loaded, tmp_path: Path) -> None:
    row = asked_of(tmp_path / "s.db", rich, case("3.1", ACTS, "2021-07-02"))
    assert item_record(row) == {
        "plan_id": "test",
        "id": "3.1",
        "task": {"no": "3", "name": "任务三"},
        "content": "内容",
        "domains": ["救灾", "扶贫"],
        "basis": [{"number": "国办发〔2019〕54号", "title": "意见"}, {"number": None, "title": "条例"}],
        "units": {"lead": ["各区政府"], "cooperate": ["市财政局", "市民政局"]},
        "deadline": {
            "text": "2021年6月30日",
            "kind": "date",
            "date": "2021-06-30",
            "start": None,
            "rrule": None,
            "duration": None,
            "anchor": None,
            "then": None,
            "milestones": [],
            "alternatives": [],
            "extended_to": None,
            "warnings": [],
        },
        "status": "partial",
        "cells": {"done": 2, "total": 4},
        "overdue": True,
        "days_overdue": 2,
        "days_left": None,
        "done_on": None,
        "late": None,
        "last_progress": "2021-06-21",
        "due": "2021-06-30",
        "light": "逾期",
        "unit": None,
        "waived": False,
        "review_needed": False,
        "late_request_days": None,
        "period": None,
        "notices": [],
        "closing": "report",
        "submitted_on": None,
        "waiting_days": None,
        "accepted_on": None,
        "accepted_by": None,
        "returns": 0,
    }
    extended = asked_of(tmp_path / "t.db", rich, case("3.1", "extend 2021-07-03 to=2021-08-31", "2021-07-10"))
    record = item_record(extended)
    assert (record["deadline"]["extended_to"], record["late_request_days"], cells_text(extended)) == ("2021-08-31", 3, "0/4")
    monthly = item_record(asked_of(tmp_path / "u.db", LOADED, case("monthly", "done 2021-01-04", "2021-03-01")))
    assert monthly["period"] == {
        "current": "2021-03-05",
        "previous": "2021-02-05",
        "next": "2021-04-05",
        "done": False,
        "missed": "2021-02-05",
    }


def test_the_record_of_a_deadline() -> None:
    full = Deadline(
        "x", "relative", date(2021, 6, 30), date(2021, 6, 1), "FREQ=DAILY", "P5BD", "收到通知", "ongoing", (date(2021, 3, 31),), (date(2021, 7, 31),), ("存疑",),
    )  # fmt: skip
    assert deadline_record(full, "2021-08-31") == {
        "text": "x",
        "kind": "relative",
        "date": "2021-06-30",
        "start": "2021-06-01",
        "rrule": "FREQ=DAILY",
        "duration": "P5BD",
        "anchor": "收到通知",
        "then": "ongoing",
        "milestones": ["2021-03-31"],
        "alternatives": ["2021-07-31"],
        "extended_to": "2021-08-31",
        "warnings": ["存疑"],
    }


def test_an_answer_names_the_version_of_its_shape(rich: Loaded, tmp_path: Path) -> None:
    row = asked_of(tmp_path / "s.db", rich, case("3.1", "", "2021-07-02"))
    answer = document([rich.plan], row.day, [item_record(row)])
    assert list(answer) == ["schema_version", "plan", "plans", "today", "items"]
    assert (answer["schema_version"], answer["today"], len(answer["items"])) == (1, "2021-07-02", 1)
