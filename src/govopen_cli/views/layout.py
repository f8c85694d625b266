"""How a table fits a terminal: which columns it shows, how wide each is, where texts break. Pure; no character of what is shown is ever cropped."""

from collections.abc import Iterator, Sequence

from govopen_cli.record import NamedTuple
from govopen_cli.text import folded, width
from govopen_cli.views.page import Column

GAP = 2  # columns of the terminal between two columns of a table
_LEAST = 16  # to which a column of texts is narrowed at most: eight Chinese characters


class Layout(NamedTuple):
    """The numbers of the columns that are shown, the width of each, and the titles of those that are not.

    Without any columns the room is too narrow even for what must be shown: every row is then a card.
    """

    numbers: tuple[int, ...]
    widths: tuple[int, ...]
    left_out: tuple[str, ...]


def layout(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: int) -> Layout:
    """Return how columns fit into ``room`` terminal columns: those of the highest rank are left out first, texts share what is left."""
    needs = [max([width(column.title), *(_longest(row[number]) for row in rows)]) for number, column in enumerate(columns)]
    least = [min(need, _LEAST) if column.kind == "text" else need for column, need in zip(columns, needs, strict=True)]
    kept = list(range(len(columns)))
    while sum(least[number] + GAP for number in kept) > room and (rank := max(columns[number].rank for number in kept)):
        kept.remove(max(number for number in kept if columns[number].rank == rank))
    left_out = tuple(column.title for number, column in enumerate(columns) if number not in kept)
    spare = room - sum(least[number] + GAP for number in kept)
    hollow = any(column.named for column in columns) and not any(columns[number].named for number in kept)  # a matrix without its squares
    if spare < 0 or not kept or hollow:
        return Layout((), (), ())
    widths = dict.fromkeys(kept, 0) | {number: least[number] for number in kept}
    while spare > 0 and (short := [number for number in kept if widths[number] < needs[number]]):
        share = max(1, spare // len(short))
        for number in short:
            more = min(share, needs[number] - widths[number], spare)
            widths[number] += more
            spare -= more
    return Layout(tuple(kept), tuple(widths[number] for number in kept), left_out)


def _longest(cell: str) -> int:
    return max(map(width, cell.split("\n")))


def lines(cells: Sequence[str], found: Layout) -> Iterator[tuple[str, ...]]:
    """Yield the lines of a row: for each, the piece of every column that is shown."""
    pieces = [folded(cells[number], size) for number, size in zip(found.numbers, found.widths, strict=True)]
    for number in range(max(map(len, pieces))):
        yield tuple(part[number] if number < len(part) else "" for part in pieces)


def card(columns: Sequence[Column], row: Sequence[str], room: int) -> Iterator[str]:
    """Yield the lines of a row where no table fits: a column a line, its continuation set in."""
    for column, cell in zip(columns, row, strict=True):
        if cell:
            first, *rest = folded(f"{column.title}：{cell}", max(room - 2, 2))
            yield first
            yield from (f"  {line}" for line in rest)


def common(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Return what every row repeats, by the number of its column: it is said once, above them."""
    if len(rows) < 3:
        return {}
    return {
        number: text
        for number, (column, text) in enumerate(zip(columns, rows[0], strict=True))
        if column.rank
        and column.kind != "number"
        and not column.named
        and any(map(str.isalnum, text))
        and all(row[number] == text for row in rows)
    }
