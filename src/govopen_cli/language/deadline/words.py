"""The word lists of the deadline grammar (``resources/deadline_words.txt``) as patterns."""

import re
from functools import cache
from importlib.resources import files


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    sections: dict[str, list[str]] = {}
    words: list[str] = []
    for line in files("govopen_cli").joinpath("resources/deadline_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = sections.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            words.extend(line.split())
    return {name: tuple(sorted(set(entries), key=lambda word: (-len(word), word))) for name, entries in sections.items()}


def words(section: str) -> tuple[str, ...]:
    """Return the words of a section, longest first."""
    return _sections()[section]


def pairs(section: str) -> dict[str, str]:
    """Return the entries of a section that are written ``left=right``."""
    return dict(entry.split("=", 1) for entry in _sections()[section])


def either(section: str) -> str:
    """Return the words of a section as alternatives of a regular expression, longest first."""
    return "|".join(map(re.escape, words(section)))


@cache
def pattern(section: str) -> re.Pattern[str]:
    """Return a pattern that matches any word of a section."""
    return re.compile(either(section))


def mention(section: str, text: str) -> str | None:
    """Return the first word of a section that stands in ``text``, unless it is part of a word of the section with ``!``."""
    if f"{section}!" not in _sections():
        match = pattern(section).search(text)
        return match[0] if match else None
    known = words(section)
    both = _with_exceptions(section)
    return next((match[0] for match in both.finditer(text) if match[0] in known), None)


@cache
def _with_exceptions(section: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted((*words(section), *words(f"{section}!")), key=len, reverse=True))))
