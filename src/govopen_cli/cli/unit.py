"""unit: who has what to do."""

from govopen_cli.cli.call import Call
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import subjects


def run(call: Call) -> int:
    chosen, name = choose(call.one("format")), call.one("name")
    books = call.asked(unit=name)
    page = subjects.units(books) if name is None else subjects.unit(books, books.asked[0].filters.units or ())
    show(page, chosen)
    return call.exit_code(books)
