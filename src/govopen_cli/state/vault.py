"""Evidence files: named by path, held to their size and SHA-256, and on request kept in a folder of their own beside the state."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from govopen_cli.errors import StateError, UsageError, reason
from govopen_cli.files import Whole
from govopen_cli.state.facts import Evidence


def folder(state: Path) -> Path:
    """Return the folder of kept evidence that belongs to a state file."""
    return state.with_name(f"{state.name.removesuffix('.db')}.evidence")


def kept(state: Path, sha256: str) -> Path:
    """Return where a kept copy lives: by its content, so that the same file is kept once."""
    return folder(state) / sha256[:2] / sha256


def describe(path: Path, state: Path, day: str) -> Evidence:
    """Return a file as evidence: its path (relative to the state file where it lies below it), size and SHA-256.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        sha256, size = _digest(path)
    except OSError as error:
        raise UsageError(f"佐证文件 {path} 读不出来（{reason(error)}）；什么都没有登记") from error
    absolute, base = path.absolute(), state.absolute().parent
    name = absolute.relative_to(base).as_posix() if absolute.is_relative_to(base) else str(absolute)
    return Evidence(name, size, sha256, day)


def keep(path: Path, evidence: Evidence, state: Path) -> None:
    """Copy a file into the folder of kept evidence, whole or not at all.

    Raises:
        StateError: the copy cannot be written.
    """
    assert evidence.sha256 is not None  # files have one
    target = kept(state, evidence.sha256)
    if target.exists():
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with Whole(target) as temporary:
            shutil.copyfile(path, temporary)
    except OSError as error:
        raise StateError(f"佐证文件 {path} 存不进 {folder(state)}（{reason(error)}）；什么都没有登记") from error


def check(evidence: Iterable[tuple[str, Evidence]], state: Path) -> Iterator[tuple[str, Evidence, str]]:
    """Yield item, evidence and finding (完好, 已存副本, 缺失, 内容已变) for every evidence that is a file."""
    for item, part in evidence:
        if part.sha256 is not None:
            yield item, part, _finding(part, state)


def _finding(part: Evidence, state: Path) -> str:
    assert part.sha256 is not None  # the caller has looked
    copy = kept(state, part.sha256)
    for path, word in ((copy, "已存副本"), (state.absolute().parent / part.text, "完好")):
        try:
            if path.is_file():
                return word if _digest(path)[0] == part.sha256 else "内容已变"
        except OSError:
            return "读不出来"
    return "缺失"


def _digest(path: Path) -> tuple[str, int]:
    sha256, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            sha256.update(chunk)
            size += len(chunk)
    return sha256.hexdigest(), size
