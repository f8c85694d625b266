"""report: the full picture."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar import parts
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.report import report


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    group_by = call.choice("group_by", parts.GROUPINGS) or "task"
    count = call.choice("count", parts.COUNTINGS) or "item"
    books = call.asked()
    show(report(books, group_by, count, bars=chosen == "table"), chosen)
    return call.exit_code(books)
