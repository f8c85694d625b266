"""undo: taking back what was recorded."""

from govopen_cli.cli.acts import clerk
from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.state.events import Draft, Event
from govopen_cli.state.state import State
from govopen_cli.state.write import write
from govopen_cli.views.events import sentence


def run(call: Call) -> int:
    batch = call.one("batch")
    if call.flag("dry_run"):
        target = _target(call.state, batch)
        _tell(call, target, "将撤销")
        return ExitCode.OK
    if not call.state_located.path.exists():
        raise UsageError("还没有任何登记，没有可撤销的")
    with write(call.state_located.path, call.plan.id, call.wait) as state:
        target = _target(state, batch)
        drafts = [
            Draft(item, "undo", call.today.isoformat(), data={"batch": target[0].batch})
            for item in dict.fromkeys(event.item for event in target)
        ]
        recorded = state.append(drafts, clerk(call))
    _tell(call, target, "已撤销")
    print(f"撤销也已记录（批次 {recorded[0].batch[:8]}）；要恢复：govopen undo {recorded[0].batch[:8]}")
    return ExitCode.OK


def _target(state: State, batch: str | None) -> list[Event]:
    """Return the events of the batch to reverse.

    Raises:
        UsageError: there is none, or it is reversed already.
    """
    if batch is None:
        found = state.last_batch()
        if found is None:
            raise UsageError("没有可撤销的登记")
    else:
        matches = state.batches(batch)
        if len(matches) != 1:
            raise UsageError(f"没有批次“{batch}”，或者不止一个；运行 govopen log 可查看批次")
        found = matches[0]
        if found in state.reversed([found]):
            raise UsageError(f"批次 {found[:8]} 已经撤销过；运行 govopen log 可查看")
    return state.batch(found)


def _tell(call: Call, events: list[Event], word: str) -> None:
    print(f"{word}批次 {events[0].batch[:8]} 的 {len(events)} 条登记：")
    for event in events:
        print(f"  {event.item}  {sentence(event, call.plan.timezone, undone=False)}")
