"""Rows and totals as plain data: the JSON of docs/contracts.md, "Output" (``schema_version`` 1: keys are only added, and always there)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from govopen_cli.language.deadline.model import Deadline
from govopen_cli.ledger.parts import Cell
from govopen_cli.ledger.status import Period, Row
from govopen_cli.ledger.summary import Totals
from govopen_cli.ledger.words import iso
from govopen_cli.plan.model import Plan
from govopen_cli.state.events import Event, to_json
from govopen_cli.state.facts import Evidence, Notice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from govopen_cli.ledger.matrix import Line, Square

SCHEMA_VERSION = 1

Record = dict[str, "Any"]


def document(plans: Sequence[Plan], day: date, records: Sequence[Record], key: str = "items", **more: Any) -> Record:
    """Return the JSON answer to a question; its parts stand under ``key``. ``plan`` is the first of ``plans``."""
    return {
        "schema_version": SCHEMA_VERSION,
        "plan": _plan(plans[0]),
        "plans": [_plan(plan) for plan in plans],
        "today": day.isoformat(),
        key: list(records),
        **more,
    }


def _plan(plan: Plan) -> Record:
    return {"id": plan.id, "title": plan.title}


def deadline_record(deadline: Deadline, extended_to: str | None = None) -> Record:
    """Return the ``deadline`` object of an item."""
    return {
        "text": deadline.text,
        "kind": deadline.kind,
        "date": iso(deadline.date),
        "start": iso(deadline.start),
        "rrule": deadline.rrule,
        "duration": deadline.duration,
        "anchor": deadline.anchor,
        "then": deadline.then,
        "milestones": [iso(day) for day in deadline.milestones],
        "alternatives": [iso(day) for day in deadline.alternatives],
        "extended_to": extended_to,
        "warnings": list(deadline.warnings),
    }


def item_record(row: Row) -> Record:
    """Return a row as the item object of every listing."""
    item = row.item
    return {
        "plan_id": row.plan.id,
        "id": item.id,
        "task": {"no": item.task, "name": item.task_name},
        "content": item.content,
        "domains": list(item.domains),
        "basis": [{"number": part.number, "title": part.title} for part in item.basis],
        "units": {role: list(names) for role, names in item.units.items()},
        "deadline": deadline_record(row.deadline, row.extension.to if row.extension else None),
        "status": row.status,
        "cells": {"done": row.cells_done, "total": len(row.required)},
        "overdue": row.overdue,
        "days_overdue": row.days_overdue,
        "days_left": row.days_left,
        "done_on": iso(row.done_on),
        "late": row.late,
        "last_progress": iso(row.last_progress),
        "due": iso(row.due),
        "light": row.light,
        "unit": row.unit,
        "waived": row.waiver is not None,
        "review_needed": row.review_needed,
        "late_request_days": row.late_request,
        "period": _period(row.period),
        "notices": [_notice(notice) for notice in row.facts.notices],
        "closing": item.closing,
        "submitted_on": iso(row.submitted_on),
        "waiting_days": row.waiting_days,
        "accepted_on": row.acceptance.day if row.acceptance is not None else None,
        "accepted_by": row.acceptance.approved_by if row.acceptance is not None else None,
        "returns": len(row.returns),
    }


def _notice(notice: Notice) -> Record:
    return {
        "number": notice.number,
        "unit": notice.unit,
        "level": notice.level,
        "issued_on": notice.day,
        "reply_by": notice.reply_by,
        "signed_on": notice.signed,
        "answered_on": notice.answered,
    }


def _period(period: Period | None) -> Record | None:
    if period is None:
        return None
    return {
        "current": iso(period.current),
        "previous": iso(period.previous),
        "next": iso(period.following),
        "done": period.done,
        "missed": iso(period.missed),
    }


def ledger_record(row: Row) -> Record:
    """Return an item as the ledger holds it: the object of a listing, the rest of its table row, its parts, progress and evidence."""
    item = row.item
    return {
        **item_record(row),
        "section": item.section,
        "number": item.number,
        "leaders": {role: list(names) for role, names in item.leaders.items()},
        "extra": dict(item.extra),
        "source": item.source,
        "review": deadline_record(item.review) if item.review else None,
        "parts": [_part(cell) for cell in row.cells],
        "note": row.facts.note,
        "progress": [part._asdict() for part in row.facts.progress],
        "evidence": [_evidence(part) for part in row.facts.evidence],
    }


def full_record(row: Row, events: Sequence[Event]) -> Record:
    """Return everything about an item: as the ledger holds it, and its events."""
    return {**ledger_record(row), "events": [to_json(event) for event in events]}


def _part(cell: Cell) -> Record:
    return {
        "unit": cell.unit,
        "domain": cell.domain,
        "done_on": iso(cell.done_on),
        "due": iso(cell.due),
        "light": cell.light,
        "late": cell.late,
        "days_overdue": cell.days_overdue,
        "days_left": cell.days_left,
        "waived": cell.waiver is not None,
        "submitted_on": iso(cell.submitted_on),
        "waiting_days": cell.waiting_days,
        "accepted_on": iso(cell.accepted_on),
        "accepted_by": cell.accepted_by,
        "returns": len(cell.returns),
    }


def _evidence(part: Evidence) -> Record:
    return {"text": part.text, "size": part.size, "sha256": part.sha256, "day": part.day}


def totals_record(totals: Totals) -> Record:
    """Return totals with their ratios."""
    return {
        "total": totals.total,
        "due": totals.due,
        "due_done": totals.due_done,
        "due_on_time": totals.due_on_time,
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
        "waiting": totals.waiting,
        "waiting_days": totals.waiting_days,
        "returns": totals.returns,
        "completion": totals.completion,
        "punctuality": totals.punctuality,
        "lights": dict(totals.lights),
    }


def counts_record(totals: Totals, following: date | None) -> Record:
    """Return the counts of a unit or a domain, with the next day on which it has something due."""
    return {
        "total": totals.total,
        "done": totals.done,
        "partial": totals.partial,
        "overdue": totals.overdue,
        "soon": totals.soon,
        "open_ended": totals.open_ended,
        "next_due": iso(following),
    }


def line_record(line: Line) -> Record:
    """Return a line of the matrix."""
    done, total = line.total
    cells = {name: _square(square) for name, square in line.squares.items()}
    return {"key": line.key, "label": line.label, "cells": cells, "done": done, "total": total}


def _square(square: Square) -> Record:
    return {"done": square.done, "total": square.total, "word": square.light, "day": iso(square.day)}
