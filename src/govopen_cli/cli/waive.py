"""waive: no longer required."""

from govopen_cli.cli import days
from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call


def run(call: Call) -> int:
    until = call.one("until")
    data = {"approved_by": call.must("approved_by")}
    if until is not None:
        data["until"] = days.parse(until, call.today, "--until", "ahead").last.isoformat()
    return record(call, "waive", note="reason", data=data)
