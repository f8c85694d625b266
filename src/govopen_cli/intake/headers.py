"""Which row of a table is its header, and what each column means: by the words in use, not by position."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from govopen_cli.intake.table import ABOVE, LEFT, Table
from govopen_cli.text import fold

NUMBER, TASK, CONTENT, UNIT, LEADER, DEADLINE, BASIS, DOMAIN, OTHER = (
    "number",
    "task",
    "content",
    "unit",
    "leader",
    "deadline",
    "basis",
    "domain",
    "other",
)

# Tried in this order; the first that fits decides. Written against folded header text.
_MEANINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (NUMBER, re.compile(r"序号|编号|项次|序|号|任务编号|项目编号|No\.?|NO\.?")),
    (DOMAIN, re.compile(r"(?:试点|公开|所属|涉及|工作)?领域(?:名称)?")),
    (
        OTHER,
        re.compile(
            r".*(?:开始|启动|起始|开工|检查|填报)时间|备注.*|说明|完成情况|.*进展(?:情况)?|落实情况|办理情况|办结情况|完成进度|(?:联系)?电话|联系方式|.*比例|.*频次|.*标准|.*方式|.*步骤|得分|分值"
        ),
    ),
    (
        DEADLINE,
        re.compile(
            r".*(?:时限|期限)(?:要求)?|.*(?:完成|办结|整改|落实|办理|结束|截止)(?:时间|日期)|时间节点|.*时间(?:安排|要求|进度|表)|(?:推进|进度|时序|工作)?(?:进度|时序)(?:要求|安排)?|时间|节点|.*时序进度|实施时间|检查时间|截止日期"
        ),
    ),
    (LEADER, re.compile(r".*(?:领导|责任人|负责人|联系人|联络员|经办人|包保人|分管人)(?:员|姓名)?")),
    (BASIS, re.compile(r".*依据|.*(?:政策|法规|法律|文件)(?:要求|依据|法规|规定|名称)*|文件依据|政策法规要求")),
    (UNIT, re.compile(r".*(?:单位|部门|科室|处室|股室|机构)(?:名称)?|牵头|配合|责任(?:分工|主体)|责任(?:方|者)?|分工|主体|主办|协办|会同")),
    (
        CONTENT,
        re.compile(
            r".*(?:具体内容|主要内容|工作内容|任务内容|内容|措施|要求|举措|做法|步骤|事项|目标与任务|工作目标|目标任务|考核指标|指标|要点|清单)"
        ),
    ),
    (TASK, re.compile(r".*(?:任务|问题|项目|类别|类型|行业|工作|目标|指标|事项|名称|领域|板块|方面|分类)(?:名称|分解)?")),
)
_PERIOD = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title (both levels, 上/下), its lowest title, which names the role of a unit, and what it means."""

    title: str
    leaf: str
    meaning: str


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
    text = re.sub(r"[（(].*?[）)]|[:：*]", "", fold(title))
    if not text or len(text) > 20:
        return None
    return next((kind for kind, pattern in _MEANINGS if pattern.fullmatch(text)), None)


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
    strong = [text for text in known if meaning(text) not in (TASK, CONTENT, OTHER)]
    return len(known) >= 2 and bool(strong) and len(known) * 2 >= len(texts) and not any(len(fold(text)) > 20 for text in texts)


def _read(table: Table, row: int) -> Header:
    titles = _titles(table, row)
    height = 1
    if row + 1 < len(table.rows) and (below := _second_level(table, row)):
        titles, height = below, 2
    columns = _columns(titles)
    return Header(row, height, tuple(columns))


def _titles(table: Table, row: int) -> list[tuple[str, ...]]:
    cells = table.rows[row]
    while not table.exact and cells and not cells[-1].text:
        cells = cells[:-1]
    return [(cell.text,) for cell in cells]


def _second_level(table: Table, row: int) -> list[tuple[str, ...]] | None:
    """Return the titles of a two-level header, or None where the next row is none of it."""
    upper, lower = table.rows[row], table.rows[row + 1]
    own = [cell.text for cell in lower if cell.text and cell.origin not in (ABOVE, LEFT)]
    if not own or any(_PERIOD.search(fold(text)) for text in own) or any(len(fold(text)) > 12 for text in own):
        return None
    if table.exact:
        spans = any(cell.origin == LEFT and cell.text for cell in upper)
        merged = any(cell.origin == ABOVE and cell.text for cell in lower)
        if not (spans and (merged or sum(meaning(text) is not None for text in own) * 2 >= len(own))):
            return None
        return [(top.text, below.text) if below.text != top.text else (top.text,) for top, below in zip(upper, lower, strict=False)]
    return _flattened(upper, lower) if sum(meaning(text) is not None for text in own) * 2 >= len(own) else None


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
        columns.append(Column(f"{title}#{count}" if title and count > 1 else title, leaf, _column_meaning(words)))
    columns = _one_deadline(columns)
    columns = _units(columns)
    return _content(columns)


def _column_meaning(words: list[str]) -> str:
    if not words:
        return OTHER
    own = meaning(words[-1])
    if own in (None, OTHER, CONTENT) and len(words) > 1:
        return OTHER
    return own or OTHER


# 完成时限 is the deadline where a table also has 检查时间 or 进度安排
_DEADLINE_RANK = ("完成时限", "时限", "期限", "完成", "截止", "节点", "时间安排", "时间", "进度", "时序")


def _one_deadline(columns: list[Column]) -> list[Column]:
    found = [number for number, column in enumerate(columns) if column.meaning == DEADLINE]
    if not found:
        # 检查时间 and 实施时间 are the deadline where there is no other
        found = [number for number, column in enumerate(columns) if re.fullmatch(r".*(?:检查|实施|开展|工作)时间", fold(column.leaf))]
    best = min(
        found,
        key=lambda number: next((rank for rank, word in enumerate(_DEADLINE_RANK) if word in fold(columns[number].leaf)), 99),
        default=None,
    )
    return [
        replace(column, meaning=DEADLINE if number == best else OTHER) if number in found else column
        for number, column in enumerate(columns)
    ]


def _units(columns: list[Column]) -> list[Column]:
    """责任分工 holds units only where no other column does."""
    firm = any(column.meaning == UNIT and not re.fullmatch(r"责任分工|分工|责任", column.leaf) for column in columns)
    return [replace(column, meaning=OTHER) if firm and re.fullmatch(r"责任分工|分工|责任", column.leaf) else column for column in columns]


_WEAK_CONTENT = re.compile(r".*(?:要求|步骤|清单|要点|指标)")


def _content(columns: list[Column]) -> list[Column]:
    """Settle on one content column: the firmest word for it; without any, the last task column."""
    found = [number for number, column in enumerate(columns) if column.meaning == CONTENT]
    firm = [number for number in found if not _WEAK_CONTENT.fullmatch(columns[number].leaf)]
    tasks = [number for number, column in enumerate(columns) if column.meaning == TASK]
    chosen = firm[-1] if firm else next(iter(found or tasks[-1:]), None)
    if not firm and found and tasks and _after_deadline(columns, found[0]):
        chosen = tasks[-1]

    def settled(number: int, column: Column) -> Column:
        if number == chosen:
            return replace(column, meaning=CONTENT)
        if column.meaning == CONTENT:
            before = chosen is not None and number < chosen
            return replace(column, meaning=TASK if before else OTHER)
        return column

    return [settled(number, column) for number, column in enumerate(columns)]


def _after_deadline(columns: list[Column], number: int) -> bool:
    """Tell whether a column stands behind units or deadline, where a table says no more what is to be done."""
    return any(column.meaning in (UNIT, DEADLINE) for column in columns[:number])
