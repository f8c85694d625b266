"""Pinyin initials of Chinese names, for consoles without an input method (mzj = 民政局).

``resources/initials.txt`` holds one letter for each character from U+4E00 on, made once with the pypinyin package; reading
its 21 KB takes well under a millisecond, where importing pypinyin takes a hundred.
"""

import os

_FIRST = 0x4E00
# characters that names of bodies and places read in more than one way
_OTHER = {
    "行": "h", "重": "c", "长": "z", "会": "k", "调": "t", "乐": "y", "藏": "z", "校": "j", "厦": "x", "单": "s", "朝": "z",
    "盛": "c", "传": "z", "宿": "x", "率": "s", "曾": "c", "车": "j", "降": "x", "解": "x", "参": "s", "种": "c", "省": "x",
}  # fmt: skip
_TABLE: list[str] = []  # one string, once it was read


def _table() -> str:
    if not _TABLE:
        package = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))  # noqa: PTH120  completion loads no pathlib
        with open(os.path.join(package, "resources", "initials.txt"), encoding="ascii") as file:  # noqa: PTH118, PTH123
            _TABLE.append(file.read().replace("\n", ""))
    return _TABLE[0]


def spells(letters: str, name: str) -> bool:
    """Tell whether ``letters`` are the pinyin initials of ``name``, character by character."""
    return len(letters) == len(name) and begins(letters, name)


def begins(letters: str, name: str) -> bool:
    """Tell whether the pinyin initials of ``name`` begin with ``letters``."""
    return len(letters) <= len(name) and all(letter in _initials(char) for letter, char in zip(letters, name, strict=False))


def _initials(char: str) -> str:
    index = ord(char) - _FIRST
    if not 0 <= index < len(_table()):
        return char.lower()
    return _table()[index] + _OTHER.get(char, "")


def initial(char: str) -> str:
    """Return the first letter of a character's most common reading, the character itself where it has none."""
    index = ord(char) - _FIRST
    return _table()[index] if 0 <= index < len(_table()) else char.lower()


def spoken(name: str, place: str | None) -> list[str]:
    """Return the forms of a name that are spelled by initials: the whole, and what is left without the place before and 领域 behind it."""
    forms = [name, name.removesuffix("领域")]
    if place:
        forms += [form.removeprefix(place).removeprefix(place[-1]) for form in forms]
    return list(dict.fromkeys(form for form in forms if form))
