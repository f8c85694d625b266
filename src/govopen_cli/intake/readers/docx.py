"""Word files.

The grid comes from the XML's own gridSpan and vMerge: python-docx's ``row.cells`` fails on files whose merged cells do not line up
(python-openxml/python-docx issue 1458), and such files exist.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document as open_docx
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from govopen_cli.intake.table import ABOVE, LEFT, OWN, Cell, Document, Table, UnreadableDocument, check_size

MAX_UNPACKED = 200 * 1024 * 1024  # bytes that a document may unpack to
# a ledger of ten thousand rows packs about fourteenfold; a hundredfold is the same cell over and over
MAX_RATIO, RATIO_COUNTS_FROM = 100, 30 * 1024 * 1024


def read(data: bytes, name: str) -> Document:
    """Read all tables of a Word file, with the paragraphs between them.

    Raises:
        UnreadableDocument: the file is damaged, encrypted or no Word file.
    """
    check_zip(data, name)
    try:
        document = open_docx(io.BytesIO(data))
    except Exception as error:
        raise UnreadableDocument(f"{name} 打不开，可能已损坏或不是 Word 文件；请在 Word 或 WPS 里打开后另存为 docx") from error
    tables: list[Table] = []
    lines: list[str] = []
    numbers = _Numbering(document)
    for block in _blocks(document):
        if isinstance(block, Paragraph):
            if text := block.text.strip():
                (tables[-1].below if tables else lines).append(text)
            continue
        tables.append(
            Table(
                f"第{len(tables) + 1}个表",
                _rows(block, name, len(tables) + 1, numbers),
                above=lines if not tables else list(tables[-1].below),
            )
        )
    return Document(name, tables)


def check_zip(data: bytes, name: str) -> None:
    """Refuse what is no zip file, is damaged, or unpacks to more than a document holds.

    Raises:
        UnreadableDocument: for each of these, with the way out.
    """
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableDocument(f"{name} 是加密的文件或旧格式（doc、xls）文件；请打开后去掉密码，另存为 docx 或 xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableDocument(f"{name} 已损坏或不完整；请重新取得文件，或打开后另存一份") from error
    if size > MAX_UNPACKED or (size > RATIO_COUNTS_FROM and size > MAX_RATIO * len(data)):
        raise UnreadableDocument(f"{name} 解开后有 {size // 1024 // 1024} MB，不像任务分解表；请删去多余的内容后再导入")


def _blocks(document: Any) -> Iterator[Paragraph | WordTable]:
    """Yield paragraphs and tables of the body in order; tables inside cells count as text of the cell."""
    for child in document.element.body.iterchildren():
        if child.tag == qn("w:p"):
            yield Paragraph(child, document)
        elif child.tag == qn("w:tbl"):
            yield WordTable(child, document)
        elif child.tag == qn("w:sdt"):
            for inner in child.iter(qn("w:tbl")):
                yield WordTable(inner, document)


class _Numbering:
    """Automatic numbers of paragraphs, which stand in no text: decimal lists only, counted per list and level."""

    def __init__(self, document: Any) -> None:
        self.counts: dict[tuple[str, str], int] = {}
        self.formats: dict[str, dict[str, tuple[str, str, int]]] = {}
        try:
            part = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {node.get(qn("w:abstractNumId")): node for node in part.findall(qn("w:abstractNum"))}
        for num in part.findall(qn("w:num")):
            source = abstract.get(num.find(qn("w:abstractNumId")).get(qn("w:val")))
            self.formats[num.get(qn("w:numId"))] = dict(self._levels(source)) if source is not None else {}

    @staticmethod
    def _levels(source: Any) -> Iterator[tuple[str, tuple[str, str, int]]]:
        for level in source.findall(qn("w:lvl")):

            def value(tag: str, default: str, level: Any = level) -> str:
                node = level.find(qn(tag))
                return default if node is None else str(node.get(qn("w:val")) or default)

            yield level.get(qn("w:ilvl")), (value("w:numFmt", "decimal"), value("w:lvlText", "%1"), int(value("w:start", "1")))

    def label(self, paragraph: Any) -> str:
        """Return the number that Word shows before a paragraph, or nothing."""
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None or properties.find(qn("w:numId")) is None:
            return ""
        number = properties.find(qn("w:numId")).get(qn("w:val"))
        level_node = properties.find(qn("w:ilvl"))
        level = level_node.get(qn("w:val")) if level_node is not None else "0"
        kind, pattern, start = self.formats.get(number, {}).get(level, ("none", "", 1))
        if kind in ("none", "bullet"):
            return ""
        count = self.counts.get((number, level), start - 1) + 1
        self.counts[number, level] = count
        return pattern.replace(f"%{int(level) + 1}", _numeral(count, kind))


def _numeral(count: int, kind: str) -> str:
    if (
        kind in ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCountingThousand")
        and count < 100
    ):
        tens, ones = divmod(count, 10)
        digits = "〇一二三四五六七八九"
        return {0: "", 1: "十"}.get(tens, f"{digits[tens]}十") + (digits[ones] if ones else "")
    return str(count)


def _text(tc: Any, numbers: _Numbering) -> str:
    lines = []
    for paragraph in tc.iter(qn("w:p")):
        words = "".join(_run_text(node) for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")))
        label = numbers.label(paragraph)
        lines.append(f"{label}{words}" if words.strip() else label)
    return "\n".join(lines).strip()


def _run_text(node: Any) -> str:
    if node.tag == qn("w:t"):
        return node.text or ""
    return " " if node.tag == qn("w:tab") else "\n"


def _rows(table: WordTable, name: str, number: int, numbers: _Numbering) -> list[list[Cell]]:
    above: dict[int, Cell] = {}
    result = []
    for index, tr in enumerate(table._tbl.tr_lst):
        row: list[Cell] = [Cell("", place=f"第{number}个表 第{index + 1}行")] * _skipped(tr)
        here: dict[int, Cell] = {}
        for tc in tr.tc_lst:
            column = len(row)
            merged = tc.vMerge == "continue" and column in above
            place = f"第{number}个表 第{index + 1}行第{column + 1}列"
            cell = Cell(above[column].text, ABOVE, place) if merged else Cell(_text(tc, numbers), OWN, place)
            for offset in range(min(tc.grid_span, 600)):
                covered = cell if offset == 0 else Cell(cell.text, ABOVE if merged else LEFT, cell.place)
                row.append(covered)
                here[column + offset] = covered
        check_size(f"{name} 第{number}个表", index + 1, len(row))
        above = here
        result.append(row)
    width = max((len(row) for row in result), default=0)
    return [[*row, *[Cell("")] * (width - len(row))] for row in result]


def _skipped(tr: Any) -> int:
    """Return how many grid columns a row leaves out at its beginning."""
    node = tr.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return min(int(node.get(qn("w:val")) or 0), 600) if node is not None else 0
