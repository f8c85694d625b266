"""The cells of many rows as a matrix: items or domains down, accountable members across."""

from collections.abc import Iterable
from datetime import date, timedelta

from govopen_cli.ledger.lights import DONE, FINISHED, WAIVED, together
from govopen_cli.ledger.parts import Cell
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import id_text
from govopen_cli.record import NamedTuple

NO_DOMAIN, NO_MEMBER = "（无领域）", "（无责任单位）"


class Square:
    """What one member has to do in one line: how many cells, how many done, the light that presses most and its day."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self.light = DONE
        self.day: date | None = None


class Line:
    """One item or domain with its squares by member."""

    def __init__(self, key: str, label: str) -> None:
        self.key = key
        self.label = label
        self.squares: dict[str, Square] = {}

    @property
    def total(self) -> tuple[int, int]:
        """Cells done and cells in all."""
        return sum(square.done for square in self.squares.values()), sum(square.total for square in self.squares.values())


class Matrix(NamedTuple):
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


def matrix(rows: Iterable[Row], down: str, *, many: bool = False) -> Matrix:
    """Arrange the cells of rows; ``down`` is "item", "domain" or "task"; with ``many`` plans items and tasks are called by their plan too."""
    lines: dict[str, Line] = {}
    members: dict[str, None] = {}
    for row in rows:
        for cell in row.cells:
            key, label = _line(row, cell, down, many=many)
            member = cell.unit or NO_MEMBER
            members.setdefault(member)
            line = lines.setdefault(key, Line(key, label))
            _add(line.squares.setdefault(member, Square()), cell, row.day)
    return Matrix(list(lines.values()), list(members))


def _line(row: Row, cell: Cell, down: str, *, many: bool) -> tuple[str, str]:
    """Return the key and the label of the line that a cell belongs to."""
    if down == "item":
        return id_text(row, many=many), row.item.label
    if down == "task":
        return f"{row.plan.id}/{row.item.task}" if many else row.item.task, row.item.task_name
    name = cell.domain or NO_DOMAIN
    return name, name


def _add(square: Square, cell: Cell, today: date) -> None:
    day = _day(cell, today)
    if square.total == 0:
        square.light, square.day = cell.light, day
    elif cell.light == square.light:
        last = max if cell.light in FINISHED else min
        square.day = last((known for known in (square.day, day) if known is not None), default=None)
    elif together((cell.light, square.light)) == cell.light:
        square.light, square.day = cell.light, day
    square.total += 1
    square.done += cell.done


def _day(cell: Cell, today: date) -> date | None:
    """Return the day that belongs to the light of a cell: when it was done, since when it is overdue, or when it is due."""
    if cell.light == WAIVED:
        return None
    if cell.done:
        return cell.done_on
    if cell.days_overdue is None:
        return cell.due
    end = cell.submitted_on if cell.waiting and cell.submitted_on is not None else today  # what was submitted late stopped the clock
    return end - timedelta(days=cell.days_overdue)
