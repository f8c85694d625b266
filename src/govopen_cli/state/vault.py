"""Evidence files: named by path, held to their size and SHA-256, and on request kept in a folder of their own beside the state."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from govopen_cli.errors import OutputError, StateError, UsageError, reason
from govopen_cli.files import Whole, sentence
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
    """Copy a file into the folder of kept evidence, whole or not at all, and only as what it was when it was described.

    Raises:
        UsageError: it has changed since.
        StateError: the copy cannot be written.
    """
    assert evidence.sha256 is not None  # files have one
    try:
        same = _copied(path, kept(state, evidence.sha256), evidence.sha256)
    except OSError as error:
        raise StateError(f"佐证文件 {path} 存不进 {folder(state)}（{reason(error)}）；什么都没有登记") from error
    if not same:
        raise UsageError(f"佐证文件 {path} 在登记的时候被改动了；什么都没有登记，请存好文件后再登记一次")


def gather(source: Path, target: Path) -> int:
    """Copy the kept evidence of one state to that of another; returns how many files were new there.

    What is not the content that its name says is left alone.

    Raises:
        OutputError: the target cannot be written.
    """
    count = 0
    for path in sorted(folder(source).glob("??/" + "?" * 64)):
        place = kept(target, path.name)
        try:
            if not path.is_symlink() and path.is_file() and not place.exists() and _copied(path, place, path.name):
                count += 1
        except OSError as error:
            raise OutputError(sentence(place, error)) from error
    return count


def _copied(path: Path, target: Path, sha256: str) -> bool:
    """Put a copy in place where its content is the one that was asked for; tells whether it is."""
    if target.is_file() and _digest(target)[0] == sha256:
        return _digest(path)[0] == sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with Whole(target) as temporary:
            shutil.copyfile(path, temporary)
            if _digest(Path(temporary))[0] != sha256:
                raise _OtherContentError
    except _OtherContentError:
        return False
    return True


class _OtherContentError(Exception):
    """A file is not, or no longer, what was asked for."""


class Kept(NamedTuple):
    """How many of the files that are evidence are kept beside a state, and how many are only named by their place."""

    kept: int
    named: int


def count(evidence: Iterable[Evidence], state: Path) -> Kept:
    """Count files that are evidence, each content once."""
    found = {part.sha256: kept(state, part.sha256).is_file() for part in evidence if part.sha256 is not None}
    return Kept(sum(found.values()), len(found) - sum(found.values()))


def check(evidence: Iterable[tuple[str, Evidence]], state: Path) -> Iterator[tuple[str, Evidence, str]]:
    """Yield item, evidence and finding for every evidence that is a file; ``SOUND`` are the findings that are well."""
    for item, part in evidence:
        if part.sha256 is not None:
            yield item, part, _finding(part, state)


SOUND = ("完好", "已存副本")


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
