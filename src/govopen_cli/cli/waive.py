"""waive: no longer required."""

from govopen_cli.cli import days
from govopen_cli.cli.acts import Part, day_of, plain_words, record, said
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.errors import UsageError
from govopen_cli.ledger.status import evaluate
from govopen_cli.plan.model import Item
from govopen_cli.state.events import Draft
from govopen_cli.state.facts import Facts


def run(call: Call) -> int:
    items = find_items(call.index, call.many("ids"))
    day = day_of(call)
    until = call.one("until")
    data = {"approved_by": said(call, "--approved-by")}
    if until is not None:
        last = days.parse(until, call.today, "--until").last
        if last < day:
            raise UsageError(f"--until 的日期 {last.isoformat()} 早于 {day.isoformat()}；请写以后的日期")
        data["until"] = last.isoformat()

    def draft(item: Item, facts: Facts, _part: Part) -> Draft | str:
        row = evaluate(item, facts, call.plan, day)
        if row.waiver is not None and row.waiver.until == data.get("until"):
            return f"{item.id} 已于 {row.waiver.day} 登记不再要求，没有重复登记"
        return Draft(item.id, "waive", day.isoformat(), note=said(call, "--reason"), data=data)

    return record(call, items, {}, draft, plain_words)
