"""Text broken into lines as Word breaks it: no line begins with 、，） or ends with （《, no number, word or date is torn."""

import re
from collections.abc import Iterator
from functools import lru_cache

from govopen_cli.text import NOT_FIRST, NOT_LAST

_OPENING, _CLOSING = (re.escape("".join(sorted(signs))) for signs in (NOT_LAST, NOT_FIRST))
_DATE = r"\d{4} [-/.] \d{1,2} (?: [-/.] \d{1,2} )? | \d{4}年 (?: \d{1,2}月 (?: \d{1,2}日 )? )? | \d{1,2}月\d{1,2}日"
_BIT = re.compile(
    rf"""
    (?P<date> (?: {_DATE} ) [前底末]? [{_CLOSING}]* )
    | (?: [{_OPENING}]* (?: [0-9A-Za-z_@#&+=/\\-]+ | . ) [{_CLOSING}]* )
    """,
    re.VERBOSE | re.DOTALL,
)
# widths in twentieths of the size of the type; those of Latin letters are the widest of the fonts that stand in for the Chinese ones
_FULL, _NARROW, _BROAD = 20, 13, 20
_BROAD_LETTERS = frozenset("ABCDGHKMNOQRUVWXmw@%&")
_GAP = 5  # between a Chinese character and a digit or letter, where the program leaves one
_SIDE_BY_SIDE = re.compile(r"[0-9A-Za-z](?=[\u2e80-\u9fff])|[\u2e80-\u9fff](?=[0-9A-Za-z])")


@lru_cache(maxsize=1 << 16)
def twentieths(text: str) -> int:
    """Return how wide a text is, in twentieths of the size of the type."""
    letters = sum(_FULL if char > "\x7f" else _BROAD if char in _BROAD_LETTERS else _NARROW for char in text)
    return letters + _GAP * len(_SIDE_BY_SIDE.findall(text))


@lru_cache(maxsize=1 << 14)
def broken(text: str, room: int) -> tuple[str, ...]:
    """Return the lines of a text in a column ``room`` twentieths wide; put together they are the text.

    A line feed ends a line where one stands in the text, and before a date that would be torn if the line above had more room than is
    reckoned here.
    """
    return tuple(line for part in text.split("\n") for line in _paragraph(part, room))


def clipped(text: str, room: int, most: int) -> str:
    """Return a text that takes ``most`` lines at the most; what is cut off ends with …."""
    lines = broken(text, room)
    return text if len(lines) <= most else "".join(lines[:most])[:-1].removesuffix("\n") + "…"


def set_for(text: str, room: int) -> str:
    """Return a text as it is handed to a program that breaks lines itself: with a line feed before each date that begins a line."""
    return "".join(broken(text, room)).removesuffix("\n")


def _paragraph(text: str, room: int) -> Iterator[str]:
    line, used = "", 0
    for bit, is_date in _bits(text, room):
        size = twentieths(line[-1:] + bit) - twentieths(line[-1:])  # with the gap before it
        if line and used + size > room:
            yield line + "\n" if is_date else line
            line, used, size = "", 0, twentieths(bit)
        line += bit
        used += size
    yield line + "\n"


def _bits(text: str, room: int) -> Iterator[tuple[str, bool]]:
    """Yield what stays together, and whether it is a date; what is wider than a line comes letter by letter."""
    for found in _BIT.finditer(text):
        if twentieths(found[0]) <= room:
            yield found[0], found["date"] is not None
        else:
            yield from ((char, False) for char in found[0])
