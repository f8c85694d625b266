"""Whether two names are forms of one: 市发改委 is 市发展和改革委员会, 市财政局 is no 市财政监督检查局.

A core is a row of words. A short form keeps a word, cuts it to its beginning, or leaves it out; two rules differ in what may be left out:

- ``same`` holds wherever the names stand: only words that do not tell bodies apart are left out (管理, 事务), others where two or more are cut to one
  character. What it says needs no explanation.
- ``fits`` is for a short list of bodies, such as those of one plan: any word may be left out. It is said to the user, and only counts
  where one body of the list fits.

Level, organ and kind never differ in either.
"""

from functools import cache

from govopen_cli.language.names.bodies import LEVELS, NATION, Body, readings
from govopen_cli.language.names.pinyin import initial
from govopen_cli.language.names.vocabulary import vocabulary
from govopen_cli.text import fold

# of these there is one to a level: 市法院 is 市中级人民法院
_ALONE = ("法院", "检察院", "政府")
# kinds that are the nation's or the province's whatever the place of a plan
_HIGH = ("部", "厅", "总局", "署")


def same(left: str, right: str, place: str | None = None) -> bool:
    """Tell whether two names are spellings of one body, in a plan of ``place``."""
    if left.startswith("各") and right.startswith("各") and _collective(left) == _collective(right):
        return True
    if _whole_group(left) & _whole_group(right):
        return True
    return any(_agree(a, b, place) and _cores_agree(a, b) for a in readings(left) for b in readings(right))


def fits(short: str, full: str, place: str | None = None) -> bool:
    """Tell whether ``short`` can be a short form of ``full`` where few bodies are in question: its characters in order, each the head of a word."""
    return any(
        _agree(a, b, place, closed=True) and _abbreviates(a, b) and not _stands_alone(a, b) for a in readings(short) for b in readings(full)
    )


def well_formed(name: str) -> bool:
    """Tell whether some reading of a name is made of words that names of bodies are made of."""
    known = vocabulary().words
    return any(body.core and all(word in known for word in segment(body.core)) for body in readings(name))


def _collective(name: str) -> str:
    """Return what a collective name says: 各乡镇人民政府、街道办事处 is 各乡镇（街道）."""
    said = fold(name)
    for word in ("人民政府", "政府", "办事处", "、", ",", "(", ")", "及", "和"):
        said = said.replace(word, "")
    return said


def bare_place(short: str, full: str) -> bool:
    """Tell whether a name is only the place whose government the other one is (海南区, 海南区政府)."""
    return short.endswith((*LEVELS, "街道", "苏木")) and any(
        body.kind in ("政府", "街道") and not body.organ and fold(short) in (body.place + body.core, body.core) for body in readings(full)
    )


# --- level, organ, kind ---------------------------------------------------------------------------------------------


def _agree(left: Body, right: Body, place: str | None, *, closed: bool = False) -> bool:
    if left.kind != right.kind or not (_levels_agree(left, right, place) or (closed and _of_the_nation(left, right))):
        return False
    if left.organ and right.organ and left.organ != right.organ:
        return False
    # 市委办 and 市政府办 are told apart by the organ alone
    return left.organ == right.organ or bool(left.core and right.core)


def _of_the_nation(short: Body, full: Body) -> bool:
    """Tell whether a name without a level may be a body of the nation (证监会)."""
    return full.level == NATION and not (short.level or short.place)


def _levels_agree(left: Body, right: Body, place: str | None) -> bool:
    levels = {_level(body, place) for body in (left, right)} if left.level or right.level else set()
    if len(levels - {""}) > 1:
        return False
    places = {body.place for body in (left, right) if body.place}
    if len(places) == 2:
        return False
    if len(places) == 1 and place is not None and places != {place} and place.endswith(left.level or right.level or "?"):
        # 呼和浩特市民政局 is not the 市民政局 of 乌海市; 海勃湾区 lies in it
        return all(body.place or body.level != place[-1] for body in (left, right)) and bool(left.place) == bool(right.place)
    return True


def _level(body: Body, place: str | None) -> str:
    """Return the level of a body; what a plan of a city calls 民政局 is the city's."""
    if body.level or place is None or body.kind in _HIGH or not body.kind:
        return body.level
    return place[-1] if not place.endswith("自治区") else "自治区"


# --- cores ----------------------------------------------------------------------------------------------------------


@cache
def _whole_group(name: str) -> frozenset[int]:
    lists = vocabulary()
    return lists.same.get("".join(lists.split_kind(fold(name))), frozenset())


def _group(core: str, kind: str) -> frozenset[int]:
    lists = vocabulary()
    return lists.same.get(core + kind, frozenset()) or lists.same.get(core.removesuffix("工作") + kind, frozenset())


def _cores_agree(left: Body, right: Body) -> bool:
    return shortens(left.core, right.core, left.kind) or shortens(right.core, left.core, left.kind)


@cache
def shortens(short: str, full: str, kind: str) -> bool:
    """Tell whether the core ``short`` is the core ``full`` or, by rule, a shortening of it, for a body of ``kind``."""
    if _plain(short) == _plain(full):
        return True
    if (ours := _group(short, kind)) and (theirs := _group(full, kind)):
        return bool(ours & theirs)  # both are known by their names: 计委 is no 计生委
    return bool(short) and len(short) < len(full) and any(_spelt(short, variant, closed=False) for variant in _variants(full))


def _abbreviates(short: Body, full: Body) -> bool:
    if _cores_agree(short, full):
        return True
    if not short.core:
        return short.kind in _ALONE
    return len(short.core) < len(full.core) and any(_spelt(short.core, variant, closed=True) for variant in _variants(full.core))


def _stands_alone(short: Body, full: Body) -> bool:
    """Tell whether ``short`` names a body that exists by itself and is not ``full``."""
    for core, kind in vocabulary().standing:
        body = Body("", "", "", core, kind)
        if kind == short.kind and _cores_agree(body, short) and not _cores_agree(body, full):
            return True
    return False


def _plain(core: str) -> str:
    return "".join(char for char in core if char not in vocabulary().joiners)


@cache
def _variants(core: str) -> tuple[str, ...]:
    """Return a core with every choice of the words that are shortened as one."""
    found = [core]
    for long, brief in vocabulary().compounds:
        found += [variant.replace(long, brief) for variant in found if long in variant]
    return tuple(dict.fromkeys(found))


@cache
def segment(core: str) -> tuple[str, ...]:
    """Split a core into words, as few unknown characters as possible; an unknown stretch is split in pairs of characters."""
    lists = vocabulary()
    best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]  # unknown characters, words, the words, up to each place
    for end in range(1, len(core) + 1):
        unknown, count, words = best[end - 1]
        choices = [(unknown, count, words)] if core[end - 1] in lists.joiners else []
        for size in range(1, min(6, end) + 1):
            unknown, count, words = best[end - size]
            word = core[end - size : end]
            if word in lists.words:
                choices.append((unknown, count + 1, (*words, word)))
            elif size <= 2 and not any(char in lists.joiners for char in word):
                choices.append((unknown + size, count + 1, (*words, word)))
        best.append(min(choices, key=lambda choice: choice[:2]))
    return best[-1][2]


def _spelt(short: str, full: str, *, closed: bool) -> bool:
    """Tell whether ``short`` is spelt by the words of ``full``, each kept, cut to its beginning, or left out.

    In the open a word that says something is left out only where two or more words are cut to one character.
    """
    lists = vocabulary()
    short = _plain(short)
    # characters used, words cut to one character (up to 2), something said was left out, something was kept, inside a body that another one is part of
    states = {(0, 0, False, False)}
    for word in segment(full):
        following = set()
        for used, cut, dropped, kept in states:
            for size in range(1, len(word) + 1):
                if short.startswith(word[:size], used):
                    following.add((used + size, min(2, cut + (size == 1 < len(word))), dropped, True))
            silent = word in lists.leading or (kept and word in lists.silent)
            if silent or kept or closed:
                following.add((used, cut, dropped or not silent, kept))
        states = following
    return any(used == len(short) and kept and (closed or not dropped or cut >= 2) for used, cut, dropped, kept in states)


def initialled(letters: str, name: str) -> bool:
    """Tell whether letters are the pinyin initials of a short form of a name: hnq, wjw, fgw."""
    return any(_begins(letters, body) for body in readings(name))


def _begins(letters: str, body: Body) -> bool:
    if body.place and not body.core and letters == _letters(body.place):
        return True
    ends = {_letters(body.kind), _letters(body.kind[-1:])} if body.kind else {""}
    for before in ("", _letters(body.level)):
        if not letters.startswith(before):
            continue
        for end in ends:
            if letters.endswith(end) and _initials_of(letters[len(before) : len(letters) - len(end)], body.core):
                return True
    return False


def _letters(text: str) -> str:
    return "".join(map(initial, text))


def _initials_of(letters: str, core: str) -> bool:
    """Tell whether letters are initials of the words of a core, each word whole, cut, or (not the first) left out; two letters at least."""
    places = {0}
    for number, word in enumerate(segment(core)):
        following = set() if number == 0 else set(places)
        for place in places:
            for size in range(1, len(word) + 1):
                if letters.startswith(_letters(word[:size]), place):
                    following.add(place + size)
        places = following
    return len(letters) >= 2 and len(letters) in places
