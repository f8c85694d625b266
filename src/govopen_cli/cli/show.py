"""show: everything about an item."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.items import named
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.item import items


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    books = named(call, call.many("ids"), tasks=True)
    show(items(books), chosen)
    return call.exit_code(books)
