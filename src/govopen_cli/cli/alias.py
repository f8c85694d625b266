"""alias: other names that people use for a unit."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.editing import edit, unit_as_written
from govopen_cli.errors import UsageError
from govopen_cli.plan.file.edit import PlanFile


def run(call: Call) -> int:
    book = call.book
    pairs = []
    for word in call.many("pairs"):
        alias, equals, unit = (part.strip() for part in word.replace("＝", "=").partition("="))
        if not (alias and equals and unit):
            raise UsageError(f"“{word}”看不懂；请写成 别名=单位，例如 市府办=市政府办公室")
        if book.index.has_unit(alias):
            raise UsageError(f"“{alias}”本身就是这张表里的单位，不能再作别名")
        if not book.index.has_unit(name := unit_as_written(book, unit)):
            raise UsageError(f"这张表里没有单位“{unit}”；运行 govopen unit 可查看全部单位")
        pairs.append((alias, name))

    def change(file: PlanFile) -> list[str]:
        for alias, name in pairs:
            now = file.described("units", name, "aliases")
            file.describe("units", name, "aliases", list(dict.fromkeys([*now, alias])))
        return []

    return edit(call, book, change)
