"""One spelling for each phrase: widths, blanks, dashes, numerals, quotation marks; and slips of hand and eye, healed with a remark.

What is healed is said: ``202l年底`` is read as 2021年底 with a remark. What can't be healed stays as it is, and the grammar finds it broken.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from govopen_cli.language.deadline.model import Broken
from govopen_cli.language.deadline.numerals import arabic
from govopen_cli.language.deadline.words import pairs
from govopen_cli.record import NamedTuple

LIMIT = 200  # characters of a phrase; a longer text is no deadline, and is not searched for one
MASK = "\ue001"  # stands for a character of a title that would look like a date; no input holds it (private use)


class Phrase(NamedTuple):
    """A phrase in the spelling that the grammar reads.

    ``plain`` is the same text, position by position, with what titles hold (《2021年工作要点》), which ``text`` masks; ``remarks`` say
    what was healed.
    """

    text: str
    plain: str
    remarks: tuple[str, ...]


def normalize(text: str) -> Phrase:
    """Return ``text`` in the one spelling that the grammar reads.

    Raises:
        Broken: the text grows beyond what a phrase can be.
    """
    remarks: list[str] = []
    result = _INVISIBLE.sub("", text).strip()
    result = _LIST_MARKS.sub(";", result)  # NFKC would turn them into digits of a date
    result = unicodedata.normalize("NFKC", _FOOTNOTES.sub("", result)).translate(_variants())
    if len(result) > 2 * LIMIT:  # ﷺ alone becomes 18 characters
        raise Broken(f"超过{LIMIT}个字")
    result = _healed(result, remarks)
    result = _spaced(result, remarks)
    for rule, replacement in _SPELLING:
        result = rule.sub(replacement, result)
    result = _unquoted(result)
    result = arabic(result)
    result = _completed(result, remarks)
    result = _TIME_OF_DAY.sub(lambda match: match["weekday"] or "", result).strip("。;；,，.、")
    return Phrase(*_masked(result), tuple(remarks))


_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20d0-\u20f0\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_LIST_MARKS = re.compile("[①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉㉑-㉟㊱-㊿]")
_FOOTNOTES = re.compile("[⁰¹²³⁴-⁹₀-₉]+(?=[^月日号年季]|$)")


@cache
def _variants() -> dict[int, str]:
    table = {ord(left): right for left, right in pairs("variants").items()}
    return {**table, ord("○"): "〇", ord("◯"): "〇", ord("→"): "-", ord("\u0085"): "\n", ord("\u2028"): "\n", ord("\u2029"): "\n"}


# --- slips ----------------------------------------------------------------------------------------------------------

# letters that look like digits, by hand and by eye: Latin, Greek, Cyrillic, and the stroke that stands for 1
_LOOKS = {
    **dict.fromkeys("lI|丨ӀІіΙι", "1"), **dict.fromkeys("OoОоΟο", "0"), **dict.fromkeys("ЗзƷ", "3"), "б": "6", "Ь": "6", **dict.fromkeys("SsЅѕ", "5"),
    **dict.fromkeys("BВ", "8"), **dict.fromkeys("Zz", "2"), **dict.fromkeys("gq", "9"),
}  # fmt: skip
_SURE = "lI|丨ӀІіOoОоΟο"  # those that stand for digits also where no digit stands beside them (lO月底)
_RUN = re.compile(rf"(?<![A-Za-z\u0370-\u04ff@._]) [{re.escape(''.join(_LOOKS))}0-9]+ (?![A-Za-z\u0370-\u04ff@_])", re.VERBOSE)
_AFTER_RUN = re.compile(r"\s*(?:[年月日号]|[-/.][\dlIoO]{1,2}|底)")
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\d)\s*曰"), "日"),
    (re.compile(r"(?<=[年月季度])未(?=[前完之以,，;；。、)]|$)"), "末"),
    (re.compile(r"(?<=[年月])低(?=[前完之以,，;；。、)]|$)"), "底"),
    (re.compile(r"年终(?=[前完之以,，;；。、)]|$)"), "年底"),
    (re.compile(r"(?<=\d月)分(?!别|批|步|类|级|析|工|段|解|期|享|布|阶|管|局|行)"), "份"),
    (re.compile(r"(?<=[\d年月日底])一(?=\d{1,2}[月日])"), "-"),
)


def _healed(text: str, remarks: list[str]) -> str:
    """Return ``text`` with letters read as the digits, and characters as the ones, that they look like; each is said."""
    if not text.isascii():
        text = "".join(str(unicodedata.digit(char)) if char > "9" and unicodedata.category(char) == "Nd" else char for char in text)
    text = _RUN.sub(lambda match: _digits(match, remarks), text)
    for slip, meant in _SLIPS:
        if match := slip.search(text):
            text = slip.sub(_said(match[0], meant, remarks), text)
    return text


def _digits(match: re.Match[str], remarks: list[str]) -> str:
    run = match[0]
    meant = "".join(_LOOKS.get(char, char) for char in run)
    if run == meant:
        return run
    known = any(char.isdigit() for char in run) or all(char in _SURE for char in run)
    whole = len(meant) in (4, 8) and meant[:2] in ("19", "20") and any(char.isdigit() for char in run)
    if known and (whole or _AFTER_RUN.match(match.string, match.end())):
        return _said(run, meant, remarks)
    return run


def _said(written: str, meant: str, remarks: list[str]) -> str:
    remarks.append(f"“{written}”按“{meant}”理解")
    return meant


# --- blanks ---------------------------------------------------------------------------------------------------------

_EXCEL_TIME = re.compile(r"(\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:[ T]+|\s*、\s*)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
_PADDED = re.compile(r"(?<!\d)\d(?:[ \t\u3000]\d)+(?!\d)|(?<!\d)(?:19|20)[ \t\u3000]+\d\d(?=\s*年)")
_YEAR_LEFT_OUT = re.compile(r"(?<![\d.])((?:19|20)\d{2})\s+(?=\d{1,2}\s*(?:月|底))")
_BLANKS: tuple[tuple[re.Pattern[str], str], ...] = (
    # a line that was broken inside a date goes on; any other line is a part of its own
    (
        re.compile(
            r"(?<=\d)\s*[\r\n\v\f]+\s*(?=[年月日号])|(?<=月)\s*[\r\n\v\f]+\s*(?=[底末上中下]|\d{1,2}[日号])"
            r"|(?<=年)\s*[\r\n\v\f]+\s*(?=[底末内]|\d{1,2}月)|(?<=[日底末])\s*[\r\n\v\f]+\s*(?=前)"
        ),
        "",
    ),
    (re.compile(r"\s*[\r\n\v\f]+\s*"), ";"),
    # a blank between two dates separates them; a blank inside a date is an accident of typing
    (re.compile(r"(?<=[日号底末旬内前])\s+(?=[\d今明次每])|(?<=月)\s+(?=\d{1,2}\s*月)"), "、"),
    (re.compile(r"(?<=\d)\s+(?=\d)"), " "),  # two numbers stay two
    (re.compile(r"(?<!\d)\s+|\s+(?!\d)"), ""),
)


def _spaced(text: str, remarks: list[str]) -> str:
    text = _EXCEL_TIME.sub(r"\1", text)
    text = _PADDED.sub(lambda match: re.sub(r"\s", "", match[0]), text)
    text = _YEAR_LEFT_OUT.sub(lambda match: _said(match[1], f"{match[1]}年", remarks), text)
    for rule, replacement in _BLANKS:
        text = rule.sub(replacement, text)
    return text


_SPELLING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[‐‑‒–—―−﹣~〜∼]+"), "-"),
    (re.compile(r"-{2,}"), "-"),
    (re.compile(r"\(含(?:当[日天]|本[日数]|\d{1,2}月\d{1,2}日|\d{1,2}日)?\)"), ""),
    # 收到通知后，15个工作日内: the comma does not part the anchor from its duration
    (re.compile(r"(?<=[后起])[,，](?=(?:[0-9]|[一二三四五六七八九十两]{1,3})+个?(?:工作日|日|天|月))"), ""),
    (re.compile(r"(?<=[一二三四五六七八九十零〇])[0OoОо〇](?=[一二三四五六七八九零〇OoОо0年])"), "〇"),
    (re.compile(r"元月"), "1月"),
    (re.compile(r"(?<=[年月度份])(?:结束|终了)(?=之?前|以前)"), "底"),
    (re.compile(r"首季度?(?!末月)"), "第1季度"),
)


# --- quotation marks and titles -------------------------------------------------------------------------------------

_QUOTED = re.compile("[“\"「『‘']([^“”\"「」『』‘’']*)[”\"」』’']")
_NUMBERED = re.compile(r"\d|[一二三四五六七八十]五(?!一)")
_GOES_ON = re.compile("期间|时期|期末|[末底内前]|之前|以前|以来|收官")
_TITLE = re.compile("[《〈<]([^《》〈〉<>]*)[》〉>]|“([^“”]*)”")
_DATELIKE = re.compile("[0-9年月日号季旬底末前每周零〇一二三四五六七八九十]")


def _unquoted(text: str) -> str:
    """Drop the quotation marks around what is no name with a number in it: “五一”前, “十四五”期间, “6月底”; “十四五”规划 keeps them."""

    def decide(match: re.Match[str]) -> str:
        whole = match.span() == (0, len(text))
        if whole or not _NUMBERED.search(match[1]) or _GOES_ON.match(text, match.end()):
            return match[1]
        return f"“{match[1]}”"

    return re.sub("[\"「」『』‘’']", "", _QUOTED.sub(decide, text))


def _masked(text: str) -> tuple[str, str]:
    """Return the text with what titles hold masked, and as it is; both without the marks of titles."""
    shown = plain = ""
    pos = 0
    for match in _TITLE.finditer(text):
        gap, title = _loose(text[pos : match.start()]), (match[1] if match[1] is not None else match[2]) or MASK
        shown += gap + _DATELIKE.sub(MASK, title)
        plain += gap + title
        pos = match.end()
    rest = _loose(text[pos:])
    return shown + rest, plain + rest


def _loose(text: str) -> str:
    """Drop the marks that have no partner."""
    return re.sub("[“”《》〈〉<>]", "", text)


# --- units that a list leaves to its last number --------------------------------------------------------------------

_LIST_NUMBERS = re.compile(r"(?:^|(?<=[;；。]))(\d{1,2})[.、)](?!\d)(?=.)|(?:^|(?<=[;；。]))(\d{1,2})、(?=\d{1,2}月)")
_CHAIN = re.compile(
    r"(?<![\d./-]) (?: (?<!年) | (?=第) ) 第? \d{1,2} (?: (?: [、,，和及与/至到-] | 以及 ) 第? \d{1,2} )+ (?P<unit> 月 | 季度? (?!节) )"
    r"(?P<tail> \d{1,2}[日号] | [上中下]旬 )?",
    re.VERBOSE,
)
_LAST_DAY = re.compile(
    r"(?<!\d) (?P<months> \d{1,2}月 (?: (?:[、,和及与]|以及) \d{1,2}月 )* (?:[、,和及与]|以及) \d{1,2}月 ) (?P<day> \d{1,2}[日号] )",
    re.VERBOSE,
)
_YEAR_CHAIN = re.compile(
    r"(?<=年) (?P<chain> \d{1,2} (?: [、,，和及与/至到-] \d{1,2} )+ ) (?P<unit>月) (?P<tail> \d{1,2}[日号] | [上中下]旬 )?", re.VERBOSE
)
_NUMBERS = re.compile(r"(?P<n>\d{1,2})|(?P<link>[、,，和及与/至到-]|以及)")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"前([2-4])个?季度"), r"1季度-\1季度"),
    (re.compile(r"(?<![上下每逐按本当次])第?([1-4])季(?:度|(?=[末底前内]|$))"), r"第\1季度"),
    (re.compile(r"(?<=\d)个?星期"), "周"),
    (re.compile(r"(?<=月)(\d{1,2})(?=(?:[-至到、和及]\d{1,2})+[日号])"), r"\1日"),
    (re.compile(r"(?<=月\d日、)(\d{1,2})(?=[-至到、和及]\d{1,2}[日号])|(?<=月\d\d日、)(\d{1,2})(?=[-至到、和及]\d{1,2}[日号])"), r"\1\2日"),
    (re.compile(r"(?<!\d)((?:19|20)\d{2})[-至到、和]((?:19|20)\d{2})(?![\d年])"), r"\1年-\2年"),
    (re.compile(r"(?<!\d)((?:19|20)\d{2})(?=(?:[-至到、和及](?:19|20)\d{2})+年)"), r"\1年"),
    (re.compile(r"[Qq]([1-4])(?![\dA-Za-z])"), r"第\1季度"),
    (re.compile(r"上(?=、下半年)"), "上半年"),
    (re.compile(r"上[、至和-]中旬"), "上中旬"),
    (re.compile(r"中[、至和-]下旬"), "中下旬"),
)
_TIME_OF_DAY = re.compile(
    r"""(?<=[日号天]) (?P<weekday> \( [^()]{1,4} \) )? 、? (?: 上午 | 中午 | 下午 | 晚上? )? (?!0?0[:时点]) \d{1,2} (?: : \d\d (?: :\d\d )? | [时点] (?: \d{1,2}分 | 半 | 整 )? )
      | (?<=[日号天五六日]) (?: 上午 | 中午 | 下午 | 晚上? )? 下班 (?=前|之前|以前)
      | (?<=周[一二三四五六日]) (?: 上午 | 中午 | 下午 | 晚上? )? \d{1,2} (?: :\d\d | [时点] (?: \d{1,2}分 | 半 | 整 )? )
      | (?<=[日号]) (?: 上午 | 中午 | 下午 | 晚上? ) (?=前|之前|以前)""",
    re.VERBOSE,
)


def _completed(text: str, remarks: list[str]) -> str:
    """Give each number of a list or range the unit that is written once: 第一、二季度, 6月10、20日, 3、6、9月底."""
    text = _without_list_numbers(text)
    for rule, replacement in _RULES:
        text = rule.sub(replacement, text)
    for chain in (_YEAR_CHAIN, _CHAIN):
        text = chain.sub(lambda match: _chain(match, remarks), text)
    return _LAST_DAY.sub(lambda match: _said(match[0], re.sub("月", f"月{match['day']}", match["months"]), remarks), text)


def _without_list_numbers(text: str) -> str:
    """Drop the numbers 1、 2、 … of the parts of a phrase, where they count up from 1."""
    numbers = [int(match[1] or match[2]) for match in _LIST_NUMBERS.finditer(text)]
    if numbers[:2] == [1, 2]:
        return _LIST_NUMBERS.sub(";", text)
    return text


def _chain(match: re.Match[str], remarks: list[str]) -> str:
    unit, tail = match["unit"], match["tail"] or ""
    limit = 12 if unit == "月" else 4
    body: Callable[[str], str] = (lambda number: f"{number}月") if unit == "月" else (lambda number: f"第{number}季度")
    chain = match[0][: match.end("unit") - match.start() - len(unit)]
    if any(not 1 <= int(number) <= limit for number in re.findall(r"\d+", chain)):
        return match[0]
    parts = list(_NUMBERS.finditer(chain))
    shared = tail if tail and all(part["link"] not in ("-", "至", "到") for part in parts if part["link"]) else ""
    if shared:
        remarks.append(f"“{match[0]}”按各月{tail}理解")
    last = len(parts) - 1
    return "".join(body(part["n"]) + (tail if index == last else shared) if part["n"] else part["link"] for index, part in enumerate(parts))
