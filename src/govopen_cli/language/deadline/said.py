"""Rules and durations in words: what FREQ=MONTHLY;BYMONTHDAY=5 and P15BD say."""

import re

_UNITS = {"DAILY": ("天", "天"), "WEEKLY": ("周", "周"), "MONTHLY": ("月", "个月"), "YEARLY": ("年", "年")}
_WEEKDAYS = {"MO": "一", "TU": "二", "WE": "三", "TH": "四", "FR": "五", "SA": "六", "SU": "日"}
_PARTS = {"Y": "年", "M": "个月", "W": "周", "BD": "个工作日", "D": "天"}


def rule(rrule: str) -> str:
    """Return RFC 5545 rules, one a line, in words: 每月5日, 每周五, 1、4、7、10月的10日."""
    return "；".join(_rule(line) for line in rrule.splitlines())


def _rule(line: str) -> str:
    parts = dict(part.split("=", 1) for part in line.split(";"))
    every = int(parts.get("INTERVAL", "1"))
    one, several = _UNITS[parts["FREQ"]]
    months = parts.get("BYMONTH", "").replace(",", "、")
    words = f"每{one}" if every == 1 else f"每{every}{several}"
    if parts["FREQ"] == "YEARLY" and months:
        words = f"{words}{months}月"
    elif months:
        words = f"每年{months}月"
    if days := parts.get("BYDAY"):
        names = "、".join(map(_weekday, days.split(",")))
        words = f"每{names}" if words == "每周" else f"{words}的{names}"
    if days := parts.get("BYMONTHDAY"):
        words += "、".join(
            "最后一天" if day == "-1" else f"倒数第{day[1:]}天" if day.startswith("-") else f"{day}日" for day in days.split(",")
        )
    if position := parts.get("BYSETPOS"):
        words += "里的" + "、".join("最后一个" if part == "-1" else f"第{part}个" for part in position.split(","))
    if until := parts.get("UNTIL"):
        words += f"，到{until[:4]}-{until[4:6]}-{until[6:8]}为止"
    return words


def _weekday(day: str) -> str:
    number, name = re.fullmatch(r"([+-]?\d+)?([A-Z]{2})", day).groups()  # type: ignore[union-attr]
    where = "" if not number else "最后一个" if number == "-1" else f"第{number.lstrip('+')}个"
    return f"{where}周{_WEEKDAYS[name]}"


def duration(text: str) -> str:
    """Return a duration (P15BD, P20D, P1M) in words; P0D is the day itself."""
    if text == "P0D":
        return "当天"
    return "".join(f"{number}{_PARTS[unit]}" for number, unit in re.findall(r"(\d+)(BD|[YMWD])", text))
