"""The ledger for the desk as a printer gets it: LibreOffice makes the pages, and what stands on them is measured."""

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pdfplumber
import pytest
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from govopen_cli.documents.desk.lines import broken, set_for, twentieths
from govopen_cli.documents.desk.pages import HIGHEST, Frame, Line, pages
from tests.conftest import DATA, PLAN, Run
from tests.documents.offices import convert, libreoffice
from tests.plans import dated, plan

DAY = ("--today", "2021-06-24")
SIZES = {"A4": (841.9, 595.3), "A3": (1190.6, 841.9)}
NINE = ["编号", "工作任务", "具体内容", "主体责任单位", "其他责任单位", "完成时限", "状态", "完成日期", "进展情况"]
OFFICE = "office: {name: 乌海市政务公开办公室}"
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Sheet(NamedTuple):
    """A printed page: the cells of its table (None where a cell belongs to the one above), its letters, its text without blanks."""

    number: int
    cells: list[list[str | None]]
    letters: list[dict[str, Any]]
    text: str
    size: tuple[float, float]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed(path: Path) -> list[Sheet]:
    """Return the pages of a PDF file."""
    with pdfplumber.open(path) as pdf:
        return [
            Sheet(number, page.extract_table() or [], page.chars, bare(page.extract_text()), (float(page.width), float(page.height)))
            for number, page in enumerate(pdf.pages, 1)
        ]


def measure(sheets: list[Sheet], paper: str) -> None:
    """Hold what is true of every page."""
    for sheet in sheets:
        assert sheet.size == pytest.approx(SIZES[paper], abs=1)
        assert min(letter["size"] for letter in sheet.letters) >= 8.99
        assert min(letter["x0"] for letter in sheet.letters) > 30
        assert max(letter["x1"] for letter in sheet.letters) < sheet.size[0] - 30
        assert min(letter["top"] for letter in sheet.letters) > 20
        assert max(letter["bottom"] for letter in sheet.letters) < sheet.size[1] - 10
        assert f"第{sheet.number}页共{len(sheets)}页" in sheet.text
        assert len(sheet.cells[0]) == 9
        for row in sheet.cells:
            for cell in row:
                lines = (cell or "").split("\n")
                whole = "".join(lines)
                assert len(ISO_DAY.findall(whole)) == sum(len(ISO_DAY.findall(line)) for line in lines), cell  # no day is torn
                assert len(whole) < 3 or max(map(len, lines)) > 1, cell  # no column one letter wide


def rows(sheets: list[Sheet]) -> list[tuple[Sheet, list[str]]]:
    """Return the rows below the heads, each with its page; a cell that belongs to the one above says what that says."""
    found = []
    for sheet in sheets:
        above: list[str] = []
        for row in sheet.cells[1:]:
            above = [bare(cell) if cell is not None else above[column] for column, cell in enumerate(row)]
            found.append((sheet, above))
    return found


@pytest.fixture
def office(run: Run, tmp_path: Path) -> Path:
    """A plan of an office, something of which was recorded."""
    text = PLAN.read_text(encoding="utf-8").replace("\ntitle:", f"\n{OFFICE}\ntitle:", 1)
    (tmp_path / "tasks.yaml").write_text(text, encoding="utf-8")
    run("done", "1.1", "--on", "2020-06-20", "--note", "已编制完成并在市政府网站公开", "--evidence", "乌政办发〔2020〕3号", *DAY)
    run("done", "1.2", "--unit", "海南区政府", "--on", "2020-11-20", *DAY)
    run("extend", "1.3", "--to", "2021-08-31", "--approved-by", "市长", "--reason", "机构改革", *DAY)
    run("progress", "5.1", "--on", "2021-05-20", "--note", "召开新闻发布会2场，参加媒体12家", *DAY)
    return tmp_path


@libreoffice
@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_the_pages(run: Run, office: Path, suffix: str, paper: str) -> None:
    run("export", "-o", f"台账.{suffix}", "--print", "--paper", paper, *DAY)
    sheets = printed(convert(office / f"台账.{suffix}", "pdf", office / "lo"))
    measure(sheets, paper)
    assert len(sheets) == {("xlsx", "A4"): 6, ("docx", "A4"): 5, ("xlsx", "A3"): 3, ("docx", "A3"): 2}[suffix, paper]
    assert "乌海市基层政务公开标准化规范化重点工作任务分解台账截至2021-06-24制表：乌海市政务公开办公室" in sheets[0].text
    assert [sheet.cells[0] for sheet in sheets] == [NINE] * len(sheets)
    items = run("list", "--format", "json", *DAY).json["items"]
    found = rows(sheets)
    assert [row[0] for _, row in found] == [item["id"] for item in items]
    roles = {"supervise": "主管责任单位", "guide": "指导责任单位"}
    for item, (_, row) in zip(items, found, strict=True):
        others = [f"{title}：{'、'.join(item['units'][role])}" for role, title in roles.items() if item["units"][role]]
        wanted = [item["task"]["name"], item["content"], "、".join(item["units"]["lead"]), "".join(others)]
        assert row[1:5] == [bare(text) for text in wanted]
        assert row[5] == bare(item["deadline"]["text"] + (item["due"] or ""))
        assert row[6].startswith(item["light"])
        assert row[7] == (item["done_on"] or "")
    report = {row[0]: row[8] for _, row in found}
    assert report["1.1"] == "已编制完成并在市政府网站公开佐证：乌政办发〔2020〕3号"
    assert "召开新闻发布会2场，参加媒体12家" in report["5.1"]
    assert "原定2020-10-31，延期至2021-08-31" in report["1.3"]


@libreoffice
@pytest.mark.parametrize("name", ["beijing2021", "changzhi2024", "chuzhou2020", "hongyang2022", "heji2020"])
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_the_pages_of_other_tables(run: Run, tmp_path: Path, name: str, suffix: str) -> None:
    run("import", str(DATA / "tables" / f"{name}.docx"), "-o", "tasks.yaml", "--yes")
    run("export", "-o", f"台账.{suffix}", "--print", *DAY)
    sheets = printed(convert(tmp_path / f"台账.{suffix}", "pdf", tmp_path / "lo"))
    measure(sheets, "A4")
    items = run("list", "--format", "json", *DAY).json["items"]
    found = rows(sheets)
    assert [row[0] for _, row in found] == [item["id"] for item in items]
    for item, (_, row) in zip(items, found, strict=True):
        assert row[1] == bare(item["task"]["name"])
        assert row[2] == bare(item["content"] or item["task"]["name"])


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_it_is_the_offices(run: Run, office: Path, suffix: str) -> None:
    for more in ((), ("--print",)):
        run("export", "-o", f"台账.{suffix}", *more, *DAY)
        path = office / f"台账.{suffix}"
        about = load_workbook(path).properties if suffix == "xlsx" else WordDocument(str(path)).core_properties
        author = about.creator if suffix == "xlsx" else about.author
        assert author == "乌海市政务公开办公室"
        assert about.created.replace(tzinfo=None) == dt.datetime(2021, 6, 24)


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_nobodys_ledger_names_no_library(run: Run, tmp_path: Path, suffix: str) -> None:
    import zipfile

    for more in ((), ("--print",)):
        run("export", "-o", f"台账.{suffix}", *more, *DAY)
        with zipfile.ZipFile(tmp_path / f"台账.{suffix}") as parts:
            texts = b"".join(parts.read(name) for name in parts.namelist())
        assert not re.search(rb"(?i)python|xlsxwriter|openpyxl|govopen", texts)


def test_a_units_items_are_printed_once_each(run: Run, office: Path) -> None:
    run("export", "-o", "台账.xlsx", "--unit", "海南区政府", "--print", *DAY)
    page = load_workbook(office / "台账.xlsx").worksheets[0]
    ids = [str(page.cell(row, 1).value) for row in range(4, page.max_row + 1)]
    assert ids == run("list", "--unit", "海南区政府", *DAY).ids


def test_merged_texts_stand_on_each_page_and_pages_break_where_they_were_set(run: Run, office: Path) -> None:
    run("export", "-o", "台账.xlsx", "--print", *DAY)
    page = load_workbook(office / "台账.xlsx").worksheets[0]
    breaks = [mark.id for mark in page.row_breaks.brk]
    assert len(breaks) > 3
    firsts = [4, *(mark + 1 for mark in breaks)]
    assert all(page.cell(row, 2).value for row in firsts)
    last = page.max_row
    for area in page.merged_cells.ranges:
        assert not any(area.min_row <= mark < area.max_row for mark in breaks), area
    assert page.print_title_rows == "$3:$3"
    assert page.print_area == f"'台账'!$A$1:$I${last}"
    assert not page.sheet_properties.pageSetUpPr or not page.sheet_properties.pageSetUpPr.fitToPage


@libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_long_texts_and_many_items_of_one_task(run: Run, plan_file: Callable[[str], Path], tmp_path: Path, suffix: str) -> None:
    texts = [
        f"第{number}项，于2021年{number % 12 + 1}月{number % 28 + 1}日前完成" + "并报送情况" * (number * 7 % 40) for number in range(60)
    ]
    texts[30] = "很长的任务要求。" * 400
    plan_file(plan(*(f"content: {json.dumps(text)}, deadline: 2021-06-30前" for text in texts)))
    run("export", "-o", f"台账.{suffix}", "--print", *DAY)
    sheets = printed(convert(tmp_path / f"台账.{suffix}", "pdf", tmp_path / "lo"))
    measure(sheets, "A4")
    whole = "".join(row[2] for _, row in rows(sheets))
    assert whole == "".join(texts)
    assert [row[0] for _, row in rows(sheets)].count("1.31") > 2
    assert all(sheet.cells[1][1] for sheet in sheets)


@libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_long_titles(run: Run, plan_file: Callable[[str], Path], tmp_path: Path, suffix: str) -> None:
    title = "关于全面推进基层政务公开标准化规范化工作和优化营商环境深化放管服改革重点任务分解" * 2 + "台账"
    plan_file(
        plan(*[dated("6月底")] * 30)
        .replace("某市2021年重点工作任务分解表", title)
        .replace("责任单位", "市级牵头责任单位和具体承办责任单位")
    )
    run("export", "-o", f"台账.{suffix}", "--print", *DAY)
    sheets = printed(convert(tmp_path / f"台账.{suffix}", "pdf", tmp_path / "lo"))
    measure(sheets, "A4")
    assert sheets[0].text.startswith(title + "截至")
    assert all(bare(sheet.cells[0][3] or "") == "市级牵头责任单位和具体承办责任单位" for sheet in sheets)
    assert len(rows(sheets)) == 30
    assert len(sheets) == 3  # the pages break where they were set


@libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_several_plans(run: Run, tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "a.yaml").write_text(plan(dated("6月底"), dated("7月底")), encoding="utf-8")
    (folder / "b.yaml").write_text(
        plan(dated("8月底")).replace("id: test", "id: other").replace("title: 某市", "title: 另市"), encoding="utf-8"
    )
    run("export", "-o", f"台账.{suffix}", "--print", "--plan", "plans", *DAY)
    sheets = printed(convert(tmp_path / f"台账.{suffix}", "pdf", tmp_path / "lo"))
    assert len(sheets) == 2
    measure(sheets, "A4")
    assert [re.match(r"(.市)2021年重点工作任务分解表台账", sheet.text) is not None for sheet in sheets] == [True, True]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["-o", "a.csv", "--print"], "--print 只用于 xlsx 和 docx"), (["-o", "a.xlsx", "--paper", "A3"], "--paper 只与 --print 一起用"),
        (["-o", "a.xlsx", "--print", "--paper", "B5"], "没有纸张“B5”"), (["-o", "a.docx", "--print", "--template", "x.docx"], "不能与 --template"),
        (["-o", "a.xlsx", "--print", "--flat"], "不能与 --template、--flat 一起用"), (["-o", "a", "--split-by", "unit", "--format", "xlsx", "--print"], "不能与 --split-by"),
        (["-o", "a.xlsx", "--unit", "市民政局", "--return-by", "2021-07-01", "--print"], "不能与 --split-by、--return-by 一起用"),
    ],
)  # fmt: skip
def test_what_does_not_go_together(run: Run, words: list[str], sentence: str) -> None:
    assert sentence in run("export", *words, code=2).err


# --- lines and pages ------------------------------------------------------------------------------------------------


def test_lines_break_as_chinese_does() -> None:
    room = twentieths("一二三四五六七八")
    assert broken("一二三四五六七、九十", room) == ("一二三四五六七、", "九十\n")
    assert broken("一二三四五六七八、九十", room) == ("一二三四五六七", "八、九十\n")
    assert broken("一二三四五六七（九十", room) == ("一二三四五六七", "（九十\n")
    assert broken("一二三四五于2021-06-30前", room) == ("一二三四五于\n", "2021-06-30前\n")
    assert set_for("一二三四五于2021-06-30前", room) == "一二三四五于\n2021-06-30前"


@given(st.text(st.sampled_from("一、，）（《》2021-年月日06 ab\n"), max_size=60), st.integers(20, 300))
def test_no_letter_is_lost(text: str, room: int) -> None:
    lines = broken(text, room)
    assert bare("".join(lines)) == bare(text)
    assert all(twentieths(line.rstrip("\n")) <= room or len(line.rstrip("\n")) == 1 for line in lines)


texts = st.text(st.sampled_from("一、2"), max_size=400)


@given(st.lists(st.tuples(texts, texts, st.sampled_from("甲乙")), max_size=20))
def test_pages_hold_every_row_and_no_more_than_they_have_room_for(entries: list[tuple[str, str, str]]) -> None:
    frame = Frame((60.0, 100.0), (0,), 200.0, 300.0, 10.0, 13.0, 4.0, 8.0)
    found = pages([Line((first, second), group) for first, second, group in entries], frame)
    for number, page in enumerate(found):
        assert sum(row.height for row in page) <= (frame.room if number else frame.first) + 1e-6
        assert all(row.height <= HIGHEST for row in page)
        covered = 0
        for row in page:
            covered = row.spans[0] if row.spans[0] else covered
            assert row.spans[1] == 1
        assert page[0].spans[0] >= 1  # no page begins with a cell of the page before
    assert bare("".join(row.texts[1] for page in found for row in page)) == "".join(second for _, second, _ in entries)
