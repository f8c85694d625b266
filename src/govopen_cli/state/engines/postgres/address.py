"""The address of a shared log: ``postgresql://host/database#plan``, as libpq reads it, without a password."""

from govopen_cli.errors import UsageError
from govopen_cli.record import NamedTuple


class Address(NamedTuple):
    """What libpq is given, and the plan that the fragment names, if it does."""

    dsn: str
    plan: str | None = None

    @property
    def shown(self) -> str:
        """The address as messages and ``where`` show it."""
        return f"{self.dsn}#{self.plan}" if self.plan else self.dsn


def parse(text: str) -> Address:
    """Read an address.

    A password in it is refused rather than hidden: the command line and the environment are seen by others, and an address is kept
    in crontabs and scripts.

    Raises:
        UsageError: it carries a password, or is no address that libpq reads.
    """
    from urllib.parse import parse_qs, unquote, urlsplit

    dsn, _, fragment = text.partition("#")
    try:
        parts = urlsplit(dsn)
        secret = parts.password is not None or "password" in parse_qs(parts.query)
    except ValueError as error:
        raise UsageError("数据库地址看不懂；应写成 postgresql://主机/数据库，例如 postgresql://db.example/govopen") from error
    if secret:
        raise UsageError(
            "数据库地址里不要写密码：命令行和环境变量别人看得见；请把密码放进 ~/.pgpass、连接服务文件（PGSERVICEFILE）或环境变量 PGPASSWORD"
        )
    return Address(dsn, unquote(fragment) or None)
