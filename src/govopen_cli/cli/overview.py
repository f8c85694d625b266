"""Bare govopen: where the plan stands today, in a screenful."""

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.text import pad, visible, width
from govopen_cli.views.pages.overview import examples, overview


def run(call: Call) -> int:
    books = call.whole()
    for line in overview(books):
        print(visible(line))
    for book in call.books:
        for stray in book.strays():
            print(visible(f"\n注意：{stray.path} 是{stray.words}"))
    shown = examples(books)
    room = max((width(command) for command, _ in shown), default=0)
    print("\n接下来可以：")
    for command, words in shown:
        print(visible(f"  {pad(command, room)}  {words}"))
    print("全部命令：govopen --help")
    return ExitCode.OK
