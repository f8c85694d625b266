"""Small facts about Chinese text that every room needs: folding, display width, near spellings."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return ``text`` in NFKC without any white space, the form in which names and ids are compared."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


# what may stand in words beside what is seen: line feeds and tabs. Controls, marks that turn the direction of writing, and halves of
# characters would drive terminals and break documents.
_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_DRIVING = re.compile(f"{_NO_TEXT.pattern[:-1]}\r\x0b\x0c\u2028\u2029]")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3164\ufeff]+")


def plain(text: str) -> str:
    """Return words without characters that are no text; every kind of line break becomes a line feed."""
    return _NO_TEXT.sub("", _LINES.sub("\n", text))


def no_text(text: str) -> str | None:
    """Return the first character that is no text, as its code point (U+001B)."""
    found = _NO_TEXT.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def visible(text: str) -> str:
    r"""Return words with every character that is no text as an escape (\u001B, \u202E): shown, it drives no terminal."""
    return text if text.isprintable() else _DRIVING.sub(lambda found: f"\\u{ord(found[0]):04X}", text)


def bare(text: str) -> str:
    """Return what of a text is seen, blanks left out: two texts alike in this were not changed by whoever passed them on."""
    return _BLANK.sub("", text)


_BETWEEN = "\n;；,，。、|"  # what people put between what stood there and what they add


def added(before: str, after: str) -> str:
    """Return what of a text was added to an earlier one, at its end or its beginning; all of it where the earlier one is not kept.

    Blanks don't count; what is added must be set off, so that 已开会两次 is not 已开会 with two words more.
    """
    if not bare(before):
        return after
    if bare(before) == bare(after):
        return ""
    length, kept = len(bare(before)), _spread(after)
    if len(kept) <= length:
        return after
    joined = "".join([letter for _, letter in kept])
    if joined.startswith(bare(before)):
        rest = after[kept[length - 1][0] + 1 :]
        if _set_off(rest[: kept[length][0] - kept[length - 1][0]]) or bare(before)[-1] in _BETWEEN:
            return rest.strip().lstrip(_BETWEEN).strip()
    if joined.endswith(bare(before)):
        rest = after[: kept[-length][0]]
        if _set_off(rest[kept[-length - 1][0] :]):
            return rest.strip().rstrip(_BETWEEN).strip()
    return after


def _spread(text: str) -> list[tuple[int, str]]:
    """Return what of a text is seen, letter by letter, with its place."""
    return [(place, letter) for place, letter in enumerate(text) if not _BLANK.fullmatch(letter)]


def _set_off(text: str) -> bool:
    """Tell whether a text holds a mark or a blank that separates."""
    return any(letter in _BETWEEN or letter.isspace() for letter in text)


def names(text: str) -> list[str]:
    """Return the names that people wrote in one line, each once: 甲、乙，丙 丁."""
    return list(dict.fromkeys(part for part in re.split(r"[、，,;；\s]+", text) if part))


def width(text: str) -> int:
    """Return the number of terminal columns that ``text`` takes; East Asian wide characters take two.

    Ambiguous characters (“”…—) count as one, as Rich and most terminals do.
    """
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


@cache
def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


# what no line of Chinese begins with, and what none ends with
NOT_FIRST = frozenset("、，。；：！？）》」』】〉〕］…％,.;:!?)]}%”’")
NOT_LAST = frozenset("（《「『【〈〔［([{“‘")
_CARRIED = 4  # characters that are carried to the next line at most, so that it begins with none of them


def folded(text: str, columns: int) -> list[str]:
    """Break text into lines of at most ``columns`` terminal columns: every character is kept.

    No line begins with 、，） or ends with （, and no word, number or date is broken that fits a line.
    """
    if width(text) <= columns and "\n" not in text:
        return [text]
    return [line for part in text.split("\n") for line in _folded(part, columns)]


def _folded(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    line: list[str] = []  # words of Latin letters and digits, and single characters
    used = 0
    for word in _words(text, columns):
        size = width(word)
        if used + size > columns and line:
            carried = _carried(line, word)
            lines.append("".join(line[: len(line) - carried]))
            line = line[len(line) - carried :]
            used = sum(map(width, line))
            if used + size > columns:  # what was carried leaves no room
                lines.append("".join(line))
                line, used = [], 0
        line.append(word)
        used += size
    return [*lines, "".join(line)]


def _carried(line: list[str], word: str) -> int:
    """Return how many words at the end of a line go with the next one."""
    for count in range(min(_CARRIED, len(line) - 1) + 1):
        first = line[len(line) - count] if count else word
        if first not in NOT_FIRST and line[len(line) - count - 1] not in NOT_LAST:
            return count
    return 0


def _words(text: str, columns: int) -> list[str]:
    words: list[str] = []
    for char in text:
        joined = words[-1] + char if words else char
        if words and _latin(char) and _latin(words[-1][-1]) and len(joined) <= columns:
            words[-1] = joined
        else:
            words.append(char)
    return words


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "-_./:#@%+=&?~")


def pad(text: str, columns: int) -> str:
    """Return ``text`` filled with blanks on the right to ``columns`` terminal columns."""
    return text + " " * max(0, columns - width(text))


def shorten(text: str, limit: int = 40) -> str:
    """Return ``text`` cut to ``limit`` characters with an ellipsis, for messages that quote a cell."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def near(name: str, known: Iterable[str], count: int = 3, least: float = 0.5) -> list[str]:
    """Return up to ``count`` of ``known`` that look like ``name``, best first; ``least`` (0 to 1) is how much alike they must be."""
    from difflib import get_close_matches

    return get_close_matches(name, list(known), n=count, cutoff=least)


def one_edit_apart(left: str, right: str) -> bool:
    """Tell whether two different names differ by one inserted, dropped or replaced character."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    shorter, longer = sorted((left, right), key=len)
    start = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) == len(longer):
        return shorter[start + 1 :] == longer[start + 1 :]
    return shorter[start:] == longer[start + 1 :]
