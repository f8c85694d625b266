"""Connections to the server, and what goes wrong with them in one Chinese sentence."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from govopen_cli.errors import StateError
from govopen_cli.state.engine import Again
from govopen_cli.state.engines.postgres.address import Address

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

OPTIONS: dict[str, Any] = {"connect_timeout": 5, "application_name": "govopen"}
GRANT = "什么都没有登记，请管理员用 govopen server grant 授权"
OWNER = "请由数据库的所有者或超级用户运行"
# what a server says to whom it does not let in, in English or in Chinese; a connection that was refused carries no code
_TURNED_AWAY = (
    "authentication failed", "认证失败", "does not exist", "不存在", "not permitted to log in", "进行登录", "pg_hba", "permission denied", "权限不够",
)  # fmt: skip
_WORDS = 300  # what the server or the driver says is shown up to here


class ServerAway(StateError):
    """The server cannot be reached, or the connection to it was lost: a replica may still answer."""


def opened(address: Address) -> "Connection":
    """Connect; who asks closes.

    Raises:
        ServerAway: the server cannot be reached.
        StateError: the driver is not installed, or the server refuses the login role.
    """
    psycopg = driver()
    try:
        connection: Connection = psycopg.connect(address.dsn, **OPTIONS)
        # whatever the database's default: what is read after the lock on a plan was given must be what was committed before
        connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    except psycopg.Error as error:
        raise translated(address, error) from error
    return connection


@contextmanager
def connect(address: Address, lacking: str = GRANT) -> "Iterator[Connection]":
    """Connect for one transaction: committed at the end, rolled back on any exception.

    ``lacking`` is the way out where the login role may not do what it is about.

    Raises:
        ServerAway: the server cannot be reached, or the connection was lost on the way.
        StateError: the driver is not installed, or the server refuses; the sentence says who lacks what.
    """
    connection = opened(address)
    try:
        with connection:
            yield connection
    except driver().Error as error:
        raise translated(address, error, lacking) from error


def driver() -> Any:
    """Return psycopg.

    Raises:
        StateError: it is not installed.
    """
    try:
        import psycopg
    except ImportError as error:
        raise StateError("连接 PostgreSQL 需要附加组件；请运行 pip install 'govopen[postgres]'") from error
    logging.getLogger("psycopg").addHandler(logging.NullHandler())  # what it warns of is said in our own words
    return psycopg


def translated(address: Address, error: Any, lacking: str = GRANT) -> StateError:
    """Return the Chinese sentence for what the server or the driver says."""
    from psycopg import errors

    text = words(error)
    if error.sqlstate in ("40001", "40P01") or isinstance(error, errors.UniqueViolation):  # of the number: another's came first
        return Again("同时有别的登记，没有登记成功；请再运行一次")
    if isinstance(error, errors.InsufficientPrivilege):
        return StateError(f"数据库 {address.shown} 不允许登录角色{_role(address)}这样做（{text}）；{lacking}")
    if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName | errors.UndefinedFunction):
        return StateError(f"{address.shown} 里还没有 govopen 的表；请管理员先运行 govopen server init {address.dsn}")
    said = _said_at_the_door(text)
    if isinstance(error, errors.InvalidCatalogName) or re.search(r'(database|数据库) ?["“].*(does not exist|不存在)', said):
        return StateError(f"服务器上没有这个数据库（{text}）；请检查地址 {address.shown}，或请管理员建立数据库")
    if (
        isinstance(error, errors.InvalidPassword | errors.InvalidAuthorizationSpecification)
        or "no password" in text
        or re.search("|".join(_TURNED_AWAY), said)
    ):
        return StateError(
            f"{address.shown} 不接受这个登录角色或密码（{text}）；请检查地址里的登录角色、~/.pgpass 或 PGPASSWORD，或请管理员授权"
        )
    if isinstance(error, errors.LockNotAvailable):
        return StateError(f"{address.shown} 正被别处的登记占用；什么都没有登记，请稍后再试，或用 --wait 延长等待秒数")
    if isinstance(error, errors.DiskFull):
        return StateError(f"数据库服务器的磁盘满了（{text}）；什么都没有登记，请管理员清理后再试")
    if lost(error):
        return ServerAway(f"连不上数据库 {address.shown}（{text or '连接断开'}）；请检查网络和地址")
    return StateError(f"数据库 {address.shown} 出错（{text}）；什么都没有登记")


def _said_at_the_door(text: str) -> str:
    """Return what the server itself said when it refused a connection; nothing where it was not reached."""
    return re.split("FATAL:|致命错误:", text, maxsplit=1)[-1] if re.search("FATAL:|致命错误:", text) else ""


def words(error: Any) -> str:
    """Return what the server or the driver says, in one line."""
    lines = [line.strip() for line in str(error).strip().splitlines() if line.strip()]
    return (lines[-1] if lines and lines[0].startswith("Multiple connection attempts") else lines[0] if lines else "")[:_WORDS]


def _role(address: Address) -> str:
    from psycopg.conninfo import conninfo_to_dict

    user = conninfo_to_dict(address.dsn).get("user")
    return f"“{user}”" if user else ""


def lost(error: Any) -> bool:
    """Tell whether an error means that the server cannot be asked any more: unreachable, shutting down, connection broken."""
    from psycopg import InterfaceError, OperationalError

    if error.sqlstate is None:  # the driver's own words
        return isinstance(error, OperationalError | InterfaceError)
    return bool(error.sqlstate[:2] in ("08", "57"))
