"""Which state file is in use, and why (docs/state.md)."""

import os
from collections.abc import Mapping
from pathlib import Path

from govopen_cli.record import NamedTuple


class Located(NamedTuple):
    """A state file, which need not exist yet, and the Chinese reason why it is the one."""

    path: Path
    reason: str


def locate(option: Path | None, plan: Path, bundled: bool, plan_id: str, environ: Mapping[str, str] = os.environ) -> Located:
    """Return the state file: ``--state``, ``$GOVOPEN_STATE``, beside the plan, or the user's folder for the bundled plan."""
    if option is not None:
        return Located(option, "由 --state 指定")
    if environ.get("GOVOPEN_STATE"):
        return Located(Path(environ["GOVOPEN_STATE"]), "由环境变量 GOVOPEN_STATE 指定")
    if bundled:
        return Located(user_folder(environ) / f"{plan_id}.state.db", "自带的任务分解表，状态放在用户文件夹")
    return Located(plan.with_suffix(".state.db"), "放在任务分解表旁边")


def user_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the platform's folder for this user's application state."""
    if os.name == "nt":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "govopen"
    return Path(environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "govopen"
