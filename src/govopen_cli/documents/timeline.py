"""Deadlines along the time line: how many items fall due in each month, quarter or year, as the bars of a picture."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from govopen_cli.ledger.lights import OVERDUE
from govopen_cli.ledger.status import Row
from govopen_cli.record import NamedTuple

_MOST = 24  # bars side by side that can still be read
_WIDE, _GAP, _TALL, _TOP = 30, 14, 150, 34
_KINDS = (("已完成", "#dff3e4", "#116329"), (OVERDUE, "#ffd7d9", "#a40e26"), ("未到期", "#dbe8f8", "#1f4e8c"))


class Grain(NamedTuple):
    """How days are put together: how many months a bar stands for."""

    months: int

    def of(self, day: date) -> int:
        """Return the number of the bar of a day, counted from the year 0."""
        return (day.year * 12 + day.month - 1) // self.months

    def label(self, number: int) -> str:
        """Return what stands under a bar."""
        first = number * self.months
        if self.months == 12:
            return f"{first // 12}年"
        return f"{first % 12 + 1}月" if self.months == 1 else f"{first % 12 // 3 + 1}季"

    def year(self, number: int) -> str:
        """Return the year, under its first bar."""
        first = number * self.months
        return f"{first // 12}年" if self.months < 12 and first % 12 == 0 else ""


def timeline(rows: Iterable[Row]) -> dict[str, Any]:
    """Return the bars of rows that have a date; no bars where none has."""
    dated = [row for row in rows if row.due is not None and row.waiver is None]
    if not dated:
        return {"bars": []}
    days = [row.due for row in dated if row.due is not None]
    grain = next((Grain(months) for months in (1, 3) if Grain(months).of(max(days)) - Grain(months).of(min(days)) < _MOST), Grain(12))
    first, last = grain.of(min(days)), grain.of(max(days))
    counts = (
        {number: [0, 0, 0] for number in range(first, last + 1)}
        if last - first < 10 * _MOST
        else {grain.of(day): [0, 0, 0] for day in days}
    )
    for row in dated:
        assert row.due is not None
        counts[grain.of(row.due)][0 if row.done else 1 if row.overdue else 2] += 1
    highest = max(sum(parts) for parts in counts.values())
    bars = [_bar(place, number, parts, highest, grain) for place, (number, parts) in enumerate(counts.items())]
    if bars and not any(bar["year"] for bar in bars[:1]) and grain.months < 12:
        bars[0]["year"] = f"{first * grain.months // 12}年"
    width = max(len(bars) * (_WIDE + _GAP) + _GAP, 320)
    return {
        "bars": bars, "bar": _WIDE, "width": width, "height": _TOP + _TALL + 40, "base": _TOP + _TALL,
        "today": _today(dated[0].day, list(counts), grain), "words": _words(list(counts), counts, grain),
        "legend": "；".join(f"{word}在{place}" for (word, _, _), place in zip(_KINDS, ("下段", "中段", "上段"), strict=True)) + "。",
    }  # fmt: skip


def _bar(place: int, number: int, parts: Sequence[int], highest: int, grain: Grain) -> dict[str, Any]:
    x = _GAP + place * (_WIDE + _GAP)
    y, pieces = float(_TOP + _TALL), []
    for count, (_, fill, stroke) in zip(parts, _KINDS, strict=True):
        height = _TALL * count / highest
        y -= height
        if count:
            pieces.append({"y": f"{y:.1f}", "height": f"{height:.1f}", "fill": fill, "stroke": stroke})
    total = sum(parts)
    return {
        "x": x, "middle": x + _WIDE // 2, "parts": pieces, "top": f"{y - 5:.1f}", "total": total or "",
        "label": grain.label(number), "year": grain.year(number),
    }  # fmt: skip


def _today(day: date, numbers: Sequence[int], grain: Grain) -> str | None:
    """Return where today's line stands; None where today lies outside the picture."""
    number = grain.of(day)
    if number not in numbers:
        return None
    begin = date(number * grain.months // 12, number * grain.months % 12 + 1, 1)
    part = min((day - begin).days / (grain.months * 30.5), 1.0)
    return f"{_GAP + numbers.index(number) * (_WIDE + _GAP) + part * _WIDE:.1f}"


def _words(numbers: Sequence[int], counts: dict[int, list[int]], grain: Grain) -> str:
    """Return the picture in words, for those who do not see it."""
    parts = []
    for number in numbers:
        if total := sum(counts[number]):
            year = "" if grain.months == 12 else f"{number * grain.months // 12}年"
            inside = "、".join(f"{word}{count}" for count, (word, _, _) in zip(counts[number], _KINDS, strict=True) if count)
            parts.append(f"{year}{grain.label(number)} {total} 项（{inside}）")
    return "到期时间：" + "；".join(parts)
