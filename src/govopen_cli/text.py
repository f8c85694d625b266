"""Small facts about Chinese text that every room needs: folding, display width, near spellings."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return ``text`` in NFKC without any white space, the form in which names and ids are compared."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def width(text: str) -> int:
    """Return the number of terminal columns that ``text`` takes; East Asian wide characters take two.

    Ambiguous characters (“”…—) count as one, as Rich and most terminals do.
    """
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


@cache
def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fold_lines(text: str, columns: int) -> list[str]:
    """Break text into lines of at most ``columns`` terminal columns, anywhere: every character is kept."""
    if width(text) <= columns and "\n" not in text:
        return [text]
    lines, line, used = [], "", 0
    for char in text:
        size = _columns(char)
        if char == "\n" or used + size > columns:
            lines.append(line)
            line, used = "", 0
            if char == "\n":
                continue
        line += char
        used += size
    return [*lines, line]


def pad(text: str, columns: int) -> str:
    """Return ``text`` filled with blanks on the right to ``columns`` terminal columns."""
    return text + " " * max(0, columns - width(text))


def shorten(text: str, limit: int = 40) -> str:
    """Return ``text`` cut to ``limit`` characters with an ellipsis, for messages that quote a cell."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def near(name: str, known: Iterable[str], count: int = 3, least: float = 0.5) -> list[str]:
    """Return up to ``count`` of ``known`` that look like ``name``, best first; ``least`` (0 to 1) is how much alike they must be."""
    from difflib import get_close_matches

    return get_close_matches(name, list(known), n=count, cutoff=least)


def one_edit_apart(left: str, right: str) -> bool:
    """Tell whether two different names differ by one inserted, dropped or replaced character."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    shorter, longer = sorted((left, right), key=len)
    start = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) == len(longer):
        return shorter[start + 1 :] == longer[start + 1 :]
    return shorter[start:] == longer[start + 1 :]
