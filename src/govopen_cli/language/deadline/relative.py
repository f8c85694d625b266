"""Durations counted from an event: 收到通知后15个工作日内, 立即."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from govopen_cli.language.deadline.model import add_months
from govopen_cli.language.deadline.workdays import add_working_days

_UNITS = {
    "个工作日": "BD",
    "工作日": "BD",
    "个自然日": "D",
    "自然日": "D",
    "日": "D",
    "天": "D",
    "周": "W",
    "个周": "W",
    "个月": "M",
    "年": "Y",
    "小时": "H",
    "个小时": "H",
    "个季度": "Q",
}
_AFTER = r"(?:之日起|之时起|当日起|次日起|日起|之日后|之后|以后|后|起)的?(?:第)?"
_DURATION = re.compile(
    rf"(?P<anchor>[^,，;；。、:：]*?)(?P<after>{_AFTER})?(?:不超过|最迟|最晚|应在|应于|须在|在|于)?"
    r"(?<![\d月年第])(?P<n>\d{1,3}|半)(?P<u>个工作日|工作日|个自然日|自然日|日|天|个?周|个月|年|个?小时|个季度)(?P<within>之内|以内|内)?"
)
_BARE = re.compile(r"\d{1,3}(?:个?工作日|天|个?周|个月|个?小时)")  # 30日 alone is rather a day whose month is missing
_IMMEDIATE = re.compile(
    r"(?P<anchor>[^,，;；。、:：]*?(?:后|起))?(?:立即|立刻|马上|即时|即刻|立行立改|立改立行|即知即改|即查即改|即接即办|即行|边查边改|随到随办|当[日天](?!起)|即日(?=起)起?)"
)
_LEAD = re.compile(r"^(?:自|从|在|于|请|须|应|应当|要求|对|凡|均|需|务必|并|且|各单位|应在|应于)+")
_BEFORE_EVENT = re.compile(r"(?:前|提前)$")


@dataclass(frozen=True, slots=True)
class Relative:
    """A duration (ISO 8601, BD for working days) and the event that it counts from, in words, where one is named."""

    duration: str
    anchor: str | None
    span: tuple[int, int]


def find(text: str) -> Relative | None:
    """Return the duration that the normalized ``text`` names, or None."""
    for match in _DURATION.finditer(text):
        if not (match["within"] or match["after"] or _BARE.fullmatch(text)):
            continue
        anchor = _anchor(match["anchor"])
        if anchor and _BEFORE_EVENT.search(anchor):
            continue  # 会前3日内 counts back from a day that nobody knows
        return Relative(_duration(match["n"], match["u"]), anchor, match.span())
    if at_once := _IMMEDIATE.search(text):
        return Relative("P0D", _anchor(at_once["anchor"] or ""), at_once.span())
    return None


def _duration(number: str, unit: str) -> str:
    code = _UNITS[unit]
    if number == "半":
        return {"M": "P15D", "Y": "P6M", "H": "PT30M", "D": "PT12H"}.get(code, "P1D")
    if code == "H":
        return f"PT{number}H"
    if code == "Q":
        return f"P{3 * int(number)}M"
    return f"P{int(number)}{code}"


def _anchor(words: str) -> str | None:
    words = re.sub(rf"{_AFTER}$", "", words)
    words = _LEAD.sub("", words)
    words = re.sub(r"[该此]|(?:之日|当日|的)$", "", words)
    return {"会": "会议", "文": "发文"}.get(words, words) or None


_ISO = re.compile(r"P(?:T(\d+)([HM])|(\d+)(BD|[DWMY]))")


def due(duration: str, anchor: date) -> tuple[date, bool]:
    """Return the last day of ``duration`` counted from ``anchor``, and whether all calendars on the way were official.

    The day of the event itself is not counted (Civil Code of the PRC, art. 201); hours end on the day in which they run out
    when counted from midnight after the event.
    """
    match = _ISO.fullmatch(duration)
    if match is None:
        raise ValueError(duration)
    if match[1]:
        hours = int(match[1]) if match[2] == "H" else 1
        return anchor + timedelta(days=-(-hours // 24)), True
    count, unit = int(match[3]), match[4]
    if unit == "BD":
        return add_working_days(anchor, count)
    if unit in "MY":
        return add_months(anchor, count * (12 if unit == "Y" else 1)), True
    return anchor + timedelta(days=count * (7 if unit == "W" else 1)), True
