"""The report: the full picture in figures, each with its definition."""

from collections.abc import Sequence

from govopen_cli.ledger import columns
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.records import document, totals_record
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import COUNT_WORDS, GROUPINGS, Totals, definitions, grouped, totals
from govopen_cli.ledger.words import id_text
from govopen_cli.views.page import Column, Page, Section

_BAR = 10


def report(books: Books, group_by: str, count: str, *, bars: bool) -> Page:
    """Return totals by group and in all, counted by item or by cell; ``bars`` adds a column that draws 完成率."""
    rows = list(books.rows())
    whole = totals(rows, count)
    found = grouped(books, group_by)
    counted = [(group.name, totals(group.rows, count)) for group in found]
    figures = columns.counts(books.plans)
    shown = [Column(GROUPINGS[group_by].title, "text"), *(Column(part.title, "number", number) for number, part in enumerate(figures, 1))]
    lines = [(name, *columns.figures(figures, part)) for name, part in [*counted, (columns.TOTAL, whole)]]
    if group_by == "task" and len(books.plans) > 1:
        shown.insert(1, Column(columns.PLAN, "text", len(figures) + 1))
        lines = [
            (line[0], title, *line[1:]) for line, title in zip(lines, [*(group.rows[0].plan.title for group in found), ""], strict=True)
        ]
    if bars:
        shown.append(Column("完成情况", rank=len(shown)))
        lines = [(*line, bar(part.completion)) for line, (_, part) in zip(lines, [*counted, (columns.TOTAL, whole)], strict=True)]
    answer = document(
        books.plans,
        books.day,
        [{"name": name, **totals_record(part)} for name, part in counted],
        "groups",
        group_by=group_by,
        count=count,
        totals=totals_record(whole),
        definitions=list(definitions(books.plans)),
    )
    title = f"{books.title} · 总体情况（截至 {books.day.isoformat()}，{COUNT_WORDS[count]}）"
    page = Page(title, shown, [Section("", lines)], answer, answer["groups"])
    page.footnotes = [
        *_remarks(whole),
        *definitions(books.plans),
        *([] if group_by == "task" else ["一个事项可以同属几组，各组之和可以大于合计。"]),
        *_calendar_note(rows, many=len(books.plans) > 1),
    ]
    return page


def bar(ratio: float | None) -> str:
    """Return a ratio as a bar of blocks, all of them characters that GBK has."""
    filled = round((ratio or 0) * _BAR)
    return "█" * filled + "─" * (_BAR - filled)


def _remarks(whole: Totals) -> list[str]:
    notes = []
    if whole.waived:
        notes.append(f"不再要求 {whole.waived} 项，不计入比率。")
    if whole.review_needed:
        notes.append(f"需复核 {whole.review_needed} 项：登记完成之后，任务分解表里的内容变了。")
    if whole.missed:
        notes.append(f"有漏办或漏跟踪的周期 {whole.missed} 项。")
    if whole.undated:
        notes.append(f"期限待起算或不明 {whole.undated} 项，不计入比率。")
    return notes


def _calendar_note(rows: Sequence[Row], *, many: bool) -> list[str]:
    """Say so where working days were counted without an official calendar."""
    unofficial = [id_text(row, many=many) for row in rows if any("法定节假日安排尚未公布" in warning for warning in row.deadline.warnings)]
    return [f"工作日按周一至周五计（法定节假日安排尚未公布）：{'、'.join(unofficial)}。"] if unofficial else []
