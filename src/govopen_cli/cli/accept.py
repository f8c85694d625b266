"""accept: the office accepts what a unit submitted."""

from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import scope_text
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event


def run(call: Call) -> int:
    return record(call, "accept", _words, data={"approved_by": call.must("approved_by")})


def _words(row: Row, event: Event) -> str:
    cells = [cell for cell in row.cells if event.unit in (None, cell.unit) and event.domain in (None, cell.domain)]
    done = max((cell.done_on for cell in cells if cell.done_on is not None), default=None)
    late = "，晚于期限，记为逾期完成" if any(cell.late for cell in cells) else ""
    scope = scope_text(event.unit, event.domain)
    return f"{act_word(event.act)} {row.item.id} {row.item.label}：{scope}{' ' if scope else ''}{event.data['approved_by']}验收，完成日期 {done}{late}"
