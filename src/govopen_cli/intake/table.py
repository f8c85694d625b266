"""What every reader makes of a document: lines of text and tables of cells that know where they stand."""

from dataclasses import dataclass, field

from govopen_cli.errors import UsageError

OWN, ABOVE, LEFT = "own", "above", "left"
# what a table of a government office never has: more is a damaged or hostile file
MAX_COLUMNS = 500
MAX_ROWS = 200_000
MAX_CELLS = 5_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One grid cell: its text (of the merged cell that covers it), where that comes from, and its place for messages."""

    text: str
    origin: str = OWN
    place: str = ""


@dataclass(slots=True)
class Table:
    """A table of a document. ``exact`` tells whether its columns are a grid, or cells counted in a line of text."""

    name: str  # 第1个表, or the name of the sheet
    rows: list[list[Cell]]
    exact: bool = True
    above: list[str] = field(default_factory=list)  # lines of text before it
    below: list[str] = field(default_factory=list)  # lines after it, up to the next table

    def row_place(self, row: int) -> str:
        """Return the place of a row (counted from 0) in words."""
        first = next((cell.place for cell in self.rows[row] if cell.place), "")
        return first or f"{self.name} 第{row + 1}行"


@dataclass(slots=True)
class Document:
    """A file as read: its name and its tables; ``remarks`` say what was left out."""

    name: str
    tables: list[Table]
    remarks: list[str] = field(default_factory=list)


class UnreadableDocument(UsageError):
    """A file that cannot be read as a document: the message names it and the way out."""


def check_size(name: str, rows: int, columns: int) -> None:
    """Refuse a table that no office has written.

    Raises:
        UnreadableDocument: it has too many rows or columns.
    """
    if columns > MAX_COLUMNS or rows > MAX_ROWS or rows * columns > MAX_CELLS:
        raise UnreadableDocument(f"{name} 有 {rows} 行 × {columns} 列，太大了，不像任务分解表；请删去多余的行和列后再导入")
