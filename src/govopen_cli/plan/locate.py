"""Which plan file is in use, and why (docs/contracts.md, "The plan file")."""

import os

from govopen_cli.errors import PlanError, UsageError, reason
from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

NAMES = (os.path.join("data", "tasks.yaml"), "tasks.yaml")
SUFFIXES = (".yaml", ".yml")
_HEAD = 8192  # bytes: longer than the head of nearly every plan
_KEYS = (b"version:", b"id:", b"title:", b"roles:")


class Located(NamedTuple):
    """The name of a plan file, the Chinese reason why it is the one, and whether it is the one that govopen brings along.

    A plan that a server published has the ``address`` that names it there; its file is this machine's copy.
    """

    file: str
    reason: str
    bundled: bool = False
    address: str = ""

    @property
    def shown(self) -> str:
        """What the plan is called by, from any folder."""
        return self.address or os.path.abspath(self.file)

    @property
    def path(self) -> "Path":
        """The file as a path."""
        from pathlib import Path

        return Path(self.file)


def locate(options: "Sequence[str]", environ: "Mapping[str, str]" = os.environ, folder: str | None = None) -> list[Located]:
    """Return the plan files to use: ``--plan``, ``$GOVOPEN_PLAN``, the current folder or its parents, the bundled plan.

    An option, and each part of the environment variable, names a file or a folder; all plans of a folder are used together.

    Raises:
        PlanError: a folder that is named holds no plan.
        UsageError: the current folder holds several plans and none by a name that says which.
    """
    if options:
        return _named(options, "由 --plan 指定")
    if text := environ.get("GOVOPEN_PLAN"):
        return _named(text.split(os.pathsep), "由环境变量 GOVOPEN_PLAN 指定")
    current = folder or os.getcwd()
    found = _by_name(current, current) or _only(current) or next(filter(None, (_by_name(up, current) for up in _above(current))), None)
    return [found or Located(bundled(), "没有找到别的文件，使用 govopen 自带的乌海市任务分解表", bundled=True)]


def _named(names: "Sequence[str]", reason: str) -> list[Located]:
    found: dict[str, Located] = {}
    for name in names:
        path = os.path.normpath(name)
        if not os.path.isdir(path):
            found.setdefault(path, Located(path, reason))
            continue
        inside = yaml_files(path)
        if not inside:
            raise PlanError(f"文件夹 {path} 里没有任务分解表（{'、'.join(SUFFIXES)} 文件）；请检查 --plan 或环境变量 GOVOPEN_PLAN")
        found.update((part, Located(part, f"{reason}的文件夹 {path} 里")) for part in inside)
    return list(found.values())


def _above(folder: str) -> "Iterator[str]":
    """Yield the folders that a folder lies in, the nearest first."""
    while (up := os.path.dirname(folder)) != folder:
        yield up
        folder = up


def _by_name(folder: str, current: str) -> Located | None:
    for name in NAMES:
        if os.path.isfile(path := os.path.join(folder, name)):
            return Located(path, "在当前文件夹里找到" if folder == current else f"在上级文件夹 {folder} 里找到")
    return None


def _only(folder: str) -> Located | None:
    """Return the one plan of a folder, whatever it is called."""
    found = [path for path in yaml_files(folder) if looks_like_plan(path)]
    if len(found) > 1:
        names = "、".join(os.path.basename(path) for path in found)
        raise UsageError(f"当前文件夹里有 {len(found)} 张任务分解表：{names}；请用 --plan 指明一张，或用 --plan . 一起用")
    return Located(found[0], "当前文件夹里唯一的任务分解表") if found else None


def passed_over(used: "Sequence[Located]", folder: str | None = None) -> list[str]:
    """Return the plans of the current folder that are not among those in use."""
    current = folder or os.getcwd()
    in_use = {os.path.realpath(located.file) for located in used}
    found = dict.fromkeys(os.path.join(current, name) for name in NAMES if os.path.isfile(os.path.join(current, name)))
    found.update(dict.fromkeys(path for path in yaml_files(current) if looks_like_plan(path)))
    return [path for path in found if os.path.realpath(path) not in in_use]


def yaml_files(folder: str) -> list[str]:
    """Return the YAML files of a folder by name; hidden ones are no plans."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.lower().endswith(SUFFIXES) and entry.name[0] != ".")
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names]


def looks_like_plan(path: str) -> bool:
    """Tell whether a file is made as a plan is, sound or not: people keep other YAML files too, and what is no file holds none."""
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            head = b"\n" + file.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
            if not _like_plan(head):
                head += file.read()  # long comments above, or keys that stand behind the tasks
    except OSError:
        return False
    return _like_plan(head)


def _like_plan(text: bytes) -> bool:
    """Tell whether a text has tasks and at least two of the keys that stand beside them."""
    return b"\ntasks:" in text and sum(b"\n" + key in text for key in _KEYS) > 1


def bundled() -> str:
    """Return the name of the plan inside the package; in a source checkout, ``data/tasks.yaml``."""
    return _shipped("tasks.yaml", "data")


def schema() -> str:
    """Return the name of the JSON Schema of plan files inside the package; in a source checkout, ``schema/plan.schema.json``."""
    return _shipped("plan.schema.json", "schema")


def _shipped(name: str, folder: str) -> str:
    package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    inside = os.path.join(package, "resources", name)
    return inside if os.path.isfile(inside) else os.path.join(os.path.dirname(os.path.dirname(package)), folder, name)


def unreadable(path: "str | Path", error: OSError) -> PlanError:
    """Return the error for a plan file that cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return PlanError(f"找不到任务分解表文件 {path}；请检查 --plan 或环境变量 GOVOPEN_PLAN")
    return PlanError(f"打不开任务分解表文件 {path}（{reason(error)}）；请检查路径和权限")
