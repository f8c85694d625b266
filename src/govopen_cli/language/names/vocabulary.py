"""The words that names of bodies are made of: ``resources/bodies.txt``, read when the first name has to be understood."""

from functools import cache

from govopen_cli import resources
from govopen_cli.record import NamedTuple


class Vocabulary(NamedTuple):
    """Word lists; each is a section of the file, which says what it is for.

    ``kinds`` pairs every spelling with its kind, the longest spelling first; ``complete`` are those that end a whole name. ``same`` maps core and
    kind to the numbers of the groups of names that mean one body.
    """

    kinds: tuple[tuple[str, str], ...]
    complete: tuple[str, ...]
    words: frozenset[str]
    joiners: str
    silent: frozenset[str]
    leading: frozenset[str]
    compounds: tuple[tuple[str, str], ...]
    parents: tuple[tuple[str, str], ...]
    same: dict[str, frozenset[int]]
    standing: tuple[tuple[str, str], ...]

    def split_kind(self, name: str) -> tuple[str, str]:
        """Return the core and the kind of a name without level and organ; the longest spelling of a kind decides."""
        for spelling, kind in self.kinds:
            if name.endswith(spelling):
                return name[: -len(spelling)], kind
        return name, ""


@cache
def vocabulary() -> Vocabulary:
    """Return the word lists."""
    sections = _sections(resources.read("bodies.txt"))
    kinds, complete = _kinds(sections["kinds"])
    lists = Vocabulary(
        kinds=kinds,
        complete=complete,
        words=frozenset(_split(sections["words"])),
        joiners="".join(_split(sections["joiners"])),
        silent=frozenset(_split(sections["silent"])),
        leading=frozenset(_split(sections["leading"])),
        compounds=_pairs(sections["compounds"]),
        parents=_pairs(sections["parents"]),
        same={},
        standing=(),
    )
    groups: dict[str, frozenset[int]] = {}
    for number, line in enumerate(sections["same"]):
        for name in line.split():
            key = "".join(lists.split_kind(name))
            groups[key] = groups.get(key, frozenset()) | {number}
    return lists._replace(same=groups, standing=tuple(lists.split_kind(name) for name in _split(sections["standing"])))


def _sections(text: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            lines = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


def _split(lines: list[str]) -> list[str]:
    return [word for line in lines for word in line.split()]


def _pairs(lines: list[str]) -> tuple[tuple[str, str], ...]:
    """Read lines of two words, of which the second may be missing."""
    return tuple((parts[0], parts[1] if len(parts) > 1 else "") for parts in (line.split() for line in lines))


def _kinds(lines: list[str]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    pairs: list[tuple[str, str]] = []
    complete: list[str] = []
    for line in lines:
        kind, spellings = line.split(": ") if ": " in line else (line.lstrip("~"), line)
        for spelling in spellings.split():
            bare = spelling.lstrip("~")
            pairs.append((bare, kind))
            if bare == spelling:
                complete.append(bare)
    pairs.sort(key=lambda pair: -len(pair[0]))
    return tuple(pairs), tuple(complete)
