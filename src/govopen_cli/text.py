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


def chinese_numerals(text: str, before: str) -> str:
    """Write Chinese numerals in ``text`` as digits where they stand right before one of the words in the regex ``before``.

    二〇二一年 → 2021年, 三十一日 → 31日, 十个工作日 → 10个工作日. Other numerals (三同步) stay.
    """
    pattern = re.compile(rf"[零〇○一二三四五六七八九十百两]+(?={before})")
    return pattern.sub(lambda match: _numeral(match[0]), text)


_DIGITS = {
    char: str(value) for value, chars in enumerate(["零〇○", "一", "二两", "三", "四", "五", "六", "七", "八", "九"]) for char in chars
}


def _numeral(text: str) -> str:
    """Return ``text`` as decimal digits, or ``text`` itself when it is no well-formed numeral below 1000."""
    if not set(text) & {"十", "百"}:
        return "".join(_DIGITS[char] for char in text)
    match = re.fullmatch(r"(?:([一二三四五六七八九两])百)?[零〇]?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九])?", text)
    if match is None:
        return text
    hundreds, tens, ten, ones = match.groups()
    value = 100 * int(_DIGITS[hundreds]) if hundreds else 0
    if ten:
        value += 10 * (int(_DIGITS[tens]) if tens else 1)
    return str(value + (int(_DIGITS[ones]) if ones else 0))
