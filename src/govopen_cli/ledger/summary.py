"""Totals and ratios over ledger rows, each with its definition (report, unit and domain overviews)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from govopen_cli.ledger.status import DONE_LATE, SOON, Row

DEFINITIONS = (
    "应完成：到统计日为止期限已到的事项（含统计日当天到期的），不含持续推进、适时完成、待起算、期限不明和不再要求的事项。",
    "完成率 = 应完成中已完成的 ÷ 应完成；按时率 = 应完成中按期完成的 ÷ 应完成；分母为零时记作 —。",
)
COUNT_WORDS = {"item": "按事项计", "cell": "按单元格（责任单位×领域）计"}
NO_GROUP = "（无）"


@dataclass(slots=True)
class Totals:
    """Counts over some rows. Every row is in ``total``; the rest overlap as their names say."""

    total: int = 0
    done: int = 0
    done_late: int = 0
    overdue: int = 0
    soon: int = 0
    within: int = 0  # due within 30 days
    partial: int = 0
    open_ended: int = 0
    waived: int = 0
    undated: int = 0
    review_needed: int = 0
    missed: int = 0
    due: int = 0  # 应完成
    due_done: int = 0
    due_on_time: int = 0

    def ratio(self, part: int) -> float | None:
        """Return ``part`` of what was due, or None where nothing was."""
        return part / self.due if self.due else None

    @property
    def completion(self) -> float | None:
        """完成率."""
        return self.ratio(self.due_done)

    @property
    def punctuality(self) -> float | None:
        """按时率."""
        return self.ratio(self.due_on_time)


WITHIN_DAYS = 30


def add(totals: Totals, row: Row, weight: int = 1, done: bool | None = None) -> None:
    """Count one row, or one cell of it when ``done`` says how that cell stands."""
    finished = row.status == "done" if done is None else done
    late = bool(row.late) if done is None else False
    totals.total += weight
    totals.review_needed += weight * row.review_needed
    totals.missed += weight * bool(row.period and row.period.missed)
    if row.waiver is not None:
        totals.waived += weight
        return
    totals.done += weight * finished
    totals.done_late += weight * (row.light == DONE_LATE if done is None else late)
    totals.overdue += weight * (row.overdue and not finished)
    totals.soon += weight * (row.light == SOON and not finished)
    totals.within += weight * (row.days_left is not None and row.days_left <= WITHIN_DAYS and not finished)
    totals.partial += weight * (row.status == "partial" and done is None)
    totals.open_ended += weight * (row.open_ended and not finished)
    totals.undated += weight * (row.due is None and not row.open_ended and not finished)
    _ratios(totals, row, weight, finished, late)


def _ratios(totals: Totals, row: Row, weight: int, finished: bool, late: bool) -> None:
    due = _fell_due(row)
    totals.due += weight * due
    totals.due_done += weight * (due and finished)
    totals.due_on_time += weight * (due and finished and not late)


def _fell_due(row: Row) -> bool:
    """应完成: the deadline has come by the day of the row, that day included. A recurring item counts by its last ended period."""
    if row.open_ended or row.waiver is not None:
        return False
    if row.period is not None:
        return row.overdue or row.period.current <= row.day
    return row.due is not None and row.due <= row.day


def totals(rows: Iterable[Row], count: str = "item") -> Totals:
    """Count rows by item, or by cell."""
    result = Totals()
    for row in rows:
        if count == "cell":
            for cell in row.cells:
                _add_cell(result, row, cell.done_on)
        else:
            add(result, row)
    return result


def _add_cell(result: Totals, row: Row, done_on: date | None) -> None:
    late = done_on is not None and row.due is not None and done_on > row.due
    add(result, row, done=done_on is not None)
    if late and row.waiver is None:
        result.done_late += 1
        result.due_on_time -= _fell_due(row)


@dataclass(slots=True)
class Group:
    """Rows that share a unit, a domain or a task."""

    name: str
    rows: list[Row] = field(default_factory=list)


def by_task(row: Row) -> Sequence[str]:
    """Name the task of a row."""
    return [f"{row.item.task}.{row.item.task_name}"]


def by_domain(row: Row) -> Sequence[str]:
    """Name the domains of a row."""
    return row.item.domains or [NO_GROUP]


def by_member(row: Row) -> Sequence[str]:
    """Name the units that answer for a row: its accountable members, or the one whose part it is."""
    if row.unit is not None:
        return [row.unit]
    return row.item.members or [NO_GROUP]


def by_open_member(row: Row) -> Sequence[str]:
    """Name the accountable members of a row that still have something to do."""
    late = dict.fromkeys(cell.unit for cell in row.cells if cell.done_on is None and cell.unit is not None)
    return list(late) or [NO_GROUP]


KEYS: dict[str, Callable[[Row], Sequence[str]]] = {"unit": by_member, "domain": by_domain, "task": by_task}


def groups(rows: Iterable[Row], key: Callable[[Row], Sequence[str]]) -> list[Group]:
    """Return rows grouped, in the order in which the groups first occur; a row may stand in several."""
    found: dict[str, Group] = {}
    for row in rows:
        for name in key(row):
            found.setdefault(name, Group(name)).rows.append(row)
    return list(found.values())
