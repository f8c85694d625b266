"""members: which units a collective stands for."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.editing import edit, unit_as_written
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.plan.file.edit import PlanFile
from govopen_cli.text import names


def run(call: Call) -> int:
    book = call.book
    collective, listed = unit_as_written(book, call.must("name")), names("、".join(call.many("members")))
    if not listed:
        print(f"{collective}：{'、'.join(book.index.members(collective)) or '没有写明成员'}")
        return ExitCode.OK
    members = [unit_as_written(book, name) for name in listed]
    if collective in members:
        raise UsageError(f"“{collective}”不能是自己的成员")

    def change(file: PlanFile) -> list[str]:
        file.describe("units", collective, "members", members)
        return []

    return edit(call, book, change)
