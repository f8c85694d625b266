"""Whom to ask for what: the units that have not done their part of what is asked about."""

from __future__ import annotations

from govopen_cli.ledger.lights import OVERDUE, SOON
from govopen_cli.ledger.status import Row, part_of
from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from govopen_cli.ledger.books import Asked, Books
    from govopen_cli.ledger.select import Ledger

_PRESSING = (OVERDUE, SOON)


class Chased(NamedTuple):
    """A unit, and its parts of what it has not done yet, in the plan's order."""

    ledger: Ledger
    unit: str
    rows: tuple[Row, ...]


class Chase(NamedTuple):
    """The units to ask, plan by plan; the rows for which no unit answers; the units' parts that wait for the office itself."""

    units: list[Chased]
    nobody: list[Row]
    held: list[Row]


def chased(books: Books, *, everything: bool) -> Chase:
    """Return whom to ask for what.

    What is overdue or near counts; with ``everything``, whatever is not done. A unit that was asked about is asked itself, also where it
    only supervises or guides; a role that was asked about stands for the units that have it. Of what waits for acceptance nothing is asked.
    """
    found: dict[tuple[str, str], Chased] = {}
    nobody, held = [], []
    for asked in books.asked:
        for row in asked.rows():
            names = _recipients(row, asked)
            if not names and _wanted(row, everything=everything):
                nobody.append(row)
            for name in names:
                part = part_of(row, unit=name)
                if not _wanted(part, everything=everything):
                    continue
                if part.held:
                    held.append(part)
                else:
                    before = found.get((row.plan.id, name), Chased(asked.ledger, name, ()))
                    found[row.plan.id, name] = before._replace(rows=(*before.rows, part))
    return Chase(list(found.values()), nobody, held)


def _wanted(row: Row, *, everything: bool) -> bool:
    return row.light in _PRESSING or (everything and not row.done and row.waiver is None)


def _recipients(row: Row, asked: Asked) -> Sequence[str]:
    filters = asked.filters
    if filters.units is not None:
        return _meant(row, filters.units, asked.ledger)
    having = asked.role_bodies(row)
    return row.item.members if having is None else having


def _meant(row: Row, units: Sequence[str], ledger: Ledger) -> Sequence[str]:
    """Return who is meant by a unit that was asked about: a collective stands for those of its members that answer."""
    names = {*units, *(member for unit in units for member in ledger.index.members(unit))}
    answering = [member for member in row.item.members if member in names]
    return answering or [next((unit for unit in units if ledger.index.has_unit(unit)), units[0])]
