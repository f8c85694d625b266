"""Word files: the tables and the text between them, as the document reads once its tracked changes are accepted.

The grid comes from the XML's own gridSpan and vMerge (a library that counts cells fails on files whose merged cells do not line up,
and such files exist), row by row from the event parser, so that ten thousand rows are never a tree in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from govopen_cli.intake.readers import numbering
from govopen_cli.intake.readers.package import Package, events, forget, local
from govopen_cli.intake.readers.words import Styles, Words
from govopen_cli.intake.table import (
    ABOVE,
    LEFT,
    MAX_CELLS,
    MAX_COLUMNS,
    OWN,
    Cell,
    Document,
    Options,
    Table,
    UnreadableDocument,
    check_size,
)
from govopen_cli.text import shorten


@dataclass(slots=True)
class _Grid:
    """A table while its rows are read."""

    table: Table
    number: int  # of the table in the document
    above: dict[int, Cell] = field(default_factory=dict)  # the cells of the row before, by column
    rows: int = 0
    cells: int = 0


class _Reader:
    def __init__(self, package: Package, options: Options) -> None:
        self.package = package
        self.options = options
        self.part = package.main()
        self.document = Document(package.name, [])
        relations = list(package.relations(self.part).values())
        for kind, target in relations:
            if kind in ("numbering", "styles") and not package.has(target):
                raise package.damaged(target, "文件里没有这一部分")
        parts = dict(relations)
        lists = numbering.read(package, parts["numbering"]) if "numbering" in parts else numbering.Numbering()
        self.words = Words(Styles(package, parts["styles"]) if "styles" in parts else Styles(), lists, keep=options.hidden)
        self.grids: list[_Grid] = []  # tables that are open, the outermost first
        self.lines: list[str] = []  # text since the last table

    def read(self) -> Document:
        body = False
        depth = 0  # paragraphs around the element: text boxes stand inside paragraphs
        with self.package.stream(self.part) as stream:
            for event, node in events(stream, "body", "p", "tbl", "tr", start=True):
                name = local(node)
                if name == "body":
                    body = True
                elif name == "p":
                    depth += 1 if event == "start" else -1
                    if event == "end" and not self.grids and not depth:
                        self._paragraph(node)
                elif name == "tbl":
                    self._table(node, event)
                elif event == "end" and len(self.grids) == 1:
                    self._row(self.grids[0], node)
                    forget(node)
        if not body:
            raise self.package.damaged(self.part, "没有正文")
        if self.document.tables:
            self.document.tables[-1].below = self.lines
        return self.document

    def _paragraph(self, node: Any) -> None:
        if text := self.words.paragraph(node).strip():
            self.lines.append(text)
        self._left_out("正文", text)
        forget(node)

    def _table(self, node: Any, event: str) -> None:
        if event == "start":
            if self.grids:
                self.grids.append(self.grids[0])  # a table inside a cell is read with its row
            else:
                self.grids.append(self._open())
            return
        grid = self.grids.pop()
        if not self.grids:
            _close(grid.table)
            forget(node)

    def _open(self) -> _Grid:
        tables = self.document.tables
        if tables:
            tables[-1].below = list(self.lines)
        number = len(tables) + 1
        table = Table(f"第{number}个表", [], above=list(self.lines), file=self.document.name)
        tables.append(table)
        self.lines.clear()
        return _Grid(table, number)

    # --- rows ---------------------------------------------------------------------------------------------------

    def _row(self, grid: _Grid, tr: Any) -> None:
        grid.rows += 1
        properties = next((child for child in tr if local(child) == "trPr"), None)
        marks = {local(child): child for child in properties} if properties is not None else {}
        if "del" in marks:
            return
        place = f"{grid.table.name} 第{grid.rows}行"
        row = [Cell("", place=place)] * self._count(marks.get("gridBefore"), place)
        here: dict[int, Cell] = {}
        inner: list[Any] = []
        struck: list[str] = []
        for tc in _inside(tr, "tc"):
            self._cell(grid, tc, row, here, place, inner, struck)
        check_size(f"{self.document.name} {grid.table.name}", len(grid.table.rows) + 1, len(row))
        grid.cells += len(row)
        if grid.cells > MAX_CELLS:
            raise UnreadableDocument(f"{self.document.name} {grid.table.name}有超过 {MAX_CELLS} 格，不像任务分解表；请分开后再导入")
        grid.above = here
        whole = bool(struck) and not any(cell.text and cell.origin == OWN for cell in row)
        if (whole or "hidden" in marks) and not self.options.hidden:
            why = "已划去" if whole else "是隐藏的"
            self.document.remarks.append(f"{self.document.name} {place}{why}，没有导入；确要导入时加 --hidden")
        else:
            grid.table.rows.append(row)
            self._say(place, struck, "已划去")
        for table in inner:
            self._inner(table, place)

    def _cell(self, grid: _Grid, tc: Any, row: list[Cell], here: dict[int, Cell], place: str, inner: list[Any], struck: list[str]) -> None:
        properties = next((child for child in tc if local(child) == "tcPr"), None)
        marks = {local(child): child for child in properties} if properties is not None else {}
        if "cellDel" in marks:
            return
        column = len(row)
        spot = f"{place}第{column + 1}列"
        merged = "vMerge" in marks and _attribute(marks["vMerge"], "val") != "restart" and column in grid.above
        left = "hMerge" in marks and _attribute(marks["hMerge"], "val") != "restart" and bool(row)
        if merged:
            cell = Cell(grid.above[column].text, ABOVE, spot)
        elif left:
            cell = Cell(row[-1].text, LEFT, spot)
        else:
            cell = Cell(self._text(tc, spot, inner, struck), OWN, spot)
        span = self._count(marks.get("gridSpan"), spot) or 1
        for offset in range(span):
            covered = cell if offset == 0 else Cell(cell.text, ABOVE if merged else LEFT, spot)
            row.append(covered)
            here[column + offset] = covered

    def _count(self, node: Any, place: str) -> int:
        if node is None:
            return 0
        text = _attribute(node, "val")
        if not text.isdecimal() or len(text) > 6:
            raise self.package.damaged(self.part, f"{place}的 {local(node)} 是“{text}”，不是数字")
        if int(text) > MAX_COLUMNS:
            check_size(f"{self.document.name} {place}", 1, int(text))
        return int(text)

    def _text(self, tc: Any, place: str, inner: list[Any], struck: list[str]) -> str:
        lines: list[str] = []
        joined = False
        for node in _inside(tc, "p", "tbl"):
            if local(node) == "tbl":
                inner.append(node)
                continue
            words = self.words.paragraph(node)
            if joined and lines:
                lines[-1] += words
            else:
                lines.append(words)
            joined = self.words.joined
        struck += self.words.struck
        self.words.struck.clear()
        self._left_out(place, "")
        return "\n".join(lines).strip("\n")

    def _left_out(self, place: str, text: str) -> None:
        """Say what of a paragraph or cell was left out because nobody sees it."""
        self._say(place, self.words.hidden, "是隐藏文字")
        self.words.hidden.clear()
        if text or self.words.struck:
            self._say(place, self.words.struck, "已划去")
            self.words.struck.clear()

    def _say(self, place: str, texts: list[str], why: str) -> None:
        if text := "".join(texts).strip():
            self.document.remarks.append(f"{self.document.name} {place}的“{shorten(text)}”{why}，没有读入；确要读入时加 --hidden")

    def _inner(self, node: Any, place: str) -> None:
        """Read a table inside a cell as one of its own."""
        grid = _Grid(Table(f"{place}里的表", [], file=self.document.name), len(self.document.tables) + 1)
        self.document.tables.append(grid.table)
        for tr in _inside(node, "tr"):
            self._row(grid, tr)
        _close(grid.table)


_WRAPPERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}


def _inside(node: Any, *names: str) -> Iterator[Any]:
    """Yield the children of these names, also those inside content controls, custom XML and tracked insertions."""
    for child in node:
        name = local(child)
        if name in names:
            yield child
        elif name in _WRAPPERS:
            yield from _inside(child, *names)


def _attribute(node: Any, name: str) -> str:
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def _close(table: Table) -> None:
    """Give all rows of a table the same width."""
    width = max((len(row) for row in table.rows), default=0)
    table.rows = [[*row, *[Cell("", place=row[0].place if row else "")] * (width - len(row))] for row in table.rows]


def read(data: bytes, name: str, options: Options = Options()) -> Document:
    """Read all tables of a Word file, with the paragraphs between them.

    Raises:
        UnreadableDocument: the file is damaged, encrypted, too large or no Word file.
    """
    return _Reader(Package(data, name), options).read()
