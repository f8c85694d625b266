"""What a table said when it was read the last time, kept with what was recorded.

Between that and a newer table stands what people made of the plan meanwhile: only so can be told which of two texts is the newer one.
"""

import base64
import json
import lzma
from collections.abc import Mapping
from typing import Any, NamedTuple

from govopen_cli.plan.file.write import ItemDraft, PlanDraft


class Row(NamedTuple):
    """What a table said of one item: the task it stood in, its text, and its values in full, as in a plan file."""

    task: str
    content: str
    values: Mapping[str, Any]


class Last(NamedTuple):
    """A table as it was read: the head of its plan, and its items by the ids that they have in the plan file."""

    head: Mapping[str, Any]
    rows: Mapping[str, Row]


def last(plan: PlanDraft, items: Mapping[str, ItemDraft]) -> Last:
    """Return what a plan that was just read says; ``items`` are its items by the ids of the plan file."""
    tasks = {id(item): task.name for task in plan.tasks for item in task.items}
    rows = {item_id: Row(tasks[id(item)], item.content, item.values) for item_id, item in items.items()}
    return Last({key: plan.head[key] for key in ("title", "basis", "domains") if key in plan.head}, rows)


def pack(found: Last) -> str:
    """Return it as one text."""
    data = {"head": found.head, "rows": {item_id: list(row) for item_id, row in found.rows.items()}}
    return base64.b64encode(lzma.compress(json.dumps(data, ensure_ascii=False).encode())).decode()


def unpack(text: str) -> Last | None:
    """Return what ``pack`` made a text of; None where it is something else."""
    try:
        data = json.loads(lzma.decompress(base64.b64decode(text)))
        return Last(data["head"], {item_id: Row(*row) for item_id, row in data["rows"].items()})
    except (ValueError, lzma.LZMAError, EOFError, KeyError, TypeError, AttributeError):
        return None
