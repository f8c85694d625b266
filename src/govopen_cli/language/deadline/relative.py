"""Durations counted from an event: 收到通知后15个工作日内, 立即."""

import re
from datetime import date

from govopen_cli.language.deadline.model import add_days, add_months
from govopen_cli.language.deadline.words import either
from govopen_cli.language.deadline.workdays import add_working_days
from govopen_cli.record import NamedTuple

_UNITS = {"工作日": "BD", "自然日": "D", "日": "D", "天": "D", "周": "W", "月": "M", "年": "Y", "小时": "H", "分钟": "TM", "季度": "Q"}
_AFTER = "(?:之日起|之时起|当日起|次日起|日起|之日后|之后|以后|后|起)的?(?:第)?"
_DURATION = re.compile(
    rf"""
    (?P<anchor> [^,，;；。、:：]*? ) (?P<after> {_AFTER} )?
    (?P<most> (?: 时间跨度 | 时限 | 期限 | 原则上 | 最长 | 一般 )* (?: 不超过 | 不得超过 | 控制在 | 压缩至 | 压缩到 ) )? (?: 最迟 | 最晚 | 应在 | 应于 | 须在 | 在 | 于 )?
    (?<! [\d月年第.] ) (?: (?P<from>\d{{1,3}}) (?: 个? (?: 工作日 | 日 | 天 | 月 | 年 | 周 ) )? [-至到] )? (?P<n> \d{{1,3}} | 半 )
    (?P<u> 个? (?: 工作日 | 自然日 | 小时 | 季度 | 周 ) | 个月 | 日 | 天 | 年 | 分钟 )
    (?P<within> 之内 | 以内 | 内 (?! 部|容|外 ) )?
    """,
    re.VERBOSE,
)
_BARE = re.compile(r"\d{1,3}(?:个?工作日|天|个?周|个月|个?小时)")  # 30日 alone is rather a day whose month is missing
_TERM = re.compile(
    r"(?P<term>短期|近期|中期|中长期|长期|远期)\(?(?:(?P<from>\d{1,2})(?:年|个月)?[-至到])?(?P<n>\d{1,2})(?P<u>年|个月)(?:之内|以内|内|左右)?\)?"
)
_NEXT_DAY = re.compile("(?P<anchor>[^,;。、:]{1,12}?)(?:后)?(?:的)?次日(?:内|前)?(?=[,;。、)]|办|报|完|$)")
_IMMEDIATE = re.compile(rf"(?P<anchor>[^,，;；。、:：]*?(?:后|起))?(?:{either('at once')}|当[日天](?!起)|即日起(?!至|到|-))")
_LEAD = re.compile("^(?:自|从|在|于|请|须|应当|应|当|争取|力争|确保|原则上|一般|以|要求|对|凡|均|需|务必|并|且|各单位|应在|应于|与|同)+")
_WHOSE = re.compile("^.+(?<![属关对低高少多等由基优位处])[于自](?=..)")  # 解读材料于文件公开后
_BEFORE_EVENT = re.compile("(?:前|提前)$")


class Relative(NamedTuple):
    """A duration (ISO 8601, BD for working days) and the event that it counts from, in words, where one is named."""

    duration: str
    anchor: str | None
    span: tuple[int, int]
    warnings: tuple[str, ...] = ()


def find(text: str, plain: str) -> Relative | None:
    """Return the duration that the normalized ``text`` names, or None; ``plain`` holds the words of its titles."""
    if match := _TERM.search(text):
        warning = f"“{plain[match.start() : match.end()]}”没有写明从哪一天起算"
        return Relative(f"P{int(match['n'])}{'Y' if match['u'] == '年' else 'M'}", None, match.span(), (warning,))
    for match in _DURATION.finditer(text):
        if not (match["within"] or match["after"] or match["most"] or _BARE.fullmatch(text)):
            continue
        if not match["within"] and _FROM_THEN.match(text, match.end()):
            continue  # 自发布之日起30日后施行
        anchor = _anchor(plain[match.start("anchor") : match.end("anchor")])
        if anchor and _BEFORE_EVENT.search(anchor):
            continue  # 会前3日内 counts back from a day that nobody knows
        warnings = (f"“{match[0][match.start('from') - match.start() :]}”按{match['n']}{match['u']}计",) if match["from"] else ()
        return Relative(_duration(match["n"], match["u"]), anchor, match.span(), warnings)
    if at_once := _IMMEDIATE.search(text):
        return Relative("P0D", _anchor(plain[at_once.start("anchor") : at_once.end("anchor")] if at_once["anchor"] else ""), at_once.span())
    if match := _NEXT_DAY.search(text):
        return Relative("P1D", _anchor(plain[match.start("anchor") : match.end("anchor")]), match.span())
    return None


def _duration(number: str, unit: str) -> str:
    code = _UNITS[unit.removeprefix("个")]
    if number == "半":
        return {"M": "P15D", "Y": "P6M", "H": "PT30M", "D": "PT12H"}.get(code, "P1D")
    if code in ("H", "TM"):
        return f"PT{int(number)}{code[-1]}"
    if code == "Q":
        return f"P{3 * int(number)}M"
    return f"P{int(number)}{code}"


def _anchor(words: str) -> str | None:
    words = re.sub(rf"{_AFTER}$", "", words)
    words = _LEAD.sub("", _WHOSE.sub("", words))
    words = re.sub("[该此]|(?:之日|当日|的)$", "", words)
    return {"会": "会议", "文": "发文"}.get(words, words) or None


_FROM_THEN = re.compile("之?后|以后")
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
        return add_days(anchor, -(-hours // 24)), True
    count, unit = int(match[3]), match[4]
    if unit == "BD":
        return add_working_days(anchor, count)
    if unit in "MY":
        return add_months(anchor, count * (12 if unit == "Y" else 1)), True
    return add_days(anchor, count * (7 if unit == "W" else 1)), True
