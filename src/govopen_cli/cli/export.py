"""export: the ledger as xlsx, docx, csv, md, json, ics or html."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from govopen_cli.cli.bar import MANY_ROWS, progress
from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar.parts import EXPORTS, GROUPINGS
from govopen_cli.documents.contents import Chapter, Contents, contents
from govopen_cli.errors import ExitCode, OutputError, UsageError
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.select import Ledger
from govopen_cli.text import plain, visible
from govopen_cli.views.events import sentence
from govopen_cli.views.formats import note
from govopen_cli.views.pages.ledger import ledger

BINARY = ("xlsx", "docx")
TEXTS = ("csv", "md", "json")


def run(call: Call) -> int:
    output, template, todo = call.must("output"), call.path("template"), call.flag("todo")
    by = call.choice("split_by", GROUPINGS)
    chosen = _format(call.one("format"), output, folder=by is not None)
    if template is not None and chosen != "docx":
        raise UsageError("--template 只用于 docx")
    if todo and chosen != "ics":
        raise UsageError("--todo 只用于 ics")
    desk = _paper(call, chosen)
    if call.flag("flat") and (chosen != "xlsx" or desk is not None):
        raise UsageError("--flat 只用于 xlsx，不能与 --print 一起用")
    books = call.asked()
    if by is not None:
        return _split(call, books, by, chosen, template, desk)
    about = _about(call, books, to_fill_in=chosen == "xlsx" and desk is None)
    with progress("正在导出", large=len(about.rows) > MANY_ROWS):
        made = _desk(chosen, about, desk) if desk else _made(call, chosen, about, books, template, bom=output != "-")
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(made.data)
        return ExitCode.OK
    from govopen_cli.files import write_whole

    _check_unread(call, [Path(output)])
    write_whole(Path(output), made.data)
    note(f"已写入 {output}：{made.said}（截至 {call.day.isoformat()}）")
    return ExitCode.OK


def _about(call: Call, books: Books, *, to_fill_in: bool) -> Contents:
    """Return what is exported: a unit's own ledger where one is to be filled in by it, else the rows that are asked for."""
    if to_fill_in and call.one("unit") is not None:
        from govopen_cli.cli.sending import for_unit

        return for_unit(call, books)
    if call.one("return_by") is not None:
        raise UsageError("--return-by 只用于发给单位的 xlsx：与 --unit 或 --split-by 一起用")
    chapters = [Chapter(ledger.plan, list(ledger.rows(filters)), known=ledger.state.stamp()) for ledger, filters in books.asked]
    return contents(books.title, books.day, chapters)


def _split(call: Call, books: Books, by: str, chosen: str, template: Path | None, desk: str | None) -> int:
    """Write a file for each unit, task or domain into a folder."""
    from govopen_cli.cli.sending import split
    from govopen_cli.files import make_folder, write_whole

    folder = Path(call.must("output"))
    parcels = split(call, books, by)
    paths = [folder / name for name in _file_names([parcel.sent.to or "" for parcel in parcels if parcel.sent], chosen)]
    _check_unread(call, paths)
    make_folder(folder)
    with progress("正在导出", large=sum(len(parcel.rows) for parcel in parcels) > MANY_ROWS):
        for path, parcel in zip(paths, parcels, strict=True):
            made = _desk(chosen, parcel, desk) if desk else _made(call, chosen, parcel, books, template, bom=True)
            write_whole(path, made.data)
            print(f"{path}：{len(parcel.rows)} 行")
    return ExitCode.OK


_NOT_IN_NAMES = dict.fromkeys(map(ord, '<>:"/\\|?*\n\r\t'), "_")  # what Windows does not allow
_NAME_MOST = 60  # characters: names of files are bounded in bytes


def _file_names(names: Sequence[str], suffix: str) -> list[str]:
    """Return a file name for each name, no two alike."""
    found: list[str] = []
    taken: set[str] = set()
    for name in names:
        stem = plain(name).translate(_NOT_IN_NAMES)[:_NAME_MOST].strip(" .") or "_"
        number = 1
        while (made := f"{stem}({number}).{suffix}" if number > 1 else f"{stem}.{suffix}").casefold() in taken:
            number += 1
        taken.add(made.casefold())
        found.append(made)
    return found


def _check_unread(call: Call, paths: Sequence[Path]) -> None:
    """Refuse to replace a ledger in which something was filled in that is not recorded yet.

    Raises:
        OutputError: there is one, and nobody insists.
    """
    here = [path for path in paths if path.suffix.lower() == ".xlsx" and path.is_file()]
    if not here or call.flag("force"):
        return
    from govopen_cli.cli.returning import unread

    for path in here:
        count = unread(call, path)
        if count:
            raise OutputError(
                f"{path} 里有 {count} 处填写的内容还没有登记，没有覆盖；请先用 govopen import --ledger 读回，或换一个文件名，确要覆盖时加 --force"
            )


def _format(name: str | None, output: str, *, folder: bool) -> str:
    """Return the format: the named one, else the one that the file's suffix names; xlsx for the files of a folder.

    Raises:
        UsageError: there is no such format, or it cannot go where it is asked to.
    """
    chosen = name or ("xlsx" if folder else Path(output).suffix.lower().lstrip("."))
    if chosen not in EXPORTS:
        raise UsageError(f"没有输出格式“{chosen or output}”；可用的有：{'、'.join(EXPORTS)}，用 --format 或文件的扩展名写明")
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
    if call.path("template") is not None or call.flag("flat"):
        raise UsageError("--print 的版面是定好的，不能与 --template、--flat 一起用")
    if call.one("split_by") is not None or call.one("return_by") is not None:
        raise UsageError("--print 的台账不能填写，不能与 --split-by、--return-by 一起用；要打印一个单位的，请用 --unit")
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


def _made(call: Call, chosen: str, about: Contents, books: Books, template: Path | None, *, bom: bool) -> _Made:
    if chosen == "xlsx":
        from govopen_cli.documents import xlsx

        written = xlsx.write(about, flat=call.flag("flat"))
        for item, title in written.cut:
            print(
                f"提示：{visible(item)} 的“{visible(title)}”太长，一个单元格只放得下 32767 个字，xlsx 里只有开头的部分；要全文请导出 docx 或 json",
                file=sys.stderr,
            )
        return _Made(written.data, f"{len(about.rows)} {'行' if about.sent else '项'}")
    if chosen != "ics":
        return _Made(_bytes(chosen, about, books, template, bom=bom), f"{len(about.rows)} 项")
    todo = call.flag("todo")
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
