"""The page of an item: everything about it."""

from collections.abc import Sequence

from govopen_cli.ledger import columns
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.lights import WAIVED
from govopen_cli.ledger.parts import Cell
from govopen_cli.ledger.records import document, full_record
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import basis_text, days_text, explain, id_text, light_text, remarks, scope_text
from govopen_cli.state.events import Event
from govopen_cli.views.events import sentence
from govopen_cli.views.page import Column, Page, Section

_COLUMNS = [Column(columns.ID), Column("项目"), Column("内容", "text")]


def items(books: Books) -> Page:
    """Return all about the items that the books are asked for, in the order in which they are named.

    That is the table's own columns, how the deadline is read, parts, evidence, events.
    """
    sections, records = [], []
    for ledger, filters in books.asked:
        ids = filters.ids or ()
        rows = {row.item.id: row for row in ledger.rows(filters)}
        events = ledger.state.events(list(ids))
        gone = ledger.state.reversed({event.batch for event in events})
        by_item: dict[str, list[Event]] = {}
        for event in events:
            by_item.setdefault(event.item, []).append(event)
        for row in (rows[item_id] for item_id in ids):
            own = by_item.get(row.item.id, [])
            history = [sentence(event, ledger.plan.timezone, undone=event.batch in gone) for event in own]
            name = id_text(row, many=len(books.plans) > 1)
            sections.append(Section(f"{name} {row.item.label}", [(name, title, text) for title, text in _facts(row, history)]))
            records.append(full_record(row, own))
    return Page(books.title, _COLUMNS, sections, document(books.plans, books.day, records), records)


def _facts(row: Row, history: Sequence[str]) -> list[tuple[str, str]]:
    item = row.item
    facts = [(columns.TASK, f"{item.task} {item.task_name}"), (columns.CONTENT, item.content), (columns.DOMAINS, "、".join(item.domains))]
    facts += [("所在部分", item.section or ""), ("原表序号", item.number or "")]
    facts += [(column.title, column.text(row)) for column in columns.roles([row.plan])]
    facts += [(role, "、".join(names)) for role, names in item.leaders.items()]
    facts += [(columns.BASIS, basis_text(part.number, part.title)) for part in item.basis]
    facts += list(item.extra.items())
    facts += [(columns.PHRASE, item.deadline.text), ("期限理解", explain(row.deadline))]
    facts += [("提示", warning) for warning in row.deadline.warnings]
    facts += [("跟踪周期", explain(item.review) if item.review else "")]
    facts += [(columns.STATUS, f"{light_text(row)}　{days_text(row)}")]
    facts += [(columns.REMARKS, note) for note in remarks(row)]
    for waiver in row.waivers:
        until = f"至{waiver.until}" if waiver.until else ""
        facts.append((_title(waiver.unit, waiver.domain, WAIVED), f"{waiver.day} 起{until}，{waiver.note}（批准：{waiver.approved_by}）"))
    if len(row.cells) > 1 or row.acceptance is not None:
        facts += [("部分", _part(cell)) for cell in row.cells]
    facts += [(columns.EVIDENCE, part.text) for part in row.facts.evidence]
    facts += [("原文疑点", item.source or "")]
    facts += [("登记", line) for line in history]
    return [(name, text) for name, text in facts if text]


def _title(unit: str | None, domain: str | None, word: str) -> str:
    """Return the title of a line that is about a part of an item."""
    scope = scope_text(unit, domain)
    return f"{word}（{scope}）" if scope else word


def _part(cell: Cell) -> str:
    says = [f"{cell.done_on} 完成" if cell.done_on else "未完成" if not cell.waiting else cell.light]
    if cell.waiting:
        says.append(f"{cell.submitted_on}申请销号，已等{cell.waiting_days}天")
    if cell.acceptance is not None:
        says.append(f"{cell.accepted_on}由{cell.accepted_by}验收")
    says += [f"{act.day}退回：{act.note}{f'（{act.by}前重报）' if act.by else ''}" for act in cell.returns]
    scope = scope_text(cell.unit, cell.domain)
    return f"{scope}{'：' if scope else ''}{'，'.join(says)}"
