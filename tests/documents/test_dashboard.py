"""The dashboard in a real browser: its filters give what ``list`` gives, nothing leaves the page, hostile texts stay text."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.conftest import ROOT, Run
from tests.documents.browsers import Browse, needs_chromium, shown

DAY = ("--today", "2020-10-28")


@pytest.fixture
def page(run: Run, tmp_path: Path) -> Path:
    run("done", "1.5", "--unit", "海南区政府", "--on", "2020-10-20", "--evidence", "乌政办发〔2020〕3号", "--state", "s.db", *DAY)
    run("done", "1.6", "--on", "2020-10-20", "--state", "s.db", *DAY)
    run("export", "-o", "看板.html", "--state", "s.db", *DAY)
    return tmp_path / "看板.html"


@needs_chromium
@pytest.mark.parametrize(
    "by",
    [
        {}, {"unit": "市民政局"}, {"unit": "海勃湾区政府"}, {"unit": "海南区政府", "status": "完成"}, {"status": "逾期"}, {"domain": "救灾"},
        {"task": "4"}, {"unit": "市政府", "domain": "养老服务", "status": "临期"}, {"unit": "乌达区政府", "status": "适时", "task": "6"},
    ],
    ids=str,
)  # fmt: skip
def test_a_filter_gives_what_list_gives(run: Run, page: Path, browse: Browse, by: dict[str, str]) -> None:
    named = [word for name, value in by.items() if name != "status" for word in (f"--{name}", value)]
    answer = run("list", "--format", "json", "--state", "s.db", *named, *DAY).json
    wanted = [item["id"] for item in answer["items"] if item["light"] == by.get("status", item["light"])]
    assert wanted
    document = browse(page, "&".join(f"{name}={quote(value)}" for name, value in by.items()))
    assert shown(document) == wanted
    assert f"共 33 项，符合条件 {len(wanted)} 项" in document


@needs_chromium
def test_full_text_finds_evidence_and_history(page: Path, browse: Browse) -> None:
    assert shown(browse(page, f"text={quote('乌政办发〔2020〕3号')}")) == ["1.5"]
    assert shown(browse(page, f"text={quote('测试员 1.6')}")) == ["1.6"]


@needs_chromium
def test_a_unit_sees_the_standing_of_its_own_part(page: Path, browse: Browse) -> None:
    for unit, words in (("海南区政府", "完成"), ("乌达区政府", "临期")):
        document = browse(page, f"unit={quote(unit)}&text={quote('财政预决算')}")
        row = document.split('data-id="1.5"', 1)[1].split("</tbody>", 1)[0]
        assert re.findall(r'<span class="word [a-z]+">([^<]+)</span>', row) == [words]


def test_without_script_everything_is_there(page: Path, run: Run) -> None:
    text = page.read_text(encoding="utf-8")
    for item in run("list", "--format", "json", "--state", "s.db", *DAY).json["items"]:
        assert unescape(text).count(item["content"]) >= 2  # in the matrix and in the list
    assert "乌政办发〔2020〕3号" in text


def test_nothing_refers_outside_the_file(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"https?:|<link|<img|@import|url\(|src=|cookie|localStorage", text)
    assert "default-src 'none'" in text


@needs_chromium
def test_no_request_leaves(page: Path, browse: Browse, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    browse(page, "", f"--log-net-log={log}")
    events = [event.get("params", {}) for event in json.loads(log.read_text(encoding="utf-8"))["events"]]
    # the browser's own housekeeping has no page behind it
    asked = {event["url"] for event in events if "url" in event and event.get("initiator", "not an origin") != "not an origin"}
    assert {url for url in asked if not url.startswith("file:")} == set()


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'; alert(1); //", "{{ 7 * 7 }}", "</tbody></table>", "&amp;<b>"]


@needs_chromium
def test_hostile_texts_stay_text(run: Run, plan_file: Callable[[str], Path], tmp_path: Path, browse: Browse) -> None:
    rows = "".join(f"      - {{id: '{number}', content: {json.dumps(text)}}}\n" for number, text in enumerate(HOSTILE, 1))
    plan_file(
        "version: 1\nid: t\ntitle: '<script>标题</script>'\nissued: 2020\nroles: {lead: 责任单位}\ntasks:\n"
        f"  - no: 1\n    name: '<i>任务</i>'\n    units: {{lead: ['<b>局</b>']}}\n    deadline: 年底前\n    items:\n{rows}"
    )
    run("progress", "1", "--note", HOSTILE[1], *DAY)
    run("export", "-o", "看板.html", *DAY)
    document = browse(tmp_path / "看板.html")
    assert len(re.findall(r"<script", document)) == 2  # our own
    assert "<img" not in document
    assert "<b>局" not in document
    assert shown(document) == [str(number) for number in range(1, len(HOSTILE) + 1)]
    plain = unescape(re.sub(r"<(?:style|script)>.*?</(?:style|script)>", "", document, flags=re.DOTALL))
    assert all(text in plain for text in HOSTILE)


def luminance(colour: str) -> float:
    full = colour if len(colour) == 7 else "#" + "".join(2 * char for char in colour[1:])
    parts = [int(full[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_has_contrast() -> None:
    """WCAG 2: at least 4.5 between a text and what it stands on."""
    style = (ROOT / "src/govopen_cli/resources/templates/dashboard.html").read_text(encoding="utf-8").split("</style>")[0]
    pairs = []
    for rule in re.findall(r"\{([^{}]*)\}", style):
        colour = re.search(r"(?<!-)color: (#[0-9a-f]{3,6})", rule)
        ground = re.search(r"background: (#[0-9a-f]{3,6})", rule)
        if colour:
            pairs.append((colour[1], ground[1] if ground else "#fff"))
    assert len(pairs) > 8
    for front, back in pairs:
        lighter, darker = sorted((luminance(front), luminance(back)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (front, back)


def test_a_thousand_items_stay_under_a_megabyte(run: Run, plan_file: Callable[[str], Path], tmp_path: Path) -> None:
    rows = "".join(
        f"      - {{id: '1.{number}', content: 落实第{number}号重点工作的任务要求并按时报送进展情况, deadline: {number % 12 + 1}月底}}\n"
        for number in range(1, 1001)
    )
    plan_file(
        "version: 1\nid: t\ntitle: 重点工作\nissued: 2021\nroles: {lead: 责任单位, guide: 指导单位}\nunits:\n"
        "  各区政府: {members: [甲区政府, 乙区政府, 丙区政府]}\ntasks:\n"
        f"  - no: 1\n    name: 任务\n    units: {{lead: [各区政府], guide: [市民政局]}}\n    items:\n{rows}"
    )
    run("export", "-o", "看板.html", "--today", "2021-06-15")
    assert (tmp_path / "看板.html").stat().st_size < 1_000_000
