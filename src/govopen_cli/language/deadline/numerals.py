"""Chinese numerals as digits: 二〇二一年 → 2021年, 三十一日 → 31日, 十个工作日 → 10个工作日, 五六月 → 5、6月."""

import re

_DIGIT = {char: value for value, chars in enumerate(["零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"]) for char in chars}
_UNIT = r"""
    (?: [-至到、,，和及与/]+ 第? [零〇一二三四五六七八九十]{1,3} )*        # 五至九月, 十、二十五日: the first numeral leaves its unit to the last
    (?: 个 (?: 周 | 星期 ) [一二三四五六日天]
      | 个? (?: 工作日 | 自然日 | 半?月 (?!饼|球|嫂|子) | 星期 | 周 (?![一二三四五六日天]) | 小时 | 季度? (?!节) | 旬 | 学期 )
      | 年 | 日 | 号 | 天 | 次 | 分钟 | [点时] (?= 半 | 整 | 前 | 之前 | 以前 | 止 | [\d一二三四五] ) )
"""
_NUMERAL = re.compile(rf"(?<![周期]) [零〇一二三四五六七八九十百千两廿卅]+ (?= {_UNIT} )", re.VERBOSE)
_SUM = re.compile(
    """ (?: (?P<k>[一二两三四五六七八九]) 千 )?
        (?: 零? (?P<h>[一二两三四五六七八九]) 百 )?
        [零〇]? (?: (?: (?P<t>[一二三四五六七八九])? (?P<ten>十) ) | (?P<old>[廿卅]) )?
        (?: [零〇]? (?P<o>[一二三四五六七八九]) )? """,
    re.VERBOSE,
)


def arabic(text: str) -> str:
    """Return ``text`` with the numerals that stand before a unit of time as digits; other numerals (三同步) stay."""
    return _NUMERAL.sub(lambda match: _number(match[0], text[match.end() : match.end() + 1]), text)


def _number(text: str, unit: str) -> str:
    """Return a numeral as digits, or ``text`` itself when it is no well-formed one."""
    if set(text) & set("十百千廿卅"):
        return _sum(text)
    values = [_DIGIT[char] for char in text]
    if len(values) in (1, 4) or (len(values) == 2 and unit == "年"):
        return "".join(map(str, values))
    if unit in ("月", "季") and values == list(range(values[0], values[0] + len(values))):
        return "、".join(map(str, values))  # 五六月 is May and June
    return text


def _sum(text: str) -> str:
    match = _SUM.fullmatch(text)
    if match is None:
        return text
    parts = {name: _DIGIT[char] for name in ("k", "h", "t", "o") if (char := match[name])}
    tens = {"廿": 2, "卅": 3}.get(match["old"] or "") or (parts.get("t", 1) if match["ten"] else 0)
    return str(parts.get("k", 0) * 1000 + parts.get("h", 0) * 100 + tens * 10 + parts.get("o", 0))
