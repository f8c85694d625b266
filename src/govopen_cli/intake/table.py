"""What every reader makes of a document: lines of text and tables of cells that know where they stand."""

from dataclasses import dataclass, field
from typing import NamedTuple

from govopen_cli.errors import UsageError

OWN, ABOVE, LEFT = "own", "above", "left"
# what a table of a government office never has: more is a damaged or hostile file
MAX_COLUMNS = 500
MAX_ROWS = 150_000
MAX_CELLS = 600_000


class Cell(NamedTuple):
    """One grid cell: its text (of the merged cell that covers it), where that comes from, and its place for messages."""

    text: str
    origin: str = OWN
    place: str = ""


@dataclass(slots=True)
class Table:
    """A table of a document.

    ``exact`` tells whether its columns are a grid, or cells counted in a line of text, where a cell that was merged with the one
    before it is missing. ``merges`` tells whether merged cells are known; in plain text a cell merged with the one above is blank.
    """

    name: str  # 第1个表, or the name of the sheet
    rows: list[list[Cell]]
    exact: bool = True
    merges: bool = True
    above: list[str] = field(default_factory=list)  # lines of text before it
    below: list[str] = field(default_factory=list)  # lines after it, up to the next table
    file: str = ""
    floating: list[Cell] = field(default_factory=list)  # comments and pictures, where they are asked for


@dataclass(slots=True)
class Document:
    """A file as read: its name and its tables; ``remarks`` say what was left out, each with its place."""

    name: str
    tables: list[Table]
    remarks: list[str] = field(default_factory=list)


class Options(NamedTuple):
    """What a reader is to keep that it leaves out by itself.

    Rows and sheets that are ``hidden``, what is ``struck`` through, and with ``everything`` whatever somebody may have meant:
    the names of errors, formulas that were not worked out, comments, pictures.
    """

    hidden: bool = False
    struck: bool = False
    everything: bool = False


class UnreadableDocument(UsageError):
    """A file that cannot be read as a document: the message names it and the way out."""


def check_size(name: str, rows: int, columns: int) -> None:
    """Refuse a table that no office has written.

    Raises:
        UnreadableDocument: it has too many rows or columns; the message names the bound.
    """
    if columns > MAX_COLUMNS or rows > MAX_ROWS or rows * columns > MAX_CELLS:
        raise UnreadableDocument(
            f"{name} 有 {rows} 行 × {columns} 列，超过上限（{MAX_ROWS} 行、{MAX_COLUMNS} 列、{MAX_CELLS} 格），不像任务分解表；"
            "请删去多余的行和列后再导入"
        )
