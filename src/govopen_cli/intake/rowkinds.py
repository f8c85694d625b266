"""What a row of a table is: content, a section heading, a total, or a note; and which marks in a cell stand for nothing or for the cell above."""

import re
from functools import cache

from govopen_cli.intake.table import ABOVE, LEFT, Cell
from govopen_cli.intake.words import alternatives, listed
from govopen_cli.text import fold

ROW, SECTION, NOTE, TOTAL = "row", "section", "note", "total"

HEADING = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+[、.．章节部]|[（(][一二三四五六七八九十]+[)）]|[IVXⅠ-Ⅻ]+[、.．]|[A-Z][、.．]|第[一二三四五六七八九十\d]+部分)"
)
_LONGEST_HEADING = 60


def kind(cells: list[Cell], named: int) -> tuple[str, str]:
    """Return what a row is, and its text where it is no content; ``named`` is how many columns have a title."""
    own = [cell for cell in cells if cell.text and cell.origin != LEFT]
    if not own:
        return ROW, ""
    text = re.sub(r"\s*\n\s*", "", own[0].text)
    if own[0].origin != ABOVE and is_total(own[0].text) and len(own) <= max(2, named - 1):
        return TOTAL, "　".join(cell.text for cell in own)
    if is_note(text) and own[0].origin != ABOVE and len(own) <= 2:
        return NOTE, "：".join(cell.text for cell in own)
    alone = len(own) == 1 and own[0].origin != ABOVE
    first = own[0] is cells[0] or (len(cells) > 1 and own[0] is cells[1] and not cells[0].text)
    whole = own[0] is cells[0] and len(cells) > 1 and all(cell.origin == LEFT for cell in cells[1:])
    if alone and named > 1 and ((first and HEADING.match(text)) or (whole and len(text) <= _LONGEST_HEADING)):
        return SECTION, text
    # a heading whose number stands in a cell of its own: 一 | 工程建设类
    if len(own) == 2 and own[0] is cells[0] and re.fullmatch(r"[（(]?[一二三四五六七八九十]+[)）]?", fold(text)) and named > 3:
        return SECTION, f"{text}{'' if text[-1] in ')）' else '、'}{own[1].text}"
    return ROW, ""


def is_total(text: str) -> bool:
    """Tell whether a text begins a row of sums: 合计, 小　计."""
    return fold(text).rstrip(":") in listed("totals")


def is_note(text: str) -> bool:
    """Tell whether a text begins a note below a table, or the lines for its author: 注：, 填表人：张某, 联系电话."""
    return bool(_note().match(fold(text)))


@cache
def _note() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(listed('notes'))})(?:\d*[:：、.]|$|\d|(?<=[人话期]).{{0,12}}$)|[※*＊]")


def is_above(text: str) -> bool:
    """Tell whether a text stands for the cell above: 同上, 〃."""
    return fold(text) in listed("same_as_above")


_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FIELD!)")


def is_error(text: str) -> bool:
    """Tell whether a text is what a spreadsheet shows where a formula failed."""
    return bool(_ERROR.fullmatch(text.strip()))
