"""Days, months, quarters, ranges: the dates that a normalized phrase names.

``find`` reads every date in a phrase from left to right; what it cannot read whole it reports as broken rather than
reading a part of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from govopen_cli.language.deadline.model import Broken, Issued, add_months, month_end
from govopen_cli.language.deadline.normal import EVENT

_YEAR = r"(?:(?P<y>(?<!\d)(?:\d{4}|\d{2}))年(?:度(?!末))?|(?P<yw>今年度?|本年度?|当年度?|明年|次年|来年|翌年|后年|去年|上年))的?"
_WEEKDAY = r"(?:\((?:周|星期|礼拜)(?P<wd>[一二三四五六日天])\))?"
_MONTH = r"(?:(?<!\d)(?P<m>\d{1,2})月份?|(?P<mw>本月|当月|下月)份?)(?:的?(?<!\d)(?P<d>\d{1,2})[日号]|(?P<xun>[上中下])旬|(?P<chu>初)|(?P<mid>中(?!旬|心|小|央|层|国|期|医|标|考))(?=[前之以完、,，;；。]|$))?"
_QUARTER = (
    r"(?:第(?P<q>[1-4])季度|(?P<qw>本季度|下季度))(?:(?:的)?(?P<qm>首个?月|第[1-3]个?月|末月|最后1?个?月)(?:(?P<qd>\d{1,2})[日号])?)?"
)
_HALF = r"(?P<half>[上下])半年"
_PLAN = r"(?P<fyp>十[一二三四五六七]五)(?:规划)?(?:期间|时期|期)?"
_NUMERIC = (
    r"(?<![\d.])(?P<ny>(?:19|20)\d{2})(?:(?P<sep>[-./])(?P<nm>\d{1,2})(?:(?P=sep)(?P<nd>\d{1,2})(?![\d])[日号]?|月份?(?:(?P<nd2>\d{1,2})[日号])?|(?![\d.年]|-\d+月))"
    r"|(?P<cm>\d{2})(?P<cd>\d{2})(?![\d年月日号]))"
)
_SHORT = r"(?<![\d./-])(?P<sm>\d{1,2})[./](?P<sd>\d{1,2})(?=[日号]?(?:之前|以前|前|$))(?![\d%.])[日号]?"
_END = (
    rf"{_WEEKDAY}(?P<endword>年?(?:底|末)(?!部|层)|度末)?(?P<within>年?(?:之内|以内|内(?!部|容|外|蒙|设|控)))?"
    r"(?P<before>之前|以前|前(?!期|往|提|置|述|言|沿|三|\d|后|来))?(?P<about>前后|左右)?"
    r"(?P<from>起(?!草|步)|开始|以来)?(?P<past>(?:之后|以后|后)(?!期|续|备|勤|台))?"
)
_POINT = re.compile(
    rf"(?:{_NUMERIC}|{_SHORT}|{_PLAN}|(?:{_YEAR})?(?:{_MONTH}|{_QUARTER}|{_HALF})|{_YEAR.replace('<y>', '<y2>').replace('<yw>', '<yw2>')}|(?P<yend>年(?=底|末|内)|岁(?=末)|(?<!\d)月(?=底|末)|季度(?=末|底)))"
    + _END
)
_LEFT_YEAR = re.compile(r"(?<!\d)(?P<y>\d{4})(?=[-至到]\d{4}年)")
_LEFT_MONTH = re.compile(r"(?:(?P<y>(?<!\d)\d{4})年|(?P<yw>今年|本年|明年|次年))?(?<!\d)(?P<m>\d{1,2})(?=[-至到]\d{1,2}月)")
_CONNECTOR = re.compile(r"起?(?:-|至|到|直至)(?:次日)?")
_RIGHT_DAY = re.compile(rf"(?P<d>\d{{1,2}})[日号]{_WEEKDAY}(?P<before>之前|以前|前)?")
_LIST_DAY = re.compile(rf"[、,，和及与](?P<d>\d{{1,2}})[日号]{_WEEKDAY}(?P<before>之前|以前|前)?(?!个)")
_JOIN = re.compile(r"[、和及与/]|以及")

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Span:
    """A date that a phrase names: its last day, its first day where the phrase names a span, and what is doubtful."""

    end: date
    start: date | None = None
    alternatives: tuple[date, ...] = ()
    warnings: tuple[str, ...] = ()
    opens: bool = False  # 起: the day on which something begins, not the day by which it ends
    whole: str = ""  # the precision: day, xun, month, quarter, half, year, plan
    bare: bool = False  # no 底/末/前/内 behind it
    text: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class _Context:
    """What the dates read so far say about one that leaves out its year or month."""

    issued: Issued | None
    year: int | None = None  # of the last date in the phrase
    month: int | None = None


def find(text: str, issued: Issued | None) -> list[Span]:
    """Return the dates that the normalized ``text`` names, in its order.

    Raises:
        Broken: a date does not exist, is cut off, or stands against another without anything between them.
    """
    context = _Context(issued)
    spans: list[Span] = []
    for span in _scan(text, context):
        if spans and spans[-1].text[1] == span.text[0]:
            raise Broken(f"“{text[spans[-1].text[0] : span.text[1]]}”里两个日期连在一起")
        spans.append(span)
    spans = [_shared_suffix(span, spans[index + 1 :], text) for index, span in enumerate(spans)]
    _check_rest(text, spans)
    return spans


def _scan(text: str, context: _Context) -> Iterator[Span]:
    pos = 0
    while pos < len(text):
        span = _range_or_point(text, pos, context)
        if span is None:
            pos += 1
            continue
        yield span
        pos = span.text[1]
        if span.whole == "day":
            while match := _LIST_DAY.match(text, pos):
                last = span.end
                span = _day(last.year, last.month, int(match["d"]), match)
                yield replace(span, text=(pos + 1, match.end()))
                pos = match.end()


def _range_or_point(text: str, pos: int, context: _Context) -> Span | None:
    for pattern in (_LEFT_YEAR, _LEFT_MONTH):
        if match := pattern.match(text, pos):
            return _elliptic_range(text, match, context)
    match = _POINT.match(text, pos)
    if match is None or match.end() == match.start():
        return None
    left = _point(match, context)
    connector = _CONNECTOR.match(text, match.end())
    if connector is None:
        return left
    return _range(text, left, connector.end(), context)


def _elliptic_range(text: str, match: re.Match[str], context: _Context) -> Span:
    """Read 5-10月, 2023年6-12月 or 2020-2022年: the left side leaves its unit to the right one."""
    if match.re is _LEFT_YEAR:
        year = int(match["y"])
        context.year = year
        left = Span(date(year, 12, 31), date(year, 1, 1), whole="year", bare=True, text=match.span())
    else:
        year = _year(match["y"], match["yw"], context)
        month = _checked_month(int(match["m"]))
        context.year, context.month = year, month
        left = Span(month_end(year, month), date(year, month, 1), whole="month", bare=True, text=match.span())
    connector = _CONNECTOR.match(text, match.end())
    assert connector is not None  # the lookahead of both patterns
    return _range(text, left, connector.end(), context)


def _range(text: str, left: Span, pos: int, context: _Context) -> Span:
    """Read the right side of a range whose left side and connector end at ``pos``."""
    explicit_year = False
    if (match := _RIGHT_DAY.match(text, pos)) and left.whole == "day":
        right = _day(left.end.year, left.end.month, int(match["d"]), match)
    elif (match := _POINT.match(text, pos)) and match.end() > match.start():
        right = _point(match, context)
        explicit_year = any(match[name] for name in ("y", "y2", "ny", "yw", "yw2"))
    elif left.whole == "quarter" and (match := re.compile(r"([1-4])季度").match(text, pos)):
        raise Broken(f"“{text[left.text[0] : match.end()]}”读不完整")
    else:
        raise Broken(f"“{text[left.text[0] : pos + 4]}”没有写完")
    start = left.start if left.start is not None else left.end
    if right.end < start:
        hint = "" if explicit_year else "，可能漏写了“次年”"
        raise Broken(f"“{text[left.text[0] : match.end()]}”的结束早于开始{hint}")
    return replace(right, start=start, bare=False, text=(left.text[0], match.end()), warnings=left.warnings + right.warnings)


def _point(match: re.Match[str], context: _Context) -> Span:
    """Turn one match of the point pattern into a span, and remember its year for the dates after it."""
    explicit = match["y"] or match["y2"] or match["ny"]
    span = _body(match, context)
    # 2025年1月前 resolves to a day of 2024; the dates that follow it are still read from 2025
    context.year = int(explicit) if explicit and len(explicit) == 4 else (span.start or span.end).year
    context.month = (span.start or span.end).month
    return replace(_suffix(match, span), text=match.span())


def _body(match: re.Match[str], context: _Context) -> Span:
    if match["ny"]:
        return _numeric(match)
    if match["sm"]:
        month, day = int(match["sm"]), int(match["sd"])
        span = _day(_year(None, None, context), month, day, match)
        return replace(span, warnings=(f"“{match['sm']}.{match['sd']}”按{month}月{day}日理解",))
    if match["fyp"]:
        first = 2006 + 5 * "一二三四五六七".index(match["fyp"][1])  # 十一五 is 2006-2010
        return Span(date(first + 4, 12, 31), date(first, 1, 1), whole="plan")
    if match["yend"]:
        return _implied(match, context)
    year = _year(match["y"] or match["y2"], match["yw"] or match["yw2"], context)
    if match["m"] or match["mw"]:
        return _month(match, year, context)
    if match["q"] or match["qw"]:
        return _quarter(match, year, context)
    if match["half"]:
        first_half = match["half"] == "上"
        return Span(date(year, 6, 30) if first_half else date(year, 12, 31), date(year, 1 if first_half else 7, 1), whole="half")
    return Span(date(year, 12, 31), date(year, 1, 1), whole="year")


def _numeric(match: re.Match[str]) -> Span:
    year = int(match["ny"])
    if match["cm"]:
        return _day(year, int(match["cm"]), int(match["cd"]), match)
    month = _checked_month(int(match["nm"]))
    if day := match["nd"] or match["nd2"]:
        return _day(year, month, int(day), match)
    return Span(month_end(year, month), date(year, month, 1), whole="month")


def _implied(match: re.Match[str], context: _Context) -> Span:
    """Read 年底, 月底 and 季度末 without a number: the year, month or quarter of issue."""
    if match["yend"] in ("年", "岁"):
        year = _year(None, None, context)
        return Span(date(year, 12, 31), date(year, 1, 1), whole="year")
    year, month = _issue_month(context, match[0])
    if match["yend"] == "月":
        return Span(month_end(year, month), date(year, month, 1), whole="month")
    first = (month - 1) // 3 * 3 + 1
    return Span(month_end(year, first + 2), date(year, first, 1), whole="quarter")


def _month(match: re.Match[str], year: int, context: _Context) -> Span:
    if match["mw"]:
        year, month = _issue_month(context, match["mw"])
        if match["mw"] == "下月":
            following = add_months(date(year, month, 1), 1)
            year, month = following.year, following.month
    else:
        month = _checked_month(int(match["m"]))
    if match["d"]:
        return _day(year, month, int(match["d"]), match)
    if match["xun"] or match["chu"] or match["mid"]:
        part = match["xun"] or ("上" if match["chu"] else "中")
        first = {"上": 1, "中": 11, "下": 21}[part]
        end = month_end(year, month) if part == "下" else date(year, month, first + 9)
        word = match["chu"] or match["mid"]
        warnings = (f"“{month}月{word}”按{part}旬理解",) if word else ()
        return Span(end, date(year, month, first), whole="xun", warnings=warnings)
    return Span(month_end(year, month), date(year, month, 1), whole="month")


def _quarter(match: re.Match[str], year: int, context: _Context) -> Span:
    if match["qw"]:
        year, month = _issue_month(context, match["qw"])
        following = add_months(date(year, (month - 1) // 3 * 3 + 1, 1), 3 if match["qw"] == "下季度" else 0)
        year, first = following.year, following.month
    else:
        first = int(match["q"]) * 3 - 2
    if which := match["qm"]:
        month = first + (2 if which[0] in "末最" else int(which[1]) - 1 if which[0] == "第" else 0)
        if match["qd"]:
            return _day(year, month, int(match["qd"]), match)
        return Span(month_end(year, month), date(year, month, 1), whole="month")
    return Span(month_end(year, first + 2), date(year, first, 1), whole="quarter")


def _day(year: int, month: int, day: int, match: re.Match[str]) -> Span:
    try:
        result = date(year, _checked_month(month), day)
    except ValueError as error:
        raise error if isinstance(error, Broken) else Broken(f"{year}年{month}月没有{day}日") from error
    weekday = match.groupdict().get("wd")
    warnings: tuple[str, ...] = ()
    if weekday and _WEEKDAYS.index(weekday.replace("天", "日")) != result.weekday():
        warnings = (f"{result.isoformat()}是星期{_WEEKDAYS[result.weekday()]}，不是星期{weekday}",)
    return Span(result, whole="day", warnings=warnings)


def _checked_month(month: int) -> int:
    if not 1 <= month <= 12:
        raise Broken(f"没有{month}月")
    return month


def _year(number: str | None, word: str | None, context: _Context) -> int:
    if number:
        return _four_digits(int(number), context) if len(number) == 2 else _plausible(int(number))
    issued = context.issued.year if context.issued else None
    if word in ("次年", "来年", "翌年", "明年", "后年"):
        # 次年 counts from the date before it in the phrase, 明年 from the document
        base = context.year if word in ("次年", "翌年") and context.year is not None else issued
        base = context.year if base is None else base
        if base is None:
            raise Broken(f"“{word}”需要知道文件的年份")
        return base + (2 if word == "后年" else 1)
    if word in ("去年", "上年") and issued is not None:
        return issued - 1
    if word is None and context.year is not None:
        return context.year
    if issued is None:
        raise Broken("没有写明年份，也不知道文件的年份")
    return issued


def _plausible(year: int) -> int:
    if not 1949 <= year <= 2199:
        raise Broken(f"{year}年不像是年份")
    return year


def _four_digits(year: int, context: _Context) -> int:
    full = 2000 + year
    if context.issued is not None and abs(full - context.issued.year) > 15:
        raise Broken(f"“{year:02d}年”不像是{full}年")
    return full


def _issue_month(context: _Context, word: str) -> tuple[int, int]:
    issued = context.issued
    if issued is None or issued.month is None:
        raise Broken(f"“{word}”需要知道文件印发的月份")
    return issued.year, issued.month


def _suffix(match: re.Match[str], span: Span) -> Span:
    """Apply 底, 末, 内, 前, 前后, 起 to a date (samples/README.md of the development data lists the readings)."""
    first = span.start
    if match["past"]:
        raise Broken(f"“{match[0]}”只说了在什么时候之后")
    if match["from"]:
        return replace(span, end=first or span.end, start=None, opens=True)
    if match["about"]:
        return replace(span, warnings=(*span.warnings, f"“{match['about']}”不是确切的日期，按最后一天计"))
    if span.whole == "year" and len(match["y2"] or "0000") == 2 and not (match["endword"] or match["within"] or match["before"]):
        raise Broken(f"“{match[0]}”不像是年份")
    closed = bool(match["endword"] or match["within"])
    if match["endword"] and span.whole in ("day", "xun"):
        raise Broken(f"“{match[0]}”读不通")
    if closed or (match["before"] and first is None):
        return replace(span, start=None)
    if match["before"] and first is not None:
        return _before(match, span, first)
    return replace(span, bare=first is not None)


def _before(match: re.Match[str], span: Span, first: date) -> Span:
    """X前 with a bare month, quarter or year is ambiguous: strictly before it begins, or by its end."""
    strict = first - timedelta(days=1)
    if span.whole == "xun":
        warning = f"“{match[0]}”按{span.end.isoformat()}理解，也可能指{strict.isoformat()}"
        return replace(span, start=None, alternatives=(strict,), warnings=(*span.warnings, warning))
    warning = f"“{match[0]}”按{strict.isoformat()}理解（该期开始之前），也可能指{span.end.isoformat()}"
    return replace(span, end=strict, start=None, alternatives=(span.end,), warnings=(*span.warnings, warning))


def _shared_suffix(span: Span, later: list[Span], text: str) -> Span:
    """1月和7月底前: a bare date takes the ending of the one that it is joined to."""
    if not span.bare or not later or later[0].bare or later[0].start is not None or later[0].opens:
        return span
    follower = later[0]
    if _JOIN.fullmatch(text[span.text[1] : follower.text[0]]) and follower.whole == span.whole and not follower.alternatives:
        return replace(span, start=None, bare=False)
    return span


_LEFTOVER = re.compile(
    r"(?<!分)(?<!用)(?<!期)(?<!共)(?<!时)\d+年(?!制|级|来|以上|期)|\d+月|\d+[日号](?!均|线|楼|文|令)|\d+[底末](?=前|$|[，,;；、])|\d{5,}|(?<!\d)(?:19|20)\d{2}(?=[-/.]\d)|(?<!每)月[底末]|[Xx×*_]{1,4}[年月日]"
)
_DANGLING = re.compile(r"(?:-|至|到)\d|\d*[底末]前|前\d+(?:个?工作日|日|天|周|个月)|或$")


def _check_rest(text: str, spans: list[Span]) -> None:
    """Raise Broken when what lies between the dates looks like a piece of a date."""
    rest, pos = [], 0
    for span in spans:
        rest.append(text[pos : span.text[0]])
        pos = span.text[1]
    rest.append(text[pos:])
    for index, piece in enumerate(rest):
        if match := _LEFTOVER.search(piece):
            raise Broken(f"“{_around(piece, match)}”不是完整的日期")
        if index and (match := _DANGLING.match(piece)):
            raise Broken(f"“{text[spans[index - 1].text[0] : spans[index - 1].text[1]]}{match[0]}”没有写完或次序不对")
        if index and spans[index - 1].bare and (match := EVENT.match(re.split(r"[,，;；。:：、]", piece)[0])):
            raise Broken(f"“{match[0]}”没有确定的日期")


def _around(piece: str, match: re.Match[str]) -> str:
    return piece[max(0, match.start() - 2) : match.end() + 2]
