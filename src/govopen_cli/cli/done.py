"""done: recorded as completed."""

from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call
from govopen_cli.ledger.status import Row
from govopen_cli.recording.rules import scope
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event


def run(call: Call) -> int:
    return record(call, "done", _words)


def _words(row: Row, event: Event) -> str:
    progress = f"（{row.cells_done}/{len(row.cells)}）" if len(row.cells) > 1 else ""
    late = "，晚于期限，记为逾期完成" if row.status == "done" and row.late else ""
    return f"{act_word(event.act)} {row.item.id} {row.item.label}：{scope(event.unit, event.domain)}{event.day}{progress}{late}"
