"""What is known already of a case: whether it was done, in which period; what of the request is new."""

from datetime import date

from govopen_cli.ledger.parts import Cell
from govopen_cli.ledger.status import evaluate
from govopen_cli.ledger.turns import turns
from govopen_cli.recording.case import Case
from govopen_cli.recording.request import Decision, Known, Refusal
from govopen_cli.state.acts import ACTS
from govopen_cli.state.facts import Evidence
from govopen_cli.text import added


def done_before(case: Case, turn: date | None) -> date | None:
    """Return the day on which all of a part was done, if it was."""
    found = [cell.done_on for cell in of_turn(case, turn)]
    return max(day for day in found if day) if all(found) else None


def new_evidence(case: Case) -> tuple[Evidence, ...]:
    """Return the evidence of a request that is not recorded yet."""
    known = {(part.text, part.sha256) for part in case.facts.evidence}
    return tuple(part for part in case.request.evidence if (part.text, part.sha256) not in known)


def again(case: Case) -> bool:
    """Tell whether a paper says what was recorded after it went out: the next period of a recurring item is not meant by it."""
    if case.item.deadline.kind != "recurring":
        return False
    return any(
        (event.act, event.day, event.unit, event.domain) == (case.request.act, case.request.day.isoformat(), *case.part)
        for event in case.news
    )


def said(case: Case) -> Decision:
    """Record words, unless a paper says again what was recorded after it went out; words added to those are new alone."""
    said = case.request.note or ""
    if case.request.seen is None:
        return case.draft()
    rest = said
    for event in case.news:
        if (event.act, event.unit, event.domain) == (case.request.act, *case.part):
            rest = added(event.note or "", rest)
    if not rest:
        return Known(f"{case.name}的{ACTS[case.request.act].word}“{said}”已经登记，没有重复登记")
    return case.draft(note=rest)


def of_turn(case: Case, turn: date | None) -> list[Cell]:
    """Return the cells of a part, of a recurring item as they stand in one of its periods."""
    return case.cells(evaluate(case.item, case.facts, case.plan, case.today, turn=turn))


def period_data(turn: date | None) -> dict[str, str]:
    """Return what an act keeps of the turn that it is about."""
    return {"period": turn.isoformat()} if turn else {}


def turn_words(turn: date | None) -> str:
    """Return a turn in words; nothing where there is none."""
    return f"{turn.isoformat()}那期" if turn else ""


def turn_of(case: Case) -> date | Refusal | None:
    """Return the last day of the period that a request is about: the one that was named, else the oldest that is still open."""
    item, plan, span = case.item, case.plan, case.request.period
    if item.deadline.kind != "recurring" or item.deadline.rrule is None:
        return Refusal(f"{item.id} 不是周期性事项，不能用 --period") if span is not None else None
    begin = plan.begin(item.deadline)
    first = span[0] if span is not None else case.request.day
    days = turns(item.deadline.rrule, begin, first)
    found = next((turn for turn in days if turn >= first), None)
    if span is None:
        return next((turn for turn in days if turn < first and _open(case, turn)), found)
    if found is None or span[1] < begin:
        return Refusal(f"{item.id} 没有 {span[0].isoformat()} 这一期；它从 {begin.isoformat()} 开始")
    return found


def _open(case: Case, turn: date) -> bool:
    """Tell whether some of a part was left undone in a period, and was required then."""
    required = evaluate(case.item, case.facts, case.plan, turn).cells
    waived = {(cell.unit, cell.domain) for cell in required if cell.waiver is not None}
    return any(not cell.done and not cell.waiting and (cell.unit, cell.domain) not in waived for cell in of_turn(case, turn))
