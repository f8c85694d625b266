"""return: the office gives back what a unit submitted."""

from govopen_cli.cli import days
from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call


def run(call: Call) -> int:
    by = call.one("by")
    data = {"by": days.parse(by, call.today, "--by", "ahead").last.isoformat()} if by is not None else {}
    return record(call, "return", note="reason", data=data)
