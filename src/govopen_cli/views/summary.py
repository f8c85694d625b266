"""Totals as columns of text and as JSON."""

from typing import Any

from govopen_cli.ledger.summary import Totals
from govopen_cli.views.page import Column

BAR = 10


def columns(first: str) -> list[Column]:
    """Return the columns of a table of totals."""
    titles = ("事项", "应完成", "已完成", "逾期完成", "逾期", "30日内到期", "持续推进", "完成率", "按时率")
    return [Column(first, "text"), *(Column(title, "number") for title in titles)]


def cells(name: str, totals: Totals) -> tuple[str, ...]:
    """Return the cells of totals for ``columns``."""
    counts = (totals.total, totals.due, totals.done, totals.done_late, totals.overdue, totals.within, totals.open_ended)
    return (name, *map(str, counts), percent(totals.completion), percent(totals.punctuality))


def percent(ratio: float | None) -> str:
    """Return a ratio as a percentage; — where there was nothing to count."""
    return "—" if ratio is None else f"{ratio * 100:.1f}%"


def bar(ratio: float | None) -> str:
    """Return a ratio as a bar of blocks, all of them characters that GBK has."""
    filled = round((ratio or 0) * BAR)
    return "█" * filled + "─" * (BAR - filled)


def record(totals: Totals) -> dict[str, Any]:
    """Return totals as JSON."""
    return {
        "total": totals.total,
        "due": totals.due,
        "done": totals.done,
        "done_late": totals.done_late,
        "partial": totals.partial,
        "overdue": totals.overdue,
        "soon": totals.soon,
        "within_30_days": totals.within,
        "open_ended": totals.open_ended,
        "undated": totals.undated,
        "waived": totals.waived,
        "missed": totals.missed,
        "review_needed": totals.review_needed,
        "completion": totals.completion,
        "punctuality": totals.punctuality,
    }
