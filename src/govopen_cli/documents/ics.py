"""Deadlines as a calendar: all-day events, since many calendars ignore to-dos; to-dos on request."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from icalendar import Alarm, Calendar, Event, Todo
from icalendar.prop import vRecur

from govopen_cli.documents.contents import Chapter, Contents
from govopen_cli.documents.measure import cleaned, one_line
from govopen_cli.ledger.lights import WAIVED
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import id_text, light_text

_MORNING = timedelta(hours=9)  # an alarm at midnight wakes people
_EPOCH = date(2000, 1, 1)


class Written(NamedTuple):
    """A calendar, how many rows stand in it, and how many of those are settled."""

    data: bytes
    entries: int
    settled: int


def write(contents: Contents, *, todo: bool = False) -> Written:
    """Return the rows that have a date as an ics file; the same contents give the same bytes.

    The uid of an item is always the same and its sequence never falls, so that importing again updates. What is settled stays in the file as
    cancelled (a to-do: as completed), so that importing again takes it off the calendar.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//govopen//govopen//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", one_line(cleaned(contents.title)))
    entries = settled = 0
    for chapter in contents.chapters:
        for row in chapter.rows:
            if row.due is not None:
                calendar.add_component(_component(row, chapter, contents, todo=todo))
                entries, settled = entries + 1, settled + _settled(row)
    return Written(bytes(calendar.to_ical()), entries, settled)


def _settled(row: Row) -> bool:
    """Tell whether nobody has to do anything about a row any more; what comes round again is never settled by being done."""
    return row.light == WAIVED or (row.done and not row.recurring)


def _component(row: Row, chapter: Chapter, contents: Contents, *, todo: bool) -> Event | Todo:
    part = Todo() if todo else Event()
    settled, day = _settled(row), contents.day
    part.add("uid", f"{row.item.id}.{row.plan.id}@govopen")
    part.add("dtstamp", datetime(day.year, day.month, day.day, tzinfo=timezone.utc))
    # it never falls from day to day, and every act raises it
    part.add("sequence", max((day - _EPOCH).days, 0) + len(chapter.history.get(row.item.id, ())))
    name = one_line(cleaned(f"{id_text(row, many=contents.many)} {row.item.label}"))
    part.add("summary", f"{name}（{light_text(row)}）")
    part.add("description", cleaned("\n".join(_lines(row, many=contents.many))))
    _times(part, row, settled=settled, todo=todo)
    for rule in _rules(row):
        part.add("rrule", vRecur.from_ical(rule))
    for days in row.plan.alerts.levels if not settled else ():
        part.add_component(_alarm(name, days, todo=todo))
    return part


def _times(part: Event | Todo, row: Row, *, settled: bool, todo: bool) -> None:
    due = row.due
    assert due is not None  # the caller has left out rows without a date
    if not todo:
        part.add("dtstart", due)
        if due < date.max:
            part.add("dtend", due + timedelta(days=1))
        part.add("transp", "TRANSPARENT")
        part.add("status", "CANCELLED" if settled else "CONFIRMED")
        return
    part.add("due", due)
    if not settled:
        part.add("status", "NEEDS-ACTION")
    elif row.done_on is None:
        part.add("status", "CANCELLED")
    else:
        part.add("status", "COMPLETED")
        part.add("percent-complete", 100)
        part.add("completed", datetime(row.done_on.year, row.done_on.month, row.done_on.day, tzinfo=timezone.utc))


def _lines(row: Row, *, many: bool) -> Iterator[str]:
    item, plan = row.item, row.plan
    if many:
        yield plan.title
    yield f"{item.task} {item.task_name}"
    for role, title in plan.roles.items():
        if names := item.units.get(role):
            yield f"{title}：{'、'.join(names)}"
    yield f"完成时限：{item.deadline.text}"


def _rules(row: Row) -> list[str]:
    rule = row.item.deadline.rrule if row.recurring else None
    return rule.splitlines() if rule else []


def _alarm(name: str, days: int, *, todo: bool) -> Alarm:
    """Return an alarm in the morning of the day that lies ``days`` before the one by which something is due."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{name}：{days}日内到期" if days else f"{name}：今天到期")
    # a to-do has no beginning that days could be counted from
    alarm.add("trigger", _MORNING - timedelta(days=days), parameters={"RELATED": "END"} if todo else {})
    return alarm
