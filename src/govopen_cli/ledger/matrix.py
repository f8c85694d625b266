"""The cells of many rows as a matrix: items or domains down, accountable members across."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from govopen_cli.ledger.status import DONE, DONE_LATE, OVERDUE, SOON, WAIVED, Cell, Row

NOT_YET = "未到期"


@dataclass(slots=True)
class Square:
    """What one member has to do in one line: how many cells, how many done, the word for it and its day."""

    done: int = 0
    total: int = 0
    word: str = DONE
    day: date | None = None

    def record(self) -> dict[str, Any]:
        """Return the square as JSON."""
        return {"done": self.done, "total": self.total, "word": self.word, "day": self.day.isoformat() if self.day else None}


@dataclass(slots=True)
class Line:
    """One item or domain with its squares by member."""

    key: str
    label: str
    squares: dict[str, Square] = field(default_factory=dict)

    @property
    def total(self) -> tuple[int, int]:
        """Cells done and cells in all."""
        return sum(square.done for square in self.squares.values()), sum(square.total for square in self.squares.values())


@dataclass(slots=True)
class Matrix:
    """Lines and the members across, in the order in which they occur."""

    lines: list[Line]
    members: list[str]

    def member_total(self, member: str) -> tuple[int, int]:
        """Cells done and cells in all of one member."""
        squares = [line.squares[member] for line in self.lines if member in line.squares]
        return sum(square.done for square in squares), sum(square.total for square in squares)

    @property
    def total(self) -> tuple[int, int]:
        """Cells done and cells in all."""
        return sum(line.total[0] for line in self.lines), sum(line.total[1] for line in self.lines)


# a square of several cells says the worst of them
_ORDER = (OVERDUE, SOON, NOT_YET, "持续", "适时", "待起算", "不明", WAIVED, DONE_LATE, DONE)


def matrix(rows: Iterable[Row], down: str, light: int) -> Matrix:
    """Arrange the cells of rows; ``down`` is "item" or "domain"; ``light`` is the number of days at which 临期 begins."""
    lines: dict[str, Line] = {}
    members: dict[str, None] = {}
    for row in rows:
        for cell in row.cells:
            key = row.item.id if down == "item" else cell.domain or "（无领域）"
            member = cell.unit or "（无责任单位）"
            members.setdefault(member)
            line = lines.setdefault(key, Line(key, row.item.label if down == "item" else key))
            _add(line.squares.setdefault(member, Square()), row, cell, light)
    return Matrix(list(lines.values()), list(members))


def _add(square: Square, row: Row, cell: Cell, light: int) -> None:
    word, day = _word(row, cell, light)
    if square.total == 0 or _ORDER.index(word) < _ORDER.index(square.word):
        square.word, square.day = word, day
    elif word == square.word and day is not None and (square.day is None or (day > square.day) == (word in (DONE, DONE_LATE))):
        square.day = day
    square.total += 1
    square.done += cell.done_on is not None


def _word(row: Row, cell: Cell, light: int) -> tuple[str, date | None]:
    if cell.done_on is not None:
        late = row.due is not None and cell.done_on > row.due
        return DONE_LATE if late else DONE, cell.done_on
    if row.waiver is not None:
        return WAIVED, None
    if row.due is None:
        return row.light if row.light in _ORDER else "不明", None
    if row.overdue:
        return OVERDUE, row.due
    return (SOON if row.days_left is not None and row.days_left <= light else NOT_YET), row.due
