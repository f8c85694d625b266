"""due: what is overdue and what comes next, or what is due in a window of days."""

from datetime import date, timedelta

from govopen_cli.cli import days
from govopen_cli.cli.call import Call
from govopen_cli.errors import UsageError
from govopen_cli.ledger.select import Window
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import listing


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    filters = call.filters()
    window, words = _window(call, call.day)
    show(listing.due(call.ledger, filters, window, words, everything=call.flag("all")), chosen)
    return call.exit_code(filters)


def _window(call: Call, today: date) -> tuple[Window | None, str]:
    """Return the window that the date options give (None without any) and how they were read."""
    before, by, after, from_, within = (call.one(key) for key in ("before", "by", "after", "from", "within"))
    if within is not None and any((before, by, after, from_)):
        raise UsageError("--within 不能和 --before、--by、--after、--from 一起用；请只写一种")
    if within is not None:
        span = days.parse_within(within, today)
        return Window(span.first, span.last), f"{span.first.isoformat()} 至 {span.last.isoformat()} 到期"
    one = timedelta(days=1)
    firsts = [(days.parse(after, today, "--after").last + one, "晚于")] if after else []
    firsts += [(days.parse(from_, today, "--from").first, "不早于")] if from_ else []
    lasts = [(days.parse(before, today, "--before").first - one, "早于")] if before else []
    lasts += [(days.parse(by, today, "--by").last, "不晚于")] if by else []
    if not firsts and not lasts:
        return None, ""
    first, last = max((day for day, _ in firsts), default=None), min((day for day, _ in lasts), default=None)
    words = [f"{(day - one if word == '晚于' else day).isoformat()} {'之后' if word == '晚于' else '及以后'}" for day, word in firsts]
    words += [f"{(day + one).isoformat()} 之前" if word == "早于" else f"{day.isoformat()} 及以前" for day, word in lasts]
    return Window(first, last), f"期限在 {'、'.join(words)}"
