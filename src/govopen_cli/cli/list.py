"""list: every item, whatever its status."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar import parts
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import listing


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    books = call.asked(unit=call.one("name"))
    order = call.choice("sort", parts.ORDERS)
    show(listing.everything(books, call.one("status"), call.one("grep"), order, waived=call.flag("waived")), chosen)
    return call.exit_code(books)
