"""done: recorded as completed."""

from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call
from govopen_cli.ledger.status import Row
from govopen_cli.recording.case import scope
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event


def run(call: Call) -> int:
    approved_by = call.one("approved_by")
    return record(call, "done", _words, data={"approved_by": approved_by} if approved_by is not None else {})


def _words(row: Row, event: Event) -> str:
    progress = f"（{row.cells_done}/{len(row.cells)}）" if len(row.cells) > 1 else ""
    late = "，晚于期限，记为逾期完成" if row.status == "done" and row.late else ""
    of = f"，记为 {event.data['period']} 那期" if "period" in event.data else ""
    return f"{act_word(event.act)} {row.item.id} {row.item.label}：{scope(event.unit, event.domain)}{event.day}{of}{progress}{late}"
