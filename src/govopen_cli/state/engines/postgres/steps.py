"""The server's tables in numbered steps: what a database has, and bringing it up to date."""

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from govopen_cli.errors import StateError

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]
    Cursor = psycopg.Cursor[tuple[Any, ...]]

VERSION = 1
GROUPS = ("govopen_reader", "govopen_unit", "govopen_office")
_LOCK = 0x676F7670  # "govp": two set-ups at once take turns; set-up is not among the statements that engines spread

_NEWEST = "SELECT coalesce(max(number), 0), session_user FROM govopen.migration"
_BEGIN = """
CREATE SCHEMA IF NOT EXISTS govopen;
CREATE TABLE IF NOT EXISTS govopen.migration(
    number integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now(),
    applied_by text NOT NULL DEFAULT session_user
)
"""


def apply(connection: "Connection") -> list[int]:
    """Bring the database up to date inside the connection's transaction; returns the steps that were taken.

    Raises:
        StateError: the database is of a newer govopen.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    for group in GROUPS:
        _make(connection, group)
    connection.execute(_BEGIN)
    before = version(connection)
    for number in range(before + 1, VERSION + 1):
        connection.execute(_text(number))
        connection.execute("INSERT INTO govopen.migration(number) VALUES (%s)", (number,))
    return list(range(before + 1, VERSION + 1))


def _make(connection: "Connection", group: str) -> None:
    """Make a group unless it is there: roles belong to the whole server, and another database of it may have made it, even just now."""
    from psycopg.errors import DuplicateObject, UniqueViolation

    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (group,)).fetchone() is not None:
        return
    try:
        with connection.transaction():
            connection.execute(f"CREATE ROLE {group} NOLOGIN")
    except (DuplicateObject, UniqueViolation):
        pass


def version(connection: "Connection") -> int:
    """Return the newest step of the database.

    Raises:
        StateError: this govopen does not know it.
    """
    return _known(asked(connection))[0]


def asked(connection: "Connection") -> "Cursor":
    """Ask for the newest step of the database, and who asks."""
    return connection.execute(_NEWEST)


def checked(found: "Cursor") -> str:
    """Make sure that the database is of this version; returns the login role.

    Raises:
        StateError: it is older or newer.
    """
    number, role = _known(found)
    if number < VERSION:
        raise StateError(f"数据库的格式是 {number}，这个 govopen 用的是 {VERSION}；请管理员运行 govopen server init 升级")
    return role


def _known(found: "Cursor") -> tuple[int, str]:
    row = found.fetchone()
    assert row is not None  # an aggregate has one
    if row[0] > VERSION:
        raise StateError(f"数据库由更新版本的 govopen 建立（格式 {row[0]}，本版本只认识到 {VERSION}）；请升级 govopen")
    return int(row[0]), str(row[1])


def _text(number: int) -> str:
    return files("govopen_cli").joinpath(f"resources/server/{number}.sql").read_text(encoding="utf-8")
