"""A ledger that was filled in, to what it records: only editable columns count, and nothing else may have changed."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from govopen_cli.documents import sheet
from govopen_cli.intake.table import Cell, Document
from govopen_cli.language.deadline.days import NoDay, read_day
from govopen_cli.ledger.columns import DAYS_OVERDUE, DONE_ON, EVIDENCE, PROGRESS, REMARKS, STATUS
from govopen_cli.ledger.lights import FINISHED
from govopen_cli.ledger.status import Row
from govopen_cli.plan.model import Plan
from govopen_cli.state.events import Draft
from govopen_cli.state.facts import Evidence


@dataclass(slots=True)
class Filled:
    """What a filled ledger records, and why it cannot be recorded, each with its cell."""

    drafts: list[Draft] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def filled(document: Document, plan: Plan, rows: Sequence[Row], today: date) -> Filled:
    """Read a ledger that ``export`` wrote and somebody filled in."""
    result = Filled()
    known = {row.item.id: row for row in rows}
    for table in document.tables:
        header = next((number for number, cells in enumerate(table.rows) if sheet.ID in {cell.text for cell in cells}), None)
        if header is None:
            continue
        columns = {cell.text: number for number, cell in enumerate(table.rows[header]) if cell.text}
        missing = [title for title in (*sheet.HIDDEN, *sheet.EDITABLE) if title not in columns]
        if missing:
            result.refusals.append(f"{table.name} 缺少栏目：{'、'.join(missing)}")
            return result
        seen: set[str] = set()
        for cells in table.rows[header + 1 :]:
            _row(result, cells, columns, plan, known, today, seen)
        return result
    result.refusals.append(f"没有找到“{sheet.ID}”这一栏：这不是 govopen export 导出的台账")
    return result


def _row(
    result: Filled, cells: Sequence[Cell], columns: dict[str, int], plan: Plan, known: dict[str, Row], today: date, seen: set[str]
) -> None:
    def at(title: str) -> Cell:
        return cells[columns[title]]

    item_id = at(sheet.ID).text
    if not item_id:
        if any(cell.text and cell.origin == "own" for cell in cells):
            result.refusals.append(f"{at(sheet.ID).place}：这一行没有编号，不是导出的行；新的事项请写进任务分解表")
        return
    row = known.get(item_id)
    if row is None:
        result.refusals.append(f"{at(sheet.ID).place}：任务分解表里没有编号“{item_id}”")
        return
    if item_id in seen:
        result.refusals.append(f"{at(sheet.ID).place}：编号“{item_id}”出现了两次")
        return
    seen.add(item_id)
    titles = [title for title in columns if title not in (*sheet.HIDDEN, *sheet.EDITABLE, DAYS_OVERDUE)]
    texts = [at(title).text for title in titles]
    if sheet.row_hash(item_id, texts) != at(sheet.HASH).text:
        result.refusals.append(_tampered(row, plan, titles, cells, columns))
        return
    _edits(result, row, {title: at(title) for title in sheet.EDITABLE}, at(sheet.ORIGINAL).text, today)


def _tampered(row: Row, plan: Plan, titles: Sequence[str], cells: Sequence[Cell], columns: dict[str, int]) -> str:
    """Name the fixed cell that differs from the plan."""
    expected = sheet.fixed_of(row, plan, titles)
    for title in titles:
        cell = cells[columns[title]]
        if cell.text != expected[title]:
            return f"{cell.place}：“{title}”不能改（{row.item.id}），原来是“{expected[title]}”，现在是“{cell.text}”"
    return f"{cells[columns[sheet.HASH]].place}：{row.item.id} 这一行的校验不符；请重新导出台账"


def _edits(result: Filled, row: Row, cells: dict[str, Cell], original: str, today: date) -> None:
    """Turn what was filled in since the export into drafts."""
    try:
        before = dict(zip(sheet.EDITABLE, json.loads(original), strict=True))
    except (ValueError, TypeError):
        result.refusals.append(f"{cells[STATUS].place}：{row.item.id} 的隐藏栏被改动了；请重新导出台账")
        return
    changed = {title: cells[title].text.strip() for title in sheet.EDITABLE if cells[title].text.strip() != before[title].strip()}
    if not changed:
        return
    proof = _evidence(changed.get(EVIDENCE, ""), before[EVIDENCE], today)
    note = changed.get(PROGRESS) or changed.get(REMARKS) or None
    status = changed.get(STATUS, before[STATUS])
    if STATUS in changed or DONE_ON in changed:
        draft = _completion(result, row, cells, status, changed, today, note, proof)
        if draft is not None:
            result.drafts.append(draft)
        return
    if note:
        result.drafts.append(Draft(row.item.id, "progress", today.isoformat(), note=note, evidence=proof))
    elif proof:
        result.drafts.append(Draft(row.item.id, "evidence", today.isoformat(), evidence=proof))


def _completion(
    result: Filled,
    row: Row,
    cells: dict[str, Cell],
    status: str,
    changed: dict[str, str],
    today: date,
    note: str | None,
    proof: tuple[Evidence, ...],
) -> Draft | None:
    place = cells[STATUS].place
    if status not in FINISHED:
        if changed.get(DONE_ON):
            result.refusals.append(f"{cells[DONE_ON].place}：{row.item.id} 填了完成日期，但状态是“{status}”；完成的请把状态选为“完成”")
        elif row.status == "done":
            result.refusals.append(f"{place}：{row.item.id} 已登记完成，不能在台账里改成“{status}”；请用 govopen reopen")
        elif status not in sheet.STATUS_CHOICES:
            result.refusals.append(f"{place}：不认识状态“{status}”；请从下拉列表里选")
        elif note or proof:
            return Draft(row.item.id, "progress", today.isoformat(), note=note or f"状态：{status}", evidence=proof)
        return None
    if row.status == "done":
        if DONE_ON in changed:
            result.refusals.append(f"{cells[DONE_ON].place}：{row.item.id} 已登记完成，完成日期不能在台账里改；请用 govopen undo 或 reopen")
        return None
    text = cells[DONE_ON].text
    if not text.strip():
        result.refusals.append(f"{cells[DONE_ON].place}：{row.item.id} 选了完成，却没有填完成日期；请写成 2021-06-30")
        return None
    try:
        day = read_day(text, today, lean="past", serials=True)
    except NoDay as error:
        result.refusals.append(f"{cells[DONE_ON].place}：{row.item.id} 选了完成，完成{error}")
        return None
    if day > today:
        result.refusals.append(f"{cells[DONE_ON].place}：{row.item.id} 的完成日期 {day.isoformat()} 还没有到（今天是 {today.isoformat()}）")
        return None
    return Draft(row.item.id, "done", day.isoformat(), note=note, evidence=proof, fingerprint=row.item.fingerprint)


def _evidence(after: str, before: str, today: date) -> tuple[Evidence, ...]:
    known = set(before.split("\n"))
    return tuple(
        Evidence(text, day=today.isoformat()) for part in re.split(r"[\n;；]", after) if (text := part.strip()) and text not in known
    )
