"""Steps that the commands share which record: from a command line to requests, and from what was recorded to sentences."""

import getpass
import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timezone
from typing import TypeVar

from govopen_cli.cli import days
from govopen_cli.cli.book import Book
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_ids
from govopen_cli.errors import ExitCode
from govopen_cli.ledger.status import Row, evaluate
from govopen_cli.plan.index.query import Scope
from govopen_cli.plan.model import Item
from govopen_cli.recording.case import scope
from govopen_cli.recording.evidence import proof
from govopen_cli.recording.record import Desk, Group, Recorded
from govopen_cli.recording.record import record as record_groups
from govopen_cli.recording.request import Known, Request
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Clerk, Event
from govopen_cli.state.moment import ClockAhead
from govopen_cli.text import visible

T = TypeVar("T")
Words = Callable[[Row, Event], str]


def plain_words(row: Row, event: Event) -> str:
    """Return the sentence for an act that says what was noted."""
    return f"{act_word(event.act)} {row.item.id} {row.item.label}：{scope(event.unit, event.domain)}{event.day}，{event.note}"


def record(call: Call, act: str, words: Words = plain_words, *, note: str = "note", data: Mapping[str, str] | None = None) -> int:
    """Record an act on the items that a command line names, all or nothing, and say what was recorded.

    ``note`` is the option that holds the words of the act.

    Raises:
        UsageError: the command line cannot be understood, or something that it asks may not be recorded.
        StateError: the state file cannot be written.
    """
    day = days.parse_day(on, call.today, "--on", "past") if (on := call.values.get("on")) else call.today
    named = zip(call.books, find_ids([book.index for book in call.books], call.many("ids")), strict=True)
    chosen = [(book, ids) for book, ids in named if ids]
    shown = proof(call.many("evidence"), day, [book.state_located.path for book, _ in chosen])
    common = Request("", act, day, note=call.one(note), evidence=shown.evidence, data=data or {}, period=_period(call))
    asked = [(desk(call, book), [Group([_requests(call, book, common, ids)])]) for book, ids in chosen]
    ready = (lambda _found: shown.keep()) if call.values.get("keep") else None
    recorded = by_clerk(call, lambda who: record_groups(asked, who, strict=True, ready=ready))
    _tell(call, chosen, recorded, words)
    return ExitCode.OK


def _requests(call: Call, book: Book, common: Request, ids: Sequence[str]) -> list[Request]:
    """Return what is asked of one plan: names mean what they mean in it."""
    unit, domain = call.values.get("unit"), call.values.get("domain")
    names = call.unit_names(unit, recording=True) if unit is not None else ()
    members = (member for name in names for member in book.index.members(name))
    part = common._replace(
        units=tuple(dict.fromkeys((*names, *members))),
        via=tuple(dict.fromkeys(name for unit in names for name in book.index.collectives(unit))),
        domain=call.domain_name(domain) if domain is not None else None,
    )
    return [part._replace(item=item_id) for item_id in ids]


def _tell(call: Call, chosen: Sequence[tuple[Book, Sequence[str]]], recorded: Sequence[Recorded], words: Words) -> None:
    for answer in recorded:
        for judged in answer.judged:
            for sentence in (decision.sentence for told in judged.answers for decision in told.decisions if isinstance(decision, Known)):
                print(visible(sentence), file=sys.stderr)
    plans = {book.plan.id: book.plan for book, _ in chosen}
    for answer in recorded:
        for event in answer.events:
            row = evaluate(answer.items[event.item], answer.facts[event.item], plans[event.plan], call.today)
            print(visible(words(row, event)))
    events = [event for answer in recorded for event in answer.events]
    if events:
        print(batch_words(events))


def batch_words(events: Sequence[Event]) -> str:
    """Return the line that closes what was recorded."""
    return f"已登记 {len(events)} 条（批次 {events[0].batch[:8]}）；撤销：govopen undo"


def desk(call: Call, book: Book, wait: float | None = None) -> Desk:
    """Return where is recorded what concerns a plan; ``wait`` in seconds takes the place of ``--wait``."""

    def items(ids: Sequence[str]) -> dict[str, Item]:
        return {item.id: item for item in book.index.items(Scope(ids=tuple(ids)))}

    return Desk(book.state_located.place, book.plan, items, call.today, call.wait if wait is None else wait)


def by_clerk(call: Call, work: Callable[[Clerk], T]) -> T:
    """Record something; where the clock looks wrong, ask whether it is right.

    Raises:
        ClockAhead: nobody can be asked, or the clock is wrong.
    """
    try:
        return work(clerk(call))
    except ClockAhead as ahead:
        if not agreed(f"{ahead}\n时钟没有错，照样登记吗？"):
            raise
    return work(clerk(call)._replace(sure=True))


def agreed(question: str) -> bool:
    """Ask a person; where nobody sits at a terminal, the answer is no."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return input(f"{question}（是/否）").strip().lower() in ("是", "y", "yes", "好")


def clerk(call: Call) -> Clerk:
    """Return who records: ``--author``, ``$GOVOPEN_USER`` or the login name."""
    name = call.author or os.environ.get("GOVOPEN_USER")
    if not name:
        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            name = "未知"
    return Clerk(name, socket.gethostname(), datetime.now(timezone.utc), sure=call.flag("yes"), told=_tell_clerk)


def _tell_clerk(sentence: str) -> None:
    print(f"提示：{sentence}", file=sys.stderr)


def _period(call: Call) -> tuple[date, date] | None:
    text = call.values.get("period")
    return days.parse(text, call.today, "--period") if text is not None else None
