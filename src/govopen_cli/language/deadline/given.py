"""A deadline that somebody gives today, put so that it says the same for ever: 本月底 and 下周五 are those of the day on which they were said.

A table's own phrases are read from the day of its issue; what is assigned later is not its own.
"""

from datetime import date

from govopen_cli.language.deadline.days import NoDay, read
from govopen_cli.language.deadline.model import Deadline, Issued
from govopen_cli.language.deadline.resolve import anchored, resolve

_EARLY, _LATE = Issued(2019, 2, 4), Issued(2019, 11, 20)  # a phrase that means other days on these depends on the day that it is said


def given(text: str, today: date, issued: Issued | None, *, new: bool) -> str:
    """Return a deadline as the plan file keeps it: with its day where the phrase alone would be read from the day of issue.

    ``new`` is an assignment of today, whose months and lengths of time are today's too; what only corrects a table (9月底) stays the table's.
    """
    here = resolve(text, issued)
    if here.kind in ("recurring", "ongoing", "as_appropriate") or here.anchor is not None:
        return text
    if not new and here.kind != "unknown" and _days(resolve(text, _EARLY)) == _days(resolve(text, _LATE)):
        return text
    meant = _said_on(text, today, new=new)
    if meant.date is None or _days(meant) == _days(here):
        return text
    dated = f"{meant.date.year}年{text.removeprefix('年')}"
    if any(word in text for word in "年月季") and _days(resolve(dated, issued)) == _days(meant):
        return dated
    return f"{meant.date.year}年{meant.date.month}月{meant.date.day}日" if meant.start is None and not meant.milestones else text


def _said_on(text: str, today: date, *, new: bool) -> Deadline:
    """Return what a phrase means when it is said today."""
    found = resolve(text, Issued(today.year, today.month, today.day))
    if found.kind == "relative" and new:
        return anchored(found, today)
    if found.kind == "unknown":
        try:
            return found._replace(kind="date", date=read(text, today, lean="ahead").last)
        except NoDay:
            return found
    if found.date is not None and found.date < today:  # 3月底, said in November
        later = resolve(text, Issued(today.year + 1))
        return later if later.date is not None else found
    return found


def _days(found: Deadline) -> tuple[object, ...]:
    return found.date, found.start, found.milestones
