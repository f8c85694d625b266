"""How the name of a Chinese government body is put together: level or place (市, 乌海市), organ (委, 政府), core (发展和改革), kind (委员会).

A name can often be read in more than one way; all readings are returned, and names are compared reading by reading (``language/names/forms``).
"""

from collections.abc import Iterator
from functools import cache

from govopen_cli.language.names.vocabulary import vocabulary
from govopen_cli.record import NamedTuple
from govopen_cli.text import fold

LEVELS = "省市盟州区县旗镇乡"
NATION = "国"
# longer texts are no names: no rule is tried on them
LONGEST = 60
_AUTONOMOUS = {"自治区": "自治区", "自治州": "州", "自治县": "县", "自治旗": "旗", "地区": "地区"}
_NATIONAL = (
    ("中华人民共和国", ""),
    ("国务院", "政府"),
    ("中共中央", "委"),
    ("党中央", "委"),
    ("中央", "委"),
    ("国家", ""),
    ("中国", ""),
    ("全国", ""),
)
_ORGANS = (
    ("委", "委"),
    ("党委", "委"),
    ("人民政府", "政府"),
    ("政府", "政府"),
    ("府", "政府"),
    ("人大常委会", "人大"),
    ("人大", "人大"),
    ("政协", "政协"),
)
# words that end like the name of a place but are none
_NO_PLACE = ("城乡", "社区", "园区", "景区", "灾区", "小区", "库区", "辖区", "矿区", "开发区", "保护区")
_KINDS_OF_BODIES = ("部门", "单位", "机构", "企业", "乡镇", "镇街", "街道")
_NOT_IN_PLACES = "和与及、各"
_PARTY = ("中国共产党", "中共")


class Body(NamedTuple):
    """One way of reading a name. ``level`` is 国省市区县旗… or "", ``place`` the place name, ``organ`` 委/政府/人大 or ""."""

    level: str
    place: str
    organ: str
    core: str
    kind: str


@cache
def readings(name: str) -> tuple[Body, ...]:
    """Return every way of reading a name as level, place, organ, core and kind."""
    folded = fold(name)
    if len(folded) > LONGEST:
        return ()
    return tuple(
        dict.fromkeys(
            body
            for part in _with_second_name(folded)
            for body in (*_branch(part), *(body for prefix in _prefixes(part) for body in _split(*prefix)))
        )
    )


_BRANCHES = ("公安", "自然资源和规划", "自然资源", "生态环境", "环境保护", "环保", "国土资源", "国土", "规划")


def _branch(name: str) -> Iterator[Body]:
    """Read the branch of a bureau, in whatever order it names its place: 市公安局海勃湾区分局, 海勃湾公安分局."""
    core = next((core for core in _BRANCHES if core in name), "") if name.endswith("分局") else ""
    if not core:
        return
    before, _, behind = name.removesuffix("分局").partition(core)
    place = behind.removeprefix("局") or before
    if len(place) > 2 and place[-1] in LEVELS:
        place = place[:-1]
    if len(place) > 1:
        yield Body("分", place, "", core, "分局")


def _with_second_name(name: str) -> list[str]:
    """Return a name without the bracket at its end, and what stands in the bracket where that is a name too (市科技局（市外专局）)."""
    start = name.rfind("(")
    if not name.endswith(")") or start < 1:
        return [name]
    inside = name[start + 1 : -1]
    return [name[:start], inside] if len(inside) > 2 else [name[:start]]


# --- level and place ------------------------------------------------------------------------------------------------


def _prefixes(name: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield level, place, organ and rest for every prefix that can be taken off."""
    if (kept := _below_another(name)) is not None:
        yield from _local(kept)
        return
    if (whole := _people(name)) is not None:
        yield from whole
        return
    party = next((word for word in _PARTY if name.startswith(word) and not name.startswith("中共中央")), "")
    if party:
        yield from _local(name.removeprefix(party))
        return
    rest, organ = _nation(name)
    if rest == name or vocabulary().split_kind(name)[1] in ("公司", "行", "集团"):
        yield from _local(name)
    else:
        yield NATION, "", organ, rest


def _nation(name: str) -> tuple[str, str]:
    """Take off what marks a body of the nation (中华人民共和国国家…), and return the organ that it belongs to."""
    rest, organ = name, ""
    for word, belongs in _NATIONAL:
        if rest.startswith(word) and len(rest) - len(word) >= 2:
            rest, organ = rest.removeprefix(word), organ or belongs
    return rest, organ


def _below_another(name: str) -> str | None:
    """Return the name of a local body without the higher one that it begins with: 国家税务总局宣城市税务局 is 宣城市税务局."""
    for parent, core in vocabulary().parents:
        tail = name.removeprefix(parent)
        if tail == name or len(tail) < 3:
            continue
        place = next((end for end in range(len(tail) - 1, 1, -1) if tail[end - 1] in LEVELS and _is_place(tail, end)), 0)
        start = place or next((pos for pos in range(2, len(tail)) if _known_from(tail, pos)), 0)
        return tail[:start] + core + tail[start:] if core else tail
    return None


def _known_from(text: str, pos: int) -> bool:
    lists = vocabulary()
    return any(text[pos : pos + size] in lists.words for size in (2, 3, 4)) or text[pos:] in dict(lists.kinds)


def _people(name: str) -> list[tuple[str, str, str, str]] | None:
    """Read what is called after the people it gathers: 共青团乌海市委员会, 团市委, 中国人民政治协商会议乌海市委员会."""
    for word, core in (("中国人民政治协商会议", "政协"), ("中国共产主义青年团", "团委"), ("共青团", "团委"), ("团", "团委")):
        tail = name.removeprefix(word)
        if tail == name:
            continue
        office = next((end for end in ("办公室", "办公厅", "办") if core == "政协" and tail.endswith(f"委员会{end}")), "")
        tail = tail.removesuffix(office)
        place = tail.removesuffix("员会").removesuffix("委") if tail.endswith(("委员会", "委")) else None
        if place == "":
            return [("", "", "", core)]
        if place and place[-1] in LEVELS and len(place) < 12:
            return [(_level(place), place if len(place) > 1 else "", core if office else "", office or core)]
    return None


def _local(name: str) -> Iterator[tuple[str, str, str, str]]:
    words = vocabulary().words
    if name[:1] not in LEVELS or name[:2] in words:
        yield "", "", "", name
    for title, level in _AUTONOMOUS.items():
        if name.startswith(title) and len(name) > len(title):
            yield level, "", "", name.removeprefix(title)
            return
    if name[:1] in LEVELS and len(name) > 1:
        rest = name[1:]
        if rest[0] in "直属" and len(rest) > 2:
            yield name[0], "", "", rest.removeprefix("直属") if rest.startswith("直属") else rest[1:]
        if rest[0] not in "直属" or rest.startswith("直工"):
            yield name[0], "", "", rest
        return
    start = 0
    for end in range(2, min(len(name), 14)):
        if name[end - 1] in LEVELS and _is_place(name, end, start):
            place = name[start:end] if end - start >= 2 and name[start] not in LEVELS else name[:end]
            start = end
            yield _level(place), place, "", name[end:]


def _is_place(name: str, end: int, start: int = 0) -> bool:
    """Tell whether the characters from ``start`` to ``end``, of which the last is a level, can be the name of a place."""
    words = vocabulary().words
    before = name[:end]
    if before.endswith(_NO_PLACE) or any(char in _NOT_IN_PLACES for char in before) or before.startswith(("全", "有关")):
        return False
    # 市 of 市场, of 城市; but 宣城市 is a place
    return name[end - 1 : end + 1] not in words and (before[-2:] not in words or end - start > 2)


def _level(place: str) -> str:
    return next((level for title, level in _AUTONOMOUS.items() if place.endswith(title)), place[-1])


# --- organ, core and kind -------------------------------------------------------------------------------------------


def _split(level: str, place: str, organ: str, rest: str) -> Iterator[Body]:
    for belongs, tail in _organs(level, organ, rest):
        core, kind = vocabulary().split_kind(tail)
        yield Body(level, place, belongs, core, kind)
        if tail.endswith("办事处") and kind == "处":  # 海北办事处 is the street's, 驻北京办事处 an office
            yield Body(level, place, belongs, tail.removesuffix("办事处"), "办" if "驻" in tail else "街道")
        if kind == "学院":  # 马院 is 马克思主义学院
            yield Body(level, place, belongs, core, "院")
        if kind == "公司" and "集团" in tail[len(core) :]:
            yield Body(level, place, belongs, core, "集团")
        if kind == "管委会" and core and tail.endswith("管理委员会"):  # 国资委 is a 监督管理委员会, no 管委会
            yield Body(level, place, belongs, f"{core}管理", "委")
        if kind == "会" and core.endswith("监"):  # 证监会 is a 监督管理委员会
            yield Body(level, place, belongs, core, "委")


def _organs(level: str, organ: str, rest: str) -> Iterator[tuple[str, str]]:
    yield organ, rest
    for word, name in _ORGANS if level and not organ else ():
        tail = rest.removeprefix(word)
        if tail and tail != rest and not (name == "委" and tail[0] == "员") and (word != "府" or tail[0] == "办"):
            yield name, tail
            return


# --- questions about one name ---------------------------------------------------------------------------------------


def is_collective(name: str) -> bool:
    """Tell whether a name stands for several bodies: 各区政府, 市直各部门, 相关单位."""
    return "各" in name or (name.endswith(_KINDS_OF_BODIES) and any(word in name for word in ("有关", "相关")))


def leading_place(text: str) -> str | None:
    """Return the place that a title or full name begins with (乌海市), or None."""
    import re

    folded = fold(text)
    match = re.match(rf"[^{LEVELS}、,(某各\d]{{1,7}}?(?:自治[区州县旗]|[{LEVELS}])(?![政委场直级域])", folded)
    return match[0] if match and match.end() < len(folded) else None


def is_complete(name: str) -> bool:
    """Tell whether a name ends like the whole name of a body (市政府, 民政局): it then is no part of a longer one."""
    return fold(name).endswith(vocabulary().complete)
