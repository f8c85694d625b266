"""Proof of an act: a file with its size and digest, a URL, or a document number (文号)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from govopen_cli.errors import UsageError
from govopen_cli.state import vault
from govopen_cli.state.facts import Evidence


class Proof(NamedTuple):
    """Evidence, and the files that it was read from: each stands at the place of its evidence. ``states`` are the state files that name it."""

    evidence: tuple[Evidence, ...]
    files: tuple[Path | None, ...]
    states: tuple[Path, ...]

    def keep(self) -> None:
        """Copy the files into the folders of kept evidence that belong to the state files.

        Raises:
            StateError: a copy cannot be written.
        """
        for part, path in zip(self.evidence, self.files, strict=True):
            if path is not None:
                for state in self.states:
                    vault.keep(path, part, state)


def proof(texts: Sequence[str], day: date, states: Sequence[Path]) -> Proof:
    """Return what texts prove: a file where there is one of that name, else the text itself.

    Raises:
        UsageError: a text is blank, or looks like a file and is none, or the file cannot be read.
    """
    read = [_read(text, day, states[0]) for text in texts]
    return Proof(tuple(part for part, _ in read), tuple(path for _, path in read), tuple(states))


def _read(text: str, day: date, state: Path) -> tuple[Evidence, Path | None]:
    if not text.strip():
        raise UsageError("佐证不能是空的；什么都没有登记")
    path = Path(text)
    try:
        found = path.is_file()
        other = not found and (path.exists() or path.is_symlink())
    except (OSError, ValueError):  # too long for a name, or of characters that no name holds
        found = other = False
    if found:
        evidence = vault.describe(path, state, day.isoformat())
        if not evidence.size:
            raise UsageError(f"佐证文件 {text} 是空的；什么都没有登记")
        return evidence, path
    if other:
        raise UsageError(f"佐证 {text} 不是文件（{_kind(path)}）；什么都没有登记。请写文件、网址或文号")
    if looks_like_path(text):
        raise UsageError(f"找不到佐证文件 {text}；什么都没有登记。网址和文号可以直接写")
    return Evidence(text, day=day.isoformat()), None


def _kind(path: Path) -> str:
    if path.is_dir():
        return "是文件夹"
    return "是指向别处而那里没有文件的链接" if path.is_symlink() and not path.exists() else "是管道或设备"


def looks_like_path(text: str) -> bool:
    """Tell whether evidence that is no file was probably meant to be one, rather than a URL or a document number."""
    return "://" not in text and "〕" not in text and ("/" in text or "\\" in text or Path(text).suffix[1:5].isalpha())
