"""An existing plan file brought up to date with a new reading of its table.

Three texts meet: what the table said when it was read the last time, what people made of the plan since, and what the table says now. What the
table changed is taken from it. What it did not change is people's, as they left it: values that they set, items that they added or took out, and
whatever the table has no column for. Without the last reading all that the table has a column for is taken from it.

The events of an item stay with its id, so an item that is still there keeps its id, wherever it stands now.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from govopen_cli.intake.last import Last, last
from govopen_cli.plan.changes import FIELDS
from govopen_cli.plan.file import shape
from govopen_cli.plan.file.edit import ORDER, Node, PlanFile
from govopen_cli.plan.file.write import ItemDraft, PlanDraft, TaskDraft
from govopen_cli.text import fold, shorten

_NAMED = ("units", "leaders", "extra")  # values that are told apart by role or by header
_LIKE = 0.6  # two contents with less in common are not one item that was reworded
_NEAR = 5  # rows that a reworded one is compared with: so many by the words that both hold, so many by place


class Updated(NamedTuple):
    """What became of an update: the items of the table by their ids in the file, what the next one is compared with, and what a person must know."""

    items: dict[str, ItemDraft]
    last: Last
    remarks: list[str]


def update(file: PlanFile, new: PlanDraft, *, titled: bool, taken: Iterable[str] = (), before: Last | None = None) -> Updated:
    """Bring a plan file up to date.

    ``new`` holds every item's values in full; ``titled`` says that its title is the table's own. ``taken`` are ids that no new item may
    have: something is recorded under them. ``before`` is the last reading of the table.
    """
    _roles(file, new)
    _head(file, new, titled=titled, before=before)
    done = _Update(file, new, {*taken}, before or Last({}, {}), known=before is not None).run()
    _declare(file, new, before)
    return done


class _Update:
    """The items of a file against those of a table."""

    def __init__(self, file: PlanFile, new: PlanDraft, taken: set[str], before: Last, *, known: bool) -> None:
        self.file = file
        self.new = new
        self.before = before
        self.known = known  # whether there is a last reading
        self.rows = list(file.rows())
        self.remarks: list[str] = []
        self.pairs, self.gone = self._matched()
        self.taken = taken | {str(row["id"]) for _, row in self.rows}
        self.names = _other_names(file.head)
        self.columns = {key for item in new.items for key in item.values if key not in (*_NAMED, "source")}
        self.parts = {(key, name) for item in new.items for key in _NAMED for name in item.values.get(key, ())}

    def _matched(self) -> tuple[dict[int, int], dict[int, str]]:
        """Return which row of the file an item of the table is, and which items are ones that people took out, by their ids.

        An item is looked for by what the table called it the last time, then by what people made of that.
        """
        now = [(str(task["name"]), str(row["id"]), str(row["content"])) for task, row in self.rows]
        kept = {row_id for _, row_id, _ in now}
        was = [(row.task, row_id, row.content) for row_id, row in self.before.rows.items()]
        read = {entry[1]: entry for entry in was}
        out = [entry for entry in was if entry[1] not in kept]
        found = pairs([*(read.get(entry[1], entry) for entry in now), *out], self.new)
        left = [number for number in range(len(now)) if number not in {*found.values()}]
        rest = PlanDraft(
            {}, [TaskDraft(draft.no, draft.name, [item for item in draft.items if id(item) not in found]) for draft in self.new.tasks]
        )
        found |= {key: left[number] for key, number in pairs([now[number] for number in left], rest).items()}
        gone = {key: out[number - len(now)][1] for key, number in found.items() if number >= len(now)}
        return {key: number for key, number in found.items() if key not in gone}, gone

    def run(self) -> Updated:
        """Make the file say what the table says."""
        kept = set(self.pairs.values())
        wanted = [(draft, [item for item in draft.items if id(item) not in self.gone]) for draft in self.new.tasks]
        homes = [self._home(draft) if items else None for draft, items in wanted]
        result: dict[str, ItemDraft] = {}
        for (draft, items), task in zip(wanted, homes, strict=True):
            if task is not None:
                result.update(self._task(draft, items, task))
        for index, (_, row) in enumerate(self.rows):
            if index not in kept:
                self._left(str(row["id"]), str(row["content"]))
        out = {self.gone[id(item)]: item for item in self.new.items if id(item) in self.gone}
        self.remarks += [f"表里还有的 {item_id} {shorten(item.content)} 已经从任务分解表里去掉，没有再加" for item_id, item in out.items()]
        return Updated(result, last(self.new, {**result, **out}), self.remarks)

    def _left(self, row_id: str, content: str) -> None:
        """Take out an item that the table no longer has; one that it never had is people's."""
        if not self.known or row_id in self.before.rows:
            self.file.remove_item(row_id)
        else:
            self.remarks.append(f"表里没有的 {row_id} {shorten(content)} 是另外加的，保留")

    def _home(self, draft: TaskDraft) -> Node:
        """Return the task of the file that a task of the table is: the one that most of its items stand in, one of its name, or a new one."""
        rows = [self.rows[self.pairs[id(item)]] for item in draft.items if id(item) in self.pairs]
        found = Counter(id(task) for task, _ in rows)
        named: dict[str, Node] = {fold(str(task["name"])): task for task in self.file.tasks}
        by_id: dict[int, Node] = {id(task): task for task in self.file.tasks}
        same = named.get(fold(draft.name))
        if found and (same is None or id(same) not in found):
            task = by_id[found.most_common(1)[0][0]]
            was = {row.task for _, item in rows if (row := self.before.rows.get(str(item["id"])))}
            if self._takes(
                str(task["no"]), "工作任务", task["name"], draft.name, draft.name if draft.name in was else next(iter(was), None)
            ):
                self.file.put(task, "name", draft.name)
            return task
        if same is not None:
            return same
        if any(task["no"] == draft.no for task in self.file.tasks):
            return self.file.new_task(draft.name)
        return self.file.add_task(draft.no, draft.name)

    def _task(self, draft: TaskDraft, items: Sequence[ItemDraft], task: Node) -> Iterator[tuple[str, ItemDraft]]:
        place = 0
        for item in items:
            index = self.pairs.get(id(item))
            if index is None:
                home, row = task, self.file.add_item(task, {"id": self.file.next_id(task, self.taken), "content": item.content}, place)
            else:
                home, row = self.rows[index]
                was = self.before.rows.get(str(row["id"]))
                if home is not task and (was is None or was.task != draft.name):  # else it was people who moved it
                    for key in shape.SHARED:
                        self.file.put(row, key, _value(home, row, key), ORDER)
                    self.file.move_item(home, row, task, place)
                    home = task
            self._item(home, row, item)
            if home is task:
                place = _index(task["items"], row) + 1
            yield str(row["id"]), item

    def _item(self, task: Node, row: Node, item: ItemDraft) -> None:
        was = self.before.rows.get(row_id := str(row["id"]))
        old: Mapping[str, Any] = was.values if was else {}
        if self._takes(row_id, FIELDS["content"], row["content"], item.content, was and was.content):
            self.file.put(row, "content", item.content, ORDER)
        for key in sorted(self.columns, key=ORDER.index):
            value = item.values.get(key)
            if self._takes(row_id, FIELDS.get(key, key), _value(task, row, key), value, old.get(key, "") if was else None):
                self.file.give(task, row, key, value)
        for key in _NAMED:
            self._parts(task, row, key, item.values.get(key, {}), old.get(key, {}) if was else None)
        if item.values.get("source") and "source" not in row:
            self.file.put(row, "source", item.values["source"], ORDER)

    def _takes(self, row_id: str, what: str, now: Any, new: Any, was: Any) -> bool:
        """Tell whether a value is taken from the table; ``was`` is what the table said the last time, None where that is not known."""
        said, wanted = self._plain(now), self._plain(new)
        if said == wanted:
            return False
        if was is None or self._plain(was) == said:
            return True
        shown = (f"{row_id} {what}", *("、".join(part) or "（空）" for part in (said, wanted, self._plain(was))))
        if self._plain(was) == wanted:
            self.remarks.append(f"{shown[0]} 改过，保留：{shown[1]}（表里仍是 {shown[2]}）")
            return False
        self.remarks.append(f"{shown[0]} 改过，表里也改了，按表：{shown[2]}（原来表里是 {shown[3]}，改成了 {shown[1]}）")
        return True

    def _parts(self, task: Node, row: Node, key: str, values: Mapping[str, Any], was: Mapping[str, Any] | None) -> None:
        """Set what an item says by role or by header; what the table has no column for stays."""
        now = _value(task, row, key) or {}
        wanted = dict(now)
        for name in dict.fromkeys([*now, *values]):
            if name not in values and (key, name) not in self.parts:
                continue
            word = str(self.file.head["roles"].get(name, name)) if key == "units" else name
            if self._takes(str(row["id"]), word, now.get(name), values.get(name), None if was is None else was.get(name, "")):
                wanted[name] = values.get(name)
        wanted = {name: part for name, part in wanted.items() if part}
        if wanted != dict(now):
            self.file.give(task, row, key, wanted)

    def _plain(self, value: Any) -> list[str]:
        """Return a value for comparison: a list of texts, units by the names that the file gives them."""
        parts = value if isinstance(value, list) else [value] if value else []
        return [self.names.get(str(part), str(part)) for part in parts]


def _value(task: Node, row: Node, key: str) -> Any:
    """Return what an item says, or its task for it."""
    if key in _NAMED:
        return {**(task.get(key) or {}), **(row.get(key) or {})} or None
    return row[key] if key in row else task.get(key)


def _index(rows: Sequence[Node], row: Node) -> int:
    return next(number for number, found in enumerate(rows) if found is row)


def _other_names(head: Node) -> dict[str, str]:
    """Return the names of units that people declared for others."""
    result = {}
    for name, spec in (head.get("units") or {}).items():
        aliases = (spec or {}).get("aliases") or []
        for alias in [*(aliases if isinstance(aliases, list) else [aliases]), (spec or {}).get("full")]:
            if alias:
                result[str(alias)] = str(name)
    return result


def _roles(file: PlanFile, new: PlanDraft) -> None:
    """Let the table's roles go by the keys that the file has for them."""
    known = {fold(str(title)): str(key) for key, title in file.head["roles"].items()}
    keys = {key: known.get(fold(title), key) for key, title in new.head["roles"].items()}
    new.head["roles"] = {keys[key]: title for key, title in new.head["roles"].items()}
    for item in new.items:
        if units := item.values.get("units"):
            item.values["units"] = {keys.get(key, key): names for key, names in units.items()}


def _head(file: PlanFile, new: PlanDraft, *, titled: bool, before: Last | None) -> None:
    head, was = file.head, before.head if before else {}
    if titled and new.head["title"] not in (head["title"], was.get("title")):
        file.put(head, "title", new.head["title"])
    if "issued" in new.head and head.get("issued") != new.head["issued"]:
        file.put(head, "issued", new.head["issued"], shape.HEAD)
    for name, title in new.head["roles"].items():
        file.declare("roles", name, title)


def _declare(file: PlanFile, new: PlanDraft, before: Last | None) -> None:
    """Declare the policies and domains that the table names; what it named before and people took out stays out, unless it is used again."""
    for key in ("basis", "domains"):
        was = before.head.get(key, {}) if before else {}
        used = {str(name) for holder in (*file.tasks, *(row for _, row in file.rows())) for name in holder.get(key) or ()}
        for name, value in new.head.get(key, {}).items():
            if name not in was or name in used:
                file.declare(key, name, value)


# --- which item is which --------------------------------------------------------------------------------------------


def pairs(old: Sequence[tuple[str, str, str]], new: PlanDraft) -> dict[int, int]:
    """Match items of a table to those of a file, given by task, id and content: from ``id()`` of the one to the number of the other.

    Equal contents first, in the same task where they can; then nearly equal ones within a task of the same name.
    """
    free = {number: (fold(task), row_id, fold(content)) for number, (task, row_id, content) in enumerate(old)}
    found: dict[int, int] = {}
    for same_task in (True, False):
        waiting: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
        for number, (task, _, content) in free.items():
            waiting[task if same_task else "", content].append(number)
        for draft, item in _items(new, found):
            if queue := waiting.get((fold(draft.name) if same_task else "", fold(item.content))):
                found[id(item)] = queue.popleft()
                del free[found[id(item)]]
    by_task: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for number, (task, _, content) in free.items():
        by_task[task][number] = content
    for draft in new.tasks:
        rest = [item for item in draft.items if id(item) not in found]
        found.update(_reworded(rest, by_task[fold(draft.name)]))
    return found


def _items(new: PlanDraft, found: Mapping[int, int]) -> Iterator[tuple[TaskDraft, ItemDraft]]:
    for draft in new.tasks:
        yield from ((draft, item) for item in draft.items if id(item) not in found)


def _reworded(items: Sequence[ItemDraft], free: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Match items to contents that were reworded, comparing each with a few: those that share its rarer pairs of characters, and its neighbours."""
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for number, content in free.items():
        for pair in _pairs_of(content):
            holding[pair].append(number)
    order = list(free)
    for place, item in enumerate(items):
        content = fold(item.content)
        shared = Counter(number for pair in _pairs_of(content) if len(holding[pair]) <= 4 * _NEAR for number in holding[pair])
        near = order[max(0, place - _NEAR) : place + _NEAR]
        candidates = [number for number in dict.fromkeys([*(number for number, _ in shared.most_common(_NEAR)), *near]) if number in free]
        likeness = {number: SequenceMatcher(None, free[number], content).ratio() for number in candidates}
        best = max(likeness, key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] > _LIKE:
            yield id(item), best
            del free[best]


def _pairs_of(content: str) -> set[str]:
    return {content[place : place + 2] for place in range(len(content) - 1)}
