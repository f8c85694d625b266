"""Cells of units, persons, policies and domains to lists of names; every rule for reading inside a cell."""

import re
from collections.abc import Iterator

from govopen_cli.language.names import domains
from govopen_cli.text import fold

_OPEN, _CLOSE = "（(《“‘「『【[〔", "）)》”’」』】]〕"
_SEPARATORS = "、，,；;\n\r\t"
_LEVEL = "省市盟州区县旗镇乡"
_BODY = re.compile(
    r"(?:局|委|委员会|办|办公室|厅|政府|中心|支队|大队|队|站|所|院|处|科|部|社|会|团|公司|集团|街道|办事处|管委会|部门|单位|机构|工委|党工委|馆|台|行|学校|园|组|专班|所属单位|各部|法院|检察院)$"
)
_PREFIXABLE = re.compile(r"(?:局|委|委员会|办|办公室|厅|中心|支队|大队|部)$")
_SHARED_SUFFIX = re.compile(r"(党工委和管委会|党工委、管委会|党委和(?:人民)?政府|部门|机构|街道办事处)$")
_NOISE = re.compile(r"(?:按照?(?:各自)?职责(?:分工)?(?:负责|落实|做好|抓好)?|(?:分工|共同|具体|分别)?负责(?:落实|实施)?)$")
_LABEL = re.compile(r"(?P<role>[\u4e00-\u9fff]{0,6}(?:单位|部门|处室|科室|责任主体|牵头|配合|主办|协办))\s*[:：]")
_LEAD_AND_COOPERATE = re.compile(
    r"(?P<first>.+?)(?P<lead>牵头|主办|主责)(?:负责)?[,，;；、]?\s*(?:会同|由)?(?P<rest>.+?)(?P<help>配合|协办|协助|参与|协同)(?:落实|实施|做好|推进)*"
)
_ONLY_LEAD = re.compile(r"(?:由)?(?P<first>.+?)(?P<lead>牵头|主办)(?:负责)?(?:落实|实施|推进|发起)*[,，;；、]?(?P<rest>.*)")
_JOINTLY = re.compile(r"(?P<first>.+?)(?:(?P<word>会同|会商)|(?<=[局委办厅室府部院])(?P<short>会)(?=[省市区县旗各有相]))(?P<rest>.+)")
_IN_BRACKETS = re.compile(r"(?P<name>[^（()）\s、，,；;]+)[（(](?P<role>牵头(?:单位)?|主办|配合(?:单位)?|协办|责任单位|主责)[）)]")
_ROLE_WORDS = {"牵头": "牵头", "主办": "主办", "主责": "主责"}


def tokens(text: str, separators: str = _SEPARATORS, *, blanks: bool = True) -> list[str]:
    """Split at separators outside brackets and quotes; ``blanks`` separate too. Nothing is lost but separators."""
    parts, depth, current = [], 0, ""
    for char in text:
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
        if not depth and (char in separators or (blanks and char.isspace())):
            parts.append(current)
            current = ""
        else:
            current += char
    return [part.strip() for part in [*parts, current] if part.strip()]


def units(text: str, role: str) -> dict[str, list[str]]:
    """Return the units of a cell by the word for their role; ``role`` is the word of the column.

    Understood inside a cell: 牵头单位：A；配合单位：B, A牵头，B、C配合, A会同B, A（牵头）B, 按职责分工负责.
    """
    text = text.strip().strip("。.；;")
    if not text or re.fullmatch(r"[/\\—-]+|无", text):
        return {}
    if labels := list(_LABEL.finditer(text)):
        return _labelled(text, labels, role)
    text = _NOISE.sub("", text).strip("，,、；; ")
    if found := list(_IN_BRACKETS.finditer(text)):
        return _bracketed(text, found, role)
    if match := _LEAD_AND_COOPERATE.fullmatch(text):
        return {match["lead"]: names(match["first"]), match["help"]: names(match["rest"])}
    if match := _JOINTLY.fullmatch(text):
        return {"牵头": names(match["first"]), match["word"] or "会同": names(match["rest"])}
    if match := _ONLY_LEAD.fullmatch(text):
        return _without_empty({match["lead"]: names(match["first"]), role: names(match["rest"])})
    return _without_empty({role: names(text)})


def _bracketed(text: str, found: list["re.Match[str]"], role: str) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for match in found:
        word = match["role"].removesuffix("单位") if match["role"].startswith(("牵头", "配合")) else match["role"]
        result.setdefault(word, []).append(match["name"])
    return _without_empty({**result, role: names(_IN_BRACKETS.sub(" ", text))})


def _labelled(text: str, labels: list["re.Match[str]"], role: str) -> dict[str, list[str]]:
    result = {role: names(text[: labels[0].start()])}
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        result[label["role"]] = names(text[label.end() : following.start() if following else len(text)])
    return _without_empty(result)


def _without_empty(result: dict[str, list[str]]) -> dict[str, list[str]]:
    return {role: found for role, found in result.items() if found}


def names(text: str) -> list[str]:
    """Return the units of a list, with the prefixes and suffixes that later or earlier ones share filled in."""
    found = [part for token in tokens(text.strip(" 。.；;，,、")) for part in _conjoined(token)]
    found = [part for token in found for part in _et_cetera(token)]
    found = [part.strip("。.；;：:") for part in found]
    found = _with_suffixes([part for part in found if part])
    return list(dict.fromkeys(_with_prefixes(found)))


def _conjoined(token: str) -> list[str]:
    """Split A和市B where both sides are whole names; 党委和人民政府 and 发展和改革 stay."""
    match = re.fullmatch(rf"(.+?(?:局|委|办|厅|办公室|政府|中心|部))(?:和|及|与|以及)([{_LEVEL}各].+)", token)
    if match and _BODY.search(match[2]):
        return [match[1], *_conjoined(match[2])]
    return [token]


def _et_cetera(token: str) -> Iterator[str]:
    """Take off 等; what follows it (等有关部门) is a unit of its own."""
    match = re.fullmatch(r"(.+?)等(.*)", token)
    if match is None or token.startswith("等"):
        if token not in ("等", "以及", "及", "和"):
            yield token
        return
    yield match[1]
    rest = re.sub(r"^\d+[个家]|^[一二三四五六七八九十]+[个家]", "", match[2])
    if rest:
        yield rest


def _with_suffixes(found: list[str]) -> list[str]:
    """公安、市场监管部门 is 公安部门、市场监管部门: a name without an ending takes that of the next one that has it."""
    result: list[str] = []
    suffix = ""
    for name in reversed(found):
        match = _SHARED_SUFFIX.search(name)
        if match:
            suffix = match[1] if len(name) > len(match[1]) else ""
        elif _BODY.search(name):
            suffix = ""
        elif suffix:
            name = f"{name}{suffix}"  # noqa: PLW2901
        result.append(name)
    return result[::-1]


def _with_prefixes(found: list[str]) -> Iterator[str]:
    """市自然资源局 住房和城乡建设局 are two bureaus of the city: a later name takes the level of the one before it."""
    level = ""
    for name in found:
        if name[0] in _LEVEL and len(name) > 2 and not re.match(r"市场|市政(?!府|协)|区划|县域", name):
            level = re.match(rf"[{_LEVEL}]", name)[0]  # type: ignore[index]
            yield name
            continue
        plain = (
            level
            and _PREFIXABLE.search(name)
            and not re.match(r"各|有关|相关|国家|(?!城市|都市).{1,3}[省市盟州区县旗]|.*管委会$|.*(?:公司|集团)$", name)
        )
        if not plain:
            level = ""
        yield f"{level}{name}" if plain else name


_PERSON_SEPARATORS = "、，,；;\n\r\t/"


def persons(text: str) -> list[str]:
    """Return the persons of a cell; 张　某 is one person, and a unit among them is none."""
    found: list[str] = []
    for part in tokens(text, _PERSON_SEPARATORS, blanks=False):
        pieces = part.split()
        if len(pieces) > 1 and all(len(piece) == 1 for piece in pieces):
            found += ["".join(pieces[i : i + 2]) for i in range(0, len(pieces), 2)] if len(pieces) % 2 == 0 else ["".join(pieces)]
        else:
            found += pieces
    return list(dict.fromkeys(name for name in found if not re.fullmatch(r"[/\\—-]+|无", name)))


def is_unit(text: str) -> bool:
    """Tell whether a text reads like the name of a unit rather than of a person or a sentence."""
    return bool(_BODY.search(text)) and len(text) >= 3


# --- policies -------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,12}?)[〔\[(（【［〖](?P<year>(?:19|20)\d{2})[〕\])）】］〗](?:第)?(?P<no>\d+)号|(?P<order>[\u4e00-\u9fff]{0,8}令)(?:第|[〔\[(（](?P<oyear>\d{4})[〕\])）]第?)?(?P<ono>\d+)号"
)


def document_number(text: str) -> str | None:
    """Return a document number (文号) in one spelling, 国办发〔2019〕54号 or 国令第716号; None when the text is none."""
    match = _NUMBER.fullmatch(re.sub(r"\s", "", text).translate({0xFF10 + digit: 0x30 + digit for digit in range(10)}))
    if match is None:
        return None
    if match["order"]:
        return f"{match['order']}第{match['ono']}号"
    return f"{match['issuer']}〔{match['year']}〕{int(match['no'])}号"


_CITED = re.compile(
    r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》\s*(?:[（(](?P<number>[^（()）]*(?:[（(\[〔]\d{4}[〕\])）][^（()）]*)?)[）)])?"
)


def policies(text: str) -> list[tuple[str | None, str]]:
    """Return the policies of a cell as (document number or None, title), in its order; text that is no citation is a title too."""
    found: list[tuple[str | None, str]] = []
    pos = 0
    for match in _CITED.finditer(text):
        found += [(None, part) for part in _plain_policies(text[pos : match.start()])]
        number = document_number(match["number"] or "")
        title = match["title"].strip()
        found.append((number, title if number or not match["number"] else f"{title}（{match['number']}）"))
        pos = match.end()
    return found + [(None, part) for part in _plain_policies(text[pos:])]


def _plain_policies(text: str) -> list[str]:
    parts = (part.strip("、，,。；; 和及与") for part in tokens(text, "；;\n", blanks=False))
    return [part for part in parts if part]


# --- domains --------------------------------------------------------------------------------------------------------


def content_domains(text: str) -> list[tuple[str, str]]:
    """Return the domains that a content consists of, as (official name, as written); nothing when it says anything else.

    城乡规划领域、征地补偿领域 are two; 相关领域 inside a sentence is none.
    """
    parts = tokens(text, "、，,；;\n", blanks=True)
    if (
        not parts
        or not all(re.fullmatch(r"[\u4e00-\u9fff]{2,14}领域", part) for part in parts)
        or any(part.startswith(("相关", "有关", "重点", "各")) for part in parts)
    ):
        return []
    return [(official(part), part) for part in parts]


def official(name: str) -> str:
    """Return the official name of a field, or the name itself without 领域."""
    bare = domains.bare(name)
    if bare in domains.OFFICIAL:
        return bare
    return next((field for field, others in domains.OFFICIAL.items() if bare in others and fold(field)[0] == bare[0]), bare)
