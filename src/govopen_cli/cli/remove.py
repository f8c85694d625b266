"""remove: an item leaves the plan."""

import sys

from govopen_cli.cli.call import Call
from govopen_cli.cli.editing import chosen, edit
from govopen_cli.errors import UsageError
from govopen_cli.plan.file.edit import PlanFile


def run(call: Call) -> int:
    book, ids = chosen(call)
    if len(ids) == len(list(book.index.ids())):
        raise UsageError("这样一来任务分解表里就没有事项了；没有改动")
    recorded = {event.item for event in book.state().events(ids)}

    def change(file: PlanFile) -> list[str]:
        for item_id in ids:
            file.remove_item(item_id)
        return ids

    code = edit(call, book, change, call.must("reason"))
    if recorded and not call.flag("dry_run"):
        print(f"{'、'.join(sorted(recorded))} 的登记记录仍留在状态文件里，govopen log 可查", file=sys.stderr)
    return code
