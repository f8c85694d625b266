"""extend: a later day was granted."""

from govopen_cli.cli import days
from govopen_cli.cli.acts import Part, day_of, record, said
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
    new = days.parse(call.must("to"), call.today, "--to").last

    def draft(item: Item, facts: Facts, _part: Part) -> Draft | str:
        row = evaluate(item, facts, call.plan, call.today)
        if row.deadline.kind not in ("date", "relative") or row.due is None:
            raise UsageError(f"{item.id} 没有固定期限（{item.deadline.text or '空'}），不能延期；什么都没有登记")
        if row.status == "done":
            return f"{item.id} 已于 {iso(row.done_on)} 完成，没有登记延期"
        if new <= row.due:
            raise UsageError(f"{item.id} 现在的期限是 {row.due.isoformat()}，延期要晚于它，不能是 {new.isoformat()}；什么都没有登记")
        return Draft(
            item.id,
            "extend",
            day.isoformat(),
            note=said(call, "--reason"),
            data={"to": new.isoformat(), "approved_by": said(call, "--approved-by")},
        )

    return record(call, items, {}, draft, _extend_words)


def _extend_words(call: Call, item: Item, event: Event, facts: Facts) -> str:
    row = evaluate(item, facts, call.plan, call.today)
    late = f"；申请时已逾期 {row.late_request} 天" if row.late_request else ""
    return f"延期 {item.id} {item.label}：原定 {iso(row.original_due)}，延至 {event.data['to']}{late}"
