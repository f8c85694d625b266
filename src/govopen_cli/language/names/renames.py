"""Bodies that were renamed in the reforms of 2018 and 2023 and between: the old name finds the new one, and the other way round.

The list stands in ``resources/renamed.txt`` with the document and the day of each change.
"""

from functools import cache

from govopen_cli import resources
from govopen_cli.language.names import forms
from govopen_cli.language.names.bodies import Body, readings
from govopen_cli.record import NamedTuple


class Change(NamedTuple):
    """A body's name before and after, without level and place, the day (or month) of the change, and a word that the new name never holds."""

    old: str
    new: str
    since: str
    never: str = ""


@cache
def changes() -> tuple[Change, ...]:
    """Return all changes, also those over several steps (扶贫 → 乡村振兴 → 农业农村) with the day of the last."""
    direct = [Change(*line.split()[:4]) for line in resources.read("renamed.txt").splitlines() if line and not line.startswith("#")]
    found = {(change.old, change.new): change for change in direct}
    for first in direct:
        for second in direct:
            if first.new == second.old:
                found.setdefault((first.old, second.new), Change(first.old, second.new, second.since))
    return tuple(found.values())


def between(left: str, right: str, place: str | None = None) -> Change | None:
    """Return the change by which one of two names became the other; None where there is none."""
    for change in changes():
        for first, second in ((left, right), (right, left)):
            if change.never and change.never in left + right:
                continue
            if any(forms.same(name, second, place) for name in _renamed(first, change)):
                return change
    return None


@cache
def _renamed(name: str, change: Change) -> tuple[str, ...]:
    """Return what a name of the old body is since the change."""
    old = readings(change.old)
    return tuple(
        dict.fromkeys(
            f"{body.place or body.level}{change.new}"
            for body in readings(name)
            if any(body.kind == other.kind and _core(body, other) for other in old)
        )
    )


def _core(body: Body, other: Body) -> bool:
    return bool(body.core) and not body.organ and forms.shortens(body.core, other.core, other.kind)
