"""The address of a shared log: ``postgresql://host/database#plan``, as libpq reads it, without a password.

It is read on the way of every question: nothing is imported for an address that is plainly one.
"""

from govopen_cli.errors import UsageError
from govopen_cli.record import NamedTuple

# parameters of libpq that hold a secret
_SECRETS = ("password", "oauth_client_secret", "scram_client_key", "scram_server_key")  # the first stands for sslpassword as well
_REFUSED = "数据库地址里不要写密码：命令行和环境变量别人看得见；请把密码放进 ~/.pgpass、连接服务文件（PGSERVICEFILE）或环境变量 PGPASSWORD"
_FORM = "数据库地址看不懂；应写成 postgresql://登录角色@主机:端口/数据库，例如 postgresql://zfb@db.example/govopen"


class Address(NamedTuple):
    """What libpq is given, and the plan that the fragment names, if it does."""

    dsn: str
    plan: str | None = None

    @property
    def shown(self) -> str:
        """The address as messages and ``where`` show it."""
        return f"{self.dsn}#{self.plan}" if self.plan else self.dsn

    def of(self, plan: str) -> "Address":
        """Return the address of one plan's log."""
        return self._replace(plan=plan)


def parse(text: str) -> Address:
    """Read an address.

    A password in it is refused rather than hidden: the command line and the environment are seen by others, and an address is kept
    in crontabs and scripts. What is no address is not repeated either, as a password may be why it is none (``u:a/b@host``).

    Raises:
        UsageError: it carries a password, or is no address that libpq reads.
    """
    dsn, _, fragment = text.partition("#")
    scheme, _, rest = dsn.partition("://")
    dsn = f"{scheme.lower()}://{rest}"  # libpq knows it in small letters only
    place, _, query = rest.partition("?")
    authority, _, database = place.partition("/")
    user, _, hosts = authority.rpartition("@")
    if ":" in user or any(f"{name}=" in _plain(text).lower() for name in _SECRETS):
        raise UsageError(_REFUSED)
    if "@" in database + fragment or not all(map(_host, hosts.split(","))) or not all(map(_parameter, query.split("&"))):
        raise UsageError(_FORM)
    if any(char.isspace() or not char.isprintable() for char in dsn):
        raise UsageError(_FORM)
    return Address(dsn, _plain(fragment) or None)


def _host(text: str) -> bool:
    """Tell whether a text is a host with or without a port; one of IPv6 stands in brackets."""
    name, colon, port = text.rpartition("]")[2].partition(":")
    return not colon or port.isdecimal() or not (name or port)


def _parameter(text: str) -> bool:
    """Tell whether a text is a parameter of libpq, or nothing."""
    key, equals, _ = text.partition("=")
    return not text or bool(equals and key and _plain(key).replace("_", "").isalnum())


def _plain(text: str) -> str:
    """Return a part of an address with its ``%`` codes read."""
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)
