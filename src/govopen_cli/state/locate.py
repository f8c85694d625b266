"""Which state is in use, and why (docs/state.md): a file, or a shared log on a server."""

import os
from collections.abc import Mapping
from pathlib import Path

from govopen_cli.folders import user_folder
from govopen_cli.record import NamedTuple
from govopen_cli.state.open import is_address


class Located(NamedTuple):
    """Where a state is, which need not exist yet, and the Chinese reason why it is the one.

    ``place`` is what ``read`` and ``write`` are given: the path of a file, or the address of a server. ``path`` is the file, or for a
    server the name beside which its kept evidence lies.
    """

    place: str
    path: Path
    reason: str


def locate(option: str | None, plan: Path, bundled: bool, plan_id: str, environ: Mapping[str, str] = os.environ) -> Located:
    """Return the state: ``--state``, ``$GOVOPEN_STATE``, beside the plan, or the user's folder for the bundled plan."""
    named = option if option is not None else environ.get("GOVOPEN_STATE")
    own = Path(user_folder(environ)) / f"{plan_id}.state.db"
    if named:
        reason = "由 --state 指定" if option is not None else "由环境变量 GOVOPEN_STATE 指定"
        return Located(named, own, reason) if is_address(named) else Located(named, Path(named), reason)
    path, reason = (own, "自带的任务分解表，状态放在用户文件夹") if bundled else (plan.with_suffix(".state.db"), "放在任务分解表旁边")
    return Located(str(path), path, reason)
