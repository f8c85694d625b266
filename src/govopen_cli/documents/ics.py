"""Deadlines as a calendar: all-day events, since many calendars ignore to-dos; to-dos on request."""

from datetime import date, datetime, timedelta, timezone

from icalendar import Calendar, Event, Todo
from icalendar.prop import vRecur

from govopen_cli.documents.contents import Contents
from govopen_cli.documents.measure import cleaned, one_line
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import id_text, light_text


def write(contents: Contents, *, todo: bool = False) -> bytes:
    """Return the rows that have a date as the bytes of an ics file.

    The uid of an item is always the same, so that importing again updates; the same rows and day give the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//govopen//govopen//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", one_line(cleaned(contents.title)))
    for row in contents.rows:
        if row.due is not None:
            calendar.add_component(_component(row, contents.day, many=contents.many, todo=todo))
    return bytes(calendar.to_ical())


def _component(row: Row, day: date, *, many: bool, todo: bool) -> Event | Todo:
    item, plan, due = row.item, row.plan, row.due
    assert due is not None  # the caller has left out rows without a date
    part = Todo() if todo else Event()
    part.add("uid", f"{item.id}.{plan.id}@govopen")
    part.add("dtstamp", datetime(day.year, day.month, day.day, tzinfo=timezone.utc))
    part.add("summary", one_line(cleaned(f"{id_text(row, many=many)} {item.label}（{light_text(row)}）")))
    lines = [
        *([plan.title] if many else []),
        f"{item.task} {item.task_name}",
        *(f"{title}：{'、'.join(item.units.get(role, ()))}" for role, title in plan.roles.items()),
        f"完成时限：{item.deadline.text}",
    ]
    part.add("description", cleaned("\n".join(lines)).replace("\r", ""))
    if todo:
        part.add("due", due)
        part.add("status", "COMPLETED" if row.status == "done" else "NEEDS-ACTION")
    else:
        part.add("dtstart", due)
        part.add("dtend", due + timedelta(days=1))
        part.add("transp", "TRANSPARENT")
    rule = item.deadline.rrule if item.deadline.kind == "recurring" else None
    for line in rule.splitlines() if rule else []:
        part.add("rrule", vRecur.from_ical(line))
    return part
