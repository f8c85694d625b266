"""log: what was recorded."""

from datetime import datetime, time

from govopen_cli.cli import days
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import named
from govopen_cli.clock import zone
from govopen_cli.errors import ExitCode
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.history import Entry, log


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    ids, since = call.many("ids"), call.one("since")
    books = named(call, ids, gone=True) if ids else call.whole()
    first = days.parse(since, call.today, "--since", "past").first if since else None
    entries = []
    for ledger, filters in books.asked:
        timezone = ledger.plan.timezone
        start = datetime.combine(first, time(), zone(timezone)) if first else None
        events = ledger.state.events(filters.ids, start)
        gone = ledger.state.reversed({event.batch for event in events})
        entries += [Entry(event, ledger.plan, event.batch in gone) for event in events]
    if len(books.asked) > 1:
        entries.sort(key=lambda entry: entry.event.recorded_at)
    show(log(books, entries), chosen)
    return ExitCode.OK
