"""Tables that were written, with their answers, before the importer was tried on them: ``tests/data/fresh_tables.txt``, made into files.

A block begins with ``== id year | title``. ``|`` begins a row of the table, its cells apart by `` | ``: ``^`` is merged with the cell above, ``<``
with the one before it, ``⏎`` breaks a line. ``>`` begins the answer for one item, its facts apart by `` ; ``: S section, N number, T task,
C content, U role=names, L role=persons, X column=text, D phrase => what it says (a day, first..last day, m and days of milestones; O goes on, R a rule,
A as appropriate, V a duration, U unknown). ``above:`` and ``below:`` are lines of text around the table.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import Workbook

from govopen_cli.record import NamedTuple
from tests.conftest import DATA

Grid = list[list[str]]


class Fresh(NamedTuple):
    """A table and its answer, in the form of tests/data/tables/*.expected.json."""

    id: str
    year: str
    title: str
    above: list[str]
    grid: Grid
    below: list[str]
    rows: list[dict[str, Any]]


def tables(path: Path = DATA / "fresh_tables.txt") -> list[Fresh]:
    """Return all tables of the file."""
    return [_table(block) for block in path.read_text(encoding="utf-8").split("\n== ") if block.strip()]


def _table(block: str) -> Fresh:
    head, *lines = block.removeprefix("== ").strip().split("\n")
    name, _, title = head.partition(" | ")
    table_id, year = name.split()
    grid = [[cell.strip().replace("⏎", "\n") for cell in line[2:].split(" | ")] for line in lines if line.startswith("| ")]
    width = len(grid[0])
    assert all(len(row) <= width for row in grid), (table_id, [row for row in grid if len(row) > width])
    around = {key: [line.removeprefix(key).strip() for line in lines if line.startswith(key)] for key in ("above:", "below:")}
    rows = [_answer(line[2:]) for line in lines if line.startswith("> ")]
    return Fresh(table_id, year, title, around["above:"], [row + [""] * (width - len(row)) for row in grid], around["below:"], rows)


def _answer(line: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for fact in line.split(" ; "):
        key, _, text = fact.partition(" ")
        text = text.strip().replace("⏎", "\n")
        if key in "SNTC":
            row[{"S": "section", "N": "number", "T": "task", "C": "content"}[key]] = text
        elif key == "D":
            phrase, _, reading = text.rpartition(" => ")
            row["deadline_text"], row["deadline"] = phrase, _reading(reading)
        else:
            name, _, value = text.partition("=")
            field = {"U": "units", "L": "leaders", "X": "other"}[key]
            row.setdefault(field, {})[name] = value if key == "X" else value.split(",")
    return row


def _reading(text: str) -> dict[str, Any]:
    kinds = {"O": "ongoing", "R": "recurring", "A": "as_appropriate", "V": "relative", "U": "unknown"}
    head, *rest = text.split()
    if head in kinds:
        return {"kind": kinds[head], **({"cadence": rest[0]} if head == "V" else {})}
    start, _, end = head.rpartition("..")
    milestones = next((part[1:].split(";") for part in rest if part.startswith("m")), [])
    return {"kind": "date", "start": start or None, "end": end, "multiple": milestones, "then": "ongoing" if "then" in rest else None}


# --- files ----------------------------------------------------------------------------------------------------------


def write(table: Fresh, path: Path) -> None:
    """Write a table as the kind of file that the suffix names."""
    writers = {".docx": _docx, ".xlsx": _xlsx, ".csv": _csv, ".txt": _text, ".md": _markdown}
    writers[path.suffix](table, path)


def _areas(grid: Grid) -> Iterator[tuple[int, int, int, int]]:
    """Yield the merged areas: first row and column, last row and column."""
    for top, row in enumerate(grid):
        for left, text in enumerate(row):
            if text in ("^", "<"):
                continue
            right = left
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            bottom = top
            while bottom + 1 < len(grid) and all(grid[bottom + 1][at] == "^" for at in range(left, right + 1)):
                bottom += 1
            if (bottom, right) != (top, left):
                yield top, left, bottom, right


def _docx(table: Fresh, path: Path) -> None:
    document = Document()
    for line in (*table.above, table.title):
        document.add_paragraph(line)
    made = document.add_table(len(table.grid), len(table.grid[0]))
    for number, row in enumerate(table.grid):
        for at, text in enumerate(row):
            if text not in ("^", "<"):
                first, *more = text.split("\n")
                made.cell(number, at).paragraphs[0].text = first
                for line in more:
                    made.cell(number, at).add_paragraph(line)
    for top, left, bottom, right in _areas(table.grid):
        cell = made.cell(top, left)
        count = len(cell.paragraphs)
        cell.merge(made.cell(bottom, right))
        for paragraph in cell.paragraphs[count:]:
            paragraph._p.getparent().remove(paragraph._p)
    for line in table.below:
        document.add_paragraph(line)
    document.save(str(path))


def _xlsx(table: Fresh, path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    first = 1
    for line in (*table.above, table.title):
        sheet.cell(first, 1, line)
        sheet.merge_cells(start_row=first, start_column=1, end_row=first, end_column=len(table.grid[0]))
        first += 1
    for number, row in enumerate(table.grid):
        for at, text in enumerate(row):
            if text and text not in ("^", "<"):
                sheet.cell(first + number, at + 1, int(text) if text.isascii() and text.isdecimal() else text)
    for top, left, bottom, right in _areas(table.grid):
        sheet.merge_cells(start_row=first + top, start_column=left + 1, end_row=first + bottom, end_column=right + 1)
    for number, line in enumerate(table.below):
        sheet.cell(first + len(table.grid) + number, 1, line)
    book.save(path)


def _plain(table: Fresh) -> Grid:
    """Return the rows as a spreadsheet saves them without formats: a merged cell stands in its first place."""
    width = len(table.grid[0])
    lines = [[line] + [""] * (width - 1) for line in (*table.above, table.title)]
    below = [[line] + [""] * (width - 1) for line in table.below]
    return [*lines, *([("" if text in ("^", "<") else text) for text in row] for row in table.grid), *below]


def _csv(table: Fresh, path: Path) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows(_plain(table))
    path.write_bytes(stream.getvalue().encode("gb18030" if len(table.id) % 2 else "utf-8-sig"))


def _markdown(table: Fresh, path: Path) -> None:
    head, *rows = _plain(table._replace(above=[], title="", below=[]))[1:]
    lines = [*table.above, f"# {table.title}", ""]
    lines += ["| " + " | ".join(f"**{text}**" if text else "" for text in head).replace("\n", "<br>") + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row).replace("\n", "<br>") + " |" for row in rows]
    path.write_text("\n".join([*lines, "", *table.below]) + "\n", encoding="utf-8")


def _text(table: Fresh, path: Path) -> None:
    """Write a table as it is copied from a web page: a cell merged from above is blank, one merged from the left is missing, the row is filled at its end."""
    skipped = {
        (row, column)
        for top, left, bottom, right in _areas(table.grid)
        for row in range(top, bottom + 1)
        for column in range(left + 1, right + 1)
    }
    lines = [*table.above, table.title]
    for number, row in enumerate(table.grid):
        texts = ["" if text == "^" else text.replace("\n", " ") for at, text in enumerate(row) if (number, at) not in skipped]
        lines.append("\t".join(texts + [""] * (len(row) - len(texts))))
    path.write_text("\n".join([*lines, *table.below]) + "\n", encoding="utf-8")
