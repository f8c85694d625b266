"""From a phrase to a deadline: what kind it is, and which of its dates counts.

``resolve`` is pure: the same phrase, issue date and anchors give the same answer, and no phrase makes it raise.
"""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from govopen_cli.language.deadline import dates, recurrence, relative
from govopen_cli.language.deadline.model import Broken, Deadline, Issued
from govopen_cli.language.deadline.normal import EVENT, normalize

_UNDECIDED = re.compile(
    r"待定|另行|另定|未定|暂不确定|待明确|待上级|待研究|详见|见附件|见附表|同上级|(?:省|市|上级|国家|自治区|区|县)\S{0,6}统一(?:部署|安排)|[Xx×]{2}"
)
_DELEGATED = re.compile(r"(?:按照?|根据|依据|依照|依|结合|视)\S*?(?:上级|部署|要求|通知|安排|时间|进度安排|规定)")
_ONGOING = re.compile(
    r"(?:持续(?!时间|\d)|长期|常态化?|常抓不懈|经常性|动态(?:更新|调整|管理)|随时更新|日常|一直|始终|不断|滚动推进|全程|贯穿全年|全年|永久)(?!机制|制度|规划)"
)
_WHOLE_YEAR = re.compile(r"(?:(?P<y>\d{4})年(?:度)?)?全年")
_AS_APPROPRIATE = re.compile(
    r"适时|择机|酌情|按需|视\S*(?:情况|进展|需要|条件|情)|(?:根据|按照?|结合|依据)\S*?(?:需要|情况|实际|进展)|条件(?:成熟|具备|允许)"
)
_NOTHING = re.compile(r"[/\\\-—.。…]*|无|暂无|空|略|同上")


def resolve(text: str, issued: Issued | None = None, anchors: Mapping[str, date] | None = None) -> Deadline:
    """Read a deadline phrase.

    Args:
        text: the phrase as the table writes it.
        issued: the document's year, month or day; without it a phrase without a year is unknown.
        anchors: days of events that relative phrases count from, by their words (``{"收到通知": date(2021, 3, 1)}``).
    """
    phrase = normalize(text)
    try:
        reading = _read(text, phrase, issued)
    except Broken as error:
        return Deadline(text, "unknown", warnings=(f"{error}，请核对原文",))
    if reading.kind == "relative":
        reading = anchored(reading, _anchor_day(reading, issued, anchors or {}))
    return _with_issue_check(reading, issued)


def anchored(deadline: Deadline, anchor: date | None) -> Deadline:
    """Return a relative deadline with the date that it has once its anchor's day is known."""
    if anchor is None or deadline.duration is None:
        return deadline
    day, official = relative.due(deadline.duration, anchor)
    if official:
        return deadline._replace(date=day)
    return deadline._replace(
        date=day, warnings=(*deadline.warnings, f"到{day.isoformat()}为止的法定节假日安排尚未公布，工作日按周一至周五计")
    )


_ISSUE_WORDS = re.compile(r"(?:本?(?:通知|方案|文件|意见|办法|计划|要点)?)(?:印发|发文|发布|下发|公布|施行|实施)")


def _anchor_day(deadline: Deadline, issued: Issued | None, anchors: Mapping[str, date]) -> date | None:
    word = deadline.anchor
    if word is not None and word in anchors:
        return anchors[word]
    if word is not None and _ISSUE_WORDS.fullmatch(word) and issued is not None:
        return issued.exact
    return None


def _with_issue_check(deadline: Deadline, issued: Issued | None) -> Deadline:
    if issued is None or deadline.date is None or deadline.date >= issued.first:
        return deadline
    warning = f"{deadline.date.isoformat()}早于文件印发时间{issued}，请核对年份"
    return deadline._replace(warnings=(*deadline.warnings, warning))


def _read(text: str, phrase: str, issued: Issued | None) -> Deadline:
    if _NOTHING.fullmatch(phrase):
        return Deadline(text, "unknown", warnings=("没有写明完成时限",))
    if match := _UNDECIDED.search(phrase):
        return Deadline(text, "unknown", warnings=(f"“{match[0]}”：时限尚未确定",))
    rule = recurrence.find(phrase)
    span = None if rule else relative.find(phrase)
    consumed = rule.span if rule else span.span if span else (0, 0)
    whole_year = _WHOLE_YEAR.search(phrase)
    rest = _without(phrase, consumed)
    if whole_year and not rule:
        rest = rest.replace(whole_year[0], "全年")
    found = dates.find(rest, issued)
    points = [point for point in found if not point.opens]
    opens = [point for point in found if point.opens]
    ongoing = bool(_ONGOING.search(rest))
    if rule and len(points) == 1 and points[0].start and rest.startswith("。", points[0].text[1]):
        # 2021年6月至12月每月5日前: the span bounds the rule
        until = f";UNTIL={points[0].end:%Y%m%d}"
        bounded = "\n".join(line + until for line in rule.rrule.splitlines())
        return Deadline(
            text, "recurring", start=points[0].start, rrule=bounded, then="ongoing" if ongoing else None, warnings=rule.warnings
        )
    if points:
        reading = _dated(text, points, opens, ongoing)
        return _with_rule(reading, rule, span)
    if rule:
        start = opens[0].end if opens else None
        return Deadline(text, "recurring", start=start, rrule=rule.rrule, then="ongoing" if ongoing else None, warnings=rule.warnings)
    if span:
        return Deadline(text, "relative", duration=span.duration, anchor=span.anchor, then="ongoing" if ongoing else None)
    return _undated(text, phrase, issued, whole_year, opens, ongoing)


def _without(phrase: str, span: tuple[int, int]) -> str:
    return phrase[: span[0]] + ("。" if span[1] > span[0] else "") + phrase[span[1] :]


def _dated(text: str, points: list[dates.Span], opens: list[dates.Span], ongoing: bool) -> Deadline:
    last = max(points, key=lambda point: point.end)
    warnings = tuple(dict.fromkeys(warning for point in points for warning in point.warnings))
    if "暂定" in text:
        warnings += ("“暂定”：时限尚未最后确定",)
    if any(later.end < earlier.end for earlier, later in pairwise(points)):
        warnings += ("各时间节点不是按先后排列的，可能漏写了年份",)
    start = last.start if last.start is not None or len(points) > 1 or not opens else opens[0].end
    return Deadline(
        text,
        "date",
        date=last.end,
        start=start,
        then="ongoing" if ongoing else None,
        milestones=tuple(point.end for point in points) if len(points) > 1 else (),
        alternatives=last.alternatives,
        warnings=warnings,
    )


def _with_rule(reading: Deadline, rule: recurrence.Recurrence | None, span: relative.Relative | None) -> Deadline:
    if rule:
        return reading._replace(
            rrule=rule.rrule,
            then="recurring",
            warnings=(*reading.warnings, *rule.warnings, "既有截止日期又有周期要求，按截止日期计"),
        )
    if span:
        return reading._replace(
            duration=span.duration, anchor=span.anchor, warnings=(*reading.warnings, "既有截止日期又有相对期限，按截止日期计")
        )
    return reading


def _undated(
    text: str, phrase: str, issued: Issued | None, whole_year: re.Match[str] | None, opens: list[dates.Span], ongoing: bool
) -> Deadline:
    if whole_year:
        year = int(whole_year["y"]) if whole_year["y"] else issued.year if issued else None
        if year is not None:
            return Deadline(text, "ongoing", date=date(year, 12, 31), start=date(year, 1, 1))
    if ongoing or opens:
        return Deadline(text, "ongoing", start=opens[0].end if opens else None)
    if _AS_APPROPRIATE.search(phrase) and not _DELEGATED.search(phrase):
        return Deadline(text, "as_appropriate")
    if _DELEGATED.search(phrase):
        return Deadline(text, "unknown", warnings=("时限由其他单位或事项决定，没有日期",))
    if match := EVENT.search(phrase):
        return Deadline(text, "unknown", warnings=(f"“{match[0]}”没有确定的日期",))
    return Deadline(text, "unknown", warnings=("没有读懂这个时限",))
