"""export: the ledger as xlsx, docx, csv, md, json, ics or html."""

import io
import sys
from pathlib import Path

from govopen_cli.cli.bar import MANY_ROWS, progress
from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.status import Row
from govopen_cli.views.events import sentence
from govopen_cli.views.pages.listing import listing

FORMATS = ("xlsx", "docx", "csv", "md", "json", "ics", "html")
BINARY = ("xlsx", "docx")
TEXTS = ("csv", "md", "json")


def run(call: Call) -> int:
    output, template, todo = call.must("output"), call.path("template"), call.flag("todo")
    chosen = _format(call.one("format"), output)
    if template is not None and chosen != "docx":
        raise UsageError("--template 只用于 docx")
    if todo and chosen != "ics":
        raise UsageError("--todo 只用于 ics")
    books = call.asked()
    rows = list(books.rows())
    with progress("正在导出", large=len(rows) > MANY_ROWS):
        data = _bytes(chosen, call, books, rows, template, todo=todo, bom=output != "-")
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return ExitCode.OK
    from govopen_cli.files import write_whole

    write_whole(Path(output), data)
    print(f"已写入 {output}：{len(rows)} 项（截至 {call.day.isoformat()}）")
    return ExitCode.OK


def _format(name: str | None, output: str) -> str:
    """Return the format: the named one, else the one that the file's suffix names.

    Raises:
        UsageError: there is no such format, or it cannot go where it is asked to.
    """
    chosen = name or Path(output).suffix.lower().lstrip(".")
    if chosen not in FORMATS:
        raise UsageError(f"没有输出格式“{chosen or output}”；可用的有：{'、'.join(FORMATS)}，用 --format 或文件的扩展名写明")
    if chosen in BINARY and output == "-":
        raise UsageError(f"{chosen} 不能写到屏幕；请用 -o 写明文件")
    return chosen


def _bytes(chosen: str, call: Call, books: Books, rows: list[Row], template: Path | None, *, todo: bool, bom: bool) -> bytes:
    if chosen in TEXTS:
        from govopen_cli.views.formats import render

        text = io.StringIO()
        render(listing(books.plans, books.day, books.title, rows), chosen, text)
        return text.getvalue().encode("utf-8-sig" if chosen == "csv" and bom else "utf-8")
    plan, day = call.plan, call.day
    if chosen == "xlsx":
        from govopen_cli.documents import xlsx

        return xlsx.write(plan, rows, day)
    if chosen == "docx":
        from govopen_cli.documents import docx
        from govopen_cli.documents.template import load

        return docx.write(plan, rows, day, load(template) if template else None)
    if chosen == "ics":
        from govopen_cli.documents import ics

        return ics.write(plan, rows, day, todo=todo)
    from govopen_cli.documents import dashboard

    return dashboard.write(plan, rows, day, call.index.members, _history(call, rows))


def _history(call: Call, rows: list[Row]) -> dict[str, list[str]]:
    """Return what was recorded of each item, in words."""
    events = call.state.events([row.item.id for row in rows])
    gone, history = call.state.reversed({event.batch for event in events}), dict[str, list[str]]()
    for event in events:
        history.setdefault(event.item, []).append(sentence(event, call.plan.timezone, undone=event.batch in gone))
    return history
