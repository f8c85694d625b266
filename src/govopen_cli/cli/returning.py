"""import --ledger: what the units filled in comes back as one batch of records."""

import sys
from pathlib import Path

from govopen_cli.cli.acts import by_clerk
from govopen_cli.cli.bar import large_file, progress
from govopen_cli.cli.call import Call
from govopen_cli.documents.returned import Filled, filled
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.intake.document import read_file
from govopen_cli.intake.table import Options
from govopen_cli.ledger.select import Filters
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Clerk, Draft, Event
from govopen_cli.state.write import write


def return_ledger(call: Call, files: list[str], *, dry_run: bool) -> int:
    """Read filled ledgers, say what they record, and record it; all or nothing."""
    found: list[Filled] = []
    for name in files:
        rows = list(call.ledger.rows(Filters()))
        with progress("正在读取台账", large=large_file(Path(name))):
            result = filled(read_file(Path(name), Options(hidden=True)), call.plan, rows, call.today)
        if result.refusals:
            for refusal in result.refusals:
                print(f"{name}：{refusal}", file=sys.stderr)
            print(f"错误：{name} 有 {len(result.refusals)} 处不能登记，什么都没有登记；请改正后再导入", file=sys.stderr)
            return ExitCode.CONFLICT
        found.append(result)
    drafts = [draft for result in found for draft in result.drafts]
    doubled = {draft.item for draft in drafts if sum(other.item == draft.item and other.act == draft.act for other in drafts) > 1}
    if doubled:
        raise UsageError(f"几个文件对同一事项都有登记：{'、'.join(sorted(doubled))}；请只保留一份。什么都没有登记")
    for draft in drafts:
        print(_words(draft))
    if not drafts:
        print("台账里没有新填写的内容，什么都没有登记")
        return ExitCode.OK
    if dry_run:
        print(f"以上 {len(drafts)} 条还没有登记；去掉 --dry-run 即登记")
        return ExitCode.OK

    def append(who: Clerk) -> list[Event]:
        with write(call.state_located.place, call.plan.id, call.wait) as state:
            return state.append(drafts, who)

    events = by_clerk(call, append)
    print(f"已登记 {len(events)} 条（批次 {events[0].batch[:8]}）；撤销：govopen undo")
    return ExitCode.OK


def _words(draft: Draft) -> str:
    parts = [f"{act_word(draft.act)} {draft.item} {draft.day}", draft.note or "", *(f"佐证：{part.text}" for part in draft.evidence)]
    return "，".join(part for part in parts if part)
