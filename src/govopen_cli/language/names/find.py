"""From what a user types to the unit or domain that the plan means (docs/contracts.md, "Units"). Never a guess: candidates are listed."""

from collections.abc import Callable, Iterable, Sequence

from govopen_cli.errors import UsageError
from govopen_cli.language.names import bodies, domains, forms, renames
from govopen_cli.language.names.model import Domain, Renamed, Unit
from govopen_cli.record import NamedTuple
from govopen_cli.text import fold, near


class Match(NamedTuple):
    """The names that a query stands for (two when a body was renamed), and how they were found.

    ``how`` is "exact", "declared" (full name, alias, level or place written or not), "form" (a short form made by rule), "short" (a short
    form that fits this one body of the list), "renamed", "part" or "initials". All but the first three want a word to the user: ``remark``.
    """

    names: tuple[str, ...]
    how: str = "exact"
    remark: str = ""

    @property
    def name(self) -> str:
        """The name to show."""
        return self.names[0]

    @property
    def sure(self) -> bool:
        """Whether the match needs no word of explanation."""
        return self.how in _SURE


_SURE = ("exact", "declared", "form")


class _Step(NamedTuple):
    """One way of finding names, tried where the ones before it found none."""

    how: str
    fits: Callable[[str, set[str]], bool]


def find_unit(query: str, units: Sequence[Unit], place: str | None, renamed: Sequence[Renamed] = ()) -> Match:
    """Return the unit that ``query`` names.

    Raises:
        UsageError: no unit, or more than one, fits the query.
    """
    wanted = fold(query)
    names = {unit.name: _spellings(unit, renamed) for unit in units}
    for old, new in ((change.old, change.new) for change in renamed):
        for end in (old, new):
            names.setdefault(end, {end, old, new})
    steps = [
        _Step("exact", lambda name, _: fold(name) == wanted),
        _Step("declared", lambda _, spellings: any(fold(spelling) == wanted for spelling in spellings)),
        _Step("declared", lambda _, spellings: any(_same_prefixed(wanted, fold(spelling), place) for spelling in spellings)),
        _Step("form", lambda _, spellings: any(forms.same(wanted, spelling, place) for spelling in spellings)),
        _Step("form", lambda _, spellings: any(forms.bare_place(wanted, spelling) for spelling in spellings)),
        _Step("renamed", lambda _, spellings: any(renames.between(wanted, spelling, place) for spelling in spellings)),
        _Step("short", lambda _, spellings: any(forms.fits(wanted, spelling, place) for spelling in spellings)),
        _Step("part", lambda _, spellings: any(_part(wanted, fold(spelling)) for spelling in spellings)),
        _Step("initials", lambda _, spellings: wanted.isascii() and any(_initials(wanted, spelling, place) for spelling in spellings)),
        _Step(
            "initials", lambda _, spellings: wanted.isascii() and any(forms.initialled(wanted.lower(), spelling) for spelling in spellings)
        ),
    ]
    match = _first(query, "单位", names, steps, _groups(renamed), "govopen unit")
    if match.how == "renamed":
        change = next(found for spelling in names[match.name] if (found := renames.between(wanted, spelling, place)) is not None)
        return match._replace(remark=f"“{query}”按单位“{match.name}”查找：{change.old}在{change.since}机构改革中改为{change.new}")
    return match


def find_domain(query: str, fields: Sequence[Domain]) -> Match:
    """Return the domain that ``query`` names.

    Raises:
        UsageError: no domain, or more than one, fits the query.
    """
    wanted = domains.bare(query)
    names = {field.name: {field.name, *field.aliases} for field in fields}
    steps = [
        _Step("exact", lambda name, _: domains.bare(name) == wanted),
        _Step("declared", lambda _, spellings: wanted in {domains.bare(spelling) for spelling in spellings}),
        _Step("form", lambda name, _: wanted in domains.spellings(domains.bare(name))),
        _Step("part", lambda _, spellings: any(wanted in domains.bare(spelling) for spelling in spellings)),
        _Step("initials", lambda _, spellings: wanted.isascii() and any(_initials(wanted, spelling, None) for spelling in spellings)),
    ]
    return _first(query, "领域", names, steps, {}, "govopen domain")


def _first(
    query: str,
    what: str,
    names: dict[str, set[str]],
    steps: Iterable[_Step],
    groups: dict[str, tuple[str, ...]],
    listing: str,
) -> Match:
    for how, fits in steps if fold(query) else ():
        found = [name for name, spellings in names.items() if fits(name, spellings)]
        merged = {groups.get(name, (name,)) for name in found}
        if len(merged) == 1:
            group = tuple(sorted(merged.pop(), key=lambda name: name != found[0]))
            return Match(group, how, "" if how in _SURE else f"“{query}”按{what}“{group[0]}”查找")
        if found:
            raise UsageError(f"{what}“{query}”可以指：{'、'.join(found)}；请写全名")
    close = near(fold(query), names)
    hint = f"，相近的有：{'、'.join(close)}" if close else ""
    raise UsageError(f"没有{what}“{query}”{hint}；运行 {listing} 可列出全部{what}")


def _spellings(unit: Unit, renamed: Sequence[Renamed]) -> set[str]:
    names = {unit.name, *unit.aliases}
    if unit.full:
        names.add(unit.full)
    for change in renamed:
        if unit.name in (change.old, change.new):
            names |= {change.old, change.new}
    return names


def _groups(renamed: Sequence[Renamed]) -> dict[str, tuple[str, ...]]:
    """Map each name of a renamed body to all its names, also over several changes."""
    groups: dict[str, tuple[str, ...]] = {}
    for change in renamed:
        merged = tuple(dict.fromkeys((*groups.get(change.old, (change.old,)), *groups.get(change.new, (change.new,)))))
        for name in merged:
            groups[name] = merged
    return groups


def _same_prefixed(left: str, right: str, place: str | None) -> bool:
    """Tell whether two names differ only by the place or level before them (民政局 = 市民政局 = 乌海市民政局)."""
    prefixes = ("", place[-1], place) if place else ("",)
    return any(left == prefix + right or right == prefix + left for prefix in prefixes) or bool(
        place and (left == place + right.removeprefix(place[-1]) or right == place + left.removeprefix(place[-1]))
    )


def _part(wanted: str, spelling: str) -> bool:
    """Tell whether ``wanted`` is a part of a name; a complete name (市政府) is no part of a longer one (市政府办公室)."""
    spelling = spelling.replace("人民政府", "政府")  # 民政 is no part of 人民政府
    return wanted in spelling and (spelling.endswith(wanted) or not bodies.is_complete(wanted))


def _initials(wanted: str, name: str, place: str | None) -> bool:
    from govopen_cli.language.names import pinyin

    return any(pinyin.spells(wanted.lower(), form) for form in pinyin.spoken(fold(name), place))
