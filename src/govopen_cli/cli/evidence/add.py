"""evidence add: evidence that comes later."""

from govopen_cli.cli.acts import Part, day_of, proof, record
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.plan.model import Item
from govopen_cli.state.events import Draft, Event
from govopen_cli.state.facts import Facts


def run(call: Call) -> int:
    items = find_items(call.index, call.many("ids"))
    day = day_of(call)
    parts = proof(call, day)

    def draft(item: Item, facts: Facts, _part: Part) -> Draft | str:
        known = {(part.text, part.sha256) for part in facts.evidence}
        new = tuple(part for part in parts if (part.text, part.sha256) not in known)
        return (
            Draft(item.id, "evidence", day.isoformat(), note=call.one("note"), evidence=new)
            if new
            else f"{item.id} 已有这些佐证，没有重复登记"
        )

    return record(call, items, {}, draft, _words)


def _words(_call: Call, item: Item, event: Event, _facts: Facts) -> str:
    return f"补充佐证 {item.id} {item.label}：{'、'.join(part.text for part in event.evidence)}"
