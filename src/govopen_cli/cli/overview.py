"""Bare govopen: where the plan stands today, in a screenful."""

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.text import pad, width
from govopen_cli.views.formats import tell
from govopen_cli.views.pages.overview import examples, overview


def run(call: Call) -> int:
    books = call.whole()
    for line in overview(books):
        tell(line)
    for book in call.books:
        for stray in book.strays():
            tell(f"\n注意：{stray.path} 是{stray.words}")
    if shown := examples(books):
        tell("\n接下来可以：")
        room = max(width(command) for command, _ in shown)
        for command, words in shown:
            tell(f"  {pad(command, room)}  {words}")
    tell("全部命令：govopen --help")
    return ExitCode.OK
