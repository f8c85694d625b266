"""overdue: what should have been done by now."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.listings import GROUP_TITLES, closing_notes, group_rows
from govopen_cli.views.formats import choose, show
from govopen_cli.views.rows import grouped


def run(call: Call) -> int:
    choose(call.one("format"))
    filters = call.filters()
    rows = call.ledger.overdue(filters)
    longest = f"，最久 {rows[0].days_overdue} 天" if rows else ""
    title = f"逾期清单 · {len(rows)} 项{longest}（今天 {call.day.isoformat()}）"
    page = grouped(call.plan, call.day, title, [("", rows)], closing_notes(call, filters), None)
    group_by = call.one("group_by")
    if group_by is not None:
        groups = [(group.name, group.rows) for group in group_rows(rows, group_by)]
        page = grouped(call.plan, call.day, title, groups, closing_notes(call, filters), GROUP_TITLES[group_by])
    page.empty = f"截至 {call.day.isoformat()} 没有逾期事项"
    show(page, call.one("format"))
    return call.exit_code(filters)
