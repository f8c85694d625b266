"""From dates as they are written to days of the calendar."""

from datetime import MAXYEAR, MINYEAR, date

from govopen_cli.language.deadline.mentions import Mention
from govopen_cli.language.deadline.model import Broken, Issued, add_days, add_months, month_end
from govopen_cli.language.deadline.points import Point
from govopen_cli.record import NamedTuple

_WITH_MONTH = ("day", "week", "xun", "month", "feast")
_UNTIL = ("到", "至", "截至", "截止")  # 到2030年 names the end alone
_WEEKDAYS = "一二三四五六日"


class Span(NamedTuple):
    """A date that a phrase names: its last day, its first day where the phrase names a span, and what is doubtful."""

    end: date
    start: date | None = None
    alternatives: tuple[date, ...] = ()
    warnings: tuple[str, ...] = ()
    assumed: bool = False  # the year stands nowhere in the phrase: it is that of the document


class Calendar:
    """Turns the dates of one phrase into days, from left to right: each says what the later ones leave out."""

    def __init__(self, text: str, issued: Issued | None) -> None:
        self.text = text
        self.issued = issued
        self.year: int | None = None  # of the last date
        self.named = False  # whether that year stands in the phrase
        self.month: int | None = None

    def note(self, mention: Mention) -> None:
        """Take the year of a date that is not due itself but gives it to those that follow."""
        point = mention.first
        self.year, self.named = self._year(point), point.dated

    def span(self, mention: Mention) -> Span:
        """Return the days of a date or range.

        Raises:
            Broken: there is no such day, or it can't be known which one is meant.
        """
        if not mention.ranged:
            return self._point(mention.first, mention.text)
        left = self._point(mention.first, mention.first.text)
        assumed = left.assumed
        right = self._point(mention.last, mention.last.text)
        start = left.start if left.start is not None else left.end
        if right.end < start:
            hint = "" if mention.last.dated else "，可能漏写了“次年”"
            raise Broken(f"“{self.text[mention.text[0] : mention.text[1]]}”的结束早于开始{hint}")
        return right._replace(start=start, warnings=left.warnings + right.warnings, assumed=right.assumed and assumed)

    def opening(self, mention: Mention) -> date:
        """Return the first day of a date from which on something goes on."""
        point = mention.last._replace(suffix=mention.last.suffix._replace(opens=False))
        if mention.ranged:
            raise Broken(f"“{self.text[mention.text[0] : mention.text[1]]}”读不通")
        span = self._body(point, self._year(point))
        self._remember(point, span)
        return span.start or span.end

    # --- one date ---------------------------------------------------------------------------------------------------

    def _point(self, point: Point, text: tuple[int, int]) -> Span:
        written = self.text[text[0] : text[1]]
        year = self._year(point)
        span = self._body(point, year)
        assumed = not point.dated and not self.named and point.unit != "plan"
        self._remember(point, span, year)
        if point.bare and self.text[: text[0]].endswith(_UNTIL):
            span = span._replace(start=None)
        return self._ended(point, written, span)._replace(assumed=assumed)

    def _remember(self, point: Point, span: Span, year: int | None = None) -> None:
        # 2025年1月前 resolves to a day of 2024; the dates that follow it are still read from 2025
        self.year = year if point.dated and year is not None else (span.start or span.end).year
        self.named = self.named or point.dated
        self.month = (span.start or span.end).month if point.unit in _WITH_MONTH else None

    def _year(self, point: Point) -> int:
        if point.unit == "plan":
            return 2010 + 5 * point.number  # 十一五, the first of the list, ended in 2010
        if point.year is not None:
            return self._four_digits(point.year) if point.year < 100 else _plausible(point.year)
        if point.year_word:
            return self._counted(point.year_word)
        base = self.year if self.year is not None else self.issued.year if self.issued else None
        if base is None:
            raise Broken("没有写明年份，也不知道文件的年份")
        return base + (point.unit == "feast" and point.number == 101)  # in the document of a year, its New Year's Day is past

    def _counted(self, word: str) -> int:
        """Return the year that a word names: 次年 counts from the date before it, 明年 from the document."""
        issued = self.issued.year if self.issued else None
        near = word in ("次年", "翌年") or word.startswith("当年")
        base = self.year if near and self.year is not None else issued
        if base is None:
            raise Broken(f"“{word}”需要知道文件的年份")
        return base + {"次": 1, "来": 1, "翌": 1, "明": 1, "下": 1, "后": 2, "去": -1, "上": -1, "前": -2}.get(word[0], 0)

    def _four_digits(self, year: int) -> int:
        if self.issued is not None and abs(2000 + year - self.issued.year) > 15:
            raise Broken(f"“{year:02d}年”不像是{2000 + year}年")
        return 2000 + year

    def _body(self, point: Point, year: int) -> Span:
        if not MINYEAR < year < MAXYEAR:
            raise Broken(f"{year}年不像是年份")
        reader = {
            "day": self._day,
            "week": self._week,
            "xun": self._xun,
            "month": self._whole_month,
            "quarter": self._quarter,
            "half": _half,
            "midyear": _midyear,
            "plan": _plan,
            "feast": _feast,
        }.get(point.unit, _whole_year)
        span = reader(point, year)
        return span._replace(warnings=point.warnings + span.warnings)

    def _month(self, point: Point, year: int) -> tuple[int, int]:
        """Return year and month of a date; 本月 and its like count from the month of issue, 次月 from the date before it."""
        if point.month is not None:
            return year, _checked_month(point.month)
        if not point.word:
            if self.month is None:
                raise Broken(f"“{point.number}日”没有写明月份")
            return year, self.month
        if point.dated:
            raise Broken("月份没有写")
        if point.word.startswith(("次月", "月")) and self.year is not None and self.month is not None:
            base = date(self.year, self.month, 1)
        else:
            base = self._issue_month(point.word)
        moved = add_months(base, _steps(point.word))
        return moved.year, moved.month

    def _issue_month(self, word: str) -> date:
        if self.named and self.issued is not None and self.year != self.issued.year:
            raise Broken(f"“{word}”前面写的是{self.year}年，不知道是哪个月")
        if self.issued is None or self.issued.month is None:
            raise Broken(f"“{word}”需要知道文件印发的月份")
        return date(self.issued.year, self.issued.month, 1)

    def _day(self, point: Point, year: int) -> Span:
        if point.part:  # 第三季度末月25日
            inner = self._quarter(point, year)
            month, number = inner.end.month, int(point.part[-2:].lstrip("月"))
        else:
            year, month = self._month(point, year)
            number = point.number
        try:
            result = date(year, month, number)
        except ValueError as error:
            raise Broken(f"{year}年{month}月没有{number}日") from error
        warnings: tuple[str, ...] = ()
        if point.weekday and _WEEKDAYS.index(point.weekday.replace("天", "日")) != result.weekday():
            warnings = (f"{result.isoformat()}是星期{_WEEKDAYS[result.weekday()]}，不是星期{point.weekday}",)
        return Span(result, warnings=warnings)

    def _week(self, point: Point, _year: int) -> Span:
        """Weeks begin on Monday; 本 and 下 count from the week of the day of issue."""
        issued = self.issued.exact if self.issued else None
        if issued is None:
            raise Broken("“本周”“下周”需要知道文件印发的日期")
        monday = add_days(issued, 7 * _steps(point.word) - issued.weekday())
        first, last = (monday, add_days(monday, 6)) if point.number == 7 else (None, add_days(monday, point.number))
        return Span(last, first, warnings=(f"按印发日期{issued.isoformat()}所在的周推算",))

    def _xun(self, point: Point, year: int) -> Span:
        year, month = self._month(point, year)
        first, last = _PARTS[point.part]
        end = month_end(year, month) if last == 0 else date(year, month, last)
        warnings = (f"“{month}月{point.part[-1]}”按{'上' if point.part == '初' else '中'}旬理解",) if point.part in ("初", "月中") else ()
        return Span(end, date(year, month, first), warnings=warnings)

    def _whole_month(self, point: Point, year: int) -> Span:
        year, month = self._month(point, year)
        return Span(month_end(year, month), date(year, month, 1))

    def _quarter(self, point: Point, year: int) -> Span:
        if point.word:
            if point.dated:
                raise Broken("季度没有写")
            issue = self._issue_month(point.word)
            moved = add_months(date(issue.year, (issue.month - 1) // 3 * 3 + 1, 1), 3 * _steps(point.word))
            year, first = moved.year, moved.month
        else:
            first = point.number * 3 - 2
        if point.part:
            month = first + {"首": 0, "末": 2, "最": 2}.get(point.part[0], int(point.part[1]) - 1 if point.part[0] == "第" else 0)
            return Span(month_end(year, month), date(year, month, 1))
        return Span(month_end(year, first + 2), date(year, first, 1))

    # --- what stands behind it --------------------------------------------------------------------------------------

    def _ended(self, point: Point, written: str, span: Span) -> Span:
        """Apply 底, 末, 内, 前, 前后 to a date."""
        suffix = point.suffix
        if suffix.past:
            raise Broken(f"“{written}”只说了在什么时候之后")
        if point.unit == "year" and point.year is not None and point.year < 100 and not suffix.closes:
            raise Broken(f"“{written}”不像是年份")
        if suffix.end and point.unit in ("day", "week", "feast", "midyear"):
            raise Broken(f"“{written}”读不通")
        if suffix.about:
            span = span._replace(warnings=(*span.warnings, f"“{suffix.about}”不是确切的日期，按最后一天计"))
        if point.unit == "feast" and suffix.before:
            eve = add_days(span.end, -1)
            return span._replace(end=eve, warnings=(*span.warnings, f"“{written}”按{eve.isoformat()}理解（节日前一天）"))
        if suffix.end or suffix.within or (suffix.before and span.start is None):
            return span._replace(start=None)
        if suffix.before and span.start is not None:
            return self._before(point, written, span, span.start)
        return span

    def _before(self, point: Point, written: str, span: Span, first: date) -> Span:
        """X前 with a bare month, quarter or year is ambiguous: strictly before it begins, or by its end."""
        strict = add_days(first, -1)
        if point.unit in ("xun", "midyear", "week") or (self.issued is not None and strict < self.issued.first <= span.end):
            warning = f"“{written}”按{span.end.isoformat()}理解，也可能指{strict.isoformat()}"
            return span._replace(start=None, alternatives=(strict,), warnings=(*span.warnings, warning))
        warning = f"“{written}”按{strict.isoformat()}理解（该期开始之前），也可能指{span.end.isoformat()}"
        return span._replace(end=strict, start=None, alternatives=(span.end,), warnings=(*span.warnings, warning))


# the days of the parts of a month; 0 stands for its last day
_PARTS = {
    "上": (1, 10),
    "中": (11, 20),
    "下": (21, 0),
    "上中": (1, 20),
    "中下": (11, 0),
    "初": (1, 10),
    "月中": (11, 20),
    "上半": (1, 15),
    "下半": (16, 0),
}


def _steps(word: str) -> int:
    """Return how many months or quarters a word counts from the present one."""
    if word.startswith("下下"):
        return 2
    return {"下": 1, "次": 1, "上": -1}.get(word[0], 0)


def _checked_month(month: int) -> int:
    if not 1 <= month <= 12:
        raise Broken(f"没有{month}月")
    return month


def _plausible(year: int) -> int:
    if not 1949 <= year <= 2199:
        raise Broken(f"{year}年不像是年份")
    return year


def _whole_year(_point: Point, year: int) -> Span:
    return Span(date(year, 12, 31), date(year, 1, 1))


def _half(point: Point, year: int) -> Span:
    first_half = point.number == 1
    return Span(date(year, 6, 30) if first_half else date(year, 12, 31), date(year, 1 if first_half else 7, 1))


def _midyear(_point: Point, year: int) -> Span:
    return Span(date(year, 6, 30), date(year, 6, 1), warnings=("“年中”按6月30日理解",))


def _plan(_point: Point, year: int) -> Span:
    return Span(date(year, 12, 31), date(year - 4, 1, 1))


def _feast(point: Point, year: int) -> Span:
    return Span(date(year, point.number // 100, point.number % 100))
