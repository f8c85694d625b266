"""list: every item, whatever its status."""

from govopen_cli.cli.call import Call
from govopen_cli.views.formats import choose, show
from govopen_cli.views.rows import listing


def run(call: Call) -> int:
    choose(call.one("format"))
    filters = call.filters()
    rows = list(call.ledger.rows(filters))
    status = call.one("status")
    title = f"{call.plan.title} · {'状态为 ' + status if status else '全部事项'}，{len(rows)} 项（今天 {call.day.isoformat()}）"
    show(listing(call.plan, call.day, title, rows), call.one("format"))
    return call.exit_code(filters)
