"""A document to the rows of its task table: merged and blank cells filled, every doubt with its place."""

import re
from collections import Counter
from collections.abc import Sequence

from govopen_cli.intake import align, headers, rowkinds, words
from govopen_cli.intake.clean import cleaned
from govopen_cli.intake.headers import Header
from govopen_cli.intake.judge import guessed
from govopen_cli.intake.rows import Reader
from govopen_cli.intake.source import Extract, SourceRow
from govopen_cli.intake.table import Document, Table, UnreadableDocument

_NO_TITLE = re.compile(
    r"^(?:附件|附表|附)\s*\d*\s*[:：]?$|^(?:填报|填表|制表|报送|单位)[^，。]{0,8}[:：]|^\d{4}年\d{1,2}月\d{1,2}日$|^[（(].*[)）]$|文件$|^种子"
)


def extract(document: Document, *, as_plan: bool = False) -> Extract:
    """Return the rows of all tables of a document that belong to one plan.

    Raises:
        UnreadableDocument: it is a published catalogue of what is made public, and not to be read ``as_plan``.
    """
    document = cleaned(document)
    result = Extract(remarks=list(document.remarks))
    readers: list[Reader] = []
    for table in document.tables:
        header = headers.find(table)
        if header is None and readers and _continues(table, readers[-1]):
            header = Header(-1, 0, readers[-1].header.columns)
        if header is None and (header := guessed(table)) is not None:
            what = "、".join(f"“{column.title}”为{_MEANT[column.meaning]}" for column in header.columns if column.meaning in _MEANT)
            result.remarks.append(f"{table.name} 的表头没有认出来，按内容理解：{what}，请核对")
        if header is None:
            result.remarks.append(f"{table.name} 里没有找到任务分解表的表头，没有导入；表头应有任务、责任单位、时限等栏目")
            continue
        if not as_plan and (found := _catalogued(header)):
            raise UnreadableDocument(
                f"{table.name if table.name == document.name else f'{document.name} 的{table.name}'}是政务公开事项目录（表头有{'、'.join(found)}），不是任务分解表；确要当作任务分解表导入，请加 --as-plan"
            )
        result.title = result.title or _title(table, header)
        if not readers or readers[-1].titles != [column.title for column in header.columns if column.title]:
            readers.append(Reader(result, header))
        readers[-1].add(table, header)
        result.notes += [line for line in table.below if rowkinds.is_note(line)]
    for reader in readers:
        reader.read()
    _split_run_together(result.rows)
    _doubt_twins(result.rows)
    result.numbered_tasks = _numbers_count_tasks(result.rows)
    return result


def _doubt_twins(rows: Sequence[SourceRow]) -> None:
    """Say of a row that it says the same as one before it."""
    seen: dict[tuple[object, ...], str] = {}
    for row in rows:
        key = (row.section, row.tasks, row.content, row.deadline, tuple((role, tuple(names)) for role, names in row.units.items()))
        before = seen.setdefault(key, row.place)
        if before != row.place and row.content:
            row.doubts.append(f"与{before}完全相同，请核对是否重复")


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


_MEANT = {words.UNIT: "责任单位", words.DEADLINE: "完成时限", words.CONTENT: "具体内容", words.NUMBER: "序号"}


def _catalogued(header: Header) -> list[str]:
    """Return the titles by which a table is a published catalogue (政务公开事项标准目录); none where it is not."""
    titles = dict.fromkeys(word for column in header.columns for word in column.title.split("#")[0].split("/"))
    found = [title for title in titles if words.plain_title(title) in words.listed("catalogue")]
    return found if len(found) >= 3 else []


def _continues(table: Table, reader: Reader) -> bool:
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
    good = [line for line in lines if len(line) > 4 and not _NO_TITLE.search(line) and not rowkinds.HEADING.match(line)]
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
