"""set: what the plan says of items."""

from collections.abc import Sequence
from typing import Any

from govopen_cli.cli.call import Call
from govopen_cli.cli.editing import chosen, deadline_as_written, domains_as_written, edit, units_by_role
from govopen_cli.errors import UsageError
from govopen_cli.plan.file.edit import PlanFile

_TEXTS = ("content", "deadline", "review", "closing")


def run(call: Call) -> int:
    book, ids = chosen(call)
    texts = {key: call.one(key) for key in _TEXTS if call.values.get(key) is not None}
    if texts.get("deadline"):
        texts["deadline"] = deadline_as_written(call, book, new=False)
    if "content" in texts and not str(texts["content"]).strip():
        raise UsageError("内容不能是空的")
    units = units_by_role(book, call.many("unit"))
    domains = domains_as_written(book, call.many("domain")) if call.values.get("domain") else None
    if not texts and not units and domains is None:
        raise UsageError("没有写要改什么；请至少写 --deadline、--content、--unit、--domain、--review、--closing 中的一个")

    def change(file: PlanFile) -> list[str]:
        for item_id in ids:
            _set(file, item_id, texts, units, domains)
        return ids

    return edit(call, book, change, call.one("reason"))


def _set(file: PlanFile, item_id: str, texts: dict[str, Any], units: dict[str, list[str]], domains: Sequence[str] | None) -> None:
    task, item = file.find(item_id)
    for key, text in texts.items():
        if key == "content":
            file.put(item, key, text)
        else:
            file.give(task, item, key, text)
    if units:
        now = {**(task.get("units") or {}), **(item.get("units") or {}), **units}
        file.give(task, item, "units", {role: listed for role, listed in now.items() if listed})
    for name in domains or ():
        file.declare("domains", name, [])
    if domains is not None:
        file.give(task, item, "domains", list(domains))
