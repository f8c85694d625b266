"""The ledger for the desk as a Word file: a table a page, each with its head."""

import io
from collections.abc import Iterator

from docx import Document
from docx.shared import Pt

from govopen_cli.documents import template as templates
from govopen_cli.documents.contents import Contents
from govopen_cli.documents.desk.ledger import CENTRED, FOOT, MARGIN, SIZE, TITLE, Paper, Table, Type, laid
from govopen_cli.documents.desk.pages import Page
from govopen_cli.documents.wordtable import ALONE, FIRST, MORE, Column, Look, head, opening, paragraph, rows

_TYPE = Type(pitch=13, title=34, below=22, pad=5, gap=9)
_LOOK = Look("宋体", SIZE, _TYPE.pitch, 80)
_TITLE, _SUBTITLE = Look("黑体", TITLE, _TYPE.title), Look("宋体", SIZE, _TYPE.below)
_BREAK = Look("宋体", 9, 1)  # a line that takes no room: it begins a page, or ends the last one


def write(contents: Contents, paper: Paper) -> bytes:
    """Return the ledger for the desk as the bytes of a docx file; the same contents give the same bytes."""
    height = paper.height - MARGIN - FOOT - 4  # frames and breaks take a little
    tables = [laid(chapter, contents.day, paper.width - 2 * MARGIN, height, _TYPE) for chapter in contents.chapters]
    values = {"表格": templates.Table(lambda _room: _body(tables))}
    return templates.render(_template(paper), values, templates.Filled(contents.title, contents.office, contents.day))


def _template(paper: Paper) -> templates.Template:
    """Return the page, with its number below, on which nothing stands yet."""
    default = templates.default("desk")
    document = Document(io.BytesIO(default.data))
    section = document.sections[0]
    section.page_width, section.page_height = Pt(paper.width), Pt(paper.height)
    section.left_margin = section.right_margin = section.top_margin = Pt(MARGIN)
    section.bottom_margin = Pt(FOOT)
    data = io.BytesIO()
    document.save(data)
    return default._replace(data=data.getvalue())


def _body(tables: list[Table]) -> Iterator[str]:
    for number, table in enumerate(tables):
        columns = [
            Column(title, round(width * 20), "center" if place in CENTRED else "left")
            for place, (title, width) in enumerate(zip(table.titles, table.widths, strict=True))
        ]
        yield paragraph(table.title, _TITLE, new_page=number > 0)
        yield paragraph(table.subtitle, _SUBTITLE)
        for count, page in enumerate(table.pages):
            if count:
                yield paragraph("", _BREAK, new_page=True)
            yield from opening(columns, _LOOK)
            yield head(columns, _LOOK, round(table.head * 20))
            yield from rows(columns, _lines(page), _LOOK)
            yield "</w:tbl>"
    yield paragraph("", _BREAK)


def _lines(page: Page) -> Iterator[tuple[list[tuple[str, int]], int]]:
    for placed in page:
        cells = [(text, MORE if not span else FIRST if span > 1 else ALONE) for text, span in zip(placed.texts, placed.spans, strict=True)]
        yield cells, round(placed.height * 20)
