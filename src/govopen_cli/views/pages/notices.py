"""Notices: who would get what, and what became of those that were issued."""

from collections.abc import Sequence
from datetime import date

from govopen_cli.ledger import columns
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.notices import Paper
from govopen_cli.ledger.records import Record, document, item_record
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import days_text, due_text, id_text
from govopen_cli.plan.model import Plan
from govopen_cli.record import NamedTuple
from govopen_cli.views.page import Column, Page, Section

NUMBER, LEVEL, TO, ISSUED, REPLY_BY, SIGNED, ANSWERED, STANDING = "文号", "级别", "主送", "发文日期", "答复期限", "签收", "答复", "状态"


class Issued(NamedTuple):
    """A notice, and the plan that it is about."""

    plan: Plan
    paper: Paper


class Planned(NamedTuple):
    """A notice that would be issued: its number, its unit, the day by which it asks for an answer, and the unit's part of each item with its level."""

    number: str
    unit: str
    reply_by: date
    rows: Sequence[tuple[str, Row]]


def issued(books: Books, found: Sequence[Issued]) -> Page:
    """Return the notices that were issued, and how each stands."""
    many = len(books.plans) > 1
    lines = [_line(books, entry, many=many) for entry in found]
    shown = [
        Column(NUMBER), Column(STANDING), Column(LEVEL), Column(TO, "text"), Column(ISSUED), Column(REPLY_BY), Column(SIGNED),
        Column(ANSWERED), Column("事项", "text"),
    ]  # fmt: skip
    records = [_record(books, entry) for entry in found]
    title = f"通知 · {len(found)} 份（今天 {books.day.isoformat()}）"
    answer = document(books.plans, books.day, records, "notices")
    return Page(title, shown, [Section("", lines)], answer, records, empty="没有发过通知")


def _line(books: Books, entry: Issued, *, many: bool) -> tuple[str, ...]:
    paper = entry.paper
    names = "、".join(f"{entry.plan.id}/{item}" if many else item for item, _ in paper.items)
    return (
        paper.number, paper.standing(books.day), paper.level, paper.unit, paper.day, paper.reply_by, paper.signed or "—",
        paper.answered or "—", names,
    )  # fmt: skip


def _record(books: Books, entry: Issued) -> Record:
    paper = entry.paper
    return {
        "plan_id": entry.plan.id,
        "number": paper.number,
        "level": paper.level,
        "unit": paper.unit,
        "issued_on": paper.day,
        "reply_by": paper.reply_by,
        "signed_on": paper.signed,
        "answered_on": paper.answered,
        "standing": paper.standing(books.day),
        "void": paper.void,
        "items": [{"id": item, "level": level} for item, level in paper.items],
    }


def planned(books: Books, found: Sequence[Planned]) -> Page:
    """Return what would be issued at this moment: an item a line."""
    many = len(books.plans) > 1
    lines = [
        (part.number, level, part.unit, id_text(row, many=many), due_text(row), days_text(row), row.item.label)
        for part in found
        for level, row in part.rows
    ]
    shown = [
        Column(NUMBER), Column(LEVEL), Column(TO, "text"), Column(columns.ID), Column(columns.DUE), Column(columns.DAYS),
        Column(columns.CONTENT, "text"),
    ]  # fmt: skip
    records = [_planned_record(part) for part in found]
    notes = [f"请于 {found[0].reply_by.isoformat()} 前答复；没有发文，也没有登记"] if found else []
    title = f"将要发出的通知 · {len(found)} 份"
    answer = document(books.plans, books.day, records, "notices")
    return Page(title, shown, [Section("", lines)], answer, records, notes, empty="没有要发的通知")


def _planned_record(part: Planned) -> Record:
    return {
        "number": part.number,
        "unit": part.unit,
        "reply_by": part.reply_by.isoformat(),
        "items": [{**item_record(row), "level": level} for level, row in part.rows],
    }
