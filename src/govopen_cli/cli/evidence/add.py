"""evidence add: evidence that comes later."""

from govopen_cli.cli.acts import record
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_ids
from govopen_cli.errors import UsageError
from govopen_cli.ledger.status import Row
from govopen_cli.recording.case import scope
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event


def run(call: Call) -> int:
    ids, shown = _parted(call, call.many("ids"))
    shown = [*call.many("evidence"), *shown]
    if not shown:
        raise UsageError(f"没有写佐证；请写文件、网址或文号，例如 govopen evidence add {ids[0]} 会议纪要.pdf")
    return record(Call({**call.values, "ids": ids, "evidence": shown}), "evidence", words)


def _parted(call: Call, told: list[str]) -> tuple[list[str], list[str]]:
    """Return the items that the words name, and the evidence behind them: what names no item is evidence, and all that follows it."""
    indexes = [book.index for book in call.books]
    for place, word in enumerate(told):
        try:
            find_ids(indexes, [word])
        except UsageError:
            if place == 0:
                raise
            return told[:place], told[place:]
    return told, []


def words(row: Row, event: Event) -> str:
    """Return the sentence for evidence that was added."""
    shown = "、".join(part.text for part in event.evidence)
    return f"{act_word(event.act)} {row.item.id} {row.item.label}：{scope(event.unit, event.domain)}{shown}"
