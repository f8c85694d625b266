"""report: the full picture."""

from govopen_cli.cli import grammar
from govopen_cli.cli.call import Call
from govopen_cli.cli.listings import GROUP_TITLES
from govopen_cli.errors import UsageError
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import COUNT_WORDS, DEFINITIONS, KEYS, Totals, groups, totals
from govopen_cli.ledger.words import total_cells
from govopen_cli.views import rows as row_views
from govopen_cli.views import summary as views
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    group_by, count = call.one("group_by") or "task", call.must("count")
    if group_by not in grammar.GROUPINGS:
        raise UsageError(f"没有分组方式“{group_by}”；可用的有：{'、'.join(grammar.GROUPINGS)}")
    if count not in COUNT_WORDS:
        raise UsageError(f"--count 没有“{count}”；可写 item 或 cell")
    filters = call.filters()
    rows = list(call.ledger.rows(filters))
    whole = totals(rows, count)
    counted = [(group.name, totals(group.rows, count)) for group in groups(rows, KEYS[group_by])]
    columns = views.columns(GROUP_TITLES[group_by])
    lines = [total_cells(name, part) for name, part in [*counted, ("合计", whole)]]
    if chosen == "table":
        columns.append(Column("完成情况"))
        lines = [(*line, views.bar(part.completion)) for line, (_, part) in zip(lines, [*counted, ("合计", whole)], strict=True)]
    document = row_views.document(
        call.plan,
        call.day,
        [{"name": name, **views.record(part)} for name, part in counted],
        "groups",
        group_by=group_by,
        count=count,
        totals=views.record(whole),
        definitions=list(DEFINITIONS),
    )
    title = f"{call.plan.title} · 总体情况（截至 {call.day.isoformat()}，{COUNT_WORDS[count]}）"
    page = Page(title, columns, [Section("", lines)], document, document["groups"])
    page.footnotes = [
        *_remarks(whole),
        *DEFINITIONS,
        *([] if group_by == "task" else ["一个事项可以同属几组，各组之和可以大于合计。"]),
        *_calendar_note(rows),
    ]
    show(page, call.one("format"))
    return call.exit_code(filters)


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


def _calendar_note(rows: list[Row]) -> list[str]:
    """Say so where working days were counted without an official calendar."""
    unofficial = [row.item.id for row in rows if any("法定节假日安排尚未公布" in warning for warning in row.deadline.warnings)]
    return [f"工作日按周一至周五计（法定节假日安排尚未公布）：{'、'.join(unofficial)}。"] if unofficial else []
