"""Make the Word templates of src/govopen_cli/resources: the ledger's (ledger.docx) and the page of the ledger for the desk (desk.docx)."""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from govopen_cli.documents.stable import stable_zip

FOLDER = Path(__file__).resolve().parents[1] / "src" / "govopen_cli" / "resources"
FONT = "宋体"


def main() -> None:
    """Write the templates: A4 landscape with the page's number below."""
    make("ledger", (("{{标题}}", 18, True), ("{{日期}}", 10, False), ("{{表格}}", 10, False)))
    make("desk", (("{{表格}}", 10, False),))


def make(name: str, lines: tuple[tuple[str, int, bool], ...]) -> None:
    """Write a template whose paragraphs are texts with their size in points, bold or not."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.8)
    section.footer_distance = Cm(0.7)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    for text, size, bold in lines:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold
    number(section.footer.paragraphs[0], style)
    slim(document)
    about = document.core_properties
    about.author, about.comments, about.last_modified_by = "", "", ""
    target = FOLDER / f"{name}.docx"
    document.save(str(target))
    target.write_bytes(stable_zip(target.read_bytes()))


def number(paragraph: Any, style: Any) -> None:
    """Write 第 x 页 共 y 页."""
    paragraph.style = style
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for word in ("第 ", "PAGE", " 页 共 ", "NUMPAGES", " 页"):
        if not word.isascii():
            paragraph.add_run(word)
            continue
        for kind in ("begin", None, "separate", "1", "end"):
            run = paragraph.add_run("1" if kind == "1" else "")
            if kind == "1":
                continue
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = f" {word} "
            run._r.append(part)


def slim(document: Any) -> None:
    """Drop what python-docx's own template brings along and nothing uses: a picture of it, effects, data of its maker."""
    drop(document.part.package.rels, {RELATIONSHIP_TYPE.THUMBNAIL})
    effects = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
    drop(document.part.rels, {effects, RELATIONSHIP_TYPE.CUSTOM_XML})


def drop(rels: Any, kinds: set[str]) -> None:
    """Drop the relationships of some kinds."""
    for key in [key for key, rel in rels.items() if rel.reltype in kinds]:
        del rels[key]


if __name__ == "__main__":
    main()
