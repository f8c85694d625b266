"""Notices as paper: what stands on them, the office's own templates, and how LibreOffice sets the pages."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st

from govopen_cli.cli.letters import Outbox
from govopen_cli.documents import notice, tags
from govopen_cli.documents.measure import cleaned
from govopen_cli.errors import OutputError
from govopen_cli.ledger.status import evaluate
from govopen_cli.plan.file.load import load
from govopen_cli.plan.model import Office
from govopen_cli.state.facts import NOTHING
from tests.conftest import PLAN, Run
from tests.documents.offices import convert, libreoffice
from tests.documents.test_hostile import HOSTILE
from tests.plan.test_plan_data import SEED

DAY = ("--today", "2021-06-15")
OFFICE = Office("乌海市政务公开办公室", "乌政督", "张三", "0473-2998765")
LOADED = load(PLAN.read_bytes(), PLAN)


def letter(*ids: str, office: Office | None = OFFICE, unit: str = "海勃湾区政府", **item: Any) -> notice.Letter:
    plan = LOADED.plan._replace(office=office)
    rows = [evaluate(part._replace(**item), NOTHING, plan, date(2021, 6, 15)) for part in LOADED.items if not ids or part.id in ids]
    return notice.Letter(plan, "乌政督〔2021〕3号", unit, date(2021, 6, 15), date(2021, 6, 22), [notice.Ask(row, "催办") for row in rows])


def office_plan(folder: Path) -> None:
    text = PLAN.read_text(encoding="utf-8")
    head = "office: {name: 乌海市政务公开办公室, series: 乌政督, person: 张三, phone: 0473-2998765}\n"
    (folder / "tasks.yaml").write_text(text.replace("timezone:", f"{head}timezone:", 1), encoding="utf-8")


def read(data: Path | bytes) -> tuple[list[str], list[list[list[str]]]]:
    """Return the paragraphs of a docx file, and its tables by rows and cells."""
    document = WordDocument(io.BytesIO(data) if isinstance(data, bytes) else str(data))
    grid = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return [paragraph.text for paragraph in document.paragraphs], grid


# --- what stands on a notice ----------------------------------------------------------------------------------------


def test_one_letter_a_unit_says_what_the_table_says(run: Run, tmp_path: Path) -> None:
    office_plan(tmp_path)
    answer = run("notice", "-o", "通知", "--reply-by", "2021-06-25", *DAY)
    assert answer.lines[0].startswith("乌政督〔2021〕1号 提醒 海勃湾区政府：21 项，请于 2021-06-25 前答复，")
    files = sorted((tmp_path / "通知").iterdir())
    assert [path.name for path in files] == [
        f"乌政督〔2021〕{number}号 {unit}.docx" for number, unit in enumerate(["海勃湾区政府", "海南区政府", "乌达区政府", "市政府"], 1)
    ]
    lines, (items, slip) = read(files[0])
    text = "\n".join(lines)
    for said in (
        "提醒单", "乌政督〔2021〕1号", "海勃湾区政府：", "21项", "其中逾期21项", "2021年6月25日前", "联系人：张三，联系电话：0473-2998765", "回　执",
        "乌海市政务公开办公室\n2021年6月15日", "沿此线裁下", "《国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见》（国办发〔2019〕54号）",
    ):  # fmt: skip
        assert said in text
    assert items[0] == ["序号", "事项", "完成时限", "逾期天数", "级别", "依据", "办理要求"]
    assert slip[0][:2] == ["收文单位", "海勃湾区政府"]
    due = {"2020年6月底": date(2020, 6, 30), "2020年8月底": date(2020, 8, 31), "2020年10月底": date(2020, 10, 31)}
    due |= {"2021年3月底": date(2021, 3, 31), "2021年5月底": date(2021, 5, 31)}
    seed = {row[0]: row for row in SEED}
    assert len(items) == 22
    for number, row in enumerate(items[1:], 1):
        found, content = re.fullmatch("([^　]+)　(?:[^：]+：)?(.+)", row[1]).groups()  # type: ignore[union-attr]
        _, wanted, _, lead, _, _, phrase = seed[found]
        assert (row[0], content, lead) == (str(number), wanted, "各区政府")
        day = due[phrase]
        assert row[2] == f"{phrase}\n{day.year}年{day.month}月{day.day}日"
        assert row[3] == str((date(2021, 6, 15) - day).days)
        assert (row[4], row[6]) == ("提醒", "立即办理，报告完成情况")
    assert next(row[5] for row in items if row[1].startswith("1.6")) == "国办发〔2019〕54号"


def test_a_letter_an_item_and_the_next_level(run: Run, tmp_path: Path) -> None:
    office_plan(tmp_path)
    assert len(run("notice", "1.6", "6.2", "--unit", "海勃湾区政府", "--per", "item", "-o", "一", *DAY).lines) == 2
    run("notice", "1.6", "1.7", "--unit", "海勃湾区政府", "-o", "二", *DAY)
    lines, (items, _) = read(tmp_path / "二" / "乌政督〔2021〕3号 海勃湾区政府.docx")
    assert lines[0] == "催办单"
    assert [row[4] for row in items[1:]] == ["催办", "提醒"]
    run("notice", "1.7", "--unit", "海勃湾区政府", "--level", "督办", "-o", "三", *DAY)
    assert read(tmp_path / "三" / "乌政督〔2021〕4号 海勃湾区政府.docx")[0][0] == "督办通知单"


def test_a_trial_says_who_would_get_what_and_issues_nothing(run: Run, tmp_path: Path) -> None:
    answer = run("notice", "--dry-run", "--format", "json", *DAY).json
    assert [(part["number"], part["unit"], len(part["items"])) for part in answer["notices"]] == [
        ("督办〔2021〕1号", "海勃湾区政府", 21), ("督办〔2021〕2号", "海南区政府", 21), ("督办〔2021〕3号", "乌达区政府", 21), ("督办〔2021〕4号", "市政府", 1)
    ]  # fmt: skip
    assert answer["notices"][0]["items"][0]["level"] == "提醒"
    assert not list(tmp_path.glob("*.db"))
    assert run("notice", "--list").out == ""


def test_what_a_district_has_done_is_not_asked_of_it(run: Run, tmp_path: Path) -> None:
    office_plan(tmp_path)
    run("done", "1.6", "--unit", "海勃湾区政府", *DAY)
    answer = run("notice", "1.6", "--format", "text", *DAY)
    assert [line.split("】")[1].split("：")[0] for line in answer.lines] == ["海南区政府", "乌达区政府"]
    assert "没有要发的通知" in run("notice", "1.6", "--unit", "海勃湾区政府", "-o", "x", *DAY).err
    assert len(run("notice", "--list", *DAY).lines) == 2


def office_that_accepts(folder: Path) -> None:
    office_plan(folder)
    path = folder / "tasks.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("timezone:", "closing: accept\ntimezone:", 1), encoding="utf-8")


def test_what_waits_for_the_office_is_asked_of_nobody(run: Run, tmp_path: Path) -> None:
    office_that_accepts(tmp_path)
    run("submit", "1.6", "--unit", "海南区政府", "--on", "2020-12-20", *DAY)  # too late, so that it stays overdue
    for words in (("1.6",), ()):
        answer = run("notice", *words, "--unit", "海南区政府", "--dry-run", *DAY)
        assert answer.err == "1.6 海南区政府已申请销号，等待验收，没有发文；运行 govopen inbox 可查看\n"
        assert not any("  1.6  " in line for line in answer.lines)
    assert len(run("notice", "1.6", "--format", "text", *DAY).lines) == 2  # the two other districts


def test_what_is_asked_says_what_is_left_and_what_was_returned(run: Run, tmp_path: Path) -> None:
    office_that_accepts(tmp_path)
    run("done", "1.6", "--unit", "海南区政府", "--domain", "安全生产", "--approved-by", "李四", *DAY)
    run("submit", "1.2", "--unit", "海南区政府", "--domain", "征地补偿", *DAY)
    run("submit", "1.7", "1.9", "--unit", "海南区政府", *DAY)
    run("return", "1.7", "--unit", "海南区政府", "--reason", "目录不全", *DAY)
    run("return", "1.9", "--unit", "海南区政府", "--reason", "没有佐证", "--by", "2021-06-30", *DAY)
    run("notice", "1.2", "1.5", "1.6", "1.7", "1.9", "--unit", "海南区政府", "-o", "通知", *DAY)
    (path,) = (tmp_path / "通知").iterdir()
    _, (items, _) = read(path)
    assert [row[6] for row in items[1:]] == [
        "立即办理，报告完成情况（尚未完成：城乡规划）",
        "立即办理，报告完成情况",
        "立即办理，报告完成情况（尚未完成：救灾）",
        "按退回意见补正，重新申请销号（退回意见：目录不全）",
        "按退回意见补正，于2021年6月30日前重新申请销号（退回意见：没有佐证）",
    ]
    assert items[1][1] == "1.2　编制基层政务公开事项标准目录：城乡规划领域、征地补偿领域"


def test_an_item_without_a_content_is_named_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(
        "version: 1\nid: p\ntitle: 表\nissued: 2020\nroles: {lead: 责任单位}\nunits: {甲局: }\n"
        "tasks:\n- {no: 1, name: 建立台账, units: {lead: 甲局}, items: [{id: '1', content: '', deadline: 2020年底}]}\n",
        encoding="utf-8",
    )
    run("notice", "-o", "通知", *DAY)
    (path,) = (tmp_path / "通知").iterdir()
    assert read(path)[1][0][1][1] == "1　建立台账"


def test_who_supervises_is_asked_by_name_or_by_role(run: Run, tmp_path: Path) -> None:
    office_plan(tmp_path)
    assert run("notice", "1.6", "--unit", "市民政局", "--format", "text", *DAY).out.startswith("【乌政督〔2021〕1号·提醒】市民政局：")
    lines = run("notice", "1.6", "--role", "指导责任单位", "--format", "text", *DAY).lines
    assert [line.split("】")[1].split("：")[0] for line in lines] == ["市应急管理局", "市民政局"]
    assert "·催办】" in lines[1]


def test_the_life_of_a_notice_on_the_command_line(run: Run, tmp_path: Path) -> None:
    office_plan(tmp_path)
    run("notice", "1.6", "-o", "通知", "--reply-by", "2021-06-18", *DAY)
    assert run("sign", "1", "督办〔2021〕2号", *DAY, code=2).err.startswith("错误：文号“督办〔2021〕2号”没有发过")
    assert (
        run("sign", "1", "2", "--on", "2021-06-16", "--today", "2021-06-20").lines[0]
        == "签收 乌政督〔2021〕1号 海勃湾区政府：2021-06-16（1 项）"
    )
    run("done", "1.6", "--unit", "海南区政府", "--on", "2021-06-17", "--today", "2021-06-20")
    listed = {line.split("  ")[0]: line.split("  ")[1] for line in run("notice", "--list", "--today", "2021-06-20").lines}
    assert listed == {"乌政督〔2021〕1号": "逾期未答复", "乌政督〔2021〕2号": "已答复", "乌政督〔2021〕3号": "逾期未答复"}
    record = run("notice", "--list", "--unit", "海南区政府", "--format", "json", "--today", "2021-06-20").json["notices"]
    assert record == [
        {
            "plan_id": "wuhai-2020", "number": "乌政督〔2021〕2号", "level": "提醒", "unit": "海南区政府", "issued_on": "2021-06-15", "reply_by": "2021-06-18",
            "signed_on": "2021-06-16", "answered_on": "2021-06-17", "standing": "已答复", "void": False, "items": [{"id": "1.6", "level": "提醒"}],
        }
    ]  # fmt: skip
    item = run("show", "1.6", "--format", "json", *DAY).json["items"][0]
    assert [part["number"] for part in item["notices"]] == [f"乌政督〔2021〕{number}号" for number in (1, 2, 3)]


# --- files ----------------------------------------------------------------------------------------------------------


def test_the_same_notice_again_is_the_same_bytes_whatever_happened_since(run: Run, tmp_path: Path) -> None:
    office_plan(tmp_path)
    run("progress", "1.6", "--note", "推进", *DAY)
    run("notice", "--unit", "海勃湾区政府", "-o", "一", *DAY)
    run("done", "1.6", "--today", "2021-06-20")
    run("notice", "--again", "1", "-o", "二", "--today", "2021-07-20")
    (before,), (after,) = (tmp_path / "一").iterdir(), (tmp_path / "二").iterdir()
    assert before.read_bytes() == after.read_bytes()
    assert len(run("notice", "--list").lines) == 1
    assert run("notice", "--again", "1", "--format", "text").out.startswith("【乌政督〔2021〕1号·提醒】海勃湾区政府")
    run("undo")
    run("undo")
    assert "已经作废" in run("notice", "--again", "1", "-o", "三", code=2).err


def test_where_a_file_cannot_be_written_nothing_is_recorded_and_nothing_left(run: Run, tmp_path: Path) -> None:
    office_plan(tmp_path)
    folder = tmp_path / "通知"
    folder.mkdir()
    (folder / "乌政督〔2021〕2号 海南区政府.docx").write_bytes(b"old")
    assert "没有覆盖" in run("notice", "1.6", "-o", "通知", *DAY, code=6).err
    assert [path.name for path in folder.iterdir()] == ["乌政督〔2021〕2号 海南区政府.docx"]
    assert run("notice", "--list").out == ""
    assert "不是文件夹" in run("notice", "1.6", "-o", "tasks.yaml", *DAY, code=6).err
    assert "-o 写明" in run("notice", "1.6", *DAY, code=2).err
    assert "没有格式“json”" in run("notice", "1.6", "--format", "json", "-o", "x", *DAY, code=2).err
    assert "只用于 docx" in run("notice", "1.6", "--format", "text", "--template", "x", *DAY, code=2).err
    run("notice", "1.6", "-o", "别处", *DAY)
    assert len(list((tmp_path / "别处").iterdir())) == 3


def test_an_outbox_takes_back_what_it_wrote(tmp_path: Path) -> None:
    one, other = letter("1.6"), letter("1.6", unit="a/b:c" + "长" * 100)
    outbox = Outbox(tmp_path / "x", ".docx", lambda _letter: b"data")
    outbox.send([one, other])
    assert sorted(path.name for path in outbox.paths) == [
        "乌政督〔2021〕3号 a_b_c" + "长" * 55 + ".docx",
        "乌政督〔2021〕3号 海勃湾区政府.docx",
    ]
    outbox.send([one])  # another attempt
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["乌政督〔2021〕3号 海勃湾区政府.docx"]
    with pytest.raises(OutputError):
        Outbox(tmp_path / "x", ".docx", lambda _letter: b"data").send([one])
    outbox.recall()
    assert list((tmp_path / "x").iterdir()) == []


# --- messages -------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(codec="utf-8"), max_size=400)


@given(st.integers(1, 33), TEXTS, TEXTS, TEXTS, st.one_of(st.none(), st.builds(Office, TEXTS, TEXTS, TEXTS, TEXTS)))
def test_a_message_has_three_hundred_characters_at_most(count: int, unit: str, content: str, title: str, office: Office | None) -> None:
    whole = letter(office=office, unit=unit, content=content)
    text = notice.message(whole._replace(asks=whole.asks[:count], plan=whole.plan._replace(title=title)))
    assert len(text) <= notice.MESSAGE
    assert "\n" not in text
    assert "2021年6月22日" in text


def test_a_message_names_what_fits_and_whom_to_ask() -> None:
    text = notice.message(letter())
    assert "联系人：张三，0473-2998765。乌海市政务公开办公室" in text
    assert "1.1“结合本级政府权责清单" in text
    named = len(re.findall(r"\d\.\d+“", text))
    assert f"另有{33 - named}项" in text
    assert "1.6“安全生产领域、救灾领域”，期限2020年10月31日，已逾期227天。请于2021年6月22日前答复。" in notice.message(letter("1.6"))


# --- the page -------------------------------------------------------------------------------------------------------

MM = 72 / 25.4
FONTS = {"方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"}


def fonts(path: Path) -> set[str]:
    """Return the fonts that the texts of a docx file name."""
    found: set[str] = set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"word/(document|header\d*|footer\d*|styles)\.xml", name):
                found |= set(re.findall(r'w:eastAsia="([^"a-z][^"]*)"', archive.read(name).decode()))
    return {name for name in found if "-" not in name}


def pages(path: Path, folder: Path) -> list[Any]:
    """Return the pages that LibreOffice makes of a docx file."""
    return pdfplumber.open(io.BytesIO(convert(path, "pdf", folder).read_bytes())).pages


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def measure(made: list[Any], *, least: float) -> str:
    """Hold what is true of every page of an official document; return the text of all of them."""
    for number, page in enumerate(made, 1):
        assert (page.width, page.height) == pytest.approx((210 * MM, 297 * MM), abs=1)
        assert min(char["size"] for char in page.chars) >= least - 0.01
        body = [char for char in page.chars if char["text"].strip() and char["bottom"] < 263 * MM]
        assert min(char["x0"] for char in body) >= 28 * MM - 3
        assert max(char["x1"] for char in body) <= 184 * MM + 6
        assert min(char["top"] for char in body) >= 37 * MM - 3
        foot = [char for char in page.chars if char["bottom"] >= 263 * MM]
        assert bare("".join(char["text"] for char in foot)) == f"—{number}—"
        middle = sum(char["x0"] for char in foot) / len(foot)
        assert (middle > 105 * MM) == (number % 2 == 1)  # outside: right on odd pages, left on even ones
    return bare("".join(page.extract_text() for page in made))


@libreoffice
@pytest.mark.parametrize("count", [1, 33])
def test_the_pages_of_a_notice(tmp_path: Path, count: int) -> None:
    whole = letter()
    whole = whole._replace(asks=whole.asks[:count])
    path = tmp_path / "notice.docx"
    path.write_bytes(notice.write(whole))
    assert fonts(path) <= FONTS
    made = pages(path, tmp_path)
    assert len(made) <= (2 if count == 1 else 8)
    measure(made, least=10.5)
    table = [bare("".join(cell or "" for cell in row)) for page in made for grid in page.extract_tables() for row in grid]
    for number, ask in enumerate(whole.asks, 1):
        item = ask.row.item
        (row,) = [line for line in table if line.startswith(f"{number}{item.id}")]
        assert bare(item.label) in row
        assert bare(item.deadline.text) in row
    pitch = [char["top"] for char in made[0].chars if char["size"] == pytest.approx(16, abs=0.1)]
    steps = sorted({round(top, 1) for top in pitch})
    near = [later - earlier for earlier, later in pairwise(steps) if 20 < later - earlier < 40]
    assert near
    assert min(abs(step - 28.9) for step in near) < 0.2
    slip = next(page for page in made if "回执" in bare(page.extract_text()))
    assert "答复意见" in bare(slip.extract_text())  # the slip is cut off in one piece


@libreoffice
def test_long_values_are_all_on_the_pages(tmp_path: Path) -> None:
    long = "".join(f"第{number}句，说明很长的内容。" for number in range(80))
    path = tmp_path / "long.docx"
    whole = letter("1.6", "1.7", content=f"{long}<b>&amp;{{{{甲}}}}{{% x %}}终", unit="单位" * 100)
    path.write_bytes(notice.write(whole._replace(plan=whole.plan._replace(title="标题" * 200))))
    made = pages(path, tmp_path)
    text = measure(made, least=10.5)
    assert text.count("第79句") == 2
    assert text.count("<b>&amp;{{甲}}{%x%}终") == 2


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_value_is_text(text: str) -> None:
    whole = letter("1.6", office=Office(text, text, text, text), unit=text, content=text)
    whole = whole._replace(plan=whole.plan._replace(title=text), number=text)
    data = notice.write(whole)
    assert data == notice.write(whole)
    lines, (items, _) = read(data)
    shown = bare(cleaned(text))
    assert shown in bare(items[1][1])
    assert shown in bare("".join(lines))


# --- the office's own template --------------------------------------------------------------------------------------


def test_the_default_template_offers_what_is_documented() -> None:
    values = notice.values(letter())
    assert list(values) == list(tags.TAGS["notice"])
    assert list(values["事项"][0]) == list(tags.TAGS["notice"]["事项"].fields or {})


def made(path: Path, build: Callable[[Any], None]) -> Path:
    document = WordDocument()
    build(document)
    document.save(str(path))
    return path


def test_a_template_of_the_office(run: Run, tmp_path: Path) -> None:
    office_plan(tmp_path)

    def build(document: Any) -> None:
        document.add_paragraph("致{{主送}}（{{级别}}）：")
        document.add_paragraph("{%p for 项 in 事项 %}")
        document.add_paragraph("{{loop.index}}. {{项.内容}}，{% if 项.期限 %}{{项.期限}}{% endif %}")
        document.add_paragraph("{%p endfor %}")
        document.sections[0].header.paragraphs[0].text = "{{落款}}{{文号}}"

    made(tmp_path / "own.docx", build)
    assert run("template", "--check", "own.docx").out.startswith("—  没有用到（不是错误）：标题、任务分解表、")
    run("notice", "1.6", "--unit", "海勃湾区政府", "--template", "own.docx", "-o", "x", *DAY)
    (path,) = (tmp_path / "x").iterdir()
    assert read(path)[0] == ["致海勃湾区政府（提醒）：", "1. 安全生产领域、救灾领域，2020年10月31日"]
    assert WordDocument(str(path)).sections[0].header.paragraphs[0].text == "乌海市政务公开办公室乌政督〔2021〕1号"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "打不开"),
        (b"PK\x03\x04 half", "打不开"),
        (None, "读不出来"),
    ],
)
def test_a_damaged_template_is_refused_and_nothing_recorded(run: Run, tmp_path: Path, data: bytes | None, sentence: str) -> None:
    office_plan(tmp_path)
    if data is not None:
        (tmp_path / "bad.docx").write_bytes(data)
    error = run("notice", "1.6", "--template", "bad.docx", "-o", "x", *DAY, code=2).err
    assert sentence in error
    assert len(error.splitlines()) == 1
    assert run("notice", "--list").out == ""
    assert not list(tmp_path.glob("x/*"))


def test_a_template_that_names_what_there_is_not_records_nothing(run: Run, tmp_path: Path) -> None:
    office_plan(tmp_path)
    made(tmp_path / "bad.docx", lambda document: document.add_paragraph("{{主送单位}}"))
    error = run("notice", "1.6", "--template", "bad.docx", "-o", "x", *DAY, code=2).err
    assert "里没有名为“主送单位”的内容可填；运行 govopen template --check bad.docx 可逐处查看" in error
    assert run("notice", "--list").out == ""
