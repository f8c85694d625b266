"""Steps that the commands share which record: all or nothing, one batch an invocation."""

import getpass
import os
import socket
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, timezone
from pathlib import Path

from govopen_cli.cli import days
from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.ledger.parts import Cell
from govopen_cli.ledger.status import Row
from govopen_cli.plan.model import Item
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Clerk, Draft, Event
from govopen_cli.state.facts import NOTHING, Evidence, Facts
from govopen_cli.state.write import write

Part = tuple[str | None, str | None]  # member and domain of an item; None stands for all of them


def record(
    call: Call,
    items: Sequence[Item],
    parts: dict[str, list[Part]],
    draft: Callable[[Item, Facts, Part], Draft | str],
    words: Callable[[Call, Item, Event, Facts], str],
) -> int:
    """Decide on every part of every item inside one transaction, record what is new as one batch, and say what was done.

    ``draft`` returns what to record, or the sentence that says why there is nothing to record. An item that ``parts`` does not name
    is one part.
    """
    whole: list[Part] = [(None, None)]
    with write(call.state_located.path, call.plan.id, call.wait) as state:
        facts = state.facts([item.id for item in items])
        decided = [draft(item, facts.get(item.id, NOTHING), part) for item in items for part in parts.get(item.id, whole)]
        drafts = [part for part in decided if isinstance(part, Draft)]
        events = state.append(drafts, clerk(call)) if drafts else []
        after = state.facts([item.id for item in items])
    for sentence in (part for part in decided if isinstance(part, str)):
        print(sentence, file=sys.stderr)
    by_id = {item.id: item for item in items}
    for event in events:
        print(words(call, by_id[event.item], event, after[event.item]))
    if events:
        print(f"已登记 {len(events)} 条（批次 {events[0].batch[:8]}）；撤销：govopen undo")
    return ExitCode.OK


def plain_words(_call: Call, item: Item, event: Event, _facts: Facts) -> str:
    """Return the sentence for an act that says what was noted."""
    return f"{act_word(event.act)} {item.id} {item.label}：{scope(event.unit, event.domain)}{event.day}，{event.note}"


def scope(member: str | None, field: str | None) -> str:
    """Return the words for a part of an item, with a blank behind them; nothing for all of it."""
    words = " × ".join(part for part in (member, field) if part)
    return f"{words} " if words else ""


def day_of(call: Call) -> date:
    """Return the day of an act.

    Raises:
        UsageError: it lies in the future, or before the plan was issued.
    """
    on = call.one("on")
    day = days.parse_day(on, call.today, "--on") if on else call.today
    if day > call.today:
        raise UsageError(f"{day.isoformat()} 还没有到（今天是 {call.today.isoformat()}），不能登记；什么都没有登记")
    if call.plan.issued is not None and day < call.plan.issued.first:
        raise UsageError(f"{day.isoformat()} 早于任务分解表的印发时间 {call.plan.issued}，不能登记；什么都没有登记")
    return day


def parts_of(call: Call, items: Sequence[Item]) -> dict[str, list[Part]]:
    """Return, for each item, the parts that an act is about: (member, domain), where None stands for all of them.

    A collective stands for those of its members that answer for the item.

    Raises:
        UsageError: an item has no such part.
    """
    unit, domain = call.one("unit"), call.one("domain")
    names = call.unit_names(unit) if unit is not None else ()
    field = call.domain_name(domain) if domain is not None else None
    members = {*names, *(member for name in names for member in call.index.members(name))}
    parts: dict[str, list[Part]] = {}
    for item in items:
        if field is not None and field not in item.domains:
            raise UsageError(f"{item.id} 不涉及领域“{field}”；它的领域有：{'、'.join(item.domains) or '（无）'}。什么都没有登记")
        wanted = [member for member in item.members if member in members]
        if names and not wanted:
            raise UsageError(f"{names[0]}不负责 {item.id}；它的责任单位有：{'、'.join(item.members) or '（无）'}。什么都没有登记")
        whole = not names or len(wanted) == len(item.members)
        part = field if len(item.domains) > 1 else None
        parts[item.id] = [(None, part)] if whole else [(member, part) for member in wanted]
    return parts


def proof(call: Call, day: date) -> tuple[Evidence, ...]:
    """Return evidence: a file with its size and digest where there is one of that name, else the text itself.

    Raises:
        UsageError: what looks like a file is none, or cannot be read.
    """
    return tuple(_proof(call, text, day) for text in call.many("evidence"))


def _proof(call: Call, text: str, day: date) -> Evidence:
    path = Path(text)
    if path.is_file():
        from govopen_cli.state import vault

        evidence = vault.describe(path, call.state_located.path, day.isoformat())
        if call.flag("keep"):
            vault.keep(path, evidence, call.state_located.path)
        return evidence
    if looks_like_path(text):
        raise UsageError(f"找不到佐证文件 {text}；什么都没有登记。网址和文号可以直接写")
    return Evidence(text, day=day.isoformat())


def looks_like_path(text: str) -> bool:
    """Tell whether evidence that is no file was probably meant to be one, rather than a URL or a document number."""
    return "://" not in text and "〕" not in text and ("/" in text or "\\" in text or Path(text).suffix[1:5].isalpha())


def said(call: Call, option: str) -> str:
    """Return the text of an option that must say something.

    Raises:
        UsageError: it is empty.
    """
    text = call.must(option.lstrip("-").replace("-", "_"))
    if not text.strip():
        raise UsageError(f"{option} 不能是空的；什么都没有登记")
    return text


def clerk(call: Call) -> Clerk:
    """Return who records: ``--author``, ``$GOVOPEN_USER`` or the login name."""
    name = call.author or os.environ.get("GOVOPEN_USER")
    if not name:
        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            name = "未知"
    return Clerk(name, socket.gethostname(), datetime.now(timezone.utc))


def cells_of(row: Row, part: Part) -> list[Cell]:
    """Return the cells of a row that a part is about."""
    return [cell for cell in row.cells if part[0] in (None, cell.unit) and part[1] in (None, cell.domain)]
