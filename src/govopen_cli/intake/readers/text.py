"""Text: tab-separated as copied from a web page, csv with any separator, and Markdown tables."""

import csv
import html
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence

from govopen_cli.intake.table import OWN, Cell, Document, Options, Table, UnreadableDocument, check_size

_SEPARATORS = (",", ";", "\t", "|", "，", "；")
_SNIFFED = 200  # lines that tell which separator a file uses


def decode(data: bytes, name: str) -> str:
    """Decode text: UTF-8 with or without BOM, UTF-16 likewise, or GB18030 as Windows programs write it.

    Raises:
        UnreadableDocument: the bytes are no text in any of them.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data[:1000]:
        encodings = ("utf-16-le", "utf-16-be") if data[1::2].count(0) >= data[::2].count(0) else ("utf-16-be", "utf-16-le")
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableDocument(f"{name} 不是文字文件，或编码不认识；请另存为 UTF-8 的文本，或用 docx、xlsx 文件")


def read(data: bytes, name: str, suffix: str, options: Options = Options()) -> Document:
    """Read a text file; ``suffix`` (.csv, .tsv, .txt, .md or nothing) tells how, else the text itself does.

    Raises:
        UnreadableDocument: the bytes are no text, or a quotation mark of a csv is never closed.
    """
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    if suffix == ".md" or (suffix != ".csv" and re.search(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+", text, re.MULTILINE)):
        return _markdown(text, name, options)
    if suffix == ".csv" or "\t" not in text:
        separator = _separator(text)
        if separator is not None:
            return _separated(text, name, separator)
    if suffix == ".csv":
        return _separated(text, name, ",")
    if "\t" in text and re.search(r'(?:^|\t)"[^"\t]*\n', text):
        return _separated(text, name, "\t", exact=False)  # cells with line breaks, as a spreadsheet puts them on the clipboard
    if "\t" not in text and len(re.findall(r"^\S+(?:[ 　]{2,}\S+){2,}", text, re.MULTILINE)) > 1:
        return _lines(text, name, _blank_row)
    return _lines(text, name, _tab_row)


def _separator(text: str) -> str | None:
    """Return the character that parts most lines into equally many fields, None where no character does."""
    best, score = None, (0, 0)
    for separator in _SEPARATORS:
        try:
            rows = [row for _, row in zip(range(_SNIFFED), csv.reader(io.StringIO(text), delimiter=separator), strict=False)]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 2 or (len(row) == 2 and len(rows) > 2))
        if widths:
            size, count = max(widths.items(), key=lambda item: item[1])
            if count > 1 and (count, size) > score:
                best, score = separator, (count, size)
    return best


def _separated(text: str, name: str, separator: str, *, exact: bool = True) -> Document:
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            what = "有一格太长" if "limit" in str(error) else "引号没有成对"
            raise UnreadableDocument(f"{name} 第{line}行起{what}；请在表格软件里打开后重新另存") from error
        if cells is None:
            break
        rows.append((line, cells))
        line = reader.line_num + 1
    width = max((len(row) for _, row in rows), default=0)
    check_size(name, len(rows), width)
    grid = [
        [Cell(row[column] if column < len(row) else "", OWN, f"{name} 第{number}行第{column + 1}列") for column in range(width)]
        for number, row in rows
        if any(row)
    ]
    return Document(name, [Table(name, grid, exact=exact, merges=False, file=name)] if grid else [])


def _tab_row(line: str) -> list[str] | None:
    return line.split("\t") if "\t" in line else None


def _blank_row(line: str) -> list[str] | None:
    cells = re.split(r"[ 　]{2,}", line.rstrip())
    return cells if len(cells) > 2 else None


def _lines(text: str, name: str, split: Callable[[str], list[str] | None], *, exact: bool = False) -> Document:
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
            tables.append(Table(f"第{number}行起的表", [], exact=exact, merges=False, above=list(pending), file=name))
            pending, open_table = [], True
        check_size(name, len(tables[-1].rows) + 1, len(cells))
        tables[-1].rows.append([Cell(cell.strip(), OWN, f"{name} 第{number}行第{column}列") for column, cell in enumerate(cells, 1)])
    if tables:
        tables[-1].below = pending
    return Document(name, tables)


# --- Markdown -------------------------------------------------------------------------------------------------------

_MARKS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (re.compile(r"!\[[^\[\]]*\]\([^()]*\)"), ""),
    (re.compile(r"\[([^\[\]]+)\]\([^()]*\)"), r"\1"),
    (re.compile(r"(\*\*|__|`)(?=\S)(.{1,500}?)(?<=\S)\1", re.DOTALL), r"\2"),
    (re.compile(r"(?<![*\w])\*(?=\S)([^*]+?)(?<=\S)\*(?![*\w])"), r"\1"),
    (re.compile(r"\\([\\|`*_{}\[\]()#+.!-])"), r"\1"),
)
_STRUCK = re.compile(r"~~(.+?)~~")


def _markdown(text: str, name: str, options: Options) -> Document:
    remarks: list[str] = []

    def plain(cell: str) -> str:
        if (gone := _STRUCK.findall(cell)) and not options.hidden:
            remarks.append(f"{name} 里的“{'、'.join(gone)}”已划去，没有读入；确要读入时加 --hidden")
            cell = _STRUCK.sub("", cell)
        for pattern, replacement in _MARKS:
            cell = pattern.sub(replacement, cell)
        return html.unescape(cell.replace("~~", "")).strip()

    def row(line: str) -> list[str] | None:
        bare = line.strip()
        if "|" not in bare:
            return None
        cells = re.split(r"(?<!\\)\|", bare.removeprefix("|").removesuffix("|"))
        return [] if all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in cells) else [plain(cell) for cell in cells]

    lines = "\n".join(re.sub(r"^\s*(?:#{1,6}|>)\s*|\*\*", "", line) if "|" not in line else line for line in text.split("\n"))
    document = _lines(lines, name, row, exact=True)
    document.remarks += remarks
    return document
