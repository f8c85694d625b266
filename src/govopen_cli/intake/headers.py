"""Which row of a table is its header, and what each column means: by the words in use, not by position."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from govopen_cli.intake.rowkinds import HEADING
from govopen_cli.intake.table import ABOVE, LEFT, Table
from govopen_cli.intake.words import CONTENT, DEADLINE, NUMBER, OTHER, START, TASK, UNIT, Sense, is_period, plain_title, sense
from govopen_cli.text import fold

_PERIOD = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title (both levels, 上/下), its lowest title, which names the role of a unit, and what it means in this table.

    ``sense`` is what its title says by itself.
    """

    title: str
    leaf: str
    meaning: str
    sense: Sense | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: where it stands, how many rows it takes, and its columns; nameless columns have no title."""

    row: int
    height: int
    columns: tuple[Column, ...]

    @property
    def named(self) -> list[int]:
        """The numbers of the columns that have a title."""
        return [number for number, column in enumerate(self.columns) if column.title]


def meaning(title: str) -> str | None:
    """Return what a header text means by itself, None when it is no header text."""
    found = sense(title)
    return None if found is None else OTHER if found is START else found.meaning


def find(table: Table, start: int = 0) -> Header | None:
    """Return the first header at or after row ``start``."""
    for row in range(start, len(table.rows)):
        if is_header(table, row):
            return _read(table, row)
    return None


def is_header(table: Table, row: int) -> bool:
    """Tell whether a row is (the upper row of) a header: two or more of its texts name columns, and most of them do."""
    texts = [cell.text for cell in table.rows[row] if cell.text and cell.origin != LEFT]
    if len(texts) < 2 or any(cell.origin == ABOVE for cell in table.rows[row] if cell.text):
        return False
    known = [text for text in texts if meaning(text) is not None]
    strong = [text for text in known if meaning(text) not in (CONTENT, OTHER)]
    if any(len(fold(text)) > _LONGEST for text in texts) or len(set(texts)) < len(texts) - 1:
        return False
    return len(known) >= 2 and bool(strong) and len(known) * 2 >= len(texts)


_LONGEST = 24


def repeats(table: Table, row: int, header: Header) -> bool:
    """Tell whether a row says again what the header says, as tables that go on over pages do."""
    words = _said(tuple(column.title for column in header.columns))
    texts = [cell.text for cell in table.rows[row] if cell.text and cell.origin != LEFT]
    alike = sum(len(text) <= _FAR_LONGER and plain_title(text) in words for text in texts)
    return len(texts) > 1 and alike * 3 >= len(texts) * 2


@lru_cache(maxsize=64)
def _said(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain_title(word) for title in titles for word in title.split("#")[0].split("/") if word)


_FAR_LONGER = 100  # than any title, its brackets included


def _read(table: Table, row: int) -> Header:
    titles = _titles(table, row)
    height = 1
    if row + 1 < len(table.rows) and (below := _second_level(table, row)):
        titles, height = below, 2
    columns = _columns(titles)
    return Header(row, height, tuple(columns))


def _titles(table: Table, row: int) -> list[tuple[str, ...]]:
    cells = table.rows[row]
    if table.exact and not table.merges:
        return [(text,) for text in _spread(table, row)]
    while not table.exact and cells and not cells[-1].text:
        cells = cells[:-1]
    return [(cell.text,) for cell in cells]


def _second_level(table: Table, row: int) -> list[tuple[str, ...]] | None:
    """Return the titles of a two-level header, or None where the next row is none of it."""
    upper, lower = table.rows[row], table.rows[row + 1]
    own = [cell.text for cell in lower if cell.text and cell.origin not in (ABOVE, LEFT)]
    if (
        not own
        or (len(own) == 1 and HEADING.match(own[0]))
        or any(_PERIOD.search(fold(text)) and not is_period(text) for text in own)
        or any(len(fold(text)) > 12 for text in own)
    ):
        return None
    if table.exact and not table.merges:
        return _under_groups(table, row)
    if table.exact:
        spans = any(cell.origin == LEFT and cell.text for cell in upper)
        merged = any(cell.origin == ABOVE and cell.text for cell in lower)
        if not (spans and (merged or sum(meaning(text) is not None or is_period(text) for text in own) * 2 >= len(own))):
            return None
        return [(top.text, below.text) if below.text != top.text else (top.text,) for top, below in zip(upper, lower, strict=False)]
    if upper[-1].text and len(lower) <= len(upper):
        return None  # groups span several columns: the row that holds them is shorter
    return _flattened(upper, lower) if sum(meaning(text) is not None or is_period(text) for text in own) * 2 >= len(own) else None


def _spread(table: Table, row: int) -> list[str]:
    """Give a blank title the one before it where its column holds texts: plain files keep a merged title in its first cell."""
    titles = [cell.text for cell in table.rows[row]]
    filled = {at for cells in table.rows[row + 1 :] for at, cell in enumerate(cells) if cell.text}
    for at in range(1, len(titles)):
        if not titles[at] and at in filled:
            titles[at] = titles[at - 1]
    return titles


def _under_groups(table: Table, row: int) -> list[tuple[str, ...]] | None:
    """Read a second row of titles in a file of fixed columns: they stand only where the row above has a group, or the blank behind one."""
    upper, lower = [cell.text for cell in table.rows[row]], [cell.text for cell in table.rows[row + 1]]
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    below = [at for at, text in enumerate(lower) if text]
    grouped = [at for at in below if at and not upper[at]]
    if not grouped or any(at not in grouped and (at + 1 >= len(upper) or upper[at + 1]) for at in below):
        return None
    tops = list(upper)
    for at in range(1, len(tops)):
        tops[at] = tops[at] or (tops[at - 1] if lower[at] else "")
    return [(top, text) if text and top != text else (top or text,) for top, text in zip(tops, lower, strict=False)]


def _flattened(upper: Sequence[object], lower: Sequence[object]) -> list[tuple[str, ...]] | None:
    """Put the groups of an upper row that lost its merged cells over the titles of the lower row."""
    groups = [str(getattr(cell, "text", "")) for cell in upper]
    while groups and not groups[-1]:
        groups.pop()
    leaves = [str(getattr(cell, "text", "")) for cell in lower]
    result: list[tuple[str, ...]] = []
    while groups:
        blanks = sum(not leaf for leaf in leaves[len(result) :])
        index = len(result)
        if index >= len(leaves):
            result += [(group,) for group in groups]
            break
        if not leaves[index]:
            result.append((groups.pop(0),))
            continue
        run = next((n for n, leaf in enumerate(leaves[index:]) if not leaf), len(leaves) - index)
        over = max(1, len(groups) - blanks)
        result += _share(groups[:over], leaves[index : index + run])
        groups = groups[over:]
    return result


def _share(groups: list[str], leaves: list[str]) -> list[tuple[str, ...]]:
    """Divide a run of lower titles among the groups over it: by the words they share, else evenly."""
    result: list[tuple[str, ...]] = []
    size = -(-len(leaves) // len(groups))
    current = 0
    for number, leaf in enumerate(leaves):
        shared = leaf[:2] == groups[current][:2]
        left = len(leaves) - number
        if (
            current + 1 < len(groups)
            and not shared
            and ((number and (leaves[0][:2] == groups[0][:2] or number % size == 0)) or left <= len(groups) - current - 1)
            and (current == 0 or number % size == 0)
        ):
            current += 1
        result.append((groups[current], leaf))
    return result


def _columns(titles: Sequence[tuple[str, ...]]) -> list[Column]:
    """Name the columns and settle what those mean whose words are used for more than one thing."""
    columns, seen = [], {}  # type: tuple[list[Column], dict[str, int]]
    for parts in titles:
        words = [re.sub(r"\s*\n\s*", "", part).strip() for part in parts if part.strip()]
        title = "/".join(dict.fromkeys(words))
        count = seen[title] = seen.get(title, 0) + 1
        leaf = words[-1] if words else ""
        found = _sense_of(words)
        columns.append(
            Column(
                f"{title}#{count}" if title and count > 1 else title,
                leaf,
                OTHER if found is None or found is START else found.meaning,
                found,
            )
        )
    return settled(columns)


def _sense_of(words: Sequence[str]) -> Sense | None:
    """Return what the titles over a column say together: a group says what its members are, unless they say more."""
    if not words:
        return None
    own = sense(words[-1])
    if len(words) == 1 or (own is not None and own.meaning not in (OTHER, CONTENT)):
        return own
    group = sense(words[0])
    if own is not None and own.meaning == CONTENT and group is not None and group.meaning == CONTENT:
        return own
    return Sense(OTHER)


def settled(columns: Sequence[Column]) -> list[Column]:
    """Settle which of several columns is the deadline, the content, a unit; the others keep their own titles."""
    return _content(_units(_one_deadline(columns)))


def _one_deadline(columns: Sequence[Column]) -> list[Column]:
    """完成时限 is the deadline where a table also has 检查时间 or 进度安排."""
    found = [number for number, column in enumerate(columns) if column.meaning == DEADLINE]
    best = min(found, key=lambda number: _rank(columns[number]), default=None)
    return [
        replace(column, meaning=DEADLINE if number == best else OTHER) if number in found else column
        for number, column in enumerate(columns)
    ]


def _rank(column: Column) -> float:
    return column.sense.rank if column.sense is not None else 9


def _units(columns: Sequence[Column]) -> list[Column]:
    """责任分工 holds units only where no other column does."""
    firm = any(column.meaning == UNIT and not (column.sense and column.sense.weak) for column in columns)
    return [
        replace(column, meaning=OTHER) if firm and column.meaning == UNIT and column.sense and column.sense.weak else column
        for column in columns
    ]


def _content(columns: Sequence[Column]) -> list[Column]:
    """Settle on one content column, the finest; what stands before it groups it. A table without any says 目标 or 要求 instead: the first."""
    found = [number for number, column in enumerate(columns) if column.meaning == CONTENT]
    plain = [number for number in found if not _is_attribute(columns[number])]
    if plain and all(_rank(columns[number]) <= _PROBLEM for number in plain):  # 存在问题 is what 整改要求 is asked for
        plain = found
    chosen = max(plain, key=lambda number: (_rank(columns[number]), number), default=min(found, default=None))

    def meant(number: int, column: Column) -> str:
        if column.meaning != CONTENT or number == chosen:
            return column.meaning
        groups = chosen is not None and number < chosen and number in plain and not _interrupted(columns, number)
        return TASK if groups else OTHER

    return [replace(column, meaning=meant(number, column)) for number, column in enumerate(columns)]


_PROBLEM = 2  # the rank of titles that say what is wrong rather than what is to be done


def _is_attribute(column: Column) -> bool:
    return column.sense is not None and column.sense.attribute


def _interrupted(columns: Sequence[Column], number: int) -> bool:
    """Tell whether something else stands before a column than what groups: it then says something of the item, and groups nothing."""
    return any(column.title and column.meaning not in (NUMBER, CONTENT) for column in columns[:number])
