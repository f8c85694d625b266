"""A plan file to a plan: structure, references, inheritance. Every mistake is reported with its place, in one run.

The structure is checked here rather than by a JSON Schema library: messages are Chinese sentences with line and column, and
ten thousand rows take a fraction of the time. ``schema/plan.schema.json`` says the same for editors; a test holds the two together.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from govopen_cli.errors import PlanError
from govopen_cli.language.deadline.model import Deadline, Issued, parse_issued
from govopen_cli.language.deadline.resolve import resolve
from govopen_cli.language.names import domains
from govopen_cli.language.names.model import Domain, Renamed, Unit
from govopen_cli.plan.file import checks
from govopen_cli.plan.file.nodes import Map, Node, Seq, Text, read
from govopen_cli.plan.model import Alerts, Basis, Item, Plan
from govopen_cli.problems import Problem, render
from govopen_cli.text import fold, near, shorten

PLAN_KEYS = (
    "version",
    "id",
    "title",
    "issued",
    "timezone",
    "place",
    "roles",
    "basis",
    "units",
    "domains",
    "alerts",
    "anchors",
    "renamed",
    "tasks",
)
TASK_KEYS = ("no", "name", "items")
SHARED_KEYS = ("units", "domains", "basis", "deadline", "review", "leaders", "extra", "section", "number", "source")
ITEM_KEYS = ("id", "content")


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
    loaded = loader.plan(root)
    loaded.problems.extend(checks.run(loaded.plan, loaded.units, loaded.domains, loaded.items, loaded.lines))
    loaded.problems.sort(key=lambda problem: (problem.line, problem.column))
    return loaded


@dataclass(slots=True)
class _Values:
    """What a task or an item says of itself; an item's values override its task's, role by role for units."""

    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    domains: tuple[str, ...] | None = None
    basis: tuple[str, ...] | None = None
    deadline: str | None = None
    review: str | None = None
    leaders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # section, number, source

    def over(self, task: "_Values") -> "_Values":
        """Return these values where they are given, the task's where they are not."""
        return _Values(
            units={**task.units, **self.units},
            domains=task.domains if self.domains is None else self.domains,
            basis=task.basis if self.basis is None else self.basis,
            deadline=task.deadline if self.deadline is None else self.deadline,
            review=task.review if self.review is None else self.review,
            leaders={**task.leaders, **self.leaders},
            extra={**task.extra, **self.extra},
            texts={**task.texts, **self.texts},
        )


class _Loader:
    """Walks the nodes of one file, collecting problems instead of stopping at the first."""

    def __init__(self, lines: int, progress: Callable[[float], None] | None) -> None:
        self.problems: list[Problem] = []
        self.length = lines
        self.progress = progress
        self.begun = False
        self.items: list[Item] = []
        self.lines: dict[str, tuple[int, int]] = {}
        self.numbers: dict[str, Text] = {}
        self.roles: dict[str, str] = {}
        self.basis: dict[str, Basis] = {}
        self.units: dict[str, Unit] = {}
        self.domains: dict[str, Domain] = {}
        self.issued: Issued | None = None
        self.anchors: dict[str, date] = {}
        self.ids: dict[str, Text] = {}
        self.leaves: dict[str, tuple[str, ...]] = {}
        self.deadlines: dict[tuple[str, tuple[tuple[str, date], ...]], Deadline] = {}

    # --- reporting -------------------------------------------------------------------------------------------

    def error(self, node: Node, text: str) -> None:
        self.problems.append(Problem("error", node.line, node.column, text))

    def warn(self, node: Node, text: str) -> None:
        self.problems.append(Problem("warning", node.line, node.column, text))

    # --- shapes ----------------------------------------------------------------------------------------------

    def map(self, node: Node | None, what: str, keys: Iterable[str] | None = None) -> Map:
        if node is None or node == "":
            return Map()
        if not isinstance(node, Map):
            self.error(node, f"{what}应写成“键: 值”的形式")
            return Map()
        known = tuple(keys or ())
        for key in node if keys is not None else ():
            if key not in known:
                hint = near(key, known, 1)
                self.error(
                    key, f"{what}里有未知的键“{shorten(key)}”" + (f"，是不是“{hint[0]}”？" if hint else f"；可用的键：{'、'.join(known)}")
                )
        return node

    def seq(self, node: Node | None, what: str) -> list[Node]:
        if node is None or node == "":
            return []
        if isinstance(node, Seq):
            return list(node)
        self.error(node, f"{what}应写成列表，例如 [甲, 乙]")
        return []

    def text(self, node: Node | None, what: str) -> Text | None:
        if node is None:
            return None
        if isinstance(node, Text):
            return node if node.strip() else None
        self.error(node, f"{what}应是一段文字")
        return None

    def texts(self, node: Node | None, what: str) -> list[Text]:
        if isinstance(node, Text) and node.strip():
            return [node]
        return [text for part in self.seq(node, what) if (text := self.text(part, what)) is not None]

    def required(self, node: Map, key: str, what: str) -> Text | None:
        if key not in node:
            self.error(node, f"{what}缺少“{key}”")
            return None
        value = self.text(node[Text(key)], f"{what}的 {key} ")
        if value is None and isinstance(node[Text(key)], Text):
            self.error(node[Text(key)], f"{what}的“{key}”是空的")
        return value

    def get(self, node: Map, key: str) -> Node | None:
        return node.get(Text(key))

    # --- the head --------------------------------------------------------------------------------------------

    def plan(self, root: Map) -> Loaded:
        """Return the plan whose tasks have been seen, or stand in ``root``."""
        self._begin(root)
        if "tasks" not in root:
            self.error(root, "缺少“tasks”：没有任何任务")
        for node in self.seq(self.get(root, "tasks"), "tasks"):
            self.task(root, node)
        self.map(root, "文件开头", PLAN_KEYS)
        plan = Plan(
            id=self.required(root, "id", "文件开头") or "",
            title=self.required(root, "title", "文件开头") or "",
            issued=self.issued,
            timezone=self._timezone(root),
            place=self.text(self.get(root, "place"), "place") or place_of(str(self.get(root, "title") or ""), self.units.values()),
            roles=self.roles,
            alerts=self._alerts(self.get(root, "alerts")),
            renamed=self._renamed(self.get(root, "renamed")),
        )
        return Loaded(plan, self.units, self.domains, self.items, self.lines, self.problems)

    def _begin(self, root: Map) -> None:
        """Read what tasks refer to, once, from the head of the file."""
        if self.begun:
            return
        self.begun = True
        self._version(root)
        self.issued = self._issued(root)
        self.roles = {key: self.text(value, "责任类型") or key for key, value in self.map(self.get(root, "roles"), "roles").items()}
        if not self.roles:
            self.error(root, "缺少“roles”：请写明责任类型，例如 lead: 主体责任单位")
        self._basis(self.get(root, "basis"))
        self._units(self.get(root, "units"))
        self._domains(self.get(root, "domains"))
        self.anchors = self._anchors(self.get(root, "anchors"), "anchors")

    def _version(self, root: Map) -> None:
        version = self.required(root, "version", "文件开头")
        if version is not None and version != "1":
            self.error(version, f"不认识版本“{version}”：这个 govopen 读版本 1 的文件，请升级 govopen 或改正 version")

    def _issued(self, root: Map) -> Issued | None:
        text = self.text(self.get(root, "issued"), "issued")
        if text is None:
            return None
        issued = parse_issued(text)
        if issued is None:
            self.error(text, f"印发时间“{text}”看不懂；请写 2020、2020-05 或 2020-05-12")
        return issued

    def _timezone(self, root: Map) -> str:
        text = self.text(self.get(root, "timezone"), "timezone")
        if text is None:
            return "Asia/Shanghai"
        try:
            ZoneInfo(text)
        except (ValueError, OSError, LookupError):
            self.error(text, f"没有时区“{text}”；一般写 Asia/Shanghai")
        return text

    def _basis(self, node: Node | None) -> None:
        for key, value in self.map(node, "basis").items():
            title = self.text(value, "政策名称")
            self.basis[key] = Basis(str(key), str(title)) if title else Basis(None, str(key))

    def _units(self, node: Node | None) -> None:
        declared = self.map(node, "units")
        for name, value in declared.items():
            spec = self.map(value, f"单位“{name}”", ("full", "aliases", "members", "open"))
            self.units[name] = Unit(
                str(name),
                self.text(self.get(spec, "full"), "full"),
                tuple(map(str, self.texts(self.get(spec, "aliases"), "aliases"))),
                tuple(map(str, self.texts(self.get(spec, "members"), "members"))),
                self.text(self.get(spec, "open"), "open") == "true",
            )
            flag = self.text(self.get(spec, "open"), "open")
            if flag is not None and flag not in ("true", "false"):
                self.error(flag, f"单位“{name}”的 open 应是 true 或 false，不是“{flag}”")
        for unit in list(self.units.values()):
            for member in unit.members:
                self.units.setdefault(member, Unit(member))
        for name in declared:
            self._loops(name, name, ())

    def _loops(self, start: Text, name: str, path: tuple[str, ...]) -> None:
        if name in path:
            if name == start:
                self.error(start, f"单位“{start}”的成员绕回了自己：{'→'.join((*path, name))}")
            return
        for member in self.units[name].members:
            self._loops(start, member, (*path, name))

    def _domains(self, node: Node | None) -> None:
        if isinstance(node, Map):
            for name, aliases in node.items():
                self._domain(name, tuple(map(str, self.texts(aliases, "领域的别名"))))
            return
        for part in self.seq(node, "domains"):
            if isinstance(part, Map):
                for name, aliases in part.items():
                    self._domain(name, tuple(map(str, self.texts(aliases, "领域的别名"))))
            elif (name_only := self.text(part, "领域")) is not None:
                self._domain(name_only, ())

    def _domain(self, name: Text, aliases: tuple[str, ...]) -> None:
        if str(name) in self.domains:
            self.error(name, f"领域“{name}”重复了")
            return
        self.domains[str(name)] = Domain(str(name), aliases)
        if official := domains.near_miss(name):
            self.warn(name, f"领域“{name}”与试点领域“{official}”只差一个字，请核对")

    def _anchors(self, node: Node | None, what: str) -> dict[str, date]:
        result = {}
        for words, value in self.map(node, what).items():
            text = self.text(value, "起算日")
            day = parse_issued(text) if text else None
            if text is not None and (day is None or day.exact is None):
                self.error(text, f"起算日“{text}”应写成 2021-03-01")
            elif day is not None and day.exact is not None:
                result[str(words)] = day.exact
        return result

    def _alerts(self, node: Node | None) -> Alerts:
        if node is None:
            return Alerts()
        spec = Map() if isinstance(node, Seq) else self.map(node, "alerts", ("levels", "light"))
        numbers = self._days(node if isinstance(node, Seq) else self.get(spec, "levels"))
        light = self._days(self.get(spec, "light"))
        levels = tuple(sorted(set(numbers), reverse=True)) or Alerts().levels
        default = max((level for level in levels if level <= Alerts().light), default=levels[-1])
        return Alerts(levels, light[0] if light else default)

    def _days(self, node: Node | None) -> list[int]:
        result = []
        for text in self.texts(node, "alerts"):
            if text.isascii() and text.isdigit():
                result.append(int(text))
            else:
                self.error(text, f"提醒天数“{text}”应是整数")
        return result

    def _renamed(self, node: Node | None) -> tuple[Renamed, ...]:
        result = []
        for old, value in self.map(node, "renamed").items():
            spec = self.map(value, f"更名“{old}”", ("to", "from"))
            new, since = self.required(spec or _at(old), "to", f"更名“{old}”"), self.required(spec or _at(old), "from", f"更名“{old}”")
            if since is not None and parse_issued(since) is None:
                self.error(since, f"更名日期“{since}”应写成 2021-06-01")
            if new and since:
                result.append(Renamed(str(old), str(new), str(since)))
        return tuple(result)

    # --- tasks and items -------------------------------------------------------------------------------------

    def task(self, root: Map, node: Node) -> None:
        """Take in one task; ``root`` is the file as read so far."""
        self._begin(root)
        task = self.map(node, "任务", (*TASK_KEYS, *SHARED_KEYS))
        number, name = self.required(task or _at(node), "no", "任务"), self.required(task or _at(node), "name", "任务")
        if number is None or name is None:
            return
        if (before := self.numbers.setdefault(fold(number), number)) is not number:
            self.error(number, f"任务序号“{number}”与第 {before.line} 行的重复了")
        values = self._values(task)
        rows = self.seq(self.get(task, "items"), f"任务“{number}”的 items")
        if not rows:
            self.warn(number, f"任务“{number}”没有具体内容")
        for row in rows:
            self._item(row, number, name, values)
        if self.progress is not None:
            self.progress(node.line / self.length)

    def _item(self, node: Node, number: Text, name: Text, task: _Values) -> None:
        row = self.map(node, "具体内容", (*ITEM_KEYS, *SHARED_KEYS, "anchors"))
        item_id = self.required(row or _at(node), "id", "具体内容")
        content = self._content(row, node)
        if item_id is None or content is None:
            return
        if (before := self.ids.setdefault(fold(item_id), item_id)) is not item_id:
            self.error(item_id, f"编号“{item_id}”与第 {before.line} 行的“{before}”重复了")
            return
        values = self._values(row).over(task)
        anchors = {**self.anchors, **self._anchors(self.get(row, "anchors"), "anchors")}
        place = self.get(row, "deadline") or item_id
        self.lines[str(item_id)] = (place.line, place.column)
        self.items.append(self._build(str(item_id), str(content), str(number), str(name), values, anchors))

    def _content(self, row: Map, node: Node) -> str | None:
        """Return the content of a row: it must be written, but a table may leave it empty."""
        if "content" not in row:
            self.error(row or _at(node), "具体内容缺少“content”")
            return None
        value = row[Text("content")]
        if isinstance(value, Text) and not value.strip():
            self.warn(value, "具体内容是空的")
            return ""
        return self.text(value, "具体内容的 content ")

    def _build(self, item_id: str, content: str, number: str, name: str, values: _Values, anchors: Mapping[str, date]) -> Item:
        units = {role: values.units.get(role, ()) for role in self.roles}
        basis = tuple(self.basis[key] for key in values.basis or () if key in self.basis)
        phrase = values.deadline or ""
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
            review=self._deadline(values.review, {}) if values.review else None,
            section=values.texts.get("section"),
            number=values.texts.get("number"),
            leaders=values.leaders,
            extra=values.extra,
            source=values.texts.get("source"),
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
                self.leaves[name] = tuple(leaves(self.units, name))
            found.update(dict.fromkeys(self.leaves[name]))
        return tuple(found)

    def _values(self, node: Map) -> _Values:
        values = _Values()
        if (units := self.get(node, "units")) is not None:
            values.units = self._roles(units)
        if (names := self.get(node, "domains")) is not None:
            values.domains = tuple(
                dict.fromkeys(str(name) for name in self.texts(names, "domains") if self._known(name, self.domains, "领域", "domains"))
            )
        if (keys := self.get(node, "basis")) is not None:
            values.basis = tuple(str(key) for key in self.texts(keys, "basis") if self._known(key, self.basis, "政策依据", "basis"))
        for key in ("deadline", "review"):
            text = self.text(self.get(node, key), key)
            if text is not None:
                setattr(values, key, str(text))
        values.leaders = {
            str(key): tuple(map(str, self.texts(value, "leaders"))) for key, value in self.map(self.get(node, "leaders"), "leaders").items()
        }
        values.extra = {str(key): str(self.text(value, "extra") or "") for key, value in self.map(self.get(node, "extra"), "extra").items()}
        for key in ("section", "number", "source"):
            text = self.text(self.get(node, key), key)
            if text is not None:
                values.texts[key] = str(text)
        return values

    def _roles(self, node: Node) -> dict[str, tuple[str, ...]]:
        result = {}
        for role, names in self.map(node, "units").items():
            if self._known(role, self.roles, "责任类型", "roles"):
                result[str(role)] = tuple(dict.fromkeys(map(str, self.texts(names, "责任单位"))))
                for name in result[str(role)]:
                    self.units.setdefault(name, Unit(name))
        return result

    def _known(self, name: Text, declared: Mapping[str, object], what: str, section: str) -> bool:
        if name in declared:
            return True
        hint = near(name, declared, 1)
        self.error(name, f"{what}“{shorten(name)}”没有在文件开头的 {section} 里声明" + (f"，是不是“{hint[0]}”？" if hint else ""))
        return False


def _at(node: Node) -> Map:
    """Return an empty mapping at the place of a node, so that what it lacks is reported there."""
    result = Map()
    result.line, result.column = node.line, node.column
    return result


def leaves(units: Mapping[str, Unit], name: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the units that a unit stands for: itself, or its members spelt out."""
    unit = units.get(name)
    if unit is None or not unit.members or name in seen:
        yield name
        return
    for member in unit.members:
        yield from leaves(units, member, (*seen, name))


def place_of(title: str, units: Iterable[Unit]) -> str | None:
    """Return the place whose plan this is (乌海市), from its title or from a unit's full name."""
    from govopen_cli.language.names.bodies import leading_place

    names = [title, *(unit.full for unit in units if unit.full)]
    return next((place for name in names if (place := leading_place(name))), None)
