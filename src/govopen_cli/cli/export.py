"""export: the ledger as xlsx, docx, csv, md, json, ics or html."""

import io
import sys
from pathlib import Path
from typing import NamedTuple

from govopen_cli.cli.bar import MANY_ROWS, progress
from govopen_cli.cli.call import Call
from govopen_cli.documents.contents import Chapter, Contents, contents
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.select import Ledger
from govopen_cli.views.events import sentence
from govopen_cli.views.formats import note
from govopen_cli.views.pages.ledger import ledger

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
    desk = _paper(call, chosen)
    books = call.asked()
    about = contents(books.title, books.day, [Chapter(ledger.plan, list(ledger.rows(filters))) for ledger, filters in books.asked])
    with progress("正在导出", large=len(about.rows) > MANY_ROWS):
        made = _desk(chosen, about, desk) if desk else _made(chosen, about, books, template, todo=todo, bom=output != "-")
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(made.data)
        return ExitCode.OK
    from govopen_cli.files import write_whole

    write_whole(Path(output), made.data)
    note(f"已写入 {output}：{made.said}（截至 {call.day.isoformat()}）")
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


def _paper(call: Call, chosen: str) -> str | None:
    """Return the paper of a ledger that is to be printed; None where it is not.

    Raises:
        UsageError: what is asked for cannot be had together, or there is no such paper.
    """
    paper = call.one("paper")
    if not call.flag("print"):
        if paper is not None:
            raise UsageError("--paper 只与 --print 一起用")
        return None
    if chosen not in BINARY:
        raise UsageError("--print 只用于 xlsx 和 docx")
    if call.path("template") is not None:
        raise UsageError("--print 的版面是定好的，不能与 --template 一起用")
    chosen_paper = (paper or "A4").upper()
    if chosen_paper not in ("A4", "A3"):
        raise UsageError(f"没有纸张“{paper}”；可用的有：A4、A3")
    return chosen_paper


def _desk(chosen: str, about: Contents, paper: str) -> "_Made":
    from govopen_cli.documents.desk.ledger import PAPERS

    if chosen == "xlsx":
        from govopen_cli.documents.desk.xlsx import write
    else:
        from govopen_cli.documents.desk.docx import write
    return _Made(write(about, PAPERS[paper]), f"{len(about.rows)} 项，{paper} 横向")


class _Made(NamedTuple):
    """A file, and what is in it."""

    data: bytes
    said: str


def _made(chosen: str, about: Contents, books: Books, template: Path | None, *, todo: bool, bom: bool) -> _Made:
    if chosen != "ics":
        return _Made(_bytes(chosen, about, books, template, bom=bom), f"{len(about.rows)} 项")
    from govopen_cli.documents import ics

    made, rows = ics.write(_with_history(about, books), todo=todo), len(about.rows)
    said = [f"{made.entries} 个{'待办' if todo else '日程'}，共 {rows} 项"]
    if undated := rows - made.entries:
        said.append(f"{undated} 项没有日期，不在其中")
    if made.settled:
        said.append(f"{made.settled} 项已办结，标为{'完成' if todo else '取消'}，再导入时从日历里去掉")
    return _Made(made.data, "；".join(said))


def _bytes(chosen: str, about: Contents, books: Books, template: Path | None, *, bom: bool) -> bytes:
    if chosen in TEXTS:
        from govopen_cli.views.formats import render

        text = io.StringIO()
        render(ledger(books.plans, books.day, books.title, about.rows), chosen, text)
        return text.getvalue().encode("utf-8-sig" if chosen == "csv" and bom else "utf-8")
    if chosen == "xlsx":
        from govopen_cli.documents import xlsx

        return xlsx.write(about)
    if chosen == "docx":
        from govopen_cli.documents import docx
        from govopen_cli.documents.template import load

        return docx.write(about, load(template) if template else None)
    from govopen_cli.documents import dashboard

    return dashboard.write(_with_history(about, books))


def _with_history(about: Contents, books: Books) -> Contents:
    """Return contents with what was recorded of each item, in words, and with the members of collectives."""
    ledgers = {asked.ledger.plan.id: asked.ledger for asked in books.asked}
    return about._replace(chapters=[_chapter(chapter, ledgers[chapter.plan.id]) for chapter in about.chapters])


def _chapter(chapter: Chapter, ledger: Ledger) -> Chapter:
    events = ledger.state.events([row.item.id for row in chapter.rows])
    gone, history = ledger.state.reversed({event.batch for event in events}), dict[str, list[str]]()
    for event in events:
        history.setdefault(event.item, []).append(sentence(event, chapter.plan.timezone, undone=event.batch in gone))
    return chapter._replace(members=ledger.index.members, history=history)
