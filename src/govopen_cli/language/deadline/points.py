"""One date of a phrase as it is written: its year, its unit and number, and what stands behind it (底, 前, 内, 起).

Reading is separate from the calendar (``spans``): which year a date without one belongs to is known only when it is known which of the
dates are due and which belong to what is done (``roles``).
"""

import re
from datetime import date, timedelta

from govopen_cli.language.deadline.model import Broken
from govopen_cli.language.deadline.words import either, pairs
from govopen_cli.record import NamedTuple


class Suffix(NamedTuple):
    """What stands behind a date."""

    end: bool = False  # 底, 末
    within: bool = False  # 内
    during: bool = False  # 期间
    before: bool = False  # 前
    about: str = ""  # 左右, 前后
    opens: bool = False  # 起
    since: bool = False  # 以来
    past: bool = False  # 后

    @property
    def closes(self) -> bool:
        """Whether it says that the date is one by which something is due."""
        return self.end or self.within or self.during or self.before or bool(self.about)


class Point(NamedTuple):
    """A date as a phrase writes it.

    ``unit`` is day, week, xun, month, quarter, half, midyear, year, plan or feast; ``number`` is the day, weekday (0 to 6, 7 for a whole week), quarter, half (1, 2), five-year plan or the
    feast's month and day (704 for 7-4); ``word`` holds 本月, 下季度, 月底: a month or quarter counted from the month of issue; 本, 下: a week.
    """

    unit: str
    text: tuple[int, int]
    year: int | None = None
    year_word: str = ""
    month: int | None = None
    number: int = 0
    part: str = ""  # of a month: 上, 中, 下, 上中, 中下, 初, 月中, 上半, 下半; of a quarter: which month
    word: str = ""
    weekday: str = ""
    suffix: Suffix = Suffix()
    warnings: tuple[str, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether it is a span with nothing behind it that says when in it something is due."""
        return self.unit not in ("day", "feast") and not self.suffix.closes

    @property
    def dated(self) -> bool:
        """Whether its own year is written, in digits or in words."""
        return self.year is not None or bool(self.year_word)


_YEAR = re.compile(
    r"""
    (?<![\d.]) (?P<y> \d{4} | \d{2} ) 年 (?: 度 (?! 末 ) )? (?! 制 | 级 | 期 | 来 | 以上 | 以下 | 以后的 )
    | (?P<word> 今年度? | 本年度? | 当年度? | 明年度? | 次年 | 来年 | 翌年 | 后年 | 去年度? | 上1?年度? | 下1?年度? | (?<!\w) 前年 (?=[底末]|\d|[上下]半年|第\d季度|$) )
    | (?<![\d.]) (?P<short> (?:19|20) \d{2} ) (?: [-/.]? (?= 第[1-4]季度 | [上下]半年 ) | (?= [底末] (?! 部|层 ) ) )
    """,
    re.VERBOSE,
)
_NUMERIC = re.compile(
    r"""
    (?<![\d.]) (?P<y> (?:19|20) \d{2} )
    (?: (?P<sep>[-/.]) (?P<m>\d{1,2})
        (?: (?P=sep) (?P<d>\d{1,2}) (?![\d月]) [日号]?
          | (?!\d) (?: 月份? (?: (?P<d2>\d{1,2}) [日号] )? | (?!年) ) )
      | (?<! - \d{4} ) (?P<cm> 0[1-9] | 1[0-2] ) (?: (?P<cd> 0[1-9] | [12]\d | 3[01] ) (?![\d年月日号]) | (?= 前|底|末|$|[-至到]|[,;。、)] ) ) )
    """,
    re.VERBOSE,
)
_SHORT = re.compile(
    r"""(?P<m>\d{1,2}) (?P<sep>[./·]) (?P<d>\d{1,2}) (?![\d%.])
        (?: [日号] | (?= 之前|以前|前|止|$|[-至到]\d|[、,;。)] ) )""",
    re.VERBOSE,
)
_TWO_DIGITS = re.compile(
    r"(?P<y>[1-3]\d)(?P<sep>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?:[日号]|(?=之前|以前|前|止|$|[-至到]\d|[、,;。)]))"
)
_SHORT_LEFT = re.compile(r"(?:^|[-、,，;；。:：(和及与至到于在自从])$")
_PLAN = re.compile("十(?P<n>[一二三四五六七])五(?:规划)?(?:时期|期(?!间|末))?")
_MONTH = re.compile(r"(?<!\d)(?P<m>\d{1,2})月份?(?!\d+个)|(?P<word>本月|当月|下下个?月|下1?个?月|次月|上1?个?月)份?")
_DAY = re.compile(
    rf"的?(?P<d>\d{{1,2}})(?:[日号](?!楼|线|院|令|文|门|井|机|桥|馆|厅|路|地块)|(?P<lost>(?=前(?!\d)|之前|以前|止|$|[,;。)]|{either('acts')})))"
)
_PART = re.compile(
    r"""的? (?: (?P<xun> 上中 | 中下 | [上中下] ) 旬 | (?P<half> [上下前后] ) 半月
        | 月? (?P<chu> 初 ) (?! 步|见|审|验|稿|评|始|检|核|期|级|中|小 )
        | 月? (?P<mid> 中 ) (?= [前之以完、,;。)和底] | $ ) )""",
    re.VERBOSE,
)
_QUARTER = re.compile(
    r"""(?: 第(?P<q>[1-4])季度 | (?P<word> (?: 本 | 当 | 次 | [上下]1?个? ) (?: 季度 | 季 (?= [底末前内首] ) ) ) )
        (?: 的? (?P<month> 首个?月 | 第[1-3]个?月 | 末月 | 最后1?个?月 ) 份? (?: (?P<d>\d{1,2}) [日号] )? )?""",
    re.VERBOSE,
)
_HALF = re.compile("(?P<half>[上下前后])半年")
_MIDYEAR = re.compile(r"年?中(?=[前之以完、,;。)和及与底]|$)")
_IMPLIED = re.compile(
    r"""(?<! [\dA-Za-z×*_\ue001零〇一二三四五六七八九十几数个每] )
        (?: (?P<year> 年度? (?=[底末]) | 年 (?= 度?之?以?内 ) | 岁 (?=末) ) | (?P<month> 月 (?=[底末]) ) | (?P<quarter> 季度? (?=[底末]) ) )""",
    re.VERBOSE,
)
_FEASTS = pairs("feasts")  # name -> month-day
_FEAST = re.compile(rf"(?P<name>{'|'.join(sorted(_FEASTS, key=len, reverse=True))})(?:假期|小?长假|黄金周|节)?(?=之前|以前|前夕|前(?!后))")
_FEAST_BEFORE = re.compile("之前|以前|前夕?")
_THIS_WEEK = re.compile("(?P<which>本|这|下)个?(?:周|星期)(?P<d>[一二三四五六日天])?(?!期|边|围|转)")
_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(r"\(?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])\)?")
_SUFFIX = re.compile(
    r"""
    (?P<end> (?P<again> 当?年 | 年度 | 月 | 季度? | 度 | 期 )? [底末] (?! 部|层|端|尾|次|位 ) )?
    (?P<within> 年? 度? (?: 之内 | 以内 | 内 (?! 部|容|外|蒙|设|控|涝|河|审|业|退|销|环|阻 ) ) )?
    (?P<during> 期间 )?
    (?P<remark> \( [^()\d]{1,16} \) (?= 之前 | 以前 | 前 | 内 ) )?
    (?P<about> 前后 | 左右 )?
    (?P<before> 之前 | 以前 | 前夕? (?! 期|往|提|置|述|言|沿|三|\d|后|来|端|列|茅|两|半|瞻|台|移|进|线|款|景|身|哨|程 ) )?
    (?P<stop> 为?止 )?
    (?P<since> 以来 )?
    (?P<from> 起 (?! 草|步|诉|底|点|重|义|始|源|动|来|到 ) | 开始 (?! 前 ) )?
    (?P<past> (?: 之后 | 以后 | 后 ) (?! 期|续|备|勤|台|半|面|方|评 ) )?
    """,
    re.VERBOSE,
)
# 12月月底 and 2021年年底 say their unit twice
_AGAIN = {"month": ("月",), "year": ("年", "当年", "年度", "度"), "quarter": ("季", "季度", "度"), "plan": ("期",)}
_STARTS = frozenset("0123456789今本这当明次来翌后去上下前十第年月季岁中") | {name[0] for name in _FEASTS}


def read(text: str, pos: int) -> Point | None:
    """Return the date that begins at ``pos`` of a normalized phrase, or None."""
    if text[pos] not in _STARTS:
        return None
    point = _numeric(text, pos) or _dated(text, pos)
    return point and with_suffix(text, point)


def day_of_list(text: str, pos: int) -> Point | None:
    """Return the day without a month that begins at ``pos`` (6月10日、20日), or None."""
    match = _DAY.match(text, pos)
    return with_suffix(text, Point("day", match.span(), number=int(match["d"]))) if match and match["lost"] is None else None


def part_of_list(text: str, pos: int) -> Point | None:
    """Return the part of a month without its month that begins at ``pos`` (6月上旬至中旬), or None."""
    match = _PART.match(text, pos)
    return with_suffix(text, Point("xun", match.span(), part=_part(match))) if match and match["xun"] else None


def _numeric(text: str, pos: int) -> Point | None:
    if match := _NUMERIC.match(text, pos):
        day = match["d"] or match["d2"] or match["cd"]
        month = int(match["m"] or match["cm"])
        warnings = () if match["m"] or day else (f"“{match[0]}”按{match['y']}年{month}月理解",)
        return Point("day" if day else "month", match.span(), year=int(match["y"]), month=month, number=int(day or 0), warnings=warnings)
    if (match := _TWO_DIGITS.match(text, pos)) and _SHORT_LEFT.search(text[max(0, pos - 1) : pos]):
        year, month, number = int(match["y"]), int(match["m"]), int(match["d"])
        said = f"“{match[0]}”按{2000 + year}年{month}月{number}日理解"
        return Point("day", match.span(), year=year, month=month, number=number, warnings=(said,))
    match = _SHORT.match(text, pos)
    if match and _SHORT_LEFT.search(text[max(0, pos - 1) : pos]) and 1 <= int(match["m"]) <= 12 and 1 <= int(match["d"]) <= 31:
        month, number = int(match["m"]), int(match["d"])
        return Point("day", match.span(), month=month, number=number, warnings=(f"“{match[0]}”按{month}月{number}日理解",))
    return None


def _dated(text: str, pos: int) -> Point | None:
    """Read a date with an optional year before it; a year alone is one."""
    match = _YEAR.match(text, pos)
    if match is None:
        return _in_year(text, pos, within=False)
    year, word = match["y"] or match["short"], match["word"] or ""
    if year and len(year) == 4 and year < "1000":
        raise Broken(f"{year}年不像是年份")
    rest = match.end() + (text[match.end() : match.end() + 1] == "的")
    inner = _in_year(text, rest, within=True)
    point = inner or Point("year", match.span())
    return point._replace(text=(pos, point.text[1]), year=int(year) if year else None, year_word=word)


def _in_year(text: str, pos: int, *, within: bool) -> Point | None:
    """Read what a year is divided in; ``within`` says that the year stands before it."""
    if match := _MONTH.match(text, pos):
        return _in_month(text, match)
    if match := _QUARTER.match(text, pos):
        number = int(match["q"] or 0)
        month_word = match["month"] or ""
        unit = "day" if match["d"] else "quarter"
        return Point(unit, match.span(), number=number, part=f"{month_word}{match['d'] or ''}", word=match["word"] or "")
    if match := _HALF.match(text, pos):
        return Point("half", match.span(), number=1 if match["half"] in "上前" else 2)
    if match := _FEAST.match(text, pos):
        month, day = _FEASTS[match["name"]].split("-")
        return Point("feast", match.span(), number=int(month) * 100 + int(day), word=match["name"])
    if match := _MIDYEAR.match(text, pos):
        if within or text[pos] == "年":
            return Point("midyear", match.span())
        return None
    if within:
        return _figures_in_year(text, pos)
    if match := _THIS_WEEK.match(text, pos):
        number = 7 if match["d"] is None else _WEEKDAYS.index(match["d"].replace("天", "日"))
        return Point("week", match.span(), number=number, word=match["which"])
    if match := _PLAN.match(text, pos):
        return Point("plan", match.span(), number="一二三四五六七".index(match["n"]))
    if match := _IMPLIED.match(text, pos):
        return Point(match.lastgroup or "", match.span(), word="" if match["year"] else match[0])
    return None


def _figures_in_year(text: str, pos: int) -> Point | None:
    """Read 2022年6.30."""
    match = _SHORT.match(text, pos)
    if match is None:
        return None
    month, number = int(match["m"]), int(match["d"])
    return Point("day", match.span(), month=month, number=number, warnings=(f"“{match[0]}”按{month}月{number}日理解",))


def feast_eve(text: str, pos: int) -> tuple[int, int, int, str] | None:
    """Return the month and day before the feast that is named at ``pos`` with 前, where the words end, and a remark; None for another."""
    match = _FEAST.match(text, pos)
    before = _FEAST_BEFORE.match(text, match.end()) if match else None
    if match is None or before is None:
        return None
    month, day = map(int, _FEASTS[match["name"]].split("-"))
    eve = date(2001, month, day) - timedelta(days=1)
    return eve.month, eve.day, before.end(), f"“{match[0]}前”按{eve.month}月{eve.day}日理解（节日前一天）"


def _in_month(text: str, match: re.Match[str]) -> Point:
    word = match["word"] or ""
    month = int(match["m"]) if match["m"] else None
    if day := _DAY.match(text, match.end()):
        warnings = () if day["lost"] is None else (f"“{match[0]}{day['d']}”后面漏了“日”",)
        return Point("day", (match.start(), day.end()), month=month, number=int(day["d"]), word=word, warnings=warnings)
    if part := _PART.match(text, match.end()):
        return Point("xun", (match.start(), part.end()), month=month, part=_part(part), word=word)
    return Point("month", match.span(), month=month, word=word)


def _part(match: re.Match[str]) -> str:
    if match["half"]:
        return "上半" if match["half"] in "上前" else "下半"
    return match["xun"] or match["chu"] or "月中"


def with_suffix(text: str, point: Point) -> Point:
    """Return a date with the weekday and the ending that stand behind it."""
    weekday = ""
    end = point.text[1]
    if point.unit == "day" and (match := _WEEKDAY.match(text, end)):
        weekday, end = match["day"], match.end()
    match = _SUFFIX.match(text, end)
    assert match is not None  # every part of the pattern may be missing
    if match["again"] and match["again"] not in _AGAIN.get(point.unit, ()):
        return point._replace(weekday=weekday)  # 2021年月底: the month was left out
    suffix = Suffix(
        end=bool(match["end"]),
        within=bool(match["within"]),
        during=bool(match["during"]),
        before=bool(match["before"]),
        about=match["about"] or "",
        opens=bool(match["from"]),
        since=bool(match["since"]),
        past=bool(match["past"]),
    )
    return point._replace(text=(point.text[0], match.end()), weekday=weekday, suffix=suffix)
