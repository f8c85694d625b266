"""matrix: items or domains down, accountable members across."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar import parts
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.matrix import matrix


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    down = call.choice("rows", parts.ROW_KINDS) or "item"
    books = call.asked()
    show(matrix(books, down), chosen)
    return call.exit_code(books)
