"""The log: what was recorded, when and by whom."""

from collections.abc import Sequence

from govopen_cli.ledger import columns
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.records import document
from govopen_cli.plan.model import Plan
from govopen_cli.record import NamedTuple
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event, to_json
from govopen_cli.views.events import BATCH_LENGTH, details, item_text, recorded
from govopen_cli.views.page import Column, Page, Section

_COLUMNS = [
    Column("登记时间"), Column("登记人", rank=2), Column(columns.ID), Column("登记"), Column("日期", rank=1), Column("批次", rank=3),
    Column("内容", "text"),
]  # fmt: skip
_PLAN = Column(columns.PLAN, "text", rank=4)


class Entry(NamedTuple):
    """A recorded event, its plan, and whether it was undone."""

    event: Event
    plan: Plan
    undone: bool


def log(books: Books, entries: Sequence[Entry]) -> Page:
    """Return events in their order; undone ones are among them, and say so."""
    many = len(books.plans) > 1
    lines = [_line(entry, many=many) for entry in entries]
    shown = [*_COLUMNS[:3], _PLAN, *_COLUMNS[3:]] if many else _COLUMNS
    records = [to_json(entry.event) for entry in entries]
    answer = document(books.plans, books.day, records, "events")
    return Page(f"{books.title} · 登记记录 · {len(entries)} 条", shown, [Section("", lines)], answer, records, empty="没有登记记录")


def _line(entry: Entry, *, many: bool) -> tuple[str, ...]:
    event = entry.event
    name = item_text(event)
    return (
        recorded(event, entry.plan.timezone), event.author, *((f"{event.plan}/{name}", entry.plan.title) if many else (name,)),
        act_word(event.act), event.day, event.batch[:BATCH_LENGTH], details(event, undone=entry.undone),
    )  # fmt: skip
