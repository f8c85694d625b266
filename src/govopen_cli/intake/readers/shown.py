"""What an Excel cell shows: its number through its number format, for the formats that tables are typed in.

A day formatted as 2021年6月 is that month, 1.1 formatted with two places is 1.10, 6 formatted as 0"月底前" is 6月底前. Dates that the format
writes without 年, 月 or 日 come out in one spelling (2021-06-30), months named in English as their numbers.
"""

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

# ECMA-376 part 1, 18.8.30: the formats that files name by number alone, as Chinese Excel shows them
_DAY, _MONTH, _SHORT = 'yyyy"年"m"月"d"日"', 'yyyy"年"m"月"', 'm"月"d"日"'
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "yyyy/m/d", 16: "m/d", 17: "yyyy/m",
    18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _MONTH, 28: _SHORT, 29: _SHORT, 30: "yyyy/m/d",
    31: _DAY, 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: _MONTH, 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 49: "@", 50: _MONTH, 51: _SHORT, 52: _MONTH, 53: _SHORT, 54: _SHORT, 57: _MONTH, 58: _SHORT,
}  # fmt: skip

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | (?P<skipped>[_*].)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<date>yyyy|yy|e+|m{1,5}|d{1,2}(?!d)|d{3,4}|a{3,4})
    | (?P<time>h{1,2}|s{1,2}(?:\.0+)?|AM/PM|A/P|上午/下午)
    | (?P<general>General|G/通用格式)
    | (?P<digits>[0#?]+(?:,[0#?]+)*(?:\.[0#?]*)?|\.[0#?]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE,
)


class _Part(NamedTuple):
    kind: str  # literal, date, time, digits, general, percent, text
    text: str


@lru_cache(maxsize=1024)
def _parts(code: str) -> tuple[_Part, ...]:
    result: list[_Part] = []
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "", match[match.lastgroup or 0]
        if kind in ("quoted", "escaped"):
            result.append(_Part("literal", text))
        elif kind == "bracket":
            if re.fullmatch(r"[hms]+", text, re.IGNORECASE):
                result.append(_Part("time", text.lower()))
        elif kind == "date":
            result.append(_Part("date", text.lower()))
        elif kind == "other":
            result.append(_Part({"%": "percent", "@": "text"}.get(text, "literal"), text))
        elif kind != "skipped":
            result.append(_Part(kind, text))
    return tuple(_minutes(result))


def _minutes(parts: Sequence[_Part]) -> list[_Part]:
    """Mark as time each m that stands beside hours or seconds."""
    result = list(parts)
    for at, part in enumerate(parts):
        if part.kind == "date" and part.text in ("m", "mm"):
            before = next((other for other in reversed(parts[:at]) if other.kind in ("date", "time")), None)
            after = next((other for other in parts[at + 1 :] if other.kind in ("date", "time")), None)
            if (before and before.kind == "time" and before.text[0] in "hH") or (after and after.kind == "time" and after.text[0] in "sS"):
                result[at] = _Part("time", part.text)
    return result


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[str, ...]:
    """Split a format at its semicolons: positive, negative, zero, text."""
    return tuple(re.sub(r'(?s)"[^"]*"|\\.|(;)', lambda match: "\0" if match[1] else match[0], code).split("\0"))


def shown(value: float, code: str, *, since_1904: bool = False) -> str:
    """Return the text that a number shows under a number format; ``code`` is the format or "" for General."""
    sections = _sections(code)
    index = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    parts = _parts(sections[index])
    kinds = {part.kind for part in parts}
    if "date" in kinds:
        return _date(value, parts, since_1904=since_1904)
    if "time" in kinds:
        moment = dt.timedelta(seconds=round((value % 1) * 86400))
        return str(moment)[:-3] if not any(part.text[0] in "sS" for part in parts if part.kind == "time") else str(moment)
    if re.search(r"[?#0]/[?#0]|[eE][+-]", sections[index]) or not code or "text" in kinds:
        return general(value)  # no format, and fractions and powers, which nobody writes a deadline in
    if "digits" not in kinds:
        return "".join(general(value) if part.kind == "general" else part.text for part in parts if part.kind in ("general", "literal"))
    scaled = abs(value) if index == 1 else value
    return _digits(scaled * 100 if "percent" in kinds else scaled, parts)


def general(value: float) -> str:
    """Return a number as Excel shows it without a format: whole numbers without a fraction."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.10g}"


def text(value: str, code: str) -> str:
    """Return what a text shows under a format: itself, unless the format adds something around it."""
    sections = _sections(code)
    parts = _parts(sections[3] if len(sections) > 3 else sections[0])
    if not any(part.kind == "text" for part in parts):
        return value
    return "".join(value if part.kind == "text" else part.text for part in parts if part.kind in ("text", "literal"))


def serial_day(value: float, *, since_1904: bool = False) -> dt.date | None:
    """Return the day that Excel counts by this number, None outside 1901 to 9999."""
    if not 367 <= value < 2_958_466:
        return None
    return (dt.datetime(1904, 1, 1) if since_1904 else dt.datetime(1899, 12, 30)).date() + dt.timedelta(days=int(value))


def bare_day(text: str) -> dt.date | None:
    """Return the day that a bare number in a cell may stand for (45596 is 2024-10-31), None where it is no such number."""
    return serial_day(float(text)) if re.fullmatch(r"[34]\d{4}|5[0-4]\d{3}", text) else None


def _date(value: float, parts: Sequence[_Part], *, since_1904: bool) -> str:
    day = serial_day(value, since_1904=since_1904)
    if day is None:
        return general(value)
    numbers = {"y": day.year, "e": day.year, "m": day.month, "d": day.day}
    named = [part.text for part in parts if part.kind == "date" and part.text[0] in numbers and part.text not in ("ddd", "dddd")]
    clock = ""
    if any(part.kind == "time" for part in parts) and (seconds := round((value % 1) * 86400)) and seconds < 86400:
        clock = f" {seconds // 3600}:{seconds % 3600 // 60:02d}"
    if any(part.kind == "literal" and set(part.text) & set("年月日号") for part in parts):
        written = [_field(part.text, numbers) if part.kind == "date" else part.text if part.kind == "literal" else "" for part in parts]
        return "".join(written).strip() + clock
    fields = "".join(dict.fromkeys(name[0].replace("e", "y") for name in named))
    if set(fields) == set("ymd"):
        return day.isoformat() + clock
    words = {"y": f"{day.year}年", "m": f"{day.month}月", "d": f"{day.day}日"}
    return "".join(words[name] for name in "ymd" if name in fields) + clock


def _field(name: str, numbers: dict[str, int]) -> str:
    if name[0] not in numbers or name in ("ddd", "dddd"):
        return ""
    number = numbers[name[0]]
    return f"{number:02d}" if name in ("mm", "dd") else str(number)


def _digits(value: float, parts: Sequence[_Part]) -> str:
    result, done = [], False
    for part in parts:
        if part.kind == "digits" and not done:
            whole, _, fraction = part.text.partition(".")
            least = len(re.sub(r"[^0]", "", whole))
            number = f"{abs(value):,.{len(fraction)}f}" if "," in whole else f"{abs(value):.{len(fraction)}f}"
            integer, point, places = number.partition(".")
            places = _trimmed(places, fraction)
            result.append(("-" if value < 0 and float(number.replace(",", "")) else "") + integer.zfill(least))
            result.append(point + places if places or "0" in fraction else "")
            done = True
        elif part.kind in ("literal", "percent"):
            result.append(part.text)
    return "".join(result).strip()


def _trimmed(places: str, fraction: str) -> str:
    """Take off the last zeros that the format shows only where they count (0.##)."""
    while places and fraction[len(places) - 1] != "0" and places[-1] == "0":
        places = places[:-1]
    return places
