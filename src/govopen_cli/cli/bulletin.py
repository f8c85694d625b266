"""bulletin: the figures of a day, a month or a quarter as an official paper."""

from datetime import date, timedelta
from pathlib import Path

from govopen_cli.cli import days
from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar import parts
from govopen_cli.documents import template as templates
from govopen_cli.documents.bulletin import write
from govopen_cli.documents.bulletin.content import Period, bulletin
from govopen_cli.errors import ExitCode, OutputError, UsageError
from govopen_cli.files import write_whole
from govopen_cli.language.deadline.days import Span
from govopen_cli.ledger.books import Books
from govopen_cli.views.formats import note

FORMATS = ("docx", "md", "html")
_MONTHS = {"month": 1, "quarter": 3}


def run(call: Call) -> int:
    output = Path(call.must("output"))
    chosen, template = _format(output), call.path("template")
    if template is not None and chosen != "docx":
        raise UsageError("--template 只用于 docx")
    group_by = call.choice("group_by", parts.GROUPINGS) or "unit"
    loaded = templates.load(template) if template is not None else None
    books, period, before = _asked(call)
    paper = bulletin(books, group_by, ranked=call.flag("rank"), period=period, before=before)
    if output.exists() and chosen == "docx" and not call.flag("force"):
        raise OutputError(f"{output} 已经有了，可能改过，没有覆盖；请换一个名字，确要覆盖时加 --force")
    data = write.docx(paper, loaded) if chosen == "docx" else write.markdown(paper) if chosen == "md" else write.html(paper)
    write_whole(output, data)
    note(f"已写入 {output}：{paper.whole.total} 项（截至 {paper.day.isoformat()}）")
    return ExitCode.PLAN if call.broken else ExitCode.OK


def _format(output: Path) -> str:
    chosen = output.suffix.lower().lstrip(".")
    if chosen not in FORMATS:
        raise UsageError(f"不知道把 {output} 写成什么格式；请用扩展名 {'、'.join(f'.{name}' for name in FORMATS)} 写明")
    return chosen


def _asked(call: Call) -> tuple[Books, Period | None, Books | None]:
    """Return what the bulletin is about: of a month or quarter its last day, or today while it lasts, and the end of the one before.

    Raises:
        UsageError: the period is none, or has not begun, or a day is given in another way too.
    """
    given = [key for key in _MONTHS if call.one(key) is not None]
    if not given:
        return call.asked(), None, None
    if len(given) > 1 or call.one("effective") is not None:
        raise UsageError("--month、--quarter、--effective 只能写一个")
    span = _span(call, given[0])
    if span.first > call.day:
        raise UsageError(f"--{given[0]} 写的时期（{span.first.isoformat()} 起）还没有开始")
    asked = call.asked()
    return call.on(asked, min(span.last, call.day)), _period(span, given[0]), call.on(asked, span.first - timedelta(days=1))


def _span(call: Call, key: str) -> Span:
    option = f"--{key}"
    span = days.parse(call.must(key), call.today, option, "past")
    wanted = _last(span.first, _MONTHS[key])
    if span.first.day != 1 or span.last != wanted or (key == "quarter" and span.first.month % 3 != 1):
        example = "2021-06" if key == "month" else "2021年二季度"
        raise UsageError(f"{option} 的“{call.must(key)}”不是一个{'月' if key == 'month' else '季度'}；可写 {example}")
    return span


def _last(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1) if year < 10_000 else date.max


def _period(span: Span, key: str) -> Period:
    if key == "month":
        return Period(f"{span.first.year}年{span.first.month}月", "上月末")
    return Period(f"{span.first.year}年第{'一二三四'[span.first.month // 3]}季度", "上季度末")
