"""The ledger as a sheet: which columns it has, what stands in them, which of them a unit may fill in.

One home for what ``export`` writes and ``import --ledger`` reads back.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from govopen_cli.ledger.status import DONE, DONE_LATE, Row
from govopen_cli.ledger.words import basis_text, iso, remarks
from govopen_cli.plan.model import Plan

NUMBER, TASK, CONTENT, DOMAINS, BASIS, DEADLINE = "序号", "工作任务", "具体内容", "试点领域", "政策依据", "完成时限"
STATUS, DONE_ON, OVERDUE, PROGRESS, EVIDENCE, REMARKS = "状态", "完成日期", "逾期天数", "进展", "佐证", "备注"
ID, HASH, ORIGINAL = "编号（勿改）", "校验（勿改）", "原值（勿改）"
EDITABLE = (STATUS, DONE_ON, PROGRESS, EVIDENCE, REMARKS)
HIDDEN = (ID, HASH, ORIGINAL)
# what the drop-down of the status column offers
STATUS_CHOICES = ("完成", "逾期完成", "部分完成", "逾期", "临期", "正常", "持续", "适时", "待起算", "不明", "不再要求")
PARTIAL = "部分完成"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The titles of the columns and the rows under them; ``merges`` are the columns whose equal neighbours are one cell."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tasks: tuple[str, ...]  # the task of each row: cells are merged inside a task only
    merges: tuple[int, ...]

    def column(self, title: str) -> int:
        """Return the number of a column, counted from 0."""
        return self.titles.index(title)


def fixed_titles(plan: Plan, rows: Sequence[Row]) -> list[str]:
    """Return the titles of the columns that come from the plan, in the order of the source table."""
    leaders = dict.fromkeys(role for row in rows for role in row.item.leaders)
    extra = dict.fromkeys(title for row in rows for title in row.item.extra)
    titles = [NUMBER, TASK, CONTENT]
    titles += [DOMAINS] if any(row.item.domains for row in rows) else []
    titles += [BASIS] if any(row.item.basis for row in rows) else []
    titles += [*plan.roles.values(), *leaders, *(title for title in extra if title not in EDITABLE), DEADLINE]
    return list(dict.fromkeys(titles))


def sheet(plan: Plan, rows: Sequence[Row]) -> Sheet:
    """Return the ledger of rows as a sheet."""
    titles = fixed_titles(plan, rows)
    lines = []
    for row in rows:
        fixed = _fixed(row, plan, titles)
        editable = _editable(row, plan)
        original = json.dumps([editable[title] for title in EDITABLE], ensure_ascii=False)
        lines.append(
            (*fixed, *(_shown(title, row, editable) for title in _own_titles()), row.item.id, row_hash(row.item.id, fixed), original)
        )
    merges = tuple(number for number, title in enumerate(titles) if title not in (CONTENT, DOMAINS))
    return Sheet((*titles, *_own_titles(), *HIDDEN), tuple(lines), tuple(row.item.task for row in rows), merges)


def _own_titles() -> tuple[str, ...]:
    return (STATUS, DONE_ON, OVERDUE, PROGRESS, EVIDENCE, REMARKS)


def _shown(title: str, row: Row, editable: dict[str, str]) -> str:
    if title == OVERDUE:
        return str(row.days_overdue) if row.days_overdue is not None else ""
    return editable[title]


def row_hash(item_id: str, fixed: Sequence[str]) -> str:
    """Return a short digest over an id and the texts of its fixed columns."""
    return hashlib.sha256(json.dumps([item_id, *fixed], ensure_ascii=False).encode()).hexdigest()[:16]


def _fixed(row: Row, plan: Plan, titles: Sequence[str]) -> list[str]:
    item = row.item
    values = {
        NUMBER: item.number or item.task,
        TASK: item.task_name,
        CONTENT: item.content,
        DOMAINS: "、".join(item.domains),
        BASIS: "；".join(basis_text(part.number, part.title) for part in item.basis),
        DEADLINE: item.deadline.text,
    }
    values |= {title: "、".join(item.units.get(role, ())) for role, title in plan.roles.items()}
    values |= {role: "、".join(names) for role, names in item.leaders.items()}
    return [values.get(title, item.extra.get(title, "")) for title in titles]


def fixed_of(row: Row, plan: Plan, titles: Sequence[str]) -> dict[str, str]:
    """Return the texts of the fixed columns of a row by title."""
    return dict(zip(titles, _fixed(row, plan, titles), strict=True))


def _editable(row: Row, plan: Plan) -> dict[str, str]:
    return {
        STATUS: PARTIAL if row.status == "partial" and row.light not in (DONE, DONE_LATE) and not row.overdue else row.light,
        DONE_ON: iso(row.done_on) or "",
        PROGRESS: _progress(row),
        EVIDENCE: "\n".join(part.text for part in row.facts.evidence),
        REMARKS: "；".join(remarks(row, plan)),
    }


def _progress(row: Row) -> str:
    parts = [f"{row.cells_done}/{len(row.cells)}"] if row.status == "partial" else []
    if row.last_progress is not None:
        parts.append(row.last_progress.isoformat())
    if row.facts.note:
        parts.append(row.facts.note)
    return " ".join(parts)
