"""What comes back each period: 每月5日前, 1次/半年, 按季调度 as rules of RFC 5545.

``heads`` are the words that name a period; ``details`` read the day inside it. A period without a day is due on its last one.
"""

import re

from govopen_cli.language.deadline import details
from govopen_cli.language.deadline.details import Detail, Rule
from govopen_cli.language.deadline.model import Broken
from govopen_cli.record import NamedTuple


class Rhythm(NamedTuple):
    """The rules that a phrase names (RFC 5545, one a line), where each is written, and what is doubtful about them."""

    rrule: str
    spans: tuple[tuple[int, int], ...]
    warnings: tuple[str, ...] = ()


class _Reading(NamedTuple):
    unit: str
    detail: Detail
    start: int
    end: int
    warnings: tuple[str, ...]


_HEAD = re.compile(
    r"""
    (?: 于 | 在 | 按 | 并 )?
    (?: 每 逢? (?P<gap>间?隔)? (?P<n>\d{1,2}|两|半|双|单)? 个? (?P<u> 年度? | 季度? | 月份? | 周 | 星期 | 工作日 (?: 的? 每 [天日] )? | 日 | 天 | 旬 | 学期 | 学年 ) (?! 均 | 度 | [\d.,]+ [万亿]? 元 )
      | (?P<workdays>工作日) 的? 每? [天日]
      | (?<![本当上下第\d每]) (?P<ended> 年度 | 季度? | 月度? | 半年 ) (?= (?:结束|终了) [之以]?后 的?第? \d{1,2} 个? (?: 工作日 | 自然日 | 日 | 天 ) )
      | 隔 (?P<skipped> 年 | 月 | 周 | 日 | 天 )
      | (?P<odd>单|双) (?P<odd_unit>月|周) (?= \d | 底 | 末 | [一二三四五六日天] )
      | (?<![一-龥]) 半 (?P<half_month>月) (?= \D{0,6} 1次 | [一1](?:次|报|调度|通报) )
      | [逐按] (?P<by> 年度? | 季度? (?!节) | 月度? | 周 (?! 边|围|期|密|全|转|岁 ) | 旬 | 日 (?! 期|程|常|历 ) ) (?! 计划 | 任务 | 目标 | 要求 | 安排 | 进度 )
      | (?<!\d) (?P<often>\d{1,2}) (?: -\d{1,2} )? 次 / (?P<per_n>半|\d{1,2})? 个? (?P<per> 年 | 季度? | 月 | 周 | 日 | 天 | 学期 )
      | (?<![\d年月第上下每]) 第? (?P<one_n>\d{1,2}|半|一) 个? (?P<one> 年 | 季度? | 周 | 天 | 日 ) (?= (?!内|以内|之内) [^\d,;。:]{0,8} (?<!第) [\d一]次 | [一1] (?: 报|调度|通报|考核|评估|小结|总结|督查|研判|会商|汇总|排查|评|检 ) )
      | (?<![\d年第上下每]) (?P<month_n>\d{1,2}) 个? (?P<month>月) (?= 1次 | [一1] (?: 报|调度|通报|考核|评估|小结|总结|督查|研判|会商|汇总|排查 ) )
      | (?<![\d年第上下每]) (?P<bare_half>半) (?P<year>年) (?= (?!内|以内|之内) [^\d,;。:]{0,8} (?<!第) \d次 | [一1] (?: 报|调度|通报|考核|评估|小结|总结 ) )
    )
    """,
    re.VERBOSE,
)
# a period as the first word of an act that comes back, in a phrase that says nothing else: 月调度, 季通报
_NOUN = re.compile(
    r"""(?: ^ | (?<=[、,;。]) ) (?: 实行|坚持|落实|执行 )? (?P<n>半)? (?P<u> 日 | 周 | 旬 | 月 | 季 | 年 ) 度?
        (?: 调度 | 通报 | 报告 | 会商 | 研判 | 例会 | 汇总 | 分析 | 督查 | 督导 | 排查 | 巡查 | 报 ) 制?度? (?= $ | [、,;。] )""",
    re.VERBOSE,
)
_COUNT = re.compile(r"[^\d,;。:()]{0,12}?(?P<n>\d{1,2})(?:-(?P<to>\d{1,2}))?次(?:以上)?")
_PER_YEAR = {"2": "半年", "4": "季", "12": "月"}


# a period alone: 季度, 月度. 年度 is this year
_ALONE = re.compile("(?P<n>半)?(?P<u>(?<!半)季|(?<!半)月|(?<=半)年)度")


def find(text: str, *, nouns: bool) -> Rhythm | None:
    """Return the rules that the normalized ``text`` names, or None; ``nouns`` takes 月调度 and its like for rules too.

    Raises:
        Broken: a rule is named with an impossible day or an event.
    """
    readings = _readings(text, _HEAD)
    if not readings and nouns:
        readings = _readings(text, _NOUN) or ([_one(text, match)] if (match := _ALONE.fullmatch(text)) else [])
    if not readings:
        return None
    return _together(text, readings)


def _readings(text: str, pattern: re.Pattern[str]) -> list[_Reading]:
    found: list[_Reading] = []
    pos = 0
    while match := pattern.search(text, pos):
        reading = _one(text, match)
        found.append(reading)
        pos = max(reading.end, match.end())
    return found


def _one(text: str, match: re.Match[str]) -> _Reading:
    parts = match.groupdict()
    number, unit = _period(parts)
    warnings: tuple[str, ...] = ()
    if parts.get("gap"):
        warnings = (f"“{match[0]}”按每{number}{unit}一次理解",)
    if parts.get("by") and "推进" in text:
        warnings = (f"“{match[0]}”也可以理解为持续推进",)
    if parts.get("ended"):
        warnings = (f"“{match[0]}结束后”按每{number or ''}{unit}理解",)
    if parts.get("month"):
        warnings = (f"“{match[0]}”按周期理解，也可能指{match[0]}份",)
    if "学" in unit:
        warnings = (f"“{unit}”没有统一的起止日期，按{'半年' if unit == '学期' else '年'}计",)
        number, unit = ("半", "年") if unit == "学期" else (number, "年")
    detail = details.read("" if parts.get("one") else text, match.end(), unit, number)  # the 一 of 一周一调度 is no Monday
    end, counted = _counted(text, match, detail)
    if often := counted or (parts.get("often") if parts.get("often") != "1" else None):
        detail, warning = _so_often(text[match.start() : end], detail, unit, number, often)
        warnings += (warning,)
    if detail.generic:
        detail, end = details.refined(text, end, unit, number, detail)
    return _Reading(unit, detail, match.start(), end, warnings + detail.warnings)


def _period(parts: dict[str, str | None]) -> tuple[str | None, str]:
    """Return how many of which unit a period is: ("半", "年"), ("2", "月"), (None, "周")."""
    if parts.get("workdays"):
        return None, "工作日"
    if unit := parts.get("skipped"):
        return "2", {"天": "日"}.get(unit, unit)
    number = next((value for name in ("n", "odd", "per_n", "one_n", "month_n", "bare_half") if (value := parts.get(name))), None)
    if parts.get("half_month"):
        number = "半"
    if (ended := parts.get("ended")) and ended[0] == "半":
        return "半", "年"
    unit = next(
        value for name in ("u", "odd_unit", "half_month", "by", "per", "one", "month", "year", "ended") if (value := parts.get(name))
    )
    unit = {"天": "日", "星期": "周"}.get(unit, unit if unit == "工作日" else unit.replace("度", "").replace("份", ""))
    return (None if number in ("1", "一") else number), unit


def _counted(text: str, match: re.Match[str], detail: Detail) -> tuple[int, str | None]:
    """Return where a rule ends, 几次 included, and how often it is if that is more than once."""
    count = _COUNT.match(text, detail.end)
    if count is None or (match.groupdict().get("often") is not None):
        return detail.end, None
    return count.end(), count["n"] if count["n"] != "1" or count["to"] else None


def _so_often(written: str, detail: Detail, unit: str, number: str | None, often: str) -> tuple[Detail, str]:
    """Spread 2次/年 over the year where that comes out even; else what is due at the end of the period stands for all."""
    if unit == "年" and number is None and detail.generic and often in _PER_YEAR:
        period = _PER_YEAR[often]
        spread = details.read("", 0, period[-1], "半" if period == "半年" else None)
        return spread._replace(end=detail.end), f"“{written}”没有写明各次的日期，按每{period.replace('季', '季度')}一次计"
    return detail, f"“{written}”没有写明各次的日期，按每期期末计一次"


def _together(text: str, readings: list[_Reading]) -> Rhythm:
    """Return the rules of a phrase as one: a period that is named again with its day counts once."""
    kept: list[_Reading] = []
    for index, reading in enumerate(readings):
        later = readings[index + 1 :]
        if reading.detail.generic and any(other.unit == reading.unit and not other.detail.generic for other in later):
            continue
        if reading.detail.months and later and later[0].unit == "月" and later[0].start - reading.end <= 1:
            months = reading.detail.months  # 每年4月至10月每月5日前
            bounded = [Rule({**rule, "BYMONTH": months}) if "BYMONTH" not in rule else rule for rule in later[0].detail.rules]
            readings[index + 1] = later[0]._replace(detail=later[0].detail._replace(rules=tuple(bounded)))
            continue
        kept.append(reading)
    lines = list(dict.fromkeys(line for reading in kept for rule in reading.detail.rules for line in [details.line(rule)]))
    warnings = tuple(dict.fromkeys(warning for reading in kept for warning in reading.warnings))
    if len({reading.unit for reading in kept}) > 1:
        warnings += ("有几种周期，各期都计",)
    if not lines:
        raise Broken(f"“{text}”的周期读不通")
    return Rhythm("\n".join(lines), tuple((reading.start, reading.end) for reading in readings), warnings)
