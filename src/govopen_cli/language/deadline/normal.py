"""One spelling for each phrase: widths, blanks, dashes, Chinese numerals, remarks in brackets."""

import re
import unicodedata

from govopen_cli.text import chinese_numerals

_UNITS = r"(?:个?(?:工作日|自然日|月|星期|周|小时|季度|旬)|年|日|号|天|次)"
# 五至九月, 十、二十五日: the first numeral leaves its unit to the last
_BEFORE_UNIT = rf"(?:[-~—至到、和及]+第?[零〇一二三四五六七八九十]+)*{_UNITS}"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # the text of an Excel date cell
    (re.compile(r"(\d{4}[-/]\d{1,2}[-/]\d{1,2})[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"), r"\1"),
    (re.compile(r"[\r\n]+"), "；"),
    # a blank between two dates separates them; a blank inside a date is an accident of typing
    (re.compile(r"(?<=[日号底末旬内])\s+(?=[\d今明次每])"), "、"),
    (re.compile(r"\s+"), ""),
    (re.compile(r"[‐‑‒–—―−﹣~〜∼]+"), "-"),
    (re.compile(r"-{2,}"), "-"),
    (re.compile("[“”‘’\"'《》「」『』]"), ""),
    (re.compile(r"\(含(?:当[日天]|本[日数])?\)"), ""),
    # 收到通知后，15个工作日内: the comma does not part the anchor from its duration
    (re.compile(r"(?<=[后起])[,，](?=(?:[0-9]|[一二三四五六七八九十两]{1,3}个?(?:工作日|日|天|月)))"), ""),
)
_COMPLETIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    # 第一、二季度 and 6月10、20日 and 6月1-30日: each number gets the unit of the last
    (re.compile(r"第?([一二三四1-4])(?=[、和及]第?[一二三四1-4](?:[、和及]第?[一二三四1-4])*季度)"), r"第\1季度"),
    (re.compile(r"(?<!\d)(\d{1,2})(?=(?:[、和及]\d{1,2})*[、和及]\d{1,2}月)"), r"\1月"),
    (re.compile(r"(?<=每年)(\d{1,2})(?=[-至到]\d{1,2}月)"), r"\1月"),
    (re.compile(r"(?<=月)(\d{1,2})(?=(?:[-至到、和及]\d{1,2})+[日号])"), r"\1日"),
    (re.compile(r"(?<=月\d日、)(\d{1,2})(?=[-至到、和及]\d{1,2}[日号])|(?<=月\d\d日、)(\d{1,2})(?=[-至到、和及]\d{1,2}[日号])"), r"\1\2日"),
    (re.compile(r"(?<!\d)((?:19|20)\d{2})[-至到]((?:19|20)\d{2})(?![\d年])"), r"\1-\2年"),
    (re.compile(r"[Qq]([1-4])(?!\d)"), r"第\1季度"),
)
_TIME_OF_DAY = re.compile(r"(?<=[日号])、?(?:上午|中午|下午|晚上?)?\d{1,2}(?:[:时点]\d{0,2}分?)整?")

# Things that happen on days that no document names: a date beside one of them is not the date that is meant.
EVENT = re.compile(
    r"春节|元旦|元宵|国庆|五一|十一假|中秋|端午|清明|劳动节|建党|建军|七一|八一|双节|两节|春季|夏季|秋季|冬季|[春夏秋冬]、|[今去明]?[春夏秋冬]|春耕|秋收|"
    r"汛|开学|放假|暑假|寒假|学期|两会|全会|高考|中考|供暖|采暖|供热|封冻|年初|年中|初(?!步|见|审|验|稿|评|始|检|核|期)|中(?!旬|心|小|央|层|国|期|医|标|考|共)"
)


def normalize(text: str) -> str:
    """Return ``text`` in the one spelling that the grammar reads."""
    result = re.sub("[①-⑳㈠-㈩⑴-⒇]", "；", text.strip())  # list marks, which NFKC would turn into digits of a date
    result = unicodedata.normalize("NFKC", result).replace("○", "〇")
    result = re.sub(r"(?<=[二一〇])[oO0](?=[一二三四五六七八九〇])", "〇", result)
    for pattern, replacement in _RULES:
        result = pattern.sub(replacement, result)
    result = _numerals(result)
    for pattern, replacement in _COMPLETIONS:
        result = pattern.sub(replacement, result)
    return _TIME_OF_DAY.sub("", result).strip("。;；,，.、")


def _numerals(text: str) -> str:
    # 周一 and 星期一 are names of days, 第一批 and 一期 are names of stages: only numerals before a unit of time change
    text = chinese_numerals(text, _BEFORE_UNIT)
    text = re.sub(r"第?([1-4])季度", r"第\1季度", text)
    return re.sub(r"(?<=\d)个?星期", "周", text)
