"""Who answers for what: the units that a plan names for an item, in whatever role, collectives with their members."""

from collections.abc import Iterator

from govopen_cli.plan.index.query import Index


def answering(index: Index) -> Iterator[tuple[str, str, bool]]:
    """Yield unit, item, and whether the unit is the only one that answers for completion: what is said of the item is said of its part."""
    members: dict[str, list[str]] = {}
    for item in index.items():
        names = {name: None for named in item.units.values() for name in named}
        for name in tuple(names):
            if name not in members:
                members[name] = index.members(name)
            names.update(dict.fromkeys(members[name]))
        for name in names | dict.fromkeys(item.members):
            yield name, item.id, item.members == (name,)
