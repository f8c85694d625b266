"""Bulletins: every figure is the report's own; the same sentences in Word, Markdown and HTML; what an office's template may do."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn

from tests.conftest import PLAN, Run
from tests.documents.offices import convert, libreoffice
from tests.documents.test_hostile import HOSTILE
from tests.plans import dated, plan

DAY = ("--today", "2021-06-15")
ACTS = (
    "done 1.1 --on 2020-06-20", "done 1.2 --unit 海南区政府 --on 2020-11-05", "done 1.5 --unit 海勃湾区政府 --on 2020-10-20", "done 1.6 --on 2021-06-02",
    "done 1.4 --on 2020-10-31", "extend 1.3 --to 2021-08-31 --reason 机构改革 --approved-by 市长", "waive 1.7 --reason 不再开展 --approved-by 市长",
)  # fmt: skip
# the column of an annex and the key of the report
FIGURES = {
    "事项": "total", "应完成": "due", "已完成": "done", "逾期完成": "done_late", "逾期": "overdue", "30日内到期": "within_30_days", "持续推进": "open_ended",
    "完成率": "completion", "按时率": "punctuality", "待验收": "waiting", "最长待验收天数": "waiting_days", "退回次数": "returns",
}  # fmt: skip


def recorded(run: Run) -> None:
    for act in ACTS:
        run(*act.split(), *DAY)


class Read:
    """A bulletin as a reader of the Word file has it: its paragraphs, and its tables by their captions."""

    def __init__(self, path: Path) -> None:
        document = WordDocument(str(path))
        self.paragraphs: list[str] = []
        self.tables: dict[str, list[dict[str, str]]] = {}
        for node in document.element.body:
            text = "".join(part.text or "" for part in node.iter(qn("w:t")))
            if node.tag == qn("w:p"):
                self.paragraphs.append(text)
            elif node.tag == qn("w:tbl"):
                lines = [
                    ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))] for row in node.iter(qn("w:tr"))
                ]
                self.tables[self.paragraphs[-1].split("　")[1]] = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
        self.text = "\n".join(self.paragraphs)


def shown(value: Any, title: str) -> str:
    if title in ("完成率", "按时率"):
        return "—" if value is None else f"{value * 100:.1f}%"
    return "—" if value is None else str(value)


def figure(text: str, before: str, behind: str = "") -> str:
    """Return the number that stands in a text between two words."""
    match = re.search(rf"{before}(-?\d[\d.]*%?){behind}", text)
    assert match is not None, (before, text)
    return match[1]


@pytest.mark.parametrize("group_by", ["unit", "domain", "task"])
def test_every_figure_is_the_reports(run: Run, tmp_path: Path, group_by: str) -> None:
    recorded(run)
    run("bulletin", "-o", "通报.docx", "--group-by", group_by, "--rank", *DAY)
    report = run("report", "--group-by", group_by, "--format", "json", *DAY).json
    paper, whole = Read(tmp_path / "通报.docx"), report["totals"]
    groups = {group["name"]: group for group in report["groups"] if group["name"] != "（无）"}
    leagues = [lines for caption, lines in paper.tables.items() if caption.endswith("办理情况")]
    head = next(iter(name for name in leagues[0][0] if name not in ("名次", *FIGURES)))
    told = {line[head]: line for lines in leagues for line in lines}
    assert set(told) == set(groups)
    for name, group in groups.items():
        for title, text in told[name].items():
            if title in FIGURES:
                assert text == shown(group[FIGURES[title]], title), (name, title)
        assert (told[name]["名次"] == "—") == (group["due"] == 0), name
    overall = paper.text
    assert figure(overall, "共有事项", "项") == str(whole["total"])
    assert figure(overall, "应完成", "项，其中已完成") == str(whole["due"])
    assert figure(overall, "其中已完成", "项") == str(whole["due_done"]) == str(round(whole["completion"] * whole["due"]))
    assert figure(overall, "按期完成", "项，完成率") == str(whole["due_on_time"]) == str(round(whole["punctuality"] * whole["due"]))
    assert figure(overall, "完成率") == shown(whole["completion"], "完成率")
    assert figure(overall, "按时率") == shown(whole["punctuality"], "按时率")
    assert figure(overall, "其中逾期", "项") == str(whole["overdue"])
    assert figure(overall, "持续推进", "项") == str(whole["open_ended"])
    assert figure(overall, "不再要求", "项") == str(whole["waived"]) == "1"
    assert overall.count("不再要求1项") == 2  # among the figures, and among the words
    states = paper.tables["各种状态的事项"]
    assert {line["状态"]: int(line["事项"]) for line in states[:-1]} == whole["lights"]
    assert sum(whole["lights"].values()) == whole["total"] == int(states[-1]["事项"])
    assert round(sum(float(line["占比"].rstrip("%")) for line in states[:-1]), 1) == 100.0
    late = paper.tables["逾期事项"]
    assert {name: sum(line[head] == name for line in late) for name in groups} == {name: group["overdue"] for name, group in groups.items()}
    for name, count in re.findall(r"([^：、（）]+)（(\d+)项，最长逾期", overall):
        assert int(count) == groups[name]["overdue"]


def test_a_unit_is_told_of_its_own_part(run: Run, tmp_path: Path) -> None:
    recorded(run)
    run("bulletin", "-o", "通报.docx", *DAY)
    late = {(line["责任单位"], line["编号"]): line for line in Read(tmp_path / "通报.docx").tables["逾期事项"]}
    assert ("海南区政府", "1.2") not in late  # 海南 has done it
    assert late["乌达区政府", "1.2"] == {
        "责任单位": "乌达区政府", "编号": "1.2", "具体内容": "城乡规划领域、征地补偿领域", "完成时限": "2020年10月底", "期限": "2020-10-31", "逾期天数": "227",
    }  # fmt: skip
    assert ("乌达区政府", "1.3") not in late  # extended


def test_a_month_is_compared_with_the_end_of_the_one_before(run: Run, tmp_path: Path) -> None:
    recorded(run)
    answer = run("bulletin", "-o", "六月.docx", "--month", "2021-06", *DAY)
    assert "截至 2021-06-15" in answer.err or not answer.err  # the note stands on terminals alone
    paper = Read(tmp_path / "六月.docx")
    now = run("report", "--effective", "2021-06-15", "--format", "json", *DAY).json["totals"]
    before = run("report", "--effective", "2021-05-31", "--format", "json", *DAY).json["totals"]
    assert "2021年6月落实情况的通报" in paper.text
    assert (now["due_done"], before["due_done"]) == (3, 2)  # 1.6 was done on 2021-06-02
    assert "与上月末（2021年5月31日）相比" in paper.text
    assert "已完成事项增加1项" in paper.text
    change = round(now["completion"] * 100, 1) - round(before["completion"] * 100, 1)
    assert f"完成率提高{change:.1f}个百分点" in paper.text
    run("bulletin", "-o", "五月.md", "--month", "2021年5月", *DAY)
    assert "截至2021年5月31日" in (tmp_path / "五月.md").read_text(encoding="utf-8")
    run("bulletin", "-o", "一季度.md", "--quarter", "2021年一季度", *DAY)
    text = (tmp_path / "一季度.md").read_text(encoding="utf-8")
    assert "2021年第一季度落实情况的通报" in text
    assert "截至2021年3月31日" in text
    assert "与上季度末（2020年12月31日）相比" in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--month", "2021-07"), "还没有开始"),
        (("--month", "2021"), "不是一个月"),
        (("--quarter", "2021-06"), "不是一个季度"),
        (("--month", "2021-06", "--quarter", "2021年二季度"), "只能写一个"),
        (("--month", "2021-05", "--effective", "2021-05-01"), "只能写一个"),
        (("--month", "无"), "--month"),
        (("--group-by", "x"), "可写"),
        (("--template", "无.docx"), "模板"),
    ],
)
def test_what_cannot_be_asked(run: Run, tmp_path: Path, more: tuple[str, ...], words: str) -> None:
    assert words in run("bulletin", "-o", "通报.docx", *more, *DAY, code=2).err
    assert not (tmp_path / "通报.docx").exists()


def test_a_bulletin_that_was_edited_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    assert "扩展名" in run("bulletin", "-o", "通报.pdf", *DAY, code=2).err
    (tmp_path / "通报.docx").write_bytes(b"mine")
    assert "没有覆盖" in run("bulletin", "-o", "通报.docx", *DAY, code=6).err
    assert (tmp_path / "通报.docx").read_bytes() == b"mine"
    run("bulletin", "-o", "通报.docx", "--force", *DAY)
    assert "总体情况" in Read(tmp_path / "通报.docx").text


def test_nothing_due_and_nothing_late(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("2021年12月底")), encoding="utf-8")
    run("bulletin", "-o", "通报.docx", "--rank", *DAY)
    paper = Read(tmp_path / "通报.docx")
    assert "没有到期应完成的事项，不作比较" in paper.text
    assert "截至2021年6月15日，没有逾期事项。" in paper.text
    assert "逾期事项" not in paper.tables
    assert [line["名次"] for line in paper.tables["各单位办理情况"]] == ["—"]


def test_who_completed_everything(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("2021年5月底"), dated("2021年5月底", "units: {lead: [市教育局]}")), encoding="utf-8")
    run("done", "1.1", "--on", "2021-05-20", *DAY)
    run("bulletin", "-o", "通报.docx", *DAY)
    text = Read(tmp_path / "通报.docx").text
    assert "市民政局（应完成1项，已完成1项，按期完成1项）到期应完成的事项全部完成。" in text
    assert "有逾期事项的单位1个：市教育局（1项，最长逾期15天）" in text
    assert "名次" not in text  # places are shown where they are asked for


def test_what_was_returned_is_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("2021年5月底"), dated("2021年5月底"), head="closing: accept\n"), encoding="utf-8")
    run("submit", "1.1", "1.2", "--on", "2021-05-20", *DAY)
    run("return", "1.1", "--reason", "佐证不全", "--on", "2021-05-25", *DAY)
    run("bulletin", "-o", "通报.docx", *DAY)
    paper, report = Read(tmp_path / "通报.docx"), run("report", "--group-by", "unit", "--format", "json", *DAY).json
    assert (report["totals"]["returns"], report["totals"]["waiting"]) == (1, 1)
    assert "退回重办的：市民政局（1次）" in paper.text
    assert "申请销号待验收1项" in paper.text
    (line,) = paper.tables["各单位办理情况"]
    assert (line["待验收"], line["退回次数"]) == ("1", "1")


class Plain(HTMLParser):
    """The text of a page, without its style."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.texts.append(data.strip())


def test_the_same_in_every_format_and_every_time(run: Run, tmp_path: Path) -> None:
    recorded(run)
    for name in ("通报.docx", "通报.md", "通报.html"):
        run("bulletin", "-o", name, "--rank", "--month", "2021-06", *DAY)
        run("bulletin", "-o", f"再{name}", "--rank", "--month", "2021-06", *DAY, TZ="America/New_York", PYTHONHASHSEED="7", LC_ALL="C")
        assert (tmp_path / name).read_bytes() == (tmp_path / f"再{name}").read_bytes()
    paper = Read(tmp_path / "通报.docx")
    page = Plain()
    page.feed((tmp_path / "通报.html").read_text(encoding="utf-8"))
    markdown = (tmp_path / "通报.md").read_text(encoding="utf-8")
    sentences = [text for text in paper.paragraphs if text.endswith("。") and "联系人" not in text and "通报如下" not in text]
    assert len(sentences) > 8
    assert [text for text in sentences if text not in page.texts or text not in markdown.replace("\\", "")] == []
    for lines in paper.tables.values():
        for line in lines:
            assert f"| {' | '.join(line.values())} |" in markdown
            assert all(text in page.texts for text in line.values())


def test_several_plans_are_one_bulletin(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "表"
    folder.mkdir()
    for number in (1, 2):
        text = plan(dated("2021年5月底")).replace("id: test", f"id: plan{number}")
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    run("bulletin", "-o", "通报.docx", "--plan", str(folder), *DAY)
    paper = Read(tmp_path / "通报.docx")
    assert "关于2 张任务分解表落实情况的通报" in paper.text
    assert [line["编号"] for line in paper.tables["逾期事项"]] == ["plan1/1.1", "plan2/1.1"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_stay_text(run: Run, tmp_path: Path, text: str) -> None:
    item = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=True)
    (tmp_path / "tasks.yaml").write_text(plan(f"content: {item}, deadline: 2021年5月底"), encoding="utf-8")
    if run("check", code=None).code == 3:
        return  # the plan itself is refused
    for name in ("通报.docx", "通报.md", "通报.html"):
        run("bulletin", "-o", name, *DAY)
    assert Read(tmp_path / "通报.docx").tables["逾期事项"][0]["具体内容"].startswith("前")
    page = (tmp_path / "通报.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "<script>" not in (tmp_path / "通报.md").read_text(encoding="utf-8").replace("\\<", "")


def test_the_offices_own_template(run: Run, tmp_path: Path) -> None:
    document = WordDocument()
    document.add_paragraph("{{落款}}：{{期间}}完成率{{完成率}}，逾期{{逾期}}项")
    for text in ("{%p for 段 in 存在的问题 %}", "{{段.文字}}", "{%p endfor %}"):
        document.add_paragraph(text)
    document.save(str(tmp_path / "模板.docx"))
    text = PLAN.read_text(encoding="utf-8").replace(
        "\ntitle:", "\noffice: {name: 乌海市政务公开办公室, person: 张三, phone: 0473-2998765}\ntitle:", 1
    )
    (tmp_path / "tasks.yaml").write_text(text, encoding="utf-8")
    assert run("template", "bulletin", "--check", "模板.docx", "--format", "json").json["flaws"] == []
    run("bulletin", "-o", "通报.docx", "--template", "模板.docx", "--month", "2021-06", *DAY)
    paper, whole = Read(tmp_path / "通报.docx"), run("report", "--effective", "2021-06-15", "--format", "json", *DAY).json["totals"]
    assert paper.paragraphs[0] == f"乌海市政务公开办公室：2021年6月完成率{shown(whole['completion'], '完成率')}，逾期{whole['overdue']}项"
    assert paper.paragraphs[1].startswith("有逾期事项的单位4个：")
    document.add_paragraph("{{文号}}")
    document.save(str(tmp_path / "模板.docx"))
    assert "文号" in run("bulletin", "-o", "再.docx", "--template", "模板.docx", *DAY, code=2).err


@libreoffice
def test_the_pages(run: Run, tmp_path: Path) -> None:
    """A4 upright with the margins of an official document, nothing outside them, no day broken over lines, no letter below 10 points."""
    recorded(run)
    run("bulletin", "-o", "通报.docx", "--rank", "--month", "2021-06", *DAY)
    with pdfplumber.open(convert(tmp_path / "通报.docx", "pdf", tmp_path / "pdf")) as pdf:
        for page in pdf.pages:
            assert (round(page.width), round(page.height)) == (595, 842)
            assert all(
                letter["size"] >= 10 and letter["x0"] >= 79 and letter["x1"] <= 595 - 73 for letter in page.chars if letter["text"].strip()
            )
        text = "\n".join(page.extract_text() for page in pdf.pages)
    late = Read(tmp_path / "通报.docx").tables["逾期事项"]
    assert text.count("2020-10-31") == sum(line["期限"] == "2020-10-31" for line in late)
    body = next(part for part in WordDocument(str(tmp_path / "通报.docx")).paragraphs if part.text.startswith("截至"))
    assert body.runs[0].font.name == "仿宋_GB2312"
    assert WordDocument(str(tmp_path / "通报.docx")).styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.9, abs=0.05)
