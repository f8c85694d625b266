"""The ledger as text that leaves the house: every column that a file may carry, progress and evidence among them."""

from collections.abc import Sequence
from datetime import date

from govopen_cli.ledger import columns
from govopen_cli.ledger.records import document, ledger_record
from govopen_cli.ledger.status import Row
from govopen_cli.plan.model import Plan
from govopen_cli.views.page import Column, Page, Section


def ledger(plans: Sequence[Plan], day: date, title: str, rows: Sequence[Row]) -> Page:
    """Return a page of rows with all that is known of each but its single events."""
    filed = columns.filed(plans)
    records = [ledger_record(row) for row in rows]
    titles = [Column(column.title, column.kind) for column in filed]
    return Page(title, titles, [Section("", [columns.cells(filed, row) for row in rows])], document(plans, day, records), records)
