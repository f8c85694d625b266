"""The targets by name."""

from tools.fuzzing.common import Make, Target
from tools.fuzzing.files import Offices, Plans, Texts
from tools.fuzzing.records import Ledgers, Merges
from tools.fuzzing.texts import Days, Phrases

_MADE: dict[str, Make] = {target.name: target for target in (Phrases, Days, Plans, Texts, Offices, Merges, Ledgers)}
NAMES = tuple(_MADE)


def make(name: str) -> Target:
    """Return a target by its name."""
    return _MADE[name]()
