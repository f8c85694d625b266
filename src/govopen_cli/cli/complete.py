"""Shell completion: names out of the plan in use. Never an error: what cannot be read completes to nothing."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from govopen_cli.views.formats import FORMATS


def _from_plan(names: Callable[[Any], Iterable[str]], incomplete: str, option: str | None) -> list[str]:
    from govopen_cli.errors import GovopenError
    from govopen_cli.plan.index.query import open_index
    from govopen_cli.plan.locate import locate

    try:
        index = open_index(locate(Path(option) if option else None).path)
    except GovopenError:
        return []
    return [name for name in names(index) if name.startswith(incomplete)]


def units(ctx: Any, incomplete: str) -> list[str]:
    """Complete a unit."""
    return _from_plan(lambda index: (unit.name for unit in index.units()), incomplete, ctx.params.get("plan"))


def domains(ctx: Any, incomplete: str) -> list[str]:
    """Complete a domain."""
    return _from_plan(lambda index: (field.name for field in index.domains()), incomplete, ctx.params.get("plan"))


def roles(ctx: Any, incomplete: str) -> list[str]:
    """Complete a role."""
    return _from_plan(lambda index: index.plan.roles, incomplete, ctx.params.get("plan"))


def ids(ctx: Any, incomplete: str) -> list[str]:
    """Complete an item id."""
    return _from_plan(lambda index: index.ids(), incomplete, ctx.params.get("plan"))


def formats(incomplete: str) -> list[str]:
    """Complete an output format."""
    return [name for name in FORMATS if name.startswith(incomplete)]
