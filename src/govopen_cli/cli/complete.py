"""Shell completion: what may stand where the cursor is, by the grammar, with names out of the plan in use.

Never an error: what cannot be read completes to nothing.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from govopen_cli.cli import grammar
from govopen_cli.errors import ExitCode, GovopenError

if TYPE_CHECKING:
    from govopen_cli.plan.index.query import Index

VARIABLE = "_GOVOPEN_COMPLETE"  # Typer's protocol: complete_bash, complete_zsh, complete_fish, complete_powershell


def answer() -> int:
    """Print the candidates for the command line in the environment, in the form in which its shell reads them."""
    shell = os.environ.get(VARIABLE, "").removeprefix("complete_")
    words, incomplete = _line(shell)
    found = candidates(words, incomplete)
    if shell == "fish" and os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return ExitCode.OK if found else 1
    if shell == "zsh":
        print("_arguments '*: :((" + "\n".join(f'"{_quoted(name)}"' for name in found) + "))'" if found else "_files")
    else:
        sys.stdout.writelines(f"{name}::: \n" if shell.startswith(("power", "pwsh")) else f"{name}\n" for name in found)
    return ExitCode.OK


def _quoted(name: str) -> str:
    for char, escaped in (('"', '""'), ("'", "''"), ("$", "\\$"), ("`", "\\`"), (":", "\\\\:")):
        name = name.replace(char, escaped)
    return name


def _line(shell: str) -> tuple[list[str], str]:
    """Return the words before the cursor, without the program's, and the word at it."""
    if shell == "bash":
        words = _split(os.environ.get("COMP_WORDS", ""))
        place = int(os.environ.get("COMP_CWORD", "0"))
        return words[1:place], words[place] if place < len(words) else ""
    text = os.environ.get("_TYPER_COMPLETE_ARGS", "")
    words = _split(text)[1:]
    if shell.startswith(("power", "pwsh")):
        incomplete = os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "")
        return (words[:-1] if incomplete else words), incomplete
    return (words[:-1], words[-1]) if words and not text.endswith(" ") else (words, "")


def _split(text: str) -> list[str]:
    """Return the words of a line, as a shell would, also where a quotation is not closed yet."""
    import shlex

    reader = shlex.shlex(text, posix=True)
    reader.whitespace_split, reader.commenters = True, ""
    words: list[str] = []
    try:
        words.extend(reader)
    except ValueError:
        words.append(reader.token)
    return words


def candidates(words: list[str], incomplete: str) -> list[str]:
    """Return what may stand at the cursor, after the words before it."""
    depth = 0
    while depth < len(words) and isinstance(grammar.find(words[: depth + 1]), grammar.Group):
        depth += 1
    entry = grammar.find(words[: depth + 1])
    if depth == len(words) or entry is None:
        parent = grammar.find(words[:depth])
        if len(words) > depth or parent is None:
            return []
        if incomplete.startswith("-"):
            return _beginning(incomplete, _names(parent, ()))
        below = parent.commands if isinstance(parent, grammar.Group) else grammar.COMMANDS
        return _beginning(incomplete, below)
    assert isinstance(entry, grammar.Command)
    return _of_command(entry, words[depth + 1 :], incomplete)


def _names(entry: grammar.Command | grammar.Group, given: Iterable[str]) -> Iterator[str]:
    """Yield the names of the options that may still be written."""
    if isinstance(entry, grammar.Command):
        for part in entry.options:
            if part.many or not set(part.names) & set(given):
                yield part.names[0]
    yield "--help"


def _of_command(entry: grammar.Command, words: list[str], incomplete: str) -> list[str]:
    options = {name: part for part in entry.options for name in part.names}
    values: dict[str, str] = {}
    places: list[str] = []
    waiting: grammar.Option | None = None
    for word in words:
        name, equals, value = word.partition("=")
        if waiting is not None:
            values[waiting.key] = word
            waiting = None
        elif part := options.get(name):
            if equals:
                values[part.key] = value
            elif part.metavar:
                waiting = part
        else:
            places.append(word)
    name, equals, value = incomplete.partition("=")
    if waiting is not None:
        return _values(waiting.completes, incomplete, values, places)
    if equals and (part := options.get(name)):
        return [f"{name}={found}" for found in _values(part.completes, value, values, places)]
    if incomplete.startswith("-"):
        return _beginning(incomplete, _names(entry, words))
    if entry.arguments:
        part_of = entry.arguments[min(len(places), len(entry.arguments) - 1)]
        if len(places) < len(entry.arguments) or part_of.many:
            return _values(part_of.completes, incomplete, values, places)
    return []


def _values(completes: str | tuple[str, ...], incomplete: str, values: dict[str, str], places: list[str]) -> list[str]:
    """Return the values that complete a word."""
    if not isinstance(completes, str):
        return _beginning(incomplete, completes)
    if completes == "commands":
        entry = grammar.find(places)
        below = entry.commands if isinstance(entry, grammar.Group) else {} if places else grammar.COMMANDS
        return _beginning(incomplete, below)
    if completes == "formats":
        from govopen_cli.views.formats import FORMATS

        return _beginning(incomplete, FORMATS)
    if completes == "statuses":
        from govopen_cli.ledger.select import STATUSES

        return _beginning(incomplete, STATUSES)
    if completes not in OF_PLAN:
        return []
    try:
        return _beginning(incomplete, OF_PLAN[completes](_index(values.get("plan")), places))
    except GovopenError:
        return []


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _index(plan: str | None) -> "Index":
    from pathlib import Path

    from govopen_cli.plan.index.query import open_index
    from govopen_cli.plan.locate import locate

    return open_index(locate(Path(plan) if plan else None).path)


def _answering(index: "Index", ids: list[str]) -> list[str]:
    """Return the units that answer for the items named so far, all units where none is."""
    items = _items(index, ids)
    return list(dict.fromkeys(name for item in items for name in item.members)) or [unit.name for unit in index.units()]


def _answered(index: "Index", ids: list[str]) -> list[str]:
    """Return the domains of the items named so far, all domains where none is."""
    items = _items(index, ids)
    return list(dict.fromkeys(name for item in items for name in item.domains)) or [field.name for field in index.domains()]


def _items(index: "Index", ids: list[str]) -> list[Any]:
    from govopen_cli.cli.items import find_items

    return find_items(index, ids) if ids else []


OF_PLAN: dict[str, Callable[["Index", list[str]], Iterable[str]]] = {
    "units": lambda index, _: (unit.name for unit in index.units()),
    "domains": lambda index, _: (field.name for field in index.domains()),
    "roles": lambda index, _: index.plan.roles,
    "ids": lambda index, _: index.ids(),
    "tasks": lambda index, _: dict.fromkeys(item_id.rpartition(".")[0] for item_id in index.ids()),
    "answering": _answering,
    "answered": _answered,
}
