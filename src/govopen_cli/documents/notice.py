"""Notices (提醒单, 催办单, 督办通知单): what one says, on the office's template and as a message to paste."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from govopen_cli.documents import template as templates
from govopen_cli.documents.measure import one_line
from govopen_cli.ledger.columns import BASIS
from govopen_cli.ledger.notices import LEVELS
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.words import basis_text
from govopen_cli.plan.model import Plan

BLANK = "________"  # to be filled in by hand
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
    """Return what is asked of the unit: what to do, and of which of its parts where some are done."""
    return _demand(row) + _open_domains(row)


def _demand(row: Row) -> str:
    returned = [cell.returns[-1] for cell in row.cells if cell.returned]
    if returned:
        until = returned[-1].by
        ahead = f"于{chinese(date.fromisoformat(until))}前" if until else ""
        return f"按退回意见补正，{ahead}重新申请销号（退回意见：{returned[-1].note}）"
    if row.overdue:
        return "立即办理，报告完成情况"
    return "按期完成，报告完成情况" if row.days_left is not None else "报告进展情况"


def _open_domains(row: Row) -> str:
    """Return the domains that are left of a unit's part, where it has done or submitted the others."""
    left = [cell.domain for cell in row.required if not (cell.done or cell.waiting)]
    if len({cell.unit for cell in row.cells}) > 1 or len(left) == len(row.required):
        return ""
    return f"（尚未完成：{'、'.join(domain for domain in left if domain)}）"


def values(letter: Letter) -> templates.Values:
    """Return what a template may say of a notice (``documents/tags``)."""
    office = letter.plan.office
    return {
        "标题": TITLES[letter.level],
        "文号": letter.number,
        "级别": letter.level,
        "主送": letter.unit,
        "任务分解表": letter.plan.title,
        "项数": len(letter.asks),
        "逾期项数": sum(ask.row.overdue for ask in letter.asks),
        "事项": [_values(number, ask) for number, ask in enumerate(letter.asks, 1)],
        BASIS: "；".join(_bases(letter)),
        "答复期限": chinese(letter.reply_by),
        "联系人": (office.person if office else None) or BLANK,
        "联系电话": (office.phone if office else None) or BLANK,
        "落款": office.name if office else BLANK,
        "日期": chinese(letter.day),
    }


def _bases(letter: Letter) -> list[str]:
    """Return the policies that the items rest on, each once, in full."""
    return list(dict.fromkeys(basis_text(part.number, part.title) for ask in letter.asks for part in ask.row.item.basis))


def _values(number: int, ask: Ask) -> templates.Values:
    row = ask.row
    return {
        "序号": number,
        "编号": row.item.id,
        "任务": row.item.task_name,
        "内容": row.item.label,
        "领域": "、".join(row.item.domains),
        "时限原文": row.item.deadline.text,
        "期限": chinese(row.due) if row.due is not None else "",
        "状态": row.light,
        "逾期天数": "—" if row.days_overdue is None else row.days_overdue,
        "级别": ask.level,
        "依据": "；".join(part.number or basis_text(None, part.title) for part in row.item.basis),
        "要求": asked(row),
    }


def write(letter: Letter, template: templates.Template | None = None) -> bytes:
    """Return a notice as the bytes of a docx file.

    Raises:
        UsageError: the template cannot be used.
    """
    office = letter.plan.office
    about = templates.Filled(f"{letter.number}{TITLES[letter.level]}", office.name if office else "", letter.day)
    return templates.render(template or templates.default("notice"), values(letter), about)


def message(letter: Letter) -> str:
    """Return a notice as a message to paste, of at most ``MESSAGE`` characters: as many of its items as fit, the others by their number."""
    office = letter.plan.office
    contact = "，".join(filter(None, (office.person, office.phone))) if office else ""
    tail = f"请于{chinese(letter.reply_by)}前答复。"
    tail += f"联系人：{_short(contact, 30)}。" if contact else ""
    tail += f"{_short(office.name, 30)}" if office else ""
    head = f"【{_short(letter.number, 30)}·{letter.level}】{_short(letter.unit, 30)}：《{_short(letter.plan.title, 40)}》中"
    count = len(letter.asks)
    for shown in range(count, 0, -1):
        items = "；".join(_item(ask.row) for ask in letter.asks[:shown])
        more = "" if shown == count else f"；另有{count - shown}项"
        text = f"{head}{items}{more}。{tail}"
        if len(text) <= MESSAGE:
            return text
    return f"{head}{count}项任务尚未完成。{tail}"


def _item(row: Row) -> str:
    due = f"，期限{chinese(row.due)}" if row.due is not None else f"，{_short(row.item.deadline.text, 20)}"
    late = f"，已逾期{row.days_overdue}天" if row.days_overdue is not None else ""
    return f"{_short(row.item.id, 20)}“{_short(row.item.label, _CONTENT)}”{due}{late}"


def _short(text: str, most: int) -> str:
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"
