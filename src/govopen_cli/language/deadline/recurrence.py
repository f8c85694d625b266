"""Rules that come back each period: reading 每… phrases as RFC 5545 RRULEs, one a line."""

import re
from dataclasses import dataclass

from govopen_cli.language.deadline.model import Broken, month_length
from govopen_cli.language.deadline.normal import EVENT

_WEEKDAYS = dict(zip("一二三四五六日天", ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "SU"), strict=True))
_WORKING = "MO,TU,WE,TH,FR"
_BEFORE = r"(?:之前|以前|前|之内|以内|内)?"

_HEAD = re.compile(
    r"(?:于|在|按|并)?(?:"
    r"每(?:逢)?(?:间?隔)?(?P<n>\d{1,2}|两|半|双|单)?个?(?P<u>年度|年|季度|季|月份|月|周|星期|工作日|日|天|旬)(?!均|报)"
    r"|(?P<n2>单|双)(?P<u4>月)(?=\d|底|末)"
    r"|[逐按](?P<u2>年度?|季度?|月|周|旬|日)"
    r"|(?:1|半)?(?P<u3>(?<=半)年|(?<=1)年|(?<=1)个?季度|第1季度|(?<=1)个?月|(?<=1)周|(?<=1)[日天])(?=[1-9一](?:次|报|调度|通报|考核|评估|小结|总结|督查))"
    r")"
)
_DAY_RANGE = re.compile(rf"(?:的)?(?:在|于)?\d{{1,2}}[日号]?[-至到](?P<days>\d{{1,2}})[日号]{_BEFORE}")
_DAYS = re.compile(rf"(?:的)?(?:在|于)?(?P<days>\d{{1,2}}(?:[日号]?[、,，和及与]\d{{1,2}})*)[日号]{_BEFORE}")
_END = re.compile(rf"(?:的)?(?:月|季|年|度|周|季度|年度)?(?:底|末|最后1?[天日]){_BEFORE}")
_XUN = re.compile(rf"(?:的)?(?P<xun>[上中下])旬{_BEFORE}")
_AFTER = re.compile(r"(?:的)?(?:结束|终了|度?末|底)?(?:之|以)?后的?(?:第)?(?P<n>\d{1,2})(?:个)?(?P<u>工作日|自然日|日|天)" + _BEFORE)
_NTH_WORKDAY = re.compile(r"(?:的)?(?P<word>最后|第|前)(?P<n>\d{1,2})?个?工作日" + _BEFORE)
_MONTH_OF_QUARTER = re.compile(
    r"(?:的)?(?:(?P<first>首个?月|第1个?月|头1?个?月|初月)|(?P<second>第2个?月|中月)|(?P<last>末月|最后1?个?月|第3个?月)|(?P<next>次月|下(?:1|一)?个?月|下(?:1|一)?季度首月))份?"
)
_MONTH_POINT = re.compile(
    r"(?:[、,，和及与]|以及|-|至|到)?(?:次年)?(?:(?P<m>\d{1,2})月份?(?:(?P<d>\d{1,2})[日号]|(?P<end>底|末)|(?P<xun>[上中下])旬)?"
    r"|第(?P<q>[1-4])季度(?P<qend>末|底)?|(?P<half>[上下])半年(?P<hend>末|底)?|年?(?P<ye>底|末))"
    r"(?P<before>之前|以前|前)?(?P<within>之内|以内|内)?"
)
_TO_DAY = re.compile(rf"[-至到](?P<d>\d{{1,2}})[日号]{_BEFORE}")
_WEEK_TAIL = re.compile(
    r"(?:的)?(?:周|星期)?(?P<days>[一二三四五六日天](?:[、,，和及与]?(?:周|星期)?[一二三四五六日天])*)(?!次|个|起)" + _BEFORE
)
_COUNT = re.compile(r"(?:至少|不少于|不低于|开展|组织|报送|进行|举办|召开)*(?P<n>\d{1,2}|两)次(?:以上)?")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule found in a phrase: its RRULE lines, where it stands, and what is doubtful about it."""

    rrule: str
    span: tuple[int, int]
    warnings: tuple[str, ...] = ()


def find(text: str) -> Recurrence | None:
    """Return the first rule that the normalized ``text`` names, or None.

    Raises:
        Broken: a rule is named with an impossible day.
    """
    match = _HEAD.search(text)
    if match is None:
        return None
    unit = (
        (match["u"] or match["u2"] or match["u3"] or match["u4"])
        .replace("度", "")
        .replace("份", "")
        .replace("个", "")
        .replace("星期", "周")
    )
    unit = {"第1季": "季", "天": "日"}.get(unit, unit)
    half = match["n"] == "半" or text[: match.end()].endswith("半年")
    reader = {
        "年": _half_yearly if half else _yearly,
        "季": _quarterly,
        "月": _monthly,
        "周": _weekly,
        "旬": _xun,
        "日": _daily,
        "工作日": _workdaily,
    }[unit]
    if half and unit != "年":
        raise Broken(f"“{match[0]}”不是常用的周期")
    rule, end, warnings = reader(text, match.end(), match["n"] or match["n2"])
    count = _COUNT.match(text, end)
    if count and count["n"] not in ("1",):
        warnings = (*warnings, f"“{text[match.start() : count.end()]}”没有写明各次的日期，按每期期末计一次")
    if match["u2"] and "推进" in text:
        warnings = (*warnings, f"“{match[0]}”也可以理解为持续推进")
    return Recurrence(rule, (match.start(), end), warnings)


_Read = tuple[str, int, tuple[str, ...]]


def _interval(number: str | None) -> int:
    return 2 if number == "两" else int(number) if number and number.isdigit() else 1


def _rule(freq: str, interval: int = 1, /, **parts: str) -> str:
    fields = [
        f"FREQ={freq}",
        *([f"INTERVAL={interval}"] if interval > 1 else []),
        *(f"{key.upper()}={value}" for key, value in parts.items()),
    ]
    return ";".join(fields)


def _daily(_text: str, pos: int, number: str | None) -> _Read:
    return _rule("DAILY", _interval(number)), pos, ()


def _workdaily(_text: str, pos: int, _number: str | None) -> _Read:
    return _rule("WEEKLY", byday=_WORKING), pos, ("“每个工作日”按周一至周五计，不扣除节假日",)


def _xun(_text: str, pos: int, _number: str | None) -> _Read:
    return _rule("MONTHLY", bymonthday="10,20,-1"), pos, ()


def _weekly(text: str, pos: int, number: str | None) -> _Read:
    match = _WEEK_TAIL.match(text, pos)
    if match is None:
        end = re.compile(rf"(?:内|末|底){_BEFORE}").match(text, pos)
        return _rule("WEEKLY", _interval(number), byday="SU"), end.end() if end else pos, ()
    days = [_WEEKDAYS[char] for char in match["days"] if char in _WEEKDAYS]
    return _rule("WEEKLY", _interval(number), byday=",".join(dict.fromkeys(days))), match.end(), ()


def _monthly(text: str, pos: int, number: str | None) -> _Read:
    months = {"单": "1,3,5,7,9,11", "双": "2,4,6,8,10,12"}.get(number or "")
    by_month = {"bymonth": months} if months else {}
    interval = 1 if months else _interval(number)
    next_month = re.compile(r"(?:的)?(?:次月|下(?:1|一)?个?月)").match(text, pos)
    day, end, warnings = _day_of_month(text, next_month.end() if next_month else pos)
    if next_month and day is None:
        raise Broken(f"“{text[: next_month.end()]}”没有写明日期")
    return _rule("MONTHLY", interval, **by_month, **(day or {"bymonthday": "-1"})), end, warnings


def _day_of_month(text: str, pos: int) -> tuple[dict[str, str] | None, int, tuple[str, ...]]:
    """Read the day inside a month at ``pos``: rule parts (None when no day is named), end of the match, warnings."""
    if match := _DAY_RANGE.match(text, pos) or _DAYS.match(text, pos):
        days = [int(part) for part in re.findall(r"\d+", match["days"])]
        if not all(1 <= day <= 31 for day in days):
            raise Broken(f"没有{max(days)}日")
        warnings = ("没有这一天的月份不计",) if max(days) > 28 else ()
        return {"bymonthday": ",".join(map(str, days))}, match.end(), warnings
    if match := _NTH_WORKDAY.match(text, pos):
        nth = -int(match["n"] or 1) if match["word"] == "最后" else int(match["n"] or 1)
        return {"byday": _WORKING, "bysetpos": str(nth)}, match.end(), ("工作日按周一至周五计，不扣除节假日",)
    if match := _AFTER.match(text, pos):
        return {**_after(match)}, match.end(), (("工作日按周一至周五计，不扣除节假日",) if match["u"] == "工作日" else ())
    if match := _XUN.match(text, pos):
        return {"bymonthday": {"上": "10", "中": "20", "下": "-1"}[match["xun"]]}, match.end(), ()
    if match := _END.match(text, pos):
        return {"bymonthday": "-1"}, match.end(), ()
    if match := re.compile(rf"(?:的)?月?初{_BEFORE}").match(text, pos):
        return {"bymonthday": "10"}, match.end(), ("“初”按上旬末（10日）理解，也可能指1日",)
    return None, pos, ()


def _after(match: re.Match[str]) -> dict[str, str]:
    if match["u"] == "工作日":
        return {"byday": _WORKING, "bysetpos": match["n"]}
    if not 1 <= int(match["n"]) <= 28:
        raise Broken(f"“{match[0]}”跨月，无法写成固定日期")
    return {"bymonthday": match["n"]}


def _quarterly(text: str, pos: int, number: str | None) -> _Read:
    if number is not None:
        raise Broken(f"每{number}季度不是常用的周期")
    if match := _MONTH_OF_QUARTER.match(text, pos):
        months = {"first": "1,4,7,10", "second": "2,5,8,11", "last": "3,6,9,12", "next": "1,4,7,10"}[match.lastgroup or "last"]
        day, end, warnings = _day_of_month(text, match.end())
        return _rule("MONTHLY", 1, bymonth=months, **(day or {"bymonthday": "-1"})), end, warnings
    if match := _AFTER.match(text, pos):
        return _rule("MONTHLY", 1, bymonth="1,4,7,10", **_after(match)), match.end(), ()
    if match := _DAYS.match(text, pos):
        raise Broken(f"“每季度{match[0]}”没有写明是季度的哪个月")
    match = _END.match(text, pos)
    return _rule("MONTHLY", bymonth="3,6,9,12", bymonthday="-1"), match.end() if match else pos, ()


def _half_yearly(text: str, pos: int, _number: str | None) -> _Read:
    if match := _AFTER.match(text, pos):
        return _rule("YEARLY", 1, bymonth="1,7", **_after(match)), match.end(), ()
    if match := _MONTH_OF_QUARTER.match(text, pos):
        months = {"first": "1,7", "second": "2,8", "last": "6,12", "next": "1,7"}[match.lastgroup or "last"]
        day, end, warnings = _day_of_month(text, match.end())
        return _rule("YEARLY", 1, bymonth=months, **(day or {"bymonthday": "-1"})), end, warnings
    match = _END.match(text, pos)
    return _rule("YEARLY", bymonth="6,12", bymonthday="-1"), match.end() if match else pos, ()


def _yearly(text: str, pos: int, number: str | None) -> _Read:
    interval = _interval(number)
    points: list[tuple[int, int]] = []
    warnings: tuple[str, ...] = ()
    de = re.compile(r"(?:的)?(?:在|于)?").match(text, pos)
    start = de.end() if de else pos
    while match := _MONTH_POINT.match(text, start):
        month, day, warned = _month_point(match)
        if points and text[start] in "-至到":  # of a range, its end counts
            points.pop()
        points.append((month, day))
        warnings += warned
        start = match.end()
        if last_day := _TO_DAY.match(text, start):
            points[-1] = (month, int(last_day["d"]))
            start = last_day.end()
    if not points:
        if match := _AFTER.match(text, pos):
            return _rule("YEARLY", interval, bymonth="1", **_after(match)), match.end(), ()
        if match := EVENT.match(text, start):
            raise Broken(f"“{match[0]}”没有确定的日期")
        return _rule("YEARLY", interval, bymonth="12", bymonthday="-1"), pos, ()
    return _yearly_rules(points, interval), start, warnings


def _month_point(match: re.Match[str]) -> tuple[int, int, tuple[str, ...]]:
    """Return month and day (-1 for the last) of one point of a yearly rule."""
    if match["ye"]:
        return 12, -1, ()
    if match["q"] or match["half"]:
        month = int(match["q"]) * 3 if match["q"] else {"上": 6, "下": 12}[match["half"]]
        return month, -1, ()
    month = int(match["m"])
    if not 1 <= month <= 12:
        raise Broken(f"没有{month}月")
    if match["d"]:
        day = int(match["d"])
        if not 1 <= day <= month_length(2000, month):
            raise Broken(f"{month}月没有{day}日")
        return month, day, ()
    if match["xun"]:
        return month, {"上": 10, "中": 20, "下": -1}[match["xun"]], ()
    if match["before"] and not match["end"]:
        if month == 1:
            return 12, -1, ("“1月前”按上年12月31日理解，也可能指1月31日",)
        return month - 1, -1, (f"“{month}月前”按{month - 1}月底理解，也可能指{month}月底",)
    return month, -1, ()


def _yearly_rules(points: list[tuple[int, int]], interval: int) -> str:
    ends = [(month, -1 if day == month_length(2001, month) else day) for month, day in points]
    if len({day for _, day in points}) > 1 and len({day for _, day in ends}) == 1:
        points = ends
    by_day: dict[int, list[int]] = {}
    for month, day in points:
        by_day.setdefault(day, []).append(month)
    return "\n".join(
        _rule("YEARLY", interval, bymonth=",".join(str(month) for month in sorted(set(months))), bymonthday=str(day))
        for day, months in by_day.items()
    )
