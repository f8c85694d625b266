"""The log: what was recorded, when and by whom."""

from collections.abc import Sequence

from govopen_cli.ledger import columns
from govopen_cli.ledger.records import document
from govopen_cli.ledger.select import Ledger
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event, to_json
from govopen_cli.views.events import details, recorded
from govopen_cli.views.page import Column, Page, Section

_COLUMNS = [
    Column("登记时间"), Column("登记人"), Column(columns.ID), Column("登记"), Column("日期"), Column("批次"), Column("内容", "text"),
]  # fmt: skip
BATCH_LENGTH = 8  # how much of a batch's id is shown


def log(ledger: Ledger, events: Sequence[Event]) -> Page:
    """Return events in their order; undone ones are among them, and say so."""
    gone = ledger.state.reversed({event.batch for event in events})
    lines = [_line(event, ledger.plan.timezone, undone=event.batch in gone) for event in events]
    records = [to_json(event) for event in events]
    answer = document(ledger.plan, ledger.day, records, "events")
    return Page(f"登记记录 · {len(events)} 条", _COLUMNS, [Section("", lines)], answer, records, empty="没有登记记录")


def _line(event: Event, timezone: str, *, undone: bool) -> tuple[str, ...]:
    return (
        recorded(event, timezone), event.author, event.item, act_word(event.act), event.day, event.batch[:BATCH_LENGTH], details(event, undone=undone),
    )  # fmt: skip
