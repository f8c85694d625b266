"""Rows, deadlines and totals in words: what every table, file and message says of them."""

from datetime import date

from govopen_cli.language.deadline.model import Deadline
from govopen_cli.ledger.lights import DONE, OVERDUE, WAIVED, level
from govopen_cli.ledger.status import Row
from govopen_cli.state.facts import ACCEPTS, COMPLETES, EXTENDS, RELEASES, REMARKS, REOPENS, SUBMITS, Act, Progress


def iso(day: date | None) -> str | None:
    """Return a day as text, None as None."""
    return day.isoformat() if day is not None else None


def id_text(row: Row, *, many: bool) -> str:
    """Return what an item is called: by its id, and by its plan's too where there are ``many`` plans."""
    return f"{row.plan.id}/{row.item.id}" if many else row.item.id


def due_text(row: Row) -> str:
    """Return the day that counts, or the phrase where there is none."""
    return row.due.isoformat() if row.due is not None else row.item.deadline.text or "—"


def light_text(row: Row) -> str:
    """Return the status word, with the parts that are done where only some are."""
    return f"{row.light} {cells_text(row)}" if row.status == "partial" else row.light


def cells_text(row: Row) -> str:
    """Return how many of the required parts are done."""
    return f"{row.cells_done}/{len(row.required)}"


def days_text(row: Row) -> str:
    """Return how long the item has been overdue or has left."""
    if row.days_overdue is not None:
        return f"{OVERDUE}{row.days_overdue}天"
    if row.days_left is not None:
        return "今天到期" if row.days_left == 0 else f"还有{row.days_left}天"
    if row.done_on is not None:
        return f"{row.done_on.isoformat()}{DONE}"
    return f"已等{row.waiting_days}天" if row.waiting_days is not None else "—"


def remarks(row: Row) -> list[str]:
    """Return what else a reader must know of a row."""
    notes = []
    if row.review_needed:
        notes.append("需复核")
    if row.unit is not None and len(row.item.members) > 1:
        notes.append(f"只计{row.unit}")
    notes += [f"{_scoped(extension)}{_extended(row, extension)}" for extension in row.extensions]
    if row.late_request:
        notes.append(f"申请时已逾期{row.late_request}天")
    if row.waiting and row.submitted_on is not None:
        parts = sum(cell.waiting for cell in row.cells)
        some = f"{parts}个部分" if parts < len(row.required) else ""
        notes.append(f"{some}{row.submitted_on.isoformat()}申请销号，已等{row.waiting_days}天")
    if row.returns:
        last = row.returns[-1]
        until = f"，{last.by}前重报" if last.by and row.returned else ""
        notes.append(f"退回{len(row.returns)}次" + (f"（{_scoped(last)}{last.note}{until}）" if row.returned else ""))
    if row.missed is not None:
        notes.append(f"{row.missed.isoformat()}那期{'漏办' if row.recurring else '漏跟踪'}")
    if row.light == WAIVED:
        notes += [f"至{waiver.until}" for waiver in row.waivers if waiver.until is not None]
    else:
        notes += [f"{_scoped(waiver)}{WAIVED}" for waiver in row.waivers]
    if row.open_ended and not row.done:
        notes.append(
            f"上次进展{row.last_progress.isoformat()}，已{(row.day - row.last_progress).days}天" if row.last_progress else "尚无进展记录"
        )
    reached = level(row.days_left, row.plan.alerts.levels)
    if reached is not None and not row.overdue:
        notes.append(f"{reached}日内到期")
    if row.deadline.warnings and not row.done:
        notes.append("时限存疑")
    return notes


def phrase_text(row: Row) -> str:
    """Return the deadline in force, and the plan's own phrase."""
    text = row.item.deadline.text
    if row.extension is not None:
        return f"延至 {row.extension.to}（原：{text or '—'}）"
    moved = "；".join(f"{scope_text(act.unit, act.domain)}延至 {act.to}" for act in row.extensions)
    return f"{text}（{moved}）" if moved else text


def progress_text(row: Row) -> str:
    """Return how many parts are done, where some are, and what was reported last."""
    return " ".join(filter(None, (cells_text(row) if row.status == "partial" else "", reported(row))))


def reported(row: Row) -> str:
    """Return what was reported last of progress: when, of which part where that is not all of it, and what."""
    told = [entry for entry in row.facts.progress if entry.day <= row.day.isoformat()]
    if not told:
        return ""
    last = max(told, key=lambda entry: entry.day)
    whose = _others(row, last)
    return f"{last.day} {whose + '：' if whose else ''}{last.note}"


def _others(row: Row, said: Act | Progress) -> str:
    """Return whose part something was said of, as far as the row does not say so itself."""
    return scope_text(said.unit if said.unit != row.unit else None, said.domain if said.domain != row.domain else None)


# what is written of an act beside its note; that of a return stands among the remarks
_REASONS = {
    EXTENDS: "延期理由：", RELEASES: "不再要求的理由：", REOPENS: "重新打开：", COMPLETES: "", SUBMITS: "", ACCEPTS: "", REMARKS: "",
}  # fmt: skip


def reasons(row: Row) -> list[str]:
    """Return what was written of the acts that count: why a part was extended, waived or opened again, and what else is to be known of it."""
    last: dict[tuple[str | None, ...], Act] = {}
    for act in row.facts.acts:
        if act.day <= row.day.isoformat() and row.unit in (None, act.unit or row.unit) and row.domain in (None, act.domain or row.domain):
            topic = act.effect if act.effect in (EXTENDS, REMARKS) else ""
            last[topic, act.unit, act.domain, act.period] = act
    found = []
    for act in last.values():
        if act.note and act.effect in _REASONS:
            whose = _others(row, act)
            approved = f"（{act.approved_by}批准）" if act.approved_by else ""
            found.append(f"{whose + '：' if whose else ''}{_REASONS[act.effect]}{act.note}{approved}")
    return found


def _extended(row: Row, extension: Act) -> str:
    original = iso(row.original_due)
    return f"原定{original}，延期至{extension.to}" if original else f"原为“{row.item.deadline.text}”，定期限{extension.to}"


def scope_text(unit: str | None, domain: str | None) -> str:
    """Return what part of an item is meant; nothing for all of it."""
    return " × ".join(part for part in (unit, domain) if part)


def _scoped(act: Act) -> str:
    scope = scope_text(act.unit, act.domain)
    return f"{scope}：" if scope else ""


KIND_WORDS = {
    "date": "有日期",
    "recurring": "周期性",
    "ongoing": "持续推进",
    "as_appropriate": "适时",
    "relative": "相对期限",
    "unknown": "不明",
}


def explain(deadline: Deadline) -> str:
    """Return a reading of a phrase in words."""
    words = KIND_WORDS[deadline.kind]
    if deadline.kind == "relative":
        from govopen_cli.language.deadline import said

        words += f"：{deadline.anchor or '（未写明从何时起算）'}后 {said.duration(deadline.duration or '')}".rstrip()
    if deadline.rrule:
        from govopen_cli.language.deadline import said

        words += f"：{said.rule(deadline.rrule)}"
    if deadline.date:
        words += f"：{deadline.start.isoformat() + ' 至 ' if deadline.start else ''}{deadline.date.isoformat()}"
    if deadline.milestones:
        words += f"（各节点：{'、'.join(day.isoformat() for day in deadline.milestones)}）"
    if deadline.then:
        words += {"ongoing": "，之后持续推进", "recurring": "，另有周期要求"}[deadline.then]
    return words


def basis_text(number: str | None, title: str) -> str:
    """Return a policy as a document cites it."""
    return f"《{title}》（{number}）" if number else f"《{title}》"


def percent(ratio: float | None) -> str:
    """Return a ratio as a percentage; — where there was nothing to count."""
    return "—" if ratio is None else f"{ratio * 100:.1f}%"
