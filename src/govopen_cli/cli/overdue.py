"""overdue: what should have been done by now."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar import parts
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import listing


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    group_by = call.choice("group_by", parts.GROUPINGS)
    books = call.asked(unit=call.one("name"))
    show(listing.overdue(books, group_by), chosen)
    return call.exit_code(books)
