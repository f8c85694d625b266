"""Documents in: the sample tables against their hand-resolved answers, the Wuhai files against the shipped plan, damaged files."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument
from openpyxl import Workbook

from govopen_cli.intake import cited, draft
from govopen_cli.intake.document import read_bytes, read_file
from govopen_cli.intake.extract import extract
from govopen_cli.intake.roles import assigned
from govopen_cli.intake.source import Extract
from govopen_cli.plan.file.load import Loaded, load
from govopen_cli.plan.file.write import emit
from govopen_cli.plan.model import Item
from tests.conftest import DATA, PLAN, Run
from tests.plan.test_plan_data import SEED

EXPECTED = sorted(DATA.glob("tables/*.expected.json"))
FILES = [
    (path, suffix)
    for path in EXPECTED
    for suffix in ("docx", "xlsx", "txt", "csv")
    if path.with_name(path.name.replace("expected.json", suffix)).exists()
]
# what a flattened text has lost for good: where a cell was merged from the left in the head (two columns under one title, three levels of a catalogue)
LOST = {("keyouqianqi2025", "txt"), ("yishui2023", "txt")}


def imported(path: Path, issued: str | None = None) -> tuple[Extract, Loaded]:
    found = extract(read_file(path), as_plan=True)
    text = emit(draft.shared(draft.from_rows(found, path.name, issued=issued, plan_id=None)))
    loaded = load(text.encode(), path)
    assert not loaded.errors
    return found, loaded


def flat(text: str | None, suffix: str) -> str:
    """What flattened text keeps of a cell: its line breaks became blanks."""
    return " ".join((text or "").split("\n")) if suffix == "txt" else text or ""


@pytest.mark.parametrize(("path", "suffix"), FILES, ids=[f"{path.name.split('.')[0]}.{suffix}" for path, suffix in FILES])
def test_sample_tables(path: Path, suffix: str) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    year = expected.get("document_year") or expected["year"]
    found, loaded = imported(path.with_name(path.name.replace("expected.json", suffix)), str(year))
    if (expected["id"], suffix) in LOST:
        assert found.remarks or any(row.doubts for row in found.rows)  # and says so
        return
    if not expected.get("title_composed", True):
        assert loaded.plan.title == expected["title"]
    assert len(loaded.items) == len(expected["rows"])
    for item, row in zip(loaded.items, expected["rows"], strict=True):
        check_item(item, row, loaded, suffix)


def check_item(item: Item, row: dict[str, Any], loaded: Loaded, suffix: str) -> None:
    assert item.section == row.get("section")
    if "number" in row:
        assert (item.number or item.task) == row["number"]
    if row.get("task"):
        assert item.task_name == flat(row["task"], suffix)
    if "content" in row:
        assert item.content == flat(row["content"], suffix)
    if "deadline_text" in row:
        check_deadline(item, row)
    check_units(item, row, loaded)
    # a name merged with the row above leaves nothing in flattened text: what is there must be right
    for role, people in row.get("leaders", {}).items():
        mine = {"".join(title.split()): names for title, names in item.leaders.items()}.get("".join(role.split()), ())
        assert list(mine) == people or (suffix == "txt" and not mine)
    for title, text in row.get("other", {}).items():
        value = {"".join(name.split()): value for name, value in item.extra.items()}.get("".join(title.split()), "")
        assert value == flat(text, suffix) or (suffix == "txt" and not value)


def check_deadline(item: Item, row: dict[str, Any]) -> None:
    assert item.deadline.text == row["deadline_text"]
    wanted = row["deadline"]
    assert item.deadline.kind in wanted["kind"].split("_or_")
    if wanted["kind"] == "date":
        assert (item.deadline.start and item.deadline.start.isoformat(), item.deadline.date and item.deadline.date.isoformat()) == (
            wanted["start"],
            wanted["end"],
        )
        assert [day.isoformat() for day in item.deadline.milestones] == wanted.get("multiple", [])


def check_units(item: Item, row: dict[str, Any], loaded: Loaded) -> None:
    """Units by role: titles of one meaning (牵头, 牵头单位) share a role, named by the first of them."""
    keys = {title: key for key, title in loaded.plan.roles.items()}
    wanted: dict[str, list[str]] = {}
    for title, names in row.get("units", {}).items():
        key = keys.get(title) or draft.role_keys([title, "其他"])[title]
        wanted.setdefault(key, []).extend(names)
    assert {role: list(names) for role, names in item.units.items() if names} == wanted


@pytest.mark.parametrize("name", ["wuhai/wuhai.docx", "wuhai/wuhai_misaligned.docx", "wuhai/wuhai.xlsx", "seed.txt"])
def test_the_wuhai_files_are_the_shipped_plan(name: str) -> None:
    found, loaded = imported(DATA / name)
    shipped = load(PLAN.read_bytes(), PLAN)
    assert loaded.plan.title == shipped.plan.title
    assert loaded.plan.issued == shipped.plan.issued
    assert loaded.plan.roles == shipped.plan.roles
    assert list(loaded.domains) == list(shipped.domains)
    for mine, theirs in zip(loaded.items, shipped.items, strict=True):
        assert (mine.id, mine.content, mine.task, mine.task_name) == (theirs.id, theirs.content, theirs.task, theirs.task_name)
        assert mine.units == theirs.units
        assert mine.domains == theirs.domains
        assert mine.deadline == theirs.deadline
        assert mine.basis == theirs.basis
    doubtful = [row for row in found.rows if row.doubts]
    if name == "seed.txt":
        # the row that its merged cells pushed out of place, which the text alone cannot settle
        assert any("有歧义" in doubt for row in doubtful if row.content == "公共资源交易领域" for doubt in row.doubts)
    else:
        assert not doubtful


def test_the_result_is_written_as_a_person_would(run: Run, tmp_path: Path) -> None:
    source = DATA / "wuhai" / "wuhai.docx"
    answer = run("import", str(source), "-o", "plan.yaml")
    assert "33 项" in answer.out
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    assert "    units: {lead: [各区政府], supervise: [市政府]}\n    deadline: 2020年10月底" in text
    assert len(text.splitlines()) < len(PLAN.read_text(encoding="utf-8").splitlines()) + 5
    assert "# 来源" not in text
    doubtful = run("import", str(DATA / "tables" / "made_zhenggai.xlsx")).out
    assert "# 来源: made_zhenggai.xlsx 任务分解 第13行" in doubtful
    assert len(run("due", "--before", "2021-06", "--plan", "plan.yaml").lines) == 22


def test_messages_name_the_place(run: Run) -> None:
    assert "第1个表 第8行" in run("import", str(DATA / "tables" / "made_roles.docx")).err
    assert "seed.txt 第" in run("import", str(DATA / "seed.txt")).err


# --- other sources ----------------------------------------------------------------------------------------------------

TABLE = "序号\t重点任务\t工作措施\t牵头单位\t配合单位\t完成时间\n1\t任务甲\t措施一\t市民政局\t市财政局、教育局\t6月底\n\t\t措施二\t\t\t9月底\n2\t任务乙\t措施三\t市教育局\t\t年底前\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("kind", ["txt", "tsv", "csv", "md"])
def test_text_in_every_encoding(run: Run, tmp_path: Path, kind: str, encoding: str) -> None:
    lines = [line.split("\t") for line in TABLE.splitlines()]
    if kind == "csv":
        text = "\n".join(",".join(line) for line in lines)
    elif kind == "md":
        text = "\n".join(f"| {' | '.join(line)} |" for line in [lines[0], ["---"] * 6, *lines[1:]])
    else:
        text = TABLE
    (tmp_path / f"表.{kind}").write_bytes(text.encode(encoding))
    items = run("import", f"表.{kind}", "--issued", "2021", "--dry-run", "--format", "json").json["items"]
    assert [
        (item["id"], item["content"], item["units"]["lead"], item["units"]["cooperate"], item["deadline"]["date"]) for item in items
    ] == [
        ("1.1", "措施一", ["市民政局"], ["市财政局", "市教育局"], "2021-06-30"),
        ("1.2", "措施二", ["市民政局"], ["市财政局", "市教育局"], "2021-09-30"),
        ("2.1", "措施三", ["市教育局"], [], "2021-12-31"),
    ]


def test_standard_input(run: Run) -> None:
    assert "措施三" in run("import", "-", "--issued", "2021", stdin=TABLE).out


def word(
    rows: list[list[str]], merges: list[tuple[tuple[int, int], tuple[int, int]]] | None = None, title: str = "某市2023年工作任务分解表"
) -> bytes:
    document = WordDocument()
    document.add_paragraph("附件1")
    document.add_paragraph(title)
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    for start, end in merges or []:
        merged = table.cell(*start).merge(table.cell(*end))
        merged.text = rows[start[0]][start[1]]
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def test_word_with_merges_sections_and_footnotes() -> None:
    rows = [
        ["序号", "工作任务", "具体内容", "责任单位", "完成时限"],
        ["一、基础工作", "", "", "", ""],
        ["1", "编目录", "编目录一", "市财政局会市教育局", "2023年6月30日前"],
        ["", "", "编目录二", "", "8月底前"],
        ["二、提升工作", "", "", "", ""],
        ["2", "强监督", "强监督一", "各区政府", "长期坚持"],
        ["序号", "工作任务", "具体内容", "责任单位", "完成时限"],
        ["3", "抓落实", "抓落实一", "市水务局等有关部门按职责分工负责", "每季度末"],
        ["注：责任单位排第一位的为牵头单位", "", "", "", ""],
    ]
    merges = [((1, 0), (1, 4)), ((2, 0), (3, 0)), ((2, 1), (3, 1)), ((2, 3), (3, 3)), ((4, 0), (4, 4)), ((8, 0), (8, 4))]
    found = extract(read_bytes(word(rows, merges), "表.docx", ".docx"))
    assert found.title == "某市2023年工作任务分解表"
    assert [(row.section, row.number, row.content, row.units) for row in found.rows] == [
        ("一、基础工作", "1", "编目录一", {"牵头": ["市财政局"], "会同": ["市教育局"]}),
        ("一、基础工作", "1", "编目录二", {"牵头": ["市财政局"], "会同": ["市教育局"]}),
        ("二、提升工作", "2", "强监督一", {"责任单位": ["各区政府"]}),
        ("二、提升工作", "3", "抓落实一", {"责任单位": ["市水务局", "有关部门"]}),
    ]
    assert found.notes == ["注：责任单位排第一位的为牵头单位"]


def test_ids_can_be_typed_and_a_title_is_never_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "整改清单.txt").write_text(
        "序号\t问题\t整改措施\t责任单位\t时限\n（一）\t甲\t一\t市民政局\t2021年6月底\n（二）\t乙\t二\t市民政局\t2021年7月底\n",
        encoding="utf-8",
    )
    document = run("import", "整改清单.txt", "--format", "json").json
    assert document["plan"]["title"] == "整改清单"
    assert [item["id"] for item in document["items"]] == ["1.1", "2.1"]
    assert "number: （一）" in run("import", "整改清单.txt").out


def test_automatic_numbers_of_word() -> None:
    """Numbers that Word itself counts stand in no text: they are read from the list that the paragraph belongs to."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = WordDocument()
    document.add_paragraph("某市2023年工作任务分解表")
    table = document.add_table(4, 4)
    for column, text in enumerate(["序号", "工作任务", "责任单位", "完成时限"]):
        table.cell(0, column).text = text
    for row in range(1, 4):
        properties = table.cell(row, 0).paragraphs[0]._p.get_or_add_pPr()
        numbering = OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", "0"), ("w:numId", _decimal_list(document))):
            node = OxmlElement(tag)
            node.set(qn("w:val"), value)
            numbering.append(node)
        properties.append(numbering)
        for column, text in enumerate([f"任务{row}", "市民政局", "6月底"], 1):
            table.cell(row, column).text = text
    data = io.BytesIO()
    document.save(data)
    found = extract(read_bytes(data.getvalue(), "表.docx", ".docx"))
    assert [(split_number(row.number), row.content) for row in found.rows] == [("1", "任务1"), ("2", "任务2"), ("3", "任务3")]


def split_number(text: str | None) -> str:
    return (text or "").rstrip(".")


def _decimal_list(document: Any) -> str:
    """Return the id of a decimal list in python-docx's default template."""
    from docx.oxml.ns import qn

    part = document.part.numbering_part.element
    abstract = {node.get(qn("w:abstractNumId")): node for node in part.findall(qn("w:abstractNum"))}
    for num in part.findall(qn("w:num")):
        source = abstract[num.find(qn("w:abstractNumId")).get(qn("w:val"))]
        if source.find(f"{qn('w:lvl')}/{qn('w:numFmt')}").get(qn("w:val")) == "decimal":
            return str(num.get(qn("w:numId")))
    raise AssertionError("the template has no decimal list")


def excel(rows: list[list[Any]], sheets: dict[str, list[list[Any]]] | None = None) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "任务"
    for row in rows:
        page.append(row)
    for name, lines in (sheets or {}).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_excel_with_real_dates_numbers_hidden_rows_and_explanations(run: Run, tmp_path: Path) -> None:
    import datetime as dt

    rows: list[list[Any]] = [
        ["序号", "任务名称", "主要内容", "责任部门", "责任人", "完成时限", "完成比例"],
        [1, "甲", "内容一", "民政科", "张 三", dt.datetime(2021, 6, 30), 0.5],
        [2, "乙", "内容二", "财务科", "李四", "11月", 1],
    ]
    (tmp_path / "表.xlsx").write_bytes(excel(rows, {"填表说明": [["一、请如实填写"], ["二、盖章上报"]], "空": []}))
    answer = run("import", "表.xlsx", "--issued", "2021", "--dry-run", "--format", "json")
    first, second = answer.json["items"]
    assert (first["deadline"]["date"], first["units"]["lead"]) == ("2021-06-30", ["民政科"])
    assert second["deadline"]["date"] == "2021-11-30"
    assert "填表说明" in answer.err
    assert "空" in answer.err


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        (
            "市发展改革委、工业和信息化委、住房和城乡建设局、农业局等",
            {"责任单位": ["市发展改革委", "市工业和信息化委", "市住房和城乡建设局", "市农业局"]},
        ),
        ("公安、卫生健康、市场监管部门", {"责任单位": ["公安部门", "卫生健康部门", "市场监管部门"]}),
        ("市教育局牵头，市财政局、人力资源社会保障局配合", {"牵头": ["市教育局"], "配合": ["市财政局", "市人力资源社会保障局"]}),
        ("牵头单位：市民政局；责任单位：各县（市、区）人民政府", {"牵头单位": ["市民政局"], "责任单位": ["各县（市、区）人民政府"]}),
        ("市大数据局（牵头）\n市公安局", {"牵头": ["市大数据局"], "责任单位": ["市公安局"]}),
        ("市财政局会市教育局", {"牵头": ["市财政局"], "会同": ["市教育局"]}),
        ("市人力资源和社会保障局", {"责任单位": ["市人力资源和社会保障局"]}),
        ("市委宣传部 市政府办公室", {"责任单位": ["市委宣传部", "市政府办公室"]}),
        ("市场监管局", {"责任单位": ["市场监管局"]}),
        ("市司法局和市财政局", {"责任单位": ["市司法局", "市财政局"]}),
        ("市发展和改革委员会", {"责任单位": ["市发展和改革委员会"]}),
        ("各乡镇人民政府、街道办事处，开发区管委会", {"责任单位": ["各乡镇人民政府", "街道办事处", "开发区管委会"]}),
        ("/", {}),
        ("", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_units_of_a_cell(cell: str, units: dict[str, list[str]]) -> None:
    assert assigned(cell, "责任单位").roles == units


@pytest.mark.parametrize(
    ("text", "policies"),
    [
        ("《甲》（国办发〔2019〕54号）", [("国办发〔2019〕54号", "甲")]),
        ("《甲》（国办发[2019]54号）、《乙》(国令第716号)", [("国办发〔2019〕54号", "甲"), ("国令第716号", "乙")]),
        ("《甲》（国办发（2019）54号）；党中央、国务院的文件", [("国办发〔2019〕54号", "甲"), (None, "党中央、国务院的文件")]),
        ("《关于印发《丙》的通知》（乌政办发【2020】3号）", [("乌政办发〔2020〕3号", "关于印发《丙》的通知")]),
        ("《中华人民共和国政府信息公开条例》", [(None, "中华人民共和国政府信息公开条例")]),
    ],
)
def test_policies_of_a_cell(text: str, policies: list[tuple[str | None, str]]) -> None:
    assert cited.policies(text) == policies


# --- never overwrites -----------------------------------------------------------------------------------------------


def test_an_existing_file_is_shown_and_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "表.txt").write_text(TABLE, encoding="utf-8")
    run("import", "表.txt", "--issued", "2021", "-o", "plan.yaml")
    before = (tmp_path / "plan.yaml").read_bytes()
    assert "没有差别" in run("import", "表.txt", "--issued", "2021", "-o", "plan.yaml").err
    (tmp_path / "表.txt").write_text(TABLE.replace("9月底", "10月底").replace("2\t任务乙\t措施三", "2\t任务乙\t措施四"), encoding="utf-8")
    answer = run("import", "表.txt", "--issued", "2021", "-o", "plan.yaml", code=5)
    assert "修改 1.2 完成时限：9月底 → 10月底" in answer.err
    assert "--yes" in answer.err
    assert (tmp_path / "plan.yaml").read_bytes() == before
    run("import", "表.txt", "--issued", "2021", "-o", "plan.yaml", "--yes")
    assert "10月底" in (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.glob(".*.tmp")] == []


def test_it_asks_on_a_terminal(run: Run, tmp_path: Path, env: dict[str, str]) -> None:
    import os
    import pty
    import subprocess
    import sys

    (tmp_path / "表.txt").write_text(TABLE, encoding="utf-8")
    run("import", "表.txt", "--issued", "2021", "-o", "plan.yaml")
    before = (tmp_path / "plan.yaml").read_bytes()
    (tmp_path / "表.txt").write_text(TABLE.replace("9月底", "10月底"), encoding="utf-8")
    command = [sys.executable, "-m", "govopen_cli", "import", "表.txt", "--issued", "2021", "-o", "plan.yaml"]
    for answer, changed in (("否\n", False), ("是\n", True)):
        master, slave = pty.openpty()
        environment = {**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        child = subprocess.Popen(command, env=environment, cwd=tmp_path, stdin=slave, stdout=slave, stderr=subprocess.PIPE)
        os.close(slave)
        os.write(master, answer.encode())
        child.communicate(timeout=60)
        os.close(master)
        assert child.returncode == (0 if changed else 5)
        assert ((tmp_path / "plan.yaml").read_bytes() != before) is changed


def test_update_keeps_ids_and_marks_what_changed_after_completion(run: Run, tmp_path: Path) -> None:
    (tmp_path / "表.txt").write_text(TABLE, encoding="utf-8")
    run("import", "表.txt", "--issued", "2021", "-o", "tasks.yaml")
    text = (tmp_path / "tasks.yaml").read_text(encoding="utf-8")
    (tmp_path / "tasks.yaml").write_text(text.replace("timezone:", "alerts: [20]\ntimezone:"), encoding="utf-8")
    run("done", "1.2", "2.1", "--on", "2021-05-01")
    newer = TABLE.replace(
        "1\t任务甲\t措施一\t市民政局\t市财政局、教育局\t6月底\n\t\t措施二\t\t\t9月底",
        "1\t任务甲\t新措施\t市民政局\t市财政局、教育局\t6月底\n\t\t措施一\t\t\t6月底\n\t\t措施二\t\t\t10月底",
    )
    (tmp_path / "表.txt").write_text(newer, encoding="utf-8")
    run("import", "表.txt", "--update", "tasks.yaml", "--yes")
    items = {item["content"]: item for item in run("list", "--format", "json").json["items"]}
    assert {content: item["id"] for content, item in items.items()} == {"新措施": "1.3", "措施一": "1.1", "措施二": "1.2", "措施三": "2.1"}
    assert (items["措施二"]["status"], items["措施二"]["review_needed"]) == ("done", True)
    assert (items["措施三"]["status"], items["措施三"]["review_needed"]) == ("done", False)
    assert "需复核" in run("list").out
    assert "alerts: [20]" in (tmp_path / "tasks.yaml").read_text(encoding="utf-8")


# --- files that are none --------------------------------------------------------------------------------------------


def damaged() -> dict[str, bytes]:
    good = word([["序号", "工作任务", "责任单位", "完成时限"], ["1", "甲", "市民政局", "6月底"]])
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 300_000_000)
    wide = Workbook()
    assert wide.active is not None
    wide.active.append(["序号", "工作任务", "责任单位", "完成时限"])
    wide.active.cell(2, 10_000, "x")
    wide_data = io.BytesIO()
    wide.save(wide_data)
    return {
        "truncated.docx": good[: len(good) // 2],
        "garbage.docx": b"PK\x03\x04" + b"\0" * 100,
        "no-table.docx": _no_table(),
        "encrypted.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
        "bomb.xlsx": bomb.getvalue(),
        "repeated.xlsx": repeated_cells(),
        "wide.xlsx": wide_data.getvalue(),
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 4,
        "prose.txt": "这里没有表格。\n只有文字。\n".encode(),
    }


def repeated_cells() -> bytes:
    """A sheet of 95 MB that is one cell again and again, in a file of 0.4 MB."""
    book = Workbook()
    data = io.BytesIO()
    book.save(data)
    row = b"<row>" + b'<c t="inlineStr"><is><t>A</t></is></c>' * 100 + b"</row>"
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + row * 25_000
        + b"</sheetData></worksheet>"
    )
    result = io.BytesIO()
    with zipfile.ZipFile(data) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, xml if info.filename == "xl/worksheets/sheet1.xml" else source.read(info))
    return result.getvalue()


def _no_table() -> bytes:
    document = WordDocument()
    document.add_paragraph("只有文字")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def test_files_that_are_no_table(run: Run, tmp_path: Path) -> None:
    for name, data in damaged().items():
        (tmp_path / name).write_bytes(data)
        answer = run("import", name, "-o", "plan.yaml", code=2)
        assert answer.err.splitlines()[-1].startswith("错误："), name
        assert name in answer.err
        assert not (tmp_path / "plan.yaml").exists()
    assert "nothing.docx" in run("import", "nothing.docx", code=2).err


def test_ten_thousand_empty_columns_are_no_burden(run: Run, tmp_path: Path) -> None:
    """Formatting far to the right without any text does not count as columns."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["序号", "工作任务", "责任单位", "完成时限"])
    page.append([1, "甲", "市民政局", "6月底"])
    from openpyxl.styles import Font

    page.cell(1, 10_000).font = Font(bold=True)
    book.save(tmp_path / "表.xlsx")
    assert "甲" in run("import", "表.xlsx", "--issued", "2021").out


def test_seed_rows_are_the_hand_written_ones() -> None:
    found = extract(read_file(DATA / "seed.txt"))
    assert [row.content for row in found.rows] == [row[1] for row in SEED]


def test_a_flat_table_has_ids_as_its_numbers(run: Run, tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text(
        "序号,重点工作,责任单位,完成时限\n1,修路,县交通局,6月底\n2,植树,县林业局,年底前\n3,建校,县教育局,9月底\n", encoding="utf-8"
    )
    run("import", "表.csv", "--issued", "2021", "-o", "tasks.yaml")
    assert run("list").ids == ["1", "2", "3"]
    run("done", "2", "--on", "2021-06-01")
    run("add", "再加一件", "--task", "1", "--unit", "县水务局")
    assert run("list").ids == ["1", "2", "3", "4"]
    (tmp_path / "无号.csv").write_text("重点工作,责任单位,完成时限\n修路,县交通局,6月底\n植树,县林业局,年底前\n", encoding="utf-8")
    run("import", "无号.csv", "--issued", "2021", "-o", "other.yaml")
    assert run("list", "--plan", "other.yaml").ids == ["1", "2"]
