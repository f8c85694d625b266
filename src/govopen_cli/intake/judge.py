"""What a column holds, judged by its cells where its title does not say it: deadlines look like deadlines, bodies like bodies."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from govopen_cli.intake.align import is_time, stage
from govopen_cli.intake.headers import Column, Header, settled
from govopen_cli.intake.roles import assigned, is_role
from govopen_cli.intake.table import LEFT, Table
from govopen_cli.intake.words import CONTENT, DEADLINE, NUMBER, OTHER, TASK, UNIT, Sense, plain_title

_MOST = 0.6  # of the cells of a column
_SAMPLE = 200
_NUMBERS = re.compile(r"[\d０-９]+(?:[.．]\d+)*[.．、]?|[（(][\d一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[、.．]?|[①-⑳]")
_FIGURES = re.compile(r"[\d.,/%～~—-]+")
_DONE = re.compile("情况|进展|进度|电话|频次|频率|次数|日期$")
_PROGRESS_RANK = 6  # titles that say how the work goes on rather than by when


def judged(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> tuple[list[Column], list[str]]:
    """Return the columns as their cells show them, and what has to be said: what was recognised by its cells, what was not at all.

    ``cells`` holds the texts of each column, blank ones included.
    """
    found = [_one(column, [text for text in texts if text][:_SAMPLE]) for column, texts in zip(columns, cells, strict=True)]
    if any(column.meaning == NUMBER for column in columns):
        found = [
            replace(column, meaning=OTHER) if column.meaning == NUMBER and before.meaning != NUMBER else column
            for before, column in zip(columns, found, strict=True)
        ]
    found, timed = _with_deadline(found, cells)
    remarks = []
    for before, after, texts in zip(columns, found, cells, strict=True):
        if after.title and any(texts) and (before.sense is None or after is timed):
            remarks.append(_remark(after))
    result = settled(found)
    return result, remarks + _several_times(found, result)


def _with_deadline(columns: list[Column], cells: Sequence[Sequence[str]]) -> tuple[list[Column], Column | None]:
    """Take for the deadline, in a table whose titles name none, the column of something else whose cells are times (办理要求: 5月底前完成)."""
    if any(column.meaning == DEADLINE for column in columns):
        return columns, None
    for at in range(len(columns) - 1, -1, -1):
        column, texts = columns[at], [text for text in cells[at] if text]
        spoken = column.sense is not None and (column.sense.attribute or column.sense.meaning == OTHER)
        if column.title and spoken and texts and not _DONE.search(column.title) and _share(texts[:_SAMPLE], _in_words) >= _MOST:
            timed = replace(column, meaning=DEADLINE, sense=Sense(DEADLINE, weak=True, rank=8))
            return [*columns[:at], timed, *columns[at + 1 :]], timed
    return columns, None


def _in_words(text: str) -> bool:
    """Tell whether a text is a time that is written in words: 1.2 may be anything."""
    return not _FIGURES.fullmatch(text) and _like_time(text)


def _several_times(found: Sequence[Column], result: Sequence[Column]) -> list[str]:
    """Say which of several columns of times was taken for the deadline."""
    times = [
        column.title for column in found if column.meaning == DEADLINE or (column.sense is not None and column.sense.meaning == DEADLINE)
    ]
    chosen = next((column.title for column in result if column.meaning == DEADLINE), "")
    others = [title for title in times if title != chosen and title]
    if not chosen or not others:
        return []
    return [f"“{chosen}”栏作为完成时限，{'、'.join(f'“{title}”' for title in others)}栏按原样保留，请核对"]


def _one(column: Column, texts: Sequence[str]) -> Column:
    if not column.title or not texts:
        return column
    if column.meaning in (CONTENT, TASK) and all(_NUMBERS.fullmatch(text.strip()) for text in texts):
        return replace(column, meaning=NUMBER)
    if column.sense is None:
        for meaning, like in ((DEADLINE, _like_time), (UNIT, _like_bodies)):
            if _share(texts, like) >= _MOST:
                return replace(column, meaning=meaning, sense=Sense(meaning, weak=True, rank=8))
        return column
    if column.meaning == DEADLINE and column.sense.rank >= _PROGRESS_RANK and _share(texts, _like_time) < _MOST:
        return replace(column, meaning=OTHER)
    if column.meaning == UNIT and plain_title(column.title) == "单位" and _share(texts, _like_bodies) < 0.5:
        return replace(column, meaning=OTHER, sense=Sense(OTHER))  # of measure
    if column.meaning == UNIT and column.sense.weak and _share(texts, _like_bodies) < 0.5:
        return replace(column, meaning=OTHER)
    return column


def _share(texts: Sequence[str], like: Callable[[str], bool]) -> float:
    return sum(map(like, texts)) / len(texts)


def _like_time(text: str) -> bool:
    return is_time(text) or stage(text) is not None


def _like_bodies(text: str) -> bool:
    if is_time(text) or _NUMBERS.fullmatch(text.strip()):
        return False
    said = assigned(text, "")
    return (bool(said.roles) and not said.doubts) or is_role(text)


def _remark(column: Column) -> str:
    words = {DEADLINE: "完成时限", UNIT: "责任单位"}
    if column.meaning in words:
        return f"“{column.title}”栏按内容看是{words[column.meaning]}，已照此读取，请核对"
    return f"没有认出“{column.title}”栏是什么，按原样保留"


_TOP = 8  # rows among which a head is looked for that no word tells


def guessed(table: Table) -> Header | None:
    """Return the head of a table none of whose titles is known: a row of short texts over columns of bodies and of times."""
    for number, row in enumerate(table.rows[:_TOP]):
        titles = [cell.text.strip() for cell in row]
        below = [[cells[at].text for cells in table.rows[number + 1 :] if at < len(cells) and cells[at].text] for at in range(len(titles))]
        if (
            any(cell.origin == LEFT for cell in row)
            or len(titles) < 3
            or not all(titles)
            or len(set(titles)) < len(titles)
            or max(map(len, titles)) > 12
        ):
            continue
        if any(_like_time(title) or _NUMBERS.fullmatch(title) for title in titles) or not all(below):
            continue
        columns = [_one(Column(title, title, OTHER), texts[:_SAMPLE]) for title, texts in zip(titles, below, strict=True)]
        if {UNIT, DEADLINE} <= {column.meaning for column in columns}:
            return Header(number, 1, tuple(settled(_with_content(columns, below))))
    return None


def _with_content(columns: Sequence[Column], below: Sequence[Sequence[str]]) -> list[Column]:
    """Take the column of the longest texts for what is to be done, one of nothing but numbers for the number."""
    free = [at for at, column in enumerate(columns) if column.meaning == OTHER]
    numbers = [at for at in free if all(_NUMBERS.fullmatch(text.strip()) for text in below[at])]
    texts = [at for at in free if at not in numbers]
    longest = max(texts, key=lambda at: sum(map(len, below[at])) / len(below[at]), default=None)
    meanings = {**dict.fromkeys(numbers[:1], NUMBER), **({longest: CONTENT} if longest is not None else {})}
    return [
        replace(column, meaning=meanings[at], sense=Sense(meanings[at], weak=True)) if at in meanings else column
        for at, column in enumerate(columns)
    ]
