"""A page as a table on a terminal: by Rich, and line by line where it is long."""

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from govopen_cli.ledger import lights
from govopen_cli.text import folded, visible, width
from govopen_cli.views.layout import GAP, Layout, card, common, layout, lines
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
    """Write a page as a table that fits the terminal; where none does, its rows as cards."""
    term = console(out)
    rows = [tuple(map(visible, row)) for section in page.sections for row in section.rows]
    same = common(page.columns, rows)
    shown = [number for number in range(len(page.columns)) if number not in same]
    columns = [page.columns[number] for number in shown]
    found = layout(columns, [[row[number] for number in shown] for row in rows], term.width)
    _say(term, page.title, "bold")
    _say(term, "".join(f"各行的{page.columns[number].title}：{text}　" for number, text in same.items()).rstrip("　"), "")
    for section in page.sections:
        if not section.rows:
            continue
        if section.heading:
            term.print()
            _say(term, section.heading + (f"（{section.note}）" if section.note else ""), "bold")
        cells = ([visible(row[number]) for number in shown] for row in section.rows)
        if not found.numbers:
            _cards(columns, cells, term)
        elif len(section.rows) > LONG:
            _long_table(columns, cells, found, term, out)
        else:
            term.print(_rich_table(columns, cells, found))
    if found.left_out:
        _say(term, f"宽度不够，没有显示：{'、'.join(found.left_out)}（加宽窗口，或用 --format csv）", "dim")
    for line in page.footnotes:
        _say(term, line, "dim")


def _say(term: "Console", text: str, style: str) -> None:
    """Print a line of words, broken as Chinese is."""
    for line in folded(visible(text), term.width) if text else ():
        term.print(line, style=style or None, no_wrap=True, crop=False, overflow="ignore")


def _cards(columns: Sequence[Column], rows: Iterable[Sequence[str]], term: "Console") -> None:
    for row in rows:
        for line in card(columns, row, term.width):
            term.print(line, no_wrap=True, crop=False, overflow="ignore")
        term.print()


# rows beyond which a table is laid out here: Rich takes a third of a millisecond a row even with fixed widths, and prints nothing
# before it has laid out everything
LONG = 300


def _long_table(columns: Sequence[Column], rows: Iterable[Sequence[str]], found: Layout, term: "Console", out: TextIO) -> None:
    """Write a long table line by line, in the look of the short ones; a reader that has enough (``| head``) ends it early."""
    styled = term.is_terminal and not term.no_color
    styles = {word: _ansi(name, term) for word, name in _STYLES.items()} if styled else {}
    bold = _ansi("bold", term) if styled else ("", "")
    kinds = [columns[number].kind for number in found.numbers]
    for line in lines([column.title for column in columns], found):
        out.write(f"{bold[0]}{_joined(line, found.widths, kinds)}{bold[1]}\n")
    out.write("─" * (sum(found.widths) + GAP * len(found.widths) - GAP) + "\n")
    for row in rows:
        marks = [styles.get(_word(row[number]), ("", "")) if columns[number].kind == "fixed" else ("", "") for number in found.numbers]
        for line in lines(row, found):
            out.write(_joined(line, found.widths, kinds, marks) + "\n")


def _joined(parts: Sequence[str], widths: Sequence[int], kinds: Sequence[str], marks: Sequence[tuple[str, str]] = ()) -> str:
    """Return a line of a table, each piece filled to the width of its column."""
    texts = []
    for at, (text, size, kind) in enumerate(zip(parts, widths, kinds, strict=True)):
        blank = " " * (size - width(text))
        before, after = marks[at] if marks else ("", "")
        texts.append(f"{blank}{text}" if kind == "number" else f"{before}{text}{after}{blank}")
    return (" " * GAP).join(texts).rstrip()


def _ansi(name: str, term: "Console") -> tuple[str, str]:
    """Return what turns a style on and off."""
    from rich.style import Style

    before, _, after = Style.parse(name).render("|", color_system=term._color_system).partition("|")
    return before, after


def _rich_table(columns: Sequence[Column], rows: Iterable[Sequence[str]], found: Layout) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, GAP - 1, 0, 0), show_edge=False, header_style="bold")
    titles = zip(found.numbers, found.widths, zip(*lines([column.title for column in columns], found), strict=True), strict=True)
    for number, size, title in titles:
        justify = "right" if columns[number].kind == "number" else "left"
        table.add_column("\n".join(title).rstrip("\n"), justify=justify, no_wrap=True, overflow="ignore", width=size)  # type: ignore[arg-type]
    for row in rows:
        texts = ["\n".join(folded(row[number], size)) for number, size in zip(found.numbers, found.widths, strict=True)]
        marks = [style(row[number]) if columns[number].kind == "fixed" else "" for number in found.numbers]
        table.add_row(*(Text(text, style=mark) for text, mark in zip(texts, marks, strict=True)))
    return table


def style(cell: str) -> str:
    """Return the colour of a cell that holds a status word; the word says the same without it."""
    return _STYLES.get(_word(cell), "")


def _word(cell: str) -> str:
    return next(iter(cell.split("（", 1)[0].split()), "")
