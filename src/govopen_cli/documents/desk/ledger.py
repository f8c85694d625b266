"""What stands on the desk's pages: of each plan the nine columns, as wide as their texts ask for, and the rows page by page."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from govopen_cli.documents.contents import Chapter, ledger_title
from govopen_cli.documents.desk.lines import broken, clipped, twentieths
from govopen_cli.documents.desk.pages import Frame, Line, Page, pages
from govopen_cli.documents.measure import cleaned, one_line
from govopen_cli.ledger import columns

SIZE, TITLE = 10.0, 18.0  # of the type, in points
_HEAD = 34.0  # the least height of the head
_HEAD_MOST, _TITLE_MOST = 5, 3  # lines of the head and of the title: a page must have room for rows
_MERGED = (1, 3, 4, 5)  # what several items of a task share: the task, units, the deadline
_NARROWEST = 4  # letters side by side in the narrowest column
_RIGID = 10  # letters that a column of ids may ask for before its texts are broken


class Paper(NamedTuple):
    """A sheet laid crosswise, in points, and its number in spreadsheets."""

    width: float
    height: float
    number: int


PAPERS = {"A4": Paper(841.9, 595.3, 9), "A3": Paper(1190.6, 841.9, 8)}
MARGIN = 42.5  # 15 mm
FOOT = 48.0  # room below the table, in which the page number stands
CENTRED = (0, 6, 7)  # ids, lights, days


class Type(NamedTuple):
    """How a program sets text, in points.

    ``pitch`` is the height of a line, ``title`` that of one of the title, ``below`` that of the line under it; ``pad`` is what a row has besides
    its lines, ``gap`` what a cell has beside its text.
    """

    pitch: float
    title: float
    below: float
    pad: float
    gap: float


class Table(NamedTuple):
    """The ledger of a plan as it is printed: what stands above it, the titles of its columns, widths and heights in points, its pages."""

    title: str
    subtitle: str
    titles: tuple[str, ...]
    widths: tuple[float, ...]
    above: float  # of the title
    head: float
    pages: list[Page]


def laid(chapter: Chapter, day: date, width: float, height: float, kind: Type) -> Table:
    """Return the pages of a chapter on sheets with ``width`` and ``height`` points of room."""
    chosen = columns.desk(chapter.plan, chapter.rows)
    lines = [Line(tuple(cleaned(text) for text in columns.cells(chosen, row)), row.item.task) for row in chapter.rows]
    widths = _widths(chosen, lines, width, kind.gap)
    large = int((width - kind.gap) / TITLE * 20)
    title = clipped(one_line(cleaned(ledger_title(chapter.plan.title))), large, _TITLE_MOST)
    frame = Frame(widths, _MERGED, height, height, SIZE, kind.pitch, kind.pad, kind.gap)
    titles = tuple(clipped(one_line(cleaned(column.title)), frame.twentieths(number), _HEAD_MOST) for number, column in enumerate(chosen))
    above = len(broken(title, large)) * kind.title
    head = max(_HEAD, *(frame.need(number, name) for number, name in enumerate(titles)))
    frame = frame._replace(first=height - above - kind.below - head, room=height - head)
    office = chapter.plan.office
    subtitle = "".join([f"截至 {day.isoformat()}", *([f"　　制表：{one_line(cleaned(office.name))}"] if office is not None else [])])
    subtitle = clipped(subtitle, int((width - kind.gap) / SIZE * 20), 1)
    return Table(title, subtitle, titles, widths, above, head, pages(lines, frame))


def _widths(chosen: Sequence[columns.Column], lines: Sequence[Line], room: float, gap: float) -> tuple[float, ...]:
    """Return how the room is shared: columns of one word get what that takes, the others by how much text they hold."""
    letter = SIZE / 20
    rigid, text = {}, {}
    for number, column in enumerate(chosen):
        title = twentieths(column.title[:_NARROWEST])
        words = [word for line in lines for word in line.texts[number].split("\n")]
        if column.kind == "fixed":
            rigid[number] = min(max([title, column.least * 10, *map(twentieths, words)]), _RIGID * 20) * letter + gap
        else:
            text[number] = (max(title, _least(column)), _volume(lines, number))
    left = room - sum(rigid.values())
    share = _shared(
        {number: least * letter + gap for number, (least, _) in text.items()}, {number: part for number, (_, part) in text.items()}, left
    )
    return tuple(rigid[number] if number in rigid else share[number] for number in range(len(chosen)))


def _least(column: columns.Column) -> int:
    """Return how much of a line a column of text must hold: a date in words, a name, a clause."""
    if column.title == columns.PHRASE:
        return twentieths("2021年12月31日前")
    return twentieths("一二三四五六七八九十" if column.title in (columns.CONTENT, columns.OTHERS, columns.REPORT) else "一二三四五六")


def _volume(lines: Sequence[Line], number: int) -> float:
    """Return how much text a row of a column holds on average; what several rows share counts once."""
    key = (lambda entry: (entry[1].group, entry[1].texts[number])) if number in _MERGED else lambda entry: entry[0]
    total = sum(twentieths(next(found)[1].texts[number]) for _, found in groupby(enumerate(lines), key=key))
    return total / max(len(lines), 1)


def _shared(least: dict[int, float], wanted: dict[int, float], room: float) -> dict[int, float]:
    """Share room by what is wanted, nobody less than the least."""
    open_, given = set(least), dict(least)
    while open_:
        left = room - sum(given[number] for number in given if number not in open_)
        whole = sum(wanted[number] + 1 for number in open_)
        parts = {number: left * (wanted[number] + 1) / whole for number in open_}
        short = {number for number in open_ if parts[number] < least[number]}
        if not short:
            given.update(parts)
            break
        open_ -= short
    return given
