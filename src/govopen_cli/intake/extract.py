"""A document to the rows of its task table: merged and blank cells filled, every doubt with its place."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from govopen_cli.intake import align, headers, split
from govopen_cli.intake.clean import cleaned
from govopen_cli.intake.headers import Column, Header
from govopen_cli.intake.table import ABOVE, LEFT, Document, Table


@dataclass(slots=True)
class SourceRow:
    """One content row. Texts are verbatim; units and leaders go by the words that the table itself uses for their roles."""

    place: str
    section: str | None = None
    number: str | None = None
    tasks: tuple[str, ...] = ()
    content: str = ""
    deadline: str = ""
    units: dict[str, list[str]] = field(default_factory=dict)
    leaders: dict[str, list[str]] = field(default_factory=dict)
    basis: list[tuple[str | None, str]] = field(default_factory=list)
    domains: list[tuple[str, str]] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Extract:
    """What a document says: its title, its rows, the words for roles in the table's order, and remarks on what was left out."""

    title: str = ""
    rows: list[SourceRow] = field(default_factory=list)
    roles: dict[str, None] = field(default_factory=dict)
    numbered_tasks: bool = False  # the number column counts tasks, not rows
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


_SECTION = re.compile(r"^(?:第?[一二三四五六七八九十百]+[、.．章节部]|[（(][一二三四五六七八九十]+[)）]|[IVXⅠ-Ⅻ]+[、.．]|[A-Z][、.．])")
_NOTE = re.compile(r"^(?:注|备注|说明|附注|※|\*|联系人|联系电话|填表|填报|制表|审核|单位负责人|电话)[:：\d\s]?")
_NO_TITLE = re.compile(
    r"^(?:附件|附表|附)\s*\d*\s*[:：]?$|^(?:填报|填表|制表|报送|单位)[^，。]{0,8}[:：]|^\d{4}年\d{1,2}月\d{1,2}日$|^[（(].*[)）]$|文件$|^种子"
)
# columns that hold what was noted about one row alone: a blank there is a blank
_OWN_ONLY = re.compile(r"备注|完成情况|进展|落实情况|办理情况")


def extract(document: Document) -> Extract:
    """Return the rows of all tables of a document that belong to one plan."""
    document = cleaned(document)
    result = Extract(remarks=list(document.remarks))
    readers: list[_Reader] = []
    for table in document.tables:
        header = headers.find(table)
        if header is None and readers and _continues(table, readers[-1]):
            header = Header(-1, 0, readers[-1].header.columns)
        if header is None:
            result.remarks.append(f"{table.name} 里没有找到任务分解表的表头，没有导入；表头应有任务、责任单位、时限等栏目")
            continue
        result.title = result.title or _title(table, header)
        if not readers or readers[-1].titles != [column.title for column in header.columns if column.title]:
            readers.append(_Reader(result, header))
        readers[-1].add(table, header)
        result.notes += [line for line in table.below if _NOTE.match(line)]
    for reader in readers:
        reader.read()
    _split_run_together(result.rows)
    result.numbered_tasks = _numbers_count_tasks(result.rows)
    return result


def _split_run_together(rows: Sequence[SourceRow]) -> None:
    """Part 派出所工商质监所 where the second office also stands by itself in the table: a separator was lost."""
    known = {name for row in rows for names in row.units.values() for name in names if name.endswith(("所", "站", "队")) and len(name) > 2}
    for row in rows:
        for role, names in row.units.items():
            found = []
            for name in names:
                tail = next(
                    (
                        other
                        for other in known
                        if name != other and name.endswith(other) and name.removesuffix(other).endswith(("所", "站", "队"))
                    ),
                    None,
                )
                found += [name] if tail is None else [name.removesuffix(tail), tail]
                if tail is not None:
                    row.doubts.append(f"“{name}”按两个单位“{name.removesuffix(tail)}”“{tail}”理解，原文缺少分隔")
            row.units[role] = found


def _continues(table: Table, reader: "_Reader") -> bool:
    """Tell whether a table without a header goes on with the one before it: as many columns, and texts that fit them."""
    width = max(len(row) for row in table.rows)
    columns = reader.header.columns
    empty: list[Counter[str]] = [Counter() for _ in columns]
    fitting = [align.straight([cell.text for cell in row], columns, empty) is not None for row in table.rows]
    return width == len(columns) and sum(fitting) * 2 > len(fitting)


def _title(table: Table, header: Header) -> str:
    """Return the title: the last line above the header that is none of 附件, 填报单位 or a date."""
    above = [*table.above]
    for row in table.rows[: max(header.row, 0)]:
        above += list(dict.fromkeys(cell.text for cell in row if cell.text))
    lines = [re.sub(r"\s*\n\s*", "", line) for line in above]
    good = [line for line in lines if len(line) > 4 and not _NO_TITLE.search(line) and not _SECTION.match(line)]
    named = [line for line in good if re.search(r"表|分解|分工|清单|台账|计划|方案|安排|要点|任务", line)]
    return (named or good or [""])[-1]


def _numbers_count_tasks(rows: Sequence[SourceRow]) -> bool:
    """Tell whether the number column numbers tasks: it then changes where the task changes, and only there."""
    pairs = [(row.number, row.tasks) for row in rows]
    if not all(number and tasks for number, tasks in pairs):
        return False
    by_number: dict[str | None, set[tuple[str, ...]]] = {}
    by_task: dict[tuple[str, ...], set[str | None]] = {}
    for number, tasks in pairs:
        by_number.setdefault(number, set()).add(tasks)
        by_task.setdefault(tasks, set()).add(number)
    return all(len(found) == 1 for found in by_number.values()) and all(len(found) == 1 for found in by_task.values())


class _Reader:
    """Reads the rows of a table, and of the tables that go on with it."""

    def __init__(self, result: Extract, header: Header) -> None:
        self.result = result
        self.header = header
        self.tables: list[tuple[Table, Header, list[int]]] = []
        self.section: str | None = None
        self.previous: list[str] = []
        self.tasks: list[str] = []
        self.layout: tuple[tuple[int, ...], ...] | None = None
        self.seen: list[Counter[str]] = []
        self.timeline = False
        self.blocks = False

    @property
    def titles(self) -> list[str]:
        """The titles of the columns: tables with the same ones belong together."""
        return [column.title for column in self.header.columns if column.title]

    def add(self, table: Table, header: Header) -> None:
        """Add a table that goes on with the ones before it."""
        if len(header.columns) >= len(self.header.columns):
            self.header = header
        body = [number for number in range(header.row + header.height, len(table.rows)) if not self._skipped(table, number, header)]
        self.tables.append((table, header, body))

    def read(self) -> None:
        """Read all tables: first what stands where, then row by row."""
        columns = self._settle()
        self._vocabulary(columns)
        for table, _, body in self.tables:
            shifted = any(
                not column.title and table.rows[number][at].text
                for number in body
                for at, column in enumerate(columns)
                if at < len(table.rows[number])
            )
            for number in body:
                kind, text = self._kind(table, number)
                if kind == "section":
                    self.section, self.layout = text, None
                elif kind == "note":
                    self.result.notes.append(text)
                else:
                    self._row(table, number, columns, shifted=shifted)

    def _skipped(self, table: Table, number: int, header: Header) -> bool:
        """Skip blank rows and headers that are printed again."""
        texts = [cell.text for cell in table.rows[number] if cell.text]
        if not texts:
            return True
        if not headers.is_header(table, number):
            return number > 0 and headers.is_header(table, number - 1) and header.height == 2 and self._is_second_level(texts)
        return True

    def _is_second_level(self, texts: list[str]) -> bool:
        leaves = {column.leaf for column in self.header.columns}
        return len(texts) > 1 and all(re.sub(r"\s*\n\s*", "", text) in leaves for text in texts)

    def _kind(self, table: Table, number: int) -> tuple[str, str]:
        cells = table.rows[number]
        own = [cell for cell in cells if cell.text and cell.origin != LEFT]
        text = own[0].text if own else ""
        alone = len(own) == 1 and own[0] is cells[0]
        whole = alone and len(cells) > 1 and all(cell.origin == LEFT for cell in cells[1:])
        if alone and _NOTE.match(text):
            return "note", text
        if alone and (_SECTION.match(text) or (whole and len(text) <= 60)) and own[0].origin != ABOVE and len(self.header.named) > 1:
            return "section", re.sub(r"\s*\n\s*", "", text)
        return "row", ""

    def _settle(self) -> list[Column]:
        """Look into the cells where the headers alone do not say what a column holds: 时间：内容 in one cell."""
        columns = list(self.header.columns)
        at = next((number for number, column in enumerate(columns) if column.meaning == headers.DEADLINE), None)
        if at is None:
            return columns
        texts, rows = [], 0
        for table, _, body in self.tables:
            rows += len(body)
            for cells in (table.rows[number] for number in body):
                texts += [cells[at].text] if table.exact and at < len(cells) else [cell.text for cell in cells if align.stage(cell.text)]
        stages = sum(align.stage(text) is not None for text in texts)
        self.timeline = stages * 5 >= max(len([text for text in texts if text]), 1) * 3 and stages * 2 > rows
        if self.timeline:
            columns = [replace(column, meaning=headers.TASK) if column.meaning == headers.CONTENT else column for column in columns]
        return columns

    def _vocabulary(self, columns: Sequence[Column]) -> None:
        """Count what stands in each column in the rows whose cells stand where they should; see whether numbers mark blocks."""
        self.seen = [Counter() for _ in columns]
        empty: list[Counter[str]] = [Counter() for _ in columns]
        keys = [at for at, column in enumerate(columns) if column.meaning in (headers.NUMBER, headers.TASK)][:1]
        for table, _, body in self.tables:
            for cells in (table.rows[number] for number in body):
                texts = [cell.text if cell.origin != ABOVE else "" for cell in cells]
                self.blocks |= any(at < len(texts) and not texts[at] for at in keys)
                if align.straight(texts, columns, empty) is not None:
                    for at, text in enumerate(texts[: len(columns)]):
                        self.seen[at].update([text] if text else [])

    # --- one row -------------------------------------------------------------------------------------------------

    def _row(self, table: Table, number: int, columns: Sequence[Column], *, shifted: bool) -> None:
        cells = table.rows[number]
        row = SourceRow(place=_row_place(table, number), section=self.section)
        texts = [cell.text if not (shifted and cell.origin == ABOVE) else "" for cell in cells]
        own = [cell.text if cell.origin not in (ABOVE, LEFT) else "" for cell in cells]
        lefts = [cell.origin == LEFT for cell in cells]
        values, spread, moved = self._laid(texts, columns, table, row, lefts)
        self._fill(
            row,
            values,
            spread,
            columns,
            own if not moved else values,
            exact=table.exact and not shifted,
            lefts=[not moved and at < len(lefts) and lefts[at] for at in range(len(columns))],
        )

    def _laid(
        self, texts: list[str], columns: Sequence[Column], table: Table, row: SourceRow, lefts: list[bool]
    ) -> tuple[list[str], dict[int, list[str]], bool]:
        """Return the text over each column, texts that share a column, and whether cells were moved."""
        width = len(columns)
        if self.timeline and not table.exact and (laid := _around_stage(texts, columns)):
            return laid
        seen = self.seen if table.exact else self._without_row(texts)
        score = align.straight(texts, columns, seen)
        follow = self._following(texts, columns, seen)
        doubted = not table.exact and score is not None and follow is None and align.suspect(texts, columns, seen)
        if score is not None and not doubted and (follow is None or follow.score < score):
            self.layout = None
            return [*texts[:width], *[""] * (width - len(texts))], {}, False
        if table.exact and score is None and not any(not column.title and text for column, text in zip(columns, texts, strict=False)):
            return [*texts[:width], *[""] * (width - len(texts))], {}, False  # a grid is what it is: odd texts are doubted later
        kept = [text for text, left in zip(texts, lefts, strict=True) if not left]
        layouts = [follow] if follow is not None and score is not None else align.best(kept, columns, seen)
        if not layouts:
            row.doubts.append("这一行的格与表头对不上，按原来的位置读取，请核对")
            return [*texts[:width], *[""] * (width - len(texts))], {}, False
        chosen = layouts[0]
        assert chosen is not None
        plain = [align.Layout(tuple((index,) if index < len(kept) else () for index in range(width)), chosen.score)] if doubted else []
        self._doubt(row, [chosen, *plain, *(layout for layout in layouts[1:] if layout is not None)], kept, columns)
        spans = any(left == right != () for left, right in pairwise(chosen.cells))
        self.layout = chosen.cells if spans else None  # the rows below may have the same merged cells
        return [next((kept[index] for index in part), "") for part in chosen.cells], {}, True

    def _without_row(self, texts: Sequence[str]) -> list[Counter[str]]:
        """Return what stands in each column in the other rows."""
        return [seen - Counter([texts[at]] if at < len(texts) else []) for at, seen in enumerate(self.seen)]

    def _following(self, texts: Sequence[str], columns: Sequence[Column], seen: Sequence[Counter[str]]) -> align.Layout | None:
        """Return the layout of the row above, where this row goes on below it and may have the same merged cells."""
        if self.layout is None or any(texts[at] for at, column in enumerate(columns[: len(texts)]) if column.meaning == headers.NUMBER):
            return None
        score = 0.0
        for at, part in enumerate(self.layout):
            text = next((texts[index] for index in part if index < len(texts) and texts[index]), "")
            value = align.fit(text, columns[at], seen[at]) if columns[at].title else 0.0
            if value <= -1:
                return None
            score += value + (0.5 if text and columns[at].meaning == headers.DEADLINE else 0.0)
        used = {index for part in self.layout for index in part}
        return None if any(text for index, text in enumerate(texts) if index not in used) else align.Layout(self.layout, score)

    def _doubt(self, row: SourceRow, layouts: list[align.Layout], texts: Sequence[str], columns: Sequence[Column]) -> None:
        """Report a row that could be read in another way about as well."""
        chosen = align.texts_of(layouts[0], texts)
        if chosen == tuple((text,) if text else () for text in [*texts, *[""] * len(columns)][: len(columns)]):
            return  # the cells stand where they should after all
        for layout in layouts[1:]:
            if layouts[0].score - layout.score > _CLOSE:
                break
            differ = [at for at, (left, right) in enumerate(zip(chosen, align.texts_of(layout, texts), strict=True)) if left != right]
            if differ and all(columns[at].meaning in (headers.UNIT, headers.DEADLINE, headers.LEADER, headers.OTHER) for at in differ):
                names = "、".join(columns[at].leaf for at in differ)
                row.doubts.append(f"这一行有歧义：{names}的格错开了，可以有不同的归位方法，请对照原件核实")
                return
        row.doubts.append("这一行的格与表头错开了，已按内容归位")

    def _fill(
        self,
        row: SourceRow,
        values: list[str],
        spread: dict[int, list[str]],
        columns: Sequence[Column],
        own: Sequence[str],
        *,
        exact: bool,
        lefts: list[bool],
    ) -> None:
        keys = [at for at, column in enumerate(columns) if column.meaning in (headers.NUMBER, headers.TASK)]
        own = [spread[at][0] if at in spread else text for at, text in enumerate(own)]
        new_block = any(own[at] for at in keys if at < len(own)) or not self.previous or not keys
        firm = [at for at in keys if columns[at].meaning == headers.NUMBER] or keys
        continuing = bool(self.previous) and bool(keys) and not any(own[at] for at in firm if at < len(own))
        loose = bool(self.previous) and not exact and not self.blocks
        full = list(values)
        for at, column in enumerate(columns):
            if full[at] or not column.title or at >= len(self.previous):
                continue
            if self._inherits(column, continuing=continuing, loose=loose, exact=exact):
                full[at] = self.previous[at]
        self.previous = full
        self._tasks(row, full, spread, columns, lefts, continuing or not new_block)
        self._meanings(row, full, columns, lefts)
        self.result.rows.append(row)

    def _inherits(self, column: Column, *, continuing: bool, loose: bool, exact: bool) -> bool:
        if column.meaning == headers.CONTENT or _OWN_ONLY.search(column.title):
            return False
        if column.meaning == headers.NUMBER:
            return continuing
        if column.meaning == headers.OTHER:
            return continuing and not exact
        return continuing or loose

    def _tasks(
        self, row: SourceRow, full: list[str], spread: dict[int, list[str]], columns: Sequence[Column], lefts: list[bool], continuing: bool
    ) -> None:
        found: list[str] = []
        for at, column in enumerate(columns):
            if column.meaning == headers.TASK and not lefts[at]:
                found += spread.get(at, [full[at]])
        if spread or (self.timeline and len(found) < len(self.tasks) and not any(found)):
            filled = [text or (self.tasks[index] if index < len(self.tasks) else "") for index, text in enumerate(found)]
            blank = not any(text for at, part in spread.items() for text in part) and not any(found)
            found = self.tasks if blank else filled
        self.tasks = [text for text in found if text] if continuing or any(found) else []
        row.tasks = tuple(dict.fromkeys(re.sub(r"\s*\n\s*", "", text) for text in self.tasks))

    def _meanings(self, row: SourceRow, full: list[str], columns: Sequence[Column], lefts: list[bool]) -> None:
        for at, column in enumerate(columns):
            text = full[at]
            if not column.title:
                continue
            if column.meaning == headers.NUMBER:
                row.number = text or None
            elif column.meaning == headers.CONTENT:
                row.content = text
            elif column.meaning == headers.DEADLINE:
                self._deadline(row, text)
            elif column.meaning == headers.UNIT:
                self._units(row, text, column)
            elif column.meaning == headers.LEADER:
                people = [] if lefts[at] else [name for name in split.persons(text) if not split.is_unit(name)]
                row.leaders[column.leaf] = people
            elif column.meaning == headers.BASIS:
                row.basis = split.policies(text)
            elif column.meaning == headers.DOMAIN:
                row.domains = [(split.official(name), name) for name in split.tokens(text)]
            elif column.meaning == headers.OTHER and text:
                row.extra[column.title] = text
        row.domains = row.domains or split.content_domains(row.content)

    def _deadline(self, row: SourceRow, text: str) -> None:
        parts = align.stage(text) if self.timeline else None
        if parts is not None:
            row.deadline, row.content = parts
        elif self.timeline:
            row.content = text
        else:
            row.deadline = text

    def _units(self, row: SourceRow, text: str, column: Column) -> None:
        role = column.leaf
        self.result.roles.setdefault(role)
        if text and align.is_time(text):
            row.doubts.append(f"“{role}”栏里是时间“{text}”，请核对")
        for word, found in split.units(text, role).items():
            self.result.roles.setdefault(word)
            row.units[word] = list(dict.fromkeys([*row.units.get(word, []), *found]))


def _around_stage(texts: Sequence[str], columns: Sequence[Column]) -> tuple[list[str], dict[int, list[str]], bool] | None:
    """Lay a row of text over a table of 时间：内容 cells: what stands before such a cell is the task, however many cells it takes."""
    at = next((index for index, text in enumerate(texts) if align.stage(text)), None)
    deadline = next(number for number, column in enumerate(columns) if column.meaning == headers.DEADLINE)
    tasks = [number for number, column in enumerate(columns[:deadline]) if column.meaning == headers.TASK]
    if at is None or len(tasks) != deadline:
        return None
    values = [""] * len(columns)
    values[0] = next((text for text in texts[:at] if text), "")
    for offset, text in enumerate(texts[at : at + len(columns) - deadline]):
        values[deadline + offset] = text
    return values, {0: list(texts[:at])}, True


_CLOSE = 1.0  # layouts whose scores differ by less are about as good


def _row_place(table: Table, number: int) -> str:
    places = [cell.place for cell in table.rows[number] if cell.place]
    if table.exact and places and " " in places[0] and "第" not in places[0]:
        sheet, cell = places[0].rsplit(" ", 1)
        return f"{sheet} 第{re.sub('[A-Z]', '', cell)}行"
    return re.sub(r"第\d+列$", "", places[0]) if places else f"{table.name} 第{number + 1}行"
