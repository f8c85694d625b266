"""The inbox: what waits for the office, and what answers it."""

from collections.abc import Sequence

from govopen_cli.ledger import columns
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.inbox import Waiting
from govopen_cli.ledger.records import Record, document
from govopen_cli.views.page import Column, Page, Section

_COLUMNS = [
    Column("待办"), Column(columns.ID), Column(columns.UNIT, "text"), Column("日期"), Column("已等天数", "number"),
    Column("内容", "text"), Column("办理", "text"),
]  # fmt: skip


def inbox(books: Books, found: Sequence[Waiting]) -> Page:
    """Return what waits for the office, the oldest first, with the commands that answer each."""
    lines = [
        (
            entry.kind, entry.name, " × ".join(filter(None, (entry.unit, entry.domain))), entry.since.isoformat(),
            str((books.day - entry.since).days), entry.words, "；".join(f"govopen {command}" for command in entry.commands),
        )
        for entry in found
    ]  # fmt: skip
    records = [_record(books, entry) for entry in found]
    title = f"收件箱 · {len(found)} 件等待办理（今天 {books.day.isoformat()}）"
    answer = document(books.plans, books.day, records, "waiting")
    return Page(title, _COLUMNS, [Section("", lines)], answer, records, empty="没有等待办理的")


def _record(books: Books, entry: Waiting) -> Record:
    return {
        "kind": entry.kind,
        "plan_id": entry.plan.id,
        "name": entry.name,
        "unit": entry.unit or None,
        "domain": entry.domain or None,
        "since": entry.since.isoformat(),
        "days": (books.day - entry.since).days,
        "words": entry.words,
        "commands": [f"govopen {command}" for command in entry.commands],
    }
