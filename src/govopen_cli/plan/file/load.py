"""A plan file to a plan: structure, references, inheritance. Every mistake is reported with its place, in one run.

The structure is checked here rather than by a JSON Schema library: messages are Chinese sentences with line and column, and
ten thousand rows take a fraction of the time. ``schema/plan.schema.json`` says the same for editors; a test holds the two together.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from govopen_cli.errors import PlanError
from govopen_cli.language.deadline.model import Deadline
from govopen_cli.language.deadline.resolve import resolve
from govopen_cli.language.names.model import Domain, Unit
from govopen_cli.plan.file import checks, shape
from govopen_cli.plan.file.head import Head
from govopen_cli.plan.file.nodes import Map, Node, Text, read
from govopen_cli.plan.file.walk import at, get
from govopen_cli.plan.locate import unreadable
from govopen_cli.plan.model import Item, Plan
from govopen_cli.problems import Problem, render
from govopen_cli.text import fold


@dataclass(slots=True)
class Loaded:
    """A plan file as read: the plan with its items, and every problem found in it."""

    plan: Plan
    units: dict[str, Unit]
    domains: dict[str, Domain]
    items: list[Item]
    lines: dict[str, tuple[int, int]]  # item id → line and column of its deadline, or of the item
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop queries."""
        return [problem for problem in self.problems if problem.level == "error"]


class Invalid(PlanError):
    """A plan file with errors; ``problems`` lists all of them."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = sorted(problems, key=lambda problem: (problem.line, problem.column))
        errors = [problem for problem in self.problems if problem.level == "error"]
        lines = [render(path, problem) for problem in errors]
        super().__init__("\n".join([f"任务分解表文件有 {len(errors)} 处错误，请改正后再运行：", *lines]))


def read_text(path: Path) -> str:
    """Return the text of a plan file.

    Raises:
        PlanError: it cannot be read, or is no text.
    """
    try:
        return decode(path.read_bytes(), path)
    except OSError as error:
        raise unreadable(path, error) from error


def decode(data: bytes, path: Path | str) -> str:
    """Decode a plan file: UTF-8 with or without BOM, or GB18030 as Windows editors may write it.

    Raises:
        PlanError: the bytes are neither.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlanError(f"{path} 不是 UTF-8 或 GB18030 编码的文本文件；请用文本编辑器另存为 UTF-8")


def load(data: bytes, path: Path, progress: Callable[[float], None] | None = None) -> Loaded:
    """Read a plan from the bytes of its file; ``progress`` is told the part of it that has been read.

    Raises:
        Invalid: nothing can be made of the file; problems that leave a readable plan are in ``Loaded.problems``.
    """
    text = decode(data, path)
    loader = _Loader(text.count("\n") + 1, progress)
    root = read(text, loader.problems, loader.task)
    if isinstance(root, Map) and "tasks" in root and next(reversed(root)) != "tasks":
        # something that tasks may refer to stands behind them: read the whole file before looking at any
        loader = _Loader(text.count("\n") + 1, progress)
        root = read(text, loader.problems)
    if not isinstance(root, Map):
        if not loader.problems:
            loader.problems.append(Problem("error", 1, 1, "文件是空的，或者不是“键: 值”的结构"))
        raise Invalid(path, loader.problems)
    loaded = loader.loaded(root)
    loaded.problems.extend(checks.run(loaded.plan, loaded.units, loaded.domains, loaded.items, loaded.lines))
    loaded.problems.sort(key=lambda problem: (problem.line, problem.column))
    return loaded


@dataclass(slots=True)
class _Values:
    """What a task or an item says of itself; an item's values override its task's, role by role for units."""

    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    domains: tuple[str, ...] | None = None
    basis: tuple[str, ...] | None = None
    leaders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # the other keys

    def over(self, task: "_Values") -> "_Values":
        """Return these values where they are given, the task's where they are not."""
        return _Values(
            units={**task.units, **self.units},
            domains=task.domains if self.domains is None else self.domains,
            basis=task.basis if self.basis is None else self.basis,
            leaders={**task.leaders, **self.leaders},
            extra={**task.extra, **self.extra},
            texts={**task.texts, **self.texts},
        )


class _Loader(Head):
    """Walks the tasks of one file."""

    def __init__(self, lines: int, progress: Callable[[float], None] | None) -> None:
        super().__init__()
        self.length = lines
        self.progress = progress
        self.items: list[Item] = []
        self.lines: dict[str, tuple[int, int]] = {}
        self.numbers: dict[str, Text] = {}
        self.ids: dict[str, Text] = {}
        self.leaves: dict[str, tuple[str, ...]] = {}
        self.deadlines: dict[tuple[str, tuple[tuple[str, date], ...]], Deadline] = {}

    def loaded(self, root: Map) -> Loaded:
        """Return the plan whose tasks have been seen, or stand in ``root``."""
        self.begin(root)
        if "tasks" not in root:
            self.error(root, "缺少“tasks”：没有任何任务")
        for node in self.seq(get(root, "tasks"), "tasks"):
            self.task(root, node)
        plan = self.plan(root)._replace(accepts=any(item.closing == "accept" for item in self.items))
        return Loaded(plan, self.units, self.domains, self.items, self.lines, self.problems)

    def task(self, root: Map, node: Node) -> None:
        """Take in one task; ``root`` is the file as read so far."""
        self.begin(root)
        task = self.map(node, "任务", (*shape.TASK, *shape.SHARED, "items"))
        number, name = self.required(task or at(node), "no", "任务"), self.required(task or at(node), "name", "任务")
        if number is None or name is None:
            return
        if (before := self.numbers.setdefault(fold(number), number)) is not number:
            self.error(number, f"任务序号“{number}”与第 {before.line} 行的重复了")
        values = self._values(task)
        rows = self.seq(get(task, "items"), f"任务“{number}”的 items")
        if not rows:
            self.warn(number, f"任务“{number}”没有具体内容")
        for row in rows:
            self._item(row, number, name, values)
        if self.progress is not None:
            self.progress(node.line / self.length)

    def _item(self, node: Node, number: Text, name: Text, task: _Values) -> None:
        row = self.map(node, "具体内容", (*shape.ITEM, *shape.SHARED, *shape.ONLY_ITEM))
        item_id = self.required(row or at(node), "id", "具体内容")
        content = self._content(row, node)
        if item_id is None or content is None:
            return
        if (before := self.ids.setdefault(fold(item_id), item_id)) is not item_id:
            self.error(item_id, f"编号“{item_id}”与第 {before.line} 行的“{before}”重复了")
            return
        values = self._values(row).over(task)
        anchors = {**self.anchors, **self.days(get(row, "anchors"))}
        place = get(row, "deadline") or item_id
        self.lines[str(item_id)] = (place.line, place.column)
        self.items.append(self._build(str(item_id), str(content), str(number), str(name), values, anchors))

    def _content(self, row: Map, node: Node) -> str | None:
        """Return the content of a row: it must be written, but a table may leave it empty."""
        if "content" not in row:
            self.error(row or at(node), "具体内容缺少“content”")
            return None
        value = row[Text("content")]
        if isinstance(value, Text) and not value.strip():
            self.warn(value, "具体内容是空的")
            return ""
        return self.text(value, "具体内容的 content ")

    def _build(self, item_id: str, content: str, number: str, name: str, values: _Values, anchors: Mapping[str, date]) -> Item:
        units = {role: values.units.get(role, ()) for role in self.roles}
        basis = tuple(self.basis[key] for key in values.basis or () if key in self.basis)
        phrase = values.texts.get("deadline", "")
        meaning = [content, units, list(values.domains or ()), phrase, [[part.number, part.title] for part in basis]]
        return Item(
            id=item_id,
            task=number,
            task_name=name,
            content=content,
            units=units,
            members=self._members(next((names for names in units.values() if names), ())),
            domains=values.domains or (),
            basis=basis,
            deadline=self._deadline(phrase, anchors),
            fingerprint=hashlib.sha256(json.dumps(meaning, ensure_ascii=False).encode()).hexdigest()[:16],
            review=self._deadline(values.texts["review"], {}) if "review" in values.texts else None,
            section=values.texts.get("section"),
            number=values.texts.get("number"),
            leaders=values.leaders,
            extra=values.extra,
            source=values.texts.get("source"),
            closing=values.texts.get("closing") or self.closing or shape.CLOSINGS[0],
        )

    def _deadline(self, phrase: str, anchors: Mapping[str, date]) -> Deadline:
        """Resolve a phrase once, however many rows share it."""
        key = (phrase, tuple(sorted(anchors.items())))
        if key not in self.deadlines:
            self.deadlines[key] = resolve(phrase, self.issued, anchors)
        return self.deadlines[key]

    def _members(self, names: tuple[str, ...]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for name in names:
            if name not in self.leaves:
                self.leaves[name] = leaves(self.units, name)
            found.update(dict.fromkeys(self.leaves[name]))
        return tuple(found)

    def _values(self, node: Map) -> _Values:
        values = _Values()
        if (units := get(node, "units")) is not None:
            values.units = self._roles(units)
        if (names := get(node, "domains")) is not None:
            values.domains = tuple(
                dict.fromkeys(str(name) for name in self.texts(names, "domains") if self.known(name, self.domains, "领域", "domains"))
            )
        if (keys := get(node, "basis")) is not None:
            values.basis = tuple(str(key) for key in self.texts(keys, "basis") if self.known(key, self.basis, "政策依据", "basis"))
        values.leaders = {
            str(key): tuple(map(str, self.texts(value, "leaders"))) for key, value in self.map(get(node, "leaders"), "leaders").items()
        }
        values.extra = {str(key): str(self.text(value, "extra") or "") for key, value in self.map(get(node, "extra"), "extra").items()}
        for key in shape.TEXTS:
            text = self.text(get(node, key), key)
            if text is not None:
                values.texts[key] = str(text)
        self.choice(get(node, "closing"), "closing ", shape.CLOSINGS)
        return values

    def _roles(self, node: Node) -> dict[str, tuple[str, ...]]:
        result = {}
        for role, names in self.map(node, "units").items():
            if self.known(role, self.roles, "责任类型", "roles"):
                result[str(role)] = tuple(dict.fromkeys(map(str, self.texts(names, "责任单位"))))
                for name in result[str(role)]:
                    self.units.setdefault(name, Unit(name))
        return result


def leaves(units: Mapping[str, Unit], name: str) -> tuple[str, ...]:
    """Return the units that a unit stands for, in order: itself, or its members spelt out, each once however many ways lead to it."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    wanted = [name]
    while wanted:
        unit = wanted.pop()
        members = units[unit].members if unit in units else ()
        if not members:
            found[unit] = None
        elif unit not in seen:
            seen.add(unit)
            wanted += reversed(members)
    return tuple(found)
