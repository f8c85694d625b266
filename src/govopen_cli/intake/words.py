"""The words of task tables (resources/table_words.yaml), made ready for comparing: what a title means, what ends the name of a body."""

import re
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from govopen_cli.text import fold

NUMBER, TASK, CONTENT, UNIT, LEADER, DEADLINE, BASIS, DOMAIN, OTHER = (
    "number",
    "task",
    "content",
    "unit",
    "leader",
    "deadline",
    "basis",
    "domain",
    "other",
)


class Sense(NamedTuple):
    """What a title says about its column.

    ``weak`` senses count where the cells agree. ``rank`` orders columns of one meaning: for content the highest is the finest, for
    deadlines the lowest is the due date. An ``attribute`` (目标, 要求) never groups what stands beside it.
    """

    meaning: str
    weak: bool = False
    rank: float = 0
    attribute: bool = False


START = Sense("start")  # a time that is no due date


@cache
def words() -> dict[str, Any]:
    """Return the word lists, every scalar a text."""
    text = files("govopen_cli").joinpath("resources/table_words.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506  text scalars alone
    return found


@cache
def listed(name: str) -> frozenset[str]:
    """Return one of the word lists, folded."""
    return frozenset(fold(word) for word in words()[name])


def alternatives(entries: "list[str] | frozenset[str]") -> str:
    """Return a regular expression for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(entries, key=lambda word: (-len(word), word)))


# --- titles ---------------------------------------------------------------------------------------------------------


@cache
def _endings() -> tuple[dict[str, Sense], dict[str, Sense]]:
    """Return the senses of whole titles, and of endings."""
    whole: dict[str, Sense] = {}
    ends: dict[str, Sense] = {}
    groups = words()["headers"]
    for rank in groups["content"]:
        sense = Sense(CONTENT, rank=float(rank["rank"]), attribute="attribute" in rank)
        ends.update(dict.fromkeys(map(fold, rank["ends"]), sense))
    for rank in groups["deadline"]:
        number = float(rank["rank"])
        ends.update(dict.fromkeys(map(fold, rank["ends"]), Sense(DEADLINE, weak=number > 5, rank=number)))
    for meaning in (LEADER, BASIS, UNIT, OTHER):
        ends.update(dict.fromkeys(map(fold, groups[meaning]["ends"]), Sense(meaning)))
    ends.update(dict.fromkeys(map(fold, groups[UNIT]["weak"]), Sense(UNIT, weak=True)))
    ends.update(dict.fromkeys(map(fold, groups["start"]["ends"]), START))
    for meaning in (NUMBER, DOMAIN):
        whole.update(dict.fromkeys(map(fold, groups[meaning]["is"]), Sense(meaning)))
    return whole, ends


# 单位 alone may be a unit of measure, 时间 alone is enough; these need a word before them
_JOINED = re.compile(r"及其|以及|[及与和、/,]")
_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_LONGEST_TITLE = 24
_LONGEST_TEXT = 200  # with brackets, blanks and line breaks


def plain_title(text: str) -> str:
    """Return a title as it is compared: folded, without brackets, colons and stars."""
    if len(text) > _LONGEST_TEXT:
        return text
    folded = fold(text)
    return re.sub(r"[:*☆★]", "", _BRACKETS.sub("", folded)) or re.sub(r"[():*\[\]]", "", folded)


@cache
def sense(title: str) -> Sense | None:
    """Return what a title means, None when no word of it is known."""
    text = plain_title(title)
    if not text or len(text) > _LONGEST_TITLE:
        return None
    found = _sense(text)
    parts = [part for part in _JOINED.split(text) if part]
    if len(parts) < 2:
        return found
    # 责任人及电话 is a person, 抽查比例及频次 neither a unit nor a time, 目标与任务 what is to be done
    senses = [one for part in parts if (one := _sense(part)) is not None]
    firm = [one for one in senses if one.meaning != OTHER]
    if not firm:
        return found or (senses[0] if senses else None)
    if {one.meaning for one in firm} == {CONTENT, DEADLINE}:  # 任务分解/时序进度: a cell says when and what
        return next(one for one in firm if one.meaning == DEADLINE)
    if all(one.meaning == CONTENT for one in firm):
        return max(firm, key=lambda one: one.rank)
    return firm[0]


def _sense(text: str) -> Sense | None:
    whole, ends = _endings()
    if text in whole:
        return whole[text]
    if text.startswith(tuple(words()["headers"][OTHER]["starts"])):
        return Sense(OTHER)
    for noise in ("", *words()["title_noise"]):
        bare = text.removesuffix(noise) if noise else text
        for start in range(len(bare)):
            if (found := ends.get(bare[start:])) is not None:
                return found
    return None


@cache
def _period() -> re.Pattern[str]:
    number = "[一二三四五六七八九十\\d]+"
    return re.compile(
        rf"(?:20\d\d年?)?(?:第?{number}季度|[上下]半年|{number}(?:[-~至—]{number})?月份?|Q[1-4]|20\d\d年?|{number}月[底末])(?:目标|任务|计划|进度|完成|节点|安排)*"
    )


def is_period(title: str) -> bool:
    """Tell whether a title is a stretch of time (一季度, 3月, 2022年): its column says what happens then."""
    return bool(_period().fullmatch(plain_title(title)))


@cache
def role_key(title: str) -> str | None:
    """Return the key of a role by its title, None where no word of it is known."""
    return next((key for word, key in words()["roles"] if word in title), None)
