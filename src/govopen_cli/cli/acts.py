"""Steps that the commands share which record: from a command line to requests, and from what was recorded to sentences."""

import getpass
import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timezone

from govopen_cli.cli import days
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_items
from govopen_cli.errors import ExitCode
from govopen_cli.ledger.status import Row, evaluate
from govopen_cli.plan.index.query import Scope
from govopen_cli.plan.model import Item
from govopen_cli.recording.evidence import proof
from govopen_cli.recording.record import Books, Group, Recorded
from govopen_cli.recording.record import record as record_groups
from govopen_cli.recording.request import Known, Request
from govopen_cli.recording.rules import scope
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event
from govopen_cli.state.store import Clerk

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
    day = days.parse_day(on, call.today, "--on") if (on := call.values.get("on")) else call.today
    state = call.state_located.path
    shown = proof(call.values.get("evidence") or (), day, state)
    common = Request(
        "", act, day, *_part(call), note=call.one(note), evidence=shown.evidence, data=data or {}, period=_period(call), via=_via(call)
    )
    requests = [common._replace(item=item.id) for item in find_items(call.index, call.many("ids"))]
    keep = (lambda: shown.keep(state)) if call.values.get("keep") else None
    recorded = record_groups(books(call), [Group([requests])], clerk(call), strict=True, ready=keep)
    _tell(call, recorded, words)
    return ExitCode.OK


def _tell(call: Call, recorded: Recorded, words: Words) -> None:
    for judged in recorded.judged:
        for answer in judged.answers:
            for decision in answer.decisions:
                if isinstance(decision, Known):
                    print(decision.sentence, file=sys.stderr)
    for event in recorded.events:
        item = recorded.items[event.item]
        print(words(evaluate(item, recorded.facts[item.id], call.plan, call.today), event))
    if recorded.events:
        print(batch_words(recorded.events))


def batch_words(events: Sequence[Event]) -> str:
    """Return the line that closes what was recorded."""
    return f"已登记 {len(events)} 条（批次 {events[0].batch[:8]}）；撤销：govopen undo"


def books(call: Call) -> Books:
    """Return where a command records."""

    def items(ids: Sequence[str]) -> dict[str, Item]:
        return {item.id: item for item in call.index.items(Scope(ids=list(ids)))}

    return Books(call.state_located.path, call.plan, items, call.today, call.wait)


def clerk(call: Call) -> Clerk:
    """Return who records: ``--author``, ``$GOVOPEN_USER`` or the login name."""
    name = call.author or os.environ.get("GOVOPEN_USER")
    if not name:
        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            name = "未知"
    return Clerk(name, socket.gethostname(), datetime.now(timezone.utc))


def _part(call: Call) -> tuple[tuple[str, ...], str | None]:
    """Return the names of the body and the domain whose part is meant; a collective's names are followed by its members'."""
    unit, domain = call.values.get("unit"), call.values.get("domain")
    names = call.unit_names(unit) if unit is not None else ()
    members = (member for name in names for member in call.index.members(name))
    return tuple(dict.fromkeys((*names, *members))), call.domain_name(domain) if domain is not None else None


def _via(call: Call) -> tuple[str, ...]:
    unit = call.values.get("unit")
    return call.via(call.unit_names(unit)) if unit is not None else ()


def _period(call: Call) -> tuple[date, date] | None:
    text = call.values.get("period")
    return days.parse(text, call.today, "--period") if text is not None else None
