"""undo: taking back what was recorded."""

from collections.abc import Sequence

from govopen_cli.cli.acts import clerk, desk
from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.recording.undo import undo, undone
from govopen_cli.state.events import Event
from govopen_cli.views.events import sentence


def run(call: Call) -> int:
    batch, desks = call.one("batch"), [desk(call, book) for book in call.books]
    if call.flag("dry_run"):
        _tell(call, undone(desks, batch), "将撤销")
        return ExitCode.OK
    target, recorded = undo(desks, batch, clerk(call))
    _tell(call, target, "已撤销")
    print(f"撤销也已记录（批次 {recorded[0].batch[:8]}）；要恢复：govopen undo {recorded[0].batch[:8]}")
    return ExitCode.OK


def _tell(call: Call, events: Sequence[Event], word: str) -> None:
    zones = {book.plan.id: book.plan.timezone for book in call.books}
    many = len(zones) > 1
    print(f"{word}批次 {events[0].batch[:8]} 的 {len(events)} 条登记：")
    for event in events:
        name = f"{event.plan}/{event.item}" if many else event.item
        print(f"  {name}  {sentence(event, zones[event.plan], undone=False)}")
