"""notice: numbered notices to the units that have something to do."""

import sys
from collections.abc import Iterable, Sequence
from datetime import date

from govopen_cli.cli import days
from govopen_cli.cli.acts import batch_words, clerk, desk
from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar import parts
from govopen_cli.cli.items import find_ids
from govopen_cli.cli.letters import letters
from govopen_cli.documents.notice import Letter, message
from govopen_cli.errors import ExitCode
from govopen_cli.language.deadline.workdays import add_working_days
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.chasing import Chased, chased
from govopen_cli.ledger.notices import papers
from govopen_cli.recording.record import Desk, Group, Recorded, record, rehearse
from govopen_cli.recording.request import Known, Request
from govopen_cli.views.formats import show
from govopen_cli.views.pages import notices as pages

REPLY_WORKING_DAYS = 5  # where no day is given


def run(call: Call) -> int:
    code = _list(call) if call.flag("list") else _issue(call)
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


# --- issuing --------------------------------------------------------------------------------------------------------


def _issue(call: Call) -> int:
    books, plans = _asked(call), [book.plan for book in call.books]
    asked = _groups(call, books)
    if call.flag("dry_run"):
        planned = rehearse(asked)
        _say(_known(planned))
        show(pages.planned(books, [_shown(letter) for letter in letters(zip(plans, planned, strict=True))]), call.one("format"))
        return ExitCode.OK
    recorded = record(asked, clerk(call), strict=True)
    _say(_known(recorded))
    for letter in letters(zip(plans, recorded, strict=True)):
        print(message(letter))
    events = [event for answer in recorded for event in answer.events]
    _say([batch_words(events) if events else "没有要发的通知"])
    return ExitCode.OK


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
    units, nobody = chased(books, everything=bool(call.many("ids")) or call.one("status") is not None)
    _say(f"{row.item.id} 没有写明责任单位，没有发文" for row in nobody)
    single = [part._replace(rows=(row,)) for part in units for row in part.rows] if per == "item" else units
    return [(desk(call, book), [_group(part, request) for part in single if part.ledger.plan.id == book.plan.id]) for book in call.books]


def _group(part: Chased, request: Request) -> Group:
    request = request._replace(units=(part.unit,), via=tuple(part.ledger.index.collectives(part.unit)))
    return Group([[request._replace(item=row.item.id) for row in part.rows]])


def _reply_by(call: Call) -> date:
    text = call.one("reply_by")
    return days.parse_day(text, call.today, "--reply-by", "ahead") if text else add_working_days(call.today, REPLY_WORKING_DAYS)[0]


# --- telling --------------------------------------------------------------------------------------------------------


def _shown(letter: Letter) -> pages.Planned:
    return pages.Planned(letter.number, letter.unit, letter.reply_by, [(ask.level, ask.row) for ask in letter.asks])


def _known(recorded: Sequence[Recorded]) -> list[str]:
    answers = (answer for found in recorded for judged in found.judged for answer in judged.answers)
    return [decision.sentence for answer in answers for decision in answer.decisions if isinstance(decision, Known)]


def _say(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
