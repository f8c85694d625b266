"""What of an item is whose: a row for each part (unit × domain) that units answer for, and one for what they only report on.

A unit's own file is made of these rows; what comes back in them is recorded of exactly these parts.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from govopen_cli.ledger.status import Row, evaluate
from govopen_cli.record import NamedTuple
from govopen_cli.state.facts import Evidence, Facts

Shown = Callable[[str | None, str | None], tuple[Evidence, ...]]  # the evidence of a part


class Share(NamedTuple):
    """A row, and whose it is: ``unit`` answers for it, or only reports on it where ``role`` names the role in which it does.

    ``domain`` is None where the item has no parts by domain; both are None for the row of a whole item.
    """

    row: Row
    unit: str | None = None
    domain: str | None = None
    role: str | None = None


class Whose(NamedTuple):
    """Whose rows are asked for: ``units`` are a body's names and those of its members, ``via`` the collectives that it belongs to.

    Without units every part is asked for. ``role`` and ``domains`` narrow that down.
    """

    units: Collection[str] | None = None
    via: Collection[str] = ()
    role: str | None = None
    domains: Collection[str] | None = None


def shares(row: Row, whose: Whose, shown: Shown) -> Iterator[Share]:
    """Yield the rows of an item's parts that somebody is to be told of."""
    item = row.item
    accountable = next((role for role, names in item.units.items() if names), None)
    units: Sequence[str | None] = item.members or (None,)
    if whose.units is not None:
        units = [unit for unit in item.members if unit in whose.units]
    if whose.role not in (None, accountable):
        units = []
    if units:
        yield from _parts(row, units, whose.domains, shown)
    elif whose.units is not None:
        yield from _reports(row, whose)


def _parts(row: Row, units: Sequence[str | None], domains: Collection[str] | None, shown: Shown) -> Iterator[Share]:
    known: Sequence[str | None] = row.item.domains if len(row.item.domains) > 1 else (None,)
    for unit in units:
        for domain in known:
            if domains is None or domain is None or domain in domains:
                facts = _own(row.facts, unit, domain, shown(unit, domain))
                yield Share(evaluate(row.item, facts, row.plan, row.day, unit, domain), unit, domain)


def _own(facts: Facts, unit: str | None, domain: str | None, evidence: tuple[Evidence, ...]) -> Facts:
    """Return what is known of one part: others' words and proof are left out."""
    told = [entry for entry in facts.progress if entry.unit in (None, unit) and entry.domain in (None, domain)]
    return facts._replace(progress=tuple(told), evidence=evidence)


def _reports(row: Row, whose: Whose) -> Iterator[Share]:
    """Yield the row of a whole item for a unit that it names in another role."""
    units = tuple(whose.units or ())
    for role, names in row.item.units.items():
        named = next((name for name in names if name in units or name in whose.via), None)
        if named is not None and whose.role in (None, role):
            yield Share(row, named if named in units else units[0], None, role)
            return


def bodies(rows: Iterable[Row], members: Callable[[str], Iterable[str]], role: str | None = None) -> list[str]:
    """Return every body that rows name, a collective by its members; ``role`` asks for one role's alone."""
    found: dict[str, None] = {}
    for row in rows:
        for key, names in row.item.units.items():
            if role in (None, key):
                for name in names:
                    found.update(dict.fromkeys([*members(name)] or [name]))
    return list(found)
