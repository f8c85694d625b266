"""The ledger (台账) as an Excel file: merged as the source table, ready to be filled in and to be printed."""

import io
import sys
from collections.abc import Sequence
from copy import copy
from datetime import date
from typing import Any

from lxml.etree import LxmlError
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from govopen_cli.documents import sheet as ledger_sheet
from govopen_cli.documents.sheet import Sheet
from govopen_cli.documents.stable import moment, stable_zip
from govopen_cli.errors import OutputError
from govopen_cli.ledger import columns, lights
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import DEFINITIONS, by_member, groups, totals
from govopen_cli.plan.model import Plan
from govopen_cli.text import width

LEDGER, TOTALS, CHOICES = "台账", "各单位统计", "选项"
_FILLS = {
    lights.OVERDUE: "F8CBAD",
    lights.SOON: "FFE699",
    lights.DONE: "C6E0B4",
    lights.DONE_LATE: "D9D2E9",
    lights.PARTIAL: "DDEBF7",
    lights.ONGOING: "DDEBF7",
    lights.UNCLEAR: "EAD1DC",
}
_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEADER_ROW = 2


def write(plan: Plan, rows: Sequence[Row], day: date) -> bytes:
    """Return the ledger of ``rows`` as the bytes of an xlsx file; the same rows and day give the same bytes."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)  # a new workbook has one sheet
    page.title = LEDGER
    content = ledger_sheet.sheet(plan, rows)
    _fill(page, content, f"{plan.title}台账（截至 {day.isoformat()}）")
    _print_setup(page, content)
    _choices(book, page, content)
    _totals(book.create_sheet(TOTALS), rows)
    book.properties.creator = "govopen"
    book.properties.created = book.properties.modified = moment(day)
    return stable_zip(_saved(book), day)


def _saved(book: Workbook) -> bytes:
    data = io.BytesIO()
    try:
        book.save(data)  # openpyxl gathers each sheet in a temporary file first
    except (OSError, LxmlError) as error:
        sys.unraisablehook = lambda _: None  # its half-closed writers complain once more while they are cleared away
        raise OutputError("临时文件夹写不进去，可能磁盘空间不够；台账没有写，原来的文件没有动。请清理磁盘后再试") from error
    return data.getvalue()


def _fill(page: Worksheet, content: Sheet, title: str) -> None:
    shown = len(content.titles) - len(ledger_sheet.HIDDEN)
    _text(page.cell(1, 1), title)
    page.cell(1, 1).font = Font(name="宋体", size=16, bold=True)
    page.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=shown)
    page.row_dimensions[1].height = 30
    widths = [_column_width(content, number) for number in range(len(content.columns))] + [15.0] * len(ledger_sheet.HIDDEN)
    for number, name in enumerate(content.titles, 1):
        cell = page.cell(_HEADER_ROW, number)
        _text(cell, name)
        cell.font = Font(name="宋体", size=10, bold=True)
        cell.fill = PatternFill("solid", start_color="D9E2F3")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _BORDER
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = widths[number - 1]
        page.column_dimensions[letter].hidden = number > shown
    styles = _styles(page, content)
    overdue, done_on = content.column(columns.DAYS_OVERDUE), content.column(columns.DONE_ON)
    for index, row in enumerate(content.rows, _HEADER_ROW + 1):
        for number, text in enumerate(row):
            place: Any = page.cell(index, number + 1)
            if number == overdue and text:
                place.value = int(text)
            elif number == done_on and text:
                place.value = date.fromisoformat(text)
            else:
                _text(place, text)
            place._style = copy(styles[number])
        alone = [number for number in range(shown) if not _joined(content, index - _HEADER_ROW - 1, number)]
        page.row_dimensions[index].height = _height([row[number] for number in alone], [widths[number] for number in alone])
    _merge(page, content)
    _lights(page, content)


def _styles(page: Worksheet, content: Sheet) -> list[StyleArray]:
    """Return the style of each column's cells, worked out once: openpyxl takes longer to look up a style than to write a cell."""
    editable = {content.column(name) for name in ledger_sheet.EDITABLE}
    styles = []
    for number in range(len(content.titles)):
        model: Any = Cell(page, row=1, column=1)
        model.font, model.border = Font(name="宋体", size=10), _BORDER
        model.alignment = Alignment(vertical="center", wrap_text=True)
        model.protection = Protection(locked=number not in editable)
        if number == content.column(columns.DONE_ON):
            model.number_format = "yyyy-mm-dd"
        styles.append(model._style)
    return styles


def _text(cell: Cell | MergedCell, text: str) -> None:
    """Store text as text: what begins with = + - @ is no formula."""
    cell.value = text or None
    if text:
        cell.data_type = "s"


def _column_width(content: Sheet, number: int) -> float:
    """Return a column's width in characters, Chinese counted as two, within what a page bears."""
    column = content.columns[number]
    longest = max((width(line) for row in content.rows for line in row[number].split("\n")), default=0)
    return min(max(width(column.title), longest) + 2, column.most)


def _height(row: Sequence[str], widths: Sequence[float]) -> float:
    """Return the height of a row in points: Excel does not fit rows with merged cells itself."""
    lines = max(
        sum(-(-max(width(line), 1) // max(int(columns) - 1, 1)) for line in text.split("\n"))
        for text, columns in zip(row, widths, strict=False)
    )
    return min(14.0 * lines + 4, 400)


def _joined(content: Sheet, index: int, number: int) -> bool:
    """Tell whether a cell is part of a merged one, whose text has the height of several rows."""

    def same(left: int, right: int) -> bool:
        inside = left >= 0 and right < len(content.rows) and content.tasks[left] == content.tasks[right]
        return inside and content.rows[left][number] == content.rows[right][number] != ""

    return number in content.merges and (same(index - 1, index) or same(index, index + 1))


def _merge(page: Worksheet, content: Sheet) -> None:
    """Merge equal neighbours in a column inside a task, as the source table does."""
    for number in content.merges:
        start = 0
        for index in range(1, len(content.rows) + 1):
            same = (
                index < len(content.rows)
                and content.tasks[index] == content.tasks[start]
                and content.rows[index][number] == content.rows[start][number] != ""
            )
            if same:
                continue
            if index - start > 1:
                page.merge_cells(
                    start_row=_HEADER_ROW + 1 + start, end_row=_HEADER_ROW + index, start_column=number + 1, end_column=number + 1
                )
            start = index


def _lights(page: Worksheet, content: Sheet) -> None:
    """Colour the status by its word, so that the colour follows what is filled in."""
    letter = get_column_letter(content.column(columns.STATUS) + 1)
    area = f"{letter}{_HEADER_ROW + 1}:{letter}{_HEADER_ROW + max(len(content.rows), 1)}"
    for word, colour in _FILLS.items():
        rule = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f'{letter}{_HEADER_ROW + 1}="{word}"'], fill=PatternFill("solid", start_color=colour, end_color=colour)
        )
        page.conditional_formatting.add(area, rule)


def _print_setup(page: Worksheet, content: Sheet) -> None:
    page.freeze_panes = f"A{_HEADER_ROW + 1}"
    page.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4
    page.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("第 &P 页，共 &N 页"))
    shown = len(content.titles) - len(ledger_sheet.HIDDEN)
    page.print_area = f"A1:{get_column_letter(shown)}{_HEADER_ROW + len(content.rows)}"


def _choices(book: Workbook, page: Worksheet, content: Sheet) -> None:
    """Offer the words for the status as a drop-down, from a hidden sheet."""
    hidden = book.create_sheet(CHOICES)
    hidden.sheet_state = "hidden"
    for number, word in enumerate(ledger_sheet.STATUS_CHOICES, 1):
        hidden.cell(number, 1, word)
    rule = DataValidation(
        "list", formula1=f"={CHOICES}!$A$1:$A${len(ledger_sheet.STATUS_CHOICES)}", allow_blank=True, showErrorMessage=True
    )
    rule.error, rule.errorTitle = "请从列表里选一个状态", "状态"
    letter = get_column_letter(content.column(columns.STATUS) + 1)
    rule.add(f"{letter}{_HEADER_ROW + 1}:{letter}{_HEADER_ROW + max(len(content.rows), 1)}")
    page.add_data_validation(rule)


def _totals(page: Worksheet, rows: Sequence[Row]) -> None:
    """Write totals per unit with the definition of each ratio under them."""
    titles = (columns.UNIT, *(count.title for count in columns.COUNTS))
    lines = [(part.name, *columns.figures(columns.COUNTS, totals(part.rows))) for part in groups(rows, by_member)]
    lines.append((columns.TOTAL, *columns.figures(columns.COUNTS, totals(rows))))
    for index, line in enumerate([titles, *lines], 1):
        for number, text in enumerate(line, 1):
            cell = page.cell(index, number)
            if index > 1 and text.isdigit():
                cell.value = int(text)
            else:
                _text(cell, text)
            cell.font, cell.border = Font(name="宋体", size=10, bold=index == 1), _BORDER
            cell.alignment = Alignment(horizontal="left" if number == 1 else "center", vertical="center", wrap_text=True)
    for number, title in enumerate(titles, 1):
        longest = max(width(title), *(width(line[number - 1]) for line in lines))
        page.column_dimensions[get_column_letter(number)].width = min(longest + 2, 40)
    for offset, text in enumerate((*DEFINITIONS, "一个事项可以有几个责任单位，各单位之和可以大于合计。")):
        index = len(lines) + 3 + offset
        _text(page.cell(index, 1), text)
        page.cell(index, 1).alignment = Alignment(wrap_text=True, vertical="top")
        page.merge_cells(start_row=index, end_row=index, start_column=1, end_column=len(titles))
        page.row_dimensions[index].height = 30
    page.freeze_panes = "B2"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
