"""Lists of bodies as tables write them to single names: separators, shared beginnings and endings, brackets, counting, padding.

Short forms stay as they are written. What is filled in is only what the list itself shares: 市教育局、财政局 are two bureaus of the
city, 教育、公安部门 two departments.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from govopen_cli.intake.words import alternatives, listed, words

OPEN, CLOSE = "（(《“‘「『【[〔〈{", "）)》”’」』】]〕〉}"
SEPARATORS = "、，,；;\n\r\t|"
LEVEL = "省市盟州区县旗镇乡"

# 各县、市、区政府 and 市、县（市、区）粮食行政管理部门 are one name each: what stands before the sign is nothing but levels
_LEVELS = r"(?:[省市盟州区县旗镇乡村]|乡镇|镇街|街道|社区|园区|开发区|苏木|嘎查|两级|三级|功能区|办事处)"
_COLLECTIVE = re.compile(
    rf"(?:^|(?<=[、，,；;。\s：:]))(?:各|全)?(?:{_LEVELS})+(?:(?:[、/]|及|和)(?:{_LEVELS})+)+(?=(?:人民政府|政府|党工委|管委会|党委|级|各|两级|三级|相关|有关|直|粮食|教育|市场|主管|行业|业务)|[（(、，,；;。\s]|$)"
)
_HELD = {"、": "\ue000", "/": "\ue001", "及": "\ue002", "和": "\ue003"}
_RELEASED = {ord(held): sign for sign, held in _HELD.items()}
_PAIRS = re.compile(r"(党工委|党委|工委|党组)(?:、|和|及)(管委会|人民政府|政府|行政)")
_PADDED = re.compile(r"(?<![^\s、，,；;：:（(])(?:[\u4e00-\u9fff][ 　]+){2,}[\u4e00-\u9fff](?![^\s、，,；;。）)])")
_LEVEL_APART = re.compile(rf"(?<![^\s、，,；;])([{LEVEL}])[ 　]+(?=[\u4e00-\u9fff]{{3}})")
_COUNTED = re.compile(r"(?:^|(?<=[\s、，,；;。]))(?:\d{1,2}[.．、)）](?!\d)|[①-⑳]|[（(]\d{1,2}[)）])\s*")
_COUNTED_INSIDE = re.compile(r"(?<=[\u4e00-\u9fff）)])\d{1,2}[.．](?=[\u4e00-\u9fff])|[①-⑳]")
_ET_CETERA = re.compile(
    r"(?P<name>.*?[^平同高对均])等(?P<rest>(?:相关|有关|市|县|区|各|省|州|职能|成员|\d+[个家]|[一二三四五六七八九十]+[个家]|部门|单位|地区|机构|科室|处室|.{0,8}(?:部门|单位)$).*|)"
)
_BARE_REST = re.compile(r"(?:部门|单位|地区|机构|科室|处室|部门和单位|部门、单位|单位和部门|委办局|部委办局)?")
_SHARED_SUFFIX = re.compile(r"(?<=.)((?:党工委|党委)[和、及\ue000\ue002\ue003](?:管委会|(?:人民)?政府)|部门|机构|街道办事处)$")
# what governs a place: a list of places shares it
_OF_PLACES = ("党工委", "党委")
_SHARED_KIND = re.compile(r"(局|委|办|厅)$")
_PREFIXABLE = re.compile(r"(?:局|委|委员会|办|办公室|厅|中心|支队|大队|部)$")
_OWN_PLACE = re.compile(r"各|有关|相关|国家|中央|本|(?!城市|都市).{1,3}[省市盟州区县旗]|.*管委会$|.*(?:公司|集团)$|市场|市政(?!府|协)")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    lists = words()
    strong, weak = alternatives(lists["body_endings"]), alternatives(lists["weak_endings"])
    return (
        re.compile(rf".*(?:{strong})"),
        re.compile(rf".*(?:{weak})"),
        re.compile(alternatives(lists["task_verbs"])),
        re.compile(alternatives(lists["party_organs"])),
    )


_SENTENCE = re.compile(r"[。；;，,！!？?%％：:《]|\d{3}")
_LONGEST_NAME = 36
_LONGEST_JOINED = 10 * _LONGEST_NAME  # what is longer is no row of names joined by 和


@lru_cache(maxsize=16384)
def is_body(name: str) -> bool:
    """Tell whether a text reads like the name of a body, a place or a group of them, rather than of a person or of what is to be done."""
    if name in listed("generic_bodies") or name in listed("fields"):
        return True
    bare = re.sub(r"[（(][^（()）]*[)）]", "", name).strip() or name
    if not 2 <= len(bare) <= _LONGEST_NAME or _SENTENCE.search(bare) or bare.endswith(tuple(listed("no_bodies"))):
        return False
    strong, weak, verbs, _ = _patterns()
    if strong.fullmatch(bare):
        return not (verbs.match(bare) and len(bare) > 8)
    return bool(weak.fullmatch(bare) or re.fullmatch(rf"各(?:.{{0,4}}[{LEVEL}街道]|[\u4e00-\u9fff]{{1,8}})", bare)) and not verbs.match(
        bare
    )


@lru_cache(maxsize=16384)
def is_firm_body(name: str) -> bool:
    """Tell whether a text can hardly be anything but the name of a body."""
    return (
        is_body(name)
        and (len(name) > 2 or name[0] in LEVEL)
        and bool(_patterns()[0].fullmatch(re.sub(r"[（(][^（()）]*[)）]$", "", name)) or name.startswith("各"))
    )


def tokens(text: str, separators: str = SEPARATORS, *, blanks: bool = True) -> list[str]:
    """Split at separators outside brackets and quotes; ``blanks`` separate too. Nothing is lost but separators."""
    parts, depth, current = [], 0, ""
    for char in text:
        if char in OPEN:
            depth += 1
        elif char in CLOSE and depth:
            depth -= 1
        if not depth and (char in separators or (blanks and char.isspace())):
            parts.append(current)
            current = ""
        else:
            current += char
    return [part.strip() for part in [*parts, current] if part.strip()]


def unpadded(text: str) -> str:
    """Return a text whose names are not typeset apart: 财 政 局 is one name, and 市 教育局."""
    text = _PADDED.sub(lambda match: re.sub(r"\s", "", match[0]), text)
    return _LEVEL_APART.sub(r"\1", text)


def names(text: str) -> list[str]:
    """Return the names of a list, with the beginnings and endings that its entries share filled in."""
    found = [part for piece in pieces(text) for part in _conjoined(piece)]
    suffix, plain = "", []
    for part in found:
        name, ending, rest = _et_cetera(part)
        plain += [name] if name else []
        suffix = ending or suffix
        plain += [rest] if rest else []
    plain = [part.strip("。.；;：:、，, ") for part in plain]
    plain = _with_suffixes([part for part in plain if part], suffix)
    return list(dict.fromkeys(part.translate(_RELEASED) for part in _with_prefixes(plain)))


def pieces(text: str) -> list[str]:
    """Split a list into its entries, before anything is filled in; signs inside one name are held back."""
    text = unpadded(text.strip(" 。.；;，,、\n"))
    text = _COUNTED.sub("\n", text)
    text = _COUNTED_INSIDE.sub("\n", text)
    text = _COLLECTIVE.sub(lambda match: re.sub("[、/及和]", lambda sign: _HELD[sign[0]], match[0]), text)
    text = _PAIRS.sub(lambda match: match[0].replace("、", _HELD["、"]).replace("和", _HELD["和"]).replace("及", _HELD["及"]), text)
    found: list[str] = []
    for part in _unwrapped(text):
        if found and part[0] in OPEN and part[-1] in CLOSE:
            found[-1] += part  # a bracket on a line of its own belongs to the line before
        else:
            found += _apart(part)
    return found


def _unwrapped(text: str) -> list[str]:
    """Split at separators; join a name that a line break parts (市人力资源和 / 社会保障局)."""
    result: list[str] = []
    for line in text.split("\n"):
        parts = tokens(line)
        if not parts:
            continue
        goes_on = result and line[:1] not in LEVEL and not is_body(result[-1]) and is_body(parts[0]) and is_body(result[-1] + parts[0])
        if goes_on and (result[-1][0] in LEVEL or re.search("[和与及]", result[-1])):
            result[-1] += parts.pop(0)
        result += parts
    return result


def _apart(token: str) -> list[str]:
    """Split A/B and A·B where both sides are bodies."""
    for sign in ("/", "／", "·", "•", "|", "+", "\\"):
        if sign in token:
            parts = [part.strip() for part in token.split(sign) if part.strip()]
            if len(parts) > 1 and (
                all(is_body(part) for part in parts) or is_body(parts[-1]) or (is_body(parts[0]) and is_person(parts[-1]))
            ):
                return parts
    return [token]


def _conjoined(token: str) -> list[str]:
    """Split A和B where both sides are whole names; 党委和人民政府 and 发展和改革委 stay."""
    if len(token) > _LONGEST_JOINED:
        return [token]
    token = re.sub(r"^(?:以及|及其|及|和|与|并|还有)(?=.{2})", "", token)
    for match in re.finditer(r"(?:以及|及其所属|及其|及|和|与|、)", token):
        left, right = token[: match.start()], token[match.end() :]
        if depth_at(token, match.start()) or not left or not right:
            continue
        if is_firm_body(left) and (is_body(right.split("等")[0]) or is_body(right)) and not re.match(r"(?:人民)?政府|管委会", right):
            return [left, *_conjoined(right)]
    return [token]


def depth_at(text: str, at: int) -> int:
    """Return how many brackets are open at a place."""
    return sum(char in OPEN for char in text[:at]) - sum(char in CLOSE for char in text[:at])


def _et_cetera(token: str) -> tuple[str, str, str]:
    """Take off 等: return the name, the ending that a bare 等部门 gives to unfinished names before it, and what 等 adds (有关部门)."""
    if token in ("等", "以及", "及", "和"):
        return "", "", ""
    if token.startswith("等"):
        rest = token[1:]
        return "", "", "" if _BARE_REST.fullmatch(rest) else rest
    match = _ET_CETERA.fullmatch(token)
    if match is None or depth_at(token, match.end("name")):
        return token, "", ""
    rest = re.sub(r"^(?:\d+|[一二三四五六七八九十]+)[个家](?:相关|有关)?", "", match["rest"])
    if _BARE_REST.fullmatch(rest):
        return match["name"], rest if rest in ("部门", "单位", "机构") else "", ""
    return match["name"], "", rest


def _with_suffixes(found: list[str], last: str) -> list[str]:
    """公安、市场监管部门 is 公安部门、市场监管部门: a name without an ending takes that of the next one that has it."""
    result: list[str] = []
    suffix = last
    for name in reversed(found):
        whole = name
        shared = _SHARED_SUFFIX.search(name)
        if shared:
            suffix = shared[1]
        elif suffix.startswith(_OF_PLACES) and re.search(rf"[{LEVEL}]$", name):
            whole = f"{name}{suffix}"
        elif is_body(name) and not (suffix and name in listed("fields")):
            kind = _SHARED_KIND.search(name)
            suffix = kind[1] if kind and len(name) > 2 else ""
        elif suffix and re.fullmatch(r"[\u4e00-\u9fff]{2,10}", name) and not name.startswith(("各", "其他")):
            whole = f"{name}{suffix}"
        result.append(whole)
    return result[::-1]


def _with_prefixes(found: list[str]) -> Iterator[str]:
    """市自然资源局 住房和城乡建设局 are two bureaus of the city: a later name takes the level of the one before it."""
    level = organ = ""
    party = _patterns()[3]
    for name in found:
        if (
            name[0] in LEVEL
            and len(name) > 2
            and not re.match(r"市场|市政(?!府|协)|区划|县域|区域|镇静|乡村振兴|乡镇|州直|旗帜|省际", name)
        ):
            level = name[0]
            organ = f"{level}委" if re.match(rf"{level}委(?!员会)(?:.|$)", name) else ""
            yield name
        elif organ and party.fullmatch(name) and name != "办公室":
            yield f"{organ}{name}"
        elif level and (_PREFIXABLE.search(name) or (name.endswith("部门") and len(name) > 3)) and not _OWN_PLACE.match(name):
            yield f"{level}{name}"
        else:
            level = organ = ""
            yield name


# --- persons --------------------------------------------------------------------------------------------------------

_PERSON_SEPARATORS = "、，,；;\n\r\t/"
_POSTS = r"(?:同志|局长|主任|县长|市长|区长|旗长|书记|部长|科长|处长|院长|校长|主席|秘书长|副[\u4e00-\u9fff]{1,3}长)"


@cache
def _person() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[{words()['surnames']}][\u4e00-\u9fff]{{1,2}}|[\u4e00-\u9fff]{{1,2}}某{{1,2}}|[\u4e00-\u9fff]{{2,4}}·[\u4e00-\u9fff]{{1,6}})(?:{_POSTS})?"
    )


def is_person(text: str) -> bool:
    """Tell whether a text may be the name of a person: a surname and one or two characters, and no body."""
    bare = re.sub(r"\s", "", text)
    return bool(_person().fullmatch(bare)) and ("某" in bare or not is_body(bare))


_POST = re.compile(
    r"(?:.*[委局办府组党镇乡县市区旗州盟省])?(?:常务)?副?(?:[市县区旗镇乡州盟省局处科部院校所站队组会馆台社]长|秘书长|检察长|指挥长|董事长|总?经理|主任|书记|主席|常委|委员|成员|调研员|巡视员|总工程师|总经济师)"
)
_NOTHING = re.compile(r"[/\\—－-]+|无")
_TELEPHONE = re.compile(r"[（(]?\+?\d[\d\s－—()-]{5,}\d[)）]?")


def persons(text: str) -> list[str]:
    """Return the persons of a cell; 张　某 is one person, a telephone number none."""
    found: list[str] = []
    for part in tokens(_TELEPHONE.sub(" ", text).strip("。 "), _PERSON_SEPARATORS, blanks=False):
        spaced = part.split()
        if len(spaced) > 1 and all(len(piece) == 1 for piece in spaced):
            found += ["".join(spaced[at : at + 2]) for at in range(0, len(spaced), 2)] if len(spaced) % 2 == 0 else ["".join(spaced)]
        else:
            found += spaced
    cut = [name.strip("。.；;：:") for name in found]
    named = list(dict.fromkeys(name for name in cut if name and not _NOTHING.fullmatch(name)))
    people = [name for name in named if not _POST.fullmatch(name.strip(OPEN + CLOSE))]
    return people or named  # 副镇长 赵某 is one person; a post alone stands for who holds it
