"""anchor: the day from which a relative deadline counts."""

import sys

from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import iso
from govopen_cli.state.events import Event


def run(call: Call) -> int:
    return record(call, "anchor", _words)


def _words(row: Row, event: Event) -> str:
    for warning in row.deadline.warnings:
        print(f"{row.item.id}：{warning}", file=sys.stderr)
    return f"起算 {row.item.id} {row.item.label}：{event.day} 起算，期限 {iso(row.due)}"
