"""Pages that list items: due, overdue, list, and the parts of them that other pages use."""

from collections.abc import Iterable, Sequence
from datetime import date

from govopen_cli.ledger import columns
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.lights import WAIVED
from govopen_cli.ledger.records import document, item_record
from govopen_cli.ledger.select import Window
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import GROUPINGS, groups, key_of
from govopen_cli.ledger.words import id_text
from govopen_cli.plan.model import Plan
from govopen_cli.views.page import Column, Page, Section

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

WAITING = "等待验收"  # what is asked of the office, not of the units
Groups = Sequence[tuple[str, Sequence[Row]]]


def due(books: Books, window: Window | None, words: str, *, everything: bool) -> Page:
    """Return what is due in a window that ``words`` describe; without one, what is overdue and what comes next.

    With ``everything``, done and distant items are listed too.
    """
    notes = []
    if window is None and not everything:
        words = "已逾期的和接下来要到期的"
        rows, horizon, later = books.pressing_rows()
        if later:
            notes.append(f"{horizon.isoformat()} 以后到期的还有 {later} 项：govopen due --all")
    else:
        rows = books.open_dated(window or Window(), finished=everything)
    title = f"{books.title} · 到期清单 · {words or '全部有期限的事项'}（今天 {books.day.isoformat()}）"
    waiting = [row for row in books.waiting() if row.held and (window is None or window.holds(row.due))]
    groups = [("", [row for row in rows if not row.held])]
    if waiting:
        groups.append((WAITING, waiting))
    return grouped(books.plans, books.day, title, groups, [*notes, *left_out(books)], None)


def overdue(books: Books, group_by: str | None) -> Page:
    """Return what is overdue, the longest first; in groups if asked for."""
    rows = books.overdue()
    longest = f"，最久 {rows[0].days_overdue} 天" if rows else ""
    title = f"{books.title} · 逾期清单 · {len(rows)} 项{longest}（今天 {books.day.isoformat()}）"
    parts: Groups = [("", rows)]
    if group_by is not None:
        found = groups(rows, key_of(books, group_by))
        parts = [(group.name, late) for group in found if (late := [row for row in group.rows if row.overdue])]
    group = GROUPINGS[group_by].title if group_by is not None else None
    page = grouped(books.plans, books.day, title, parts, left_out(books), group)
    page.empty = f"截至 {books.day.isoformat()} 没有逾期事项"
    return page


def everything(books: Books, status: str | None, word: str | None, order: str | None, *, waived: bool) -> Page:
    """Return all items in the plans' order, or in that of their dates, completions or units; those alone that hold a word or are waived."""
    rows = [row for row in books.rows() if (word is None or holds(row, word)) and (not waived or row.waivers)]
    if order is not None:
        rows.sort(key=_ORDERS[order])
    what = [f"状态为 {status}" if status else "", f"写有“{word}”" if word else "", WAIVED if waived else ""]
    title = f"{books.title} · {'、'.join(filter(None, what)) or '全部事项'}，{len(rows)} 项（今天 {books.day.isoformat()}）"
    return listing(books.plans, books.day, title, rows)


def _ordered(day: date | None) -> tuple[bool, str]:
    return day is None, day.isoformat() if day is not None else ""


_ORDERS: "dict[str, Callable[[Row], tuple[bool, str]]]" = {
    "due": lambda row: _ordered(row.due),
    "done": lambda row: _ordered(row.done_on),
    "unit": lambda row: (not row.item.members, "、".join(row.item.members)),
}


def holds(row: Row, word: str) -> bool:
    """Tell whether an item's row in the table holds a word, however it is spaced or wide."""
    from govopen_cli.text import fold  # no other list needs it

    item, wanted = row.item, fold(word).lower()
    units = (name for names in item.units.values() for name in names)
    texts = (item.id, item.content, item.task_name, *units, *item.members, *item.domains, item.deadline.text, item.section or "")
    policies = (part for policy in item.basis for part in policy if part)
    return any(wanted in fold(text).lower() for text in (*texts, *policies, *item.extra.values()))


def left_out(books: Books) -> list[str]:
    """Say what a list of dates leaves out by its nature, and how to see it."""
    notes = []
    count, exact = books.without_date(("ongoing", "as_appropriate"))
    if count:
        also = "" if exact else "（含已完成的）"
        notes.append(f"另有 {count} 项{also}持续推进或适时完成，没有固定期限：govopen list --status open-ended")
    count, exact = books.without_date(("relative", "unknown"))
    if count:
        also = "" if exact else "（含已起算或已完成的）"
        notes.append(f"另有 {count} 项{also}期限待起算或不明：govopen check")
    return notes


def listing(plans: Sequence[Plan], day: date, title: str, rows: Iterable[Row], notes: Sequence[str] = ()) -> Page:
    """Return a page of rows under one heading."""
    return grouped(plans, day, title, [("", list(rows))], notes, None)


def grouped(plans: Sequence[Plan], day: date, title: str, groups: Groups, notes: Sequence[str], group: str | None) -> Page:
    """Return a page of rows in groups; ``group`` is the title of the column that names them in flat formats."""
    unique = list({(row.plan.id, row.item.id, row.unit): row for _, rows in groups for row in rows}.values())
    records = [item_record(row) for row in unique]
    many = len(plans) > 1
    more: dict[str, Any] = {"groups": [{"name": name, "items": [id_text(row, many=many) for row in rows]} for name, rows in groups]}
    shown = columns.listing(plans)
    sections = [Section(name, [columns.cells(shown, row) for row in rows], f"{len(rows)} 项") for name, rows in groups]
    if not any(row[-1] for section in sections for row in section.rows):  # no row has a remark
        shown = shown[:-1]
        for section in sections:
            section.rows = [row[:-1] for row in section.rows]
    wide = columns.wide(plans)
    return Page(
        title,
        _titles(shown),
        sections,
        document(plans, day, records, **(more if group else {})),
        records,
        list(notes),
        group=group,
        wide=(_titles(wide), [Section(name, [columns.cells(wide, row) for row in rows]) for name, rows in groups]),
    )


def _titles(shown: Sequence[columns.Column]) -> list[Column]:
    """Return the columns of a listing: who, the days and the remarks are left out first, and never which item, when, how it stands and what."""
    always = (columns.ID, columns.DUE, columns.STATUS, columns.CONTENT)
    return [Column(column.title, column.kind, 0 if column.title in always else place) for place, column in enumerate(shown)]
