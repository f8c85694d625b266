"""What text takes on paper: how wide it is in a Chinese font, and what of it a document may hold."""

import re

# what XML, a calendar or a spreadsheet refuses, and what turns text around or drives a terminal
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def cleaned(text: str) -> str:
    """Return text without the characters that no document may hold: controls other than tab and line ends, bidi marks, halves of pairs."""
    return text if text.isascii() and text.isprintable() else _UNFIT.sub("", text)


def one_line(text: str) -> str:
    """Return text with every run of white space as one blank."""
    return " ".join(text.split())


def halves(text: str) -> int:
    """Return the width of a line in halves of a Chinese character, as a Chinese font sets it: “…—” are full-width there."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))
