"""confirm: what changed after completion still counts as done."""

from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call


def run(call: Call) -> int:
    return record(call, "confirm")
