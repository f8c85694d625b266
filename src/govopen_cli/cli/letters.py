"""From acts of the kind ``notice``, decided or recorded, to the letters that go out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from govopen_cli.documents.notice import Ask, Letter
from govopen_cli.ledger.chasing import part_of
from govopen_cli.ledger.status import evaluate
from govopen_cli.plan.model import Item, Plan
from govopen_cli.recording.record import Recorded
from govopen_cli.state.events import Draft, Event
from govopen_cli.state.facts import NOTHING, Facts


def letter(plan: Plan, acts: Sequence[Draft | Event], items: Mapping[str, Item], facts: Mapping[str, Facts]) -> Letter:
    """Return the letter that the acts of one notice make, of items as the plan has them and as the facts leave them on the day of issue."""
    first = acts[0]
    unit, day = first.unit or "", date.fromisoformat(first.day)
    asks = [
        Ask(part_of(evaluate(items[act.item], facts.get(act.item, NOTHING), plan, day), unit), act.data["level"])
        for act in acts
        if act.item in items
    ]
    return Letter(plan, first.data["number"], unit, day, date.fromisoformat(first.data["reply_by"]), asks)


def letters(decided: Iterable[tuple[Plan, Recorded]]) -> list[Letter]:
    """Return the letters of what was decided, one for each group that issues any."""
    return [
        letter(plan, judged.drafts, recorded.items, recorded.facts)
        for plan, recorded in decided
        for judged in recorded.judged
        if judged.drafts
    ]
