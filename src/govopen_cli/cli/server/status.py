"""server status: plans, versions, events, who takes part, and how old this machine's replicas are."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.server.shared import address
from govopen_cli.errors import ExitCode
from govopen_cli.state.engines.postgres import publish, status
from govopen_cli.state.engines.postgres.connect import connect
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.server import overview, versions


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    found = address(call.one("address"))
    with connect(found) as connection:
        if found.plan is not None:
            show(versions(found.plan, publish.history(connection, found.plan)), chosen)
            return ExitCode.OK
        answer = status.status(connection, found)
    show(overview(answer), chosen)
    return ExitCode.OK
