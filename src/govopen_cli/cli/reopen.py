"""reopen: done or waived no longer."""

from govopen_cli.cli.acts import Part, cells_of, day_of, parts_of, plain_words, record, said, scope
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.ledger.status import evaluate
from govopen_cli.plan.model import Item
from govopen_cli.state.events import Draft
from govopen_cli.state.facts import Facts


def run(call: Call) -> int:
    items = find_items(call.index, call.many("ids"))
    day = day_of(call)
    parts = parts_of(call, items)

    def draft(item: Item, facts: Facts, part: Part) -> Draft | str:
        row = evaluate(item, facts, call.plan, call.today)
        if row.waiver is None and not any(cell.done_on for cell in cells_of(row, part)):
            return f"{item.id} {scope(*part)}没有登记完成，不需要重新打开"
        return Draft(item.id, "reopen", day.isoformat(), *part, said(call, "--reason"), fingerprint=item.fingerprint)

    return record(call, items, parts, draft, plain_words)
