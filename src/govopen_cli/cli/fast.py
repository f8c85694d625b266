"""The everyday questions of scripts, read from the grammar without Typer: importing Typer costs more than four such answers.

A command line that is not plainly well formed is not read here, and nothing has been printed then: Typer reads it, helps, or says what is
wrong. Both readers hand the same values to the same ``run`` of a command.
"""

import os
import sys

from govopen_cli.cli.grammar import parts, queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SERVED = ("due", "overdue", "unit", "domain", "list", "show", "matrix")
FORMATS = (None, "plain", "tsv", "json", "jsonl")


def read(line: list[str]) -> "tuple[list[str], dict[str, Any]] | None":
    """Return the command's words and its values; None where Typer must read the line."""
    if sys.stdout.isatty() or (line and line[0] not in SERVED):
        return None
    entry = queries.QUERIES[line[0]] if line else parts.PROGRAM
    values = _values(entry, line[1:])
    if values is None or values.get("format") not in FORMATS:
        return None
    return line[:1], values


def _values(entry: parts.Command, line: list[str]) -> "dict[str, Any] | None":
    values: dict[str, Any] = {part.key: None for part in entry.arguments}
    names = {}
    for option in entry.options:
        values[option.key] = option.default if option.metavar else False
        names.update(dict.fromkeys(option.names, option))
    places: list[str] = []
    words = iter(line)
    for word in words:
        if not _plain(word):
            return None
        if word[:1] != "-":
            places.append(word)
            continue
        name, equals, value = word.partition("=")
        known = names.get(name)
        if known is None or name[:2] != "--" or (equals and not known.metavar):
            return None
        if known.metavar and not equals:
            value = next(words, "-")
            if value[:1] == "-" or not _plain(value):
                return None
        values[known.key] = (*(values[known.key] or ()), value) if known.many else value if known.metavar else True
    return values if _placed(entry, places, values) and _whole(entry, values) else None


def _plain(word: str) -> bool:
    """Tell whether every reader takes a word as it stands: not so bytes that are no text, and what Windows leaves a program to expand."""
    return (word.isascii() and not (os.name == "nt" and set(word) & set("*?[~$%"))) or word.isprintable()


def _placed(entry: parts.Command, places: list[str], values: "dict[str, Any]") -> bool:
    """Put the words that are told by their place into the values, and tell whether all of them had one."""
    for part in entry.arguments:
        if part.many:
            values[part.key], places = tuple(places), []
        elif places:
            values[part.key], places = places[0], places[1:]
    return not places


def _whole(entry: parts.Command, values: "dict[str, Any]") -> bool:
    return all(values[part.key] for part in entry.parts if part.required)
