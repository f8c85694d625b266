"""A plan file that people wrote, being changed: comments, order and quoting of all that is not changed stay as they are.

Where the comments go is the matter of ``plan/file/comments``.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.resolver import BaseResolver
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from govopen_cli.errors import PlanError
from govopen_cli.plan.file import comments, shape
from govopen_cli.plan.file.write import flow

ORDER = (*shape.ITEM, *shape.SHARED, *shape.ONLY_ITEM)  # of the keys of an item
Node = CommentedMap  # a task, an item, or the head
_WIDE = 1_000_000  # columns: no line that was not folded is folded


class PlanFile:
    """The text of a plan file as tasks and items that can be changed; the caller has loaded it without errors.

    Raises:
        PlanError: a comment stands where it cannot be kept.
    """

    def __init__(self, text: str) -> None:
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._yaml = _yaml(*_indents(text))
        self.head: CommentedMap = self._yaml.load(text.replace("\r\n", "\n"))
        comments.tidy(self.head)
        kept = Counter(comments.written(self.text()))
        for number, comment in enumerate(comments.written(text), 1):
            kept[comment] -= bool(comment)
            if kept[comment] < 0:
                raise PlanError(f"第 {number} 行的注释“{comment}”改动时保不住；请先把它移到那个事项的上一行，再试一次")

    def text(self) -> str:
        """Return the file's text."""
        out = io.StringIO()
        self._yaml.dump(self.head, out)
        return out.getvalue().replace("\n", self._newline)

    @property
    def tasks(self) -> CommentedSeq:
        """The tasks, in order."""
        tasks: CommentedSeq = self.head["tasks"]
        return tasks

    def rows(self) -> Iterator[tuple[Node, Node]]:
        """Yield each item with its task."""
        for task in self.tasks:
            for item in task.get("items") or ():
                yield task, item

    def find(self, item_id: str) -> tuple[Node, Node]:
        """Return a task and its item.

        Raises:
            KeyError: there is no such item.
        """
        for task, item in self.rows():
            if item["id"] == item_id:
                return task, item
        raise KeyError(item_id)

    # --- changes ---------------------------------------------------------------------------------------------

    def put(self, holder: CommentedMap, key: str, value: Any, order: Sequence[str] = ()) -> None:
        """Set a key, or take it out where there is no value; a new key takes its place in ``order``."""
        if value in (None, "", [], (), {}):
            if key in holder:
                comments.take_out(holder, key)
        elif key not in holder:
            comments.insert(holder, comments.place_of(holder, key, order), key, _node(value))
        elif holder[key] == value:
            return
        elif comments.in_lines(holder[key]) and isinstance(holder[key], CommentedMap) and isinstance(value, Mapping):
            for name in [name for name in holder[key] if name not in value]:
                comments.take_out(holder[key], name)
            for name, part in value.items():
                self.put(holder[key], name, part)
        elif (
            comments.in_lines(holder[key])
            and isinstance(holder[key], CommentedSeq)
            and not any(isinstance(part, Mapping) for part in holder[key])
        ):
            holder[key] = comments.refilled(holder[key], [_node(str(part)) for part in value])
        else:
            comments.keep_trail(holder, key)
            holder[key] = _node(value)

    def give(self, task: Node, item: Node, key: str, value: Any) -> None:
        """Give an item a value of its own, or leave it to its task where that says the same.

        A mapping (units by role) gives the item's whole answer: what the task says beyond it is given to its other items.
        """
        shared = task.get(key)
        if isinstance(value, dict):
            if any(name not in value for name in shared or {}):
                self.lower(task, key)
                shared = None
            self.put(item, key, {name: part for name, part in value.items() if (shared or {}).get(name) != part}, ORDER)
            return
        if shared and not value:
            self.lower(task, key)
        self.put(item, key, None if shared == value else value, ORDER)

    def declare(self, section: str, name: str, value: Any) -> None:
        """Add a name to a section of the head, which may be a list of names, unless it stands there."""
        there = self.head.get(section)
        if isinstance(there, CommentedSeq) and not value:
            if not any(name in part for part in there):
                there.append(_node(name))
        elif isinstance(there, CommentedSeq):
            there.append(_node({name: value}))
        elif there:
            if name not in there:
                comments.insert(there, len(there), name, _node(value))
        else:
            self.put(self.head, section, {name: value}, shape.HEAD)

    def add_task(self, no: str, name: str) -> Node:
        """Add a task without items at the end."""
        task = CommentedMap({"no": no, "name": _node(name), "items": CommentedSeq()})
        self.tasks.append(task)
        self.tasks.ca.items[len(self.tasks) - 1] = [None, [comments.token("")], None, None]
        return task

    def new_task(self, name: str) -> Node:
        """Add a task under the next free number."""
        numbers = {str(task["no"]) for task in self.tasks}
        return self.add_task(next(number for number in map(str, range(1, len(numbers) + 2)) if number not in numbers), name)

    def next_id(self, task: Node, taken: Iterable[str]) -> str:
        """Return an id for a new item of a task: behind all that the task has, and none of those that are taken."""
        used = {*taken, *(str(item["id"]) for _, item in self.rows())}
        first = len(task["items"]) + 1
        flat = bool(task["items"]) and all(str(item["id"]).isdigit() for item in task["items"])  # 1 to n, as in a table without tasks
        names = (str(count) if flat else f"{task['no']}.{count}" for count in range(first, first + len(used) + 1))
        return next(row_id for row_id in names if row_id not in used)

    def described(self, section: str, name: str, key: str) -> list[str]:
        """Return a list that the head keeps about a name."""
        value = ((self.head.get(section) or {}).get(name) or {}).get(key) or []
        return [str(part) for part in (value if isinstance(value, list) else [value])]

    def describe(self, section: str, name: str, key: str, value: Any) -> None:
        """Say something about a name in a section of the head."""
        there = self.head.get(section)
        if not there or not there.get(name):
            if there and name in there:
                comments.keep_trail(there, name)
                there[name] = _node({key: value})
            else:
                self.declare(section, name, {key: value})
        else:
            self.put(there[name], key, value)

    def add_item(self, task: Node, values: Mapping[str, Any], at: int | None = None) -> Node:
        """Add an item to a task, at the end or before the one that stands at a place."""
        item = CommentedMap()
        for key in ORDER:
            if values.get(key):
                item[key] = SingleQuotedScalarString(values[key]) if key == "id" else _node(values[key])
        rows = task["items"]
        if rows and rows[0].fa.flow_style():
            item.fa.set_flow_style()
        rows.insert(len(rows) if at is None else at, item)
        return item

    def remove_item(self, item_id: str) -> None:
        """Take an item out, with what is written above it; a task that has none left goes too."""
        task, item = self.find(item_id)
        self._take(task, item)

    def move_item(self, home: Node, item: Node, task: Node, at: int) -> None:
        """Move an item to another task, with what is written above it."""
        rows = home["items"]
        place = _index(rows, item)
        kept = rows.ca.items.get(place) if place else rows.ca.comment
        above = kept[comments.ABOVE] if kept else None
        self._take(home, item)
        task["items"].insert(at, item)
        if above:
            task["items"].ca.items[at] = [None, above, None, None]

    def _take(self, task: Node, item: Node) -> None:
        rows = task["items"]
        comments.drop(task, "items", _index(rows, item))
        if not rows:
            self.tasks.ca.end = [*self.tasks.ca.end, *rows.ca.end]
            comments.drop(self.head, "tasks", _index(self.tasks, task))

    def lower(self, task: Node, key: str) -> None:
        """Give each item what its task says for all, and take it from the task."""
        for item in task["items"]:
            value = {**task[key], **(item.get(key) or {})} if isinstance(task[key], dict) else item.get(key, task[key])
            self.put(item, key, value, ORDER)
        self.put(task, key, None)


def _index(rows: Sequence[Node], row: Node) -> int:
    return next(number for number, found in enumerate(rows) if found is row)


# --- reading and writing --------------------------------------------------------------------------------------------


def _yaml(mapping: int = 2, dash: int = 2) -> Any:
    """Return a reader and writer that takes every scalar for text, as the loader does: 1.10 stays, and so does 2020-10."""
    yaml = YAML()
    yaml.Resolver = _Texts
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=mapping, sequence=dash + 2, offset=dash)
    return yaml


def _indents(text: str) -> tuple[int, int]:
    """Return by how many columns a file indents a mapping, and the dashes of its tasks."""
    mapping = re.search(r"^\w[^\n]*:[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( +)[^\s#-]", text, re.MULTILINE)
    dash = re.search(r"^tasks:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( *)- ", text, re.MULTILINE)
    return len(mapping[1]) if mapping else 2, len(dash[1]) if dash else 2


class _Texts(BaseResolver):
    """Resolves nothing: all scalars are text."""

    def __init__(self, version: object = None, loader: Any = None, loadumper: Any = None) -> None:
        del version  # texts are the same in all of them
        super().__init__(loader or loadumper)

    @property
    def processing_version(self) -> tuple[int, int]:
        return (1, 2)


def _node(value: Any) -> Any:
    """Return a value as it is written in a plan file, in one line."""
    return _yaml().load(f"- {flow(value)}")[0]
