"""done, progress, reopen, extend, waive, anchor: everything that records. All or nothing, one batch an invocation."""

import getpass
import os
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Annotated

import typer

from govopen_cli.cli import complete, days
from govopen_cli.cli.items import find_items
from govopen_cli.cli.workspace import Base, Session, shared
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.ledger.status import Cell, Row, evaluate, turns
from govopen_cli.ledger.words import iso
from govopen_cli.plan.model import Item
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event
from govopen_cli.state.facts import NOTHING, Evidence, Facts
from govopen_cli.state.store import WAIT_SECONDS, Clerk, Draft, write

Ids = Annotated[list[str], typer.Argument(metavar="编号…", help="事项编号，可写多个或一段，例如 1.2 1.4-1.6", autocompletion=complete.ids)]
On = Annotated[str | None, typer.Option("--on", metavar="日期", help="发生的日期，默认今天")]
Member = Annotated[str | None, typer.Option("--unit", metavar="单位", help="只登记这个单位的部分", autocompletion=complete.units)]
DomainPart = Annotated[str | None, typer.Option("--domain", metavar="领域", help="只登记这个领域的部分", autocompletion=complete.domains)]
Note = Annotated[str | None, typer.Option("--note", metavar="说明", help="说明")]
EvidenceOption = Annotated[list[str] | None, typer.Option("--evidence", metavar="佐证", help="佐证：文件、网址或文号，可写多次")]
Keep = Annotated[bool, typer.Option("--keep", help="把佐证文件的副本存到状态文件旁边")]
PeriodOption = Annotated[str | None, typer.Option("--period", metavar="日期", help="周期性事项：登记的是这一天所在的那一期")]
Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="理由")]
ApprovedBy = Annotated[str, typer.Option("--approved-by", metavar="批准人", help="批准的人或文件")]

Part = tuple[str | None, str | None]  # member and domain of an item; None stands for all of them


@dataclass(slots=True)
class Recording(Base):
    """Options of every command that records."""

    author: Annotated[str | None, typer.Option("--author", metavar="姓名", help="登记人；默认取环境变量 GOVOPEN_USER 或登录名")] = None
    wait: Annotated[float, typer.Option("--wait", metavar="秒", help="状态文件被占用时最多等待的秒数")] = WAIT_SECONDS


@shared(Recording)
def done_command(
    ids: Ids,
    shared: Recording,
    on: On = None,
    unit: Member = None,
    domain: DomainPart = None,
    period: PeriodOption = None,
    note: Note = None,
    evidence: EvidenceOption = None,
    keep: Keep = False,
) -> int:
    """登记完成。可以一次写多个编号；有一个不对就什么都不登记。集体（各区政府）和多个领域的事项可以用 --unit、--domain 分部分登记。"""
    session = Session(shared)
    items = find_items(session.index, ids)
    day = day_of(session, on)
    parts = _parts(session, items, unit, domain)
    turn = {item.id: _turn(session, item, period) for item in items}
    shown = proof(session, evidence, day, keep=keep)

    def draft(item: Item, facts: Facts, part: Part) -> Draft | str:
        due = turn[item.id]
        before = _done_before(session, item, facts, part, due or (day if item.deadline.kind == "recurring" else session.today))
        if before is not None:
            return f"{item.id} {_scope(*part)}已于 {before.isoformat()} 登记完成，没有重复登记"
        data = {"period": due.isoformat()} if due else {}
        return Draft(item.id, "done", day.isoformat(), *part, note, shown, item.fingerprint, data)

    return record(session, shared, items, parts, draft, _done_words)


def _done_before(session: Session, item: Item, facts: Facts, part: Part, day: date) -> date | None:
    """Return the day on which all of a part was done, seen from ``day``, if it was."""
    found = [cell.done_on for cell in _cells(evaluate(item, facts, session.plan, day), part)]
    return max(day for day in found if day) if all(found) else None


def _cells(row: Row, part: Part) -> list[Cell]:
    return [cell for cell in row.cells if part[0] in (None, cell.unit) and part[1] in (None, cell.domain)]


def _turn(session: Session, item: Item, period: str | None) -> date | None:
    """Return the last day of the period that ``--period`` names.

    Raises:
        UsageError: the item is not recurring, or its rule has no such period.
    """
    if period is None:
        return None
    if item.deadline.kind != "recurring" or item.deadline.rrule is None:
        raise UsageError(f"{item.id} 不是周期性事项，不能用 --period")
    span = days.parse(period, session.today, "--period")
    begin = session.plan.begin(item.deadline)
    found = [turn for turn in turns(item.deadline.rrule, begin, span.first) if turn >= span.first]
    if not found or span.last < begin:
        raise UsageError(f"{item.id} 没有 {period} 这一期；它从 {begin.isoformat()} 开始")
    return found[0]


@shared(Recording)
def progress_command(
    ids: Ids,
    shared: Recording,
    note: Annotated[str, typer.Option("--note", metavar="说明", help="进展说明")],
    on: On = None,
    evidence: EvidenceOption = None,
    keep: Keep = False,
) -> int:
    """登记进展；对持续推进的事项，也就是一次跟踪。"""
    session = Session(shared)
    items = find_items(session.index, ids)
    day = day_of(session, on)
    shown = proof(session, evidence, day, keep=keep)

    def draft(item: Item, _facts: Facts, _part: Part) -> Draft | str:
        return Draft(item.id, "progress", day.isoformat(), note=_said(note, "--note"), evidence=shown)

    return record(session, shared, items, {}, draft, _plain_words)


@shared(Recording)
def reopen_command(ids: Ids, shared: Recording, reason: Reason, on: On = None, unit: Member = None, domain: DomainPart = None) -> int:
    """重新打开登记为完成或不再要求的事项，写明理由。"""
    session = Session(shared)
    items = find_items(session.index, ids)
    day = day_of(session, on)
    parts = _parts(session, items, unit, domain)

    def draft(item: Item, facts: Facts, part: Part) -> Draft | str:
        row = evaluate(item, facts, session.plan, session.today)
        if row.waiver is None and not any(cell.done_on for cell in _cells(row, part)):
            return f"{item.id} {_scope(*part)}没有登记完成，不需要重新打开"
        return Draft(item.id, "reopen", day.isoformat(), *part, _said(reason, "--reason"), fingerprint=item.fingerprint)

    return record(session, shared, items, parts, draft, _plain_words)


@shared(Recording)
def extend_command(
    ids: Ids,
    shared: Recording,
    to: Annotated[str, typer.Option("--to", metavar="日期", help="延期到这一天")],
    reason: Reason,
    approved_by: ApprovedBy,
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="申请的日期，默认今天")] = None,
) -> int:
    """登记批准的延期。原期限保留，与新期限并列；期限过后才申请的，记为申请时已逾期。"""
    session = Session(shared)
    items = find_items(session.index, ids)
    day = day_of(session, on)
    new = days.parse(to, session.today, "--to").last

    def draft(item: Item, facts: Facts, _part: Part) -> Draft | str:
        row = evaluate(item, facts, session.plan, session.today)
        if row.deadline.kind not in ("date", "relative") or row.due is None:
            raise UsageError(f"{item.id} 没有固定期限（{item.deadline.text or '空'}），不能延期；什么都没有登记")
        if row.status == "done":
            return f"{item.id} 已于 {iso(row.done_on)} 完成，没有登记延期"
        if new <= row.due:
            raise UsageError(f"{item.id} 现在的期限是 {row.due.isoformat()}，延期要晚于它，不能是 {new.isoformat()}；什么都没有登记")
        return Draft(
            item.id,
            "extend",
            day.isoformat(),
            note=_said(reason, "--reason"),
            data={"to": new.isoformat(), "approved_by": _said(approved_by, "--approved-by")},
        )

    return record(session, shared, items, {}, draft, _extend_words)


@shared(Recording)
def waive_command(
    ids: Ids,
    shared: Recording,
    reason: Reason,
    approved_by: ApprovedBy,
    until: Annotated[str | None, typer.Option("--until", metavar="日期", help="只到这一天为止不再要求")] = None,
    on: On = None,
) -> int:
    """登记不再要求：不再计入各项比率，并照此注明。"""
    session = Session(shared)
    items = find_items(session.index, ids)
    day = day_of(session, on)
    data = {"approved_by": _said(approved_by, "--approved-by")}
    if until is not None:
        last = days.parse(until, session.today, "--until").last
        if last < day:
            raise UsageError(f"--until 的日期 {last.isoformat()} 早于 {day.isoformat()}；请写以后的日期")
        data["until"] = last.isoformat()

    def draft(item: Item, facts: Facts, _part: Part) -> Draft | str:
        row = evaluate(item, facts, session.plan, day)
        if row.waiver is not None and row.waiver.until == data.get("until"):
            return f"{item.id} 已于 {row.waiver.day} 登记不再要求，没有重复登记"
        return Draft(item.id, "waive", day.isoformat(), note=_said(reason, "--reason"), data=data)

    return record(session, shared, items, {}, draft, _plain_words)


@shared(Recording)
def anchor_command(
    ids: Ids,
    shared: Recording,
    on: Annotated[str, typer.Option("--on", metavar="日期", help="起算的日期，例如收到通知的那一天")],
    note: Note = None,
) -> int:
    """登记起算日：收到通知、批复、会议等发生的日期。相对期限（收到通知后15个工作日内）从此有了日期。"""
    session = Session(shared)
    items = find_items(session.index, ids)
    day = day_of(session, on)

    def draft(item: Item, facts: Facts, _part: Part) -> Draft | str:
        if item.deadline.duration is None:
            raise UsageError(f"{item.id} 的时限“{item.deadline.text}”不是相对期限，没有起算日；什么都没有登记")
        if facts.anchor == day.isoformat():
            return f"{item.id} 的起算日已经登记为 {facts.anchor}，没有重复登记"
        return Draft(item.id, "anchor", day.isoformat(), note=note, data={"anchor": item.deadline.anchor or ""})

    return record(session, shared, items, {}, draft, _anchor_words)


@shared(Recording)
def confirm_command(ids: Ids, shared: Recording, note: Annotated[str, typer.Option("--note", metavar="说明", help="复核的结论")]) -> int:
    """登记复核：事项完成之后任务分解表的内容变了，核对过仍算完成。"""
    session = Session(shared)
    items = find_items(session.index, ids)

    def draft(item: Item, facts: Facts, _part: Part) -> Draft | str:
        if not evaluate(item, facts, session.plan, session.today).review_needed:
            return f"{item.id} 不需要复核"
        return Draft(item.id, "confirm", session.today.isoformat(), note=_said(note, "--note"), fingerprint=item.fingerprint)

    return record(session, shared, items, {}, draft, _plain_words)


# --- shared steps ---------------------------------------------------------------------------------------------------


def record(
    session: Session,
    options: Recording,
    items: Sequence[Item],
    parts: dict[str, list[Part]],
    draft: Callable[[Item, Facts, Part], Draft | str],
    words: Callable[[Session, Item, Event, Facts], str],
) -> int:
    """Decide on every part of every item inside one transaction, record what is new as one batch, and say what was done.

    ``draft`` returns what to record, or the sentence that says why there is nothing to record. An item that ``parts`` does not name
    is one part.
    """
    whole: list[Part] = [(None, None)]
    with write(session.state_located.path, session.plan.id, options.wait) as state:
        facts = state.facts([item.id for item in items])
        decided = [draft(item, facts.get(item.id, NOTHING), part) for item in items for part in parts.get(item.id, whole)]
        drafts = [part for part in decided if isinstance(part, Draft)]
        events = state.append(drafts, clerk(options.author)) if drafts else []
        after = state.facts([item.id for item in items])
    for sentence in (part for part in decided if isinstance(part, str)):
        print(sentence, file=sys.stderr)
    by_id = {item.id: item for item in items}
    for event in events:
        print(words(session, by_id[event.item], event, after[event.item]))
    if events:
        print(f"已登记 {len(events)} 条（批次 {events[0].batch[:8]}）；撤销：govopen undo")
    return ExitCode.OK


def _done_words(session: Session, item: Item, event: Event, facts: Facts) -> str:
    row = evaluate(item, facts, session.plan, session.today)
    scope = _scope(event.unit, event.domain)
    progress = f"（{row.cells_done}/{len(row.cells)}）" if len(row.cells) > 1 else ""
    late = "，晚于期限，记为逾期完成" if row.status == "done" and row.late else ""
    return f"完成 {item.id} {item.label}：{scope}{event.day}{progress}{late}"


def _plain_words(_session: Session, item: Item, event: Event, _facts: Facts) -> str:
    return f"{act_word(event.act)} {item.id} {item.label}：{_scope(event.unit, event.domain)}{event.day}，{event.note}"


def _extend_words(session: Session, item: Item, event: Event, facts: Facts) -> str:
    row = evaluate(item, facts, session.plan, session.today)
    late = f"；申请时已逾期 {row.late_request} 天" if row.late_request else ""
    return f"延期 {item.id} {item.label}：原定 {iso(row.original_due)}，延至 {event.data['to']}{late}"


def _anchor_words(session: Session, item: Item, event: Event, facts: Facts) -> str:
    row = evaluate(item, facts, session.plan, session.today)
    for warning in row.deadline.warnings:
        print(f"{item.id}：{warning}", file=sys.stderr)
    return f"起算 {item.id} {item.label}：{event.day} 起算，期限 {iso(row.due)}"


def _scope(member: str | None, field: str | None) -> str:
    words = " × ".join(part for part in (member, field) if part)
    return f"{words} " if words else ""


def day_of(session: Session, on: str | None) -> date:
    """Return the day of an act.

    Raises:
        UsageError: it lies in the future, or before the plan was issued.
    """
    day = days.parse_day(on, session.today, "--on") if on else session.today
    if day > session.today:
        raise UsageError(f"{day.isoformat()} 还没有到（今天是 {session.today.isoformat()}），不能登记；什么都没有登记")
    if session.plan.issued is not None and day < session.plan.issued.first:
        raise UsageError(f"{day.isoformat()} 早于任务分解表的印发时间 {session.plan.issued}，不能登记；什么都没有登记")
    return day


def _parts(session: Session, items: Sequence[Item], unit: str | None, domain: str | None) -> dict[str, list[Part]]:
    """Return, for each item, the parts that an act is about: (member, domain), where None stands for all of them.

    A collective stands for those of its members that answer for the item.

    Raises:
        UsageError: an item has no such part.
    """
    names = session.unit_names(unit) if unit is not None else ()
    field = session.domain_name(domain) if domain is not None else None
    members = {*names, *(member for name in names for member in session.index.members(name))}
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


def proof(session: Session, texts: Sequence[str] | None, day: date, *, keep: bool) -> tuple[Evidence, ...]:
    """Return evidence: a file with its size and digest where there is one of that name, else the text itself.

    Raises:
        UsageError: what looks like a file is none, or cannot be read.
    """
    return tuple(_proof(session, text, day, keep=keep) for text in texts or ())


def _proof(session: Session, text: str, day: date, *, keep: bool) -> Evidence:
    path = Path(text)
    if path.is_file():
        from govopen_cli.state import vault

        evidence = vault.describe(path, session.state_located.path, day.isoformat())
        if keep:
            vault.keep(path, evidence, session.state_located.path)
        return evidence
    if looks_like_path(text):
        raise UsageError(f"找不到佐证文件 {text}；什么都没有登记。网址和文号可以直接写")
    return Evidence(text, day=day.isoformat())


def looks_like_path(text: str) -> bool:
    """Tell whether evidence that is no file was probably meant to be one, rather than a URL or a document number."""
    return "://" not in text and "〕" not in text and ("/" in text or "\\" in text or Path(text).suffix[1:5].isalpha())


def _said(text: str, option: str) -> str:
    if not text.strip():
        raise UsageError(f"{option} 不能是空的；什么都没有登记")
    return text


def clerk(author: str | None) -> Clerk:
    """Return who records: ``--author``, ``$GOVOPEN_USER`` or the login name."""
    name = author or os.environ.get("GOVOPEN_USER")
    if not name:
        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            name = "未知"
    return Clerk(name, socket.gethostname(), datetime.now(timezone.utc))
