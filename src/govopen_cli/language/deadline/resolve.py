"""From a phrase to a deadline: what kind it is, and which of its dates counts.

``resolve`` is pure: the same phrase, issue date and anchors give the same answer, and no phrase makes it raise.
"""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from govopen_cli.language.deadline import dates, relative, rhythm
from govopen_cli.language.deadline.dates import Found
from govopen_cli.language.deadline.model import Broken, Deadline, Issued
from govopen_cli.language.deadline.normal import LIMIT, MASK, Phrase, normalize
from govopen_cli.language.deadline.relative import Relative
from govopen_cli.language.deadline.rhythm import Rhythm
from govopen_cli.language.deadline.roles import FILLED
from govopen_cli.language.deadline.words import either, mention, pattern

_UNDECIDED = re.compile(r"(?:省|市|上级|国家|自治区|区|县)\S{0,6}统一(?:部署|安排)|[Xx×*]{2}")
_DELEGATED = re.compile(r"(?:按照?|根据|依据|依照|依|结合|视)\S*?(?:上级|部署|要求|通知|安排|时间|进度安排|规定)")
_WHOLE_YEAR = re.compile(r"(?:(?P<y>\d{4})年(?:度)?|(?P<word>今年|本年度?|明年|次年))?全年(?!任务|目标|计划|工作目标|总)")
_NOT_ONGOING = "机制|制度|规划|时间|到|至|稳定|建设成果|活动|\\d"
_STAYS = re.compile(rf"(?:[、,:]?(?:{'|'.join(('持续', '长期', '常态化', '不断', '始终', '滚动'))}))")
# what goes on after a date is said at the head of a clause: 9月底前完成，并长期坚持; 建立常态化机制 is what is done
_GOES_ON = re.compile(rf"(?:^|[,;。、:(年月日旬度间底末前内起{FILLED}]|并|且|后)(?:要|应|须|将)?(?:{either('ongoing')})(?!{_NOT_ONGOING})")
_AS_NEEDED = re.compile(r"视\S*(?:情况|进展|需要|条件|情)|(?:根据|按照?|结合|依据)\S*?(?:需要|情况|实际|进展)|条件(?:成熟|具备|允许)")
_NOTHING = re.compile(r"[/\\\-—.。…▪]*|无|暂无|空|略|同上|年月日?前?")
_DONE = re.compile("已经?[于在][^,;。]{1,16}(?:完成|完工|竣工|办结|建成|销号|印发|出台|公布|报送)")
_NOT_BEFORE = re.compile("不(?:得|能)?早于|不(?:得|能)?先于")
_ISSUE_WORDS = re.compile(r"(?:本?(?:通知|方案|文件|意见|办法|计划|要点)?)(?:印发|发文|发布|下发|公布|施行|实施)")


def resolve(text: str, issued: Issued | None = None, anchors: Mapping[str, date] | None = None) -> Deadline:
    """Read a deadline phrase.

    Args:
        text: the phrase as the table writes it; above ``LIMIT`` characters it is unknown.
        issued: the document's year, month or day; without it a phrase without a year is unknown.
        anchors: days of events that relative phrases count from, by their words (``{"收到通知": date(2021, 3, 1)}``).
    """
    reading = understood(text, issued)
    if reading.kind == "relative":
        reading = anchored(reading, _anchor_day(reading, issued, anchors or {}))
    return _with_issue_check(reading, issued)


def understood(text: str, issued: Issued | None) -> Deadline:
    """Read a phrase as ``resolve`` does, without days of events and without a look at the day of issue."""
    if len(text) > LIMIT:
        return Deadline(text, "unknown", warnings=(f"超过{LIMIT}个字，不像是时限，没有从中找日期",))
    try:
        phrase = normalize(text)
        reading = _read(text, phrase, issued)
    except Broken as error:
        return Deadline(text, "unknown", warnings=(_legible(f"{error}，请核对原文"),))
    return reading._replace(warnings=tuple(dict.fromkeys(map(_legible, (*phrase.remarks, *reading.warnings)))))


def _legible(message: str) -> str:
    """Return a message without the characters that stand for what was read or masked."""
    return re.sub(f"[{FILLED}{MASK}]+", "…", message)


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


def _read(text: str, phrase: Phrase, issued: Issued | None) -> Deadline:
    words = phrase.text
    if _NOTHING.fullmatch(words):
        return Deadline(text, "unknown", warnings=("没有写明完成时限",))
    if undecided := mention("undecided", words) or ((match := _UNDECIDED.search(words)) and match[0]):
        return Deadline(text, "unknown", warnings=(f"“{undecided}”：时限尚未确定",))
    if done := mention("done", words) or ((match := _DONE.search(words)) and match[0]):
        return Deadline(text, "unknown", warnings=(f"“{done}”不是时限",))
    if match := _NOT_BEFORE.search(words):
        return Deadline(text, "unknown", warnings=(f"“{match[0]}”只说了在什么时候之后",))
    rule = rhythm.find(words, nouns=True)
    duration = None if rule else relative.find(words, phrase.plain)
    taken = list(rule.spans) if rule else [duration.span] if duration else []
    rest = _filled(words, taken)
    whole_year = None if rule else _WHOLE_YEAR.search(rest)
    if whole_year:
        taken.append(whole_year.span())
        rest = _filled(rest, [whole_year.span()])
    found = dates.find(rest, issued, taken)
    reading = _put_together(text, rest, found, rule, duration, issued, whole_year)
    if whole_year and (year := whole_year["y"]) and any(span.assumed and span.end.year != int(year) for span in found.due):
        reading = reading._replace(warnings=(*reading.warnings, f"没有写年份的日期没有按{year}年理解，请核对"))
    if elsewhere := reading.kind != "unknown" and mention("elsewhere", words):
        reading = reading._replace(warnings=(*reading.warnings, f"“{elsewhere}”：另有安排，请核对"))
    return reading._replace(warnings=(*reading.warnings, *(found.warnings if reading.kind != "unknown" else ())))


def _filled(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + FILLED * (end - start) + text[end:]
    return text


def _put_together(
    text: str,
    rest: str,
    found: Found,
    rule: Rhythm | None,
    duration: Relative | None,
    issued: Issued | None,
    whole_year: re.Match[str] | None,
) -> Deadline:
    """Decide what kind of deadline the rules, durations and dates of a phrase make."""
    ongoing = "ongoing" if _GOES_ON.search(rest) or (whole_year and found.due) else None
    if rule and (bounds := _bounds(rest, found, rule)):
        lines = "\n".join(f"{line};UNTIL={bounds[1]:%Y%m%d}" for line in rule.rrule.splitlines())
        return Deadline(text, "recurring", start=bounds[0], rrule=lines, then=ongoing, warnings=rule.warnings)
    if found.due:
        return _with_rule(_dated(text, rest, found, ongoing), rule, duration)
    if rule:
        start = found.opens[0] if found.opens else None
        return Deadline(text, "recurring", start=start, rrule=rule.rrule, then=ongoing, warnings=rule.warnings)
    if duration and not (duration.warnings and ongoing and "长期坚持" in rest):
        return Deadline(text, "relative", duration=duration.duration, anchor=duration.anchor, then=ongoing, warnings=duration.warnings)
    return _undated(text, rest, found, issued, whole_year)


def _bounds(rest: str, found: Found, rule: Rhythm) -> tuple[date, date] | None:
    """Return the days between which a rule runs: 2021年6月至12月每月5日前."""
    if len(found.due) != 1:
        return None
    span, mention_ = found.due[0], found.mentions[0]
    starts = [start for start, _ in rule.spans]
    gap = rest[mention_.text[1] : min(starts)]
    if span.start is None or mention_.text[1] > min(starts) or gap not in ("", ",", "的", "内", ":", "("):
        return None
    return span.start, span.end


def _dated(text: str, rest: str, found: Found, ongoing: str | None) -> Deadline:
    spans = found.due
    last = max(spans, key=lambda span: span.end)
    warnings = tuple(dict.fromkeys(warning for span in spans for warning in span.warnings))
    if "暂定" in text:
        warnings += ("“暂定”：时限尚未最后确定",)
    if any(later.end < earlier.end for earlier, later in pairwise(spans)):
        warnings += ("各时间节点不是按先后排列的，可能漏写了年份",)
    if len(spans) == 1 and ongoing and (reading := _through(text, rest, found)):
        return reading._replace(warnings=reading.warnings + warnings)
    start = last.start
    if start is None and len(spans) == 1 and found.opens and found.opens[0] <= last.end:  # 2023年起长期坚持 goes on behind a date
        start = found.opens[0]
    return Deadline(
        text,
        "date",
        date=last.end,
        start=start,
        then=ongoing,
        milestones=tuple(span.end for span in spans) if len(spans) > 1 else (),
        alternatives=last.alternatives,
        warnings=warnings,
    )


def _through(text: str, rest: str, found: Found) -> Deadline | None:
    """Read 年内持续推进 and 2022年持续推进: what goes on through a year ends with it, and is not due on its last day."""
    span, point = found.due[0], found.mentions[0].last
    if (
        found.mentions[0].ranged
        or point.unit != "year"
        or point.suffix.end
        or point.suffix.before
        or not _STAYS.match(rest, found.mentions[0].text[1])
    ):
        return None
    written = rest[found.mentions[0].text[0] : found.mentions[0].text[1]]
    warning = f"“{written}”按持续到{span.end.isoformat()}理解，也可能指在这一天之前完成"
    return Deadline(text, "ongoing", date=span.end, start=span.start, warnings=(warning,))


def _with_rule(reading: Deadline, rule: Rhythm | None, duration: Relative | None) -> Deadline:
    if rule:
        return reading._replace(
            rrule=rule.rrule,
            then="recurring",
            warnings=(*reading.warnings, *rule.warnings, "既有截止日期又有周期要求，按截止日期计"),
        )
    if duration:
        return reading._replace(
            duration=duration.duration,
            anchor=duration.anchor,
            warnings=(*reading.warnings, *duration.warnings, "既有截止日期又有相对期限，按截止日期计"),
        )
    return reading


def _undated(text: str, rest: str, found: Found, issued: Issued | None, whole_year: re.Match[str] | None) -> Deadline:
    if whole_year:
        year = int(whole_year["y"]) if whole_year["y"] else issued.year if issued else None
        if year is not None:
            year += (whole_year["word"] or "")[:1] in ("明", "次")
            doubt = (f"“{whole_year[0]}”没有写年份，按{year}年理解",) if found.things and not whole_year["y"] else ()
            return Deadline(text, "ongoing", date=date(year, 12, 31), start=date(year, 1, 1), warnings=doubt)
    if mention("ongoing", rest) or found.opens:
        return Deadline(text, "ongoing", start=found.opens[0] if found.opens else None)
    delegated = _DELEGATED.search(rest)
    if (_AS_NEEDED.search(rest) or mention("as needed", rest)) and not delegated:
        return Deadline(text, "as_appropriate")
    if found.things:
        return Deadline(text, "unknown", warnings=("只写了工作内容的时间，没有写明完成时限",))
    if elsewhere := mention("elsewhere", rest):
        return Deadline(text, "unknown", warnings=(f"“{elsewhere}”：时限在别处",))
    if delegated:
        return Deadline(text, "unknown", warnings=("时限由其他单位或事项决定，没有日期",))
    if match := pattern("events").search(rest) or pattern("seasons").search(rest):
        return Deadline(text, "unknown", warnings=(f"“{match[0]}”没有确定的日期",))
    return Deadline(text, "unknown", warnings=("没有读懂这个时限",))
