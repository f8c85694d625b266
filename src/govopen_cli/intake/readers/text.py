"""Text: tab-separated as copied from a web page, csv, tsv and markdown tables."""

import csv
import io
import re
from collections.abc import Callable

from govopen_cli.intake.table import OWN, Cell, Document, Table, UnreadableDocument, check_size


def decode(data: bytes, name: str) -> str:
    """Decode text: UTF-8 with or without BOM, UTF-16 with BOM, or GB18030 as Windows programs write it.

    Raises:
        UnreadableDocument: the bytes are no text in any of them.
    """
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableDocument(f"{name} 不是文字文件，或编码不认识；请另存为 UTF-8 的文本，或用 docx、xlsx 文件")


def read(data: bytes, name: str, suffix: str) -> Document:
    """Read a text file; ``suffix`` (.csv, .tsv, .txt, .md or nothing) tells how, else the text itself does.

    Raises:
        UnreadableDocument: the bytes are no text.
    """
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    if suffix == ".csv" or (not suffix and "\t" not in text and "|" not in text and "," in text):
        return _separated(text, name, ",")
    if suffix == ".md" or (not suffix and re.search(r"^\s*\|.*\|\s*$", text, re.MULTILINE)):
        return _lines(text, name, _markdown_row)
    return _lines(text, name, _tab_row)


def _separated(text: str, name: str, separator: str) -> Document:
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise UnreadableDocument(f"{name} 不是完整的 csv 文件（{error}）；请重新另存") from error
    width = max((len(row) for row in rows), default=0)
    check_size(name, len(rows), width)
    grid = [
        [Cell(row[column].strip() if column < len(row) else "", OWN, f"{name} 第{number}行第{column + 1}列") for column in range(width)]
        for number, row in enumerate(rows, 1)
    ]
    return Document(name, [Table(name, grid)] if grid else [])


def _tab_row(line: str) -> list[str] | None:
    return line.split("\t") if "\t" in line else None


def _markdown_row(line: str) -> list[str] | None:
    bare = line.strip()
    if not (bare.startswith("|") and bare.endswith("|") and len(bare) > 1):
        return None
    cells = [cell.replace("\\|", "|").replace("<br>", "\n").strip() for cell in re.split(r"(?<!\\)\|", bare[1:-1])]
    return [] if all(re.fullmatch(r":?-+:?", cell) for cell in cells) else cells


def _lines(text: str, name: str, split: Callable[[str], list[str] | None]) -> Document:
    """Gather lines that are table rows into tables; the others are the text around them."""
    tables: list[Table] = []
    pending: list[str] = []
    open_table = False
    for number, line in enumerate(text.split("\n"), 1):
        cells = split(line)
        if cells is None:
            if line.strip():
                pending.append(line.strip())
                open_table = False
            continue
        if not cells:
            continue
        if not open_table:
            if tables:
                tables[-1].below = list(pending)
            tables.append(Table(f"{name} 第{number}行起的表", [], exact=split is _markdown_row, above=pending))
            pending, open_table = [], True
        check_size(name, len(tables[-1].rows) + 1, len(cells))
        tables[-1].rows.append([Cell(cell.strip(), OWN, f"{name} 第{number}行第{column}列") for column, cell in enumerate(cells, 1)])
    if tables:
        tables[-1].below = pending
    return Document(name, tables)
