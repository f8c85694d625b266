"""Make src/govopen_cli/resources/notice.docx and bulletin.docx, the templates of papers, in the habits of GB/T 9704.

Fonts are named, never brought along. Lines of the body stand on an exact pitch of 28.9 points: 22 lines a page, 28 characters a line.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from govopen_cli.documents.stable import stable_zip
from tools.make_template import slim

TARGET = Path(__file__).resolve().parents[1] / "src" / "govopen_cli" / "resources"
TITLE, BODY, HEADING, SUBHEADING, PAGE = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
PITCH = 28.9
CENTER, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


def paper() -> Any:
    """Return an empty document: A4, the margins, the style of the body, page numbers outside at the foot (— 1 —)."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(24)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    style = document.styles["Normal"]
    style.font.name, style.font.size = BODY, Pt(16)
    _fonts(style.element.get_or_add_rPr(), BODY)
    _pitch(style.paragraph_format, PITCH)
    style.paragraph_format.widow_control = False
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        _page_number(footer.paragraphs[0], side)
    return document


def _fonts(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _pitch(format: Any, points: float) -> None:
    format.space_before = format.space_after = Pt(0)
    format.line_spacing_rule, format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)


def _page_number(paragraph: Any, side: Any) -> None:
    paragraph.alignment = side
    _pitch(paragraph.paragraph_format, 16)
    _indent(paragraph, start=100 if side != RIGHT else 0, end=100 if side == RIGHT else 0)
    _run(paragraph, "— ", PAGE, 14)
    run = _run(paragraph, "", PAGE, 14)
    for kind, text in (("begin", None), (None, " PAGE "), ("separate", None), ("value", "1"), ("end", None)):
        node = OxmlElement("w:instrText" if kind is None else "w:t" if kind == "value" else "w:fldChar")
        if text is None:
            node.set(qn("w:fldCharType"), kind)
        else:
            node.set(qn("xml:space"), "preserve")
            node.text = text
        run._r.append(node)
    _run(paragraph, " —", PAGE, 14)


def _indent(paragraph: Any, *, first: int = 0, start: int = 0, end: int = 0) -> None:
    """Indent by hundredths of a character, as Word counts Chinese text."""
    node = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, value in (("firstLineChars", first), ("leftChars", start), ("rightChars", end)):
        if value:
            node.set(qn(f"w:{name}"), str(value))
            node.set(qn(f"w:{name.removesuffix('Chars')}"), str(round(value / 100 * 16 * 20)))


def _run(paragraph: Any, text: str, font: str = BODY, size: float = 16, *, bold: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run.bold = bold or None
    _fonts(run._r.get_or_add_rPr(), font)
    return run


def line(
    document: Any, text: str, font: str = BODY, size: float = 16, *, align: Any = JUSTIFY, first: int = 0, end: int = 0, keep: bool = False
) -> Any:
    """Add a paragraph of the body."""
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.keep_with_next = keep or None
    _indent(paragraph, first=first, end=end)
    if size > 20:
        _pitch(paragraph.paragraph_format, 36)
    if text:
        _run(paragraph, text, font, size)
    return paragraph


def title(document: Any, text: str) -> None:
    """Add the title of a paper, with an empty line under it."""
    line(document, text, TITLE, 22, align=CENTER)


def table(
    document: Any, widths: Sequence[float], rows: Sequence[Sequence[str]], *, size: float = 10.5, pitch: float = 16, head: bool = True
) -> Any:
    """Add a table with columns of so many millimetres; the first row is repeated on each page with ``head``."""
    made = document.add_table(len(rows), len(widths))
    made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for number, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head and not number:
            properties.append(OxmlElement("w:tblHeader"))
        for place, (cell, width, text) in enumerate(zip(row.cells, widths, texts, strict=True)):
            cell.width = Mm(width)
            cell.vertical_alignment = 1
            paragraph = cell.paragraphs[0]
            centred = (head and not number) or width < 20 or (not head and place % 2 == 0)
            paragraph.alignment = CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
            _pitch(paragraph.paragraph_format, pitch)
            _run(paragraph, text, HEADING if head and not number else BODY, size)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        node = OxmlElement(f"w:{side}")
        node.set(qn("w:w"), "57")
        node.set(qn("w:type"), "dxa")
        margins.append(node)
    made._tbl.tblPr.append(margins)
    return made


ITEMS = (
    ("序号", "事项", "完成时限", "逾期天数", "级别", "依据", "办理要求"),
    ("{%tr for 项 in 事项 %}", "", "", "", "", "", ""),
    ("{{项.序号}}", "{{项.编号}}　{% if 项.任务 != 项.内容 %}{{项.任务}}：{% endif %}{{项.内容}}", "{{项.时限原文}}{% if 项.期限 %}\n{{项.期限}}{% endif %}", "{{项.逾期天数}}", "{{项.级别}}", "{{项.依据}}", "{{项.要求}}"),
    ("{%tr endfor %}", "", "", "", "", "", ""),
)  # fmt: skip
SLIP = (
    ("收文单位", "{{主送}}", "签收人", ""),
    ("签收日期", "　　年　　月　　日", "联系电话", ""),
    ("答复意见", "", "", ""),
)


def notice() -> Any:
    """Return the template of notices: what is asked, signature and date, and a slip to cut off."""
    document = paper()
    title(document, "{{标题}}")
    line(document, "{{文号}}", align=CENTER)
    line(document, "")
    line(document, "{{主送}}：")
    line(
        document,
        "经核对，《{{任务分解表}}》中涉及你单位的以下{{项数}}项任务尚未完成{% if 逾期项数 %}（其中逾期{{逾期项数}}项）{% endif %}，请按要求办理：",
        first=200,
    )
    table(document, (8, 39, 37, 11, 11, 29, 21), ITEMS)
    line(document, "{%p if 政策依据 %}")
    line(document, "政策依据：{{政策依据}}。", first=200)
    line(document, "{%p endif %}")
    line(document, "请逐项核实，于{{答复期限}}前将办理情况和佐证材料书面答复我办；不能按期完成的，请说明原因和拟完成时间。", first=200)
    line(document, "联系人：{{联系人}}，联系电话：{{联系电话}}。", first=200, keep=True)
    line(document, "", keep=True)
    line(document, "{{落款}}", align=RIGHT, end=400, keep=True)
    line(document, "{{日期}}", align=RIGHT, end=400)
    line(document, "", keep=True)
    line(document, "…………………………（沿此线裁下交回）…………………………", size=12, align=CENTER, keep=True)
    line(document, "回　执", TITLE, 22, align=CENTER, keep=True)
    line(document, "{{文号}}收悉。", first=200, keep=True)
    slip = table(document, (28, 56, 28, 44), SLIP, size=14, pitch=22, head=False)
    slip.cell(2, 1).merge(slip.cell(2, 3))
    for row in slip.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = row is not slip.rows[-1] or None
    slip.rows[2].height = Mm(24)
    return document


def bulletin() -> Any:
    """Return the template of bulletins: four sections, signature and date, annexes on pages of their own, and what the figures mean."""
    document = paper()
    title(document, "{{标题}}")
    line(document, "")
    line(document, "各责任单位：")
    line(document, "现将{{期间}}落实情况通报如下：", first=200)
    for heading, name in (
        ("一、总体情况", "总体情况"), ("二、完成较好的{{分组}}", "完成较好"), ("三、存在的问题", "存在的问题"), ("四、下一步工作要求", "工作要求"),
    ):  # fmt: skip
        line(document, heading, HEADING, first=200, keep=True)
        _each(document, name)
    line(document, "联系人：{{联系人}}，联系电话：{{联系电话}}。", first=200, keep=True)
    line(document, "", keep=True)
    line(document, "{{落款}}", align=RIGHT, end=400, keep=True)
    line(document, "{{日期}}", align=RIGHT, end=400)
    line(document, "{{附表}}")
    line(document, "统计口径", HEADING, 14, first=200, keep=True)
    _each(document, "统计口径", size=12)
    return document


def _each(document: Any, name: str, size: float = 16) -> None:
    """Add the paragraphs of a list of texts."""
    line(document, f"{{%p for 段 in {name} %}}")
    line(document, "{{段.文字}}", size=size, first=200)
    line(document, "{%p endfor %}")


def save(document: Any, name: str) -> None:
    """Write a template, the same bytes each time."""
    slim(document)
    data = io.BytesIO()
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.title = properties.comments = ""
    document.save(data)
    (TARGET / name).write_bytes(stable_zip(data.getvalue()))


if __name__ == "__main__":
    save(notice(), "notice.docx")
    save(bulletin(), "bulletin.docx")
