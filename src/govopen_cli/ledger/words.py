"""Rows and totals in words: what every table, file and message says of them."""

from datetime import date
from typing import TYPE_CHECKING

from govopen_cli.ledger.status import WAIVED, Row, near_level
from govopen_cli.plan.model import Plan

if TYPE_CHECKING:
    from govopen_cli.ledger.summary import Totals


def iso(day: date | None) -> str | None:
    """Return a day as text, None as None."""
    return day.isoformat() if day is not None else None


def due_text(row: Row) -> str:
    """Return the day that counts, or the phrase where there is none."""
    return row.due.isoformat() if row.due is not None else row.item.deadline.text or "—"


def light_text(row: Row) -> str:
    """Return the status word, with the parts that are done where only some are."""
    return f"{row.light} {row.cells_done}/{len(row.cells)}" if row.status == "partial" else row.light


def days_text(row: Row) -> str:
    """Return how long the item has been overdue or has left."""
    if row.days_overdue is not None:
        return f"逾期{row.days_overdue}天"
    if row.days_left is not None:
        return "今天到期" if row.days_left == 0 else f"还有{row.days_left}天"
    if row.done_on is not None:
        return f"{row.done_on.isoformat()}完成"
    return "—"


def remarks(row: Row, plan: Plan) -> list[str]:
    """Return what else a reader must know of a row."""
    notes = []
    if row.review_needed:
        notes.append("需复核")
    if row.unit is not None and len(row.item.members) > 1:
        notes.append(f"只计{row.unit}")
    if row.extension is not None:
        notes.append(f"原定{iso(row.original_due) or row.item.deadline.text}，延期至{row.extension.to}")
        if row.late_request:
            notes.append(f"申请时已逾期{row.late_request}天")
    if row.period is not None and row.period.missed is not None:
        word = "漏办" if row.item.deadline.kind == "recurring" else "漏跟踪"
        notes.append(f"{row.period.missed.isoformat()}那期{word}")
    if row.light == WAIVED and row.waiver is not None and row.waiver.until:
        notes.append(f"至{row.waiver.until}")
    if row.open_ended and row.status != "done":
        notes.append(
            f"上次进展{row.last_progress.isoformat()}，已{(row.day - row.last_progress).days}天" if row.last_progress else "尚无进展记录"
        )
    level = near_level(row, plan)
    if level is not None and not row.overdue:
        notes.append(f"{level}日内到期")
    if row.deadline.warnings and row.status != "done":
        notes.append("时限存疑")
    return notes


def basis_text(number: str | None, title: str) -> str:
    """Return a policy as a document cites it."""
    return f"《{title}》（{number}）" if number else f"《{title}》"


TOTAL_TITLES = ("事项", "应完成", "已完成", "逾期完成", "逾期", "30日内到期", "持续推进", "完成率", "按时率")


def total_cells(name: str, totals: "Totals") -> tuple[str, ...]:
    """Return totals as texts: a name, then one for each of ``TOTAL_TITLES``."""
    counts = (totals.total, totals.due, totals.done, totals.done_late, totals.overdue, totals.within, totals.open_ended)
    return (name, *map(str, counts), percent(totals.completion), percent(totals.punctuality))


def percent(ratio: float | None) -> str:
    """Return a ratio as a percentage; — where there was nothing to count."""
    return "—" if ratio is None else f"{ratio * 100:.1f}%"
