"""One cell of units to names by role: labels (牵头单位：A；配合单位：B), acts (A牵头，B配合), brackets (A（牵头）), 会同, persons beside units.

A role is called by the word that the cell uses; a cell without such a word fills the role of its column.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from govopen_cli.intake.names import CLOSE, OPEN, depth_at, is_body, is_firm_body, is_person, names, persons, tokens
from govopen_cli.intake.words import alternatives, words
from govopen_cli.language.deadline.model import Issued
from govopen_cli.language.deadline.resolve import resolve


class Assigned(NamedTuple):
    """What a cell of units says: names by role, persons, and what of it was doubtful."""

    roles: dict[str, list[str]]
    persons: Sequence[str] = ()
    doubts: Sequence[str] = ()
    deadline: str = ""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, str], re.Pattern[str]]:
    lists = words()
    labels = alternatives(lists["role_labels"])
    nouns = "单位|部门|科室|处室|股室|委室|机构|主体|方"
    people = "领导|责任人|负责人|联系人|人"
    label = re.compile(
        rf"""
        (?:^|(?<=[\s、，,；;。（(【\[〔]))            # at a boundary
        (?:[【\[〔（(])?
        (?: (?P<unit>(?:{labels})(?:责任)?(?:{nouns}))(?:[和及、](?:{labels})?(?:{nouns}))?
          | (?P<person>(?:牵头|责任|分管|包抓|包联|主管|主要|具体)?(?:{people}))
          | (?P<time>(?:完成|整改|办结|落实)?(?:时限|时间|期限))
          | (?P<bare>{labels})(?=\s*[:：])
        )
        (?:[】\]〕）)])?\s*
        (?P<colon>[:：]?)\s*
        """,
        re.VERBOSE,
    )
    roles = {verb: role for role, verbs in lists["role_verbs"].items() for verb in verbs}
    verb = re.compile(rf"(?P<verb>{alternatives(frozenset(roles))})(?=$|[，,；;。、\s]|会同|由|(?<=牵头)[各市县区省旗州])")
    bracket = re.compile(rf"[（(](?P<role>(?:{labels})(?:责任)?(?:{nouns})?)[)）]")
    return label, verb, bracket, roles, re.compile(rf"(?:{labels})(?:责任)?(?:{nouns})?")


_DUTIES = re.compile(
    r"[，,]?\s*(?:按照?|根据|依据)?(?:各自)?(?:职责|职能|职权|分工)(?:范围|分工)*(?:内)?(?:的)?(?:规定)?(?:分别)?(?=负责|落实|配合|做好|抓好|协同|推进|实施|$|[，,；;。\s])"
)
_DONE_WELL = re.compile(r"(?:做好|抓好|推进|推动)(?:落实|工作|相关工作)?$")
_TOGETHER = re.compile(
    r"(?P<first>.+?)(?:(?P<word>会同|会商|商请|协同|联合)|(?<=[局委办厅室府部院队站])(?P<short>[会商])(?=[省市区县旗州盟各有相]))(?P<rest>.+)",
    re.DOTALL,
)
_BY = re.compile(r"^(?:由|以|请)\s*")
_ANY_YEAR = Issued(2020, 1, 1)
LONGEST_CELL = 4_000  # characters of a cell of units; what is longer is no list of names
NOTHING = re.compile(r"[/／\\—－\-–\s]+|无|暂无|空|略|不涉及")


def is_role(text: str) -> bool:
    """Tell whether a text is nothing but the word for a role (牵头, 发起, 配合单位)."""
    return bool(_patterns()[4].fullmatch(text.strip()))


def assigned(text: str, role: str) -> Assigned:
    """Return the units of a cell by the word for their role; ``role`` is the word of the column.

    Understood inside a cell: 牵头单位：A；配合单位：B (with or without colon), A牵头，B、C配合, 由A牵头，会同B落实, A负责，B配合,
    A为主，B协助, A会同B, A会B, A（牵头）、B, A 李某 (a person beside a unit), 按职责分工负责.
    """
    said = _assigned(text, role)
    return said._replace(roles={word: list(found) for word, found in said.roles.items()})


@lru_cache(maxsize=16384)
def _assigned(text: str, role: str) -> Assigned:
    text = text.strip().strip("。.；;，,")
    if not text or NOTHING.fullmatch(text):
        return Assigned({})
    if len(text) > LONGEST_CELL:
        return Assigned({}, (), [f"有 {len(text)} 个字，超过 {LONGEST_CELL} 个字，没有从中找单位"])
    found = _labels(text)
    if found:
        return _labelled(text, found, role)
    text = _DONE_WELL.sub("", _DUTIES.sub("", text)).strip("，,、；; ")
    bracket = _patterns()[2]
    if bracket.search(text):
        return _bracketed(text, role)
    acts = [match for match in _patterns()[1].finditer(text) if depth_at(text, match.start()) == 0]
    if acts:
        return _acting(text, acts, role)
    if (match := _TOGETHER.fullmatch(text)) and is_body(names(match["first"])[-1] if names(match["first"]) else ""):
        return _merged(_part(match["first"], "牵头"), _part(match["rest"], match["word"] or ("会同" if match["short"] == "会" else "会商")))
    return _part(_BY.sub("", text), role)


def _labels(text: str) -> list["re.Match[str]"]:
    """Return the labels of a text; a word is a label by its colon, or where a name follows it (责任单位市财政局)."""
    found = []
    for match in _patterns()[0].finditer(text):
        after = text[match.end() :]
        if (
            match["colon"]
            or match["bare"]
            or (match["unit"] and after and re.match(r"[省市盟州区县旗镇乡各国本有相]|[\u4e00-\u9fff]{2,}", after) and _names_follow(after))
        ):
            found.append(match)
    return found


def _names_follow(text: str) -> bool:
    first = next(iter(tokens(text)), "")
    return is_body(first) and not first.startswith(("和", "及", "与", "或"))


def _labelled(text: str, labels: list["re.Match[str]"], role: str) -> Assigned:
    result = _part(text[: labels[0].start()].strip(OPEN + " ，,；;"), role)
    time = ""
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        inside = _trimmed(text[label.end() : following.start() if following else len(text)])
        if label["time"]:
            time = time or inside
        elif label["person"]:
            result = _merged(result, Assigned({}, persons(inside)))
        else:
            result = _merged(result, _part(_DUTIES.sub("", inside), (label["unit"] or label["bare"]).strip()))
    return result._replace(deadline=time)


def _trimmed(text: str) -> str:
    """Return what a label holds without the brackets around the whole and the sign before the next label."""
    text = text.strip().strip("；;，,。、").strip()
    while text and text[-1] in CLOSE and depth_at(text, len(text)) < 0:
        text = text[:-1].strip("；;，,。、 ")
    while text and text[-1] in OPEN:
        text = text[:-1].strip("；;，,。、 ")
    return text


def _bracketed(text: str, role: str) -> Assigned:
    """Read A（牵头）、B（配合）C: a bracket after names marks the last of them, one at the beginning of a line what follows."""
    result = Assigned({})
    rest = ""
    pos = 0
    opening = ""
    for match in _patterns()[2].finditer(text):
        before = text[pos : match.start()]
        word = _role_word(match["role"])
        if not before.strip(" \n、，,；;。"):
            result, opening = _merged(result, _part(rest, opening or role)), word
            rest = ""
        elif opening:
            result = _merged(result, _part(before, opening))
            opening = word
        else:
            *others, last = names(before) or [""]
            rest = "、".join([*([rest] if rest else []), *others])
            result = _merged(result, Assigned({word: [last]} if last else {}))
        pos = match.end()
    rest = "、".join(part for part in (rest, text[pos:].strip("、，,；; ")) if part)
    return _merged(result, _part(rest, opening or role))


def _role_word(text: str) -> str:
    return text.removesuffix("单位") if text.startswith(("牵头", "配合")) and text.endswith("单位") and len(text) == 4 else text


def _acting(text: str, acts: list["re.Match[str]"], role: str) -> Assigned:
    """Read a chain of lists and acts: A、B牵头，C配合，D按职责落实."""
    verbs = _patterns()[3]
    result = Assigned({})
    pos = 0
    for act in acts:
        inside = _BY.sub("", text[pos : act.start()].strip("，,；;。、 \n"))
        word = verbs[act["verb"]] or role
        together = re.search(r"(?:^|[，,；;\s])?(?:会同|联合)", inside)
        if together and is_body(inside[together.end() :].split("、")[0]):
            first = inside[: together.start()]
            result = _merged(result, _part(first, word if word != role or not first else "牵头"))
            result = _merged(result, _part(inside[together.end() :], "会同"))
        else:
            result = _merged(result, _part(inside, word))
        pos = act.end()
    rest = _BY.sub("", text[pos:].strip("，,；;。、 \n"))
    if rest.startswith(("会同", "联合")):
        return _merged(result, _part(rest[2:], "会同"))
    return _merged(result, _part(rest, role))


def _part(text: str, role: str) -> Assigned:
    """Read a plain list: units, and persons beside them."""
    text = text.strip().strip("；;，,。、")
    if not text or NOTHING.fullmatch(text):
        return Assigned({})
    found: list[str] = []
    people: list[str] = []
    time = ""
    for name in _apart_from_persons(text):
        if not isinstance(name, _Person) and _is_time(name):
            time = time or name  # 县司法局，6月底前
        else:
            (people if isinstance(name, _Person) else found).append(str(name))
    doubts = [f"“{name}”不像单位名称" for name in found if not is_body(name)]
    return Assigned({role: found} if found else {}, people, doubts, time)


_TIMELY = re.compile(r"\d.*[年月日底前内]|[一二三四]季度|半年|年[底末内]|长期|持续|立即|全年|每[年月季周半]")


def _is_time(name: str) -> bool:
    return not is_body(name) and bool(_TIMELY.search(name)) and resolve(name, _ANY_YEAR).kind != "unknown"


class _Person(str):
    """The name of a person among units."""

    __slots__ = ()


def _apart_from_persons(text: str) -> list[str]:
    """市交通局 李某 and 市交通局（李某） are a unit and a person, where the cell names a unit at all."""
    listed = names(text)
    if not any(is_person(part) for name in listed for part in re.split(r"[（()）]", name)) or not any(is_body(name) for name in listed):
        return listed
    result: list[str] = []
    for name in listed:
        match = re.fullmatch(r"(.+?)[（(]([^（()）]+)[)）]", name)
        if match and is_person(match[2]) and is_body(match[1]):
            result += [match[1], _Person(match[2])]
        elif is_person(name) and not is_firm_body(name) and not is_body(name):
            result.append(_Person(name))
        else:
            result.append(name)
    return result


def _merged(left: Assigned, right: Assigned) -> Assigned:
    roles = {role: list(found) for role, found in left.roles.items()}
    for role, found in right.roles.items():
        roles[role] = list(dict.fromkeys([*roles.get(role, []), *found]))
    return Assigned(roles, [*left.persons, *right.persons], [*left.doubts, *right.doubts], left.deadline or right.deadline)
