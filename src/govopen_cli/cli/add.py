"""add: an item more, in one line: what a leader assigned this morning."""

from typing import Any

from govopen_cli.cli.call import Call
from govopen_cli.cli.editing import deadline_as_written, domains_as_written, edit, units_by_role
from govopen_cli.errors import UsageError
from govopen_cli.plan.file.edit import Node, PlanFile
from govopen_cli.text import fold

_AD_HOC = "临时交办任务"  # the task of what belongs to none


def run(call: Call) -> int:
    book = call.book
    content = call.must("content").strip()
    if not content:
        raise UsageError("内容不能是空的")
    domains = domains_as_written(book, call.many("domain"))
    values: dict[str, Any] = {
        "content": content,
        "deadline": deadline_as_written(call, book, new=True),
        "review": call.one("review"),
        "units": {role: listed for role, listed in units_by_role(book, call.many("unit")).items() if listed},
        "domains": domains,
        "source": call.one("source"),
    }
    recorded = book.state().items()  # the records of an item that is gone stay with its id

    def change(file: PlanFile) -> list[str]:
        task = _task(file, call.one("task"))
        item_id = file.next_id(task, recorded)
        for domain in domains:
            file.declare("domains", domain, [])
        file.add_item(task, {"id": item_id, **values})
        return [item_id]

    return edit(call, book, change, call.one("reason"))


def _task(file: PlanFile, wanted: str | None) -> Node:
    """Return the task of that number or name; one that does not exist is added, where it was given by a name."""
    name = wanted or _AD_HOC
    for task in file.tasks:
        if fold(name) in (fold(str(task["no"])), fold(str(task["name"]))):
            found: Node = task
            return found
    if name.isdigit():
        raise UsageError(f"没有序号“{name}”的工作任务；有：{'、'.join(str(task['no']) for task in file.tasks)}；要新加一项任务请写它的名称")
    return file.new_task(name)
