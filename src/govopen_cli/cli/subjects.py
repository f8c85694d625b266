"""The counts that the overviews of units and domains share."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import Totals
from govopen_cli.ledger.words import iso
from govopen_cli.views.page import Column

COUNTS = (Column("完成", "number"), Column("逾期", "number"), Column("临期", "number"), Column("持续", "number"), Column("下一期限"))


def counts(counted: Totals, rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the cells of ``COUNTS``."""
    return (str(counted.done), str(counted.overdue), str(counted.soon), str(counted.open_ended), iso(following(rows)) or "—")


def count_record(counted: Totals, rows: Iterable[Row]) -> dict[str, Any]:
    """Return the counts of a unit or domain for JSON."""
    return {
        "total": counted.total, "done": counted.done, "partial": counted.partial, "overdue": counted.overdue, "soon": counted.soon,
        "open_ended": counted.open_ended, "next_due": iso(following(rows)),
    }  # fmt: skip


def following(rows: Iterable[Row]) -> date | None:
    """Return the next day on which something of these rows is due."""
    return min((row.due for row in rows if row.days_left is not None and row.due is not None), default=None)
