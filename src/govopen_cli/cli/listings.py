"""due, overdue, list: which items, in which order."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from govopen_cli.cli import days
from govopen_cli.cli.workspace import Listing, Session, shared
from govopen_cli.errors import UsageError
from govopen_cli.ledger.select import STATUSES, Filters, Window
from govopen_cli.ledger.status import Row
from govopen_cli.views.formats import choose, show
from govopen_cli.views.rows import grouped, listing

if TYPE_CHECKING:
    from govopen_cli.ledger.summary import Group

GROUPS = ("unit", "domain", "task")
GROUP_TITLES = {"unit": "责任单位", "domain": "领域", "task": "工作任务"}

Before = Annotated[str | None, typer.Option("--before", metavar="日期", help="期限早于这一天（月、年）")]
By = Annotated[str | None, typer.Option("--by", metavar="日期", help="期限不晚于这一天（月末、年末）")]
After = Annotated[str | None, typer.Option("--after", metavar="日期", help="期限晚于这一天（月末、年末）")]
From = Annotated[str | None, typer.Option("--from", metavar="日期", help="期限不早于这一天（月初、年初）")]
Within = Annotated[str | None, typer.Option("--within", metavar="时长", help="今后这段时间内到期：30d、2w、1m")]
All = Annotated[bool, typer.Option("--all", help="连同已完成的和更远的，列出全部有期限的事项")]
GroupBy = Annotated[
    str | None,
    typer.Option(
        "--group-by", metavar="方式", help="分组：unit（责任单位）、domain（领域）、task（工作任务）", autocompletion=lambda: list(GROUPS)
    ),
]
StatusFilter = Annotated[
    str | None,
    typer.Option(
        "--status", metavar="状态", help="open、partial、done、overdue、soon 或 open-ended", autocompletion=lambda: list(STATUSES)
    ),
]


@shared(Listing)
def due_command(
    shared: Listing,
    before: Before = None,
    by: By = None,
    after: After = None,
    from_: From = None,
    within: Within = None,
    all_: All = False,
) -> int:
    """到期清单：未完成的、有期限的事项，按期限先后排列。不写日期时，列出已逾期的和接下来要到期的。"""
    choose(shared.format)
    session = Session(shared)
    filters = session.filters(shared)
    window, words = _window(session.day, before, by, after, from_, within)
    notes = []
    if window is None and not all_:
        words = "已逾期的和接下来要到期的"
        rows, later = _pressing(session, filters)
        if later:
            notes.append(later)
    else:
        rows = session.ledger.open_dated(filters, window or Window(), finished=all_)
    title = f"到期清单 · {words or '全部有期限的事项'}（今天 {session.day.isoformat()}）"
    show(listing(session.plan, session.day, title, rows, [*notes, *closing_notes(session, filters)]), shared.format)
    return session.exit_code(filters)


def _pressing(session: Session, filters: Filters) -> tuple[list[Row], str]:
    """Return what is overdue and what comes next, and a line on what comes later.

    What comes next is what is due within the widest alert level, or on the next date after it.
    """
    horizon = session.day + timedelta(days=max(session.plan.alerts.levels))
    rows = session.ledger.open_dated(filters, Window(last=horizon))
    later = session.ledger.open_dated(filters, Window(first=horizon + timedelta(days=1)))
    if later and not any(row.due is not None and row.due >= session.day for row in rows):
        horizon = later[0].due or horizon
        rows += [row for row in later if row.due == horizon]
        later = [row for row in later if row.due != horizon]
    return rows, f"{horizon.isoformat()} 以后到期的还有 {len(later)} 项：govopen due --all" if later else ""


def _window(
    today: date, before: str | None, by: str | None, after: str | None, from_: str | None, within: str | None
) -> tuple[Window | None, str]:
    """Return the window that the date options give (None without any) and how they were read."""
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


def closing_notes(session: Session, filters: Filters) -> list[str]:
    """Say what a list of dates leaves out by its nature, and how to see it."""
    notes = []
    count, exact = session.ledger.without_date(filters, ("ongoing", "as_appropriate"))
    if count:
        notes.append(
            f"另有 {count} 项{'' if exact else '（含已完成的）'}持续推进或适时完成，没有固定期限：govopen list --status open-ended"
        )
    count, exact = session.ledger.without_date(filters, ("relative", "unknown"))
    if count:
        notes.append(f"另有 {count} 项{'' if exact else '（含已起算或已完成的）'}期限待起算或不明：govopen check")
    return notes


@shared(Listing)
def list_command(shared: Listing, status: StatusFilter = None) -> int:
    """全部事项，不论状态，按任务分解表的顺序；筛选条件可以叠加。"""
    choose(shared.format)
    session = Session(shared)
    filters = session.filters(shared, status)
    rows = list(session.ledger.rows(filters))
    title = f"{session.plan.title} · {'状态为 ' + status if status else '全部事项'}，{len(rows)} 项（今天 {session.day.isoformat()}）"
    show(listing(session.plan, session.day, title, rows), shared.format)
    return session.exit_code(filters)


@shared(Listing)
def overdue_command(shared: Listing, group_by: GroupBy = None) -> int:
    """逾期清单：期限已过而没有完成的事项，逾期最久的在前。"""
    choose(shared.format)
    session = Session(shared)
    filters = session.filters(shared)
    rows = session.ledger.overdue(filters)
    longest = f"，最久 {rows[0].days_overdue} 天" if rows else ""
    title = f"逾期清单 · {len(rows)} 项{longest}（今天 {session.day.isoformat()}）"
    page = grouped(session.plan, session.day, title, [("", rows)], closing_notes(session, filters), None)
    if group_by is not None:
        groups = [(group.name, group.rows) for group in group_rows(rows, group_by)]
        page = grouped(session.plan, session.day, title, groups, closing_notes(session, filters), GROUP_TITLES[group_by])
    page.empty = f"截至 {session.day.isoformat()} 没有逾期事项"
    show(page, shared.format)
    return session.exit_code(filters)


def group_rows(rows: list[Row], group_by: str) -> "list[Group]":
    """Return rows grouped by open member, domain or task.

    Raises:
        UsageError: there is no such grouping.
    """
    from govopen_cli.ledger.summary import KEYS, by_open_member, groups

    if group_by not in GROUPS:
        raise UsageError(f"没有分组方式“{group_by}”；可用的有：{'、'.join(GROUPS)}")
    return groups(rows, by_open_member if group_by == "unit" else KEYS[group_by])
