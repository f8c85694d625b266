"""Recorded acts in words."""

from datetime import datetime

from govopen_cli.clock import zone
from govopen_cli.ledger.words import scope_text
from govopen_cli.state.acts import BATCH, LINES, PACKED, act_word, field_word, holds
from govopen_cli.state.events import WHOLE_PLAN, Event

BATCH_LENGTH = 8  # how much of a batch's id is shown


def item_text(event: Event) -> str:
    """Return which item an event is about; a change of the plan file may be about none of them."""
    return "（全表）" if event.item == WHOLE_PLAN else event.item


def recorded(event: Event, timezone: str) -> str:
    """Return when an event was recorded, in the plan's time zone, to the minute."""
    moment = datetime.fromisoformat(event.recorded_at.replace("Z", "+00:00"))
    return moment.astimezone(zone(timezone)).strftime("%Y-%m-%d %H:%M")


def details(event: Event, *, undone: bool) -> str:
    """Return what an event says beside its act, day and author: which part, its data, its note, its evidence."""
    parts = [
        scope_text(event.unit, event.domain),
        *(
            f"{field_word(event.act, key)} {_value(event.act, key, value)}"
            for key, value in event.data.items()
            if holds(event.act, key) != PACKED
        ),
        f"说明：{event.note}" if event.note else "",
        *(f"佐证：{part.text}" for part in event.evidence),
    ]
    return "，".join(part for part in parts if part) + ("（已撤销）" if undone else "")


def _value(act: str, key: str, value: str) -> str:
    if (kind := holds(act, key)) != LINES:
        return value[:BATCH_LENGTH] if kind == BATCH else value
    from govopen_cli.plan.file.patch import changed

    return " ".join(line[0] + line[1:].strip() for line in changed(value))


def sentence(event: Event, timezone: str, *, undone: bool) -> str:
    """Return an event as one line of words."""
    head = f"{recorded(event, timezone)} {event.author} {act_word(event.act)}，日期 {event.day}"
    more = details(event, undone=undone)
    return f"{head}{'' if more.startswith('（') or not more else '，'}{more}"
