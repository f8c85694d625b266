"""A plan to the text of its file, as a person would have written it: the layout of data/tasks.yaml, nothing said twice."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from govopen_cli.plan.file import shape


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

    def declare(self, section: str, value: Any) -> None:
        """Set a section of the head, in its place."""
        self.head = {key: value if key == section else self.head[key] for key in shape.HEAD if key == section or key in self.head}

    @property
    def items(self) -> Iterator[ItemDraft]:
        """All items in order."""
        for task in self.tasks:
            yield from task.items


_VALUES = (*shape.SHARED, *shape.ONLY_ITEM)
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=][^\n#:{}\[\],&*!|>'\"`]*")


def emit(plan: PlanDraft, schema: str | None = None) -> str:
    """Return the plan file's text; ``schema`` tells editors where its JSON Schema is."""
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    for key, value in plan.head.items():
        block = isinstance(value, dict)
        if block and key in ("roles", "basis", "units", "domains"):
            lines.append("")
        # every scalar is read as text: numbers that are no ids need no quotes
        shown = flow(value).replace("'", "") if key in ("version", "issued", "alerts") else flow(value)
        lines += _block(key, value, "") if block and key != "alerts" else [f"{key}: {shown}"]
    lines += ["", "tasks:"]
    for number, task in enumerate(plan.tasks):
        lines += ([""] if number else []) + list(_task(task))
    return "\n".join(lines) + "\n"


def _task(task: TaskDraft) -> Iterator[str]:
    yield f"  - no: {flow(task.no) if not task.no.isdigit() else task.no}"
    yield f"    name: {flow(task.name)}"
    for key in _VALUES:
        if task.values.get(key):
            yield f"    {key}: {flow(task.values[key])}"
    yield "    items:"
    for item in task.items:
        if item.comment:
            yield f"      # {item.comment}"
        yield f"      - id: '{item.id}'"
        yield f"        content: {flow(item.content)}"
        for key in _VALUES:
            if item.values.get(key):
                yield f"        {key}: {flow(item.values[key])}"


def _block(key: str, value: Mapping[str, Any], indent: str) -> Iterator[str]:
    yield f"{indent}{key}:"
    for name, part in value.items():
        shown = "" if part in ("", None, [], {}) else f" {flow(part)}"
        yield f"{indent}  {flow(name)}:{shown}"


def flow(value: Any) -> str:
    """Return a value in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(part) for part in value) + "]"
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
