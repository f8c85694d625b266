"""log: what was recorded."""

from datetime import datetime, time

from govopen_cli.cli import days
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.clock import zone
from govopen_cli.errors import ExitCode
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.history import log


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    ids, since = call.many("ids"), call.one("since")
    items = [item.id for item in find_items(call.index, ids)] if ids else None
    start = datetime.combine(days.parse(since, call.today, "--since").first, time(), zone(call.plan.timezone)) if since else None
    show(log(call.ledger, call.state.events(items, start)), chosen)
    return ExitCode.OK
