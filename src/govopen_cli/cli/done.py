"""done: recorded as completed."""

from datetime import date

from govopen_cli.cli import days
from govopen_cli.cli.acts import Part, cells_of, day_of, parts_of, proof, record, scope
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.errors import UsageError
from govopen_cli.ledger.status import evaluate
from govopen_cli.ledger.turns import turns
from govopen_cli.plan.model import Item
from govopen_cli.state.events import Draft, Event
from govopen_cli.state.facts import Facts


def run(call: Call) -> int:
    items = find_items(call.index, call.many("ids"))
    day = day_of(call)
    parts = parts_of(call, items)
    turn = {item.id: _turn(call, item, call.one("period")) for item in items}
    shown = proof(call, day)

    def draft(item: Item, facts: Facts, part: Part) -> Draft | str:
        due = turn[item.id]
        before = _done_before(call, item, facts, part, due or (day if item.deadline.kind == "recurring" else call.today))
        if before is not None:
            return f"{item.id} {scope(*part)}已于 {before.isoformat()} 登记完成，没有重复登记"
        data = {"period": due.isoformat()} if due else {}
        return Draft(item.id, "done", day.isoformat(), *part, call.one("note"), shown, item.fingerprint, data)

    return record(call, items, parts, draft, _done_words)


def _done_before(call: Call, item: Item, facts: Facts, part: Part, day: date) -> date | None:
    """Return the day on which all of a part was done, seen from ``day``, if it was."""
    found = [cell.done_on for cell in cells_of(evaluate(item, facts, call.plan, day), part)]
    return max(day for day in found if day) if all(found) else None


def _turn(call: Call, item: Item, period: str | None) -> date | None:
    """Return the last day of the period that ``--period`` names.

    Raises:
        UsageError: the item is not recurring, or its rule has no such period.
    """
    if period is None:
        return None
    if item.deadline.kind != "recurring" or item.deadline.rrule is None:
        raise UsageError(f"{item.id} 不是周期性事项，不能用 --period")
    span = days.parse(period, call.today, "--period")
    begin = call.plan.begin(item.deadline)
    found = [turn for turn in turns(item.deadline.rrule, begin, span.first) if turn >= span.first]
    if not found or span.last < begin:
        raise UsageError(f"{item.id} 没有 {period} 这一期；它从 {begin.isoformat()} 开始")
    return found[0]


def _done_words(call: Call, item: Item, event: Event, facts: Facts) -> str:
    row = evaluate(item, facts, call.plan, call.today)
    progress = f"（{row.cells_done}/{len(row.cells)}）" if len(row.cells) > 1 else ""
    late = "，晚于期限，记为逾期完成" if row.status == "done" and row.late else ""
    return f"完成 {item.id} {item.label}：{scope(event.unit, event.domain)}{event.day}{progress}{late}"
