"""Groups in the order of what they completed: units beside their like, places apart from departments."""

from collections.abc import Iterable, Sequence

from govopen_cli.language.names.localities import is_locality
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import NO_GROUP, Group, Totals, totals
from govopen_cli.record import NamedTuple

PLACES, DEPARTMENTS = "各地", "各部门、单位"


class Standing(NamedTuple):
    """A group with its totals; ``place`` counts from 1, is shared by those that stand alike, and is None where nothing was due."""

    name: str
    totals: Totals
    place: int | None
    rows: Sequence[Row]


class League(NamedTuple):
    """Groups that are compared with each other, in their order; ``title`` is empty where there is only one league."""

    title: str
    standings: list[Standing]

    @property
    def ranked(self) -> list[Standing]:
        """Those of which something was due, the best first."""
        return sorted((part for part in self.standings if part.place is not None), key=lambda part: part.place or 0)

    @property
    def best(self) -> list[Standing]:
        """Those that completed all that was due; where there is none, those in the first place, unless they completed nothing."""
        ranked = self.ranked
        whole = [part for part in ranked if part.totals.completion == 1]
        return whole or [part for part in ranked if part.place == 1 and part.totals.due_done]


def leagues(groups: Iterable[Group], *, units: bool, home: str | None = None) -> list[League]:
    """Return groups by league; ``units`` tells that they are units, of the table of the place ``home``. What has no unit stands in none."""
    known = [group for group in groups if group.name != NO_GROUP]
    if not units:
        return [League("", _standings(known))]
    places = [group for group in known if is_locality(group.name, home)]
    others = [group for group in known if group not in places]
    if not places or not others:
        return [League("", _standings(known))]
    return [League(PLACES, _standings(places)), League(DEPARTMENTS, _standings(others))]


def _standings(groups: Iterable[Group]) -> list[Standing]:
    counted = [(group, totals(group.rows)) for group in groups]
    order = sorted((_score(total) for _, total in counted if total.due), reverse=True)
    return [Standing(group.name, total, order.index(_score(total)) + 1 if total.due else None, group.rows) for group, total in counted]


def _score(total: Totals) -> tuple[float, float]:
    """Return by what groups are compared: 完成率, then 按时率."""
    return total.completion or 0, total.punctuality or 0


def shares(counts: Sequence[int]) -> list[str]:
    """Return the shares of counts in their sum, in percent with one decimal, so that they add up to 100.0 (largest remainder)."""
    whole = sum(counts)
    if not whole:
        return ["—" for _ in counts]
    tenths = [count * 1000 // whole for count in counts]
    by_rest = sorted(range(len(counts)), key=lambda place: (-(counts[place] * 1000 % whole), place))
    for place in by_rest[: 1000 - sum(tenths)]:
        tenths[place] += 1
    return [f"{part / 10:.1f}%" for part in tenths]
