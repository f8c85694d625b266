"""What may be recorded: one rule an act (docs/architecture.md). Pure: no file, no clock.

A rule sees one part of one item, what is recorded of it, and what is asked; it answers with what to record, or with the sentence that says
why there is nothing to record or why it may not be. ``decide`` asks the rule of an act for every part that a request is about.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from govopen_cli.ledger.notices import next_level
from govopen_cli.ledger.parts import DATED
from govopen_cli.plan.file import patch
from govopen_cli.recording.case import ACCEPT, Case, Rule, parts_of
from govopen_cli.recording.known import again, done_before, new_evidence, of_turn, period_data, said, turn_of, turn_words
from govopen_cli.recording.request import Decision, Known, Refusal, Request
from govopen_cli.state.acts import ACTS
from govopen_cli.state.events import Draft, Event
from govopen_cli.text import plain


def decide(case: Case) -> list[Decision]:
    """Return what comes of a request, one decision for each part of the item that it is about."""
    request = case.request
    case = case._replace(request=_clean(request))
    wrong = _wrong_day(case) or _wrong_words(case)
    if wrong is not None:
        return [Refusal(wrong, request.place)]
    parts = parts_of(case)
    if isinstance(parts, str):
        return [Refusal(parts, request.place)]
    found = [RULES[request.act](case._replace(part=part)) for part in parts]
    return [decision._replace(place=request.place) if isinstance(decision, Refusal) else decision for decision in found]


def _clean(request: Request) -> Request:
    """Take out of what was written the characters that are no text: they would drive terminals and break documents."""
    return request._replace(
        note=plain(request.note or "").strip() or None,
        evidence=tuple(part._replace(text=plain(part.text)) for part in request.evidence),
        data={key: plain(value).strip() for key, value in request.data.items()},
    )


def _wrong_day(case: Case) -> str | None:
    day, issued = case.request.day, case.plan.issued
    if day > case.today:
        return f"{day.isoformat()} 还没有到（今天是 {case.today.isoformat()}），不能登记"
    if issued is not None and day < issued.first:
        return f"{day.isoformat()} 早于任务分解表的印发时间 {issued}，不能登记"
    return None


def _wrong_words(case: Case) -> str | None:
    """Say which word of the request is missing or blank."""
    request, kind = case.request, ACTS[case.request.act]
    if kind.told and not request.note:
        return f"{kind.note}不能是空的"
    empty = next((field.word for name, field in kind.fields.items() if field.required and not request.data.get(name)), None)
    return f"{empty}不能是空的" if empty is not None else None


# --- rules ----------------------------------------------------------------------------------------------------------


def done(case: Case) -> Decision:
    """Complete a part; of a recurring item, the oldest period that is still open, or the one that was named.

    What a unit writes of completion in a paper is its submission, where the office has to accept it.
    """
    request = case.request
    if request.seen is not None and case.item.closing == ACCEPT:
        return submit(case._replace(request=request._replace(act="submit")))
    if case.item.closing == ACCEPT and not request.data.get("approved_by"):
        return Refusal(f"{case.item.id} 须经验收才能销号；单位报告完成请用 govopen submit {case.item.id}，已经验收的请写明 --approved-by")
    turn = turn_of(case)
    if isinstance(turn, Refusal):
        return turn
    if again(case):
        return Known(f"{case.name}已于 {request.day.isoformat()} 登记完成，没有重复登记")
    before = done_before(case, turn)
    if before is None:
        return case.draft(fingerprint=case.fingerprint, data={**request.data, **period_data(turn)})
    of = turn_words(turn)
    if request.seen is not None and before != request.day:
        return Refusal(
            f"{case.name}{of}已于 {before.isoformat()} 登记完成，这里写的是 {request.day.isoformat()}；要改，请用 govopen undo 或 reopen"
        )
    fresh = new_evidence(case)
    if fresh:
        return case.draft("evidence", evidence=fresh, data={})
    return Known(f"{case.name}{of}已于 {before.isoformat()} 登记完成，没有重复登记")


def submit(case: Case) -> Decision:
    """Apply for closing: the clock of the part stops on the day of the request, until the office accepts or returns it."""
    if case.item.closing != ACCEPT:
        return Refusal(f"{case.item.id} 报告即完成，不用验收；请用 govopen done {case.item.id}")
    turn = turn_of(case)
    if isinstance(turn, Refusal):
        return turn
    if again(case):
        return Known(f"{case.name}已于 {case.request.day.isoformat()} 申请销号，没有重复登记")
    cells, of = of_turn(case, turn), turn_words(turn)
    if not all(cell.done or cell.waiting for cell in cells):
        return case.draft(fingerprint=case.fingerprint, data=period_data(turn))
    before = max(cell.submitted_on or cell.done_on or case.request.day for cell in cells)
    if case.request.seen is not None and before != case.request.day:
        return Refusal(
            f"{case.name}{of}已于 {before.isoformat()} 申请销号，这里写的是 {case.request.day.isoformat()}；要改，请用 govopen undo"
        )
    if fresh := new_evidence(case):
        return case.draft("evidence", evidence=fresh, data={})
    done = all(cell.done for cell in cells)
    return Known(f"{case.name}{of}已于 {before.isoformat()} {'完成' if done else '申请销号，等待验收'}，没有重复登记")


def accept(case: Case) -> Decision:
    """Accept what was submitted: it is done, on the day of the submission."""
    return _answered(case)


def return_(case: Case) -> Decision:
    """Give back what was submitted: it is open again, and the clock runs on, from a new day if the office gives one."""
    by = case.request.data.get("by")
    if by is not None and by < case.request.day.isoformat():
        return Refusal(f"重报期限 {by} 早于退回的日期 {case.request.day.isoformat()}；请写以后的日期")
    return _answered(case)


def _answered(case: Case) -> Decision:
    request, item = case.request, case.item
    word, turn = ACTS[request.act].word, turn_of(case)
    if item.closing != ACCEPT:
        return Refusal(f"{item.id} 报告即完成，不用验收；完成请用 govopen done {item.id}，登记有误请用 govopen reopen")
    if isinstance(turn, Refusal):
        return turn
    (cell,) = case.cells(case.row(turn))[:1] or (None,)
    if cell is None or not cell.waiting or cell.submission is None:
        if cell is not None and cell.done:
            how = f"，{cell.accepted_by}验收" if cell.accepted_by else ""
            return Known(f"{case.name}已于 {cell.done_on} 完成{how}，没有重复登记")
        if any((event.act, event.note) == (request.act, request.note) for event in case.news):
            return Known(f"{case.name}的{word}“{request.note}”已经登记，没有重复登记")
        return Refusal(
            f"{case.name}没有申请销号，不能{word}；请先用 govopen submit {item.id}，已经验收的可以用 govopen done 并写明 --approved-by"
        )
    if request.day.isoformat() < cell.submission.day:
        return Refusal(f"{word}的日期 {request.day.isoformat()} 早于 {case.name}申请销号的日期 {cell.submission.day}；请改正")
    period = {"period": cell.submission.period} if cell.submission.period else {}
    return case.draft(data={**request.data, **period})


def reopen(case: Case) -> Decision:
    """Open a part that is completed or no longer required."""
    if not any(cell.waiver or cell.done for cell in case.cells(case.row())):
        return Known(f"{case.name}没有登记完成，不需要重新打开")
    return case.draft(fingerprint=case.item.fingerprint)


def progress(case: Case) -> Decision:
    """Note how things stand; for an item without an end that is also a check-in."""
    return said(case)


def remark(case: Case) -> Decision:
    """Note what else is to be known; nothing stands otherwise for it."""
    return said(case)


def extend(case: Case) -> Decision:
    """Grant a later deadline, or a first one where the plan names no day."""
    cells, new = case.cells(case.row()), date.fromisoformat(case.request.data["to"])
    if case.item.deadline.kind == "recurring":
        return Refusal(f"{case.item.id} 是周期性事项（{case.item.deadline.text}），每期的期限不能延；某一期不再要求的，可以登记不再要求")
    if all(cell.done for cell in cells):
        return Known(f"{case.name}已于 {max(cell.done_on for cell in cells if cell.done_on)} 完成，没有登记延期")
    dues = [cell.due for cell in cells if cell.due is not None and (cell.extension is not None or case.item.deadline.kind in DATED)]
    if dues and new <= max(dues):
        return Refusal(f"{case.name}现在的期限是 {max(dues).isoformat()}，延期要晚于它，不能是 {new.isoformat()}")
    return case.draft()


def waive(case: Case) -> Decision:
    """Require a part no longer, for good or until a day."""
    day, until = case.request.day, case.request.data.get("until")
    if until is not None and date.fromisoformat(until) < day:
        return Refusal(f"截至的日期 {until} 早于 {day.isoformat()}；请写以后的日期")
    waivers = [cell.waiver for cell in case.cells(case.row(day))]
    if all(waiver is not None and waiver.until == until for waiver in waivers):
        return Known(f"{case.name}已于 {max(waiver.day for waiver in waivers if waiver)} 登记不再要求，没有重复登记")
    return case.draft()


def anchor(case: Case) -> Decision:
    """Note the day that a relative deadline counts from."""
    item, day = case.item, case.request.day.isoformat()
    if item.deadline.duration is None:
        return Refusal(f"{item.id} 的时限“{item.deadline.text}”不是相对期限，没有起算日")
    if case.facts.anchor == day:
        return Known(f"{item.id} 的起算日已经登记为 {day}，没有重复登记")
    return case.draft(data={"anchor": item.deadline.anchor or ""})


def confirm(case: Case) -> Decision:
    """Accept the present row of the plan for what was completed under an earlier one."""
    if not case.row().review_needed:
        return Known(f"{case.item.id} 不需要复核")
    return case.draft(fingerprint=case.item.fingerprint)


def evidence(case: Case) -> Decision:
    """Add what shows that an act took place."""
    fresh = new_evidence(case)
    return case.draft(evidence=fresh) if fresh else Known(f"{case.name}已有这些佐证，没有重复登记")


def notice(case: Case) -> Decision:
    """Ask a unit for what it has not done yet: at the level after that of the last notice that stands, unless one is given."""
    day, data, unit = case.request.day.isoformat(), case.request.data, case.request.units[0]
    if data["reply_by"] < day:
        return Refusal(f"答复期限 {data['reply_by']} 早于发文日期 {day}；请写以后的日期")
    cells = case.cells(case.row()) or case.row().cells  # of a unit that answers for no part, the whole item
    if all(cell.done or cell.waiver is not None for cell in cells):
        return Known(f"{case.item.id} {unit} 已经完成或不再要求，没有发文")
    level = data.get("level") or next_level(case.facts.notices, unit)
    return case.draft(unit=unit, domain=None, fingerprint=case.item.fingerprint, data={"level": level, "reply_by": data["reply_by"]})


def sign(case: Case) -> Decision:
    """Note that a unit has received a notice."""
    number, day = case.request.data["number"], case.request.day.isoformat()
    found = next((notice for notice in case.facts.notices if notice.number == number), None)
    if found is None:
        return Refusal(f"{number} 没有发过，或者已经作废；运行 govopen notice --list 可查看")
    if found.signed is not None:
        return Known(f"{number} 已于 {found.signed} 签收，没有重复登记")
    if day < found.day:
        return Refusal(f"签收的日期 {day} 早于 {number} 的发文日期 {found.day}；请改正")
    return case.draft(unit=found.unit)


def undo(target: Sequence[Event], today: date) -> list[Draft]:
    """Take back a batch: one event for each item that it touched, whether or not the plan still holds it."""
    items: dict[str, dict[str, str]] = {event.item: {} for event in target}
    for event in target:
        if text := event.data.get("diff"):
            items[event.item]["diff"] = patch.reversed_diff(text)
    return [Draft(item, "undo", today.isoformat(), data={"batch": target[0].batch, **diff}) for item, diff in items.items()]


RULES: Mapping[str, Rule] = {
    rule.__name__.rstrip("_"): rule
    for rule in (done, submit, accept, return_, reopen, progress, remark, extend, waive, anchor, confirm, evidence, notice, sign)
}
