"""Pinyin initials of Chinese names, for consoles without an input method (mzj = 民政局).

``resources/initials.txt`` holds one letter for each character from U+4E00 on, made once with the pypinyin package; reading
its 21 KB takes well under a millisecond, where importing pypinyin takes a hundred.
"""

from functools import cache
from importlib.resources import files

_FIRST = 0x4E00
# characters that names of bodies and places read in more than one way
_OTHER = {
    "行": "h", "重": "c", "长": "z", "会": "k", "调": "t", "乐": "y", "藏": "z", "校": "j", "厦": "x", "单": "s", "朝": "z",
    "盛": "c", "传": "z", "宿": "x", "率": "s", "曾": "c", "车": "j", "降": "x", "解": "x", "参": "s", "种": "c", "省": "x",
}  # fmt: skip


@cache
def _table() -> str:
    return files("govopen_cli").joinpath("resources/initials.txt").read_text(encoding="ascii").replace("\n", "")


def spells(letters: str, name: str) -> bool:
    """Tell whether ``letters`` are the pinyin initials of ``name``, character by character."""
    return len(letters) == len(name) and all(letter in _initials(char) for letter, char in zip(letters, name, strict=True))


def _initials(char: str) -> str:
    index = ord(char) - _FIRST
    if not 0 <= index < len(_table()):
        return char.lower()
    return _table()[index] + _OTHER.get(char, "")


def initial(char: str) -> str:
    """Return the first letter of a character's most common reading, the character itself where it has none."""
    index = ord(char) - _FIRST
    return _table()[index] if 0 <= index < len(_table()) else char.lower()
