"""The ledger (台账) as an Excel file: merged as the source table, ready to be filled in and to be printed."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from govopen_cli.documents import sheet as ledger_sheet
from govopen_cli.documents.contents import Contents, ledger_title
from govopen_cli.documents.measure import cleaned, halves
from govopen_cli.documents.sheet import Sheet
from govopen_cli.documents.workbook import opened, sheet_names, text_of
from govopen_cli.ledger import columns, lights
from govopen_cli.ledger.summary import by_member, definitions, groups, totals

LEDGER, TOTALS, CHOICES = "台账", "各单位统计", "选项"
_FILLS = {
    lights.OVERDUE: "#F8CBAD",
    lights.SOON: "#FFE699",
    lights.DONE: "#C6E0B4",
    lights.DONE_LATE: "#D9D2E9",
    lights.PARTIAL: "#DDEBF7",
    lights.ONGOING: "#DDEBF7",
    lights.UNCLEAR: "#EAD1DC",
    lights.SUBMITTED: "#D9E1F2",
    lights.RETURNED: "#FCE4D6",
}
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
_GRID = {**_FONT, "border": 1, "border_color": "#808080"}
_HEAD = {**_GRID, "bold": True, "align": "center", "bg_color": "#D9E2F3"}
_HEADER = 1  # the line of the titles, counted from 0


def write(contents: Contents) -> bytes:
    """Return the ledger as the bytes of an xlsx file, a sheet a plan; the same contents give the same bytes."""
    data = io.BytesIO()
    with opened(data, contents) as book:
        for chapter, name in zip(contents.chapters, sheet_names(contents, LEDGER, (TOTALS, CHOICES)), strict=True):
            content, page = ledger_sheet.sheet(chapter.plan, chapter.rows), book.add_worksheet(name)
            _fill(book, page, content, cleaned(f"{ledger_title(chapter.plan.title)}（截至 {contents.day.isoformat()}）"))
            _print_setup(page, content)
            _offer(page, content)
        _choices(book)
        _totals(book, contents)
    return data.getvalue()


def _fill(book: Any, page: Any, content: Sheet, title: str) -> None:
    shown = len(content.titles) - len(ledger_sheet.HIDDEN)
    large = book.add_format({**_FONT, "font_size": 16, "bold": True, "align": "center", "text_wrap": False})
    page.merge_range(0, 0, 0, shown - 1, title, large)
    page.set_row(0, 30)
    head = book.add_format(_HEAD)
    widths = [_column_width(content, number) for number in range(shown)] + [15.0] * len(ledger_sheet.HIDDEN)
    for number, name in enumerate(content.titles):
        page.set_column(number, number, widths[number], None, {"hidden": number >= shown})
        page.write_string(_HEADER, number, cleaned(name), head)
    looks = _formats(book, content)
    _cells(page, content, looks)
    joined = _merge(page, content, looks)
    for index, row in enumerate(content.rows):
        alone = [number for number in range(shown) if (index, number) not in joined]
        page.set_row(index + _HEADER + 1, _height([row[number] for number in alone], [widths[number] for number in alone]))
    _lights(book, page, content)


def _cells(page: Any, content: Sheet, looks: Sequence[Any]) -> None:
    number_of, date_of = content.column(columns.DAYS_OVERDUE), content.column(columns.DONE_ON)
    for index, row in enumerate(content.rows, _HEADER + 1):
        for number, text in enumerate(row):
            if not text:
                page.write_blank(index, number, None, looks[number])
            elif number == number_of:
                page.write_number(index, number, int(text), looks[number])
            elif number == date_of:
                page.write_datetime(index, number, date.fromisoformat(text), looks[number])
            else:
                page.write_string(index, number, text_of(text), looks[number])


def _formats(book: Any, content: Sheet) -> list[Any]:
    """Return the format of each column's cells."""
    editable = {content.column(name) for name in ledger_sheet.EDITABLE}
    dated = content.column(columns.DONE_ON)
    return [
        book.add_format({**_GRID, "locked": number not in editable, "num_format": "yyyy-mm-dd" if number == dated else "General"})
        for number in range(len(content.titles))
    ]


def _column_width(content: Sheet, number: int) -> float:
    """Return a column's width in characters, Chinese counted as two, within what a page bears."""
    column = content.columns[number]
    longest = halves(column.title)
    for row in content.rows:
        if longest + 2 >= column.most:
            break
        longest = max(longest, *map(halves, row[number].split("\n")))
    return min(longest + 2, column.most)


def _height(row: Sequence[str], widths: Sequence[float]) -> float:
    """Return the height of a row in points: Excel does not fit rows with merged cells itself."""
    lines = max(
        sum(-(-max(halves(line), 1) // max(int(room) - 1, 1)) for line in text.split("\n")) for text, room in zip(row, widths, strict=True)
    )
    return min(14.0 * lines + 4, 400)


def _merge(page: Any, content: Sheet, looks: Sequence[Any]) -> set[tuple[int, int]]:
    """Merge equal neighbours and return their cells: their texts have the height of several rows."""
    joined: set[tuple[int, int]] = set()
    for number in content.merges:
        for first, last in content.runs(number):
            text = text_of(content.rows[first][number])
            page.merge_range(first + _HEADER + 1, number, last + _HEADER + 1, number, text, looks[number])
            joined.update((index, number) for index in range(first, last + 1))
    return joined


def _lights(book: Any, page: Any, content: Sheet) -> None:
    """Colour the status by its word, so that the colour follows what is filled in."""
    column = content.column(columns.STATUS)
    last = _HEADER + max(len(content.rows), 1)
    for word, colour in _FILLS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.add_format({"bg_color": colour})}
        page.conditional_format(_HEADER + 1, column, last, column, rule)


def _print_setup(page: Any, content: Sheet) -> None:
    page.freeze_panes(_HEADER + 1, 0)
    page.repeat_rows(_HEADER)
    _landscape(page)
    page.set_margins(left=0.4, right=0.4)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.print_area(0, 0, _HEADER + len(content.rows), len(content.titles) - len(ledger_sheet.HIDDEN) - 1)


def _landscape(page: Any) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _choices(book: Any) -> None:
    """Write the words for the status on a hidden sheet."""
    hidden = book.add_worksheet(CHOICES)
    hidden.hide()
    for number, word in enumerate(ledger_sheet.STATUS_CHOICES):
        hidden.write_string(number, 0, word)


def _offer(page: Any, content: Sheet) -> None:
    """Offer the words for the status as a drop-down."""
    column = content.column(columns.STATUS)
    page.data_validation(
        _HEADER + 1,
        column,
        _HEADER + max(len(content.rows), 1),
        column,
        {
            "validate": "list",
            "source": f"={CHOICES}!$A$1:$A${len(ledger_sheet.STATUS_CHOICES)}",
            "error_title": "状态",
            "error_message": "请从列表里选一个状态",
        },
    )


def _totals(book: Any, contents: Contents) -> None:
    """Write totals per unit with the definition of each ratio under them."""
    page, rows, plans = book.add_worksheet(TOTALS), contents.rows, [chapter.plan for chapter in contents.chapters]
    figures = columns.counts(plans)
    titles = (columns.UNIT, *(count.title for count in figures))
    lines = [(part.name, *columns.figures(figures, totals(part.rows))) for part in groups(rows, by_member)]
    lines.append((columns.TOTAL, *columns.figures(figures, totals(rows))))
    head, name, figure = (book.add_format(look) for look in (_HEAD, _GRID, {**_GRID, "align": "center"}))
    for index, line in enumerate([titles, *lines]):
        for number, text in enumerate(line):
            look = head if index == 0 else figure if number else name
            if index and number and text.isdigit():
                page.write_number(index, number, int(text), look)
            else:
                page.write_string(index, number, text_of(text), look)
    for number in range(len(titles)):
        page.set_column(number, number, min(max(halves(line[number]) for line in [titles, *lines]) + 2, 40))
    remark = book.add_format({**_FONT, "valign": "top"})
    for offset, text in enumerate((*definitions(plans), "一个事项可以有几个责任单位，各单位之和可以大于合计。")):
        page.merge_range(len(lines) + 2 + offset, 0, len(lines) + 2 + offset, len(titles) - 1, text, remark)
        page.set_row(len(lines) + 2 + offset, 30)
    page.freeze_panes(1, 1)
    _landscape(page)
