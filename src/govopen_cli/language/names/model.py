"""Bodies and fields as a plan declares them. Frozen records, no I/O."""

from govopen_cli.record import NamedTuple


class Unit(NamedTuple):
    """An organisation, or a collective of them.

    ``members`` are the units that a collective stands for; ``open`` marks one whose members are not fixed (市有关部门).
    """

    name: str
    full: str | None = None
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    open: bool = False


class Domain(NamedTuple):
    """A field of open government (试点领域) and the other spellings in use for it."""

    name: str
    aliases: tuple[str, ...] = ()


class Renamed(NamedTuple):
    """A body that was renamed: both names find its items."""

    old: str
    new: str
    since: str
