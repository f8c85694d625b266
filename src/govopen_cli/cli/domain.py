"""domain: what there is in a field."""

from govopen_cli.cli.call import Call
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import subjects


def run(call: Call) -> int:
    chosen, name = choose(call.one("format")), call.one("name")
    filters = call.filters(domain=name)
    show(subjects.domains(call.ledger, filters) if name is None else subjects.domain(call.ledger, filters), chosen)
    return call.exit_code(filters)
