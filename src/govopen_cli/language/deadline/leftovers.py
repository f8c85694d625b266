"""What lies between the dates of a phrase: a date is never read by dropping a piece of it.

Numbers that count something (10所), name a document or a telephone are no matter. A number that touches a date, or has a unit of time
behind it, is a piece of a date that was not read whole; any other number is said.
"""

import re

from govopen_cli.language.deadline.model import Broken
from govopen_cli.language.deadline.words import either, pattern

_HARMLESS = re.compile(
    rf"""
    [A-Za-z0-9._-]* [A-Za-z] [A-Za-z0-9._/:-]* @ [A-Za-z0-9.-]+ | https?:\S+ | [A-Za-z] [A-Za-z0-9._/:-]* (?! [0-9年月日] )    # addresses and Latin words
    | [〔\[(【] (?:19|20)\d\d [〕\])】] (?: 第? \d+ 号 )?                                                        # 国办发〔2019〕54号
    | 第 \d+ (?! \d | 年 | 月 | 日 | 季度 | 周 | 旬 | 天 | 学期 | [、,和及至到-] 第?\d )
    | (?: 电话 | 联系 | 手机 | 传真 | 座机 | 邮编 | 转 | 分机 ) \D{{0,8}} (?: \d[\d -]{{4,15}}\d [、,;]? )+
    | (?<![\d-]) (?: 1[3-9]\d (?:[ -]?\d{{4}}){{2}} | 0\d{{2,3}} [ -]? \d{{7,8}} (?: -\d{{1,4}} )? | (?!19|20) [2-9]\d{{6,7}} ) (?![\d日号月年])
    | (?<!\d) \d{{1,3}} (?:\.\d+)? / \d{{1,3}} (?![\d月日]) | \d+ : \d+
    | \d (?: [\d.,]* \d )? (?: [-至到] \d (?: [\d.,]* \d )? )? [余多来]? (?: {either("counted")} )
    | (?: ^ | (?<=[;。,:(]) ) \d{{1,2}} [.、)] (?! \d )
    | (?: 共 | 为期 | 历时 | 前后 ) \d+ 个? (?: 天 | 日 | 周 | 月 | 工作日 )
    """,
    re.VERBOSE,
)
_DATELIKE = re.compile(
    r"""
    \d+ \s* (?: 年 | 月 | [日号] | 季 | 旬 | 周 )
    | [一二三四五六七八九十〇零]{2,} (?: 年 (?! 级 ) | 月 | [日号] ) (?! 召开 ) | [一二三四五六七八九〇零]{4}
    | \d+ [底末] (?= 前 | $ | [,;、。)] )
    | (?: ^ | (?<=[年,;。、]) ) 月 [底末] | 年月日? | (?<!\d)月日 | (?<=年)日 | (?<=\0)半年 | (?<=\0)月(?=$|前|[,;。、)])
    | [Xx×*_＿…]+ [年月日]
    """,
    re.VERBOSE,
)
_HAN = "[一二三四五六七八九〇零]"
_MIXED = re.compile(rf"{_HAN}{{2,}}[A-Za-z|丨](?:{_HAN}|\d)|{_HAN}[A-Za-z|丨](?:{_HAN}|\d)*[年月日]")  # a letter among numerals
_LASTING = re.compile(r"(?:工期|建设期|施工期|建设周期)\D{0,3}\d+个?[年月日天周]")
_DANGLING = re.compile(r"(?:-|至|到)\d|\d*[底末]前|前\d+(?:个?工作日|日|天|周|个月|年)|或者?$")


def check(text: str, taken: list[tuple[int, int]], dates: list[tuple[int, int]]) -> tuple[str, ...]:
    """Return remarks on the numbers of a phrase that nothing has read.

    Args:
        text: the normalized phrase.
        taken: where dates, rules and durations were read, in order.
        dates: those of them that are dates.

    Raises:
        Broken: a piece of a date was left over.
    """
    rest = _rest(text, taken)
    for _, end in dates:
        if match := _DANGLING.match(rest, end):
            raise Broken(f"“{text[max(0, match.start() - 6) : match.end()]}”没有写完或次序不对")
    if match := _MIXED.search(rest):
        raise Broken(f"“{match[0]}”不是完整的日期")
    lasting = tuple(f"“{match[0]}”没有读作时限" for match in _LASTING.finditer(rest))
    plain = _HARMLESS.sub(_blank, _LASTING.sub(_blank, rest))
    if match := _DATELIKE.search(plain):
        raise Broken(f"“{text[max(0, match.start() - 2) : match.end() + 2]}”不是完整的日期")
    warnings = []
    for match in re.finditer(r"\d[\d.,/-]*", plain):
        if any(end == match.start() or start == match.end() for start, end in dates):
            raise Broken(f"“{text[max(0, match.start() - 6) : match.end() + 4]}”不是完整的日期")
        warnings.append(f"“{text[max(0, match.start() - 2) : match.end() + 2]}”里的数字没有读作时限")
    return (*lasting, *warnings)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _rest(text: str, taken: list[tuple[int, int]]) -> str:
    """Return the text with blanks where something was read."""
    chars = list(text)
    for start, end in taken:
        chars[start:end] = "\0" * (end - start)
    return "".join(chars)


_AS_TIME = re.compile(r"(?:^|(?<=[,;。:(、]))(?:于|在|至|到|力争|争取|确保|务必|最迟|请|每年)*(?P<event>\w{0,8}?(?:之?前|期间|之?后|结束))")


def event_of(text: str, taken: list[tuple[int, int]]) -> str | None:
    """Return the event by which a part of the phrase is due, where that part names no date: 汛期前完成施工."""
    rest = _rest(text, taken)
    for match in _AS_TIME.finditer(rest):
        stop = re.search(r"[,;。:()]|$", rest[match.end() :])
        clause = rest[match.start() : match.end() + (stop.start() if stop else 0)]
        if (
            "\0" not in clause
            and "\0" not in rest[max(0, match.start() - 2) : match.end() + (stop.end() if stop else 0) + 1]
            and pattern("events").search(match["event"])
        ):
            return match["event"]
    return None
