"""Excel files, of Excel and of WPS: cells as they are shown, merged cells, hidden and struck-through rows, error cells."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from govopen_cli.intake.readers import shown
from govopen_cli.intake.readers.floating import floating
from govopen_cli.intake.readers.package import Package, events, forget, local
from govopen_cli.intake.table import ABOVE, LEFT, MAX_CELLS, OWN, Cell, Document, Options, Table, UnreadableDocument, check_size

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _String(NamedTuple):
    """A text, and what of it is struck through."""

    text: str
    struck: str = ""


class _Style(NamedTuple):
    format: str
    struck: bool


@dataclass(slots=True)
class _Book:
    """What the sheets of a workbook share."""

    package: Package
    strings: list[_String] = field(default_factory=list)
    styles: list[_Style] = field(default_factory=list)
    since_1904: bool = False
    everything: bool = False  # whether cells of errors hold their names, and formulas that were not worked out themselves
    shown: dict[tuple[str, int], str] = field(default_factory=dict)  # numbers met before, with their style


@dataclass(slots=True)
class _Line:
    """A row with something in it: its number in the sheet, and its cells by column, both from 1."""

    number: int
    hidden: bool
    texts: dict[int, str] = field(default_factory=dict)
    struck: dict[int, str] = field(default_factory=dict)


def read(data: bytes, name: str, options: Options = Options()) -> Document:
    """Read every sheet of an Excel file as a table.

    Raises:
        UnreadableDocument: the file is damaged, encrypted, too large or no Excel file.
    """
    package = Package(data, name)
    main = package.main()
    book_tree = package.tree(main)
    if local(book_tree) != "workbook":
        raise UnreadableDocument(f"{name} 不是 Excel 文件；请在 Excel 或 WPS 里打开后另存为 xlsx")
    relations = package.relations(main)
    book = _Book(package)
    for kind, target in relations.values():
        if kind == "sharedStrings":
            book.strings = _strings(package, target)
        elif kind == "styles":
            book.styles = _styles(package, target)
    properties = next((node for node in book_tree if local(node) == "workbookPr"), None)
    book.since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    document = Document(name, [])
    for sheet in (node for parent in book_tree if local(parent) == "sheets" for node in parent if local(node) == "sheet"):
        key = next((value for attribute, value in sheet.attrib.items() if attribute.endswith("}id")), "")
        kind, target = relations.get(key, ("", ""))
        title = sheet.get("name") or ""
        if not target:
            raise package.damaged(main, f"工作表“{title}”没有内容")
        if kind == "worksheet":
            _sheet(book, target, title, document, options, hidden=sheet.get("state", "visible") != "visible")
    return document


def _sheet(book: _Book, part: str, title: str, document: Document, options: Options, *, hidden: bool) -> None:
    name = document.name
    if hidden and not options.hidden:
        document.remarks.append(f"{name}!{title} 是隐藏的工作表，没有导入；确要导入时加 --hidden")
        return
    book.everything = options.everything
    lines, merges = _lines(book, part, title, document.remarks)
    if not lines:
        document.remarks.append(f"{name}!{title} 是空的，没有导入")
        return
    grid = _grid(lines, merges, f"{name}!{title}", title)
    rows = list(_kept(lines, grid, f"{name}!{title}", document.remarks, options))
    above = floating(book.package, part, title, letters) if options.everything else []
    document.tables.append(Table(title, rows, file=name, floating=above))


def _kept(lines: list[_Line], grid: list[list[Cell]], name: str, remarks: list[str], options: Options) -> Iterator[list[Cell]]:
    """Leave out rows that are hidden or struck through, and struck-through words, and say so."""
    for line, cells in zip(lines, grid, strict=True):
        words = "、".join(f"“{text}”" for text in line.struck.values())
        if options.struck:
            yield [
                cell._replace(text=cell.text + line.struck[column]) if column in line.struck else cell
                for column, cell in enumerate(cells, 1)
            ]
        elif line.hidden and not options.hidden:
            remarks.append(f"{name} 第{line.number}行是隐藏的，没有导入；确要导入时加 --hidden")
        elif line.struck and not any(line.texts.values()):
            remarks.append(f"{name} 第{line.number}行已划去（{words}），没有导入；确要导入时加 --hidden")
        else:
            if line.struck:
                remarks.append(f"{name} 第{line.number}行的{words}已划去，没有读入；确要读入时加 --hidden")
            yield cells


# --- what sheets share ----------------------------------------------------------------------------------------------


def _strings(package: Package, part: str) -> list[_String]:
    result: list[_String] = []
    with package.stream(part) as stream:
        for _, node in events(stream, "si"):
            result.append(_rich(node))
            forget(node)
    return result


def _rich(node: Any) -> _String:
    """Return the text of a shared or inline string; phonetic guides are no part of it."""
    kept: list[str] = []
    struck: list[str] = []
    for child in node:
        kind = local(child)
        if kind == "t":
            kept.append(child.text or "")
        elif kind == "r":
            words = "".join(part.text or "" for part in child if local(part) == "t")
            gone = any(local(mark) == "strike" and _on(mark) for part in child if local(part) == "rPr" for mark in part)
            (struck if gone else kept).append(words)
    return _String(unescaped("".join(kept)), unescaped("".join(struck)))


def unescaped(text: str) -> str:
    """Return a text of the file with its _xHHHH_ escapes as the characters that they stand for."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _on(node: Any) -> bool:
    return node.get("val", "1") not in ("0", "false")


def _styles(package: Package, part: str) -> list[_Style]:
    root = package.tree(part)
    groups = {local(node): node for node in root}
    formats = {node.get("numFmtId"): node.get("formatCode") or "" for node in groups.get("numFmts", ())}
    fonts = [any(local(mark) == "strike" and _on(mark) for mark in font) for font in groups.get("fonts", ())]
    result = []
    for style in groups.get("cellXfs", ()):
        number, font = style.get("numFmtId", "0"), style.get("fontId", "0")
        if not (number.isdecimal() and font.isdecimal()):
            raise package.damaged(part, f"样式的编号是“{number}”“{font}”")
        code = formats.get(number, shown.BUILT_IN.get(int(number), ""))
        result.append(_Style(code, int(font) < len(fonts) and fonts[int(font)]))
    return result


# --- one sheet ------------------------------------------------------------------------------------------------------


def _lines(book: _Book, part: str, title: str, remarks: list[str]) -> tuple[list[_Line], list[tuple[int, int, int, int]]]:
    """Return the rows that hold something, and the merged ranges (first row, first column, last row, last column)."""
    lines: list[_Line] = []
    merges: dict[tuple[int, int, int, int], None] = {}
    number = cells = 0
    with book.package.stream(part) as stream:
        for _, node in events(stream, "row", "mergeCell"):
            if local(node) == "mergeCell":
                merges[_range(book, part, node.get("ref") or "")] = None
                continue
            given = node.get("r")
            number = number + 1 if given is None else int(given) if given.isdecimal() else -1
            if not 0 < number <= _LAST_ROW or (lines and number <= lines[-1].number):
                raise book.package.damaged(part, f"行号“{given}”不对")
            line = _Line(number, _yes(node.get("hidden")))
            _cells(book, part, title, node, line, remarks)
            cells += len(line.texts)
            if cells > MAX_CELLS:
                raise UnreadableDocument(
                    f"{book.package.name}!{title} 有超过 {MAX_CELLS} 格内容，不像任务分解表；请删去多余的行和列后再导入"
                )
            if any(line.texts.values()) or line.struck:
                lines.append(line)
            forget(node)
    return lines, list(merges)


def _yes(value: str | None) -> bool:
    return value in ("1", "true")


def _cells(book: _Book, part: str, title: str, row: Any, line: _Line, remarks: list[str]) -> None:
    column = 0
    for node in row:
        if local(node) != "c":
            continue
        given = node.get("r")
        column = column + 1 if given is None else _column(given, line.number)
        if not 0 < column <= _LAST_COLUMN:
            raise book.package.damaged(part, f"第{line.number}行里有一格的位置是“{given}”")
        place = f"{book.package.name}!{title} {letters(column)}{line.number}"
        style = node.get("s", "0")
        if not style.isdecimal() or (int(style) >= len(book.styles) and int(style) > 0):
            raise book.package.damaged(part, f"{letters(column)}{line.number} 的样式编号“{style}”不存在")
        found = _value(book, part, node, int(style), place, remarks)
        if found.struck:
            line.struck[column] = found.struck
        if found.text or found.struck:
            line.texts[column] = found.text


_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def _column(reference: str, row: int) -> int:
    match = _REFERENCE.fullmatch(reference)
    if match is None or int(match[2]) != row:
        return -1
    return number(match[1])


def number(column: str) -> int:
    """Return the number of a column by its letters: A is 1, AA is 27."""
    result = 0
    for letter in column:
        result = result * 26 + ord(letter) - 64
    return result


def letters(column: int) -> str:
    """Return the letters of a column by its number."""
    result = ""
    while column:
        column, rest = divmod(column - 1, 26)
        result = chr(65 + rest) + result
    return result


def _value(book: _Book, part: str, node: Any, style: int, place: str, remarks: list[str]) -> _String:
    kind = node.get("t", "n")
    raw, formula, rich = None, None, None
    for child in node:
        name = local(child)
        if name == "v":
            raw = child.text
        elif name == "f":
            formula = child.text or ""
        elif name == "is":
            rich = _rich(child)
    form = book.styles[style] if style < len(book.styles) else _Style("", struck=False)
    if kind == "inlineStr":
        found = rich or _String("")
    elif not raw:
        if formula is not None and book.everything:
            return _String(f"={formula}")
        if formula is not None:
            remarks.append(f"{place} 是公式，文件里没有算好的值，按空白读取；请在 Excel 或 WPS 里打开后保存一次")
        return _String("")
    elif kind == "e" and book.everything:
        return _String(raw)
    elif kind == "e":
        remarks.append(f"{place} 是错误值 {raw}，按空白读取；请补正后再导入")
        return _String("")
    else:
        found = _plain(book, part, kind, raw, style, form, place)
    if form.struck and found.text:
        return _String("", found.text + found.struck)
    return found


def _plain(book: _Book, part: str, kind: str, raw: str, style: int, form: _Style, place: str) -> _String:
    if kind == "s":
        index = raw.strip()
        if not index.isdecimal() or int(index) >= len(book.strings):
            raise book.package.damaged(part, f"{place.rpartition(' ')[2]} 的文字编号“{raw}”不存在")
        found = book.strings[int(index)]
        return found._replace(text=shown.text(found.text, form.format)) if "@" in form.format and form.format != "@" else found
    if kind == "str":
        return _String(unescaped(raw))
    if kind == "b":
        return _String("是" if raw.strip() in ("1", "true") else "否")
    if kind == "d":
        return _String(raw.strip().removesuffix("T00:00:00").removesuffix("T00:00:00.000"))
    known = book.shown.get((raw, style))
    if known is None:
        try:
            value = float(raw)
            known = shown.shown(value, form.format, since_1904=book.since_1904)
        except (ValueError, OverflowError) as error:
            raise book.package.damaged(part, f"{place.rpartition(' ')[2]} 的数值“{raw}”不是数字") from error
        book.shown[raw, style] = known
    return _String(known)


def _range(book: _Book, part: str, reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.replace("$", "").partition(":")
    ends = [_REFERENCE.fullmatch(end) for end in (first, last or first)]
    if ends[0] is None or ends[1] is None:
        raise book.package.damaged(part, f"合并单元格的范围“{reference}”不对")
    return int(ends[0][2]), number(ends[0][1]), int(ends[1][2]), number(ends[1][1])


def _grid(lines: list[_Line], merges: list[tuple[int, int, int, int]], name: str, title: str) -> list[list[Cell]]:
    width = max(column for line in lines for column in (*line.texts, *line.struck))
    check_size(name, len(lines), width)
    covers = _covers(lines, merges, width, name)
    by_number = {line.number: line for line in lines}
    names = [letters(column) for column in range(width + 1)]
    grid = []
    for line in lines:
        cells = []
        covered = covers.get(line.number, {})
        for column in range(1, width + 1):
            row, origin = covered.get(column, (line.number, column)), OWN
            if column in covered:
                origin = OWN if row == (line.number, column) else ABOVE if row[0] < line.number else LEFT
            text = by_number[row[0]].texts.get(row[1], "") if column in covered else line.texts.get(column, "")
            cells.append(Cell(text, origin, f"{title} {names[column]}{line.number}"))
        grid.append(cells)
    return grid


def _covers(lines: list[_Line], merges: list[tuple[int, int, int, int]], width: int, name: str) -> dict[int, dict[int, tuple[int, int]]]:
    """Return for each row the cells that a merged range covers, with the range's first cell; ranges of nothing are left out."""
    numbers = [line.number for line in lines]
    by_number = {line.number: line for line in lines}
    covers: dict[int, dict[int, tuple[int, int]]] = {}
    total = 0
    for first_row, first_column, last_row, last_column in merges:
        if first_row not in by_number or not by_number[first_row].texts.get(first_column):
            continue
        rows = numbers[bisect_left(numbers, first_row) : bisect_left(numbers, last_row + 1)]
        columns = range(first_column, min(last_column, width) + 1)
        total += len(rows) * len(columns)
        if total > 2 * MAX_CELLS:
            raise UnreadableDocument(f"{name} 的合并单元格互相重叠或太多（超过 {2 * MAX_CELLS} 格）；请取消多余的合并后再导入")
        for row in rows:
            here = covers.setdefault(row, {})
            for column in columns:
                here.setdefault(column, (first_row, first_column))
    return covers
