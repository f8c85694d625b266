"""unit: who has what to do."""

from govopen_cli.cli.call import Call
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import subjects


def run(call: Call) -> int:
    chosen, name = choose(call.one("format")), call.one("name")
    filters = call.filters(unit=name)
    show(subjects.units(call.ledger, filters) if name is None else subjects.unit(call.ledger, filters), chosen)
    return call.exit_code(filters)
