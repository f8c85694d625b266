"""undo: taking back what was recorded."""

from collections.abc import Sequence

from govopen_cli.cli.acts import books, clerk
from govopen_cli.cli.call import Call
from govopen_cli.cli.show import event_line
from govopen_cli.errors import ExitCode
from govopen_cli.recording.record import undo, undone
from govopen_cli.state.events import Event


def run(call: Call) -> int:
    batch = call.one("batch")
    if call.flag("dry_run"):
        _tell(call, undone(call.state, batch), "将撤销")
        return ExitCode.OK
    target, recorded = undo(books(call), batch, clerk(call))
    _tell(call, target, "已撤销")
    print(f"撤销也已记录（批次 {recorded[0].batch[:8]}）；要恢复：govopen undo {recorded[0].batch[:8]}")
    return ExitCode.OK


def _tell(call: Call, events: Sequence[Event], word: str) -> None:
    print(f"{word}批次 {events[0].batch[:8]} 的 {len(events)} 条登记：")
    for event in events:
        print(f"  {event.item}  {event_line(event, call.plan.timezone, False)}")
