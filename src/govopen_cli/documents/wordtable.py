"""Tables of Word files as XML text, row by row: building their nodes takes python-docx seconds a thousand cells."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from govopen_cli.documents.measure import cleaned

ALONE, FIRST, MORE = 0, 1, 2  # a cell by itself, the first of a vertically merged one, the rest of it
_MERGES = ("", '<w:vMerge w:val="restart"/>', '<w:vMerge w:val="continue"/>')


class Column(NamedTuple):
    """A column of a table: its title, its width in twentieths of a point, and "left" or "center"."""

    title: str
    width: int
    align: str = "left"


class Look(NamedTuple):
    """How the text of a table is set: font by name ("" leaves it to the document), size and line pitch in points, room beside the text.

    A pitch of 0 leaves the height of lines to the font.
    """

    font: str = ""
    size: float = 9
    pitch: float = 0
    margin: int = 108  # twentieths of a point


Line = Sequence[tuple[str, int]]  # the text and the merge of each cell


PLAIN = Look()


def table(columns: Sequence[Column], lines: Iterable[Line], look: Look = PLAIN) -> Iterator[str]:
    """Yield the XML of a table with a repeated head and the lines under it."""
    yield from opening(columns, look)
    yield head(columns, look)
    frames = [_frames(column) for column in columns]
    texts = [_paragraph(look, column.align) for column in columns]
    for line in lines:
        yield _row("<w:cantSplit/>", line, frames, texts)
    yield "</w:tbl>"


def paragraph(text: str, look: Look, *, bold: bool = False, new_page: bool = False) -> str:
    """Return a line of text in the middle, that stays with what follows; it may begin a page."""
    return f"{_paragraph(look, 'center', bold=bold, more='<w:keepNext/>' + '<w:pageBreakBefore/>' * new_page)}{escape(cleaned(text), quote=False)}</w:t></w:r></w:p>"


def opening(columns: Sequence[Column], look: Look) -> Iterator[str]:
    """Yield the beginning of a table: borders all around, columns as wide as they are told."""
    yield f'<w:tbl><w:tblPr><w:tblW w:w="{sum(column.width for column in columns)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        yield f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    yield '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
    for side in ("left", "right"):
        yield f'<w:{side} w:w="{look.margin}" w:type="dxa"/>'
    yield "</w:tblCellMar></w:tblPr><w:tblGrid>"
    yield from (f'<w:gridCol w:w="{column.width}"/>' for column in columns)
    yield "</w:tblGrid>"


def head(columns: Sequence[Column], look: Look, height: int = 0) -> str:
    """Return the row of titles, which Word repeats on every page, ``height`` twentieths of a point high or more."""
    texts = [_paragraph(look, "center", bold=True) for _ in columns]
    line = [(column.title, ALONE) for column in columns]
    return _row(f"<w:cantSplit/>{_height(height)}<w:tblHeader/>", line, [_frames(column) for column in columns], texts)


def rows(columns: Sequence[Column], lines: Iterable[tuple[Line, int]], look: Look) -> Iterator[str]:
    """Yield rows, each with the height that it has at least, in twentieths of a point."""
    frames = [_frames(column) for column in columns]
    texts = [_paragraph(look, column.align) for column in columns]
    for line, height in lines:
        yield _row(f"<w:cantSplit/>{_height(height)}", line, frames, texts)


def _height(height: int) -> str:
    return f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""


def _frames(column: Column) -> tuple[str, ...]:
    return tuple(f'<w:tc><w:tcPr><w:tcW w:w="{column.width}" w:type="dxa"/>{merge}<w:vAlign w:val="center"/></w:tcPr>' for merge in _MERGES)


def _paragraph(look: Look, align: str, *, bold: bool = False, more: str = "") -> str:
    """Return the XML before the text of a line; ``more`` are properties that come first."""
    pitch = f' w:line="{round(look.pitch * 20)}" w:lineRule="exact"' if look.pitch else ' w:line="240" w:lineRule="auto"'
    fonts = f'<w:rFonts w:ascii="{look.font}" w:hAnsi="{look.font}" w:eastAsia="{look.font}"/>' if look.font else ""
    size = round(look.size * 2)
    return (
        f'<w:p><w:pPr>{more}<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0"{pitch}/><w:ind w:firstLine="0"/>'
        f'<w:jc w:val="{align}"/></w:pPr><w:r><w:rPr>{fonts}{"<w:b/>" if bold else ""}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr><w:t xml:space="preserve">'
    )


def _row(properties: str, line: Line, frames: Sequence[tuple[str, ...]], texts: Sequence[str]) -> str:
    parts = [f"<w:tr><w:trPr>{properties}</w:trPr>"]
    for (text, merge), frame, before in zip(line, frames, texts, strict=True):
        parts.append(frame[merge])
        shown = escape(cleaned(text), quote=False).split("\n") if merge != MORE else ("",)
        parts += [f"{before}{part}</w:t></w:r></w:p>" for part in shown]
        parts.append("</w:tc>")
    parts.append("</w:tr>")
    return "".join(parts)
