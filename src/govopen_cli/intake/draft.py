"""Rows of a table to a plan."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from govopen_cli.intake.source import Extract, SourceRow
from govopen_cli.intake.words import role_key
from govopen_cli.language.deadline.model import parse_issued
from govopen_cli.language.deadline.resolve import resolve
from govopen_cli.language.names import pinyin
from govopen_cli.language.names.bodies import is_collective, leading_place
from govopen_cli.plan.file.write import ItemDraft, PlanDraft, TaskDraft
from govopen_cli.text import fold

# --- from rows ------------------------------------------------------------------------------------------------------


def role_keys(titles: Sequence[str]) -> dict[str, str]:
    """Return the key of each role's title; the only role leads, and titles of one meaning share a key."""
    if len(titles) == 1:
        return {titles[0]: "lead"}
    keys: dict[str, str] = {}
    for title in titles:
        keys[title] = role_key(title) or _own_key(title)
    return keys


def _own_key(title: str) -> str:
    letters = "".join(pinyin.initial(char) for char in fold(title))
    return re.sub(r"[^a-z0-9]", "", letters) or "role"


def from_rows(found: Extract, name: str, *, issued: str | None, plan_id: str | None) -> PlanDraft:
    """Return the plan that rows make; ``name`` is the file, for comments on doubtful rows and where the table has no title."""
    found.title = found.title or Path(name).stem
    keys = role_keys(list(found.roles))
    roles: dict[str, str] = {}
    for title, key in keys.items():
        roles.setdefault(key, title)
    if "lead" in roles:
        roles = {"lead": roles["lead"], **roles}
    roles = roles or {"lead": "责任单位"}
    year = issued or _issued(found)
    head: dict[str, Any] = {
        "version": "1",
        "id": plan_id or _plan_id(found.title, year),
        "title": found.title,
        "issued": year,
        "timezone": "Asia/Shanghai",
        "place": leading_place(found.title),
        "roles": roles,
        "basis": {},
        "units": {},
        "domains": {},
    }
    tasks = _tasks(found, keys, head, name)
    return PlanDraft({key: value for key, value in head.items() if value}, tasks)


def collectives(plan: PlanDraft) -> list[str]:
    """Return the units of a plan that stand for several."""
    named = (str(name) for item in plan.items for names in item.values.get("units", {}).values() for name in names)
    return [name for name in dict.fromkeys(named) if is_collective(name)]


def _issued(found: Extract) -> str | None:
    """Return the year of the document: that of its title, else the earliest that a deadline names."""
    if match := re.search(r"(?<!\d)((?:19|20)\d{2})(?=年|版|$|\D)", fold(found.title)):
        found.year_from = "标题"
        return match[1]
    found.year_from = "时限里最早的年份"
    years = [reading.date.year for row in found.rows if (reading := resolve(row.deadline)).kind == "date" and reading.date]
    return str(min(years)) if years else None


def _plan_id(title: str, year: str | None) -> str:
    place = leading_place(title) or re.sub(r"\d+年?(?:度)?|[《》“”\"（）()]", "", title)[:6]
    letters = "".join(pinyin.initial(char) for char in fold(place) if pinyin.initial(char).isalpha())
    return "-".join(part for part in (letters or "plan", year[:4] if year else "") if part)


def _tasks(found: Extract, keys: Mapping[str, str], head: dict[str, Any], name: str) -> list[TaskDraft]:
    tasks: list[TaskDraft] = []
    last: object = None
    for row in found.rows:
        group = (row.tasks or row.section, row.number if found.numbered_tasks else None)
        if not tasks or group != last:
            number = _number(row, found, tasks)
            tasks.append(TaskDraft(number, "/".join(row.tasks) or row.section or found.title))
            last = group
        task = tasks[-1]
        item_id = f"{task.no}.{len(task.items) + 1}"
        values = _values(row, keys, head, numbered=found.numbered_tasks and _plain(row.number) == task.no)
        task.items.append(ItemDraft(item_id, row.content, values, _comment(row, head, name), _place(row, name)))
    if len(tasks) == 1 and not any(row.tasks or row.section for row in found.rows):
        _number_as_written(tasks[0], found.rows)
    return tasks


def _number_as_written(task: TaskDraft, rows: Sequence[SourceRow]) -> None:
    """Give the items of a flat table the ids 1 to n: its own numbers, where it has them."""
    written = [fold(_plain(row.number)) for row in rows]
    known = len({*written}) == len(written) and all(number.isascii() and number.isdigit() for number in written)
    for place, item in enumerate(task.items):
        item.id = written[place] if known else str(place + 1)


def _plain(number: str | None) -> str:
    return re.sub(r"[.．、]$", "", number or "")


def _number(row: SourceRow, found: Extract, tasks: Sequence[TaskDraft]) -> str:
    number = fold(_plain(row.number)) if found.numbered_tasks else ""
    taken = {task.no for task in tasks}
    if number.isascii() and number.isalnum() and number not in taken:  # 一 and （一） stay in ``number``: ids are typed
        return number
    return next(str(count) for count in range(len(tasks) + 1, len(tasks) + len(taken) + 2) if str(count) not in taken)


def _values(row: SourceRow, keys: Mapping[str, str], head: dict[str, Any], *, numbered: bool) -> dict[str, Any]:
    units: dict[str, list[str]] = {}
    for role, names in row.units.items():
        units[keys[role]] = list(dict.fromkeys([*units.get(keys[role], []), *names]))
    for domain, written in row.domains:
        head["domains"].setdefault(domain, [])
        if written != domain and written not in head["domains"][domain]:
            head["domains"][domain].append(written)
    values: dict[str, Any] = {
        "section": row.section,
        "number": None if numbered else row.number,
        "domains": [domain for domain, _ in row.domains],
        "units": {role: units[role] for role in head["roles"] if units.get(role)},
        "leaders": {role: names for role, names in row.leaders.items() if names},
        "deadline": row.deadline,
        "basis": [_basis(head["basis"], number, title) for number, title in row.basis],
        "extra": row.extra,
        "source": "；".join(row.doubts),
    }
    return {key: value for key, value in values.items() if value}


def _basis(declared: dict[str, str], number: str | None, title: str) -> str:
    """Declare a policy and return its key: its document number, or its title where it has none."""
    key = number or title
    if number and declared.get(number, title) != title:
        key = title
        declared.setdefault(key, "")
        return key
    declared.setdefault(key, title if number else "")
    return key


def _comment(row: SourceRow, head: Mapping[str, Any], name: str) -> str | None:
    """Say where a doubtful row stands in the document."""
    if not row.doubts and not _doubted(row.deadline, head["issued"] or ""):
        return None
    return f"来源: {_place(row, name)}"


@lru_cache(maxsize=8192)
def _doubted(phrase: str, issued: str) -> bool:
    return bool(phrase) and bool(resolve(phrase, parse_issued(issued) if issued else None).warnings)


def _place(row: SourceRow, name: str) -> str:
    return row.place if row.place.startswith(name) else f"{name} {row.place}"


def shared(plan: PlanDraft) -> PlanDraft:
    """Let each task say what its items have in common."""
    for task in plan.tasks:
        _share(task)
    return plan


_SHARED = ("section", "number", "domains", "deadline", "basis", "extra")


def _share(task: TaskDraft) -> None:
    """Move to the task what its items share: the most common value, where every item has one of its own or that."""
    if len(task.items) < 2:
        return
    for key in _SHARED:
        _share_value(task, [item.values for item in task.items], task.values, key)
    for key in ("units", "leaders"):
        shared: dict[str, Any] = {}
        roles = dict.fromkeys(role for item in task.items for role in item.values.get(key, {}))
        for role in roles:
            _share_value(task, [item.values.setdefault(key, {}) for item in task.items], shared, role)
        for item in task.items:
            if not item.values.get(key):
                item.values.pop(key, None)
        if shared:
            task.values[key] = shared


def _share_value(task: TaskDraft, holders: Sequence[dict[str, Any]], target: dict[str, Any], key: str) -> None:
    values = [holder.get(key) for holder in holders]
    if not all(values) or (key == "domains" and len({str(value) for value in values}) > 1):
        return
    text, count = Counter(map(repr, values)).most_common(1)[0]
    if count * 2 <= len(task.items):
        return
    target[key] = next(value for value in values if repr(value) == text)
    for holder in holders:
        if repr(holder[key]) == text:
            del holder[key]
