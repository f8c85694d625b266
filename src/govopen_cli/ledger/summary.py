"""Totals and ratios over ledger rows, each with its definition (report, unit and domain overviews)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from govopen_cli.ledger.columns import DOMAINS, TASK, UNIT
from govopen_cli.ledger.lights import DONE_LATE, SOON
from govopen_cli.ledger.parts import Cell
from govopen_cli.ledger.status import Row, part_of
from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.ledger.books import Books
    from govopen_cli.plan.model import Plan

DEFINITIONS = (
    "应完成：到统计日为止期限已到的事项（含统计日当天到期的），不含持续推进、适时完成、待起算、期限不明和不再要求的事项。",
    "完成率 = 应完成中已完成的 ÷ 应完成；按时率 = 应完成中按期完成的 ÷ 应完成；分母为零时记作 —。",
)
ACCEPTING = (
    "待验收：责任单位已申请销号、等待验收的，不算已完成，按期申请的也不算逾期；退回：验收没有通过的次数；最长待验收天数：从申请到统计日。"
)


def definitions(plans: Iterable[Plan]) -> tuple[str, ...]:
    """Return what the figures of plans mean."""
    return (*DEFINITIONS, ACCEPTING) if any(plan.accepts for plan in plans) else DEFINITIONS


COUNT_WORDS = {"item": "按事项计", "cell": "按部分（责任单位×领域）计"}
NO_GROUP = "（无）"


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
    waiting: int = 0  # 待验收
    waiting_days: int | None = None  # of the one that waits longest
    returns: int = 0  # 退回, each time counted
    due: int = 0  # 应完成
    due_done: int = 0
    due_on_time: int = 0

    def __init__(self) -> None:
        self.lights: dict[str, int] = {}  # each row under the one word that it shows

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


def add(totals: Totals, part: Row | Cell, row: Row) -> None:
    """Count a row, or one cell of it."""
    totals.total += 1
    totals.lights[part.light] = totals.lights.get(part.light, 0) + 1
    totals.review_needed += part.review_needed
    totals.missed += part.missed is not None
    totals.waiting += part.waiting
    totals.returns += len(part.returns)
    if part.waiting_days is not None:
        totals.waiting_days = max(part.waiting_days, totals.waiting_days or 0)
    if part.waiver is not None:
        totals.waived += 1
        return
    totals.done += part.done
    totals.done_late += part.light == DONE_LATE
    totals.overdue += part.days_overdue is not None
    totals.soon += part.light == SOON
    totals.within += part.days_left is not None and part.days_left <= WITHIN_DAYS
    totals.partial += part is row and row.status == "partial"
    totals.open_ended += row.open_ended and not part.done
    totals.undated += part.due is None and not row.open_ended and not part.done
    if part.owed is not None:
        totals.due += 1
        totals.due_done += part.owed.done
        totals.due_on_time += part.owed.in_time


def totals(rows: Iterable[Row], count: str = "item") -> Totals:
    """Count rows by item, or by cell."""
    result = Totals()
    for row in rows:
        for part in row.cells if count == "cell" else (row,):
            add(result, part, row)
    return result


class Group(NamedTuple):
    """What belongs to a unit, a domain or a task: of each row the part that is its own."""

    name: str
    rows: list[Row]


Parts = Iterable[tuple[str, Row]]  # the groups to which a row belongs, each with its part of it


def by_task(row: Row) -> Parts:
    """Name the task of a row."""
    return [(f"{row.item.task}.{row.item.task_name}", row)]


def by_domain(row: Row) -> Parts:
    """Name the domains of a row: the one whose part it is, or all of them."""
    names = [row.domain] if row.domain is not None else row.item.domains or [NO_GROUP]
    return [(name, part_of(row, domain=name)) for name in names]


def by_member(row: Row) -> Parts:
    """Name the units that answer for a row: the one whose part it is, or all of its accountable members."""
    names = [row.unit] if row.unit is not None else row.item.members or [NO_GROUP]
    return [(name, part_of(row, unit=name)) for name in names]


class Grouping(NamedTuple):
    """A way of grouping rows: what the groups are, and which of them a row belongs to."""

    title: str
    key: Callable[[Row], Parts]


GROUPINGS = {"unit": Grouping(UNIT, by_member), "domain": Grouping(DOMAINS, by_domain), "task": Grouping(TASK, by_task)}


def key_of(books: Books, group_by: str) -> Callable[[Row], Parts]:
    """Return what tells to which groups a row belongs; of several plans each has its own tasks, units and domains are the same in all."""
    key = GROUPINGS[group_by].key
    if group_by != "task" or len(books.plans) == 1:
        return key
    return lambda row: [(f"{row.plan.id}/{name}", part) for name, part in key(row)]


def groups(rows: Iterable[Row], key: Callable[[Row], Parts]) -> list[Group]:
    """Return rows grouped, in the order in which the groups first occur; a row may stand in several, in each with its own part."""
    found: dict[str, Group] = {}
    for row in rows:
        for name, part in key(row):
            found.setdefault(name, Group(name, [])).rows.append(part)
    return list(found.values())


def grouped(books: Books, group_by: str) -> list[Group]:
    """Return all that books are asked for in groups; where a role is asked for that does not answer, units are those that have it.

    Those have no part of their own: they stand for the whole of each row.
    """
    key, asking = key_of(books, group_by), {asked.ledger.plan.id: asked for asked in books.asked}

    def units(row: Row) -> Parts:
        having = asking[row.plan.id].role_bodies(row)
        return by_member(row) if having is None else [(name, row) for name in having]

    return groups(books.rows(), units if group_by == "unit" else key)
