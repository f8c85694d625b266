"""The day inside a period: 每月‹5日前›, 每季度‹首月10日前›, 每年‹1月和7月底›."""

import re
from collections.abc import Iterable

from govopen_cli.language.deadline.model import Broken, month_length
from govopen_cli.language.deadline.points import feast_eve
from govopen_cli.language.deadline.words import pattern
from govopen_cli.record import NamedTuple

Rule = dict[str, str]  # the parts of one RFC 5545 rule


class Detail(NamedTuple):
    """The rules that a period and its day make, where the day's words end, and what is doubtful.

    ``generic`` says that no day is named; ``months`` holds the months (1,2,3) of a yearly range: 每年4月至10月.
    """

    rules: tuple[Rule, ...]
    end: int
    warnings: tuple[str, ...] = ()
    generic: bool = False
    months: str = ""


class _Day(NamedTuple):
    """A day inside a month: the parts of a rule that say it, one set a rule."""

    parts: tuple[Rule, ...]
    end: int
    warnings: tuple[str, ...] = ()


_BYDAY = dict(zip("一二三四五六日天", ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "SU"), strict=True))
_WORKING = "MO,TU,WE,TH,FR"
_BY_WORKDAY = "工作日按周一至周五计，不扣除节假日"
_BEFORE = "(?:之前|以前|前|之内|以内|内)?"
_DE = "(?:的|在|于|[,(](?:于|在|并于)?)*"

_DAYS = re.compile(
    rf"""{_DE} (?: \d{{1,2}}[日号]? [-至到] )? (?P<days> \d{{1,2}} (?: [日号]? [、,，和及与] \d{{1,2}} )* ) (?: [日号] {_BEFORE} | (?= 前(?!\d) ) {_BEFORE} )""",
    re.VERBOSE,
)
_END = re.compile(rf"的?(?:月|季|年|度|周|季度|年度)?(?:底|末|最后1?(?:[天日]|个?(?:周|星期)(?![一二三四五六日天]))){_BEFORE}")
_AND = re.compile("[、和及与]|以及")
_XUN = re.compile(rf"的?(?P<xun>[上中下])旬{_BEFORE}")
_START = re.compile(rf"的?月?初{_BEFORE}")
_MIDDLE = re.compile(rf"的?月?中(?:旬)?{_BEFORE}(?=[,;。、)]|报|完|$)")
_AFTER = re.compile(rf"的?(?:结束|终了|度?末|底)?[之以]?后的?第?(?P<n>\d{{1,2}})个?(?P<u>工作日|自然日|日|天){_BEFORE}")
_WITHIN = re.compile(r"的?(?P<n>\d{1,2})个(?P<u>工作日)(?:之内|以内|内)")
_WORKDAY = re.compile(
    rf"的?(?:(?P<last>最后)(?P<back>\d{{1,2}}|1)?|第(?P<nth>\d{{1,2}})|前(?P<first>\d{{1,2}})|(?P<one>首|第1|头1?))个?工作日{_BEFORE}"
)
_NTH_WEEKDAY = re.compile(
    rf"的?(?:(?P<last>最后1?)|第(?P<n>[1-4])|(?P<first>首))(?:个|(?P<week>个?周的?))(?:周|星期)(?P<day>[一二三四五六日天]){_BEFORE}"
)
_NTH_WEEK = re.compile(rf"的?(?:第(?P<n>[1-4])|(?P<first>首))个?周(?![一二三四五六日天]){_BEFORE}")
_MONTH = re.compile(
    """的? (?: (?P<first> 首个?月 | 第1个?月 | 头1?个?月 | 初月 ) | (?P<second> 第2个?月 | 中月 ) | (?P<last> 季?度?末月 | 最后1?个?月 | 第3个?月 )
        | (?P<next> 次月 | 下1?个?月 | 下1?个?季度首月 | 次季度?首月 ) ) 份?""",
    re.VERBOSE,
)
_POINT = re.compile(
    r"""(?: [、,和及与/] | 以及 | - | 至 | 到 )? (?: 次年 )?
        (?: (?P<m>\d{1,2}) 月份? (?: (?P<d>\d{1,2}) (?: [日号] | (?=前(?!\d)) ) | (?P<end> 月?[底末] ) | (?P<xun>[上中下]) 旬 )?
          | 第(?P<q>[1-4])季度 (?P<qend> 末|底 )? | (?P<half>[上下]) 半年 (?P<hend> 末|底 )? | 年?度? (?P<ye> 底|末 ) )
        (?P<before> 之前 | 以前 | 前 (?!\d) )? (?P<within> 之内 | 以内 | 内 )?""",
    re.VERBOSE,
)
_AGAIN = re.compile(r"\((?:即)?\d{1,2}月(?:[、,和]\d{1,2}月)*\)")
_SHARED_DAY = re.compile(r"(?:的|各)+(?P<d>\d{1,2})[日号](?:之前|以前|前)?")
_TO_DAY = re.compile(rf"[-至到](?P<d>\d{{1,2}})[日号]{_BEFORE}")
_WEEKDAYS = re.compile(
    rf"的?(?:周|星期)?(?P<days>[一二三四五六日天](?:(?:[、,和及与]|至|到|-)?(?:周|星期)?[一二三四五六日天])*)(?!次|个|起|报|轮|般){_BEFORE}"
)
_ACT = re.compile("调度|通报|研判|会商|汇总|小结|总结|督查|排查|评|检查|考核")
_LEAD = re.compile(r"[^\d,;。:()每]{0,10}[,;(]?(?:分别|并|且|也|各)?(?:在|于|为|即|须于|应于)?:?")
_CLOSE = re.compile(r"(?:报送|各?1次|各报1次)?\)?")


def line(rule: Rule) -> str:
    """Return a rule as RFC 5545 writes it."""
    order = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS")
    return ";".join(f"{part}={rule[part]}" for part in order if part in rule)


def read(text: str, pos: int, unit: str, number: str | None) -> Detail:
    """Return the rules of a period whose words end at ``pos``.

    Args:
        text: the normalized phrase.
        pos: where the words of the period end.
        unit: 年, 季, 月, 周, 旬, 日 or 工作日.
        number: how many of them: digits, 两, 半, 单, 双, or None for one.

    Raises:
        Broken: the day does not exist, or no rule can say it.
    """
    if number == "半" and unit == "年":
        return _half_yearly(text, pos)
    if number == "半" and unit == "月":
        return Detail((Rule(FREQ="MONTHLY", BYMONTHDAY="15,-1"),), pos)
    if number in ("半", "单") and unit != "月":
        raise Broken(f"每{number}{unit}不是常用的周期")
    interval = 2 if number in ("两", "双") else int(number or 1) if (number or "1").isdigit() else 1
    every = {"INTERVAL": str(interval)} if interval > 1 else {}
    if unit == "月":
        return _monthly(text, pos, number, every)
    reader = {"年": _yearly, "季": _quarterly, "周": _weekly}.get(unit)
    if reader is not None:
        return reader(text, pos, every)
    rule = {
        "旬": Rule(FREQ="MONTHLY", BYMONTHDAY="10,20,-1"),
        "日": Rule({"FREQ": "DAILY", **every}),
        "工作日": Rule(FREQ="WEEKLY", BYDAY=_WORKING),
    }[unit]
    return Detail((rule,), pos, ("“每个工作日”按周一至周五计，不扣除节假日",) if unit == "工作日" else ())


def refined(text: str, pos: int, unit: str, number: str | None, detail: Detail) -> tuple[Detail, int]:
    """Return a period's rules with the day that a later part of the phrase names: 每月报送一次，于25日前; 每季度末（分别在6月、9月和12月底）."""
    lead = _LEAD.match(text, pos)
    start = lead.end() if lead else pos
    if start == pos and not detail.generic:
        return detail, pos
    if unit == "月" and number != "半" and _day(text, start) is not None and text[start - 1 : start] not in ("", "月"):
        later = read(text, start, unit, number)
        return later, later.end
    if unit == "季" and _MONTH.match(text, start):
        later = read(text, start, unit, number)
        return later, later.end
    if unit in ("年", "季"):
        points, end, warnings, ranged = _points(text, start)
        wanted = {"年": 1, "季": 2}[unit] if number != "半" else 2
        if len(points) >= wanted and not ranged and not (unit == "季" and text[start - 1 : start] in (",", ";")):
            close = _CLOSE.match(text, end)
            said = ("各期按写明的月份计",) if unit == "季" or number == "半" else ()
            return Detail(_yearly_rules(points, {}), end, warnings + said), close.end() if close else end
    return detail, pos


# --- weeks and months -----------------------------------------------------------------------------------------------


def _weekly(text: str, pos: int, every: Rule) -> Detail:
    match = _WEEKDAYS.match(text, pos)
    warnings: tuple[str, ...] = ("从哪一周算起没有写明，按起始日所在的周计",) if every else ()
    if match is None:
        end = re.compile(rf"(?:内|末|底){_BEFORE}").match(text, pos)
        return Detail((Rule({"FREQ": "WEEKLY", **every, "BYDAY": "SU"}),), end.end() if end else pos, warnings, generic=end is None)
    if match["days"] == "一" and _ACT.match(text, match.end()):
        warnings += (f"“周一{text[match.end() : match.end() + 2]}”按每个星期一理解，也可能指每周一次",)
    days: list[str] = []
    for left, right in re.findall(r"([一二三四五六日天])(?:(?:至|到|-)(?:周|星期)?([一二三四五六日天]))?", match["days"]):
        first, last = list(_BYDAY).index(left), list(_BYDAY).index(right or left)
        days.extend(list(_BYDAY.values())[first : last + 1])
    return Detail((Rule({"FREQ": "WEEKLY", **every, "BYDAY": ",".join(dict.fromkeys(days))}),), match.end(), warnings)


def _monthly(text: str, pos: int, number: str | None, every: Rule) -> Detail:
    months = {"单": "1,3,5,7,9,11", "双": "2,4,6,8,10,12"}.get(number or "", "")
    warnings: tuple[str, ...] = ("从哪个月算起没有写明，按起始日所在的月计",) if every else ()
    head = {"FREQ": "MONTHLY", **({"BYMONTH": months} if months else every)}
    next_month = re.compile("的?(?:次月|下1?个?月)").match(text, pos)
    day = _day(text, next_month.end() if next_month else pos, months)
    if day is None:
        if next_month:
            raise Broken(f"“{text[pos : next_month.end()]}”没有写明日期")
        return Detail((Rule({**head, "BYMONTHDAY": "-1"}),), pos, warnings, generic=True)
    while (link := _AND.match(text, day.end)) and (also := _day(text, link.end(), months)):  # 每月15日前、月底前
        day = _Day(day.parts + also.parts, also.end, day.warnings + also.warnings)
    return Detail(tuple(Rule({**head, **parts}) for parts in day.parts), day.end, warnings + day.warnings)


def _day(text: str, pos: int, months: str = "") -> _Day | None:
    """Read the day inside a month at ``pos``; None when none is named."""
    if match := _DAYS.match(text, pos):
        return _numbered([int(part) for part in re.findall(r"\d+", match["days"])], months, match.end())
    if match := _WORKDAY.match(text, pos):
        nth = f"-{match['back'] or 1}" if match["last"] else match["nth"] or match["first"] or "1"
        return _Day((_working_day(nth),), match.end(), (_BY_WORKDAY,))
    if match := _AFTER.match(text, pos) or _WITHIN.match(text, pos):
        return _Day((_after(match),), match.end(), (_BY_WORKDAY,) if match["u"] == "工作日" else ())
    if match := _NTH_WEEKDAY.match(text, pos):
        nth = "-1" if match["last"] else match["n"] or "1"
        doubt = (f"“{match[0].lstrip('的')}”按第{nth}个星期{match['day']}理解",) if match["week"] else ()
        return _Day((Rule(BYDAY=nth + _BYDAY[match["day"]]),), match.end(), doubt)
    if match := _NTH_WEEK.match(text, pos):
        last = 7 * int(match["n"] or 1)
        return _Day((Rule(BYMONTHDAY=str(last)),), match.end(), (f"“{match[0].lstrip('的')}”按{last}日理解",))
    if match := _XUN.match(text, pos):
        return _Day((Rule(BYMONTHDAY={"上": "10", "中": "20", "下": "-1"}[match["xun"]]),), match.end())
    if match := _END.match(text, pos):
        return _Day((Rule(BYMONTHDAY="-1"),), match.end())
    if match := _START.match(text, pos):
        return _Day((Rule(BYMONTHDAY="10"),), match.end(), ("“初”按上旬末（10日）理解，也可能指1日",))
    if match := _MIDDLE.match(text, pos):
        return _Day((Rule(BYMONTHDAY="20"),), match.end(), ("“月中”按中旬末（20日）理解",))
    return None


def _numbered(days: list[int], months: str, end: int) -> _Day:
    """Return the days of a month by their numbers; where a month is too short for one, its last day counts."""
    if not all(1 <= day <= 31 for day in days):
        raise Broken(f"没有{max(days)}日")
    shortest = min((month_length(2001, int(month)) for month in months.split(",")), default=28) if months else 28
    plain = [day for day in days if day <= shortest]
    parts = [Rule(BYMONTHDAY=",".join(map(str, plain)))] if plain else []
    warnings = []
    for day in (day for day in days if day > shortest):
        parts.append(Rule(BYMONTHDAY="-1") if day == 31 else Rule(BYMONTHDAY=",".join(map(str, range(28, day + 1))), BYSETPOS="-1"))
        warnings.append(f"没有{day}日的月份按月底计")
    return _Day(tuple(parts), end, tuple(warnings))


def _working_day(place: str) -> Rule:
    """Return the working day of a month by its place, from its end where that is negative."""
    if not 1 <= abs(int(place)) <= 20:  # February has twenty
        raise Broken(f"一个月不一定有{place.lstrip('-')}个工作日")
    return Rule(BYDAY=_WORKING, BYSETPOS=place)


def _after(match: re.Match[str], longest: int = 28) -> Rule:
    """Read so many days after the end of a period; ``longest`` is the shortest length of the months that they fall in."""
    if match["u"] == "工作日":
        return _working_day(match["n"])
    if not 1 <= int(match["n"]) <= longest:
        raise Broken(f"“{match[0]}”跨月，无法写成固定日期")
    return Rule(BYMONTHDAY=match["n"])


# --- quarters, half-years, years ------------------------------------------------------------------------------------


def _quarterly(text: str, pos: int, every: Rule) -> Detail:
    if every:
        raise Broken(f"每{every['INTERVAL']}季度不是常用的周期")
    months = {"first": "1,4,7,10", "second": "2,5,8,11", "last": "3,6,9,12", "next": "1,4,7,10"}
    return _in_months(text, pos, months, "季度")


def _half_yearly(text: str, pos: int) -> Detail:
    months = {"first": "1,7", "second": "2,8", "last": "6,12", "next": "1,7"}
    return _in_months(text, pos, months, "半年")


def _in_months(text: str, pos: int, months: dict[str, str], name: str) -> Detail:
    """Read a period that is made of months: quarter or half-year."""
    if match := _MONTH.match(text, pos):
        named = months[match.lastgroup or "last"]
        again = _AGAIN.match(text, match.end())  # 每季度末月（3、6、9、12月）25日前
        day = _day(text, again.end() if again else match.end(), named)
        parts = day.parts if day else (Rule(BYMONTHDAY="-1"),)
        rules = tuple(Rule({"FREQ": "MONTHLY", "BYMONTH": named, **part}) for part in parts)
        return Detail(rules, day.end if day else match.end(), day.warnings if day else ())
    if match := _AFTER.match(text, pos):
        warnings = (_BY_WORKDAY,) if match["u"] == "工作日" else ()
        return Detail((Rule({"FREQ": "MONTHLY", "BYMONTH": months["next"], **_after(match, 30)}),), match.end(), warnings)
    if match := _DAYS.match(text, pos):
        raise Broken(f"“每{name}{match[0]}”没有写明是哪个月")
    if match := _WORKDAY.match(text, pos):
        raise Broken(f"“每{name}{match[0]}”没有写明是哪个月")
    match = _END.match(text, pos)
    if match and (again := _END.match(text, match.end())):  # 每季度末最后一周
        match = again
    freq = "MONTHLY" if name == "季度" else "YEARLY"
    return Detail((Rule(FREQ=freq, BYMONTH=months["last"], BYMONTHDAY="-1"),), match.end() if match else pos, generic=True)


def _yearly(text: str, pos: int, every: Rule) -> Detail:
    lead = re.compile("(?:的|在|于|[,(](?:于|在))?").match(text, pos)
    start = lead.end() if lead else pos
    points, end, warnings, ranged = _points(text, start)
    if points:
        months = ""
        if ranged and len(points) == 1 and points[0][0] >= ranged:
            months = ",".join(map(str, range(ranged, points[0][0] + 1)))
        return Detail(_yearly_rules(points, every), end, warnings, months=months)
    if match := _AFTER.match(text, pos):
        return Detail((Rule({"FREQ": "YEARLY", **every, "BYMONTH": "1", **_after(match, 31)}),), match.end())
    if eve := feast_eve(text, start):
        month, day, end, warning = eve
        return Detail(_yearly_rules([(month, day)], every), end, (warning,))
    if match := pattern("events").match(text, start):
        raise Broken(f"“{match[0]}”没有确定的日期")
    if re.compile("年?[初中](?![步期间])").match(text, start):
        raise Broken(f"“{text[start : start + 2]}”没有确定的日期")
    return Detail((Rule({"FREQ": "YEARLY", **every, "BYMONTH": "12", "BYMONTHDAY": "-1"}),), pos, generic=True)


def _points(text: str, start: int) -> tuple[list[tuple[int, int]], int, tuple[str, ...], int]:
    """Return the days of a year that are listed at ``start`` (month and day, -1 for its last), their end, remarks, and the first month of a range."""
    points: list[tuple[int, int]] = []
    warnings: tuple[str, ...] = ()
    ranged = 0
    while start < len(text) and (match := _POINT.match(text, start)):
        if match[0][0] in ",;" and not points:
            break
        month, day, warned = _month_point(match)
        if points and text[start] in "-至到":  # of a range, its end counts
            ranged = points.pop()[0]
        points.append((month, day))
        warnings += warned
        start = match.end()
        if last_day := _TO_DAY.match(text, start):
            points[-1] = (month, int(last_day["d"]))
            start = last_day.end()
    if len(points) > 1 and (shared := _SHARED_DAY.match(text, start)):  # 3月、6月、9月、12月的25日前
        points = [(month, int(shared["d"])) for month, _ in points]
        start = shared.end()
    return points, start, warnings, ranged


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
        return (month, -1, ("平年的2月没有29日，按2月底计",)) if (month, day) == (2, 29) else (month, day, ())
    if match["xun"]:
        return month, {"上": 10, "中": 20, "下": -1}[match["xun"]], ()
    if match["before"] and not match["end"]:
        if month == 1:
            return 12, -1, ("“1月前”按上年12月31日理解，也可能指1月31日",)
        return month - 1, -1, (f"“{month}月前”按{month - 1}月底理解，也可能指{month}月底",)
    return month, -1, ()


def _yearly_rules(points: Iterable[tuple[int, int]], every: Rule) -> tuple[Rule, ...]:
    points = list(points)
    ends = [(month, -1 if day == month_length(2001, month) else day) for month, day in points]
    if len({day for _, day in points}) > 1 and len({day for _, day in ends}) == 1:
        points = ends
    by_day: dict[int, list[int]] = {}
    for month, day in points:
        by_day.setdefault(day, []).append(month)
    return tuple(
        Rule({"FREQ": "YEARLY", **every, "BYMONTH": ",".join(str(month) for month in sorted(set(months))), "BYMONTHDAY": str(day)})
        for day, months in by_day.items()
    )
