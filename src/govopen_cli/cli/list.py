"""list: every item, whatever its status."""

from govopen_cli.cli.call import Call
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import listing


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    books = call.asked()
    show(listing.everything(books, call.one("status")), chosen)
    return call.exit_code(books)
