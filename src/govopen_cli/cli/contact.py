"""contact: whom to call at a unit."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.editing import edit, unit_as_written
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.plan.file import shape
from govopen_cli.plan.file.edit import PlanFile


def run(call: Call) -> int:
    book = call.book
    name = unit_as_written(book, call.must("name"))
    given = {key: call.one(key) for key in shape.CONTACT if call.values.get(key) is not None}
    if not given:
        known = book.plan.contacts.get(name)
        print(f"{name}：{'，'.join(filter(None, known)) if known else '没有写联系人'}")
        return ExitCode.OK
    if not book.index.has_unit(name):
        raise UsageError(f"这张表里没有单位“{name}”；运行 govopen unit 可查看全部单位")

    def change(file: PlanFile) -> list[str]:
        for key, value in given.items():
            file.describe("contacts", name, key, value)
        return []

    return edit(call, book, change)
