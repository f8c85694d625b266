"""The ledger (台账) as an Excel file: merged as the source table, ready to be filled in and to be printed."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from govopen_cli.documents import key as keys
from govopen_cli.documents import sheet as ledger_sheet
from govopen_cli.documents.contents import Chapter, Contents, ledger_title
from govopen_cli.documents.key import Sent
from govopen_cli.documents.measure import cell_text, cleaned, fits_a_cell, halves
from govopen_cli.documents.sheet import Sheet
from govopen_cli.documents.workbook import opened, sheet_names
from govopen_cli.ledger import columns, lights
from govopen_cli.ledger.summary import by_member, definitions, groups, totals
from govopen_cli.ledger.words import id_text
from govopen_cli.recording.paper import EDITABLE

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


class Written(NamedTuple):
    """The bytes of an xlsx file, and which of its cells hold the beginning of their text only: what the item is called, and the column."""

    data: bytes
    cut: tuple[tuple[str, str], ...]


def write(contents: Contents, *, flat: bool = False) -> Written:
    """Return the ledger as an xlsx file, a sheet a plan; the same contents give the same bytes.

    ``flat`` makes sheets without merged cells, to be sorted and filtered.
    """
    data, cut = io.BytesIO(), list[tuple[str, str]]()
    sent = contents.sent or Sent(contents.day.isoformat())
    with opened(data, contents) as book:
        for name, text in _properties(contents, sent).items():
            book.set_custom_property(name, text, "text")
        for chapter, name in zip(contents.chapters, sheet_names(contents, LEDGER, (TOTALS, CHOICES)), strict=True):
            content, page = ledger_sheet.to_fill_in(chapter, sent), book.add_worksheet(name)
            top = _top(book, page, content, chapter, sent)
            _fill(book, page, content, top, flat=flat)
            cut += _cut(chapter, content, many=contents.many)
            _print_setup(page, content, top)
            _offer(page, content, top)
        _choices(book)
        if sent.to is None:
            _totals(book, contents)
    return Written(data.getvalue(), tuple(cut))


def _cut(chapter: Chapter, content: Sheet, *, many: bool) -> list[tuple[str, str]]:
    return [
        (id_text(row, many=many), title)
        for row, texts in zip(chapter.rows, content.rows, strict=True)
        for title, text in zip(content.titles, texts, strict=True)
        if not fits_a_cell(text)
    ]


_PROPERTY_MOST = 255  # characters of a property


def _properties(contents: Contents, sent: Sent) -> dict[str, str]:
    """Return what the file is, once more, where no sheet shows it."""
    plans = "、".join(chapter.plan.id for chapter in contents.chapters)
    found = {"任务分解表": plans, "填报单位": sent.to or "", "截至": sent.day, "退回期限": sent.by or ""}
    return {name: cleaned(text)[:_PROPERTY_MOST] for name, text in found.items() if text}


def _top(book: Any, page: Any, content: Sheet, chapter: Chapter, sent: Sent) -> int:
    """Write what stands above the titles, and return their line, counted from 0."""
    last = len(content.columns) - 1
    large = book.add_format({**_FONT, "font_size": 16, "bold": True, "align": "center", "text_wrap": False})
    page.merge_range(0, 0, 0, last, cleaned(f"{ledger_title(chapter.plan.title)}（截至 {sent.day}）"), large)
    page.set_row(0, 30)
    if sent.to is None:
        return 1
    words = [f"发给：{sent.to}", f"截至：{sent.day}", *([f"请于 {sent.by} 前填好退回"] if sent.by else [])]
    page.merge_range(1, 0, 1, last, cleaned("　　".join(words)), book.add_format({**_FONT, "font_size": 12, "text_wrap": False}))
    page.set_row(1, 22)
    how = f"请填“{'”“'.join(EDITABLE)}”这几栏；其余各栏不要改。一行是一个单位在一个事项里的一个部分，完成的要写明日期。"
    page.merge_range(2, 0, 2, last, how, book.add_format({**_FONT, "text_wrap": False}))
    page.write_string(1, last + 1, cell_text(keys.cover(sent)))
    return 3


def _fill(book: Any, page: Any, content: Sheet, top: int, *, flat: bool) -> None:
    shown = len(content.columns)
    head = book.add_format(_HEAD)
    widths = [_column_width(content, number) for number in range(shown)]
    for number, name in enumerate(content.titles):
        page.set_column(number, number, widths[number])
        page.write_string(top, number, cleaned(name), head)
    page.set_column(shown, shown, 15, None, {"hidden": True})
    page.write_string(top, shown, keys.TITLE, head)
    looks = _formats(book, content)
    _cells(page, content, looks, top + 1)
    joined = set() if flat else _merge(page, content, looks, top + 1)
    for index, row in enumerate(content.rows):
        alone = [number for number in range(shown) if (index, number) not in joined]
        page.set_row(index + top + 1, _height([row[number] for number in alone], [widths[number] for number in alone]))
    if flat:
        page.autofilter(top, 0, top + len(content.rows), shown - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{top + 1 + max(len(content.rows), 1)}"})
    _lights(book, page, content, top)


def _cells(page: Any, content: Sheet, looks: Sequence[Any], first: int) -> None:
    number_of, date_of, shown = content.column(columns.DAYS_OVERDUE), content.column(columns.DONE_ON), len(content.columns)
    for index, (row, key) in enumerate(zip(content.rows, content.keys, strict=True), first):
        for number, text in enumerate(row):
            if not text:
                page.write_blank(index, number, None, looks[number])
            elif number == number_of:
                page.write_number(index, number, int(text), looks[number])
            elif number == date_of:
                page.write_datetime(index, number, date.fromisoformat(text), looks[number])
            else:
                page.write_string(index, number, cell_text(text), looks[number])
        page.write_string(index, shown, cell_text(key))


def _formats(book: Any, content: Sheet) -> list[Any]:
    """Return the format of each column's cells."""
    editable = {content.column(name) for name in content.fillable}
    dated = content.column(columns.DONE_ON)
    return [
        book.add_format({**_GRID, "locked": number not in editable, "num_format": "yyyy-mm-dd" if number == dated else "General"})
        for number in range(len(content.columns))
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


def _merge(page: Any, content: Sheet, looks: Sequence[Any], top: int) -> set[tuple[int, int]]:
    """Merge equal neighbours and return their cells: their texts have the height of several rows."""
    joined: set[tuple[int, int]] = set()
    for number in content.merges:
        for first, last in content.runs(number):
            text = cell_text(content.rows[first][number])
            page.merge_range(first + top, number, last + top, number, text, looks[number])
            joined.update((index, number) for index in range(first, last + 1))
    return joined


def _lights(book: Any, page: Any, content: Sheet, top: int) -> None:
    """Colour the status by its word, so that the colour follows what is filled in."""
    column = content.column(columns.STATUS)
    last = top + max(len(content.rows), 1)
    for word, colour in _FILLS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.add_format({"bg_color": colour})}
        page.conditional_format(top + 1, column, last, column, rule)


def _print_setup(page: Any, content: Sheet, top: int) -> None:
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    _landscape(page)
    page.set_margins(left=0.4, right=0.4)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.print_area(0, 0, top + len(content.rows), len(content.columns) - 1)


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


def _offer(page: Any, content: Sheet, top: int) -> None:
    """Offer the words for the status as a drop-down."""
    column = content.column(columns.STATUS)
    page.data_validation(
        top + 1,
        column,
        top + max(len(content.rows), 1),
        column,
        {
            "validate": "list",
            "source": f"={CHOICES}!$A$1:$A${len(ledger_sheet.STATUS_CHOICES)}",
            "error_type": "information",
            "error_title": "状态",
            "error_message": "请从列表里选；也认得 已完成、是、√、100% 等写法",
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
                page.write_string(index, number, cell_text(text), look)
    for number in range(len(titles)):
        page.set_column(number, number, min(max(halves(line[number]) for line in [titles, *lines]) + 2, 40))
    remark = book.add_format({**_FONT, "valign": "top"})
    for offset, text in enumerate((*definitions(plans), "一个事项可以有几个责任单位，各单位之和可以大于合计。")):
        page.merge_range(len(lines) + 2 + offset, 0, len(lines) + 2 + offset, len(titles) - 1, text, remark)
        page.set_row(len(lines) + 2 + offset, 30)
    page.freeze_panes(1, 1)
    _landscape(page)
