"""How the rows of a table fall on pages of fixed height: which rows a page holds, how high they are, which cells are one on it.

Sizes are in points. Nothing here knows a file format.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from govopen_cli.documents.desk.lines import broken, set_for

HIGHEST = 400.0  # of a row: spreadsheets bear 409


class Line(NamedTuple):
    """A row before it is placed: its texts, and the group inside which equal neighbours are one cell; None for a piece of a row."""

    texts: tuple[str, ...]
    group: str | None


class Frame(NamedTuple):
    """What the rows have to fit: ``first`` is the room on the first page, ``room`` that on any other.

    ``merged`` are the columns whose equal neighbours are one cell. ``size`` is that of the type, ``pitch`` the height of its lines, ``pad`` what a
    row has besides its lines, and ``gap`` what a cell has beside its text.
    """

    widths: tuple[float, ...]
    merged: tuple[int, ...]
    first: float
    room: float
    size: float
    pitch: float
    pad: float
    gap: float

    @property
    def highest(self) -> float:
        """How high a row may be."""
        return min(self.first, HIGHEST)

    def twentieths(self, column: int) -> int:
        """Return how much text a line of a column takes, in twentieths of the size of the type."""
        return max(int((self.widths[column] - self.gap) / self.size * 20), 20)

    def need(self, column: int, text: str) -> float:
        """Return how high a text stands in a column."""
        return len(broken(text, self.twentieths(column))) * self.pitch + self.pad


class Placed(NamedTuple):
    """A row on its page. ``spans`` says of each cell over how many rows it reaches: 0 where it belongs to the one above."""

    texts: tuple[str, ...]
    height: float
    spans: tuple[int, ...]


Page = list[Placed]


def pages(lines: Iterable[Line], frame: Frame) -> list[Page]:
    """Return the rows page by page. A row that does not fit on the first page is cut into rows that follow each other."""
    found: list[Page] = []
    held: list[Line] = []
    waiting = deque(lines)
    while waiting:
        line = waiting.popleft()
        if line.group is not None and _heights([line], frame)[0] > frame.highest:
            waiting.extendleft(reversed(list(_pieces(line, frame))))
            continue
        if held and sum(_heights([*held, line], frame)) > (frame.room if found else frame.first):
            found.append(_page(held, frame))
            held = []
        held.append(line)
    if held:
        found.append(_page(held, frame))
    return found


def _runs(lines: Sequence[Line], column: int) -> Iterator[tuple[int, int]]:
    """Yield the first row and the number of rows of each cell of a column."""
    start = 0
    for index in range(1, len(lines) + 1):
        same = index < len(lines) and lines[index].group is not None and lines[index].group == lines[start].group
        if not same or not lines[start].texts[column] or lines[index].texts[column] != lines[start].texts[column]:
            yield start, index - start
            start = index


def _heights(lines: Sequence[Line], frame: Frame) -> list[float]:
    """Return how high rows are: as their own texts need, and as the texts that reach over several of them need together."""
    own = [column for column in range(len(frame.widths)) if column not in frame.merged]
    heights = [max(frame.need(column, line.texts[column]) for column in own) for line in lines]
    for column in frame.merged:
        for start, count in _runs(lines, column):
            short = frame.need(column, lines[start].texts[column]) - sum(heights[start : start + count])
            if short > 0:
                for index in range(start, start + count):
                    heights[index] += short / count
    return heights


def _page(lines: Sequence[Line], frame: Frame) -> Page:
    spans = [[1] * len(frame.widths) for _ in lines]
    for column in frame.merged:
        for start, count in _runs(lines, column):
            for index in range(start, start + count):
                spans[index][column] = count if index == start else 0
    heights = _heights(lines, frame)
    return [
        Placed(tuple(set_for(text, frame.twentieths(column)) for column, text in enumerate(line.texts)), height, tuple(span))
        for line, height, span in zip(lines, heights, spans, strict=True)
    ]


def _pieces(line: Line, frame: Frame) -> Iterator[Line]:
    """Cut a row that is too high into several; what has room in one of them stands in each."""
    most = max(int((frame.highest - frame.pad) / frame.pitch), 1)
    columns = [broken(text, frame.twentieths(column)) for column, text in enumerate(line.texts)]
    for start in range(0, max(map(len, columns)), most):
        parts = [column[start : start + most] if len(column) > most else column for column in columns]
        yield Line(tuple("".join(part).removesuffix("\n") for part in parts), None)
