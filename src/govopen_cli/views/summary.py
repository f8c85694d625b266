"""Totals as columns of text and as JSON."""

from typing import Any

from govopen_cli.ledger.summary import Totals
from govopen_cli.ledger.words import TOTAL_TITLES
from govopen_cli.views.page import Column

BAR = 10


def columns(first: str) -> list[Column]:
    """Return the columns of a table of totals."""
    return [Column(first, "text"), *(Column(title, "number") for title in TOTAL_TITLES)]


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
