"""Where the plan stands today, in a screenful."""

from collections.abc import Iterator

from govopen_cli.ledger.books import Books
from govopen_cli.ledger.lights import OVERDUE, SOON
from govopen_cli.ledger.select import Window
from govopen_cli.ledger.summary import totals
from govopen_cli.ledger.words import days_text, id_text

_SHOWN = 3


def examples(books: Books) -> list[tuple[str, str]]:
    """Return commands to go on with, of items and units that the plans hold, and what each says."""
    row = next((row for row in books.rows() if row.item.members), None) or next(books.rows(), None)
    if row is None:
        return []
    name = id_text(row, many=len(books.plans) > 1)
    unit = next((member for member in row.item.members), None)
    found = [("govopen due", "已逾期的和接下来要到期的")]
    if unit is not None:
        found.append((f"govopen unit {unit}", f"{unit}的事项"))
    return [*found, (f"govopen show {name}", "一个事项的全部情况"), (f"govopen done {name}", f"登记 {name} 已完成")]


def overview(books: Books) -> Iterator[str]:
    """Yield lines: counts by status, the longest overdue, what is due next."""
    many = len(books.plans) > 1
    rows = list(books.rows())
    counted = totals(rows)
    yield f"{books.title}（今天 {books.day.isoformat()}）"
    figures = [
        f"完成 {counted.done}（其中逾期完成 {counted.done_late}）",
        f"{OVERDUE} {counted.overdue}",
        f"{SOON} {counted.soon}",
        f"30日内到期 {counted.within}",
        f"持续推进或适时完成 {counted.open_ended}",
        *([f"期限待起算或不明 {counted.undated}"] if counted.undated else []),
        *([f"待验收 {counted.waiting}"] if counted.waiting else []),
        *([f"不再要求 {counted.waived}"] if counted.waived else []),
        *([f"需复核 {counted.review_needed}"] if counted.review_needed else []),
    ]
    yield f"共 {counted.total} 项：{'，'.join(figures)}"
    overdue = sorted((row for row in rows if row.overdue), key=lambda row: -(row.days_overdue or 0))
    if overdue:
        yield "\n逾期最久："
    for row in overdue[:_SHOWN]:
        yield f"  {id_text(row, many=many)}  {days_text(row)}  {row.item.label}"
    coming = [row for row in books.open_dated(Window(first=books.day)) if row.days_left is not None]
    undated = [row for row in rows if row.due is None and not row.open_ended and not row.done and row.waiver is None]
    if undated:
        yield "\n没有期限（待起算或不明）："
    for row in undated[:_SHOWN]:
        yield f"  {id_text(row, many=many)}  {row.item.deadline.text or '（没有写时限）'}  {row.item.label}"
    yield "\n接下来到期：" if coming else "\n接下来没有要到期的事项"
    for row in sorted(coming, key=lambda row: row.days_left or 0)[:_SHOWN]:
        yield f"  {id_text(row, many=many)}  {row.due}（还有{row.days_left}天）  {row.item.label}"
