"""submit: a unit applies for closing."""

from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import scope_text
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event


def run(call: Call) -> int:
    return record(call, "submit", _words)


def _words(row: Row, event: Event) -> str:
    cells = [cell for cell in row.cells if event.unit in (None, cell.unit) and event.domain in (None, cell.domain)]
    late = max((cell.days_overdue for cell in cells if cell.days_overdue), default=0)
    scope = scope_text(event.unit, event.domain)
    return (
        f"{act_word(event.act)} {row.item.id} {row.item.label}：{scope}{' ' if scope else ''}{event.day}，等待验收"
        + (f"；晚于期限 {late} 天" if late else "")
        + f"（govopen accept {row.item.id} --approved-by 姓名，或 govopen return {row.item.id} --reason 理由）"
    )
