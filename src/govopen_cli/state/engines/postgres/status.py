"""What a server holds, as a login role may see it, and how old this machine's copies of it are."""

from __future__ import annotations

from collections.abc import Sequence

from govopen_cli.record import NamedTuple
from govopen_cli.state.engines.postgres import kept, publish, replica, roles, steps
from govopen_cli.state.engines.postgres.address import Address
from govopen_cli.state.engines.postgres.kept import Edition
from govopen_cli.state.engines.postgres.roles import Member
from govopen_cli.state.engines.sqlite_file import Damaged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.state.engines.postgres.connect import Connection


class Copy(NamedTuple):
    """The replica of a log on this machine: how many events it holds, and how many seconds ago it was compared with the server."""

    events: int
    seconds: float


class Held(NamedTuple):
    """One plan on the server: the newest version, how many events its log has, when the last was recorded, who takes part."""

    edition: Edition
    events: int
    latest: str | None
    members: Sequence[Member]
    copy: Copy | None


class Status(NamedTuple):
    """The server: its address, its own version, the version of the tables, the login role that asks, and the plans."""

    address: str
    server: str
    schema: int
    role: str
    plans: Sequence[Held]


_LATEST = "SELECT recorded_at FROM govopen.event WHERE plan = %s ORDER BY number DESC LIMIT 1"


def status(connection: Connection, address: Address) -> Status:
    """Return what the server holds.

    Raises:
        StateError: it is of a newer govopen.
    """
    schema = steps.version(connection)
    row = connection.execute("SELECT current_setting('server_version'), session_user").fetchone()
    assert row is not None  # a statement without FROM has one
    members = roles.members(connection)
    plans = []
    for edition, tip in publish.listed(publish.asked(connection, None)):
        latest = connection.execute(_LATEST, (edition.plan,)).fetchone()
        own = [member for member in members if member.plan == edition.plan]
        plans.append(Held(edition, tip.number, latest[0] if latest else None, own, _copy(address, edition.plan)))
    return Status(address.dsn, str(row[0]), schema, str(row[1]), plans)


def _copy(address: Address, plan: str) -> Copy | None:
    path = kept.replica(address, plan)
    seconds = kept.age(path)
    if seconds is None:
        return None
    try:
        return Copy(replica.number(path, plan), seconds)
    except Damaged:
        return None
