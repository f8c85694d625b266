"""What text takes on paper: how wide it is in a Chinese font, and what of it a document may hold."""

import re

from govopen_cli.text import plain

_NO_CHARACTERS = re.compile("[\ufdd0-\ufdef]")  # which no text may use, and templates do (documents/template)


def cleaned(text: str) -> str:
    """Return text as every document may hold it: no controls, bidi marks or halves of pairs, and one kind of line end."""
    return text if text.isascii() and text.isprintable() else _NO_CHARACTERS.sub("", plain(text))


_MOST = 32_767  # UTF-16 units that a cell of a spreadsheet holds


def cell_text(text: str) -> str:
    """Return a text as a cell of a spreadsheet can hold it."""
    text = cleaned(text)
    if len(text) < _MOST // 2:
        return text
    return text.encode("utf-16-le")[: 2 * _MOST].decode("utf-16-le", "ignore")


def fits_a_cell(text: str) -> bool:
    """Tell whether a cell of a spreadsheet holds a text whole."""
    return len(text) < _MOST // 2 or cell_text(text) == cleaned(text)


def one_line(text: str) -> str:
    """Return text with every run of white space as one blank."""
    return " ".join(text.split())


def halves(text: str) -> int:
    """Return the width of a line in halves of a Chinese character, as a Chinese font sets it: “…—” are full-width there."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))
