"""list: every item, whatever its status."""

from govopen_cli.cli.call import Call
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import listing


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    filters = call.filters()
    show(listing.everything(call.ledger, filters), chosen)
    return call.exit_code(filters)
