"""log: what was recorded."""

from datetime import datetime, time

from govopen_cli.cli import days
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.cli.show import event_line
from govopen_cli.clock import zone
from govopen_cli.errors import ExitCode
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event, to_json
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section
from govopen_cli.views.rows import document


def run(call: Call) -> int:
    choose(call.one("format"))
    ids, since = call.many("ids"), call.one("since")
    items = [item.id for item in find_items(call.index, ids)] if ids else None
    start = datetime.combine(days.parse(since, call.today, "--since").first, time(), zone(call.plan.timezone)) if since else None
    events = call.state.events(items, start)
    gone = call.state.reversed()
    columns = [Column("登记时间"), Column("登记人"), Column("编号"), Column("登记"), Column("日期"), Column("批次"), Column("内容", "text")]
    records = [to_json(event) for event in events]
    page = Page(
        f"登记记录 · {len(events)} 条",
        columns,
        [Section("", [_line(event, call.plan.timezone, gone) for event in events])],
        document(call.plan, call.day, records, "events"),
        records,
        empty="没有登记记录",
    )
    show(page, call.one("format"))
    return ExitCode.OK


def _line(event: Event, timezone: str, gone: set[str]) -> tuple[str, ...]:
    when, *rest = event_line(event, timezone, event.batch in gone).split(f" {event.author} {act_word(event.act)}，", 1)
    words = rest[0].replace(f"日期 {event.day}，", "", 1).removeprefix(f"日期 {event.day}") if rest else ""
    return (when, event.author, event.item, act_word(event.act), event.day, event.batch[:8], words)
