"""Notices (提醒单, 催办单, 督办通知单): what one says, as values for a template and as a message to paste."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from govopen_cli.documents.measure import one_line
from govopen_cli.ledger.notices import LEVELS
from govopen_cli.ledger.status import Row
from govopen_cli.plan.model import Plan

TITLES = dict(zip(LEVELS, ("提醒单", "催办单", "督办通知单"), strict=True))
MESSAGE = 300  # characters that a message has at most
_CONTENT = 30  # characters of an item's content in a message


class Ask(NamedTuple):
    """An item as the unit has to answer for it, and the level of the notice about it."""

    row: Row
    level: str


class Letter(NamedTuple):
    """A notice: its number, its unit, the day of issue, the day by which an answer is asked for, and what it is about."""

    plan: Plan
    number: str
    unit: str
    day: date
    reply_by: date
    asks: Sequence[Ask]

    @property
    def level(self) -> str:
        """The level of the whole notice: the highest of its items'."""
        return max((ask.level for ask in self.asks), key=LEVELS.index)


def chinese(day: date) -> str:
    """Return a day as official documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def asked(row: Row) -> str:
    """Return what is asked of the unit."""
    if row.overdue:
        return "请立即办理，书面报告完成情况和佐证材料；尚不能完成的，说明原因和拟完成时间"
    if row.days_left is not None:
        return "请按期完成，并报送完成情况和佐证材料"
    return "请报告进展情况"


def message(letter: Letter) -> str:
    """Return a notice as a message to paste, of at most ``MESSAGE`` characters: as many of its items as fit, the others by their number."""
    office = letter.plan.office
    contact = "".join(filter(None, (office.person, office.phone))) if office else ""
    tail = f"请于{chinese(letter.reply_by)}前答复。"
    tail += f"联系人：{_short(contact, 30)}。" if contact else ""
    tail += f"{_short(office.name, 30)}" if office else ""
    head = f"【{_short(letter.number, 30)}·{letter.level}】{_short(letter.unit, 30)}：《{_short(letter.plan.title, 40)}》中"
    count = len(letter.asks)
    for shown in range(count, 0, -1):
        items = "；".join(_item(ask.row) for ask in letter.asks[:shown])
        more = "" if shown == count else f"；等共{count}项"
        text = f"{head}{items}{more}。{tail}"
        if len(text) <= MESSAGE:
            return text
    return f"{head}{count}项任务尚未完成。{tail}"


def _item(row: Row) -> str:
    due = f"，期限{row.due.isoformat()}" if row.due is not None else f"，{_short(row.item.deadline.text, 20)}"
    late = f"，已逾期{row.days_overdue}天" if row.days_overdue is not None else ""
    return f"{_short(row.item.id, 20)}“{_short(row.item.label, _CONTENT)}”{due}{late}"


def _short(text: str, most: int) -> str:
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"
