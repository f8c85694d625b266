"""What was changed in a plan file, as text that can be kept, read, and taken back."""

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


def diff(before: str, after: str) -> str:
    """Return the unified diff between two texts, without file names."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    return "\n".join(list(lines)[2:])


def reversed_diff(patch: str) -> str:
    """Return the diff that takes another one back."""
    return "\n".join(_reversed(line) for line in patch.split("\n"))


def changed(patch: str) -> list[str]:
    """Return the lines that a diff takes out and puts in, each with its sign; blank ones say nothing."""
    return [line for line in patch.split("\n") if line[:1] in ("+", "-") and line[1:].strip()]


def applied(text: str, patch: str) -> str | None:
    """Return a text with a diff applied; None where it no longer holds the lines that the diff is about.

    Lines that were added or removed elsewhere do not matter: each place is looked for around where it was.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    for hunk in reversed(list(_hunks(patch))):
        place = _find(lines, hunk.before, hunk.line - 1)
        if place is None:
            return None
        lines[place : place + len(hunk.before)] = hunk.after
    return newline.join(lines)


class _Hunk(NamedTuple):
    line: int
    before: list[str]
    after: list[str]


def _hunks(patch: str) -> Iterator[_Hunk]:
    hunk: _Hunk | None = None
    for line in patch.split("\n"):
        if match := _HUNK.match(line):
            if hunk is not None:
                yield hunk
            hunk = _Hunk(int(match[1]), [], [])
        elif hunk is not None:
            if line[:1] != "+":
                hunk.before.append(line[1:])
            if line[:1] != "-":
                hunk.after.append(line[1:])
    if hunk is not None:
        yield hunk


def _find(lines: list[str], wanted: list[str], hint: int) -> int | None:
    """Return where lines stand: at the place of a hint, else at the only place that holds them."""
    if lines[hint : hint + len(wanted)] == wanted:
        return hint
    places = [place for place in range(len(lines) - len(wanted) + 1) if lines[place : place + len(wanted)] == wanted]
    return places[0] if len(places) == 1 else None


def _reversed(line: str) -> str:
    if match := _HUNK.match(line):
        before, after = re.findall(r"[-+](\d+(?:,\d+)?)", match[0])
        return f"@@ -{after} +{before} @@"
    return {"+": "-", "-": "+"}.get(line[:1], line[:1]) + line[1:]
