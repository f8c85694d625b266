"""Days in words, for ``days``: 昨天, 上周五, 三天前, 10月20日, 二〇二四年十月二十日, 2024-10-20 08:30, 6月底."""

import re
from datetime import date

from govopen_cli.language.deadline.days import existing, full_year, this_or_next
from govopen_cli.language.deadline.model import Broken, Issued, add_days, add_months, month_length
from govopen_cli.language.deadline.normal import normalize
from govopen_cli.language.deadline.resolve import understood

Days = tuple[date, date]  # the first and the last

_NEAR = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_WEEKDAYS = "一二三四五六日"
_STEPS = {"上上": -2, "上": -1, "下": 1, "下下": 2}
_DAY = re.compile(
    r"""
    (?: (?P<y> \d{4} | \d{2} ) (?: 年 | (?P<mark>[-/.]) ) )?
    (?P<m>\d{1,2}) (?: 月 | (?P<between>[-/.]) ) (?P<d>\d{1,2}) [日号]?
    (?: \(? (?:周|星期|礼拜) (?P<weekday>[一二三四五六日天]) \)? )?
    """,
    re.VERBOSE,
)
_NEAR_DAY = re.compile("(?P<day>大?[前后]|[昨今明])[天日](?:上午|中午|下午|晚上)?")
_AWAY = re.compile("(?P<n>[0-9]{1,4})(?:(?P<u>天|日|个?周|个?星期|个?礼拜|个月|年)[之以]?(?P<way>[前后]))")
_WEEK = re.compile("(?P<which>上上|下下|[上下本这])?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])?")
_ONLY_A_DATE = re.compile("[0-9年月日号季度第首上中下半旬底末初前后内之以今本明次去当来个./至到-]+")
_DAY_OF_MONTH = re.compile("(?P<d>[0-9]{1,2})[日号]")


def read(words: str, today: date, lean: str) -> Days | None:
    """Return the first and the last day that the words name, None where they name none; arguments as in ``days.read``.

    Raises:
        Broken: there is no such day, or the words can be read in two ways.
    """
    phrase = normalize(words)
    if phrase.remarks:
        raise Broken(phrase.remarks[0])
    text = re.sub("这个?(?=月|季度)", "本", phrase.text)
    for reader in (_near, _away, _week, _dated, _day_of_month):
        if found := reader(text, today, lean):
            return found
    return _phrase(text, today)


def _near(text: str, today: date, _lean: str) -> Days | None:
    match = _NEAR_DAY.fullmatch(text)
    return match and _one(add_days(today, _NEAR[match["day"]]))


def _away(text: str, today: date, _lean: str) -> Days | None:
    match = _AWAY.fullmatch(text)
    if match is None or (match["u"] == "年" and len(match["n"]) > 2):  # 2022年前 names a year
        return None
    unit = match["u"].removeprefix("个")
    if unit == "日" and match["way"] == "前":
        raise Broken(f"“{text}”可能是{match['n']}天以前，也可能是{match['n']}日以前")
    count = int(match["n"]) * (-1 if match["way"] == "前" else 1)
    if unit in "月年":
        return _one(add_months(today, count * (12 if unit == "年" else 1)))
    return _one(add_days(today, count * (1 if unit in "天日" else 7)))


def _week(text: str, today: date, _lean: str) -> Days | None:
    """Weeks begin on Monday: 周日 of this week lies ahead until it has come."""
    match = _WEEK.fullmatch(text)
    if match is None or not (match["which"] or match["day"]):
        return None
    monday = add_days(today, 7 * _STEPS.get(match["which"] or "", 0) - today.weekday())
    if match["day"]:
        return _one(add_days(monday, _WEEKDAYS.index(match["day"].replace("天", "日"))))
    return monday, add_days(monday, 6)


def _dated(text: str, today: date, lean: str) -> Days | None:
    match = _DAY.fullmatch(text)
    if match is None or (match["y"] and match["mark"] != match["between"]):
        return None
    month, day = int(match["m"]), int(match["d"])
    found = existing(full_year(match["y"], today), month, day) if match["y"] else this_or_next(month, day, today, lean)
    if match["weekday"] and _WEEKDAYS.index(match["weekday"].replace("天", "日")) != found.weekday():
        raise Broken(f"{found.isoformat()}是星期{_WEEKDAYS[found.weekday()]}，不是星期{match['weekday']}")
    return _one(found)


def _day_of_month(text: str, today: date, lean: str) -> Days | None:
    """Read 20日: of this month, or of the neighbouring one where ``lean`` asks for it."""
    match = _DAY_OF_MONTH.fullmatch(text)
    if match is None:
        return None
    day = int(match["d"])
    step = {"past": -1 if day > today.day else 0, "ahead": 1 if day < today.day else 0}.get(lean, 0)
    month = add_months(today.replace(day=1), step)
    if step and day > month_length(month.year, month.month):
        month = today
    return _one(existing(month.year, month.month, day))


def _phrase(text: str, today: date) -> Days | None:
    """Read what the grammar of deadlines reads, where it names one date and has no doubt: 6月底, 上半年, 去年10月."""
    if not _ONLY_A_DATE.fullmatch(text):
        return None
    reading = understood(text, Issued(today.year, today.month, today.day))
    if reading.kind != "date" or reading.date is None or reading.milestones or reading.then:
        return None
    if reading.warnings:
        raise Broken(reading.warnings[0])
    return reading.start or reading.date, reading.date


def _one(day: date) -> Days:
    return day, day
