"""Files in: what a cell shows, what nobody sees, damaged parts inside an intact zip, old formats, what is no file."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument
from openpyxl import Workbook
from openpyxl.styles import Font

from govopen_cli.intake.document import read_bytes, read_file
from govopen_cli.intake.readers import legacy, shown
from govopen_cli.intake.table import Document, Options, UnreadableDocument
from tests.conftest import DATA, Run

BROKEN = DATA / "broken"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PLAIN = [["序号", "工作任务", "责任单位", "完成时限"], ["1", "编制目录并公开", "市民政局", "2021年6月30日前"]]


def texts(document: Document, table: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.tables[table].rows]


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a zip with its parts changed; None takes a part away."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            part = change(info.filename, source.read(info))
            if part is not None:
                target.writestr(info.filename, part)
    return result.getvalue()


def word(body: str) -> bytes:
    """Return a Word file with a body of our own; ``w:`` is bound."""
    data = io.BytesIO()
    WordDocument().save(data)
    xml = f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>'
    return repacked(data.getvalue(), lambda name, part: xml.encode() if name == "word/document.xml" else part)


def run_xml(text: str, marks: str = "") -> str:
    return f"<w:r><w:rPr>{marks}</w:rPr><w:t>{text}</w:t></w:r>"


def cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{inner}</w:p></w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(rows) + "</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def excel(fill: Callable[[Any], None]) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = "任务"
    fill(book.active)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


# --- broken/ (its README says what is right) ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sdtrow.docx", "customxml.docx", "sdtcell.docx"])
def test_rows_and_cells_in_content_controls(name: str) -> None:
    assert [line[2] for line in texts(read_file(BROKEN / name))] == ["责任单位", "市民政局", "市财政局", "市教育局"]


def test_no_break_hyphens_are_hyphens() -> None:
    assert texts(read_file(BROKEN / "nbh.docx"))[1][3] == "2021-06-30"


def test_tracked_changes_are_accepted() -> None:
    assert texts(read_file(BROKEN / "track.docx"))[1][2] == "市民政局、市水利局"


def test_hidden_text_is_left_out_and_said_with_its_place() -> None:
    document = read_file(BROKEN / "hidden.docx")
    assert texts(document)[1][2] == "市民政局"
    assert document.remarks == ["hidden.docx 第1个表 第2行第3列的“、市隐藏局”是隐藏文字，没有读入；确要读入时加 --hidden"]
    assert texts(read_file(BROKEN / "hidden.docx", Options(hidden=True, struck=True)))[1][2] == "市民政局、市隐藏局"


def test_dates_are_what_the_cell_shows() -> None:
    document = read_file(BROKEN / "dates.xlsx")
    assert [line[3] for line in texts(document)[2:]] == [
        "2021年6月", "2021年6月", "6月30日", "2021-06-30", "2021年6月", "2021-06-30", "44377", "2021.6", "2021年底", "8:30", "",
        "2021-06-30 18:00", "6月底前", "20210630", "50%", "是",
    ]  # fmt: skip
    assert ["D13 是公式" in remark for remark in document.remarks] == [True]


def test_error_cells_are_said_with_their_place() -> None:
    document = read_file(BROKEN / "err.xlsx")
    assert texts(document)[3] == ["", "", "", "2021年6月底"]
    assert [remark.split("，")[0] for remark in document.remarks] == [
        "err.xlsx!Sheet A4 是错误值 #REF!", "err.xlsx!Sheet B4 是错误值 #N/A", "err.xlsx!Sheet C4 是公式",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("span_bad.docx", "word/document.xml：第1个表 第1行第1列的 gridSpan 是“abc”"),
        ("noBody.docx", "word/document.xml：没有正文"),
        ("nonum.docx", "word/numbering.xml：文件里没有这一部分"),
        ("half_xl_worksheets_sheet1_xml.xlsx", "xl/worksheets/sheet1.xml：XML 不完整"),
        ("num_x.xlsx", "xl/worksheets/sheet1.xml：A3 的数值“abc”不是数字"),
        ("ref_bad.xlsx", "xl/worksheets/sheet1.xml：第3行里有一格的位置是“ZZZZ99”"),
    ],
)
def test_damaged_parts_are_named(run: Run, name: str, what: str) -> None:
    answer = run("import", str(BROKEN / name), code=2)
    (line,) = answer.err.splitlines()
    assert line.startswith(f"错误：{name} 已损坏（{what}")


PEAK = """
import sys, time
from govopen_cli.__main__ import run
code = run(sys.argv[1:])
with open("/proc/self/status", encoding="ascii") as status:
    print(time.process_time(), next(line for line in status if line.startswith("VmHWM")).split()[1], file=sys.stderr)
sys.exit(code)
"""


def cost(*arguments: str, cwd: Path) -> tuple[float, int, str]:
    """Run govopen; return the seconds of processor time and the MiB that it took, and what it said on stderr."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", PEAK, *arguments], env=env, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    said, _, figures = done.stderr.rstrip().rpartition("\n")
    seconds, peak = figures.split()
    return float(seconds), int(peak) // 1024, said


@pytest.mark.parametrize("name", ["merge_many.xlsx", "tall.xlsx"])
def test_small_files_stay_small(name: str, tmp_path: Path) -> None:
    """5 seconds and 300 MiB for any file under 1 MB, whatever it holds."""
    seconds, memory, said = cost("import", str(BROKEN / name), cwd=tmp_path)
    assert seconds < 5
    assert memory < 300
    assert "Traceback" not in said


# --- more damage ----------------------------------------------------------------------------------------------------

GOOD_SHEET = excel(lambda sheet: [sheet.append(line) for line in PLAIN])  # type: ignore[arg-type]
GOOD_WORD = word(table(*(row(*(cell(run_xml(text)) for text in line)) for line in PLAIN)))


def sheet_xml(old: str, new: str) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return part
        assert old.encode() in part
        return part.replace(old.encode(), new.encode(), 1)

    return repacked(GOOD_SHEET, change)


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (sheet_xml('<c r="A2" t="inlineStr">', '<c r="A2" s="99" t="inlineStr">'), "xl/worksheets/sheet1.xml"),
        (sheet_xml('<c r="A2" t="inlineStr">', '<c r="A2" s="x" t="inlineStr">'), "xl/worksheets/sheet1.xml"),
        (sheet_xml('<c r="A2" t="inlineStr"><is><t>1</t></is>', '<c r="A2" t="s"><v>7</v>'), "xl/worksheets/sheet1.xml"),
        (sheet_xml('<row r="2">', '<row r="0">'), "xl/worksheets/sheet1.xml"),
        (sheet_xml("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:?"/></mergeCells>'), "xl/worksheets/sheet1.xml"),
        (repacked(GOOD_SHEET, lambda name, part: None if name.endswith("sheet1.xml") else part), "xl/worksheets/sheet1.xml"),
        (repacked(GOOD_SHEET, lambda name, part: ENTITY.encode() if name.endswith("sheet1.xml") else part), "xl/worksheets/sheet1.xml"),
        (repacked(GOOD_SHEET, lambda name, part: b"" if name.endswith("workbook.xml") else part), "xl/workbook.xml"),
        (repacked(GOOD_SHEET, lambda name, part: None if name == "_rels/.rels" else part), "_rels/.rels"),
        (word(table(row(cell(run_xml("a"), '<w:gridSpan w:val="2.0"/>')))), "word/document.xml"),
        (word(table(row(cell(run_xml("a")), properties='<w:gridBefore w:val="-1"/>'))), "word/document.xml"),
        (repacked(GOOD_WORD, lambda name, part: part[: len(part) // 2] if name == "word/document.xml" else part), "word/document.xml"),
        (repacked(GOOD_WORD, lambda name, part: b"<a/>" * 2 if name == "word/styles.xml" else part), "word/styles.xml"),
        (
            repacked(
                GOOD_WORD, lambda name, part: part.replace(b"<w:abstractNumId ", b"<w:abstractNumIx ") if "numbering" in name else part
            ),
            "word/numbering.xml",
        ),
    ],
)
def test_every_damaged_part_is_named(data: bytes, part: str) -> None:
    with pytest.raises(UnreadableDocument, match="已损坏") as caught:
        read_bytes(data, "表")
    assert part in str(caught.value)


def test_parts_that_cannot_be_unpacked() -> None:
    at = GOOD_WORD.index(b"word/document.xml") + len("word/document.xml") + 40
    with pytest.raises(UnreadableDocument):
        read_bytes(GOOD_WORD[:at] + b"\xff" * 20 + GOOD_WORD[at + 20 :], "表.docx")


def test_what_is_no_regular_file(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.docx")
    for name in ("管道.docx", "/dev/zero", "."):
        (line,) = run("import", name, code=2).err.splitlines()
        assert "不是文件" in line
    with Path("/dev/zero").open("rb") as zeros:
        command = [sys.executable, "-m", "govopen_cli", "import", "-"]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUTF8": "1"}
        done = subprocess.run(command, stdin=zeros, env=env, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, "错误：标准输入 超过 64 MB，不像任务分解表；请删去多余的内容后再导入\n")


def test_overlapping_merges_are_refused() -> None:
    def fill(sheet: Any) -> None:
        for line in range(1, 3001):
            sheet.append([line, *["x"] * 30])

    ranges = "".join(f'<mergeCell ref="A1:AE{3000 - at}"/>' for at in range(100))
    data = repacked(
        excel(fill),
        lambda name, part: (
            part.replace(b"</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>".encode()) if "sheet1" in name else part
        ),
    )
    with pytest.raises(UnreadableDocument, match="重叠或太多（超过 1200000 格）"):
        read_bytes(data, "表.xlsx")


# --- Excel: what a cell shows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (44348, 'yyyy"年"m"月"', "2021年6月"),
        (44348, shown.BUILT_IN[17], "2021年6月"),
        (44348, "mmm-yy", "2021年6月"),
        (44348, 'yyyy"年"', "2021年"),
        (44348, "yyyy", "2021年"),
        (44377, "yyyy/m/d", "2021-06-30"),
        (44377, "[$-804]yyyy\\-mm\\-dd;@", "2021-06-30"),
        (44377, 'm"月"d"日"', "6月30日"),
        (44377, "m/d", "6月30日"),
        (44377, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "2021年6月30日"),
        (44377.75, "yyyy-mm-dd hh:mm", "2021-06-30 18:00"),
        (0.354166667, "h:mm", "8:30"),
        (1.1, "0.00", "1.10"),
        (1.1, "", "1.1"),
        (1, "", "1"),
        (1, "General", "1"),
        (6, '0"月底前"', "6月底前"),
        (2021, '0"年底"', "2021年底"),
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (7, "000", "007"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1.5, "0.##", "1.5"),
        (-3, "0;(0)", "(3)"),
        (0, '0;-0;"—"', "—"),
        (3, '"第"0"项"', "第3项"),
        (99999999, "yyyy-mm-dd", "99999999"),
        (-1, "yyyy-mm-dd", "-1"),
    ],
)
def test_a_number_through_its_format(value: float, code: str, text: str) -> None:
    """Expected values are what Excel and LibreOffice show, dates in one spelling."""
    assert shown.shown(value, code) == text


def test_hidden_and_struck_rows_are_left_out_and_said() -> None:
    def fill(sheet: Any) -> None:
        for line in [
            *PLAIN,
            ["2", "旧任务", "市财政局", "7月底"],
            ["3", "隐藏任务", "市教育局", "8月底"],
            ["4", "丁", "市水务局", "9月底"],
        ]:
            sheet.append(line)
        for struck in sheet[3]:
            struck.font = Font(strike=True)
        sheet["C5"].font = Font(strike=True)
        sheet.row_dimensions[4].hidden = True

    document = read_bytes(excel(fill), "表.xlsx")
    assert [line[1:3] for line in texts(document)[1:]] == [["编制目录并公开", "市民政局"], ["丁", ""]]
    assert [remark.split("，")[0] for remark in document.remarks] == [
        "表.xlsx!任务 第3行已划去（“2”、“旧任务”、“市财政局”、“7月底”）", "表.xlsx!任务 第4行是隐藏的", "表.xlsx!任务 第5行的“市水务局”已划去",
    ]  # fmt: skip
    kept = read_bytes(excel(fill), "表.xlsx", ".xlsx", Options(hidden=True, struck=True))
    assert [line[2] for line in texts(kept)[1:]] == ["市民政局", "市财政局", "市教育局", "市水务局"]
    assert kept.remarks == []


def test_shared_strings_without_phonetics_and_with_struck_runs() -> None:
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>市民</t></r><r><rPr><strike/></rPr><t>政府</t></r>'
        "<r><t>政局</t></r><rPh sb='0' eb='1'><t>shi</t></rPh></si><si><t>a_x000D_b_x005F_c</t></si></sst>"
    )
    relation = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'

    def change(name: str, part: bytes) -> bytes:
        if name.endswith("workbook.xml.rels"):
            return part.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
        for old, new in (("<is><t>1</t></is>", "<v>1</v>"), ("<is><t>&#24066;&#27665;&#25919;&#23616;</t></is>", "<v>0</v>")):
            part = part.replace(f't="inlineStr">{old}'.encode(), f't="s">{new}'.encode())
        return part

    data = repacked(GOOD_SHEET, change)
    with zipfile.ZipFile(buffer := io.BytesIO(data), "a") as archive:
        archive.writestr("xl/sharedStrings.xml", strings)
    document = read_bytes(buffer.getvalue(), "表.xlsx")
    assert texts(document)[1] == ["a\rb_c", "编制目录并公开", "市民政局", "2021年6月30日前"]
    assert document.remarks == ["表.xlsx!任务 第2行的“政府”已划去，没有读入；确要读入时加 --hidden"]


def test_merged_cells_know_where_their_text_comes_from() -> None:
    def fill(sheet: Any) -> None:
        for line in [["序号", "责任", None], ["1", "甲", "x"], [None, None, "y"]]:
            sheet.append(line)
        for area in ("B1:C1", "A2:A3", "B2:B3"):
            sheet.merge_cells(area)

    grid = read_bytes(excel(fill), "表.xlsx").tables[0].rows
    assert [[(one.text, one.origin) for one in line] for line in grid] == [
        [("序号", "own"), ("责任", "own"), ("责任", "left")],
        [("1", "own"), ("甲", "own"), ("x", "own")],
        [("1", "above"), ("甲", "above"), ("y", "own")],
    ]
    assert grid[2][2].place == "任务 C3"


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}


@pytest.mark.parametrize("data", [GOOD_SHEET, GOOD_WORD], ids=["xlsx", "docx"])
def test_strict_open_xml(data: bytes) -> None:
    def change(_: str, part: bytes) -> bytes:
        for old, new in STRICT.items():
            part = part.replace(old, new)
        return part

    assert texts(read_bytes(repacked(data, change), "表")) == PLAIN


@pytest.mark.parametrize(
    ("suffix", "old", "new", "data"),
    [
        (".docm", "wordprocessingml.document.main", "ms-word.document.macroEnabled.main", GOOD_WORD),
        (".dotx", "wordprocessingml.document.main", "wordprocessingml.template.main", GOOD_WORD),
        (".xltx", "spreadsheetml.sheet.main", "spreadsheetml.template.main", GOOD_SHEET),
        (".xlsm", "spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main", GOOD_SHEET),
        (".xls", "", "", GOOD_SHEET),  # many systems write xlsx under the old suffix
        (".doc", "", "", GOOD_WORD),
    ],
)
def test_templates_and_files_with_macros(tmp_path: Path, suffix: str, old: str, new: str, data: bytes) -> None:
    data = repacked(data, lambda name, part: part.replace(old.encode(), new.encode()) if name == "[Content_Types].xml" else part)
    (tmp_path / f"表{suffix}").write_bytes(data)
    assert texts(read_file(tmp_path / f"表{suffix}")) == PLAIN


# --- Word -----------------------------------------------------------------------------------------------------------


def test_ruby_fields_symbols_and_text_boxes() -> None:
    ruby = "<w:r><w:ruby><w:rt><w:r><w:t>wū</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>乌</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>' + run_xml("3")
    tick = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read_bytes(word(table(row(cell(ruby), cell(field), cell(tick), cell(run_xml("甲") + box)))), "表.docx")
    assert texts(document) == [["乌", "3", "√", "甲"]]


def test_struck_and_deleted_rows_of_word() -> None:
    strike = "<w:strike/>"
    body = table(
        row(cell(run_xml("甲")), cell(run_xml("市民政局"))),
        row(cell(run_xml("乙", strike)), cell(run_xml("市财政局", strike))),
        row(cell(run_xml("丙")), cell(run_xml("市教育局")), properties='<w:del w:id="1"/>'),
        row(cell(run_xml("丁")), cell(run_xml("市水务局") + run_xml("、市林业局", strike))),
    )
    document = read_bytes(word(body), "表.docx")
    assert texts(document) == [["甲", "市民政局"], ["丁", "市水务局"]]
    assert [remark.split("，")[0] for remark in document.remarks] == [
        "表.docx 第1个表 第2行已划去",
        "表.docx 第1个表 第4行的“、市林业局”已划去",
    ]


def test_merged_cells_that_do_not_line_up() -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        row(cell(run_xml("一"), restart), cell(run_xml("甲"), '<w:gridSpan w:val="2"/>')),
        row(cell("", goes_on), cell(run_xml("乙")), cell(run_xml("丙"))),
        row(cell(run_xml("x"), f'{goes_on}<w:gridSpan w:val="2"/>'), cell(run_xml("丁"))),
    )
    grid = read_bytes(word(body), "表.docx").tables[0].rows
    assert [[(one.text, one.origin) for one in line] for line in grid] == [
        [("一", "own"), ("甲", "own"), ("甲", "left")],
        [("一", "above"), ("乙", "own"), ("丙", "own")],
        [("一", "above"), ("一", "above"), ("丁", "own")],
    ]


def test_tables_inside_cells_and_text_around_tables() -> None:
    inner = table(row(cell(run_xml("序号")), cell(run_xml("任务"))))
    body = (
        f"<w:p>{run_xml('前')}</w:p>"
        + table(row(f"<w:tc><w:p>{run_xml('外')}</w:p>{inner}<w:p/></w:tc>"))
        + f"<w:sdt><w:sdtContent><w:p>{run_xml('中')}</w:p></w:sdtContent></w:sdt>"
        + table(row(cell(run_xml("后"))))
        + f"<w:p>{run_xml('尾')}</w:p>"
    )
    document = read_bytes(word(body), "表.docx")
    assert [texts(document, at) for at in range(3)] == [[["外"]], [["序号", "任务"]], [["后"]]]
    assert (document.tables[0].above, document.tables[2].above, document.tables[2].below) == (["前"], ["中"], ["尾"])


NUMBERS = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/><w:isLgl/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>
</w:numbering>"""


def numbered(number: str, level: str, text: str = "", style: str = "") -> str:
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:tr><w:tc><w:p><w:pPr>{named}{properties}</w:pPr>{run_xml(text)}</w:p></w:tc></w:tr>"


def test_automatic_numbers_levels_restarts_and_styles() -> None:
    """Word numbers levels together, begins a deeper one anew under each upper one, and restarts where a list says so."""
    style = f'<w:style xmlns:w="{W}" w:styleId="Numbered"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    rows = [
        numbered("1", "0", "甲"), numbered("1", "1"), numbered("1", "1"), numbered("1", "0"), numbered("1", "1"), numbered("2", "0"),
        numbered("1", "0"), numbered("", "", "乙", "Numbered"), numbered("0", "0", "丙", "Numbered"), numbered("7", "0", "丁"),
    ]  # fmt: skip

    def change(name: str, part: bytes) -> bytes:
        if name == "word/numbering.xml":
            return NUMBERS.encode()
        return part.replace(b"</w:styles>", f"{style}</w:styles>".encode()) if name == "word/styles.xml" else part

    document = read_bytes(repacked(word(table(*rows)), change), "表.docx")
    assert [line[0] for line in texts(document)] == ["一、甲", "1.1", "1.2", "二、", "2.1", "九、", "十、", "十一、乙", "丙", "丁"]


# --- text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [";", "\t", "，", "|"])
def test_csv_with_other_separators(separator: str) -> None:
    text = "\n".join(separator.join(line) for line in [*PLAIN, ["2", "乙", "市财政局, 市教育局", "6月底"]])
    assert texts(read_bytes(text.encode(), "表.csv", ".csv"))[2] == ["2", "乙", "市财政局, 市教育局", "6月底"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_encodings(encoding: str) -> None:
    text = "\n".join(",".join(line) for line in PLAIN)
    assert texts(read_bytes(text.encode(encoding), "表.csv", ".csv")) == PLAIN


def test_an_unclosed_quotation_mark_is_said_with_its_line() -> None:
    for body in ('1,"甲,市民政局,6月底\n2,乙,市财政局,7月底\n', '1,"甲,市民政局,6月底\n2,"乙",市财政局,7月底\n'):
        with pytest.raises(UnreadableDocument, match="第2行起引号没有成对"):
            read_bytes(f"序号,任务,单位,时限\n{body}".encode(), "表.csv", ".csv")


def test_markdown_marks() -> None:
    text = "# **某市任务分解表**\n\n序号 | 任务 | 单位\n---|:--:|---\n1 | **甲**<br>[二](http://x) | `市民政局`\n2 | a\\|b ~~旧~~ | *市财政局*\n"
    document = read_bytes(text.encode(), "表.md", ".md")
    assert texts(document) == [["序号", "任务", "单位"], ["1", "甲\n二", "市民政局"], ["2", "a|b", "市财政局"]]
    assert document.tables[0].above == ["某市任务分解表"]
    assert document.remarks == ["表.md 里的“旧”已划去，没有读入；确要读入时加 --hidden"]


def test_cells_with_line_breaks_from_the_clipboard() -> None:
    text = '序号\t任务\t单位\n1\t甲\t"市民政局\n市财政局"\n'
    assert texts(read_bytes(text.encode(), "表.txt", ".txt"))[1] == ["1", "甲", "市民政局\n市财政局"]


# --- old formats ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_old_sheets(suffix: str) -> None:
    document = read_file(DATA / "old" / f"old.{suffix}")
    assert texts(document)[2:] == [
        ["1", "甲", "内容一", "市民政局", "2021-06-30"], ["1" if suffix == "xls" else "", "甲" if suffix == "xls" else "", "内容二", "市财政局", "9月底"],
        ["2", "乙", "内容三", "市教育局", "年底前"],
    ]  # fmt: skip
    assert any("隐藏 是隐藏的工作表" in remark for remark in document.remarks)
    assert any("日期一律按年月日读取" in remark for remark in document.remarks)


def test_old_sheets_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(UnreadableDocument, match=r"govopen\[legacy\].*另存为 xlsx"):
        read_file(DATA / "old" / "old.xls")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", [".doc", ".wps"])
def test_old_word_files_are_converted(tmp_path: Path, suffix: str) -> None:
    shutil.copy(DATA / "old" / "old.doc", tmp_path / f"表{suffix}")
    document = read_file(tmp_path / f"表{suffix}")
    assert texts(document)[1] == ["1", "甲", "市民政局", "6月底"]
    assert document.remarks == [f"表{suffix} 是 {suffix} 格式，由 LibreOffice 转换后读取，请核对"]


def test_old_word_files_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "office", lambda: None)
    with pytest.raises(UnreadableDocument, match="另存为 docx（安装了 LibreOffice 的电脑会自动转换）"):
        read_file(DATA / "old" / "old.doc")


def test_no_library_warns_in_english(run: Run, tmp_path: Path) -> None:
    """openpyxl says on stderr that it drops data validations; a clerk sees none of that."""

    def change(name: str, part: bytes) -> bytes:
        extension = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
        return part.replace(b"</worksheet>", extension.encode()) if name.endswith("sheet1.xml") else part

    (tmp_path / "表.xlsx").write_bytes(repacked(GOOD_SHEET, change))
    assert "Warning" not in run("import", "表.xlsx").err
