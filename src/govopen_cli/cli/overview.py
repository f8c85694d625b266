"""Bare govopen: where the plan stands today, in a screenful."""

from govopen_cli.cli import grammar
from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.ledger.select import Filters, Window
from govopen_cli.ledger.summary import totals
from govopen_cli.text import shorten

_SHOWN = 3


def run(call: Call) -> int:
    """Print counts by status, the longest overdue, what is due next, and three examples."""
    rows = list(call.ledger.rows())
    counted = totals(rows)
    print(f"{call.plan.title}（今天 {call.day.isoformat()}）")
    print(
        f"共 {counted.total} 项：完成 {counted.done}（其中逾期完成 {counted.done_late}），逾期 {counted.overdue}，临期 {counted.soon}，"
        f"30日内到期 {counted.within}，持续推进或适时完成 {counted.open_ended}"
        + (f"，不再要求 {counted.waived}" if counted.waived else "") + (f"，需复核 {counted.review_needed}" if counted.review_needed else "")
    )  # fmt: skip
    overdue = sorted((row for row in rows if row.overdue), key=lambda row: -(row.days_overdue or 0))
    if overdue:
        print("\n逾期最久：")
        for row in overdue[:_SHOWN]:
            print(f"  {row.item.id}  逾期{row.days_overdue}天  {shorten(row.item.label)}")
    coming = sorted(
        (row for row in call.ledger.open_dated(Filters(), Window(first=call.day)) if row.days_left is not None),
        key=lambda row: row.days_left or 0,
    )
    print("\n接下来到期：" if coming else "\n接下来没有要到期的事项")
    for row in coming[:_SHOWN]:
        print(f"  {row.item.id}  {row.due}（还有{row.days_left}天）  {shorten(row.item.label)}")
    print(f"\n{grammar.EXAMPLES}\n全部命令：govopen --help")
    return ExitCode.OK
