"""The log: what was recorded, when and by whom."""

from collections.abc import Sequence

from govopen_cli.ledger import columns
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.records import document
from govopen_cli.record import NamedTuple
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event, to_json
from govopen_cli.views.events import BATCH_LENGTH, details, recorded
from govopen_cli.views.page import Column, Page, Section

_COLUMNS = [
    Column("登记时间"), Column("登记人", rank=2), Column(columns.ID), Column("登记"), Column("日期", rank=1), Column("批次", rank=3),
    Column("内容", "text"),
]  # fmt: skip


class Entry(NamedTuple):
    """A recorded event, the time zone of its plan, and whether it was undone."""

    event: Event
    timezone: str
    undone: bool


def log(books: Books, entries: Sequence[Entry]) -> Page:
    """Return events in their order; undone ones are among them, and say so."""
    lines = [_line(entry, many=len(books.plans) > 1) for entry in entries]
    records = [to_json(entry.event) for entry in entries]
    answer = document(books.plans, books.day, records, "events")
    return Page(f"登记记录 · {len(entries)} 条", _COLUMNS, [Section("", lines)], answer, records, empty="没有登记记录")


def _line(entry: Entry, *, many: bool) -> tuple[str, ...]:
    event = entry.event
    return (
        recorded(event, entry.timezone), event.author, f"{event.plan}/{event.item}" if many else event.item, act_word(event.act), event.day,
        event.batch[:BATCH_LENGTH], details(event, undone=entry.undone),
    )  # fmt: skip
