"""The head of a plan file: everything before the tasks, and what tasks refer to."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from govopen_cli.language.deadline.model import Issued, parse_issued
from govopen_cli.language.names import domains
from govopen_cli.language.names.model import Domain, Renamed, Unit
from govopen_cli.plan.file import shape
from govopen_cli.plan.file.nodes import Map, Node, Seq, Text
from govopen_cli.plan.file.walk import Walker, at, get
from govopen_cli.plan.model import Alerts, Basis, Contact, Office, Plan
from govopen_cli.text import shorten

_FAR = 3660  # days before a deadline: nobody is reminded ten years ahead


class Head(Walker):
    """Reads the head, collecting problems; what tasks refer to is read first, once."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = False
        self.roles: dict[str, str] = {}
        self.basis: dict[str, Basis] = {}
        self.units: dict[str, Unit] = {}
        self.domains: dict[str, Domain] = {}
        self.issued: Issued | None = None
        self.anchors: dict[str, date] = {}
        self.closing: str | None = None

    def begin(self, root: Map) -> None:
        """Read what tasks refer to, once, from the file as read so far."""
        if self.begun:
            return
        self.begun = True
        self._version(root)
        self.issued = self._issued(root)
        self.roles = {key: self.text(value, "责任类型") or key for key, value in self.map(get(root, "roles"), "roles").items()}
        if not self.roles:
            self.error(root, "缺少“roles”：请写明责任类型，例如 lead: 主体责任单位")
        self._basis(get(root, "basis"))
        self._units(get(root, "units"))
        self._domains(get(root, "domains"))
        self.anchors = self.days(get(root, "anchors"))
        self.closing = self.choice(get(root, "closing"), "closing ", shape.CLOSINGS)

    def plan(self, root: Map) -> Plan:
        """Return what the plan says about all its items; the whole file has been read."""
        self.map(root, "文件开头", shape.HEAD)
        return Plan(
            id=self.required(root, "id", "文件开头") or "",
            title=self.required(root, "title", "文件开头") or "",
            issued=self.issued,
            timezone=self._timezone(root),
            place=self.text(get(root, "place"), "place") or place_of(str(get(root, "title") or ""), self.units.values()),
            roles=self.roles,
            alerts=self._alerts(get(root, "alerts")),
            renamed=self._renamed(get(root, "renamed")),
            office=self._office(get(root, "office")),
            contacts=self._contacts(get(root, "contacts")),
        )

    def days(self, node: Node | None) -> dict[str, date]:
        """Return the days from which relative deadlines count, by what happened on them."""
        result = {}
        for words, value in self.map(node, "anchors").items():
            text = self.text(value, "起算日")
            day = parse_issued(text) if text else None
            if text is not None and (day is None or day.exact is None):
                self.error(text, f"起算日“{text}”应写成 2021-03-01")
            elif day is not None and day.exact is not None:
                result[str(words)] = day.exact
        return result

    def _version(self, root: Map) -> None:
        version = self.required(root, "version", "文件开头")
        if version is not None and version != "1":
            self.error(version, f"不认识版本“{version}”：这个 govopen 读版本 1 的文件，请升级 govopen 或改正 version")

    def _issued(self, root: Map) -> Issued | None:
        text = self.text(get(root, "issued"), "issued")
        if text is None:
            return None
        issued = parse_issued(text)
        if issued is None:
            self.error(text, f"印发时间“{text}”看不懂；请写 2020、2020-05 或 2020-05-12")
        return issued

    def _timezone(self, root: Map) -> str:
        text = self.text(get(root, "timezone"), "timezone")
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

    # --- units -----------------------------------------------------------------------------------------------

    def _units(self, node: Node | None) -> None:
        declared = self.map(node, "units")
        for name, value in declared.items():
            spec = self.map(value, f"单位“{name}”", shape.UNIT)
            self.units[name] = Unit(
                str(name),
                self.text(get(spec, "full"), "full"),
                tuple(map(str, self.texts(get(spec, "aliases"), "aliases"))),
                tuple(map(str, self.texts(get(spec, "members"), "members"))),
                self.choice(get(spec, "open"), f"单位“{name}”的 open ", ("true", "false")) == "true",
            )
        for unit in list(self.units.values()):
            for member in unit.members:
                self.units.setdefault(member, Unit(member))
        for loop in loops(self.units):
            start = next(name for name in declared if name == loop[0])
            self.error(start, f"单位“{start}”的成员绕回了自己：{'→'.join((*loop, loop[0]))}")

    def _contacts(self, node: Node | None) -> dict[str, Contact]:
        result = {}
        for name, value in self.map(node, "contacts").items():
            spec = self.map(value, f"联系人“{name}”", shape.CONTACT)
            if name not in self.units:
                self.warn(name, f"联系人的单位“{shorten(name)}”不是这份表里的单位")
            result[str(name)] = Contact(self.text(get(spec, "person"), "person"), self.text(get(spec, "phone"), "phone"))
        return result

    def _office(self, node: Node | None) -> Office | None:
        if node is None:
            return None
        spec = self.map(node, "office", shape.OFFICE)
        name = self.required(spec or at(node), "name", "office")
        parts = {key: self.text(get(spec, key), key) for key in shape.OFFICE if key != "name"}
        return Office(str(name), **parts) if name else None

    # --- fields and alerts -----------------------------------------------------------------------------------

    def _domains(self, node: Node | None) -> None:
        for part in [node] if isinstance(node, Map) else self.seq(node, "domains"):
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

    def _alerts(self, node: Node | None) -> Alerts:
        if node is None:
            return Alerts()
        spec = Map() if isinstance(node, Seq) else self.map(node, "alerts", shape.ALERTS)
        numbers = self._numbers(node if isinstance(node, Seq) else get(spec, "levels"))
        light = self._numbers(get(spec, "light"))
        levels = tuple(sorted(set(numbers), reverse=True)) or Alerts().levels
        default = max((level for level in levels if level <= Alerts().light), default=levels[-1])
        return Alerts(levels, light[0] if light else default)

    def _numbers(self, node: Node | None) -> list[int]:
        result = []
        for text in self.texts(node, "alerts"):
            if text.isascii() and text.isdigit() and len(text) <= len(str(_FAR)) and int(text) <= _FAR:
                result.append(int(text))
            else:
                self.error(text, f"提醒天数“{text}”应是 0 到 {_FAR} 的整数")
        return result

    def _renamed(self, node: Node | None) -> tuple[Renamed, ...]:
        result = []
        for old, value in self.map(node, "renamed").items():
            spec = self.map(value, f"更名“{old}”", shape.RENAMED) or at(old)
            new, since = self.required(spec, "to", f"更名“{old}”"), self.required(spec, "from", f"更名“{old}”")
            if since is not None and parse_issued(since) is None:
                self.error(since, f"更名日期“{since}”应写成 2021-06-01")
            if new and since:
                result.append(Renamed(str(old), str(new), str(since)))
        return tuple(result)


def loops(units: Mapping[str, Unit]) -> Iterator[tuple[str, ...]]:
    """Yield the chains of members that come back to their first unit, one for each that any walk meets; every unit is entered once."""
    done: set[str] = set()
    for start in units:
        path: dict[str, Iterator[str]] = {}  # the way to the unit that is being looked at, and what is left to see of each on it
        if start not in done:
            path[start] = iter(units[start].members)
        while path:
            name = next(reversed(path))
            member = next(path[name], None)
            if member is None:
                done.add(name)
                del path[name]
            elif member in path:
                ring = list(path)[list(path).index(member) :]
                yield _from_first(ring, units)
            elif member not in done:
                path[member] = iter(units[member].members)


def _from_first(ring: list[str], units: Mapping[str, Unit]) -> tuple[str, ...]:
    """Turn a ring so that it begins with the unit that the plan declares first."""
    order = {name: number for number, name in enumerate(units)}
    first = min(range(len(ring)), key=lambda index: order[ring[index]])
    return tuple(ring[first:] + ring[:first])


def place_of(title: str, units: Iterable[Unit]) -> str | None:
    """Return the place whose plan this is (乌海市), from its title or from a unit's full name."""
    from govopen_cli.language.names.bodies import leading_place

    names = [title, *(unit.full for unit in units if unit.full)]
    return next((place for name in names if (place := leading_place(name))), None)
