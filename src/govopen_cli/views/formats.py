"""A page to a stream: table, plain, tsv, csv, json, jsonl, md (docs/contracts.md, "Output"). stdout is data, stderr is messages."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from govopen_cli.errors import UsageError
from govopen_cli.ledger import lights
from govopen_cli.text import fold_lines, width
from govopen_cli.views.page import Column, Page, Section

if TYPE_CHECKING:
    from rich.console import Console

FORMATS = ("table", "plain", "tsv", "csv", "json", "jsonl", "md")
_STYLES = {
    lights.OVERDUE: "bold red",
    lights.SOON: "bold yellow",
    lights.DONE_LATE: "magenta",
    lights.DONE: "green",
    lights.ONGOING: "cyan",
    lights.AS_APPROPRIATE: "cyan",
    lights.UNCLEAR: "bold magenta",
    lights.WAITING: "blue",
    lights.WAIVED: "dim",
}


def choose(name: str | None) -> str:
    """Return the format to use: the named one, else a table on a terminal and plain text elsewhere.

    Raises:
        UsageError: there is no such format.
    """
    if name is None:
        return "table" if sys.stdout.isatty() else "plain"
    if name not in FORMATS:
        raise UsageError(f"没有输出格式“{name}”；可用的有：{'、'.join(FORMATS)}")
    return name


def show(page: Page, name: str | None) -> None:
    """Print a page: data to stdout, closing lines to stderr."""
    chosen = choose(name)
    if chosen in ("json", "jsonl"):
        _json(page, chosen)
        return
    if page.is_empty:
        if sys.stdout.isatty():
            print(page.empty, file=sys.stderr)
    else:
        _WRITERS[chosen](page, sys.stdout)
        sys.stdout.flush()
    for note in (*([] if chosen in ("table", "md") else page.footnotes), *page.notes):
        print(note, file=sys.stderr)


def _json(page: Page, chosen: str) -> None:
    # UTF-8 whatever the terminal's encoding: JSON is for programs
    raw = getattr(sys.stdout, "buffer", None)
    for text in _json_lines(page, chosen):
        if raw is not None:
            raw.write(text.encode())
        else:
            sys.stdout.write(text)
    sys.stdout.flush()


def _json_lines(page: Page, chosen: str) -> Iterator[str]:
    import json

    for line in [page.document] if chosen == "json" else page.records:
        yield json.dumps(line, ensure_ascii=False, indent=2 if chosen == "json" else None) + "\n"


def render(page: Page, name: str, out: TextIO) -> None:
    """Write a page to a text stream in one of the formats that are text."""
    if name in ("json", "jsonl"):
        out.writelines(_json_lines(page, name))
    else:
        _WRITERS[name](page, out)


def one_line(text: str) -> str:
    """Return text without line breaks and tabs: one record stays one line."""
    return re.sub(r"\s*[\t\r\n]+\s*", " ", text)


def _flat(page: Page, sections: Iterable[Section]) -> Iterator[tuple[str, ...]]:
    for section in sections:
        for row in section.rows:
            yield (*row, section.heading) if page.group else row


def _titles(page: Page, columns: Sequence[Column]) -> list[str]:
    return [*(column.title for column in columns), *([page.group] if page.group else [])]


def _wide(page: Page) -> tuple[Sequence[Column], Sequence[Section]]:
    return page.wide or (page.columns, page.sections)


def _plain(page: Page, out: TextIO) -> None:
    for row in _flat(page, page.sections):
        out.write("  ".join(one_line(cell) or "—" for cell in row) + "\n")


def _tsv(page: Page, out: TextIO) -> None:
    columns, sections = _wide(page)
    out.write("\t".join(_titles(page, columns)) + "\n")
    for row in _flat(page, sections):
        out.write("\t".join(one_line(cell) for cell in row) + "\n")


def _csv(page: Page, out: TextIO) -> None:
    import csv

    columns, sections = _wide(page)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_titles(page, columns))
    for row in _flat(page, sections):
        writer.writerow([guarded(cell) for cell in row])


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _md(page: Page, out: TextIO) -> None:
    columns, sections = _wide(page)
    titles = _titles(page, columns)
    out.write(f"| {' | '.join(titles)} |\n| {' | '.join('---' for _ in titles)} |\n")
    for row in _flat(page, sections):
        cells = (one_line(cell).replace("\\", "\\\\").replace("|", "\\|") for cell in row)
        out.write(f"| {' | '.join(cells)} |\n")
    for line in page.footnotes:
        out.write(f"\n{line}\n")


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
    )


def _table(page: Page, out: TextIO) -> None:
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
    return re.split(r"[\s（]", cell, maxsplit=1)[0]


_WRITERS: dict[str, Callable[[Page, TextIO], None]] = {"table": _table, "plain": _plain, "tsv": _tsv, "csv": _csv, "md": _md}
