"""The address of a shared log: ``postgresql://host/database#plan``, as libpq reads it, without a password.

It is read on the way of every question: nothing is imported for an address that is plainly one.
"""

from govopen_cli.errors import UsageError
from govopen_cli.record import NamedTuple

_SECRETS = ("password", "sslpassword", "oauth_client_secret")  # parameters of libpq that hold one


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
    in crontabs and scripts.

    Raises:
        UsageError: it carries a password, or is no address that libpq reads.
    """
    dsn, _, fragment = text.partition("#")
    scheme, _, rest = dsn.partition("://")
    dsn = f"{scheme.lower()}://{rest}"  # libpq knows it in small letters only
    rest, _, query = rest.partition("?")
    keys = [part.partition("=")[0] for part in query.split("&")]
    if ":" in rest.partition("/")[0].rpartition("@")[0] or any(_plain(key) in _SECRETS for key in keys):
        raise UsageError(
            "数据库地址里不要写密码：命令行和环境变量别人看得见；请把密码放进 ~/.pgpass、连接服务文件（PGSERVICEFILE）或环境变量 PGPASSWORD"
        )
    if any(char.isspace() or not char.isprintable() for char in dsn):
        raise UsageError("数据库地址看不懂；应写成 postgresql://主机/数据库，例如 postgresql://db.example/govopen")
    return Address(dsn, _plain(fragment) or None)


def _plain(text: str) -> str:
    """Return a part of an address with its ``%`` codes read."""
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)
