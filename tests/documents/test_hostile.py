"""What people and other offices type is text in every document: no character ends an export, none of it is markup."""

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import icalendar
import pytest
from docx import Document as WordDocument
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from govopen_cli.documents import dashboard, docx, ics, xlsx
from govopen_cli.documents.contents import Chapter, Contents
from govopen_cli.documents.desk import docx as desk_docx
from govopen_cli.documents.desk import xlsx as desk_xlsx
from govopen_cli.documents.desk.ledger import PAPERS
from govopen_cli.ledger.status import evaluate
from govopen_cli.plan.file import load
from govopen_cli.plan.model import Office
from govopen_cli.state.facts import Evidence, Facts, Progress
from tests.conftest import Run
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
    items = [item._replace(content=text, extra={text: text}, task_name=text, leaders={text: (text,)}) for item in loaded.items]
    facts = Facts(progress=(Progress("2021-02-01", text),), note=text, evidence=(Evidence(text),))
    office, roles = Office(text, text, text, text), dict.fromkeys(loaded.plan.roles, text)
    named = [loaded.plan._replace(id=f"p{number}", title=text, office=office, roles=roles) for number in range(plans)]
    chapters = [Chapter(plan, [evaluate(item, facts, plan, DAY) for item in items], history={items[0].id: [text]}) for plan in named]
    return Contents(text, DAY, chapters)


WRITERS: dict[str, Callable[[Contents], bytes]] = {
    "xlsx": lambda contents: xlsx.write(contents).data,
    "docx": docx.write,
    "html": dashboard.write,
    "ics": lambda contents: ics.write(contents).data,
    "desk.xlsx": lambda contents: desk_xlsx.write(contents, PAPERS["A4"]),
    "desk.docx": lambda contents: desk_docx.write(contents, PAPERS["A3"]),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("plans", [1, 2])
@pytest.mark.parametrize("name", WRITERS)
def test_every_document_is_well_formed(name: str, text: str, plans: int) -> None:
    check(name, text, plans)


def check(name: str, text: str, plans: int) -> None:
    """Hold that a document of a text can be opened, and that nothing in it drives a terminal or a browser."""
    data = WRITERS[name](about(text, plans))
    suffix = name.rpartition(".")[2]
    if suffix in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.namelist():
                if part.endswith((".xml", ".rels")):
                    etree.fromstring(parts.read(part))
    if suffix == "xlsx":
        load_workbook(io.BytesIO(data))
    elif suffix == "docx":
        assert len(WordDocument(io.BytesIO(data)).tables) >= plans
    elif name == "ics":
        assert len(icalendar.Calendar.from_ical(data).walk("VEVENT")) == 2 * plans
    else:
        assert b"<script>alert" not in data
    shown = data.decode() if name in ("html", "ics") else ""
    assert not set(shown) & set("\x00\x07\x1b\x85\x9b\u202e\u2066\ufffe\uffff\ufdd0")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40), st.sampled_from(sorted(WRITERS)), st.integers(1, 2))
def test_no_character_ends_an_export(text: str, name: str, plans: int) -> None:
    check(name, text, plans)


@pytest.mark.parametrize("text", [HOSTILE[name] for name in ("markup", "jinja", "long")], ids=["markup", "jinja", "long"])
def test_text_stays_text(text: str) -> None:
    book = load_workbook(io.BytesIO(xlsx.write(about(text)).data))
    assert text in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    (table,) = WordDocument(io.BytesIO(docx.write(about(text)))).tables
    assert text in [cell.text for cell in table.rows[1].cells]


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t="])
def test_headers_of_text_tables_are_guarded_like_cells(tmp_path: Path, run: Run, lead: str) -> None:
    words = f"{lead}cmd|' /C calc'!A0"
    (tmp_path / "tasks.yaml").write_text(
        plan("content: C, deadline: 6月底", "content: '普通', deadline: 6月底")
        .replace("责任单位", "ROLE")
        .replace("lead: ROLE", f"lead: {json.dumps(words)}")
        .replace("content: C", f"content: {json.dumps(words)}"),
        encoding="utf-8",
    )
    run("export", "-o", "a.csv")
    texts = [(tmp_path / "a.csv").read_text(encoding="utf-8-sig")]
    texts += [run("list", "--format", name).out for name in ("csv", "tsv")]
    for text, sign in zip(texts, ",,\t", strict=True):
        table = list(csv.reader(io.StringIO(text), delimiter=sign))
        assert len(table) == 3
        cells = [cell for row in table for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert any("cmd|" in cell for cell in table[0])
        assert any("cmd|" in cell for cell in table[1])
