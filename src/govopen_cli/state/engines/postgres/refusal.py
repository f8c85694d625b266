"""Why the server refused an act: which login role lacks what, in words that say the way out."""

from __future__ import annotations

from govopen_cli.errors import StateError
from govopen_cli.state.acts import act_word
from govopen_cli.state.engines.postgres import roles
from govopen_cli.state.engines.postgres.connect import connect, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from govopen_cli.state.engines.postgres.address import Address
    from govopen_cli.state.engines.postgres.roles import Member
    from govopen_cli.state.events import Event

UNIT_ACTS = ("sign", "progress", "submit")  # what the policy event_unit lets a unit record


def explained(address: Address, role: str, pages: Iterable[Sequence[Event]], error: Any) -> StateError:
    """Return the sentence for a batch that the policies refused."""
    try:
        with connect(address) as connection:
            own = [member for member in roles.members(connection) if (member.plan, member.role) == (address.plan, role)]
            answers = roles.answered(connection, own)
    except StateError:
        own, answers = [], {}
    lacking = next((why for page in pages for event in page if (why := _lacks(event, own, answers))), None)
    if all(member.kind == "reader" for member in own):
        lacking = "只能查看，不能登记" if own else "不能登记"
    said = f"登录角色“{role}”在“{address.plan}”里是{_being(own)}，{lacking or f'没有这个权限（{words(error)}）'}"
    return StateError(f"{said}；什么都没有登记。要增加权限，请管理员运行 govopen server grant")


def _being(own: Sequence[Member]) -> str:
    return "、".join(roles.being(member.kind, member.unit) for member in own) or "没有身份的"


def _lacks(event: Event, own: Sequence[Member], answers: dict[str, set[str]]) -> str | None:
    """Say what of an event a unit's role may not; nothing where it may."""
    units = [member.unit for member in own if member.kind == "unit"]
    if not units:
        return f"不能登记“{act_word(event.act)}”"
    if event.act not in UNIT_ACTS:
        return f"只能登记签收、进展和申请销号，不能登记“{act_word(event.act)}”（{event.item}）"
    if event.unit is None:
        return f"登记“{act_word(event.act)}”要写明是哪个单位的（--unit {units[0]}）"
    if event.unit not in units:
        return f"不能替“{event.unit}”登记（{event.item}）"
    if event.item not in answers.get(event.unit, ()):
        return f"公布的任务分解表里 {event.item} 不由“{event.unit}”负责"
    return None
