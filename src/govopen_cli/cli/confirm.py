"""confirm: what changed after completion still counts as done."""

from govopen_cli.cli.acts import Part, plain_words, record, said
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.ledger.status import evaluate
from govopen_cli.plan.model import Item
from govopen_cli.state.events import Draft
from govopen_cli.state.facts import Facts


def run(call: Call) -> int:
    items = find_items(call.index, call.many("ids"))

    def draft(item: Item, facts: Facts, _part: Part) -> Draft | str:
        if not evaluate(item, facts, call.plan, call.today).review_needed:
            return f"{item.id} 不需要复核"
        return Draft(item.id, "confirm", call.today.isoformat(), note=said(call, "--note"), fingerprint=item.fingerprint)

    return record(call, items, {}, draft, plain_words)
