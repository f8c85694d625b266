"""The ledger as a Word file: the table itself, A4 landscape, on a template that the office may replace."""

import io
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from govopen_cli.documents import sheet as ledger_sheet
from govopen_cli.documents.stable import moment, stable_zip
from govopen_cli.intake.table import UnreadableDocument
from govopen_cli.ledger.columns import SOURCE_DOMAINS
from govopen_cli.ledger.status import Row
from govopen_cli.plan.model import Plan
from govopen_cli.text import width

TITLE_MARK, TABLE_MARK, DATE_MARK = "{{标题}}", "{{表格}}", "{{日期}}"
_OMITTED = (*ledger_sheet.HIDDEN, SOURCE_DOMAINS)


def write(plan: Plan, rows: Sequence[Row], day: date, template: Path | None = None) -> bytes:
    """Return the ledger of ``rows`` as the bytes of a docx file.

    The template's ``{{标题}}``, ``{{日期}}`` and ``{{表格}}`` are filled in; without ``{{表格}}`` the table stands at its end.

    Raises:
        UnreadableDocument: the template cannot be read.
    """
    document = _template(template)
    content = ledger_sheet.sheet(plan, rows)
    place = None
    for paragraph in document.paragraphs:
        if TABLE_MARK in paragraph.text:
            place = paragraph
        for mark, text in ((TITLE_MARK, f"{plan.title}台账"), (DATE_MARK, f"截至 {day.isoformat()}")):
            if mark in paragraph.text:
                _replace(paragraph, mark, text)
    table = _table(document, content)
    if place is not None:
        place._p.addprevious(table)
        place._p.getparent().remove(place._p)
    else:
        body = document.element.body
        body.insert(len(body) - (1 if body[-1].tag == qn("w:sectPr") else 0), table)
    properties = document.core_properties
    properties.created = properties.modified = moment(day)
    properties.author = properties.last_modified_by = "govopen"
    properties.title, properties.revision = plan.title, 1
    data = io.BytesIO()
    document.save(data)
    return stable_zip(data.getvalue())


def _template(path: Path | None) -> Any:
    if path is None:
        return Document(io.BytesIO(files("govopen_cli").joinpath("resources/ledger.docx").read_bytes()))
    try:
        return Document(str(path))
    except Exception as error:  # python-docx raises whatever its parts raise
        raise UnreadableDocument(f"模板 {path} 打不开；请检查它是不是 docx 文件") from error


def _replace(paragraph: Any, mark: str, text: str) -> None:
    """Put text for a mark that Word may have divided among runs; the first run's look is kept."""
    whole = paragraph.text.replace(mark, text)
    for run in paragraph.runs[1:]:
        run.text = ""
    if paragraph.runs:
        paragraph.runs[0].text = whole
    else:
        paragraph.add_run(whole)


def _table(document: Any, content: ledger_sheet.Sheet) -> Any:
    """Return the table's XML, built directly: python-docx takes seconds a thousand cells."""
    shown = [number for number, title in enumerate(content.titles) if title not in _OMITTED]
    section = document.sections[-1]
    room = int(section.page_width - section.left_margin - section.right_margin) // 635  # EMU to twentieths of a point
    weights = [_weight(content, number) for number in shown]
    widths = [room * weight // sum(weights) for weight in weights]
    table = _element("w:tbl")
    properties = _child(table, "w:tblPr")
    _child(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    borders = _child(properties, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _child(borders, f"w:{side}", val="single", sz="4", space="0", color="000000")
    _child(properties, "w:tblLayout", type="fixed")
    grid = _child(table, "w:tblGrid")
    for columns in widths:
        _child(grid, "w:gridCol", w=str(columns))
    _row(table, [content.titles[number] for number in shown], widths, [None] * len(shown), header=True)
    for index, row in enumerate(content.rows):
        merges = [_merge(content, index, number) if number in content.merges else None for number in shown]
        _row(table, [row[number] for number in shown], widths, merges)
    return table


def _weight(content: ledger_sheet.Sheet, number: int) -> int:
    """Return the share of the page that a column gets, by its longest text, Chinese counted as two."""
    longest = max((width(line) for row in content.rows for line in row[number].split("\n")), default=0)
    return min(max(longest, content.columns[number].least), 30)


def _merge(content: ledger_sheet.Sheet, index: int, number: int) -> str | None:
    """Return restart or continue for a cell of a vertically merged one, None for a cell by itself."""

    def same(left: int, right: int) -> bool:
        return (
            left >= 0
            and right < len(content.rows)
            and content.tasks[left] == content.tasks[right]
            and content.rows[left][number] == content.rows[right][number] != ""
        )

    if same(index - 1, index):
        return "continue"
    return "restart" if same(index, index + 1) else None


def _row(table: Any, texts: Sequence[str], widths: Sequence[int], merges: Sequence[str | None], *, header: bool = False) -> None:
    tr = _child(table, "w:tr")
    properties = _child(tr, "w:trPr")
    _child(properties, "w:cantSplit")
    if header:
        _child(properties, "w:tblHeader")
    for text, columns, merge in zip(texts, widths, merges, strict=True):
        tc = _child(tr, "w:tc")
        cell = _child(tc, "w:tcPr")
        _child(cell, "w:tcW", w=str(columns), type="dxa")
        if merge:
            _child(cell, "w:vMerge", val=merge)
        _child(cell, "w:vAlign", val="center")
        for line in ("" if merge == "continue" else text).split("\n"):
            paragraph = _child(tc, "w:p")
            layout = _child(paragraph, "w:pPr")
            _child(layout, "w:spacing", before="0", after="0")
            if header:
                _child(layout, "w:jc", val="center")
            run = _child(paragraph, "w:r")
            look = _child(run, "w:rPr")
            if header:
                _child(look, "w:b")
            _child(look, "w:sz", val="18")
            node = _child(run, "w:t")
            node.text = line
            node.set(qn("xml:space"), "preserve")


def _element(tag: str, **attributes: str) -> Any:
    node = OxmlElement(tag)
    for name, value in attributes.items():
        node.set(qn(f"w:{name}"), value)
    return node


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    node = _element(tag, **attributes)
    parent.append(node)
    return node
