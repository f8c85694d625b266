"""An existing plan file brought up to date with a new reading of its table.

What the table says is taken from it; what it has no column for (comments, notes on sources, domains, contacts …) is people's and stays. The
events of an item stay with its id, so an item that is still there keeps its id, wherever it stands now.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from govopen_cli.plan.file import shape
from govopen_cli.plan.file.edit import ORDER, Node, PlanFile
from govopen_cli.plan.file.write import ItemDraft, PlanDraft, TaskDraft
from govopen_cli.text import fold

_NAMED = ("units", "leaders", "extra")  # values that are told apart by role or by header
_LIKE = 0.6  # two contents with less in common are not one item that was reworded
_NEAR = 5  # rows that a reworded one is compared with: so many by the words that both hold, so many by place


def update(file: PlanFile, new: PlanDraft, *, titled: bool, taken: Iterable[str] = ()) -> dict[str, ItemDraft]:
    """Bring a plan file up to date, and return its items of the table by their ids.

    ``new`` holds every item's values in full; ``titled`` says that its title is the table's own. ``taken`` are ids that no new item may
    have: something is recorded under them.
    """
    _roles(file, new)
    _head(file, new, titled=titled)
    return _Update(file, new, {*taken}).run()


class _Update:
    """The items of a file against those of a table."""

    def __init__(self, file: PlanFile, new: PlanDraft, taken: set[str]) -> None:
        self.file = file
        self.new = new
        self.rows = list(file.rows())
        self.pairs = pairs([(str(task["name"]), str(row["id"]), str(row["content"])) for task, row in self.rows], new)
        self.taken = taken | {str(row["id"]) for _, row in self.rows}
        self.names = _other_names(file.head)
        self.columns = {key for item in new.items for key in item.values if key not in (*_NAMED, "source")}
        self.parts = {(key, name) for item in new.items for key in _NAMED for name in item.values.get(key, ())}

    def run(self) -> dict[str, ItemDraft]:
        """Make the file say what the table says."""
        kept = set(self.pairs.values())
        homes = [self._home(draft) for draft in self.new.tasks]
        result: dict[str, ItemDraft] = {}
        for draft, task in zip(self.new.tasks, homes, strict=True):
            result.update(self._task(draft, task))
        for index, (_, row) in enumerate(self.rows):
            if index not in kept:
                self.file.remove_item(row["id"])
        return result

    def _home(self, draft: TaskDraft) -> Node:
        """Return the task of the file that a task of the table is: the one that most of its items stand in, one of its name, or a new one."""
        found = Counter(id(self.rows[self.pairs[id(item)]][0]) for item in draft.items if id(item) in self.pairs)
        named: dict[str, Node] = {fold(str(task["name"])): task for task in self.file.tasks}
        by_id: dict[int, Node] = {id(task): task for task in self.file.tasks}
        same = named.get(fold(draft.name))
        if found and (same is None or id(same) not in found):
            task = by_id[found.most_common(1)[0][0]]
            self.file.put(task, "name", draft.name)
            return task
        if same is not None:
            return same
        if any(task["no"] == draft.no for task in self.file.tasks):
            return self.file.new_task(draft.name)
        return self.file.add_task(draft.no, draft.name)

    def _task(self, draft: TaskDraft, task: Node) -> Iterator[tuple[str, ItemDraft]]:
        place = 0
        for item in draft.items:
            index = self.pairs.get(id(item))
            if index is None:
                row_id = self.file.next_id(task, self.taken)
                row = self.file.add_item(task, {"id": row_id, "content": item.content}, place)
            else:
                home, row = self.rows[index]
                if home is not task:
                    for key in shape.SHARED:
                        self.file.put(row, key, _value(home, row, key), ORDER)
                    self.file.move_item(home, row, task, place)
            place = _index(task["items"], row) + 1
            self._item(task, row, item)
            yield str(row["id"]), item

    def _item(self, task: Node, row: Node, item: ItemDraft) -> None:
        if row["content"] != item.content:
            self.file.put(row, "content", item.content, ORDER)
        for key in sorted(self.columns, key=ORDER.index):
            value = item.values.get(key)
            if self._plain(_value(task, row, key)) != self._plain(value):
                self.file.give(task, row, key, value)
        for key in _NAMED:
            self._parts(task, row, key, item.values.get(key, {}))
        if item.values.get("source") and "source" not in row:
            self.file.put(row, "source", item.values["source"], ORDER)

    def _parts(self, task: Node, row: Node, key: str, values: Mapping[str, Any]) -> None:
        """Set what an item says by role or by header; what the table has no column for stays."""
        now = _value(task, row, key) or {}
        wanted = {name: part for name, part in now.items() if (key, name) not in self.parts}
        wanted |= {name: now[name] if self._plain(now.get(name)) == self._plain(part) else part for name, part in values.items()}
        if all(self._plain(now.get(name)) == self._plain(wanted.get(name)) for name in {*now, *wanted}):
            return
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


def _head(file: PlanFile, new: PlanDraft, *, titled: bool) -> None:
    head = file.head
    if titled and head["title"] != new.head["title"]:
        file.put(head, "title", new.head["title"])
    if "issued" in new.head and head.get("issued") != new.head["issued"]:
        file.put(head, "issued", new.head["issued"], shape.HEAD)
    for key in ("roles", "basis", "domains"):
        for name, value in new.head.get(key, {}).items():
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
