"""domain: what there is in a field."""

from govopen_cli.cli.call import Call
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import subjects


def run(call: Call) -> int:
    chosen, name = choose(call.one("format")), call.one("name")
    books = call.asked(domain=name)
    domains = books.asked[0].filters.domains or ("",)
    show(subjects.domains(books) if name is None else subjects.domain(books, domains[0]), chosen)
    return call.exit_code(books)
