"""matrix: items or domains down, accountable members across."""

from govopen_cli.cli import grammar
from govopen_cli.cli.call import Call
from govopen_cli.errors import UsageError
from govopen_cli.ledger.matrix import Square, matrix
from govopen_cli.text import width
from govopen_cli.views import rows as row_views
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    rows = call.must("rows")
    if rows not in grammar.ROW_KINDS:
        raise UsageError(f"--rows 没有“{rows}”；可写 item 或 domain")
    filters = call.filters()
    found = matrix(call.ledger.rows(filters), rows, call.plan.alerts.light)
    members = list(found.members)
    left_out: list[str] = []
    if chosen == "table":
        members, left_out = _fitting(members)
    columns = [
        Column("编号" if rows == "item" else "领域"),
        *([Column("具体内容", "text")] if rows == "item" else []),
        *(Column(name) for name in members),
        Column("合计", "number"),
    ]
    lines = []
    for line in found.lines:
        labels = (line.key, line.label) if rows == "item" else (line.key,)
        lines.append((*labels, *(_words(line.squares.get(name)) for name in members), _share(line.total)))
    foot = ("合计", "") if rows == "item" else ("合计",)
    if lines:
        lines.append((*foot, *(_share(found.member_total(name)) for name in members), _share(found.total)))
    records = [
        {
            "key": line.key,
            "label": line.label,
            "cells": {name: square.record() for name, square in line.squares.items()},
            "done": line.total[0],
            "total": line.total[1],
        }
        for line in found.lines
    ]
    notes = [f"宽度不够，没有显示：{'、'.join(left_out)}；用 --unit 单独查看，或用 --format csv"] if left_out else []
    title = f"完成矩阵（完成数/应有数，按责任单位×领域的单元格计；今天 {call.day.isoformat()}）"
    document = row_views.document(
        call.plan, call.day, records, "rows", members=list(found.members), done=found.total[0], total=found.total[1]
    )
    show(Page(title, columns, [Section("", lines)], document, records, notes), call.one("format"))
    return call.exit_code(filters)


def _fitting(members: list[str]) -> tuple[list[str], list[str]]:
    """Return the members whose columns fit the terminal beside 30 columns of labels and totals, and those left out."""
    import shutil

    room = shutil.get_terminal_size().columns - 30
    kept: list[str] = []
    for name in members:
        room -= max(width(name), 15) + 1
        if room < 0 and kept:
            break
        kept.append(name)
    return kept, members[len(kept) :]


def _words(square: Square | None) -> str:
    if square is None:
        return "—"
    day = square.day.isoformat() if square.day else ""
    part = f" {square.done}/{square.total}" if 0 < square.done < square.total else ""
    return f"{square.word}{part} {day}".strip()


def _share(total: tuple[int, int]) -> str:
    return f"{total[0]}/{total[1]}"
