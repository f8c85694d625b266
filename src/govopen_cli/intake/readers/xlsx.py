"""Excel files, of Excel and of WPS: merged cells, real dates and numbers, hidden rows kept, sheets without a table skipped."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.merge import MergedCellRange

from govopen_cli.intake.readers.docx import check_zip
from govopen_cli.intake.table import ABOVE, LEFT, OWN, Cell, Document, Table, UnreadableDocument, check_size


def read(data: bytes, name: str) -> Document:
    """Read every sheet of an Excel file as a table.

    Raises:
        UnreadableDocument: the file is damaged, encrypted, too large or no Excel file.
    """
    check_zip(data, name)
    try:
        with _plain_merges():
            book = load_workbook(io.BytesIO(data), data_only=True)
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, OSError, AttributeError) as error:
        raise UnreadableDocument(f"{name} 打不开，可能已损坏或不是 Excel 文件；请在 Excel 或 WPS 里打开后另存为 xlsx") from error
    tables, remarks = [], []
    for sheet in book.worksheets:
        rows = _rows(sheet, name)
        if not any(cell.text for row in rows for cell in row):
            remarks.append(f"{name}!{sheet.title} 是空的，没有导入")
            continue
        if sheet.sheet_state != "visible":
            remarks.append(f"{name}!{sheet.title} 是隐藏的工作表，没有导入")
            continue
        tables.append(Table(f"{name}!{sheet.title}", rows))
    return Document(name, tables, remarks)


@contextmanager
def _plain_merges() -> Iterator[None]:
    """Keep openpyxl from drawing the borders of merged cells while it reads: nobody looks at them, and it takes most of the time."""
    drawn = MergedCellRange.format
    MergedCellRange.format = lambda self: None  # type: ignore[method-assign]  # noqa: ARG005
    try:
        yield
    finally:
        MergedCellRange.format = drawn  # type: ignore[method-assign]


def _rows(sheet: Any, name: str) -> list[list[Cell]]:
    values = {(cell.row, cell.column): cell for cell in sheet._cells.values() if cell.value is not None}
    if not values:
        return []
    last_row, last_column = max(row for row, _ in values), max(column for _, column in values)
    merged = {}
    for area in sheet.merged_cells.ranges:
        if (area.min_row, area.min_col) not in values:
            continue
        check_size(f"{name}!{sheet.title}", area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
        last_column = max(last_column, area.max_col)
        last_row = max(last_row, min(area.max_row, last_row))
        for row in range(area.min_row, min(area.max_row, last_row) + 1):
            for column in range(area.min_col, area.max_col + 1):
                merged[row, column] = (area.min_row, area.min_col)
    check_size(f"{name}!{sheet.title}", last_row, last_column)
    texts = {place: _text(cell) for place, cell in values.items()}
    return [[_cell(sheet.title, row, column, texts, merged) for column in range(1, last_column + 1)] for row in range(1, last_row + 1)]


def _cell(title: str, row: int, column: int, texts: dict[tuple[int, int], str], merged: dict[tuple[int, int], tuple[int, int]]) -> Cell:
    source = merged.get((row, column), (row, column))
    place = f"{title} {get_column_letter(column)}{row}"
    origin = OWN if source == (row, column) else ABOVE if source[0] < row else LEFT
    return Cell(texts.get(source, ""), origin, place)


def _text(cell: Any) -> str:
    """Return what a cell shows: real dates as 2021-06-30, whole numbers without a fraction, percentages as such."""
    value = cell.value
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            return f"{value * 100:.10g}%"
        return str(int(value)) if float(value).is_integer() else f"{value:.10g}"
    return re.sub(r"_x000[dD]_|\r\n?", "\n", str(value)).replace("\n\n", "\n").strip()
