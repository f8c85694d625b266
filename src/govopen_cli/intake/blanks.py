"""What a blank cell means: nothing, or what stands above it.

Only Word and Excel say which cells were merged. In a plain file of fixed columns a merged cell stands in its first place and leaves blanks below it;
in text that was copied from a page the same, and whole cells are missing besides. Where both readings are possible the one taken is said.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from govopen_cli.intake import words
from govopen_cli.intake.headers import Column
from govopen_cli.intake.rowkinds import is_above

EXACT, PLAIN, FLAT = "exact", "plain", "flat"  # merged cells are known; fixed columns; cells in a line of text

# columns that hold what was noted about one row alone: a blank there is a blank
_OWN_ONLY = re.compile(r"备注|完成情况|进展|落实情况|办理情况")
_ITEM = (words.NUMBER, words.TASK, words.CONTENT, words.DEADLINE)
_ASKED = (words.UNIT, words.DEADLINE)
_AS_ABOVE = "这一行的“{}”是空的，按与上一行相同（合并单元格）读取，请核对"
_AS_BLANK = "这一行的“{}”是空的，也可能与上一行合并，按空白读取，请核对"
_ALL_ABOVE = "这一行的责任单位和时限都是空的，按与上一行相同（合并单元格）读取，请核对"


class Filled(NamedTuple):
    """A row with its blanks filled: whether it goes on with the task above, whether it begins one, and what is doubtful."""

    texts: list[str]
    continuing: bool
    new_block: bool
    doubts: list[str]


class _Row(NamedTuple):
    """What is known of a row before its blanks are filled."""

    kind: str
    own: Sequence[str]  # the texts that stand in it and are merged with no other
    tasks: Sequence[int]
    continuing: bool  # nothing in it says that another task begins
    loose: bool  # blanks of a text without blocks
    lone: bool  # only one of the columns that say who and when is blank
    below: bool  # all of them are, in a plain file
    named: bool  # one of them is not
    leading: int  # columns before the first that says what is to be done or by when
    numbered: int  # columns before the number


class Blanks:
    """The rows of a table from the top: what stands above each column."""

    def __init__(self) -> None:
        self.above: list[str] = []
        self._stood: set[int] = set()  # the columns in which something stood so far

    def fill(
        self, values: Sequence[str], own: Sequence[str], columns: Sequence[Column], kind: str, *, blocks: bool, kept: frozenset[int]
    ) -> Filled:
        """Return a row with its blanks filled from above, where they stand for what is there.

        Args:
            values: the text over each column, those of merged cells included.
            own: the same without what is merged.
            columns: what the columns mean.
            kind: EXACT, PLAIN or FLAT.
            blocks: whether numbers or tasks are blank where a task goes on.
            kept: columns that several texts share: their blanks stay.
        """
        keys = [at for at, column in enumerate(columns) if column.meaning in (words.NUMBER, words.TASK)]
        row = self._known(own, columns, keys, kind, blocks=blocks)
        doubts = [_ALL_ABOVE] if row.below else []
        texts = [self.above[at] if at < len(self.above) and is_above(text) else text for at, text in enumerate(values)]
        for at, column in enumerate(columns):
            if texts[at] or not column.title or at >= len(self.above) or (at in kept and column.meaning == words.CONTENT):
                continue
            if self._inherits(row, at, column):
                texts[at] = self.above[at]
                doubts += [_AS_ABOVE.format(column.title)] if texts[at] and _is_doubtful(row, at, column) else []
            elif kind == PLAIN and at in self._stood and column.meaning in _ASKED and not _helps(column):
                doubts.append(_AS_BLANK.format(column.title))
        self._stood.update(at for at, text in enumerate(texts) if text)
        self.above = texts
        return Filled(texts, row.continuing, not keys or _any(own, keys) or not row.continuing, doubts)

    def _known(self, own: Sequence[str], columns: Sequence[Column], keys: Sequence[int], kind: str, *, blocks: bool) -> _Row:
        tasks = [at for at in keys if columns[at].meaning == words.TASK]
        firm = (tasks if kind == PLAIN else []) or [at for at in keys if columns[at].meaning == words.NUMBER] or keys
        continuing = bool(self.above) and bool(keys) and not _any(own, firm)
        asked = [at for at, column in enumerate(columns) if column.meaning in _ASKED]
        return _Row(
            kind,
            own,
            tasks,
            continuing,
            loose=bool(self.above) and kind == FLAT and not blocks,
            lone=sum(not own[at] for at in asked if at < len(own)) == 1,
            below=bool(self.above) and kind == PLAIN and not continuing and len(asked) > 1 and not _any(own, asked),
            named=_any(own, asked),
            leading=next((at for at, column in enumerate(columns) if column.meaning in _ITEM), 0),
            numbered=next((at for at, column in enumerate(columns) if column.meaning == words.NUMBER), 0),
        )

    def _inherits(self, row: _Row, at: int, column: Column) -> bool:
        if column.meaning == words.CONTENT:
            return row.kind != EXACT and row.continuing and row.named  # one task of two units, each with its own day
        if _groups(row, at, column):
            return True
        if _OWN_ONLY.search(column.title):
            return False
        if column.meaning in _ASKED and row.below:
            return True
        if column.meaning == words.NUMBER:
            return row.continuing
        if column.meaning == words.OTHER:
            return row.continuing and row.kind != EXACT
        # a row without 配合单位 that has all the rest has none; one that lacks more lies below merged cells
        return row.continuing or (row.loose and not (row.lone and _helps(column)))


def _groups(row: _Row, at: int, column: Column) -> bool:
    """Tell whether a column stands before what it groups: 类别 before the number, 责任单位 before everything, a task before a finer one."""
    if column.meaning == words.TASK:
        return at < row.numbered or (row.kind != EXACT and _any(row.own, [later for later in row.tasks if later > at]))
    return column.meaning == words.UNIT and at < row.leading


def _is_doubtful(row: _Row, at: int, column: Column) -> bool:
    if column.meaning == words.CONTENT:
        return True
    return column.meaning in _ASKED and not row.below and not row.continuing and not _groups(row, at, column)


def _helps(column: Column) -> bool:
    return column.meaning == words.UNIT and words.role_key(column.leaf) == "cooperate"


def _any(texts: Sequence[str], places: Sequence[int]) -> bool:
    return any(texts[at] for at in places if at < len(texts))
