"""Ledgers that come back: what is recorded of them, what is refused with its cell, and that nothing is lost on the way."""

import datetime as dt
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from govopen_cli.documents import key as keys
from govopen_cli.documents import returned
from govopen_cli.intake.table import Cell, Document, Table
from govopen_cli.recording import paper as papers
from tests.conftest import PLAN, Answer, Run
from tests.documents.ledgers import KEY, Cells, drive, driven, fill, head, place, read, rows
from tests.documents.offices import convert, libreoffice

UNIT = "海南区政府"
DAY = ("--today", "2021-06-24")


@pytest.fixture
def sent(run: Run, tmp_path: Path) -> Path:
    """The file that goes to one district."""
    run("export", "--unit", UNIT, "-o", "海南.xlsx", *DAY)
    return tmp_path / "海南.xlsx"


@pytest.fixture
def back(run: Run) -> Callable[..., Answer]:
    """Read files back."""

    def call(*names: str, code: int = 0, today: str = "2021-06-24") -> Answer:
        return run("import", "--ledger", *names, "--today", today, code=code)

    return call


def item(run: Run, name: str) -> Any:
    return run("show", name, "--format", "json", *DAY).json["items"][0]


def acts(run: Run) -> list[tuple[Any, ...]]:
    """Everything that was recorded: item, act, unit, domain, day, note, evidence."""
    events = [event.json for event in (Answer(line, "", 0) for line in run("log", "--format", "jsonl").lines)]
    return [
        (e["item"], e["act"], e["unit"], e["domain"], e["day"], e["note"], [part["text"] for part in e["evidence"]])
        for e in sorted(events, key=lambda event: (event["item"], event["act"], event["unit"] or "", event["domain"] or ""))
    ]


# --- what a file records, and of which part ---------------------------------------------------------------------------


def test_a_units_file_records_its_own_part_and_no_other(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    fill(sent, {("1.5", "状态"): "完成", ("1.5", "完成日期"): dt.date(2021, 6, 20)})
    assert "完成 1.5 海南区政府 2021-06-20" in back(sent.name).out
    assert acts(run) == [("1.5", "done", UNIT, None, "2021-06-20", None, [])]
    assert item(run, "1.5")["cells"] == {"done": 1, "total": 3}


def test_a_row_stands_for_each_part_that_the_unit_answers_for(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    names = rows(load_workbook(sent).worksheets[0])
    assert {"1.6/海南区政府/安全生产", "1.6/海南区政府/救灾"} < set(names)
    fill(sent, {("1.6/海南区政府/救灾", "状态"): "完成", ("1.6/海南区政府/救灾", "完成日期"): "6月20日"})
    back(sent.name)
    assert acts(run) == [("1.6", "done", UNIT, "救灾", "2021-06-20", None, [])]
    assert item(run, "1.6")["cells"] == {"done": 1, "total": 6}


def test_a_guiding_bureau_reports_progress_and_does_not_complete(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    run("export", "--unit", "市财政局", "-o", "财政.xlsx", *DAY)
    path = tmp_path / "财政.xlsx"
    assert read(path, "1.5")["责任"] == "指导责任单位：只报进展"
    where = place(path, "1.5", "状态")
    fill(path, {("1.5", "状态"): "完成", ("1.5", "完成日期"): "2021-06-20", ("1.5", "进展"): "已培训三个区"})
    answer = back(path.name, code=5)
    assert f"台账 {where}：市财政局是 1.5 的指导责任单位，不对完成负责" in answer.err
    assert acts(run) == []
    fill(path, {("1.5", "状态"): "逾期", ("1.5", "完成日期"): None})
    back(path.name)
    assert acts(run) == [("1.5", "progress", "市财政局", None, "2021-06-24", "已培训三个区", [])]


def test_what_is_written_in_a_row_is_recorded_all_of_it(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    fill(
        sent,
        {
            ("1.5", "状态"): "已完成", ("1.5", "完成日期"): "20210620", ("1.5", "进展"): "目录已公开", ("1.5", "备注"): "人员有变动",
            ("1.5", "佐证"): "乌财发〔2021〕3号；https://a.gov.cn/x;jsessionid=1?b=2\nhttps://a.gov.cn/y",
            ("1.7", "备注"): "只有备注", ("1.8/海南区政府/国有土地上房屋征收", "佐证"): "照片.jpg",
        },
    )  # fmt: skip
    answer = back(sent.name)
    shown = ["乌财发〔2021〕3号", "https://a.gov.cn/x;jsessionid=1?b=2", "https://a.gov.cn/y"]
    assert acts(run) == [
        ("1.5", "done", UNIT, None, "2021-06-20", None, shown),
        ("1.5", "progress", UNIT, None, "2021-06-24", "目录已公开", []),
        ("1.5", "remark", UNIT, None, "2021-06-24", "人员有变动", []),
        ("1.7", "remark", UNIT, None, "2021-06-24", "只有备注", []),
        ("1.8", "evidence", UNIT, "国有土地上房屋征收", "2021-06-24", None, ["照片.jpg"]),
    ]
    assert "新登记 5 条，以前登记过 0 条，不能登记 0 处" in answer.out
    run("undo")
    assert item(run, "1.5")["cells"]["done"] == 0


@pytest.mark.parametrize("word", ["完成", "已完成", "是", "√", "100%", 1.0, True, "办结", " 完成。"])
def test_words_for_done(run: Run, sent: Path, back: Callable[..., Answer], word: Any) -> None:
    fill(sent, {("1.5", "状态"): word, ("1.5", "完成日期"): "2021-06-20"})
    if word == 1.0:
        book = load_workbook(sent)
        page = book.worksheets[0]
        page[place(sent, "1.5", "状态")].number_format = "0%"
        book.save(sent)
    back(sent.name)
    assert [act[:5] for act in acts(run)] == [("1.5", "done", UNIT, None, "2021-06-20")]


DAYS = ["10月20日", "2020年10月20号", "20201020", "二〇二〇年十月二十日", "2020.10.20", "44124", 44124, dt.datetime(2020, 10, 20)]


@pytest.mark.parametrize("written", DAYS, ids=str)
def test_days_as_people_write_them(run: Run, tmp_path: Path, back: Callable[..., Answer], written: Any) -> None:
    run("export", "--unit", UNIT, "-o", "海南.xlsx", "--today", "2020-11-02")
    fill(tmp_path / "海南.xlsx", {("1.5", "状态"): "完成", ("1.5", "完成日期"): written})
    back("海南.xlsx", today="2020-11-05")
    assert [act[4] for act in acts(run)] == ["2020-10-20"]


STATUSES: list[tuple[str, str, str | None]] = [
    ("部分完成", "", "部分完成"),
    ("部分完成", "已公开20项", "部分完成：已公开20项"),
    ("正在推进", "", "正在推进"),
    ("60%", "", "60%"),
    ("未完成", "", None),
    ("未完成", "等上级文件", "等上级文件"),
]


@pytest.mark.parametrize(("word", "said", "noted"), STATUSES)
def test_words_for_what_is_not_done(run: Run, sent: Path, back: Callable[..., Answer], word: str, said: str, noted: str | None) -> None:
    fill(sent, {("1.5", "状态"): word, ("1.5", "进展"): said or None})
    back(sent.name)
    assert [act[1:2] + act[5:6] for act in acts(run)] == ([("progress", noted)] if noted else [])
    assert item(run, "1.5")["cells"]["done"] == 0


# --- what is refused --------------------------------------------------------------------------------------------------

REFUSED: list[tuple[Cells, tuple[str, str], str]] = [
    # what is written, the cell that is named, and why
    ({("1.5", "状态"): "不再要求"}, ("1.5", "状态"), "不再要求须经批准"),
    ({("1.5", "状态"): "好了"}, ("1.5", "状态"), "不认识1.5 海南区政府 的状态“好了”"),
    ({("1.5", "状态"): "正常"}, ("1.5", "状态"), "状态“正常”"),
    ({("1.5", "状态"): "完成"}, ("1.5", "完成日期"), "没有填完成日期"),
    ({("1.5", "状态"): "完成", ("1.5", "完成日期"): "上旬"}, ("1.5", "完成日期"), "“上旬”看不懂"),
    ({("1.5", "状态"): "完成", ("1.5", "完成日期"): "2021年5月"}, ("1.5", "完成日期"), "要写到日"),
    ({("1.5", "状态"): "完成", ("1.5", "完成日期"): "2021-02-30"}, ("1.5", "完成日期"), "没有30日"),
    ({("1.5", "状态"): "完成", ("1.5", "完成日期"): "2099-01-01"}, ("1.5", "状态"), "还没有到"),
    ({("1.5", "状态"): "完成", ("1.5", "完成日期"): "2019-12-31"}, ("1.5", "状态"), "早于任务分解表的印发时间"),
    ({("1.5", "完成日期"): "2021-06-20"}, ("1.5", "完成日期"), "状态是“逾期”"),
    ({("1.5", "佐证"): '=DISPIMG("ID_0E5A",1)'}, ("1.5", "佐证"), "嵌入单元格的图片"),
    ({("1.5", "佐证"): "#REF!"}, ("1.5", "佐证"), "错误值"),
    ({("1.5", "具体内容"): "改了"}, ("1.5", "具体内容"), "“具体内容”不能改（1.5）"),
    ({("1.5", "逾期天数"): 0}, ("1.5", "逾期天数"), "“逾期天数”不能改"),
    ({("1.5", "编号"): "9.9"}, ("1.5", "编号"), "原来是“1.5”"),
    ({("1.5", KEY): "{}"}, ("1.5", "序号"), "不是导出的行"),
]


@pytest.mark.parametrize(("cells", "named", "words"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_what_cannot_be_recorded_is_refused_with_its_cell(
    run: Run, sent: Path, back: Callable[..., Answer], cells: Cells, named: tuple[str, str], words: str
) -> None:
    where = place(sent, *named)
    if named[1] == "序号":  # the first text of the row: what stands above is merged
        where = place(sent, "1.5", "具体内容")
    fill(sent, {**cells, ("1.7", "进展"): "也填了"})
    answer = back(sent.name, code=5)
    (line,) = [line for line in answer.err.splitlines() if f"台账 {where}：" in line]
    assert line.startswith(f"{sent.name}：")
    assert words in line
    assert acts(run) == []
    run("import", "--ledger", sent.name, "--partial", *DAY, code=5)
    assert [act[:2] for act in acts(run)] == [("1.7", "progress")]


def test_a_completion_is_not_taken_back_by_a_paper(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    run("done", "1.5", "--unit", UNIT, "--on", "2021-06-01", *DAY)
    run("export", "--unit", UNIT, "-o", "海南.xlsx", *DAY)
    path = tmp_path / "海南.xlsx"
    before = acts(run)
    for cells, words in (
        ({("1.5", "状态"): "未完成"}, "不能在台账里改成“未完成”"),
        ({("1.5", "完成日期"): "2021-06-02"}, "完成日期不能在台账里改"),
    ):
        fill(path, cells, tmp_path / "改.xlsx")
        assert words in back("改.xlsx", code=5).err
    fill(path, {("1.5", "完成日期"): "2021年6月1日"})  # the same day in other words
    assert "什么都没有登记" in back(path.name).out
    assert acts(run) == before


def test_a_line_that_nobody_exported_is_refused_and_a_signature_is_not(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    book = load_workbook(sent)
    page = book.worksheets[0]
    last = page.max_row
    page.cell(last + 2, 1).value = "填报人：张三　联系电话：0473-1234567"
    book.save(sent)
    assert "填报人：张三" in back(sent.name).err
    page.cell(last + 1, 3).value = "另外办了一件事"
    book.save(sent)
    assert f"C{last + 1}：“另外办了一件事”这一行不是导出的行" in back(sent.name, code=5).err


def test_words_beside_the_table_are_refused(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    book = load_workbook(sent)
    page = book.worksheets[0]
    page.cell(rows(page)["1.5"], page.max_column + 1).value = "请看这里"
    book.save(sent)
    assert "“请看这里”写在没有标题的栏目里" in back(sent.name, code=5).err


def test_comments_and_pictures_are_refused_where_they_are(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    where, plain = place(sent, "1.5", "佐证"), sent.with_name("带图.xlsx")
    shutil.copy(sent, plain)
    book = load_workbook(sent)
    book.worksheets[0][where].comment = Comment("材料已报", "李四")
    book.save(sent)
    assert f"台账 {where}：批注“材料已报”不能登记" in back(sent.name, code=5).err
    with_picture(plain, where)
    assert f"台账 {where}：图片不能登记" in back(plain.name, code=5).err


def with_picture(path: Path, where: str) -> None:
    """Lay a picture on a cell, as dragging one into Excel does."""
    cell = load_workbook(path).worksheets[0][where]
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"><xdr:oneCellAnchor><xdr:from>'
        f"<xdr:col>{int(cell.column) - 1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{cell.row - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        "<xdr:pic/><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing9.xml"/></Relationships>'
    )
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/drawings/drawing9.xml", drawing)
        package.writestr("xl/worksheets/_rels/sheet1.xml.rels", relations)


def test_what_was_struck_through_is_not_read(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    fill(sent, {("1.5", "进展"): "写错了", ("1.7", "进展"): "开了会"})
    book = load_workbook(sent)
    book.worksheets[0][place(sent, "1.5", "进展")].font = Font(strike=True)
    book.save(sent)
    assert "“写错了”已划去，没有读入" in back(sent.name).err
    assert [act[:2] for act in acts(run)] == [("1.7", "progress")]


def test_what_a_unit_reports_waits_where_the_office_accepts(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    (tmp_path / "tasks.yaml").write_text(
        PLAN.read_text(encoding="utf-8").replace("\ntasks:", "\nclosing: accept\ntasks:", 1), encoding="utf-8"
    )
    run("export", "--unit", UNIT, "-o", "海南.xlsx", *DAY)
    fill(tmp_path / "海南.xlsx", {("1.5", "状态"): "完成", ("1.5", "完成日期"): "2021-06-20", ("1.5", "佐证"): "文号1"})
    assert "申请销号 1.5 海南区政府 2021-06-20" in back("海南.xlsx").out
    assert acts(run) == [("1.5", "submit", UNIT, None, "2021-06-20", None, ["文号1"])]
    assert "以前登记过 1 条" in back("海南.xlsx").out


@pytest.fixture
def accepting(run: Run, tmp_path: Path) -> Path:
    """The office's own ledger of a plan that accepts: 1.5 was submitted by two districts, 1.7 and 1.8 by one, 1.9 returned once before."""
    (tmp_path / "tasks.yaml").write_text(
        PLAN.read_text(encoding="utf-8").replace("\ntasks:", "\nclosing: accept\ntasks:", 1), encoding="utf-8"
    )
    run("submit", "1.5", "--unit", UNIT, "--on", "2021-06-01", *DAY)
    run("submit", "1.5", "--unit", "乌达区政府", "--on", "2021-06-02", *DAY)
    for item in ("1.7", "1.8", "1.9"):
        run("submit", item, "--unit", UNIT, "--on", "2021-06-03", *DAY)
    run("return", "1.9", "--reason", "没有盖章", "--on", "2021-06-04", *DAY)
    run("submit", "1.9", "--unit", UNIT, "--on", "2021-06-05", *DAY)
    run("export", "-o", "台账.xlsx", *DAY)
    return tmp_path / "台账.xlsx"


def decisions(run: Run) -> list[tuple[str, str, str | None, str, dict[str, str], str | None]]:
    """What was decided after the first return, of whatever domains."""
    events = [event for event in run("log", "--format", "json").json["events"] if event["act"] in ("accept", "return")]
    found = [(e["item"], e["act"], e["unit"], e["day"], e["data"], e["note"]) for e in events if e["note"] != "没有盖章"]
    return [one for number, one in enumerate(found) if one not in found[:number]]


def test_the_office_accepts_and_returns_in_its_own_ledger(run: Run, accepting: Path, back: Callable[..., Answer]) -> None:
    fill(
        accepting,
        {
            ("1.5", "验收"): "李四",
            ("1.7", "退回"): "缺会议纪要，7月10日前重报",
            ("1.8", "验收"): "2021-06-10 王五",
            ("1.9", "退回"): "2021-06-04 没有盖章\n仍没有盖章（2021-06-30前重报）",
        },
    )
    assert "以前登记过 0 条，不能登记 0 处" in back("台账.xlsx").out
    today = DAY[1]
    assert decisions(run) == [
        ("1.5", "accept", UNIT, today, {"approved_by": "李四"}, None),
        ("1.5", "accept", "乌达区政府", today, {"approved_by": "李四"}, None),
        ("1.7", "return", UNIT, today, {"by": "2021-07-10"}, "缺会议纪要"),
        ("1.8", "accept", UNIT, "2021-06-10", {"approved_by": "王五"}, None),
        ("1.9", "return", UNIT, today, {"by": "2021-06-30"}, "仍没有盖章"),
    ]
    again = back("台账.xlsx").out
    assert "新登记 0 条" in again
    assert "不能登记 0 处" in again
    run("export", "-o", "新.xlsx", *DAY)
    assert read(accepting.with_name("新.xlsx"), "1.8")["验收"] == "2021-06-10 王五"
    assert read(accepting.with_name("新.xlsx"), "1.7")["退回"] == f"{today} 缺会议纪要（2021-07-10前重报）"
    assert "没有新填写的内容" in back("新.xlsx").out


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({("1.6", "验收"): "李四"}, "没有申请销号，不能销号"),
        ({("1.7", "验收"): "李四", ("1.7", "退回"): "不全"}, "又写了“验收”又写了“退回”"),
        ({("1.7", "退回"): "不全（2021-06-01前重报）"}, "早于退回的日期"),
        ({("1.7", "验收"): "2021-06-01 李四"}, "早于"),
    ],
)
def test_what_the_office_cannot_decide_is_refused(
    run: Run, accepting: Path, back: Callable[..., Answer], cells: dict[tuple[str, str], str], said: str
) -> None:
    fill(accepting, cells)
    answer = back("台账.xlsx", code=None)
    assert said in answer.err
    assert decisions(run) == []


def test_what_the_office_does_in_one_row_is_a_submission_that_is_accepted(run: Run, accepting: Path, back: Callable[..., Answer]) -> None:
    fill(accepting, {("1.6", "状态"): "完成", ("1.6", "完成日期"): "2021-06-09", ("1.6", "验收"): "李四"})
    assert "不能登记 0 处" in back("台账.xlsx").out
    item = run("show", "1.6", "--format", "json", *DAY).json["items"][0]
    assert (item["status"], item["submitted_on"], item["accepted_by"]) == ("done", "2021-06-09", "李四")


def test_only_the_office_decides(run: Run, accepting: Path, back: Callable[..., Answer], tmp_path: Path) -> None:
    run("export", "--unit", UNIT, "-o", "海南.xlsx", *DAY)
    assert not {"验收", "退回"} & set(read(tmp_path / "海南.xlsx", "1.7"))
    book = load_workbook(tmp_path / "海南.xlsx")
    page = book.worksheets[0]
    line, titles = head(page)
    page.cell(line, len(titles) + 1).value = "验收"
    page.cell(rows(page)["1.7"], len(titles) + 1).value = "自己"
    book.save(tmp_path / "海南.xlsx")
    assert "多出的栏目“验收”不登记" in back("海南.xlsx", code=None).err
    assert decisions(run) == []
    (tmp_path / "tasks.yaml").write_bytes(PLAN.read_bytes())  # a plan whose units report only
    run("export", "-o", "报告.xlsx", "--state", "另.db", *DAY)
    assert not {"验收", "退回"} & set(read(tmp_path / "报告.xlsx", "1.7"))


# --- again, later, elsewhere ------------------------------------------------------------------------------------------


def test_the_same_file_twice_is_no_change(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    fill(
        sent,
        {
            ("1.5", "状态"): "完成",
            ("1.5", "完成日期"): "2021-06-20",
            ("1.5", "佐证"): "文号1",
            ("1.5", "备注"): "有备注",
            ("1.7", "进展"): "开了会",
        },
    )
    assert "新登记 3 条" in back(sent.name).out
    before = acts(run)
    answer = back(sent.name)
    assert "新登记 0 条，以前登记过 3 条，不能登记 0 处" in answer.out
    shutil.copy(sent, sent.with_name("副本.xlsx"))
    assert "没有新填写的内容" in back("副本.xlsx", sent.name).out
    assert acts(run) == before


def test_next_week_only_what_is_new_is_recorded(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    fill(sent, {("1.5", "状态"): "完成", ("1.5", "完成日期"): "2021-06-20", ("1.5", "佐证"): "文号1", ("1.7", "进展"): "开了会"})
    back(sent.name)
    fill(
        sent,
        {("1.5", "佐证"): "文号1\n文号2", ("1.7", "进展"): "开了会；印了方案", ("1.9", "状态"): "完成", ("1.9", "完成日期"): "2021-06-28"},
    )
    answer = back(sent.name, today="2021-07-01")
    assert "新登记 3 条" in answer.out
    assert [act[:2] + act[5:] for act in acts(run) if "文号2" in act[6] or act[5] == "印了方案" or act[0] == "1.9"] == [
        ("1.5", "evidence", None, ["文号2"]),
        ("1.7", "progress", "印了方案", []),
        ("1.9", "done", None, []),
    ]


def test_a_ledger_that_shows_what_was_recorded_takes_additions(run: Run, sent: Path, back: Callable[..., Answer], tmp_path: Path) -> None:
    fill(sent, {("1.7", "进展"): "开了会", ("1.7", "备注"): "缺人"})
    back(sent.name)
    run("export", "--unit", UNIT, "-o", "七月.xlsx", "--today", "2021-07-01")
    path = tmp_path / "七月.xlsx"
    shown = read(path, "1.7")
    assert shown["进展"] == "2021-06-24 开了会"
    assert shown["备注"].endswith("缺人")
    fill(path, {("1.7", "进展"): f"{shown['进展']}；印了方案", ("1.7", "备注"): f"{shown['备注']}\n已补上"})
    back(path.name, today="2021-07-02")
    assert [act[5] for act in acts(run) if act[4] == "2021-07-02"] == ["印了方案", "已补上"]


def test_the_same_words_next_month_are_news(run: Run, sent: Path, back: Callable[..., Answer], tmp_path: Path) -> None:
    fill(sent, {("1.7", "进展"): "推进中"})
    back(sent.name)
    run("export", "--unit", UNIT, "-o", "七月.xlsx", "--today", "2021-07-01")
    fill(tmp_path / "七月.xlsx", {("1.7", "进展"): "推进中"})
    back("七月.xlsx", today="2021-07-20")
    assert [act[4] for act in acts(run)] == ["2021-06-24", "2021-07-20"]


def test_a_quarterly_item_is_completed_once_by_one_file(
    run: Run, tmp_path: Path, back: Callable[..., Answer], plan_file: Callable[[str], Path]
) -> None:
    plan_file(
        "version: 1\nid: q\ntitle: 表\nissued: 2021\nroles: {lead: 单位}\ntasks:\n  - no: 1\n    name: 任务\n    units: {lead: [甲局]}\n"
        "    items:\n      - {id: '1.1', content: 报告, deadline: 每季度末}\n"
    )
    run("export", "--unit", "甲局", "-o", "甲.xlsx", "--today", "2021-06-10")
    fill(tmp_path / "甲.xlsx", {("1.1", "状态"): "完成", ("1.1", "完成日期"): "2021-06-08"})
    back("甲.xlsx", today="2021-06-12")
    back("甲.xlsx", today="2021-06-12")
    assert [act[:2] for act in acts(run)] == [("1.1", "done")]


def test_another_plans_ledger_is_refused(run: Run, sent: Path, tmp_path: Path) -> None:
    fill(sent, {("1.5", "进展"): "填了"})
    (tmp_path / "tasks.yaml").write_text(PLAN.read_text(encoding="utf-8").replace("id: wuhai-2020", "id: other", 1), encoding="utf-8")
    answer = run("import", "--ledger", sent.name, *DAY, code=5)
    assert "这是任务分解表“wuhai-2020”的台账，现在用的是“other”" in answer.err
    assert run("log").lines == []


def test_a_row_that_changed_since_comes_in_for_another_look(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    plan = tmp_path / "tasks.yaml"
    plan.write_text(PLAN.read_text(encoding="utf-8"), encoding="utf-8")
    run("export", "--unit", UNIT, "-o", "海南.xlsx", *DAY)
    fill(tmp_path / "海南.xlsx", {("1.5", "状态"): "完成", ("1.5", "完成日期"): "2021-06-20"})
    text = plan.read_text(encoding="utf-8")
    assert "财政预决算领域" in text
    plan.write_text(text.replace("财政预决算领域", "财政预决算和政府采购领域"), encoding="utf-8")
    assert "完成 1.5 海南区政府 2021-06-20，发出以后这一行改过，请复核" in back("海南.xlsx").out
    assert item(run, "1.5")["review_needed"] is True


def test_an_item_that_is_gone_is_refused_by_its_row(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    plan = tmp_path / "tasks.yaml"
    plan.write_text(PLAN.read_text(encoding="utf-8"), encoding="utf-8")
    run("export", "--unit", UNIT, "-o", "海南.xlsx", *DAY)
    path = tmp_path / "海南.xlsx"
    fill(path, {("1.5", "进展"): "填了"})
    where = place(path, "1.5", "进展")
    run("remove", "1.5", "--reason", "并入别项", "--yes")
    answer = back("海南.xlsx", code=5)
    assert f"台账 {where}：任务分解表里没有编号“1.5”" in answer.err


def test_files_are_judged_one_by_one_and_who_is_missing_is_said(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    run("export", "--split-by", "unit", "-o", "发放", "--role", "lead", "--task", "1", *DAY)
    folder = tmp_path / "发放"
    good, bad = (folder / f"{name}.xlsx" for name in ("海南区政府", "乌达区政府"))
    assert {path.stem for path in folder.iterdir()} == {"海南区政府", "乌达区政府", "海勃湾区政府", "市政府"}
    fill(good, {("1.5", "进展"): "好"})
    fill(bad, {("1.5", "状态"): "好了", ("1.7", "进展"): "也好"})
    (tmp_path / "回收").mkdir()
    for path in (good, bad):
        shutil.copy(path, tmp_path / "回收" / path.name)
    (tmp_path / "回收" / "坏.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "回收" / "~$海南区政府.xlsx").write_bytes(b"lock")
    dry = run("import", "--ledger", "回收/*.xlsx", "--dry-run", *DAY, code=5)
    assert acts(run) == []
    answer = back("回收", code=5)
    for told in (dry, answer):
        assert "海南区政府.xlsx：海南区政府（截至 2021-06-24），" in told.out
        assert "不能登记 1 处" in told.out
        assert "坏.xlsx" in told.err
        assert "发出 4 份，这次有 2 份；没有：海勃湾区政府、市政府" in told.out
    assert acts(run) == [("1.5", "progress", UNIT, None, "2021-06-24", "好", [])]
    assert "2021-07-01 前应退回，已经过了" in back("回收", code=5, today="2021-07-02").out


def test_two_commands_at_once_record_once(run: Run, sent: Path, env: dict[str, str]) -> None:
    fill(sent, {("1.5", "状态"): "完成", ("1.5", "完成日期"): "2021-06-20", ("1.7", "进展"): "开了会"})
    command = [sys.executable, "-m", "govopen_cli", "import", "--ledger", sent.name, "--wait", "30", *DAY]
    paths = os.pathsep.join(path for path in sys.path if path)
    start = {
        "cwd": sent.parent,
        "env": {**env, "PYTHONPATH": paths},
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "encoding": "utf-8",
    }
    running = [subprocess.Popen(command, **start) for _ in range(4)]  # type: ignore[call-overload]
    told = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0] * 4, told
    assert sum("新登记 2 条" in out for out, _ in told) == 1
    assert sum("新登记 0 条，以前登记过 2 条" in out for out, _ in told) == 3
    assert [act[:2] for act in acts(run)] == [("1.5", "done"), ("1.7", "progress")]


def test_a_collectives_file_has_the_parts_of_its_members(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    run("export", "--unit", "各区政府", "-o", "各区.xlsx", *DAY)
    path = tmp_path / "各区.xlsx"
    assert {f"1.5/{unit}" for unit in ("海勃湾区政府", "乌达区政府", "海南区政府")} <= set(rows(load_workbook(path).worksheets[0]))
    fill(path, {("1.5/乌达区政府", "进展"): "好"})
    back(path.name)
    assert [act[:3] for act in acts(run)] == [("1.5", "progress", "乌达区政府")]


def test_a_file_of_several_plans_has_a_sheet_of_each(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    folder = tmp_path / "表"
    folder.mkdir()
    text = "version: 1\nid: {0}\ntitle: 表{0}\nissued: 2021\nroles: {{lead: 单位}}\ntasks:\n  - no: 1\n    name: 任务\n    units: {{lead: [甲局]}}\n    items:\n      - {{id: '1.1', content: 事{0}, deadline: 6月底}}\n"
    for name in ("a", "b"):
        (folder / f"{name}.yaml").write_text(text.format(name), encoding="utf-8")
    run("export", "--plan", "表", "--unit", "甲局", "-o", "甲.xlsx", *DAY)
    book = load_workbook(tmp_path / "甲.xlsx")
    for page, said in zip(book.worksheets[:2], ("甲事", "乙事"), strict=True):
        page.cell(rows(page)["1.1"], head(page)[1]["进展"]).value = said
    book.save(tmp_path / "甲.xlsx")
    answer = run("import", "--plan", "表", "--ledger", "甲.xlsx", *DAY)
    assert "进展 1.1 2021-06-24，甲事" in answer.out
    assert "进展 1.1 2021-06-24，乙事" in answer.out
    assert "这是任务分解表“b”的台账" in run("import", "--plan", "表/a.yaml", "--ledger", "甲.xlsx", *DAY, code=5).err


def test_the_offices_own_ledger_records_whole_items_and_says_so(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    run("export", "-o", "台账.xlsx", *DAY)
    fill(tmp_path / "台账.xlsx", {("1.5", "状态"): "完成", ("1.5", "完成日期"): "2021-06-20"})
    assert "完成 1.5 2021-06-20（全部 3 个部分）" in back("台账.xlsx").out
    assert item(run, "1.5")["cells"]["done"] == 3


def test_rows_of_another_units_file_are_refused(run: Run, tmp_path: Path, sent: Path, back: Callable[..., Answer]) -> None:
    run("export", "--unit", "乌达区政府", "-o", "乌达.xlsx", *DAY)
    other = load_workbook(tmp_path / "乌达.xlsx").worksheets[0]
    book = load_workbook(sent)
    page = book.worksheets[0]
    for column in range(1, other.max_column + 1):
        cell = other.cell(rows(other)["1.5"], column)
        page.cell(page.max_row + (column == 1), column).value = cell.value
    book.save(sent)
    assert "发给“乌达区政府”的，不是“海南区政府”的" in back(sent.name, code=5).err


# --- what is done to sheets -------------------------------------------------------------------------------------------

ENTRY: Cells = {("1.5", "状态"): "完成", ("1.5", "完成日期"): "2021-06-20", ("1.10", "进展"): "开了会"}
WANTED: list[tuple[Any, ...]] = [
    ("1.10", "progress", UNIT, None, "2021-06-24", "开了会", []),
    ("1.5", "done", UNIT, None, "2021-06-20", None, []),
]


def unmerged(page: Any) -> None:
    for area in list(page.merged_cells.ranges):
        page.unmerge_cells(str(area))


def filtered(page: Any) -> None:
    for row in (rows(page)["1.5"], rows(page)["1.7"]):
        page.row_dimensions[row].hidden = True


def with_helper(page: Any) -> None:
    unmerged(page)
    line, titles = head(page)
    page.insert_cols(titles["编号"])
    page.cell(line, titles["编号"]).value = "联系人"
    page.cell(line + 1, titles["编号"]).value = "李四"


def moved(page: Any) -> None:
    """Put the column 备注 first."""
    unmerged(page)
    line, titles = head(page)
    page.insert_cols(1)
    for row in range(line, page.max_row + 1):
        page.cell(row, 1).value = page.cell(row, titles["备注"] + 1).value
    page.delete_cols(titles["备注"] + 1)


def shortened(page: Any) -> None:
    unmerged(page)
    for name in ("1.7", "2.1"):
        page.delete_rows(rows(page)[name])


def without_columns(page: Any) -> None:
    unmerged(page)
    for title in ("政策依据", "佐证"):
        page.delete_cols(head(page)[1][title])


def renamed(page: Any) -> None:
    page.title = "海南区报送"


def numbers(page: Any) -> None:
    """Turn texts that look like numbers into numbers, as Excel offers: 1.10 becomes 1.1."""
    line, titles = head(page)
    for row in range(line + 1, page.max_row + 1):
        cell = page.cell(row, titles["编号"])
        cell.value = float(cell.value)


def sorted_whole(page: Any) -> None:
    reorder(page, page.max_column)


def sorted_without_the_key(page: Any) -> None:
    reorder(page, head(page)[1]["备注"])


def reorder(page: Any, width: int) -> None:
    unmerged(page)
    line, titles = head(page)
    last = max(rows(page).values())
    values = [[page.cell(row, column).value for column in range(1, width + 1)] for row in range(line + 1, last + 1)]
    values.sort(key=lambda row: str(row[titles["编号"] - 1])[::-1])
    for row, texts in enumerate(values, line + 1):
        for column, text in enumerate(texts, 1):
            page.cell(row, column).value = text


def joined(page: Any) -> None:
    """Merge the cells in which three rows say the same, as people do who write it once."""
    _, titles = head(page)
    names = rows(page)
    for title in ("状态", "完成日期"):
        column = titles[title]
        page.cell(names["1.9"], column).value = page.cell(names["1.5"], column).value
        page.merge_cells(start_row=names["1.9"], end_row=names["1.10"], start_column=column, end_column=column)


HABITS = [unmerged, filtered, with_helper, moved, shortened, without_columns, renamed, numbers, sorted_whole, sorted_without_the_key]


@pytest.mark.parametrize("habit", HABITS)
def test_habits_of_people_who_use_excel(run: Run, sent: Path, back: Callable[..., Answer], habit: Callable[[Any], None]) -> None:
    fill(sent, ENTRY)
    book = load_workbook(sent)
    habit(book.worksheets[0])
    book.save(sent)
    back(sent.name)
    assert acts(run) == WANTED


def test_a_merged_cell_counts_for_each_of_its_rows(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    fill(sent, ENTRY)
    book = load_workbook(sent)
    joined(book.worksheets[0])
    book.save(sent)
    back(sent.name)
    assert [act[:2] for act in acts(run)] == [("1.10", "done"), ("1.10", "progress"), ("1.5", "done"), ("1.9", "done")]


@libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls", "csv"])
def test_saved_in_other_formats(run: Run, sent: Path, back: Callable[..., Answer], tmp_path: Path, suffix: str) -> None:
    fill(sent, ENTRY)
    path = convert(sent, suffix, tmp_path / "存")
    back(f"存/{path.name}")
    assert acts(run) == WANTED


STEPS: list[list[Any]] = [
    ["enter", "1.5", "状态", "完成"],
    ["enter", "1.5", "完成日期", "2021-06-20"],
    ["write", "1.10", "进展", "开了会"],
    ["unmerge"],
    ["insert column", "状态", "联系人", "李四"],
    ["delete row", "2.1"],
    ["hide row", "1.7"],
    ["rename", "报送"],
    ["sort", "编号", "备注"],
]


@driven
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_filled_in_sorted_and_saved_by_libreoffice(run: Run, sent: Path, back: Callable[..., Answer], tmp_path: Path, suffix: str) -> None:
    drive(sent, tmp_path / f"回.{suffix}", STEPS)
    back(f"回.{suffix}")
    assert acts(run) == WANTED


@driven
def test_a_round_trip_through_libreoffice_changes_nothing(run: Run, sent: Path, back: Callable[..., Answer], tmp_path: Path) -> None:
    for suffix in ("xlsx", "ods"):
        drive(sent, tmp_path / f"回.{suffix}", [])
        assert "新登记 0 条，以前登记过 0 条，不能登记 0 处" in back(f"回.{suffix}").out


def test_a_sheet_without_its_keys_is_refused_with_the_way_out(sent: Path, back: Callable[..., Answer]) -> None:
    book = load_workbook(sent)
    page = book.worksheets[0]
    page.delete_cols(head(page)[1][KEY])
    book.save(sent)
    assert "没有找到“核对（勿改）”这一栏" in back(sent.name, code=5).err


def test_what_is_no_ledger_is_refused(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "不是 govopen export 导出的台账" in back("x.csv", code=5).err
    assert "不能与 --update、--as-plan 一起用" in run("import", "--ledger", "x.csv", "--update", "a.yaml", "--as-plan", code=2).err
    assert "只与 --ledger 一起用" in run("import", "x.csv", "--partial", code=2).err
    assert "没有找到台账文件" in back("没有/*.xlsx", code=2).err


# --- what goes out ----------------------------------------------------------------------------------------------------


def test_the_cover_line_says_to_whom_as_of_and_until_when(run: Run, tmp_path: Path) -> None:
    run("export", "--unit", UNIT, "-o", "海南.xlsx", "--return-by", "7月10日", *DAY)
    page = load_workbook(tmp_path / "海南.xlsx").worksheets[0]
    assert page["A2"].value == "发给：海南区政府　　截至：2021-06-24　　请于 2021-07-10 前填好退回"
    with zipfile.ZipFile(tmp_path / "海南.xlsx") as package:
        assert UNIT in package.read("docProps/custom.xml").decode()
    assert "已经过了" in run("export", "--unit", UNIT, "-o", "海南.xlsx", "--return-by", "2021-06-01", *DAY, code=2).err


@pytest.mark.parametrize(
    ("by", "names"), [("task", ["1 编制基层政务公开事项标准目录"]), ("domain", ["救灾", "安全生产"]), ("unit", ["市民政局", "乌达区政府"])]
)
def test_one_file_a_unit_a_task_or_a_domain(run: Run, tmp_path: Path, by: str, names: list[str]) -> None:
    answer = run("export", "--split-by", by, "-o", "发放/六月", *DAY)
    made = {path.stem for path in (tmp_path / "发放" / "六月").iterdir()}
    assert set(names) <= made
    assert len(answer.lines) == len(made)


def test_a_domains_file_holds_that_domains_parts_of_every_unit(run: Run, tmp_path: Path, back: Callable[..., Answer]) -> None:
    run("export", "--split-by", "domain", "-o", "发放", *DAY)
    path = tmp_path / "发放" / "救灾.xlsx"
    assert {name for name in rows(load_workbook(path).worksheets[0]) if "/" in name} == {
        f"1.6/{unit}/救灾" for unit in ("海勃湾区政府", "乌达区政府", "海南区政府")
    }
    fill(path, {("1.6/乌达区政府/救灾", "进展"): "好"})
    back("发放/救灾.xlsx")
    assert [act[:4] for act in acts(run)] == [("1.6", "progress", "乌达区政府", "救灾")]


def test_a_flat_sheet_has_no_merged_cells_and_can_be_filtered(run: Run, tmp_path: Path) -> None:
    run("export", "-o", "台账.xlsx", "--flat", *DAY)
    page = load_workbook(tmp_path / "台账.xlsx").worksheets[0]
    line, titles = head(page)
    assert [str(area) for area in page.merged_cells.ranges if area.max_row > line] == []
    assert page.auto_filter.ref is not None
    assert page.auto_filter.ref.startswith(f"A{line}:")
    assert all(page.cell(row, titles["工作任务"]).value for row in range(line + 1, page.max_row + 1))


def test_deadlines_and_reasons_stand_where_they_belong(run: Run, tmp_path: Path) -> None:
    run("extend", "1.5", "--to", "2021-12-31", "--reason", "系统改造", "--approved-by", "市政府办", "--unit", UNIT, *DAY)
    run("extend", "1.7", "--to", "2021-12-31", "--reason", "机构改革", "--approved-by", "市政府办", *DAY)
    run("waive", "1.9", "--reason", "职能划转", "--approved-by", "市政府办", *DAY)
    run("done", "1.10", "--on", "2021-06-01", *DAY)
    run("reopen", "1.10", "--reason", "材料不全", *DAY)
    run("progress", "1.10", "--note", "重新收集", *DAY)
    run("export", "-o", "台账.xlsx", *DAY)
    path = tmp_path / "台账.xlsx"
    assert read(path, "1.5")["完成时限"] == "2020年10月底（海南区政府延至 2021-12-31）"
    assert read(path, "1.7")["完成时限"] == "延至 2021-12-31（原：2020年10月底）"
    assert "延期理由：机构改革（市政府办批准）" in read(path, "1.7")["备注"]
    assert "不再要求的理由：职能划转（市政府办批准）" in read(path, "1.9")["备注"]
    assert "重新打开：材料不全" in read(path, "1.10")["备注"]
    assert read(path, "1.10")["进展"] == "2021-06-24 重新收集"


def test_a_file_with_entries_that_nobody_read_is_not_replaced(run: Run, sent: Path, back: Callable[..., Answer]) -> None:
    again = ("export", "--unit", UNIT, "-o", sent.name, *DAY)
    run(*again)  # nothing in it
    fill(sent, {("1.5", "进展"): "开了会"})
    held = sent.read_bytes()
    answer = run(*again, code=6)
    assert "有 1 处填写的内容还没有登记，没有覆盖" in answer.err
    assert sent.read_bytes() == held
    back(sent.name)
    run(*again)  # read by now
    fill(sent, {("1.5", "状态"): "好了"})
    run(*again, code=6)
    run(*again, "--force")
    assert read(sent, "1.5")["状态"] == "逾期"


def test_many_files_are_held_back_before_any_is_written(run: Run, tmp_path: Path) -> None:
    split = ("export", "--split-by", "unit", "-o", "发放", "--role", "lead", *DAY)
    run(*split)
    fill(tmp_path / "发放" / "海南区政府.xlsx", {("1.5", "进展"): "开了会"})
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "发放").iterdir()}
    run(*split, code=6)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "发放").iterdir()} == before


# --- keys and words, in process ---------------------------------------------------------------------------------------


def sheet_of(count: int) -> Document:
    """A sheet of rows that were all filled in."""
    titles = ["具体内容", "编号", "状态", "完成日期", "进展", "佐证", "备注", KEY]
    lines = [titles]
    for number in range(1, count + 1):
        name, was = f"1.{number}", {"状态": "逾期"}
        key = keys.Key(keys.Sent("2021-06-24"), "p", name, None, None, None, "f", "", was, keys.fixed([("具体内容", "事")]))
        lines.append(["事", name, "完成", "2021-06-20", "办了", f"文号{number}", "备注", keys.write(key)])
    return Document("x.xlsx", [Table("台账", [[Cell(text, place=f"台账 A{row}") for text in line] for row, line in enumerate(lines, 1)])])


def test_ten_times_the_rows_cost_about_ten_times_the_calls() -> None:
    """Calls are counted, not seconds: a machine that is busy does not change them."""

    def calls(count: int) -> int:
        document, by = sheet_of(count), papers.desk(dt.date(2021, 6, 24), lambda _unit: ())
        made = 0

        def count_one(*_: object) -> None:
            nonlocal made
            made += 1

        sys.setprofile(count_one)
        try:
            entries = [papers.bundle(entry, by) for entry in returned.read(document).entries]
        finally:
            sys.setprofile(None)
        assert sum(map(len, entries)) == 3 * count
        return made

    assert calls(2000) < 11 * calls(200)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("文号1", ["文号1"]),
        ("文号1；文号2;文号3", ["文号1", "文号2", "文号3"]),
        ("https://a.cn/x;y=1", ["https://a.cn/x;y=1"]),
        ("https://a.cn/1;https://b.cn/2", ["https://a.cn/1", "https://b.cn/2"]),
        ("https://a.cn/x;y=1；乌政发〔2021〕1号", ["https://a.cn/x;y=1", "乌政发〔2021〕1号"]),
        ("https://a.cn/x;乌政发〔2021〕1号", ["https://a.cn/x", "乌政发〔2021〕1号"]),
        (" 文号1\n\n文号1 ", ["文号1"]),
        ("", []),
    ],
)
def test_pieces_of_evidence(text: str, pieces: list[str]) -> None:
    assert papers.pieces(text) == pieces


@pytest.mark.parametrize(
    "damage", ["", "{", '{"台账":1}', '{"台账":2,"plan":"p"}', '{"台账":1,"plan":1,"day":[],"item":{},"row":0}', '{"台账":' + "[" * 9999]
)
def test_a_damaged_key_is_none(damage: str) -> None:
    assert keys.read(damage) is None


def test_a_key_comes_back_as_it_went_out() -> None:
    sent = keys.Sent("2021-06-24", "甲局", "2021-07-01", True)
    key = keys.Key(sent, "p", "1.10", "甲局", "救灾", "guide", "f", "000000 x", {"备注": "“引号”\n换行"}, keys.fixed([("具体内容", "事")]))
    assert keys.read(keys.write(key)) == key
    assert key.part == ("p", "1.10", "甲局", "救灾")


def test_a_long_text_is_known_again_by_its_digest() -> None:
    text = "长" * 5000
    key = keys.Key(keys.Sent("2021-06-24"), "p", "1.1", None, None, None, "f", "", {"佐证": text}, {})
    again = keys.read(keys.write(key))
    assert again is not None
    assert len(keys.write(key)) < 500
    assert keys.before(again, "佐证", f"{text} ") == f"{text} "
    assert keys.before(again, "佐证", f"{text}新") == ""
