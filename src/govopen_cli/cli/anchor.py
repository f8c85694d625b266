"""anchor: the day from which a relative deadline counts."""

import sys

from govopen_cli.cli.acts import Part, day_of, record
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.errors import UsageError
from govopen_cli.ledger.status import evaluate
from govopen_cli.ledger.words import iso
from govopen_cli.plan.model import Item
from govopen_cli.state.events import Draft, Event
from govopen_cli.state.facts import Facts


def run(call: Call) -> int:
    items = find_items(call.index, call.many("ids"))
    day = day_of(call)

    def draft(item: Item, facts: Facts, _part: Part) -> Draft | str:
        if item.deadline.duration is None:
            raise UsageError(f"{item.id} 的时限“{item.deadline.text}”不是相对期限，没有起算日；什么都没有登记")
        if facts.anchor == day.isoformat():
            return f"{item.id} 的起算日已经登记为 {facts.anchor}，没有重复登记"
        return Draft(item.id, "anchor", day.isoformat(), note=call.one("note"), data={"anchor": item.deadline.anchor or ""})

    return record(call, items, {}, draft, _anchor_words)


def _anchor_words(call: Call, item: Item, event: Event, facts: Facts) -> str:
    row = evaluate(item, facts, call.plan, call.today)
    for warning in row.deadline.warnings:
        print(f"{item.id}：{warning}", file=sys.stderr)
    return f"起算 {item.id} {item.label}：{event.day} 起算，期限 {iso(row.due)}"
