"""A case before its rule: one part of one item, what is recorded of it, and what is asked; and which parts a request is about."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from govopen_cli.ledger.parts import Cell
from govopen_cli.ledger.status import Row, evaluate
from govopen_cli.ledger.words import scope_text
from govopen_cli.plan.model import Item, Plan
from govopen_cli.recording.request import WHOLE, Decision, Part, Request
from govopen_cli.state.acts import ACTS
from govopen_cli.state.events import Draft, Event
from govopen_cli.state.facts import Facts


class Case(NamedTuple):
    """One part of an item, and what is asked for it. ``news`` are the events on the item that the asker could not know of."""

    item: Item
    facts: Facts
    plan: Plan
    today: date
    request: Request
    part: Part = WHOLE
    news: Sequence[Event] = ()

    @property
    def name(self) -> str:
        """The item and, where only a part of it is meant, the part."""
        return f"{self.item.id} {scope(*self.part)}"

    def row(self, day: date | None = None) -> Row:
        """Return the ledger row of the item today, or on a day."""
        return evaluate(self.item, self.facts, self.plan, day or self.today)

    def cells(self, row: Row) -> list[Cell]:
        """Return the cells of a row that the part covers."""
        return [cell for cell in row.cells if self.part[0] in (None, cell.unit) and self.part[1] in (None, cell.domain)]

    def draft(self, act: str | None = None, **more: object) -> Draft:
        """Return what is asked as a draft, with some fields of its own."""
        request = self.request
        values: dict[str, object] = {
            "unit": self.part[0], "domain": self.part[1], "note": request.note, "evidence": request.evidence, "data": dict(request.data), **more
        }  # fmt: skip
        return Draft(self.item.id, act or request.act, request.day.isoformat(), **values)  # type: ignore[arg-type]

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the row that the asker had before him: where the plan has changed since, the item shows 需复核."""
        return self.request.seen.fingerprint if self.request.seen is not None else self.item.fingerprint


ACCEPT = "accept"  # how an item is closed whose completion the office accepts
Rule = Callable[[Case], Decision]


# --- parts ----------------------------------------------------------------------------------------------------------

# acts that a unit does not answer with: everybody whom the row names may say them
_REPORTS = frozenset(kind.name for kind in ACTS.values() if kind.reports)


def scope(unit: str | None, domain: str | None) -> str:
    """Return a part in words, followed by a blank; nothing for the whole item."""
    words = scope_text(unit, domain)
    return f"{words} " if words else ""


def parts_of(case: Case) -> list[Part] | str:
    """Return the parts that a request is about, or the sentence that says why the item has no such part.

    A collective stands for those of its members that answer for the item.
    """
    item, request = case.item, case.request
    if request.domain is not None and request.domain not in item.domains:
        return f"{item.id} 不涉及领域“{request.domain}”；它的领域有：{'、'.join(item.domains) or '（无）'}"
    domain = request.domain if len(item.domains) > 1 else None
    if ACTS[request.act].decides and (waiting := _waiting(case, domain)):
        return waiting
    if not request.units:
        return [(None, domain)]
    answering = [member for member in item.members if member in request.units]
    if len(answering) == len(item.members) and answering:
        return [(None, domain)]
    if answering:
        return [(member, domain) for member in answering]
    if request.act in _REPORTS and _named(item, request):
        return [(request.units[0], domain)]
    role = next((case.plan.roles[role] for role, names in item.units.items() if {*request.units, *request.via} & {*names}), None)
    being = f"是 {item.id} 的{role}，不对完成负责" if role is not None else f"不负责 {item.id}"
    return f"{request.units[0]}{being}；它的责任单位有：{'、'.join(item.members) or '（无）'}"


def _waiting(case: Case, domain: str | None) -> list[Part]:
    """Return the parts of a request that wait for acceptance; the item itself where all of it was submitted by one act."""
    units = case.request.units
    cells = [cell for cell in case.row().cells if cell.waiting and domain in (None, cell.domain) and (not units or cell.unit in units)]
    if len({id(cell.submission) for cell in cells}) == 1 and cells[0].submission is not None and cells[0].submission.whole:
        return [(None, None)] if not units and domain is None else [(cell.unit, cell.domain) for cell in cells]
    return [(cell.unit, cell.domain) for cell in cells]


def _named(item: Item, request: Request) -> bool:
    """Tell whether a row names a body in any role, by itself or through a collective."""
    return any(name in names for names in item.units.values() for name in (*request.units, *request.via))
