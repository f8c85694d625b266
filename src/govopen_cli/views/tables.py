"""A page as a table on a terminal: by Rich, and line by line where it is long."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from govopen_cli.ledger import lights
from govopen_cli.text import fold_lines, width
from govopen_cli.views.page import Column, Page

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    lights.OVERDUE: "bold red",
    lights.SOON: "bold yellow",
    lights.DONE_LATE: "magenta",
    lights.DONE: "green",
    lights.ONGOING: "cyan",
    lights.AS_APPROPRIATE: "cyan",
    lights.UNCLEAR: "bold magenta",
    lights.WAITING: "blue",
    lights.SUBMITTED: "blue",
    lights.RETURNED: "yellow",
    lights.WAIVED: "dim",
}


def console(out: TextIO | None = None) -> "Console":
    """Return a Rich console on stdout that knows NO_COLOR, TERM=dumb and COLUMNS, and writes nothing that GBK lacks."""
    from rich.console import Console

    return Console(
        file=out or sys.stdout,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        legacy_windows=False if os.name == "nt" else None,
        width=shutil.get_terminal_size().columns if os.environ.get("COLUMNS") == "0" else None,  # Rich would print nothing
    )


def write(page: Page, out: TextIO) -> None:
    """Write a page as a table that fits the terminal."""
    term = console(out)
    if page.title:
        term.print(page.title, style="bold")
    for section in page.sections:
        if not section.rows:
            continue
        if section.heading:
            term.print(f"\n{section.heading}" + (f"（{section.note}）" if section.note else ""), style="bold")
        if len(section.rows) > LONG:
            _long_table(page.columns, section.rows, term, out)
        else:
            term.print(_rich_table(page.columns, section.rows))
    for line in page.footnotes:
        term.print(line, style="dim")


# rows beyond which a table is laid out here: Rich takes a third of a millisecond a row even with fixed widths, and prints nothing
# before it has laid out everything
LONG = 300
_SAMPLE = 1000  # rows by which the widths of a long table are chosen


def _long_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], term: "Console", out: TextIO) -> None:
    """Write a long table line by line, in the look of the short ones; a reader that has enough (``| head``) ends it early."""
    widths = _widths(columns, rows[:_SAMPLE], term.width)
    styled = term.is_terminal and not term.no_color
    styles = {word: _ansi(name, term) for word, name in _STYLES.items()} if styled else {}
    bold = _ansi("bold", term) if styled else ("", "")
    for line in _lines([column.title for column in columns], widths, columns):
        out.write(f"{bold[0]}{line}{bold[1]}\n")
    out.write("─" * (sum(widths) + len(widths) - 1) + "\n")
    for row in rows:
        marks = [
            styles.get(_word(cell), ("", "")) if column.kind == "fixed" else ("", "") for column, cell in zip(columns, row, strict=True)
        ]
        for line in _lines(row, widths, columns, marks):
            out.write(line + "\n")


def _ansi(name: str, term: "Console") -> tuple[str, str]:
    """Return what turns a style on and off."""
    from rich.style import Style

    before, _, after = Style.parse(name).render("|", color_system=term._color_system).partition("|")
    return before, after


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the width of each column: what its texts need, text columns cut down to the room there is."""
    needs = [max(width(column.title), *(width(row[number]) for row in rows)) for number, column in enumerate(columns)]
    texts = [number for number, column in enumerate(columns) if column.kind == "text"]
    over = sum(needs) + len(needs) - 1 - room
    while over > 0 and texts:
        widest = max(texts, key=lambda number: needs[number])
        cut = min(over, max(1, needs[widest] // 4), needs[widest] - 8)
        if cut <= 0:
            break
        needs[widest] -= cut
        over -= cut
    return needs


def _lines(cells: Sequence[str], widths: Sequence[int], columns: Sequence[Column], marks: Sequence[tuple[str, str]] = ()) -> Iterator[str]:
    """Yield the lines of a row, each cell folded to its width."""
    folded = [fold_lines(cell, size) for cell, size in zip(cells, widths, strict=True)]
    for number in range(max(len(lines) for lines in folded)):
        parts = []
        for at, (lines, size, column) in enumerate(zip(folded, widths, columns, strict=True)):
            text = lines[number] if number < len(lines) else ""
            blank = " " * (size - width(text))
            before, after = marks[at] if marks else ("", "")
            parts.append(f"{blank}{text}" if column.kind == "number" else f"{before}{text}{after}{blank}")
        yield " ".join(parts).rstrip()


def _rich_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
    for column in columns:
        table.add_column(
            column.title,
            justify="right" if column.kind == "number" else "left",
            no_wrap=column.kind == "fixed",
            overflow="fold",
            min_width=12 if column.kind == "text" else None,
        )
    for row in rows:
        table.add_row(*(Text(cell, style=style(cell) if column.kind == "fixed" else "") for column, cell in zip(columns, row, strict=True)))
    return table


def style(cell: str) -> str:
    """Return the colour of a cell that holds a status word; the word says the same without it."""
    return _STYLES.get(_word(cell), "")


def _word(cell: str) -> str:
    return next(iter(cell.split("（", 1)[0].split()), "")
