"""Automatic numbers of Word, which stand in no text: levels, restarts, numbers that come from a style, and their many numerals."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from govopen_cli.intake.readers.package import Package, local

LEVELS = 9


class _Level(NamedTuple):
    format: str
    text: str  # 第%1条, %1.%2
    start: int
    restart: int  # the level, from 1, after which this one begins anew; 0: never
    legal: bool  # all numbers in Arabic digits


@dataclass(slots=True)
class _List:
    """What a numId stands for: the abstract list whose count it continues, and its levels."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)  # levels that this list begins anew


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    lists: dict[str, _List] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)  # abstract list → level → number shown last
    begun: set[str] = field(default_factory=set)

    def label(self, number: str, level: int) -> str:
        """Return what Word shows before the next paragraph of a list, without the blank after it."""
        found = self.lists.get(number)
        if found is None or level not in found.levels:
            return ""
        counts = self.counts.setdefault(found.abstract, {})
        if number not in self.begun:
            self.begun.add(number)
            for at, start in found.starts.items():
                counts[at] = start - 1
        form = found.levels[level]
        counts[level] = counts.get(level, form.start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            restart = found.levels[deeper].restart if deeper in found.levels else deeper
            if restart and level < restart:
                del counts[deeper]
        if form.format in ("none", "bullet"):
            return ""
        label = form.text
        for at in range(level + 1):
            if f"%{at + 1}" in label:
                other = found.levels.get(at, form)
                shown = "decimal" if form.legal else other.format
                label = label.replace(f"%{at + 1}", numeral(counts.setdefault(at, other.start), shown))
        return label.strip()


def read(package: Package, part: str) -> Numbering:
    """Read the numbering part.

    Raises:
        UnreadableDocument: a list refers to a definition that is not there, or a number is none.
    """
    root = package.tree(part)
    abstract = {_value(node, "abstractNumId", own=True): node for node in root if local(node) == "abstractNum"}
    styles = {_child(node, "styleLink"): node for node in abstract.values() if _child(node, "styleLink")}
    result = Numbering()
    for node in root:
        if local(node) != "num":
            continue
        key = _child(node, "abstractNumId")
        if key not in abstract:
            raise package.damaged(part, f"编号列表“{_value(node, 'numId', own=True)}”没有定义")
        source = styles.get(_child(abstract[key], "numStyleLink"), abstract[key])
        found = _List(_value(source, "abstractNumId", own=True), dict(_levels(package, part, source)))
        for override in (child for child in node if local(child) == "lvlOverride"):
            at = _integer(package, part, _value(override, "ilvl", own=True), 0)
            found.levels.update(_levels(package, part, override))
            if start := _child(override, "startOverride"):
                found.starts[at] = _integer(package, part, start, 1)
        result.lists[_value(node, "numId", own=True)] = found
    return result


def _levels(package: Package, part: str, source: Any) -> Iterator[tuple[int, _Level]]:
    for node in source:
        if local(node) == "lvl":
            at = _integer(package, part, _value(node, "ilvl", own=True), 0)
            yield (
                at,
                _Level(
                    _child(node, "numFmt") or "decimal",
                    _child(node, "lvlText"),
                    _integer(package, part, _child(node, "start"), 1),
                    _integer(package, part, _child(node, "lvlRestart"), at),
                    any(local(child) == "isLgl" for child in node),
                ),
            )


def _integer(package: Package, part: str, text: str, default: int) -> int:
    if not text:
        return default
    if not text.isdecimal() or len(text) > 9:
        raise package.damaged(part, f"编号里的“{text}”不是数字")
    return int(text)


def _child(node: Any, name: str) -> str:
    return next((_value(child, "val", own=True) for child in node if local(child) == name), "")


def _value(node: Any, name: str, *, own: bool) -> str:
    return next((value for key, value in node.attrib.items() if own and key.rpartition("}")[2] == name), "")


# --- numerals -------------------------------------------------------------------------------------------------------

_CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "koreanCounting",
)
_DIGITWISE = ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital")
_LISTS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
}
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def numeral(count: int, kind: str) -> str:
    """Return a number in one of Word's number formats; formats without numerals of their own give Arabic digits."""
    if kind in _CHINESE:
        return chinese(count)
    if kind in _DIGITWISE:
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(count))
    if kind in _LISTS and 0 < count <= len(_LISTS[kind]):
        return _LISTS[kind][count - 1]
    if kind in ("upperRoman", "lowerRoman") and 0 < count < 4000:
        text = ""
        for value, letters in _ROMAN:
            text += letters * (count // value)
            count %= value
        return text if kind == "upperRoman" else text.lower()
    if kind in ("upperLetter", "lowerLetter") and count > 0:
        text = chr(65 + (count - 1) % 26) * (1 + (count - 1) // 26)
        return text if kind == "upperLetter" else text.lower()
    return f"{count:02d}" if kind == "decimalZero" else str(count)


def chinese(count: int) -> str:
    """Return a number below ten thousand in Chinese: 十二, 一百零三."""
    if not 0 < count < 10_000:
        return str(count)
    text, gap = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // unit % 10
        if digit:
            text += ("零" if gap and text else "") + "一二三四五六七八九"[digit - 1] + word
        gap = not digit
    return text.removeprefix("一") if text.startswith("一十") else text
