"""evidence add: evidence that comes later."""

from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call
from govopen_cli.ledger.status import Row
from govopen_cli.recording.rules import scope
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event


def run(call: Call) -> int:
    return record(call, "evidence", words)


def words(row: Row, event: Event) -> str:
    """Return the sentence for evidence that was added."""
    shown = "、".join(part.text for part in event.evidence)
    return f"{act_word(event.act)} {row.item.id} {row.item.label}：{scope(event.unit, event.domain)}{shown}"
