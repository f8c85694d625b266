"""log and undo: what was recorded, and taking it back."""

from datetime import datetime, time
from typing import Annotated

import typer

from govopen_cli.cli import complete, days
from govopen_cli.cli.acts import Recording, clerk
from govopen_cli.cli.items import find_items
from govopen_cli.cli.show import event_line
from govopen_cli.cli.workspace import Output, Session, shared
from govopen_cli.clock import zone
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event, to_json
from govopen_cli.state.store import Draft, State, write
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section
from govopen_cli.views.rows import document

SomeIds = Annotated[list[str] | None, typer.Argument(metavar="[编号…]", help="只看这些事项", autocompletion=complete.ids)]
Since = Annotated[str | None, typer.Option("--since", metavar="日期", help="只看这一天以来登记的")]


@shared(Output)
def log_command(shared: Output, ids: SomeIds = None, since: Since = None) -> int:
    """登记记录：何时、何人、对哪个事项登记了什么；撤销的记录也在其中。"""
    choose(shared.format)
    session = Session(shared)
    items = [item.id for item in find_items(session.index, ids)] if ids else None
    start = datetime.combine(days.parse(since, session.today, "--since").first, time(), zone(session.plan.timezone)) if since else None
    events = session.state.events(items, start)
    gone = session.state.reversed()
    columns = [Column("登记时间"), Column("登记人"), Column("编号"), Column("登记"), Column("日期"), Column("批次"), Column("内容", "text")]
    records = [to_json(event) for event in events]
    page = Page(
        f"登记记录 · {len(events)} 条",
        columns,
        [Section("", [_line(event, session.plan.timezone, gone) for event in events])],
        document(session.plan, session.day, records, "events"),
        records,
        empty="没有登记记录",
    )
    show(page, shared.format)
    return ExitCode.OK


def _line(event: Event, timezone: str, gone: set[str]) -> tuple[str, ...]:
    when, *rest = event_line(event, timezone, event.batch in gone).split(f" {event.author} {act_word(event.act)}，", 1)
    words = rest[0].replace(f"日期 {event.day}，", "", 1).removeprefix(f"日期 {event.day}") if rest else ""
    return (when, event.author, event.item, act_word(event.act), event.day, event.batch[:8], words)


@shared(Recording)
def undo_command(
    shared: Recording,
    batch: Annotated[str | None, typer.Argument(metavar="[批次]", help="撤销这一批（govopen log 里的批次）；默认最近一批")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会撤销什么，不撤销")] = False,
) -> int:
    """撤销一次登记的全部内容。撤销也是一条记录，原来的记录不会消失；撤销可以再撤销。"""
    session = Session(shared)
    if dry_run:
        target = _target(session.state, batch)
        _tell(session, target, "将撤销")
        return ExitCode.OK
    if not session.state_located.path.exists():
        raise UsageError("还没有任何登记，没有可撤销的")
    with write(session.state_located.path, session.plan.id, shared.wait) as state:
        target = _target(state, batch)
        drafts = [
            Draft(item, "undo", session.today.isoformat(), data={"batch": target[0].batch})
            for item in dict.fromkeys(event.item for event in target)
        ]
        recorded = state.append(drafts, clerk(shared.author))
    _tell(session, target, "已撤销")
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
        if found in state.reversed():
            raise UsageError(f"批次 {found[:8]} 已经撤销过；运行 govopen log 可查看")
    return state.batch(found)


def _tell(session: Session, events: list[Event], word: str) -> None:
    print(f"{word}批次 {events[0].batch[:8]} 的 {len(events)} 条登记：")
    for event in events:
        print(f"  {event.item}  {event_line(event, session.plan.timezone, False)}")
