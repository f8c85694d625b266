"""Which state is in use, and why (docs/state.md): a file, or a shared log on a server."""

import os

from govopen_cli.folders import user_folder
from govopen_cli.record import NamedTuple
from govopen_cli.state.open import is_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SUFFIX = ".state.db"


class Located(NamedTuple):
    """Where a state is, which need not exist yet, and the Chinese reason why it is the one.

    ``place`` is what ``read`` and ``write`` are given: the name of a file, or the address of a server. ``file`` is the file, or for a
    server the name beside which its kept evidence lies.
    """

    place: str
    file: str
    reason: str

    @property
    def path(self) -> "Path":
        """The file as a path."""
        from pathlib import Path

        return Path(self.file)


def locate(
    option: str | None, plan: str, bundled: bool, plan_id: str, address: str = "", environ: "Mapping[str, str]" = os.environ
) -> Located:
    """Return the state: ``--state``, ``$GOVOPEN_STATE``, where the plan was published, beside it, or the user's folder for the bundled plan.

    ``address`` is that of the server that published the plan, if one did.
    """
    named = option if option is not None else environ.get("GOVOPEN_STATE")
    if named:
        reason = "由 --state 指定" if option is not None else "由环境变量 GOVOPEN_STATE 指定"
        return _shared(named, plan_id, reason, environ) if is_address(named) else Located(named, named, reason)
    if address:
        return _shared(address, plan_id, "与任务分解表同在服务器上", environ)
    if bundled:
        file = _own(plan_id, environ)
        return Located(file, file, "自带的任务分解表，状态放在用户文件夹")
    file = beside(plan)
    return Located(file, file, "放在任务分解表旁边")


def beside(plan: str) -> str:
    """Return the name of the state file that belongs to a plan file of one's own."""
    return os.path.splitext(plan)[0] + SUFFIX


def _shared(address: str, plan_id: str, reason: str, environ: "Mapping[str, str]") -> Located:
    """Return the log of one plan, whichever plan the address itself names."""
    from govopen_cli.state.engines.postgres.address import parse

    return Located(parse(address).of(plan_id).shown, _own(plan_id, environ), reason)


def _own(plan_id: str, environ: "Mapping[str, str]") -> str:
    return os.path.join(user_folder(environ), plan_id + SUFFIX)
