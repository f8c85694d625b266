"""What people and other offices type is text in every document: no character ends an export, none of it is markup."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import icalendar
import pytest
from docx import Document as WordDocument
from lxml import etree
from openpyxl import load_workbook

from govopen_cli.documents import dashboard, docx, ics, xlsx
from govopen_cli.documents.contents import Chapter, Contents
from govopen_cli.ledger.status import evaluate
from govopen_cli.plan.file import load
from govopen_cli.state.facts import Evidence, Facts, Progress
from tests.plans import dated, plan

DAY = dt.date(2021, 3, 1)
HOSTILE = {
    "escape": "前\x1b]0;标题\x07\x1b[2J后",
    "c1": "前\x9b31m\x85后",
    "nul": "前\x00后",
    "bidi": "前\u202e文\u2066后",
    "half a pair": "前\ud83d后",
    "no character": "前\ufffe\uffff\ufdd00\ufdd1后",
    "markup": "前<script>alert(1)</script>&amp;\"'</w:t></w:p>后",
    "jinja": "前{{ 标题 }}{% for x in y %}{{后",
    "long": "前" + "很长的说明。" * 170 + "后",
    "longest": "前" + "长" * 40_000 + "后",
    "excel escape": "前_x000D_后",
    "lines": "前\r\n中\n\n后",
}


def about(text: str, plans: int = 1) -> Contents:
    loaded = load.load(plan(dated("6月底"), dated("7月底")).encode(), Path("tasks.yaml"))
    items = [item._replace(content=text, extra={text: text}) for item in loaded.items]
    facts = Facts(progress=(Progress("2021-02-01", text),), note=text, evidence=(Evidence(text),))
    named = [loaded.plan._replace(id=f"p{number}", title=text) for number in range(plans)]
    chapters = [Chapter(plan, [evaluate(item, facts, plan, DAY) for item in items], history={items[0].id: [text]}) for plan in named]
    return Contents(text, DAY, chapters)


WRITERS: dict[str, Callable[[Contents], bytes]] = {
    "xlsx": xlsx.write,
    "docx": docx.write,
    "html": dashboard.write,
    "ics": lambda contents: ics.write(contents).data,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("plans", [1, 2])
@pytest.mark.parametrize("name", WRITERS)
def test_every_document_is_well_formed(name: str, text: str, plans: int) -> None:
    data = WRITERS[name](about(text, plans))
    if name in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.namelist():
                if part.endswith((".xml", ".rels")):
                    etree.fromstring(parts.read(part))
    if name == "xlsx":
        load_workbook(io.BytesIO(data))
    elif name == "docx":
        assert len(WordDocument(io.BytesIO(data)).tables) == plans
    elif name == "ics":
        assert len(icalendar.Calendar.from_ical(data).walk("VEVENT")) == 2 * plans
    else:
        assert b"<script>alert" not in data
    shown = data.decode() if name in ("html", "ics") else ""
    assert not set(shown) & set("\x00\x07\x1b\x85\x9b\u202e\u2066\ufffe\uffff\ufdd0")


@pytest.mark.parametrize("text", [HOSTILE[name] for name in ("markup", "jinja", "long")], ids=["markup", "jinja", "long"])
def test_text_stays_text(text: str) -> None:
    book = load_workbook(io.BytesIO(xlsx.write(about(text))))
    assert text in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    (table,) = WordDocument(io.BytesIO(docx.write(about(text)))).tables
    assert text in [cell.text for cell in table.rows[1].cells]


def test_headers_of_text_tables_are_guarded_like_cells(tmp_path: Path, run: Callable[..., object]) -> None:
    (tmp_path / "tasks.yaml").write_text(
        plan(dated("6月底")).replace("责任单位", "=cmd|' /C calc'!A0").replace("内容", "=1+1"), encoding="utf-8"
    )
    run("export", "-o", "a.csv")
    head, line = csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig")))
    assert not [cell for cell in (*head, *line) if cell.startswith("=")]
