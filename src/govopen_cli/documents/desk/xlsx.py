"""The ledger for the desk as a spreadsheet: page breaks, heights and merged cells as they were laid."""

import io
from typing import Any

from govopen_cli.documents.contents import Contents
from govopen_cli.documents.desk.ledger import CENTRED, FOOT, MARGIN, SIZE, TITLE, Paper, Table, Type, laid
from govopen_cli.documents.workbook import opened, sheet_names

_TYPE = Type(pitch=14.6, title=32, below=22, pad=5, gap=7)
_SAFE = 0.97  # printers set columns a little wider than they are told
_SLACK = 12.0  # and rows a little higher
_PIXEL = 0.75  # points
_FONT = {"font_name": "宋体", "font_size": SIZE, "valign": "vcenter", "text_wrap": True}


def write(contents: Contents, paper: Paper) -> bytes:
    """Return the ledger for the desk as the bytes of an xlsx file, a sheet a plan; the same contents give the same bytes."""
    data = io.BytesIO()
    with opened(data, contents) as book:
        for chapter, name in zip(contents.chapters, sheet_names(contents, "台账"), strict=True):
            table = laid(chapter, contents.day, (paper.width - 2 * MARGIN) * _SAFE, paper.height - MARGIN - FOOT - _SLACK, _TYPE)
            page = book.add_worksheet(name)
            _print_setup(page, paper)
            _fill(book, page, table)
    return data.getvalue()


def _print_setup(page: Any, paper: Paper) -> None:
    page.set_landscape()
    page.set_paper(paper.number)
    inch = MARGIN / 72
    page.set_margins(left=inch, right=inch, top=inch, bottom=FOOT / 72)
    page.set_footer('&C&"宋体,常规"&10第 &P 页 共 &N 页', {"margin": 0.25})
    page.center_horizontally()
    page.repeat_rows(2)
    page.freeze_panes(3, 0)


def _fill(book: Any, page: Any, table: Table) -> None:
    title, below, head = (
        book.add_format(look)
        for look in (
            {**_FONT, "font_name": "黑体", "font_size": TITLE, "align": "center"},
            {**_FONT, "align": "center"},
            {**_FONT, "bold": True, "align": "center", "border": 1, "bg_color": "#EDEDED"},
        )
    )
    cells = [
        book.add_format({**_FONT, "border": 1, "align": "center" if number in CENTRED else "left"}) for number in range(len(table.titles))
    ]
    for number, width in enumerate(table.widths):
        page.set_column_pixels(number, number, int(width / _PIXEL))
    last = len(table.titles) - 1
    page.set_row(0, table.above)
    page.merge_range(0, 0, 0, last, table.title, title)
    page.set_row(1, _TYPE.below)
    page.merge_range(1, 0, 1, last, table.subtitle, below)
    page.set_row(2, table.head)
    for number, text in enumerate(table.titles):
        page.write_string(2, number, text, head)
    _rows(page, table, cells)


def _rows(page: Any, table: Table, cells: list[Any]) -> None:
    row, breaks = 3, []
    for placed in table.pages:
        for line in placed:
            page.set_row(row, line.height)
            for number, (text, span) in enumerate(zip(line.texts, line.spans, strict=True)):
                if span > 1:
                    page.merge_range(row, number, row + span - 1, number, text, cells[number])
                elif span:
                    page.write_string(row, number, text, cells[number])
            row += 1
        breaks.append(row)
    page.set_h_pagebreaks(breaks[:-1])
    page.print_area(0, 0, row - 1, len(table.titles) - 1)
