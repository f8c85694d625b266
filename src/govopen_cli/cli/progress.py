"""progress: how far it is."""

from govopen_cli.cli.acts import Part, day_of, plain_words, proof, record, said
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.plan.model import Item
from govopen_cli.state.events import Draft
from govopen_cli.state.facts import Facts


def run(call: Call) -> int:
    items = find_items(call.index, call.many("ids"))
    day = day_of(call)
    shown = proof(call, day)

    def draft(item: Item, _facts: Facts, _part: Part) -> Draft | str:
        return Draft(item.id, "progress", day.isoformat(), note=said(call, "--note"), evidence=shown)

    return record(call, items, {}, draft, plain_words)
