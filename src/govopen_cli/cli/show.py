"""show: everything about an item."""

from datetime import datetime
from typing import Any

from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.clock import zone
from govopen_cli.language.deadline.model import Deadline
from govopen_cli.ledger.select import Filters
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import basis_text, days_text, iso, light_text, remarks
from govopen_cli.state.acts import act_word, field_word
from govopen_cli.state.events import Event, to_json
from govopen_cli.state.facts import Evidence
from govopen_cli.views import rows as row_views
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section

KIND_WORDS = {
    "date": "有日期",
    "recurring": "周期性",
    "ongoing": "持续推进",
    "as_appropriate": "适时",
    "relative": "相对期限",
    "unknown": "不明",
}


def run(call: Call) -> int:
    choose(call.one("format"))
    items = find_items(call.index, call.many("ids"))
    filters = Filters(ids=tuple(item.id for item in items))
    rows = {row.item.id: row for row in call.ledger.rows(filters)}
    events = call.state.events([item.id for item in items])
    gone = call.state.reversed()
    sections, records = [], []
    for item in items:
        row, own = rows[item.id], [event for event in events if event.item == item.id]
        sections.append(Section(f"{item.id} {item.label}", [(item.id, name, text) for name, text in _facts(row, call, own, gone)]))
        records.append({**row_views.record(row), **_details(row, own)})
    document = row_views.document(call.plan, call.day, records)
    show(Page(call.plan.title, [Column("编号"), Column("项目"), Column("内容", "text")], sections, document, records), call.one("format"))
    return call.exit_code(filters)


def _details(row: Row, events: list[Event]) -> dict[str, Any]:
    item = row.item
    return {
        "section": item.section,
        "number": item.number,
        "leaders": {role: list(names) for role, names in item.leaders.items()},
        "extra": dict(item.extra),
        "source": item.source,
        "review": row_views.deadline_record(item.review) if item.review else None,
        "parts": [{"unit": cell.unit, "domain": cell.domain, "done_on": iso(cell.done_on)} for cell in row.cells],
        "evidence": [_evidence_record(part) for part in row.facts.evidence],
        "events": [to_json(event) for event in events],
    }


def _evidence_record(part: Evidence) -> dict[str, Any]:
    return {"text": part.text, "size": part.size, "sha256": part.sha256, "day": part.day}


def _facts(row: Row, call: Call, events: list[Event], gone: set[str]) -> list[tuple[str, str]]:
    item, plan = row.item, call.plan
    facts = [("工作任务", f"{item.task} {item.task_name}"), ("具体内容", item.content), ("领域", "、".join(item.domains))]
    facts += [("所在部分", item.section or ""), ("原表序号", item.number or "")]
    facts += [(title, "、".join(item.units.get(role, ()))) for role, title in plan.roles.items()]
    facts += [(role, "、".join(names)) for role, names in item.leaders.items()]
    facts += [("政策依据", basis_text(part.number, part.title)) for part in item.basis]
    facts += [(name, text) for name, text in item.extra.items()]
    facts += [("完成时限", item.deadline.text), ("期限理解", explain(row.deadline))]
    facts += [("提示", warning) for warning in row.deadline.warnings]
    facts += [
        ("跟踪周期", explain(item.review) if item.review else ""),
        ("状态", f"{light_text(row)}　{days_text(row)}"),
    ]
    facts += [("备注", note) for note in remarks(row, plan)]
    if row.waiver:
        facts.append(
            (
                "不再要求",
                f"{row.waiver.day} 起{'至' + row.waiver.until if row.waiver.until else ''}，{row.waiver.note}（批准：{row.waiver.approved_by}）",
            )
        )
    if len(row.cells) > 1:
        facts += [(f"单元格 {number}", _cell_text(cell.unit, cell.domain, iso(cell.done_on))) for number, cell in enumerate(row.cells, 1)]
    facts += [("佐证", part.text) for part in row.facts.evidence]
    facts += [("原文疑点", item.source or "")]
    facts += [("登记", event_line(event, plan.timezone, event.batch in gone)) for event in events]
    return [(name, text) for name, text in facts if text]


def _cell_text(unit: str | None, domain: str | None, done_on: str | None) -> str:
    return f"{' × '.join(part for part in (unit, domain) if part)}：{done_on + ' 完成' if done_on else '未完成'}"


def explain(deadline: Deadline) -> str:
    """Return a reading of a phrase in words."""
    words = KIND_WORDS[deadline.kind]
    if deadline.kind == "relative":
        words += f"：{deadline.anchor or '（未写明从何时起算）'}后 {deadline.duration}"
    if deadline.rrule:
        words += f"：{'；'.join(deadline.rrule.splitlines())}"
    if deadline.date:
        words += f"：{deadline.start.isoformat() + ' 至 ' if deadline.start else ''}{deadline.date.isoformat()}"
    if deadline.milestones:
        words += f"（各节点：{'、'.join(day.isoformat() for day in deadline.milestones)}）"
    if deadline.then:
        words += {"ongoing": "，之后持续推进", "recurring": "，另有周期要求"}[deadline.then]
    return words


def event_line(event: Event, timezone: str, undone: bool) -> str:
    """Return an event as one line of words."""
    when = datetime.fromisoformat(event.recorded_at.replace("Z", "+00:00")).astimezone(zone(timezone)).strftime("%Y-%m-%d %H:%M")
    scope = " × ".join(part for part in (event.unit, event.domain) if part)
    parts = [
        f"{when} {event.author} {act_word(event.act)}",
        scope,
        f"日期 {event.day}",
        *(f"{field_word(event.act, key)} {value}" for key, value in event.data.items()),
    ]
    if event.note:
        parts.append(f"说明：{event.note}")
    parts += [f"佐证：{part.text}" for part in event.evidence]
    return "，".join(part for part in parts if part) + ("（已撤销）" if undone else "")
