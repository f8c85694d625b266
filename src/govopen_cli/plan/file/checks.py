"""What a schema cannot say of a plan: phrases that are not understood, names that look like slips, fields not covered.

Each check is a pure function from the plan's parts to problems; ``run`` lists them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from govopen_cli.language.names import bodies, domains, forms
from govopen_cli.language.names.model import Domain, Unit
from govopen_cli.plan.model import Item, Plan
from govopen_cli.problems import Problem
from govopen_cli.text import fold, one_edit_apart

Lines = Mapping[str, tuple[int, int]]


def run(plan: Plan, units: Mapping[str, Unit], fields: Mapping[str, Domain], items: Sequence[Item], lines: Lines) -> Iterator[Problem]:
    """Yield every warning about a plan whose structure is sound."""
    yield from deadlines(items, lines)
    yield from working_days(items, lines)
    yield from similar_units(units, items, lines)
    yield from joined_units(units, items, lines)
    yield from collectives(units, items, lines)
    yield from twins(items, lines)
    yield from accountable(plan, items, lines)
    yield from without_domains(items, lines)
    yield from coverage(fields, items)


def deadlines(items: Sequence[Item], lines: Lines) -> Iterator[Problem]:
    """Warn about every phrase that is unknown or doubtful."""
    for item in items:
        for what, deadline in (("时限", item.deadline), ("跟踪周期", item.review)):
            if deadline is not None and (deadline.warnings or deadline.kind == "unknown"):
                yield _problem(item, lines, f"{item.id} 的{what}“{deadline.text}”：{'；'.join(deadline.warnings)}")


def working_days(items: Sequence[Item], lines: Lines) -> Iterator[Problem]:
    """Warn where working days are counted and the plan reaches beyond the years whose holidays are known."""
    counted = [item for item in items if "BD" in (item.deadline.duration or "")]
    if not counted:
        return
    from govopen_cli.language.deadline.workdays import known_years

    _, last = known_years()
    for item in counted:
        if item.deadline.date is not None and item.deadline.date.year > last:
            yield _problem(item, lines, f"{item.id} 的时限用工作日计算，而 {last} 年以后的法定节假日安排还不知道")


def similar_units(units: Mapping[str, Unit], items: Sequence[Item], lines: Lines) -> Iterator[Problem]:
    """Warn about a unit that occurs once and is one character away from another one."""
    seen: dict[str, list[Item]] = {}
    for item in items:
        for names in item.units.values():
            for name in names:
                seen.setdefault(name, []).append(item)
    # 市财政局 and 市民政局 are a character apart and both well-formed: only a name with an unusual word in it is suspect
    rare = {name: None for name, where in seen.items() if len(where) == 1 and _undeclared(units[name]) and not _well_formed(name)}
    if not rare:
        return
    near = _neighbourhoods(seen)
    order = {name: number for number, name in enumerate(seen)}
    for name in rare:
        others = {other for key in _holes(name) for other in near.get(key, ())} if 3 < len(name) <= bodies.LONGEST else set()
        alike = [other for other in others if one_edit_apart(name, other) and not _counted(name, other)]
        for other in sorted((other for other in alike if other not in rare or order[other] < order[name]), key=order.__getitem__)[:1]:
            yield _problem(seen[name][0], lines, f"单位“{name}”只出现一次，与“{other}”只差一个字，请核对")


def _well_formed(name: str) -> bool:
    """Tell whether a name is made of the words of bodies; 市财政部门 is 市财政局."""
    return forms.well_formed(name) or (name.endswith("部门") and forms.well_formed(f"{name.removesuffix('部门')}局"))


def _holes(name: str) -> Iterator[str]:
    """Yield a name with each character left out, and with each replaced by a hole: names one edit apart share one of these, or the name itself.

    Numbers are passed over: 第一小学 and 第二小学 are no slips of one another.
    """
    yield name
    for at in (at for at, char in enumerate(name) if not _is_number(char)):
        yield name[:at] + name[at + 1 :]
        yield f"{name[:at]}\0{name[at + 1 :]}"


def _neighbourhoods(names: Iterable[str]) -> dict[str, list[str]]:
    near: dict[str, list[str]] = {}
    for name in names:
        for key in _holes(name) if len(name) <= bodies.LONGEST else ():
            near.setdefault(key, []).append(name)
    return near


def _counted(left: str, right: str) -> bool:
    """Tell whether two names differ by a number (第一小学, 第二小学) or by the level (市民政局, 区民政局): both are names of their own."""
    shorter, longer = sorted((left, right), key=len)
    at = next((at for at, char in enumerate(shorter) if char != longer[at]), len(shorter))
    differ = longer[at] + (shorter[at] if len(shorter) == len(longer) else "")
    return all(map(_is_number, differ)) or _other_level(left, right)


def _is_number(char: str) -> bool:
    return char in "一二三四五六七八九十" or char.isdigit()


def joined_units(units: Mapping[str, Unit], items: Sequence[Item], lines: Lines) -> Iterator[Problem]:
    """Warn about several units that were written as one name: nobody answers for 甲局，乙局."""
    where = _named(items)
    for name in units:
        if bodies.is_collective(name):  # 各县、市、区政府 is one
            continue
        parts = [part for part in re.split(r"[，,、;；\s]+", name) if part]
        if re.search(r"[，,、;；]", name) or (len(parts) > 1 and all(forms.well_formed(part) for part in parts)):
            yield _at(where.get(name), lines, f"单位“{name}”像是几个单位写成了一个；请分开写，例如 [{', '.join(parts)}]")


def collectives(units: Mapping[str, Unit], items: Sequence[Item], lines: Lines) -> Iterator[Problem]:
    """Say which units stand for several and name none: each is completed as one, until its members are known."""
    named = _named(items)
    if bare := [name for name in named if bodies.is_collective(name) and not units[name].members]:
        way = f"govopen members {bare[0]} 甲 乙 丙"
        yield _at(named[bare[0]], lines, f"集体单位没有写明成员，按一个单位登记：{'、'.join(bare)}；写明成员：{way}")


def twins(items: Sequence[Item], lines: Lines) -> Iterator[Problem]:
    """Warn about an item that says what another one says: the table may hold a row twice."""
    seen: dict[tuple[object, ...], str] = {}
    for item in items:
        says = (item.task, fold(item.content), item.deadline.text, item.domains, tuple(item.units.items()))
        first = seen.setdefault(says, item.id)
        if first != item.id and item.content:
            yield _problem(item, lines, f"{item.id} 与 {first} 的内容、单位、时限都一样，请核对是不是重复了")


def _undeclared(unit: Unit) -> bool:
    return unit == Unit(unit.name)


def _other_level(left: str, right: str) -> bool:
    return left[0] != right[0] and left[1:] == right[1:] and left[0] in "省市区县旗镇乡" and right[0] in "省市区县旗镇乡"


def accountable(plan: Plan, items: Sequence[Item], lines: Lines) -> Iterator[Problem]:
    """Warn about an item that no unit answers for; once, where the table has no units at all."""
    alone = [item for item in items if not any(item.units.values())]
    if alone and len(alone) == len(items):
        yield Problem("warning", 1, 1, "整个表没有写责任单位")
        return
    for item in alone:
        yield _problem(item, lines, f"{item.id} 没有{'、'.join(plan.roles.values())}")


def coverage(fields: Mapping[str, Domain], items: Sequence[Item]) -> Iterator[Problem]:
    """Say which of the 26 official fields no item covers, for plans that are about them."""
    names = {name for item in items for name in item.domains}
    official = set(domains.OFFICIAL)
    if len({domains.bare(name) for name in names} & official) < 5:
        return
    if missing := domains.uncovered(names | {alias for name in names for alias in fields[name].aliases}):
        yield Problem("warning", 1, 1, f"26 个试点领域里有 {len(missing)} 个没有任何具体内容：{'、'.join(missing)}")
    for name in fields:
        if name not in names:
            yield Problem("warning", 1, 1, f"领域“{name}”已声明，但没有任何具体内容")


def without_domains(items: Sequence[Item], lines: Lines) -> Iterator[Problem]:
    """Warn about items without a domain in a task whose other items have one."""
    tasks: dict[str, list[Item]] = {}
    for item in items:
        tasks.setdefault(item.task, []).append(item)
    for rows in tasks.values():
        bare = [item for item in rows if not item.domains]
        if bare and len(bare) < len(rows):
            ids = "、".join(item.id for item in bare)
            yield _problem(bare[0], lines, f"工作任务“{rows[0].task_name}”里有 {len(bare)} 项没有写领域：{ids}")


def _named(items: Sequence[Item]) -> dict[str, Item]:
    """Return the units that items name, each with the first that does."""
    found: dict[str, Item] = {}
    for item in items:
        for names in item.units.values():
            for name in names:
                found.setdefault(name, item)
    return found


def _at(item: Item | None, lines: Lines, text: str) -> Problem:
    """Return a problem at an item; at the file's first line where no item is known."""
    return _problem(item, lines, text) if item is not None else Problem("warning", 1, 1, text)


def _problem(item: Item, lines: Lines, text: str) -> Problem:
    line, column = lines[item.id]
    return Problem("warning", line, column, text)
