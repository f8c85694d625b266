"""Connections to the server, and what goes wrong with them in one Chinese sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from govopen_cli.errors import StateError
from govopen_cli.state.engines.postgres.address import Address

if TYPE_CHECKING:
    import psycopg

OPTIONS: dict[str, Any] = {"connect_timeout": 5, "application_name": "govopen"}


class ServerAway(StateError):
    """The server cannot be reached, or the connection to it was lost: a replica may still answer."""


@contextmanager
def connect(address: Address) -> "Iterator[psycopg.Connection[tuple[Any, ...]]]":
    """Connect for one transaction: committed at the end, rolled back on any exception.

    Raises:
        ServerAway: the server cannot be reached, or the connection was lost on the way.
        StateError: the driver is not installed, or the server refuses; the sentence says who lacks what.
    """
    psycopg = driver()
    try:
        with psycopg.connect(address.dsn, **OPTIONS) as connection:
            yield connection
    except psycopg.Error as error:
        raise translated(address, error) from error


def driver() -> Any:
    """Return psycopg.

    Raises:
        StateError: it is not installed.
    """
    try:
        import psycopg
    except ImportError as error:
        raise StateError("连接 PostgreSQL 需要附加组件；请运行 pip install 'govopen[postgres]'") from error
    return psycopg


def translated(address: Address, error: Any) -> StateError:
    """Return the Chinese sentence for what the server or the driver says."""
    from psycopg import errors

    text = str(error).strip().split("\n", 1)[0]
    if isinstance(error, errors.InsufficientPrivilege):
        return StateError(f"数据库不允许这样做（{text}）；什么都没有登记，请管理员用 govopen server grant 授权")
    if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName | errors.UndefinedFunction):
        return StateError(f"{address.shown} 里还没有 govopen 的表；请管理员先运行 govopen server init {address.dsn}")
    if isinstance(error, errors.InvalidPassword | errors.InvalidAuthorizationSpecification) or "authentication" in text:
        return StateError(f"{address.shown} 不接受这个登录角色或密码（{text}）；请检查 ~/.pgpass 或 PGPASSWORD")
    if isinstance(error, errors.DiskFull):
        return StateError(f"数据库服务器的磁盘满了（{text}）；什么都没有登记，请管理员清理后再试")
    if lost(error):
        return ServerAway(f"连不上数据库 {address.shown}（{text or '连接断开'}）；请检查网络和地址")
    return StateError(f"数据库 {address.shown} 出错（{text}）；什么都没有登记")


def lost(error: Any) -> bool:
    """Tell whether an error means that the server cannot be asked any more: unreachable, shutting down, connection broken."""
    return error.sqlstate is None or error.sqlstate[:2] in ("08", "57")
