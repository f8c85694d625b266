"""remark: what else is to be known."""

from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call


def run(call: Call) -> int:
    return record(call, "remark")
