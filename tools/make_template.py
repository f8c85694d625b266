"""Make src/govopen_cli/resources/ledger.docx, the template of exported Word ledgers; needs the python-docx package."""

from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from govopen_cli.documents.stable import stable_zip

TARGET = Path(__file__).resolve().parents[1] / "src" / "govopen_cli" / "resources" / "ledger.docx"


def main() -> None:
    """Write the template: A4 landscape, a title, a line for the day, the place of the table."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋", Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    for text, size, bold in (("{{标题}}", 18, True), ("{{日期}}", 10, False), ("{{表格}}", 10, False)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold
    document.save(str(TARGET))
    TARGET.write_bytes(stable_zip(TARGET.read_bytes()))


if __name__ == "__main__":
    main()
