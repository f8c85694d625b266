"""Which plan file is in use, and why (docs/contracts.md, "The plan file")."""

import os
from collections.abc import Mapping
from pathlib import Path

from govopen_cli.errors import PlanError, reason
from govopen_cli.record import NamedTuple

NAMES = ("data/tasks.yaml", "tasks.yaml")


class Located(NamedTuple):
    """A plan file, the Chinese reason why it is the one, and whether it is the one that govopen brings along."""

    path: Path
    reason: str
    bundled: bool = False


def locate(option: Path | None, environ: Mapping[str, str] = os.environ, folder: Path | None = None) -> Located:
    """Return the plan file to use: ``--plan``, ``$GOVOPEN_PLAN``, the current folder or its parents, the bundled plan."""
    if option is not None:
        return Located(option, "由 --plan 指定")
    if environ.get("GOVOPEN_PLAN"):
        return Located(Path(environ["GOVOPEN_PLAN"]), "由环境变量 GOVOPEN_PLAN 指定")
    current = folder or Path.cwd()
    for parent in (current, *current.parents):
        for name in NAMES:
            if (path := parent / name).is_file():
                return Located(path, "在当前文件夹里找到" if parent == current else f"在上级文件夹 {parent} 里找到")
    return Located(bundled(), "没有找到别的文件，使用 govopen 自带的乌海市任务分解表", bundled=True)


def bundled() -> Path:
    """Return the path of the plan inside the package; in a source checkout, ``data/tasks.yaml``."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources" / "tasks.yaml"
    return inside if inside.is_file() else package.parents[1] / "data" / "tasks.yaml"


def unreadable(path: Path, error: OSError) -> PlanError:
    """Return the error for a plan file that cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return PlanError(f"找不到任务分解表文件 {path}；请检查 --plan 或环境变量 GOVOPEN_PLAN")
    return PlanError(f"打不开任务分解表文件 {path}（{reason(error)}）；请检查路径和权限")
