"""Documents out: read back by other means (openpyxl for Word's zip, LibreOffice for both, a parser of its own for calendars)."""

import csv
import datetime as dt
import io
import json
import os
import resource
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument
from openpyxl import load_workbook

from tests.conftest import Run
from tests.documents.offices import convert, libreoffice
from tests.plan.test_plan_data import SEED, TASKS
from tests.plans import plan

FIXED = ["序号", "工作任务", "具体内容", "试点领域", "政策依据", "主体责任单位", "主管责任单位", "指导责任单位", "完成时限"]
OWN = ["状态", "完成日期", "逾期天数", "进展", "佐证", "备注"]


@pytest.fixture
def ledger(run: Run, tmp_path: Path) -> Path:
    run("done", "1.1", "--on", "2020-06-20", "--note", "已编制", "--evidence", "乌政办发〔2020〕3号")
    run("done", "1.2", "--on", "2020-11-05")
    run("export", "-o", "台账.xlsx", "--today", "2021-06-24")
    return tmp_path / "台账.xlsx"


def table(path: Path) -> list[list[Any]]:
    page = load_workbook(path).worksheets[0]
    values = [[cell.value for cell in row] for row in page.iter_rows()]
    for area in page.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                values[row - 1][column - 1] = page.cell(area.min_row, area.min_col).value
    return values


def test_xlsx_is_the_source_table_with_the_ledgers_columns(ledger: Path) -> None:
    rows = table(ledger)
    assert rows[1][:16] == [*FIXED, "编号", *OWN]
    assert len(rows) == 2 + 33
    for row, (item_id, content, _, lead, supervise, guide, deadline) in zip(rows[2:], SEED, strict=True):
        assert row[0] == item_id.split(".")[0]
        assert row[1] == TASKS[item_id.split(".")[0]]
        assert (row[2], row[5], row[6], row[7], row[8]) == (content, lead, supervise, "、".join(guide.split()), deadline)
    assert rows[2][9:12] == ["1.1", "完成", dt.datetime(2020, 6, 20)]
    assert rows[3][10] == "逾期完成"
    assert rows[4][10:13] == ["逾期", None, (dt.date(2021, 6, 24) - dt.date(2020, 10, 31)).days]
    assert rows[2][14:16] == ["乌政办发〔2020〕3号", "已编制"]


def test_xlsx_is_ready_for_print_and_for_filling_in(ledger: Path) -> None:
    book = load_workbook(ledger)
    page = book.worksheets[0]
    assert book.sheetnames == ["台账", "选项", "各单位统计"]
    assert book["选项"].sheet_state == "hidden"
    assert (page.freeze_panes, page.print_title_rows) == ("A3", "$2:$2")
    assert (page.page_setup.orientation, str(page.page_setup.paperSize)) == ("landscape", "9")
    assert page.sheet_properties.pageSetUpPr.fitToPage  # type: ignore[union-attr]
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)  # one page wide, as many as it takes long
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {"A3:A21", "B3:B21"} <= merged  # task 1 over its 19 rows
    groups = [group for group in page.column_dimensions.values() if group.hidden]
    hidden = {number for group in groups for number in range(group.min or 0, (group.max or 0) + 1)}
    assert hidden == {17}  # Q: what import --ledger needs and nobody reads
    (choices,) = page.data_validations.dataValidation
    assert choices.type == "list"
    assert "K3:K35" in str(choices.sqref)
    # 具体内容 holds 20 and more Chinese characters: a width counted in Latin ones would be half
    assert page.column_dimensions["H"].width >= 15
    totals = [[cell.value for cell in row] for row in book["各单位统计"].iter_rows()]
    assert totals[-6][0] == "合计" or any(row[0] == "合计" for row in totals)
    assert any("应完成" in str(row[0]) for row in totals)


def test_text_that_looks_like_a_formula_stays_text(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(
        plan(
            "content: '=1+1', deadline: 6月底",
            "content: '+86', deadline: 6月底",
            "content: '@x', deadline: 6月底",
            "content: '-1', deadline: 6月底",
        ),
        encoding="utf-8",
    )
    run("export", "-o", "台账.xlsx")
    page = load_workbook(tmp_path / "台账.xlsx").worksheets[0]
    cells = [page.cell(row, 3) for row in range(3, 7)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("+86", "s"), ("@x", "s"), ("-1", "s")]
    run("export", "-o", "台账.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "台账.csv").read_text(encoding="utf-8-sig"))))
    assert [row["具体内容"][0] for row in rows] == ["'"] * 4


# --- the other formats ----------------------------------------------------------------------------------------------


def test_docx_read_back(run: Run, tmp_path: Path) -> None:
    run("export", "-o", "台账.docx", "--today", "2021-06-24")
    document = WordDocument(str(tmp_path / "台账.docx"))
    assert document.paragraphs[0].text == "乌海市基层政务公开标准化规范化重点工作任务分解台账"
    section = document.sections[0]
    assert (section.page_width.cm, section.page_height.cm) == (pytest.approx(29.7, abs=0.1), pytest.approx(21.0, abs=0.1))  # type: ignore[union-attr]
    xml = zipfile.ZipFile(tmp_path / "台账.docx").read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == 1
    # and it is a table that import reads
    items = run("import", "台账.docx", "--dry-run", "--format", "json").json["items"]
    assert [item["content"] for item in items] == [row[1] for row in SEED]
    assert items[3]["units"]["lead"] == ["市政府"]


def test_docx_template_of_the_office(run: Run, tmp_path: Path) -> None:
    document = WordDocument()
    document.add_paragraph("内部资料")
    document.add_paragraph("关于{{标题}}的通报")
    document.add_paragraph("{{表格}}")
    document.add_paragraph("政务公开办 {{日期}}")
    document.save(str(tmp_path / "模板.docx"))
    run("export", "-o", "通报.docx", "--template", "模板.docx", "--today", "2021-06-24")
    made = WordDocument(str(tmp_path / "通报.docx"))
    assert [paragraph.text for paragraph in made.paragraphs] == [
        "内部资料",
        "关于乌海市基层政务公开标准化规范化重点工作任务分解台账的通报",
        "政务公开办 截至 2021-06-24",
    ]
    body = [child.tag.rsplit("}", 1)[1] for child in made.element.body]
    assert body == ["p", "p", "tbl", "p", "sectPr"]
    (tmp_path / "坏.docx").write_bytes(b"x")
    assert "坏.docx" in run("export", "-o", "a.docx", "--template", "坏.docx", code=2).err


def test_csv_has_a_bom_in_a_file_and_none_on_the_screen(run: Run, tmp_path: Path) -> None:
    run("export", "-o", "台账.csv")
    assert (tmp_path / "台账.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    out = run("export", "-o", "-", "--format", "csv").out
    assert out.startswith("编号,")
    assert len(list(csv.reader(io.StringIO(out)))) == 34


def test_filters_and_formats(run: Run, tmp_path: Path) -> None:
    run("export", "-o", "民政.json", "--unit", "民政局")
    assert [item["id"] for item in json.loads((tmp_path / "民政.json").read_text(encoding="utf-8"))["items"]] == ["1.6", "1.13"]
    run("export", "-o", "逾期.html", "--status", "overdue", "--today", "2021-06-15")
    page = (tmp_path / "逾期.html").read_text(encoding="utf-8")
    assert page.count("<tbody data-id=") == 22
    run("export", "-o", "a.xyz", code=2)
    run("export", "-o", "-", "--format", "xlsx", code=2)
    run("export", "-o", "a.csv", "--template", "x.docx", code=2)


# --- written whole or not at all ------------------------------------------------------------------------------------


def test_no_folder(run: Run) -> None:
    answer = run("export", "-o", "没有/台账.xlsx", code=6)
    assert len(answer.err.splitlines()) == 1
    assert "没有" in answer.err


def test_full_disk_leaves_the_old_file(run: Run, tmp_path: Path, env: dict[str, str]) -> None:
    run("export", "-o", "台账.xlsx")
    before = (tmp_path / "台账.xlsx").read_bytes()
    script = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); from govopen_cli.__main__ import run; sys.exit(run(sys.argv[1:]))"
    import sys

    assert resource.RLIMIT_FSIZE is not None
    done = subprocess.run(
        [sys.executable, "-c", script, "export", "-o", "台账.xlsx"],
        cwd=tmp_path,
        env={**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 6, done.stderr
    assert "磁盘空间" in done.stderr
    assert (tmp_path / "台账.xlsx").read_bytes() == before
    assert list(tmp_path.glob(".*.tmp")) == []


# --- LibreOffice, where it is installed (.ci/run installs it) -------------------------------------------------------


@libreoffice
def test_libreoffice_reads_the_ledger(ledger: Path, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(convert(ledger, "csv", tmp_path / "lo").read_text(encoding="utf-8"))))
    assert rows[1][:9] == FIXED
    assert [row[2] for row in rows[2:35]] == [row[1] for row in SEED]
    assert rows[2][9:12] == ["1.1", "完成", "2020-06-20"]


@libreoffice
def test_libreoffice_prints_the_ledger_on_landscape_pages(ledger: Path, run: Run, tmp_path: Path) -> None:
    pdf = convert(ledger, "pdf", tmp_path / "lo").read_bytes()
    assert pdf.startswith(b"%PDF")
    run("export", "-o", "台账.docx", "--today", "2021-06-24")
    text = convert(tmp_path / "台账.docx", "txt", tmp_path / "lo2").read_text(encoding="utf-8-sig")
    assert all(row[1] in text for row in SEED)
    if shutil.which("pdfinfo"):
        info = subprocess.run(["pdfinfo", str(tmp_path / "lo" / "台账.pdf")], capture_output=True, encoding="utf-8", check=True).stdout
        size = next(line for line in info.splitlines() if line.startswith("Page size")).split()
        assert float(size[2]) > float(size[4])
