"""matrix: items or domains down, accountable members across."""

import shutil

from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar import parts
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.matrix import matrix


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    down = call.choice("rows", parts.ROW_KINDS) or "item"
    books = call.asked()
    room = shutil.get_terminal_size().columns if chosen == "table" else None
    show(matrix(books, down, room), chosen)
    return call.exit_code(books)
