"""Bare govopen: where the plan stands today, in a screenful."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar import table
from govopen_cli.errors import ExitCode
from govopen_cli.views.pages.overview import overview


def run(call: Call) -> int:
    for line in overview(call.whole()):
        print(line)
    print(f"\n{table.EXAMPLES}\n全部命令：govopen --help")
    return ExitCode.OK
