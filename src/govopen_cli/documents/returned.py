"""A ledger that came back: its tables to rows that say what they are about and what was written in them, each cell with its place.

Whatever was done to the sheet on the way (docs/returned-ledgers.md), a row is known by its key. What is wrong with the paper itself is
refused here; what may be recorded is not decided here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from govopen_cli.documents import key as keys
from govopen_cli.documents.key import Key, Sent
from govopen_cli.documents.sheet import NAMING
from govopen_cli.intake.table import OWN, Cell, Document, Table
from govopen_cli.ledger import columns
from govopen_cli.record import NamedTuple
from govopen_cli.recording.paper import DECIDED, EDITABLE, Entry, Field
from govopen_cli.recording.request import Refusal, Seen
from govopen_cli.text import fold, shorten

_OURS = frozenset((*NAMING, *EDITABLE, fold(keys.TITLE)))  # what no digest is kept of


@dataclass(slots=True)
class Paper:
    """What came back in one file: the rows in which something was written, what cannot be read, and what a reader should know."""

    name: str
    sent: Sent | None = None
    plans: list[str] = field(default_factory=list)
    among: tuple[str, ...] = ()
    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    rows: int = 0  # rows that have a key, filled in or not


class _Line(NamedTuple):
    """A row of a sheet, and the key that stands in it."""

    cells: Sequence[Cell]
    key: Key | None


class _Sheet(NamedTuple):
    """A sheet that holds keys: its titles, and its rows."""

    name: str
    titles: Mapping[int, str]  # by the number of the column
    columns: Mapping[str, int]
    lines: Sequence[_Line]

    def cell(self, line: _Line, title: str) -> Cell | None:
        """Return a row's cell under a title; None where the column is gone."""
        number = self.columns.get(title)
        return line.cells[number] if number is not None else None


def read(document: Document) -> Paper:
    """Return what came back in a document."""
    paper = Paper(document.name, remarks=list(document.remarks))
    found: dict[tuple[str, ...], list[Entry]] = {}
    for table in document.tables:
        sheet = _sheet(table, paper)
        if sheet is not None:
            _rows(sheet, paper, found)
    for same in found.values():
        _choose(same, paper)
    if paper.sent is None and not paper.refusals:
        paper.refusals.append(
            Refusal(f"没有找到“{keys.TITLE}”这一栏：这不是 govopen export 导出的台账，或隐藏的栏目被删掉了；请重新导出", paper.name)
        )
    return paper


# --- sheets -----------------------------------------------------------------------------------------------------------


def _sheet(table: Table, paper: Paper) -> _Sheet | None:
    """Find the head of a table and the keys of its rows; a table without keys is none of ours."""
    held = next((number for number, cells in enumerate(table.rows) for cell in cells if keys.looks_like(cell.text)), None)
    if held is None:
        return None
    head = next((number for number in range(held - 1, -1, -1) if _titles(table.rows[number]) & {*EDITABLE}), None)
    if head is None:
        place = table.rows[held][0].place
        paper.refusals.append(Refusal(f"“{table.name}”里没有找到表头（{'、'.join(EDITABLE)}）；请重新导出", place))
        return None
    titles = {number: title for number, cell in enumerate(table.rows[head]) if cell.origin == OWN and (title := fold(cell.text))}
    known: dict[str, int] = {}
    for number, title in titles.items():
        if title in known and title in (*EDITABLE, *DECIDED):
            paper.refusals.append(Refusal(f"有两栏都叫“{title}”，分不清该登记哪一栏；请去掉一栏", table.rows[head][number].place))
            return None
        known.setdefault(title, number)
    for thing in table.floating:
        words = f"{shorten(thing.text)}不能登记；文字请写进“{columns.REMARKS}”，图片请另存为文件，在“{columns.EVIDENCE}”里写文件名"
        paper.refusals.append(Refusal(words, thing.place))
    paper.among = paper.among or keys.among(cell.text for cells in table.rows[:head] for cell in cells)
    return _Sheet(table.name, titles, known, [_Line(cells, _key(cells, paper)) for cells in table.rows[head + 1 :]])


def _titles(cells: Sequence[Cell]) -> set[str]:
    return {fold(cell.text) for cell in cells}


def _key(cells: Sequence[Cell], paper: Paper) -> Key | None:
    for cell in cells:
        if cell.origin == OWN and keys.looks_like(cell.text):
            key = keys.read(cell.text)
            if key is None:
                paper.refusals.append(Refusal(f"“{keys.TITLE}”这一格被改动了，认不出这一行；请重新导出台账", cell.place))
            return key
    return None


# --- rows -------------------------------------------------------------------------------------------------------------


def _rows(sheet: _Sheet, paper: Paper, found: dict[tuple[str, ...], list[Entry]]) -> None:
    by_name = {_called(line.key): line.key for line in sheet.lines if line.key is not None}
    for line in sheet.lines:
        key = _meant(sheet, line, by_name, paper)
        if key is None:
            continue
        paper.rows += 1
        paper.sent = paper.sent or key.sent
        if key.plan not in paper.plans:
            paper.plans.append(key.plan)
        if key.sent.to != paper.sent.to or key.sent.unit != paper.sent.unit:
            words = f"这一行是发给“{key.sent.to or '经办机关'}”的，不是“{paper.sent.to or '经办机关'}”的；请不要把几份台账拼在一起"
            paper.refusals.append(Refusal(words, _place(line)))
            continue
        wrong = _tampered(sheet, line, key)
        if wrong is not None:
            paper.refusals.append(wrong)
            continue
        found.setdefault(key.part, []).append(_entry(sheet, line, key))
    _remark_others(sheet, paper)


def _called(key: Key) -> tuple[str, ...]:
    return tuple(fold(name) for name in key.part[1:])


def _meant(sheet: _Sheet, line: _Line, by_name: Mapping[tuple[str, ...], Key], paper: Paper) -> Key | None:
    """Return what a row is about: what its visible cells say, which were sorted by people, else its key, which may have stayed behind."""
    cells = [sheet.cell(line, title) for title in NAMING]
    named = tuple(fold(cell.text) if cell is not None and cell.origin == OWN else "" for cell in cells)
    other = by_name.get(named)
    if line.key is not None and _agree(named, _called(line.key)):
        # a number that was a text (1.10 made 1.1) names another row; what else stands in the row says which it is
        return line.key if other in (None, line.key) or _differing(sheet, line, line.key) <= _differing(sheet, line, other) else other
    if other is not None:
        return other
    if line.key is not None:
        wrong = next(
            (cell, name) for cell, name, right in zip(cells, _called(line.key), named, strict=True) if cell is not None and right != name
        )
        paper.refusals.append(Refusal(f"“{shorten(wrong[0].text)}”原来是“{wrong[1]}”，这一栏不能改", wrong[0].place))
        return None
    _unknown(line, paper)
    return None


def _agree(named: Sequence[str], called: Sequence[str]) -> bool:
    """Tell whether what is seen of a row does not contradict its key; a cell that was emptied, or made a number, does not."""
    return all(not seen or seen == right or _number(seen) == _number(right) is not None for seen, right in zip(named, called, strict=True))


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text) else None


_SIGNED = re.compile(
    r"(填报|填表|报送|联系|审核|审批|经办|负责|主管|分管)[人单位部门领导]*|(联系)?电话|手机|日期|盖章|公章|签字|注|备注|说明|合计|总计"
)


def _unknown(line: _Line, paper: Paper) -> None:
    """Say what stands in a row that we did not write; who signs under the table is no entry."""
    texts = [cell for cell in line.cells if cell.origin == OWN and cell.text.strip() and not keys.looks_like(cell.text)]
    if not texts:
        return
    first = texts[0]
    words = shorten(" ".join(cell.text.strip() for cell in texts))
    if _SIGNED.match(fold(first.text)):
        paper.remarks.append(f"{first.place}：“{words}”不登记")
    else:
        paper.refusals.append(Refusal(f"“{words}”这一行不是导出的行；新的事项请写进任务分解表，说明请写在某一行的“备注”里", first.place))


def _tampered(sheet: _Sheet, line: _Line, key: Key) -> Refusal | None:
    """Return the refusal of a row in which something was written that is no entry; a cell that was emptied says nothing."""
    for cell, title in _fixed(sheet, line):
        if title is None:
            words = f"“{shorten(cell.text)}”写在没有标题的栏目里，不知道该登记到哪里；请写进“{columns.REMARKS}”"
            return Refusal(words, cell.place)
        if key.changed(title, cell.text):
            return Refusal(f"“{title}”不能改（{key.item}），现在是“{shorten(cell.text)}”；要说明的请写进“{columns.REMARKS}”", cell.place)
    return None


def _fixed(sheet: _Sheet, line: _Line) -> Iterator[tuple[Cell, str | None]]:
    """Yield what stands in a row beside its entries, with its title."""
    for number, cell in enumerate(line.cells):
        title = sheet.titles.get(number)
        if cell.origin == OWN and not _fillable(line.key, title) and cell.text.strip() and not keys.looks_like(cell.text):
            yield cell, title


def _fillable(key: Key | None, title: str | None) -> bool:
    """Tell whether no digest is kept of what stands under a title, for it is filled in."""
    return title in _OURS or (key is not None and title in DECIDED and title in key.was)


def _differing(sheet: _Sheet, line: _Line, key: Key | None) -> int:
    return sum(title is not None and key is not None and key.changed(title, cell.text) for cell, title in _fixed(sheet, line))


def _entry(sheet: _Sheet, line: _Line, key: Key) -> Entry:
    fields = {}
    for title in (*EDITABLE, *(title for title in DECIDED if title in key.was)):
        cell = sheet.cell(line, title)
        if cell is not None:
            fields[title] = Field(cell.text, keys.before(key, title, cell.text), cell.place)
    return Entry(key.plan, key.item, key.unit, key.domain, Seen(key.known, key.fingerprint), _place(line), fields)


def _place(line: _Line) -> str:
    return line.cells[0].place


def _choose(same: Sequence[Entry], paper: Paper) -> None:
    """Take of rows that are about one part the one that was filled in; two that say different things are refused."""
    filled = [entry for entry in same if entry.filled]
    for entry in filled[1:]:
        if [field.text for field in entry.fields.values()] != [field.text for field in filled[0].fields.values()]:
            paper.refusals.append(
                Refusal(f"{entry.item} 这一行出现了两次，填的不一样（另一处在{filled[0].place}）；请只留一行", entry.place)
            )
            return
    paper.entries += filled[:1]


def _remark_others(sheet: _Sheet, paper: Paper) -> None:
    """Say which columns were added: what stands in them is for whoever added them."""
    known = [line.key for line in sheet.lines if line.key is not None]
    for number, title in sheet.titles.items():
        if not any(_fillable(key, title) or key.has(title) for key in known[:1]):
            count = sum(bool(line.cells[number].text.strip()) for line in sheet.lines if line.key is not None)
            if count:
                paper.remarks.append(f"“{sheet.name}”多出的栏目“{title}”不登记（{count} 格有内容）")
