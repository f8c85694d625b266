"""extend: a later day was granted."""

from govopen_cli.cli import days
from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import iso
from govopen_cli.recording.case import scope
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event


def run(call: Call) -> int:
    new = days.parse(call.must("to"), call.today, "--to", "ahead").last
    return record(call, "extend", _words, note="reason", data={"to": new.isoformat(), "approved_by": call.must("approved_by")})


def _words(row: Row, event: Event) -> str:
    what, part, to = f"{row.item.id} {row.item.label}", scope(event.unit, event.domain), event.data["to"]
    if row.original_due is None:
        return f"定期限 {what}：{part}{to}"
    late = f"；申请时已逾期 {row.late_request} 天" if row.late_request else ""
    return f"{act_word(event.act)} {what}：{part}原定 {iso(row.original_due)}，延至 {to}{late}"
