"""Ledger rows as columns of text and as JSON records (docs/contracts.md, "Output": ``schema_version`` 1, keys are only added)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from govopen_cli.language.deadline.model import Deadline
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import basis_text, days_text, due_text, iso, light_text, remarks
from govopen_cli.plan.model import Plan
from govopen_cli.views.page import Column, Page, Section

SCHEMA_VERSION = 1


# --- columns --------------------------------------------------------------------------------------------------------


def columns(plan: Plan) -> list[Column]:
    """Return the columns of a listing on a terminal and in plain text."""
    return [
        Column("编号"),
        Column("期限"),
        Column("状态"),
        Column("天数"),
        Column("具体内容", "text"),
        Column(first_role(plan), "text"),
        Column("备注", "text"),
    ]


def first_role(plan: Plan) -> str:
    """Return the title of the accountable role."""
    return next(iter(plan.roles.values()), "责任单位")


def cells(row: Row, plan: Plan) -> tuple[str, ...]:
    """Return the cells of a row for ``columns``."""
    lead = next((names for names in row.item.units.values() if names), ())
    return (row.item.id, due_text(row), light_text(row), days_text(row), row.item.label, "、".join(lead), "；".join(remarks(row, plan)))


def wide_columns(plan: Plan) -> list[Column]:
    """Return the columns of a listing for a spreadsheet."""
    titles = [
        "编号",
        "工作任务",
        "具体内容",
        "领域",
        "政策依据",
        *plan.roles.values(),
        "完成时限",
        "期限",
        "状态",
        "逾期天数",
        "剩余天数",
        "完成进度",
        "完成日期",
        "上次进展",
        "备注",
    ]
    return [Column(title) for title in titles]


def wide_cells(row: Row, plan: Plan) -> tuple[str, ...]:
    """Return the cells of a row for ``wide_columns``."""
    item = row.item
    return (
        item.id, item.task_name, item.content, "、".join(item.domains), "；".join(basis_text(part.number, part.title) for part in item.basis),
        *("、".join(item.units.get(role, ())) for role in plan.roles), item.deadline.text, iso(row.due) or "", row.light,
        _number(row.days_overdue), _number(row.days_left), f"{row.cells_done}/{len(row.cells)}", iso(row.done_on) or "",
        iso(row.last_progress) or "", "；".join(remarks(row, plan)),
    )  # fmt: skip


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


# --- JSON -----------------------------------------------------------------------------------------------------------


def deadline_record(deadline: Deadline, extended_to: str | None = None) -> dict[str, Any]:
    """Return the ``deadline`` object of docs/contracts.md, "Output"."""
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


def record(row: Row) -> dict[str, Any]:
    """Return a row as the item object of docs/contracts.md, "Output", with the keys added since."""
    item, period = row.item, row.period
    return {
        "id": item.id,
        "task": {"no": item.task, "name": item.task_name},
        "content": item.content,
        "domains": list(item.domains),
        "basis": [{"number": part.number, "title": part.title} for part in item.basis],
        "units": {role: list(names) for role, names in item.units.items()},
        "deadline": deadline_record(row.deadline, row.extension.to if row.extension else None),
        "status": row.status,
        "cells": {"done": row.cells_done, "total": len(row.cells)},
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
        "period": None
        if period is None
        else {
            "current": iso(period.current),
            "previous": iso(period.previous),
            "next": iso(period.following),
            "done": period.done,
            "missed": iso(period.missed),
        },
    }


def document(plan: Plan, day: date, records: Sequence[dict[str, Any]], key: str = "items", **more: Any) -> dict[str, Any]:
    """Return the JSON answer of a listing."""
    return {
        "schema_version": SCHEMA_VERSION,
        "plan": {"id": plan.id, "title": plan.title},
        "today": day.isoformat(),
        key: list(records),
        **more,
    }


# --- pages ----------------------------------------------------------------------------------------------------------


def listing(plan: Plan, day: date, title: str, rows: Iterable[Row], notes: Sequence[str] = ()) -> Page:
    """Return a page of rows under one heading."""
    return grouped(plan, day, title, [("", list(rows))], notes, None)


def grouped(plan: Plan, day: date, title: str, groups: Sequence[tuple[str, list[Row]]], notes: Sequence[str], group: str | None) -> Page:
    """Return a page of rows in groups; ``group`` is the title of the column that names them in flat formats."""
    shown = columns(plan)
    unique = list({(row.item.id, row.unit): row for _, rows in groups for row in rows}.values())
    records = [record(row) for row in unique]
    sections = [Section(name, [cells(row, plan) for row in rows], f"{len(rows)} 项") for name, rows in groups]
    wide = [Section(name, [wide_cells(row, plan) for row in rows]) for name, rows in groups]
    more: dict[str, Any] = {"groups": [{"name": name, "items": [row.item.id for row in rows]} for name, rows in groups]} if group else {}
    return Page(
        title,
        _without_empty(shown, sections),
        sections,
        document(plan, day, records, **more),
        records,
        list(notes),
        group=group,
        wide=(wide_columns(plan), wide),
    )


def _without_empty(shown: list[Column], sections: list[Section]) -> list[Column]:
    """Drop the closing column of remarks where no row has any, for the width that it takes."""
    if any(row[-1] for section in sections for row in section.rows):
        return shown
    for section in sections:
        section.rows = [row[:-1] for row in section.rows]
    return shown[:-1]
