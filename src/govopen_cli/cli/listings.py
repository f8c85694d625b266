"""Steps that listings share."""

from typing import TYPE_CHECKING

from govopen_cli.cli import grammar
from govopen_cli.cli.call import Call
from govopen_cli.errors import UsageError
from govopen_cli.ledger.select import Filters
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import KEYS, groups

if TYPE_CHECKING:
    from govopen_cli.ledger.summary import Group

GROUP_TITLES = {"unit": "责任单位", "domain": "领域", "task": "工作任务"}


def closing_notes(call: Call, filters: Filters) -> list[str]:
    """Say what a list of dates leaves out by its nature, and how to see it."""
    notes = []
    count, exact = call.ledger.without_date(filters, ("ongoing", "as_appropriate"))
    if count:
        notes.append(
            f"另有 {count} 项{'' if exact else '（含已完成的）'}持续推进或适时完成，没有固定期限：govopen list --status open-ended"
        )
    count, exact = call.ledger.without_date(filters, ("relative", "unknown"))
    if count:
        notes.append(f"另有 {count} 项{'' if exact else '（含已起算或已完成的）'}期限待起算或不明：govopen check")
    return notes


def group_rows(rows: list[Row], group_by: str) -> "list[Group]":
    """Return rows grouped by open member, domain or task.

    Raises:
        UsageError: there is no such grouping.
    """
    from govopen_cli.ledger.summary import by_open_member

    if group_by not in grammar.GROUPINGS:
        raise UsageError(f"没有分组方式“{group_by}”；可用的有：{'、'.join(grammar.GROUPINGS)}")
    return groups(rows, by_open_member if group_by == "unit" else KEYS[group_by])
