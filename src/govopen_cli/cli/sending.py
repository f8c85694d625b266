"""Ledgers that go out to be filled in: whose rows stand in which file (``export --unit``, ``--split-by``)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta

from govopen_cli.cli import days
from govopen_cli.cli.call import Call
from govopen_cli.documents.contents import Chapter, Contents, contents
from govopen_cli.documents.key import Sent
from govopen_cli.errors import UsageError
from govopen_cli.ledger.books import Asked, Books
from govopen_cli.ledger.select import STATUSES, Ledger
from govopen_cli.ledger.shares import Shown, Whose, bodies, shares
from govopen_cli.ledger.status import Row
from govopen_cli.record import NamedTuple
from govopen_cli.state.events import Event
from govopen_cli.state.facts import Evidence

_DAYS = 7  # until a ledger is to be back, where nobody says


class _Parcel(NamedTuple):
    """What goes into one file: to whom, whether that is a body, and the rows of each plan that are theirs."""

    to: str
    unit: bool
    chapters: list[Chapter]


def for_unit(call: Call, books: Books) -> Contents:
    """Return the ledger that goes to the unit that the command line names."""
    name = next(asked.filters.units[0] for asked in books.asked if asked.filters.units)
    chapters = [_chapter(desk, desk.rows, desk.whose) for desk in _desks(books)]
    return _sealed(call, books, [_Parcel(name, True, chapters)])[0]


def split(call: Call, books: Books, by: str) -> list[Contents]:
    """Return a ledger for each unit, task or domain that rows name.

    Raises:
        UsageError: no row names any.
    """
    found: dict[str, _Parcel] = {}
    for desk in _desks(books):
        for to, chapter in _SPLITS[by](desk, books):
            if chapter.rows:
                found.setdefault(to, _Parcel(to, by == "unit", [])).chapters.append(chapter)
    if not found:
        raise UsageError("没有可以发出的事项；请放宽条件")
    return _sealed(call, books, list(found.values()))


def _sealed(call: Call, books: Books, parcels: Sequence[_Parcel]) -> list[Contents]:
    """Return parcels as documents that say what they are."""
    back = call.one("return_by")
    by = days.parse_day(back, call.today, "--return-by", "ahead") if back is not None else call.today + timedelta(days=_DAYS)
    if by < call.today:
        raise UsageError(f"--return-by 的日期 {by.isoformat()} 已经过了（今天是 {call.today.isoformat()}）")
    among = tuple(parcel.to for parcel in parcels) if len(parcels) > 1 else ()
    return [
        contents(books.title, books.day, parcel.chapters)._replace(
            sent=Sent(books.day.isoformat(), parcel.to, by.isoformat(), parcel.unit, among)
        )
        for parcel in parcels
    ]


# --- what is whose ----------------------------------------------------------------------------------------------------


class _Desk(NamedTuple):
    """The rows of one plan from which shares are taken, and whose the command line asks for."""

    ledger: Ledger
    rows: list[Row]
    whose: Whose
    status: str | None
    shown: Callable[[Row], Shown]


def _desks(books: Books) -> list[_Desk]:
    return [_desk(asked) for asked in books.asked]


def _desk(asked: Asked) -> _Desk:
    """Return what shares are taken from: a status is asked of each part later, not of the item."""
    ledger, filters = asked
    rows = list(ledger.rows(filters._replace(status=None)))
    units = filters.units
    if units is not None:
        units = (*units, *(member for unit in units for member in ledger.index.members(unit)))
    whose = Whose(units, filters.via, filters.role, filters.domains)
    return _Desk(ledger, rows, whose, filters.status, _evidence(ledger, rows))


def _chapter(desk: _Desk, rows: Iterable[Row], whose: Whose) -> Chapter:
    found = [
        share for row in rows for share in shares(row, whose, desk.shown(row)) if desk.status is None or STATUSES[desk.status](share.row)
    ]
    return Chapter(desk.ledger.plan, [share.row for share in found], shares=found, known=desk.ledger.state.stamp())


def _by_unit(desk: _Desk, _books: Books) -> Iterator[tuple[str, Chapter]]:
    index, rows_of = desk.ledger.index, dict[str, list[Row]]()
    known: dict[str, list[str]] = {}

    def members(name: str) -> list[str]:
        if name not in known:
            known[name] = index.members(name)
        return known[name]

    for row in desk.rows:
        for name in bodies([row], members, desk.whose.role):
            if desk.whose.units is None or name in desk.whose.units:
                rows_of.setdefault(name, []).append(row)
    for name, rows in rows_of.items():
        yield name, _chapter(desk, rows, desk.whose._replace(units=(name,), via=tuple(index.collectives(name))))


def _by_task(desk: _Desk, books: Books) -> Iterator[tuple[str, Chapter]]:
    groups: dict[str, list[Row]] = {}
    for row in desk.rows:
        groups.setdefault(row.item.task, []).append(row)
    plan = f"{desk.ledger.plan.id} " if len(books.asked) > 1 else ""
    for task, rows in groups.items():
        yield f"{plan}{task} {rows[0].item.task_name}", _chapter(desk, rows, desk.whose)


def _by_domain(desk: _Desk, _books: Books) -> Iterator[tuple[str, Chapter]]:
    groups: dict[str, list[Row]] = {}
    for row in desk.rows:
        for domain in row.item.domains:
            if desk.whose.domains is None or domain in desk.whose.domains:
                groups.setdefault(domain, []).append(row)
    for domain, rows in groups.items():
        yield domain, _chapter(desk, rows, desk.whose._replace(domains=(domain,)))


_SPLITS = {"unit": _by_unit, "task": _by_task, "domain": _by_domain}


def _evidence(ledger: Ledger, rows: Sequence[Row]) -> Callable[[Row], Shown]:
    """Return what tells the evidence of a part; only of items of several parts are the events asked."""
    several = [row.item.id for row in rows if row.facts.evidence and len(row.item.cells) > 1]
    events = ledger.state.events(several) if several else []
    gone, by_item = ledger.state.reversed({event.batch for event in events}), dict[str, list[Event]]()
    for event in events:
        if event.evidence and event.batch not in gone:
            by_item.setdefault(event.item, []).append(event)

    def shown(row: Row) -> Shown:
        def of(unit: str | None, domain: str | None) -> tuple[Evidence, ...]:
            if row.item.id not in by_item:
                return row.facts.evidence
            return tuple(
                part
                for event in by_item[row.item.id]
                if event.unit in (None, unit) and event.domain in (None, domain)
                for part in event.evidence
            )

        return of

    return shown
