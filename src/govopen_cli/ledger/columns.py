"""The columns of the ledger: what each is called, what stands in it, how it is laid out. Listings, files and documents name them by this table."""

from collections.abc import Callable, Iterator, Sequence

from govopen_cli.ledger import lights
from govopen_cli.ledger.words import (
    basis_text,
    cells_text,
    days_text,
    due_text,
    id_text,
    iso,
    light_text,
    percent,
    phrase_text,
    progress_text,
    reasons,
    remarks,
    reported,
)
from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.ledger.status import Row
    from govopen_cli.ledger.summary import Totals
    from govopen_cli.plan.model import Plan

# Titles that stand in more than one table.
ID, PLAN, NUMBER, TASK, CONTENT, DOMAINS, SOURCE_DOMAINS, BASIS = (
    "编号",
    "任务分解表",
    "序号",
    "工作任务",
    "具体内容",
    "领域",
    "试点领域",
    "政策依据",
)
PHRASE, DUE, STATUS, DAYS, DONE_ON, EVIDENCE, REMARKS = "完成时限", "期限", "状态", "天数", "完成日期", "佐证", "备注"
DAYS_OVERDUE, DAYS_LEFT, CELLS, LAST_PROGRESS, PROGRESS = "逾期天数", "剩余天数", "完成进度", "上次进展", "进展"
UNIT, NEXT_DUE, TOTAL, OTHERS, REPORT = "责任单位", "下一期限", "合计", "其他责任单位", "进展情况"
ACCEPTED, RETURNED = "验收", "退回"  # what the office says to what units submitted
FILLED_BY, FILLED_DOMAIN, DUTY = "填报单位", "填报领域", "责任"  # whose part of an item a row is, and what the unit is to it


class Column(NamedTuple):
    """A column of rows.

    ``kind`` is "fixed" for what is never broken over lines, "text" for what shares the width that is left, "number" for what is aligned
    to the right. ``text`` gives what stands in it of a row. ``least`` and ``most`` are the widths, in terminal columns, between which a printed
    page keeps it.
    """

    title: str
    kind: str
    text: "Callable[[Row], str]"
    least: int = 11
    most: int = 15


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _word(row: "Row") -> str:
    """Return the light, or that some parts are done where it says nothing more pressing."""
    return lights.PARTIAL if row.status == "partial" and row.light not in (lights.OVERDUE, lights.WAIVED) else row.light


def _basis(row: "Row") -> str:
    return "；".join(basis_text(part.number, part.title) for part in row.item.basis)


def _remarks(row: "Row") -> str:
    return "；".join(remarks(row))


def _notes(row: "Row") -> str:
    return "；".join([*remarks(row), *reasons(row)])


def _own_notes(row: "Row") -> str:
    return "；".join([*remarks(row._replace(unit=None)), *reasons(row)])


def _domains(row: "Row") -> str:
    return "、".join(row.item.domains)


_TASK = Column(TASK, "text", lambda row: row.item.task_name)
_CONTENT = Column(CONTENT, "text", lambda row: row.item.content, most=36)
_BASIS = Column(BASIS, "text", _basis, most=26)
_PHRASE = Column(PHRASE, "text", phrase_text, least=12)
_DONE_ON = Column(DONE_ON, "fixed", lambda row: iso(row.done_on) or "", least=12)
_OVERDUE = Column(DAYS_OVERDUE, "number", lambda row: _number(row.days_overdue), least=9)
_PROGRESS = Column(PROGRESS, "text", progress_text, least=10, most=18)
_EVIDENCE = Column(EVIDENCE, "text", lambda row: "\n".join(part.text for part in row.facts.evidence), most=18)
_REMARKS = Column(REMARKS, "text", _remarks, most=18)
_OWN_NOTES = Column(REMARKS, "text", _own_notes, most=18)  # beside a column that says whose part the row is
_NOTES = Column(REMARKS, "text", _notes, most=18)  # of a ledger that is filed: reasons too


def roles(plans: "Sequence[Plan]") -> list[Column]:
    """Return a column of units for each role that the plans declare; roles of one title share a column."""

    def of(title: str) -> "Callable[[Row], str]":
        return lambda row: "、".join(
            name for role, known in row.plan.roles.items() if known == title for name in row.item.units.get(role, ())
        )

    return [Column(title, "text", of(title)) for title in dict.fromkeys(title for plan in plans for title in plan.roles.values())]


def _named(plans: "Sequence[Plan]") -> list[Column]:
    """Return the columns that say which item a row is about: its id, and its plan where there are several."""
    many = len(plans) > 1
    plan = [Column(PLAN, "text", lambda row: row.plan.title)] if many else []
    return [Column(ID, "fixed", lambda row: id_text(row, many=many)), *plan]


def listing(plans: "Sequence[Plan]") -> list[Column]:
    """Return the columns of a listing on a terminal and in plain text."""
    leads = dict.fromkeys(next(iter(plan.roles.values()), UNIT) for plan in plans)
    return [
        *_named(plans),
        Column(DUE, "fixed", due_text),
        Column(STATUS, "fixed", light_text),
        Column(DAYS, "fixed", days_text),
        Column(CONTENT, "text", lambda row: row.item.label),
        Column(next(iter(leads)) if len(leads) == 1 else UNIT, "text", _lead),
        _REMARKS,
    ]


def _lead(row: "Row") -> str:
    return "、".join(next((names for names in row.item.units.values() if names), ()))


def wide(plans: "Sequence[Plan]") -> list[Column]:
    """Return the columns of a listing in a file for spreadsheets."""
    return [
        *_named(plans),
        _TASK,
        _CONTENT,
        Column(DOMAINS, "text", _domains),
        _BASIS,
        *roles(plans),
        _PHRASE,
        Column(DUE, "fixed", lambda row: iso(row.due) or ""),
        Column(STATUS, "fixed", lambda row: row.light),
        _OVERDUE,
        Column(DAYS_LEFT, "number", lambda row: _number(row.days_left)),
        Column(CELLS, "fixed", cells_text),
        _DONE_ON,
        Column(LAST_PROGRESS, "fixed", lambda row: iso(row.last_progress) or ""),
        _REMARKS,
    ]


def filed(plans: "Sequence[Plan]") -> list[Column]:
    """Return the columns of a ledger that is filed as text: those of a listing, with what was reported and shown before the remarks."""
    *listed, _ = wide(plans)
    return [*listed, _PROGRESS, _EVIDENCE, _NOTES]


def source(plans: "Sequence[Plan]", rows: "Sequence[Row]") -> list[Column]:
    """Return the columns that the source table has, in its order; those that no row fills are left out."""
    leaders = dict.fromkeys(role for row in rows for role in row.item.leaders)
    extra = dict.fromkeys(title for row in rows for title in row.item.extra)

    def leader(role: str) -> "Callable[[Row], str]":
        return lambda row: "、".join(row.item.leaders.get(role, ()))

    def other(title: str) -> "Callable[[Row], str]":
        return lambda row: row.item.extra.get(title, "")

    known = [
        Column(NUMBER, "fixed", lambda row: row.item.number or row.item.task, least=5),
        _TASK,
        _CONTENT,
        *([Column(SOURCE_DOMAINS, "text", _domains)] if any(row.item.domains for row in rows) else []),
        *([_BASIS] if any(row.item.basis for row in rows) else []),
        *roles(plans),
        *(Column(role, "text", leader(role)) for role in leaders),
        _PHRASE,
    ]
    titles = {column.title for column in (*known, *own())}
    known[-1:-1] = [Column(title, "text", other(title)) for title in extra if title not in titles]
    return list({column.title: column for column in known}.values())


def desk(plan: "Plan", rows: "Sequence[Row]") -> list[Column]:
    """Return the nine columns of a ledger that is laid on a desk."""
    first, *others = roles([plan])
    if any(row.item.leaders for row in rows) or len(others) > 1:
        more = Column(OTHERS, "text", lambda row: "\n".join(_others(row, others)))
    else:
        more = others[0] if others else _BASIS
    return [
        Column(ID, "fixed", lambda row: row.item.id, least=5),
        _TASK,
        _CONTENT._replace(text=lambda row: row.item.label),
        first,
        more,
        _PHRASE._replace(text=_phrase),
        Column(STATUS, "fixed", _standing, least=9),
        _DONE_ON,
        Column(REPORT, "text", lambda row: "\n".join(_report(row))),
    ]


def _others(row: "Row", columns: "Sequence[Column]") -> "Iterator[str]":
    yield from (f"{column.title}：{text}" for column in columns if (text := column.text(row)))
    yield from (f"{role}：{'、'.join(names)}" for role, names in row.item.leaders.items())


def _phrase(row: "Row") -> str:
    return "\n".join(filter(None, (row.item.deadline.text, iso(row.due))))


def _standing(row: "Row") -> str:
    """Return the light, how much is done where some is, and the days that are left or over, each on a line."""
    share = cells_text(row) if row.status == "partial" else ""
    days = f"{row.days_overdue}天" if row.days_overdue is not None else f"还有{row.days_left}天" if row.days_left else ""
    return "\n".join(filter(None, (_word(row), share, days)))


def _report(row: "Row") -> "Iterator[str]":
    yield from filter(None, [reported(row), *reasons(row)])
    yield from (f"佐证：{part.text}" for part in row.facts.evidence)
    yield from remarks(row)


def own(*, named: bool = False) -> list[Column]:
    """Return the columns that the ledger adds to the source table; ``named`` where another column says whose part a row is."""
    return [
        Column(STATUS, "fixed", _word, least=9),
        _DONE_ON,
        _OVERDUE,
        _PROGRESS,
        _EVIDENCE,
        _OWN_NOTES if named else _NOTES,
    ]


def decided() -> list[Column]:
    """Return the columns in which the office says what becomes of submissions, with what it said before."""
    return [Column(ACCEPTED, "text", _accepted, most=18), Column(RETURNED, "text", _returned, most=18)]


def _accepted(row: "Row") -> str:
    said = [f"{cell.accepted_on} {cell.accepted_by}" for cell in row.cells if cell.acceptance is not None]
    return "\n".join(dict.fromkeys(said))


def _returned(row: "Row") -> str:
    said = [f"{act.day} {act.note}{f'（{act.by}前重报）' if act.by else ''}" for cell in row.cells for act in cell.returns]
    return "\n".join(dict.fromkeys(said))


def cells(columns: Sequence[Column], row: "Row") -> tuple[str, ...]:
    """Return what stands in some columns of a row."""
    return tuple([column.text(row) for column in columns])


# --- totals ---------------------------------------------------------------------------------------------------------


class Count(NamedTuple):
    """A column of totals: its title, and the figure that stands in it."""

    title: str
    text: "Callable[[Totals], str]"


_DONE = Count("已完成", lambda totals: str(totals.done))
_LATE = Count(lights.OVERDUE, lambda totals: str(totals.overdue))
_SOON = Count(lights.SOON, lambda totals: str(totals.soon))
_OPEN_ENDED = Count("持续推进", lambda totals: str(totals.open_ended))
COUNTS = (
    Count("事项", lambda totals: str(totals.total)),
    Count("应完成", lambda totals: str(totals.due)),
    _DONE,
    Count(lights.DONE_LATE, lambda totals: str(totals.done_late)),
    _LATE,
    Count("30日内到期", lambda totals: str(totals.within)),
    _OPEN_ENDED,
    Count("完成率", lambda totals: percent(totals.completion)),
    Count("按时率", lambda totals: percent(totals.punctuality)),
)
ACCEPTING = (  # of what has to be accepted
    Count(lights.SUBMITTED, lambda totals: str(totals.waiting)),
    Count("最长待验收天数", lambda totals: _number(totals.waiting_days) or "—"),
    Count(f"{lights.RETURNED}次数", lambda totals: str(totals.returns)),
)
OVERVIEW = (_DONE, _LATE, _SOON, _OPEN_ENDED)  # of a unit or a domain among many


def counts(plans: "Sequence[Plan]") -> tuple[Count, ...]:
    """Return the columns of totals that plans need."""
    return (*COUNTS, *ACCEPTING) if any(plan.accepts for plan in plans) else COUNTS


def figures(counts: Sequence[Count], totals: "Totals") -> tuple[str, ...]:
    """Return totals as texts, one for each of some counts."""
    return tuple([count.text(totals) for count in counts])
