"""show: everything about an item."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.ledger.select import Filters
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.item import items


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    ids = tuple(item.id for item in find_items(call.index, call.many("ids")))
    show(items(call.ledger, ids), chosen)
    return call.exit_code(Filters(ids=ids))
