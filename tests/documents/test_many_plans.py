"""Documents of several plans: a sheet, a table, a filter for each, and everything of all of them."""

import io
import json
from pathlib import Path

import icalendar
import pytest
from docx import Document as WordDocument
from openpyxl import load_workbook

from tests.conftest import PLAN, Run
from tests.documents.browsers import Browse, needs_chromium, shown

ROADS = """version: 1
id: roads
title: 道路工程[2021]任务
issued: 2021
roles: {lead: 主体责任单位}
tasks:
  - no: 1
    name: 修路
    units: {lead: [市交通局]}
    items:
      - {id: '1.6', content: 修东街, deadline: 2021年9月底}
      - {id: '2', content: 养护, deadline: 持续推进}
"""
DAY = ("--today", "2021-06-15")
TITLES = ["道路工程[2021]任务", "乌海市基层政务公开标准化规范化重点工作任务分解"]


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "wuhai.yaml").write_text(PLAN.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "roads.yml").write_text(ROADS, encoding="utf-8")
    return folder


def test_xlsx_has_a_sheet_a_plan_and_totals_of_all(run: Run, plans: Path, tmp_path: Path) -> None:
    run("export", "-o", "台账.xlsx", "--plan", "plans", *DAY)
    book = load_workbook(tmp_path / "台账.xlsx")
    assert book.sheetnames == ["道路工程 2021 任务", TITLES[1], "选项", "各单位统计"]
    roads, wuhai = book.worksheets[:2]
    assert [page.cell(1, 1).value for page in (roads, wuhai)] == [f"{title}台账（截至 2021-06-15）" for title in TITLES]
    assert (roads.max_row, wuhai.max_row) == (2 + 2, 2 + 33)
    assert [page.data_validations.dataValidation[0].formula1 for page in (roads, wuhai)] == ["选项!$A$1:$A$3"] * 2
    totals = {row[0].value: row[1].value for row in book["各单位统计"].iter_rows(max_row=20)}
    assert (totals["市交通局"], totals["合计"]) == (2, 35)


def test_docx_has_a_table_a_plan_under_its_title(run: Run, plans: Path, tmp_path: Path) -> None:
    run("export", "-o", "台账.docx", "--plan", "plans", *DAY)
    document = WordDocument(str(tmp_path / "台账.docx"))
    assert [len(table.rows) for table in document.tables] == [3, 34]
    assert [part.text for part in document.paragraphs if part.text][:4] == ["2 张任务分解表台账", "截至 2021-06-15", *TITLES]


def test_a_plan_of_which_nothing_is_asked_takes_no_room(run: Run, plans: Path, tmp_path: Path) -> None:
    run("export", "-o", "台账.xlsx", "--plan", "plans", "--unit", "市交通局", *DAY)
    assert load_workbook(tmp_path / "台账.xlsx").sheetnames == ["台账", "选项"]


def test_the_calendar_names_items_by_their_plan(run: Run, plans: Path, tmp_path: Path) -> None:
    run("export", "-o", "期限.ics", "--plan", "plans", *DAY)
    events = icalendar.Calendar.from_ical((tmp_path / "期限.ics").read_bytes()).walk("VEVENT")
    assert len(events) == 26
    assert len({str(event["uid"]) for event in events}) == 26
    assert {"roads/1.6", "wuhai-2020/1.6"} < {str(event["summary"]).split()[0] for event in events}


def test_text_formats_carry_progress_and_evidence_of_all_plans(run: Run, plans: Path, tmp_path: Path) -> None:
    run("done", "roads/1.6", "--on", "2021-06-01", "--note", "已通车", "--evidence", "乌政办发〔2021〕3号", "--plan", "plans", *DAY)
    run("progress", "wuhai-2020/1.6", "--note", "已起草", "--plan", "plans", *DAY)
    for suffix in ("csv", "md", "json"):
        run("export", "-o", f"台账.{suffix}", "--plan", "plans", *DAY)
        text = (tmp_path / f"台账.{suffix}").read_text(encoding="utf-8-sig")
        assert all(words in text for words in ("已通车", "乌政办发〔2021〕3号", "已起草", "修东街")), suffix
    items = {(item["plan_id"], item["id"]): item for item in json.loads(text)["items"]}
    assert [part["text"] for part in items["roads", "1.6"]["evidence"]] == ["乌政办发〔2021〕3号"]
    assert [part["note"] for part in items["wuhai-2020", "1.6"]["progress"]] == ["已起草"]


@needs_chromium
@pytest.mark.parametrize(
    ("fragment", "ids"),
    [("plan=roads", ["roads/1.6", "roads/2"]), ("task=roads/1", ["roads/1.6", "roads/2"]), ("text=已通车", ["roads/1.6"])],
)
def test_the_dashboard_is_of_all_plans(run: Run, plans: Path, tmp_path: Path, browse: Browse, fragment: str, ids: list[str]) -> None:
    run("done", "roads/1.6", "--on", "2021-06-01", "--note", "已通车", "--plan", "plans", *DAY)
    run("export", "-o", "看板.html", "--plan", "plans", *DAY)
    assert shown(browse(tmp_path / "看板.html", fragment)) == ids


@pytest.mark.parametrize("suffix", ["xlsx", "docx", "ics", "html"])
def test_the_same_plans_give_the_same_bytes(run: Run, plans: Path, tmp_path: Path, suffix: str) -> None:
    found = []
    for name in ("a", "b"):
        run("export", "-o", f"{name}.{suffix}", "--plan", "plans", *DAY)
        found.append(io.BytesIO((tmp_path / f"{name}.{suffix}").read_bytes()).getvalue())
    assert found[0] == found[1]
