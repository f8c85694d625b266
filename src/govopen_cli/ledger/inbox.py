"""What waits for the office: what was submitted, notices that nobody answered, replies that came too late."""

from __future__ import annotations

from datetime import date

from govopen_cli.ledger import notices
from govopen_cli.ledger.words import id_text
from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from govopen_cli.ledger.books import Asked, Books
    from govopen_cli.plan.model import Plan

SUBMITTED, UNANSWERED, LATE = "申请销号", "通知未答复", "逾期答复"


class Waiting(NamedTuple):
    """One thing that waits: what it is, about which item or notice, of which unit (and domain), since when, and in words.

    ``commands`` are those that answer it, without the program's name.
    """

    kind: str
    plan: Plan
    name: str
    unit: str
    domain: str
    since: date
    words: str
    commands: tuple[str, ...]


def waiting(books: Books) -> list[Waiting]:
    """Return all that waits for the office, the oldest first."""
    found = [entry for asked in books.asked for entry in (*_submitted(asked, len(books.plans) > 1), *_notices(asked, books.day))]
    return sorted(found, key=lambda entry: (entry.since, entry.name))


def _submitted(asked: Asked, many: bool) -> Iterator[Waiting]:
    for row in asked.ledger.waiting(asked.filters):
        cells = [cell for cell in row.cells if cell.waiting and cell.submission is not None]
        alike = len(cells) == len(row.cells) and len({id(cell.submission) for cell in cells}) == 1
        name = id_text(row, many=many)
        for cell in cells[:1] if alike else cells:
            if cell.submitted_on is None or cell.submission is None:
                continue
            unit = (cell.submission.unit if alike else cell.unit) or ""
            domain = ("" if alike else cell.domain) or ""
            part = "".join([f" --unit {unit}" if unit and not alike else "", f" --domain {domain}" if domain else ""])
            late = f"，晚于期限 {cell.days_overdue} 天" if cell.days_overdue else ""
            yield Waiting(
                SUBMITTED, row.plan, name, unit or "、".join(row.item.members), domain, cell.submitted_on, f"{row.item.label}{late}",
                (f"accept {name}{part} --approved-by 姓名", f"return {name}{part} --reason 理由"),
            )  # fmt: skip


def _notices(asked: Asked, day: date) -> Iterator[Waiting]:
    """Yield the notices that the unit has received and not answered, or answered late where that was the last word."""
    if asked.ledger.state.empty:
        return
    for paper in notices.papers(asked.ledger.state):
        if asked.filters.units is not None and paper.unit not in asked.filters.units:
            continue
        standing, items = paper.standing(day), " ".join(item for item, _ in paper.items)
        if standing == notices.LATE and paper.answered is not None and (day - date.fromisoformat(paper.answered)).days <= _RECENT:
            yield Waiting(
                LATE, asked.ledger.plan, paper.number, paper.unit, "", date.fromisoformat(paper.answered),
                f"应于 {paper.reply_by} 前答复（{items}）", (f"show {items}",),
            )  # fmt: skip
        elif standing in notices.UNANSWERED and (paper.signed is not None or standing == notices.OVERDUE):
            overdue = f"，已过 {(day - date.fromisoformat(paper.reply_by)).days} 天" if standing == notices.OVERDUE else ""
            yield Waiting(
                UNANSWERED, asked.ledger.plan, paper.number, paper.unit, "", date.fromisoformat(paper.signed or paper.day),
                f"请于 {paper.reply_by} 前答复{overdue}（{items}）", (f"progress {items} --note 答复", f"notice {items} --unit {paper.unit}"),
            )  # fmt: skip


_RECENT = 30  # days for which a late reply stays in the inbox
