"""Which of the dates in a phrase are due, and which belong to what is done.

In 2021年12月底前完成2022年预算编制 only the first is a deadline; in 2021年，5月底前完成 the first only gives its year to the second. A date is

- ``due``: by it, or within it, something is to be done,
- ``open``: from it on something goes on (起),
- ``header``: it gives the year to, or is spelt out by, the date beside it,
- ``object``: it belongs to a thing: 2022年预算, 一季度总结, 2020年以来.

What is decided on a word that the lists do not know is said with a remark.
"""

import re

from govopen_cli.language.deadline.mentions import Mention
from govopen_cli.language.deadline.normal import MASK
from govopen_cli.language.deadline.points import Point
from govopen_cli.language.deadline.words import pattern
from govopen_cli.record import NamedTuple

FILLED = "\ue000"  # stands for the characters of a rule or a duration that was read before the dates; no input holds it (private use)

_BREAK = re.compile("[,;。:()]")
_JOIN = re.compile(rf"(?:[、/和及与]|以及|和/或|或者?|{FILLED})*")
_LEADS = re.compile(
    "(?:截至|截止到?|最迟|最晚|不晚于|不迟于|不得晚于|务于|应于|须于|赶在|力争|争取|确保|预计|计划|限|请于|到|至|于|在|从|自|拟|定于|原定|暂定|时间|时限|期限|竣工|开工|完工)$"
)
_OF_OBJECT = re.compile(
    "(?:对|将|把|关于|涉及|针对|完成|落实|编制|制定|制订|起草|修订|报送|上报|提交|总结|梳理|汇总|整改|做好|开展|印发|公布|公开|公示|落地|兑现|下达|拨付|和|与)$"
)
_LISTED = re.compile("[、和及与/]|以及")
_SINCE = re.compile("至今|以来|迄今")
_YEARS = frozenset({"year", "plan"})
_TERMS = frozenset({"half", "quarter", "midyear"})


class Roles(NamedTuple):
    """The dates of a phrase with their roles, and what is doubtful about these."""

    mentions: list[Mention]
    warnings: tuple[str, ...]


def assign(text: str, mentions: list[Mention]) -> Roles:
    """Return the dates of a phrase with the roles that they play in it."""
    found: list[Mention] = []
    warnings: list[str] = []
    for index, mention in enumerate(mentions):
        firm = (
            FILLED in text or any(_firm(other) for other in mentions if other is not mention) or any(other.role == "due" for other in found)
        )
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        role, warning = _role(text, mention, found, following, firm=firm)
        found.append(mention._replace(role=role))
        if warning:
            warnings.append(warning)
    return Roles(_with_shared_endings(text, found), tuple(warnings))


def _firm(mention: Mention) -> bool:
    """Tell whether a date is surely one by which something is due."""
    return mention.ranged or mention.last.suffix.closes or mention.last.unit == "day"


def _role(text: str, mention: Mention, before: list[Mention], following: Mention | None, *, firm: bool) -> tuple[str, str | None]:
    suffix = mention.last.suffix
    if suffix.since or _SINCE.match(text, mention.text[1]):
        return "object", None
    if suffix.opens:
        return "open", None
    if _heads(text, mention, following) or _spells_out(text, mention, before):
        return "header", None
    if mention.bare and before and before[-1].role in ("due", "object") and _LISTED.fullmatch(text[before[-1].text[1] : mention.text[0]]):
        return before[-1].role, None
    clause = _clause_start(text, mention, before)
    after = _follow(text, mention.text[1], following.text[0] if following else len(text))
    written = text[mention.text[0] : mention.text[1]]
    lead = text[clause : mention.text[0]]
    if _earlier(text, clause, mention, before):
        return _second(mention, lead, after, written)
    if mention.bare and not _LEADS.search(lead):
        if (_OF_OBJECT.search(lead) or (lead and firm and mention.last.unit in _YEARS)) and after != "act":
            return "object", None
        return _first(mention, after, written, text, firm=firm)
    if firm and suffix.end and not suffix.before and after == "object" and text[mention.text[1]] == "的":
        return "object", f"“{written}”按工作内容的时间理解，不是完成时限"
    return "due", None


def _second(mention: Mention, lead: str, after: str, written: str) -> tuple[str, str | None]:
    """Judge a date behind another one of the same clause: 12月底前完成2022年预算编制, 3月制定方案4月实施."""
    suffix = mention.last.suffix
    if mention.bare and mention.last.unit in _YEARS and _OF_OBJECT.search(lead):
        return "object", None
    if suffix.before or suffix.about or (suffix.closes and after in ("act", "end")) or (after == "act" and not suffix.closes):
        return "due", f"“{written}”与前一个日期之间没有标点，按另一个时间节点理解"
    if after == "object" or (
        mention.bare and (mention.last.unit in _YEARS or (mention.first.word or mention.first.year_word)[:1] in ("本", "当", "上"))
    ):
        return "object", None
    return "object", f"“{written}”按工作内容的时间理解，不是完成时限"


def _first(mention: Mention, after: str, written: str, text: str, *, firm: bool) -> tuple[str, str | None]:
    """Judge a bare span at the head of its clause: 10月验收 is due, 2022年预算 is not."""
    unit = mention.last.unit
    if after in ("act", "end"):
        return "due", None
    if after == "object" and _owned(text, mention):
        return ("object", None) if firm else ("due", f"“{written}”可能是工作内容的时间，不是完成时限")
    if unit in _YEARS:
        return (
            ("object", None if after == "object" else f"“{written}”按工作内容的年份理解，不是完成时限")
            if firm
            else (
                "due",
                f"“{written}”可能是工作内容的年份，不是完成时限",
            )
        )
    return "due", None


def _owned(text: str, mention: Mention) -> bool:
    """Tell whether what follows a span belongs to it: a year's budget, a quarter's report."""
    pos = mention.text[1]
    if text[pos] in ("的", MASK):
        return True
    return mention.last.unit in _YEARS or pattern("records").match(text, pos) is not None


def _follow(text: str, pos: int, end: int) -> str:
    """Return what stands behind a date: act, object, end (nothing) or other."""
    stop = _BREAK.search(text, pos, end)
    rest = text[pos : stop.start() if stop else end].strip("、/和及与或" + FILLED)
    if not rest:
        return "end"
    if rest[0] in ("的", MASK):
        return "object"
    act, thing = (
        max((match.end() for section in sections if (match := pattern(section).match(rest))), default=0)
        for sections in (("acts", "ongoing"), ("objects", "records"))
    )
    if not act and not thing:
        return "other"
    return "act" if act >= thing else "object"


def _clause_start(text: str, mention: Mention, before: list[Mention]) -> int:
    """Return where the clause of a date begins; 、 before a date begins one too."""
    start = mention.text[0]
    if start and text[start - 1] == "、" and not (before and before[-1].text[1] == start - 1):
        return start
    breaks = [match.end() for match in _BREAK.finditer(text, 0, start)]
    return breaks[-1] if breaks else 0


def _earlier(text: str, clause: int, mention: Mention, before: list[Mention]) -> bool:
    """Tell whether a due date, a rule or a duration stands before a date in its clause, with words between them."""
    ends = [other.text[1] for other in before if other.text[0] >= clause and other.role in ("due", "open")]
    filled = text.rfind(FILLED, clause, mention.text[0]) + 1
    ends.append(filled if filled else -1)
    last = max(ends)
    return last >= 0 and not _JOIN.fullmatch(text[last : mention.text[0]])


def _heads(text: str, mention: Mention, following: Mention | None) -> bool:
    """Tell whether a bare span only gives its year to, or is spelt out by, the date that follows: 2021年，5月底前; 三季度（9月底前）."""
    if following is None or not mention.bare or following.first.dated:
        return False
    gap = text[mention.text[1] : following.text[0]]
    if gap not in ("", ",", ":", "(", ",("):
        return False
    if mention.last.unit == "year":
        return gap != "" and following.last.unit not in _YEARS
    return _holds(mention.last, following.last)


def _spells_out(text: str, mention: Mention, before: list[Mention]) -> bool:
    """Tell whether a span in brackets only says again what stands before it: 12月底前（四季度）."""
    if not before or not mention.bare or mention.last.dated or text[mention.text[0] - 1 : mention.text[0]] != "(":
        return False
    return (
        before[-1].text[1] == mention.text[0] - 1
        and text[mention.text[1] : mention.text[1] + 1] == ")"
        and _holds(mention.last, before[-1].last)
    )


def _holds(outer: Point, inner: Point) -> bool:
    """Tell whether a month, quarter or half-year of the same year holds a date."""
    first, last = _months(outer)
    if not first or outer.word or inner.word:
        return False
    start, end = _months(inner)
    return bool(start) and first <= start and end <= last


def _months(point: Point) -> tuple[int, int]:
    if point.month:
        return point.month, point.month
    if point.unit == "quarter" and point.number:
        return point.number * 3 - 2, point.number * 3
    if point.unit == "half":
        return point.number * 6 - 5, point.number * 6
    return 0, 0


def _with_shared_endings(text: str, mentions: list[Mention]) -> list[Mention]:
    """1月、4月和7月底前: a bare date takes the ending of the one that it is joined to."""
    result = mentions[:]
    for index in range(len(result) - 2, -1, -1):
        mention, follower = result[index], result[index + 1]
        ending = follower.last.suffix
        if (
            mention.bare
            and mention.role == follower.role == "due"
            and follower.first.unit == mention.first.unit
            and ending.end
            and not follower.ranged
        ):
            gap = text[mention.text[1] : follower.text[0]]
            if gap and _JOIN.fullmatch(gap):
                point = mention.first._replace(suffix=ending)
                result[index] = mention._replace(first=point, last=point)
    return result
