"""notice: numbered notices to the units that have something to do."""

import sys
from collections.abc import Iterable, Sequence
from datetime import date

from govopen_cli.cli import days
from govopen_cli.cli.acts import batch_words, clerk, desk
from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar import parts
from govopen_cli.cli.items import find_ids
from govopen_cli.cli.letters import Outbox, letters, of_acts
from govopen_cli.documents import template as templates
from govopen_cli.documents.notice import Letter, message, write
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.language.deadline.workdays import add_working_days
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.chasing import Chased, chased
from govopen_cli.ledger.notices import find, papers
from govopen_cli.plan.index.query import Scope
from govopen_cli.plan.model import Plan
from govopen_cli.recording.record import Desk, Group, Ready, Recorded, record, rehearse
from govopen_cli.recording.request import Known, Request
from govopen_cli.state.events import instant
from govopen_cli.views.formats import show
from govopen_cli.views.pages import notices as pages

DOCX, TEXT = "docx", "text"
REPLY_WORKING_DAYS = 5  # where no day is given


def run(call: Call) -> int:
    code = _list(call) if call.flag("list") else _dry_run(call) if call.flag("dry_run") else _issue(call)
    return ExitCode.PLAN if call.broken else code


def _list(call: Call) -> int:
    books = call.asked()
    found = [
        pages.Issued(asked.ledger.plan, paper)
        for asked in books.asked
        for paper in papers(asked.ledger.state)
        if asked.filters.units is None or paper.unit in asked.filters.units
    ]
    show(pages.issued(books, found), call.one("format"))
    return ExitCode.OK


def _dry_run(call: Call) -> int:
    books = _asked(call)
    planned = rehearse(_groups(call, books))
    _say(_known(planned))
    found = letters(zip([book.plan for book in call.books], planned, strict=True))
    show(pages.planned(books, [_shown(letter) for letter in found]), call.one("format"))
    return ExitCode.OK


# --- issuing --------------------------------------------------------------------------------------------------------


def _issue(call: Call) -> int:
    outbox, again = _outbox(call), call.one("again")
    if again is not None:
        found = [_issued(call, again)]
        if outbox is not None:
            outbox.send(found)
        _tell(found, outbox)
        return ExitCode.OK
    asked = _groups(call, _asked(call))
    plans = [book.plan for book in call.books]
    try:
        recorded = record(asked, clerk(call), strict=True, ready=_sending(plans, outbox))
    except BaseException:
        if outbox is not None:
            outbox.recall()
        raise
    _say(_known(recorded))
    _tell(letters(zip(plans, recorded, strict=True)), outbox)
    events = [event for answer in recorded for event in answer.events]
    _say([batch_words(events) if events else "没有要发的通知"])
    return ExitCode.OK


def _outbox(call: Call) -> Outbox | None:
    """Return where letters go; None where they are messages for the screen.

    Raises:
        UsageError: the format is none of a letter, or no folder is given.
    """
    form, folder, path = call.one("format") or DOCX, call.path("output"), call.path("template")
    if form not in (DOCX, TEXT):
        raise UsageError(f"通知单没有格式“{form}”；可写 {DOCX}、{TEXT}")
    if path is not None and form != DOCX:
        raise UsageError(f"--template 只用于 {DOCX}")
    if form == TEXT:
        return Outbox(folder, ".txt", lambda letter: f"{message(letter)}\r\n".encode("utf-8-sig")) if folder is not None else None
    if folder is None:
        raise UsageError(f"请用 -o 写明把通知单放到哪个文件夹；只要一段话，请用 --format {TEXT}")
    template = templates.load(path) if path is not None else None
    return Outbox(folder, ".docx", lambda letter: write(letter, template))


def _sending(plans: Sequence[Plan], outbox: Outbox | None) -> Ready | None:
    """Return what writes the letters before they are recorded: where a file can't be written, no number is used."""
    if outbox is None:
        return None
    return lambda decided: outbox.send(letters(zip(plans, decided, strict=True)))


def _issued(call: Call, number: str) -> Letter:
    """Return a notice as it went out.

    Raises:
        UsageError: there is no such notice, or it is void, or the plan has none of its items any more.
    """
    issued = [(book, paper) for book in call.books for paper in papers(book.state())]
    known = [paper for _, paper in issued]
    paper = find(known, number)
    if paper.void:
        raise UsageError(f"{paper.number} 已经作废；请重新发文")
    book = issued[known.index(paper)][0]
    events = [event for event in book.state().batch(paper.batch) if event.data.get("number") == paper.number]
    names = [event.item for event in events]
    items = {item.id: item for item in book.index.items(Scope(ids=tuple(names)))}
    if not items:
        raise UsageError(f"{paper.number} 里的事项都已不在任务分解表里，出不了文")
    return of_acts(book.plan, events, items, book.state().as_of(instant(events[0].recorded_at)).facts(names))


def _asked(call: Call) -> Books:
    """Return the ledgers with the filters of the command line, and for the items that it names."""
    books, ids = call.asked(), call.many("ids")
    if not ids:
        return books
    found = find_ids([asked.ledger.index for asked in books.asked], ids)
    asked = [part._replace(filters=part.filters._replace(ids=tuple(named))) for part, named in zip(books.asked, found, strict=True)]
    return Books(asked, books.plans, books.day)


def _groups(call: Call, books: Books) -> list[tuple[Desk, list[Group]]]:
    """Return what is to be asked of whom, a group for each notice."""
    level, per = call.choice("level", parts.LEVELS), call.choice("per", parts.PER)
    data = {"reply_by": _reply_by(call).isoformat(), **({"level": level} if level else {})}
    request = Request("", "notice", call.today, data=data)
    chase = chased(books, everything=bool(call.many("ids")) or call.one("status") is not None)
    _say(f"{row.item.id} 没有写明责任单位，没有发文" for row in chase.nobody)
    _say(f"{row.item.id} {row.unit}已申请销号，等待验收，没有发文；运行 govopen inbox 可查看" for row in chase.held)
    single = [part._replace(rows=(row,)) for part in chase.units for row in part.rows] if per == "item" else chase.units
    return [(desk(call, book), [_group(part, request) for part in single if part.ledger.plan.id == book.plan.id]) for book in call.books]


def _group(part: Chased, request: Request) -> Group:
    request = request._replace(units=(part.unit,), via=tuple(part.ledger.index.collectives(part.unit)))
    return Group([[request._replace(item=row.item.id) for row in part.rows]])


def _reply_by(call: Call) -> date:
    text = call.one("reply_by")
    return days.parse_day(text, call.today, "--reply-by", "ahead") if text else add_working_days(call.today, REPLY_WORKING_DAYS)[0]


# --- telling --------------------------------------------------------------------------------------------------------


def _tell(found: Sequence[Letter], outbox: Outbox | None) -> None:
    """Say what went out: messages themselves, letters by their file."""
    for number, letter in enumerate(found):
        if outbox is None:
            print(message(letter))
        else:
            print(
                f"{letter.number} {letter.level} {letter.unit}：{len(letter.asks)} 项，请于 {letter.reply_by} 前答复，{outbox.paths[number]}"
            )
    if any(letter.plan.office is None for letter in found):
        _say(["任务分解表没有写 office（单位名称、联系人、电话、发文代字），通知单上留空待填"])


def _shown(letter: Letter) -> pages.Planned:
    return pages.Planned(letter.number, letter.unit, letter.reply_by, [(ask.level, ask.row) for ask in letter.asks])


def _known(recorded: Sequence[Recorded]) -> list[str]:
    answers = (answer for found in recorded for judged in found.judged for answer in judged.answers)
    return [decision.sentence for answer in answers for decision in answer.decisions if isinstance(decision, Known)]


def _say(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
