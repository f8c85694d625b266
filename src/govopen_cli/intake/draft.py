"""Rows of a table to a plan file as a person would have written it: the layout of data/tasks.yaml, nothing said twice."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govopen_cli.intake.source import Extract, SourceRow
from govopen_cli.intake.words import role_key
from govopen_cli.language.deadline.model import parse_issued
from govopen_cli.language.deadline.resolve import resolve
from govopen_cli.language.names import pinyin
from govopen_cli.language.names.bodies import leading_place
from govopen_cli.plan.file import shape
from govopen_cli.plan.file.nodes import Map, Node, Seq, Text, read
from govopen_cli.text import fold


@dataclass(slots=True)
class ItemDraft:
    """An item about to be written: its own values, before what its task shares is taken out."""

    id: str
    content: str
    values: dict[str, Any] = field(default_factory=dict)  # key of the plan file → text, list, or mapping
    comment: str | None = None
    place: str = ""  # where it stands in the document


@dataclass(slots=True)
class TaskDraft:
    """A task about to be written."""

    no: str
    name: str
    items: list[ItemDraft] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class PlanDraft:
    """A plan about to be written; ``head`` holds the keys before ``tasks`` in their order."""

    head: dict[str, Any]
    tasks: list[TaskDraft]

    @property
    def items(self) -> Iterator[ItemDraft]:
        """All items in order."""
        for task in self.tasks:
            yield from task.items


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
    """Return the units of a plan that stand for several and whose members it does not name."""
    named = (name for item in plan.items for names in item.values.get("units", {}).values() for name in names)
    known = plan.head.get("units", {})
    return [name for name in dict.fromkeys(map(str, named)) if name.startswith("各") and "members" not in (known.get(name) or {})]


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
    for task in tasks:
        _share(task)
    return tasks


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
    issued = parse_issued(head["issued"]) if head["issued"] else None
    reading = resolve(row.deadline, issued) if row.deadline else None
    if not row.doubts and not (reading and reading.warnings):
        return None
    return f"来源: {_place(row, name)}"


def _place(row: SourceRow, name: str) -> str:
    return row.place if row.place.startswith(name) else f"{name} {row.place}"


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


# --- writing --------------------------------------------------------------------------------------------------------

_ITEM_KEYS = ("content", "section", "number", "domains", "units", "leaders", "deadline", "review", "anchors", "basis", "extra", "source")
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=][^\n#:{}\[\],&*!|>'\"`]*")


def emit(plan: PlanDraft) -> str:
    """Return the plan file's text."""
    lines = ["# yaml-language-server: $schema=../schema/plan.schema.json"]
    for key, value in plan.head.items():
        block = isinstance(value, dict)
        if block and key in ("roles", "basis", "units", "domains"):
            lines.append("")
        # every scalar is read as text: numbers that are no ids need no quotes
        shown = _flow(value).replace("'", "") if key in ("version", "issued", "alerts") else _flow(value)
        lines += _block(key, value, "") if block and key != "alerts" else [f"{key}: {shown}"]
    lines += ["", "tasks:"]
    for number, task in enumerate(plan.tasks):
        lines += ([""] if number else []) + list(_task(task))
    return "\n".join(lines) + "\n"


def _task(task: TaskDraft) -> Iterator[str]:
    yield f"  - no: {_flow(task.no) if not task.no.isdigit() else task.no}"
    yield f"    name: {_flow(task.name)}"
    for key in _ITEM_KEYS:
        if task.values.get(key):
            yield f"    {key}: {_flow(task.values[key])}"
    yield "    items:"
    for item in task.items:
        if item.comment:
            yield f"      # {item.comment}"
        yield f"      - id: '{item.id}'"
        yield f"        content: {_flow(item.content)}"
        for key in _ITEM_KEYS:
            if item.values.get(key):
                yield f"        {key}: {_flow(item.values[key])}"


def _block(key: str, value: Mapping[str, Any], indent: str) -> Iterator[str]:
    yield f"{indent}{key}:"
    for name, part in value.items():
        shown = "" if part in ("", None, [], {}) else f" {_flow(part)}"
        yield f"{indent}  {_flow(name)}:{shown}"


def _flow(value: Any) -> str:
    """Return a value in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    text = str(value)
    if (
        _PLAIN.fullmatch(text)
        and text == text.strip()
        and not re.fullmatch(r"(?i)true|false|yes|no|on|off|null|~|[-+.\d][\d_.,eE+-]*", text)
    ):
        return text
    if re.search(r"[\n\r\t\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", text):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return '"' + re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'
    return "'" + text.replace("'", "''") + "'"


# --- an existing plan -----------------------------------------------------------------------------------------------


def from_yaml(text: str) -> PlanDraft:
    """Return an existing plan file, without its comments, so that it can be updated and written again."""
    root = read(text, [])
    assert isinstance(root, Map)  # the caller has loaded it without errors
    data = _data(root)
    tasks = []
    for task in data.pop("tasks", []) or []:
        rows = [ItemDraft(str(row.pop("id")), str(row.pop("content")), row) for row in task.pop("items", []) or []]
        tasks.append(TaskDraft(str(task.pop("no")), str(task.pop("name")), rows, task))
    return PlanDraft(data, tasks)


def _data(node: Node) -> Any:
    if isinstance(node, Map):
        return {str(key): _data(value) for key, value in node.items()}
    if isinstance(node, Seq):
        return [_data(value) for value in node]
    assert isinstance(node, Text)
    return str(node)


def updated(old: PlanDraft, new: PlanDraft) -> PlanDraft:
    """Return ``new`` with the ids of the items of ``old`` that it still has, and with what was added to ``old`` by hand.

    The events of an item stay with its id. Items are the same when their contents are, or when they are nearly alike and stand in
    the same task.
    """
    pairs = _pairs(old, new)
    by_id = {item.id: item for item in old.items}
    taken = {item.id for item in old.items}
    for task in new.tasks:
        for item in task.items:
            kept = pairs.get(id(item))
            item.id = kept if kept is not None else _fresh(task, taken)
            taken.add(item.id)
            if kept is not None:
                for key in ("review", "anchors"):
                    if key in by_id[kept].values:
                        item.values[key] = by_id[kept].values[key]
    head = {**new.head, **{key: value for key, value in old.head.items() if key not in ("roles", "basis", "domains", "title")}}
    for key in ("roles", "basis", "domains"):
        before = old.head.get(key) or {}
        before = {name: [] for name in before} if isinstance(before, list) else before
        head[key] = {**before, **new.head.get(key, {})}
    return PlanDraft({key: head[key] for key in shape.HEAD if head.get(key)}, new.tasks)


def _pairs(old: PlanDraft, new: PlanDraft) -> dict[int, str]:
    """Match new items to the ids of old ones: equal contents first, then near ones within a task of the same name."""
    from difflib import SequenceMatcher

    free = {item.id: (task, item) for task in old.tasks for item in task.items}
    pairs: dict[int, str] = {}
    rows = [(task, item) for task in new.tasks for item in task.items]
    for exact in (True, False):
        for task, item in rows:
            if id(item) in pairs:
                continue
            best, score = None, 0.0
            for old_id, (old_task, old_item) in free.items():
                same_task = fold(old_task.name) == fold(task.name)
                ratio = 1.0 if fold(old_item.content) == fold(item.content) else 0.0
                if not exact and same_task and not ratio:
                    ratio = SequenceMatcher(None, fold(old_item.content), fold(item.content)).ratio()
                value = ratio + 0.5 * same_task + 0.1 * (old_id == item.id)
                if ratio > (0.99 if exact else 0.6) and value > score:
                    best, score = old_id, value
            if best is not None:
                pairs[id(item)] = best
                del free[best]
    return pairs


def _fresh(task: TaskDraft, taken: set[str]) -> str:
    return next(f"{task.no}.{count}" for count in range(1, len(taken) + len(task.items) + 2) if f"{task.no}.{count}" not in taken)
