"""Row by row through a table: which text stands under which title, what a blank cell means, what a cell says."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from govopen_cli.intake import align, cited, elsewhere, headers, rowkinds, words
from govopen_cli.intake.blanks import EXACT, FLAT, PLAIN, Blanks
from govopen_cli.intake.headers import Column, Header
from govopen_cli.intake.judge import judged
from govopen_cli.intake.names import is_firm_body, persons, tokens
from govopen_cli.intake.readers.shown import bare_day
from govopen_cli.intake.roles import LONGEST_CELL, assigned, is_role
from govopen_cli.intake.source import Extract, SourceRow
from govopen_cli.intake.table import ABOVE, LEFT, OWN, Table


class Reader:
    """Reads the rows of a table, and of the tables that go on with it."""

    def __init__(self, result: Extract, header: Header) -> None:
        self.result = result
        self.header = header
        self.tables: list[tuple[Table, Header, list[int]]] = []
        self.section: str | None = None
        self.blanks = Blanks()
        self.tasks: list[str] = []
        self.layout: tuple[tuple[int, ...], ...] | None = None
        self.seen: list[Counter[str]] = []
        self.timeline = False
        self.blocks = False
        self.lines: list[str] = []  # what stands above the table
        self.elsewhere = elsewhere.Found()

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
        for table, header, body in self.tables:
            self.lines = [*table.above, *(cell.text for cells in table.rows[: max(header.row, 0)] for cell in cells if cell.text)]
            shifted = any(
                not column.title and table.rows[number][at].text
                for number in body
                for at, column in enumerate(columns)
                if at < len(table.rows[number])
            )
            for number in body:
                kind, text = rowkinds.kind(table.rows[number], len(self.header.named))
                if kind == rowkinds.SECTION:
                    self.section, self.layout = text, None
                elif kind == rowkinds.NOTE:
                    self.result.notes.append(text)
                elif kind == rowkinds.TOTAL:
                    self.result.remarks.append(f"{row_place(table, number)}是合计，不是任务，没有导入：{text}")
                else:
                    self._row(table, number, columns, shifted=shifted)
        self.result.remarks += self.elsewhere.remarks()

    def _skipped(self, table: Table, number: int, header: Header) -> bool:
        """Skip blank rows and headers that are printed again."""
        return not any(cell.text for cell in table.rows[number]) or headers.repeats(table, number, header)

    def _settle(self) -> list[Column]:
        """Look into the cells where the headers alone do not say what a column holds: 时间：内容 in one cell."""
        columns, remarks = judged(self.header.columns, self._cells())
        self.result.remarks += remarks
        at = next((number for number, column in enumerate(columns) if column.meaning == words.DEADLINE), None)
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
            columns = [
                replace(column, meaning=words.TASK if number < at else words.OTHER) if column.meaning == words.CONTENT else column
                for number, column in enumerate(columns)
            ]
        return columns

    def _cells(self) -> list[list[str]]:
        """Return the texts that stand in each column, so far as rows have their cells in place."""
        cells: list[list[str]] = [[] for _ in self.header.columns]
        for table, _, body in self.tables:
            for row in (table.rows[number] for number in body):
                if rowkinds.kind(row, len(self.header.named))[0] == rowkinds.ROW:
                    for at, cell in enumerate(row[: len(cells)]):
                        cells[at].append(cell.text)
        return cells

    def _vocabulary(self, columns: Sequence[Column]) -> None:
        """Count what stands in each column in the rows whose cells stand where they should; see whether numbers mark blocks."""
        self.seen = [Counter() for _ in columns]
        empty: list[Counter[str]] = [Counter() for _ in columns]
        keys = [at for at, column in enumerate(columns) if column.meaning in (words.NUMBER, words.TASK)][:1]
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
        row = SourceRow(place=row_place(table, number), section=self.section)
        if wrong := [cell for cell in cells if cell.origin == OWN and rowkinds.is_error(cell.text)]:
            row.doubts += [f"{cell.place or row.place}是错误值 {cell.text}，按空白处理" for cell in wrong]
            cells = [cell._replace(text="") if rowkinds.is_error(cell.text) else cell for cell in cells]
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
            PLAIN if table.exact and not table.merges else EXACT if table.exact and not shifted else FLAT,
            [not moved and at < len(lefts) and lefts[at] for at in range(len(columns))],
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
        return [next((kept[index] for index in part if index < len(kept)), "") for part in chosen.cells], {}, True

    def _without_row(self, texts: Sequence[str]) -> list[Counter[str]]:
        """Return what stands in each column in the other rows."""
        return [seen - Counter([texts[at]] if at < len(texts) else []) for at, seen in enumerate(self.seen)]

    def _following(self, texts: Sequence[str], columns: Sequence[Column], seen: Sequence[Counter[str]]) -> align.Layout | None:
        """Return the layout of the row above, where this row goes on below it and may have the same merged cells."""
        if self.layout is None or any(texts[at] for at, column in enumerate(columns[: len(texts)]) if column.meaning == words.NUMBER):
            return None
        score = 0.0
        for at, part in enumerate(self.layout):
            text = next((texts[index] for index in part if index < len(texts) and texts[index]), "")
            value = align.fit(text, columns[at], seen[at]) if columns[at].title else 0.0
            if value <= -1:
                return None
            score += value + (0.5 if text and columns[at].meaning == words.DEADLINE else 0.0)
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
            if differ and all(columns[at].meaning in (words.UNIT, words.DEADLINE, words.LEADER, words.OTHER) for at in differ):
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
        kind: str,
        lefts: list[bool],
    ) -> None:
        own = [spread[at][0] if at in spread else text for at, text in enumerate(own)]
        filled = self.blanks.fill(values, own, columns, kind, blocks=self.blocks, kept=frozenset(spread))
        full = filled.texts
        row.doubts += filled.doubts
        self._tasks(row, full, spread, columns, lefts, filled.continuing or not filled.new_block)
        self._meanings(row, full, columns, lefts)
        for word, names in elsewhere.completed(row, self.lines, self.elsewhere).items():
            self.result.roles.setdefault(word)
            row.units[word] = names
        self.result.rows.append(row)

    def _tasks(
        self, row: SourceRow, full: list[str], spread: dict[int, list[str]], columns: Sequence[Column], lefts: list[bool], continuing: bool
    ) -> None:
        found: list[str] = []
        for at, column in enumerate(columns):
            if column.meaning == words.TASK and not lefts[at]:
                found += spread.get(at, [full[at]])
        if spread or (self.timeline and len(found) < len(self.tasks) and not any(found)):
            filled = [text or (self.tasks[index] if index < len(self.tasks) else "") for index, text in enumerate(found)]
            blank = not any(text for at, part in spread.items() for text in part) and not any(found)
            found = self.tasks if blank else filled
        self.tasks = [text for text in found if text] if continuing or any(found) else []
        row.tasks = tuple(dict.fromkeys(re.sub(r"\s*\n\s*", "", text) for text in self.tasks))

    def _meanings(self, row: SourceRow, full: list[str], columns: Sequence[Column], lefts: list[bool]) -> None:
        role = spoken = ""
        for at, column in enumerate(columns):
            text = full[at]
            if not column.title:
                continue
            if column.meaning == words.NUMBER:
                row.number = text or None
            elif column.meaning == words.CONTENT:
                row.content = text
            elif column.meaning == words.DEADLINE:
                self._deadline(row, text)
            elif column.meaning == words.UNIT and is_role(text):  # a title over two columns: the role, and who has it (发起|市场监管部门)
                role = text.strip()
            elif column.meaning == words.UNIT:
                spoken = self._units(row, text, role or column.leaf) or spoken
                role = ""
            elif column.meaning == words.LEADER:
                people = [] if lefts[at] else [name for name in persons(text) if not is_firm_body(name)]
                row.leaders[column.leaf] = people
            elif column.meaning == words.BASIS:
                row.basis = cited.policies(text)
            elif column.meaning == words.DOMAIN:
                row.domains = [(cited.official(name), name) for name in tokens(text)]
            elif column.meaning == words.OTHER and text:
                row.extra[column.title] = text
        self._spoken(row, spoken)
        row.domains = row.domains or cited.content_domains(row.content)

    def _spoken(self, row: SourceRow, spoken: str) -> None:
        """Take the deadline that stands among units, where the row has no other."""
        if spoken and not row.deadline:
            row.deadline = spoken
            self.elsewhere.note("完成时限取自责任单位一栏", row.place)
        elif spoken and spoken != row.deadline:
            row.doubts.append(f"责任单位一栏里也有时限“{spoken}”，请核对")

    def _deadline(self, row: SourceRow, text: str) -> None:
        parts = align.stage(text) if self.timeline else None
        if parts is not None:
            row.deadline, row.content = parts
        elif self.timeline:
            row.content = text
        else:
            row.deadline = text
            if day := bare_day(text):
                row.doubts.append(f"完成时限“{text}”可能是表格软件里日期的序号，即{day.isoformat()}；如果是，请改成这一天")

    def _units(self, row: SourceRow, text: str, role: str) -> str:
        """Take the units and persons of a cell; return the deadline that stands among them."""
        self.result.roles.setdefault(role)
        if text and align.is_time(text):
            row.doubts.append(f"“{role}”栏里是时间“{text}”，请核对")
        said = assigned(text, role)
        if len(text) > LONGEST_CELL:
            row.extra[role] = text
        for word, found in said.roles.items():
            self.result.roles.setdefault(word)
            row.units[word] = list(dict.fromkeys([*row.units.get(word, []), *found]))
        if said.persons:
            row.leaders[role] = list(dict.fromkeys([*row.leaders.get(role, []), *said.persons]))
        row.doubts += said.doubts
        return said.deadline


def _around_stage(texts: Sequence[str], columns: Sequence[Column]) -> tuple[list[str], dict[int, list[str]], bool] | None:
    """Lay a row of text over a table of 时间：内容 cells: what stands before such a cell is the task, however many cells it takes."""
    at = next((index for index, text in enumerate(texts) if align.stage(text)), None)
    deadline = next(number for number, column in enumerate(columns) if column.meaning == words.DEADLINE)
    tasks = [number for number, column in enumerate(columns[:deadline]) if column.meaning == words.TASK]
    if at is None or len(tasks) != deadline:
        return None
    values = [""] * len(columns)
    values[0] = next((text for text in texts[:at] if text), "")
    for offset, text in enumerate(texts[at : at + len(columns) - deadline]):
        values[deadline + offset] = text
    return values, {0: list(texts[:at])}, True


_CLOSE = 1.0  # layouts whose scores differ by less are about as good


def row_place(table: Table, number: int) -> str:
    """Return where a row stands, in words."""
    places = [cell.place for cell in table.rows[number] if cell.place]
    if table.exact and places and " " in places[0] and "第" not in places[0]:
        sheet, cell = places[0].rsplit(" ", 1)
        return f"{sheet} 第{re.sub('[A-Z]', '', cell)}行"
    return re.sub(r"第\d+列$", "", places[0]) if places else f"{table.name} 第{number + 1}行"
