"""The server's tables in numbered steps: what a database has, and bringing it up to date."""

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from govopen_cli.errors import StateError

if TYPE_CHECKING:
    import psycopg

VERSION = 1
GROUPS = ("govopen_reader", "govopen_unit", "govopen_office")
_LOCK = 0x676F7670  # "govp": two set-ups at once take turns; set-up is not among the statements that engines spread

_NEWEST = "SELECT coalesce(max(number), 0) FROM govopen.migration"
_BEGIN = """
CREATE SCHEMA IF NOT EXISTS govopen;
CREATE TABLE IF NOT EXISTS govopen.migration(
    number integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now(),
    applied_by text NOT NULL DEFAULT session_user
)
"""


def apply(connection: "psycopg.Connection[tuple[Any, ...]]") -> list[int]:
    """Bring the database up to date inside the connection's transaction; returns the steps that were taken.

    Raises:
        StateError: the database is of a newer govopen.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    for group in GROUPS:  # roles belong to the whole server: another database of it may have made them
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (group,)).fetchone() is None:
            connection.execute(f"CREATE ROLE {group} NOLOGIN")
    connection.execute(_BEGIN)
    before = version(connection)
    for number in range(before + 1, VERSION + 1):
        connection.execute(_text(number))
        connection.execute("INSERT INTO govopen.migration(number) VALUES (%s)", (number,))
    return list(range(before + 1, VERSION + 1))


def version(connection: "psycopg.Connection[tuple[Any, ...]]") -> int:
    """Return the newest step of the database.

    Raises:
        StateError: this govopen does not know it.
    """
    return _known(asked(connection))


def _known(found: "psycopg.Cursor[tuple[Any, ...]]") -> int:
    row = found.fetchone()
    number = int(row[0]) if row else 0
    if number > VERSION:
        raise StateError(f"数据库由更新版本的 govopen 建立（格式 {number}，本版本只认识到 {VERSION}）；请升级 govopen")
    return number


def asked(connection: "psycopg.Connection[tuple[Any, ...]]") -> "psycopg.Cursor[tuple[Any, ...]]":
    """Ask for the newest step of the database."""
    return connection.execute(_NEWEST)


def checked(found: "psycopg.Cursor[tuple[Any, ...]]") -> None:
    """Make sure that the database is of this version.

    Raises:
        StateError: it is older or newer.
    """
    if (number := _known(found)) < VERSION:
        raise StateError(f"数据库的格式是 {number}，这个 govopen 用的是 {VERSION}；请管理员运行 govopen server init 升级")


def _text(number: int) -> str:
    return files("govopen_cli").joinpath(f"resources/server/{number}.sql").read_text(encoding="utf-8")
