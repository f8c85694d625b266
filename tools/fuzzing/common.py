"""What every target of the fuzzer is made of, and the ways in which they damage texts and bytes."""

import io
import os
import random
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ODD = [
    "", " ", "\u3000", "\0", "\x1b]0;x\x07", "\x1b[2J", "\x9b31m", "\u202e", "\u200b", "\ufeff", "\r", "\n", "\u2028", "\t", "|", ",", '"', "'", "=1+1", "@", "{{", "%s",
    "〇", "O", "l", "І", "①", "⒉", "￥", "é", "\ud800", "😀", "𠮷", "0", "-1", "99999999999", "1e9", "NaN", "Infinity", "../", "null", "[]", "<", "&", "年", "月", "日", "底", "前", "某",
]  # fmt: skip


class Finding(Exception):
    """A property that did not hold: in a sentence, and the input that it did not hold for."""

    def __init__(self, what: str, input_: object) -> None:
        super().__init__(what)
        self.what = what
        self.input = input_


class Target(AbstractContextManager["Target"]):
    """One kind of input; ``attempt`` makes an input from the generator, tries it, and raises ``Finding`` where a property does not hold."""

    name = ""
    last: object = None  # the input of the case that runs

    def attempt(self, rng: random.Random) -> None:
        """Try one case."""
        raise NotImplementedError

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing is kept by default."""


def brief(input_: object) -> str:
    """Return an input in one line."""
    text = repr(input_)
    return text if len(text) <= 300 else f"{text[:300]}… ({len(text)} characters)"


def damaged(text: str, rng: random.Random, pieces: Sequence[str] = ODD) -> str:
    """Return a text with a few characters dropped, doubled, exchanged or put in."""
    chars = list(text)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.randrange(len(chars) + 1)
        way = rng.randrange(4)
        if way == 0 and at < len(chars):
            del chars[at]
        elif way == 1 and at < len(chars):
            chars.insert(at, chars[at])
        elif way == 2 and at < len(chars):
            chars[at] = rng.choice(pieces)
        else:
            chars.insert(at, rng.choice(pieces))
    return "".join(chars)


def damaged_bytes(data: bytes, rng: random.Random) -> bytes:
    """Return bytes of which some were exchanged, cut out or doubled."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 2, 5))):
        if not changed:
            break
        at, size = rng.randrange(len(changed)), rng.choice((1, 2, 8, 64))
        way = rng.randrange(3)
        if way == 0:
            changed[at : at + size] = rng.randbytes(size)
        elif way == 1:
            del changed[at : at + size]
        else:
            changed[at:at] = changed[at : at + size]
    return bytes(changed)


# --- the command line, without a process of its own -----------------------------------------------------------------


class Answer(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def call(folder: Path, *arguments: str, input_: bytes = b"") -> Answer:
    """Run govopen in a folder with that folder's cache; an exit code of 70 is a finding."""
    from govopen_cli.__main__ import run

    kept = sys.stdin, sys.stdout, sys.stderr, Path.cwd(), dict(os.environ)
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="") for data in (input_, b"", b"")]
    sys.stdin, sys.stdout, sys.stderr = streams
    os.chdir(folder)
    os.environ.update(GOVOPEN_CACHE=str(folder / "cache"), GOVOPEN_USER="fuzz", GOVOPEN_DEBUG="1", HOME=str(folder))
    try:
        code = run(list(arguments))
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept[:3]
        os.chdir(kept[3])
        os.environ.clear()
        os.environ.update(kept[4])
    out, err = (_text(stream) for stream in streams[1:])
    if code == 70:
        raise Finding(f"exit code 70: {err.strip().splitlines()[-2:]}", arguments)
    return Answer(code, out, err)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    data: bytes = stream.buffer.getvalue()  # type: ignore[attr-defined]
    return data.decode("utf-8", "backslashreplace")


def require(holds: bool, what: str, input_: object) -> None:
    """Raise a finding where a property does not hold."""
    if not holds:
        raise Finding(what, input_)


Make = Callable[[], Target]
