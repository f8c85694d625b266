"""inbox: what waits for the office now."""

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.ledger.inbox import waiting
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.inbox import inbox


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    books = call.asked()
    show(inbox(books, waiting(books)), chosen)
    return ExitCode.PLAN if call.broken else ExitCode.OK
