"""due: what is overdue and what comes next, or what is due in a window of days."""

from datetime import date

from govopen_cli.cli import days
from govopen_cli.cli.call import Call
from govopen_cli.errors import UsageError
from govopen_cli.language.deadline.model import add_days
from govopen_cli.ledger.select import Window
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import listing


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    books = call.asked(unit=call.one("name"))
    window, words = _window(call, call.day)
    show(listing.due(books, window, words, everything=call.flag("all")), chosen)
    return call.exit_code(books)


def _window(call: Call, today: date) -> tuple[Window | None, str]:
    """Return the window that the date options give (None without any) and how they were read."""
    before, by, after, from_, within = (call.one(key) for key in ("before", "by", "after", "from", "within"))
    if within is not None and any((before, by, after, from_)):
        raise UsageError("--within 不能和 --before、--by、--after、--from 一起用；请只写一种")
    if within is not None:
        span = days.parse_within(within, today)
        return Window(span.first, span.last), f"{span.first.isoformat()} 至 {span.last.isoformat()} 到期"
    firsts, lasts, words = [], [], []
    if after:
        day = days.parse(after, today, "--after").last
        firsts.append(add_days(day, 1) if day < date.max else None)
        words.append(f"{day.isoformat()} 之后")
    if from_:
        firsts.append(days.parse(from_, today, "--from").first)
        words.append(f"{firsts[-1]} 及以后")
    if before:
        day = days.parse(before, today, "--before").first
        lasts.append(add_days(day, -1) if day > date.min else None)
        words.append(f"{day.isoformat()} 之前")
    if by:
        lasts.append(days.parse(by, today, "--by").last)
        words.append(f"{lasts[-1]} 及以前")
    if not words:
        return None, ""
    title = f"期限在 {'、'.join(words)}"
    if None in (*firsts, *lasts):  # beyond the ends of the calendar lies nothing
        return Window(date.max, date.min), title
    return Window(max(filter(None, firsts), default=None), min(filter(None, lasts), default=None)), title
