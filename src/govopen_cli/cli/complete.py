"""Shell completion: what may stand where the cursor is, by the grammar, with names out of the plan in use.

Never an error: what cannot be read completes to nothing, and nothing lets the shell offer files. The shells ask by Typer's protocol; the
scripts that make them ask are in ``shells``.
"""

import os
import sys

from govopen_cli.cli.grammar import parts, table
from govopen_cli.errors import GovopenError
from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from govopen_cli.plan.index.query import Index
    from govopen_cli.plan.locate import Located
    from govopen_cli.plan.model import Item
    from govopen_cli.state.state import State

VARIABLE = "_GOVOPEN_COMPLETE"
MOST = 200  # candidates that anybody looks at


class Candidate(NamedTuple):
    """A word that may stand at the cursor, what it means, and the letters by which it was found where it does not begin with them."""

    word: str
    help: str = ""
    letters: str = ""


Names = list[tuple[str, str]]  # words that complete something, with their help


def answer() -> int:
    """Print the candidates for the line in the environment as its shell reads them; 1 where the shell should offer files."""
    shell = os.environ[VARIABLE].removeprefix("complete_")
    try:
        words, incomplete = _line(shell)
        found = candidates(words, incomplete)
    except Exception:  # noqa: BLE001  whatever it is: a line that is being written is no place for messages
        return 1
    if shell == "fish" and os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return 0 if found else 1
    sys.stdout.write(_PRINTED.get(shell, _powershell)(found, incomplete))
    return 0 if found else 1


# --- what the shells send and read ----------------------------------------------------------------------------------


def _line(shell: str) -> tuple[list[str], str]:
    """Return the words before the cursor, without the program's own, and the word at it."""
    if shell == "bash":
        words = split(os.environ.get("COMP_WORDS", ""))
        place = int(os.environ.get("COMP_CWORD", "0"))
        return _joined([*words[1:place], words[place] if place < len(words) else ""])
    text = os.environ.get("_TYPER_COMPLETE_ARGS", "")
    words = split(text)[1:]
    if shell in ("zsh", "fish"):
        return (words, "") if text.endswith(" ") or not words else (words[:-1], words[-1])
    incomplete = os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "")
    return (words[:-1] if incomplete else words), incomplete


def _joined(words: list[str]) -> tuple[list[str], str]:
    """Put together what bash takes apart: ``--unit = 市`` was one word."""
    whole: list[str] = []
    for word in words:
        if whole and whole[-1].startswith("--") and (word == "=" or whole[-1].endswith("=")):
            whole[-1] += word
        else:
            whole.append(word)
    return whole[:-1], whole[-1]


def split(text: str) -> list[str]:
    """Return the words of a line as a shell would, also where a quotation is not closed yet."""
    words: list[str] = []
    word: str | None = None
    quote = ""
    letters = iter(text)
    for letter in letters:
        if letter == "\\" and quote != "'":
            word = (word or "") + next(letters, "")
        elif quote:
            if letter == quote:
                quote = ""
            else:
                word = (word or "") + letter
        elif letter in "'\"":
            quote, word = letter, word or ""
        elif letter.isspace():
            if word is not None:
                words.append(word)
            word = None
        else:
            word = (word or "") + letter
    return [*words, word] if word is not None else words


_TAKEN = " \t\"'`$&;|<>()*?[]{}!#~\\"  # what a shell would not leave as it stands


def _bash(found: list[Candidate], incomplete: str) -> str:
    start = incomplete.find("=") + 1 if incomplete.startswith("--") else 0  # bash completes what stands behind the sign
    return "".join(f"{_escaped(part.word[start:])}\n" for part in found)


def _escaped(word: str) -> str:
    return "".join(f"\\{letter}" if letter in _TAKEN else letter for letter in word)


def _zsh(found: list[Candidate], _incomplete: str) -> str:
    if not found:
        return "_files"
    words = " ".join(_quoted(part.word) for part in found)
    shown = " ".join(_quoted(f"{part.word}  {part.help}" if part.help else part.word) for part in found)
    unmatched = "-U " if any(part.letters for part in found) else ""
    return f"local -a shown; shown=({shown}); compadd {unmatched}-l -d shown -- {words}"


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def _fish(found: list[Candidate], _incomplete: str) -> str:
    # fish shows only what has the letters on the line in it: a name found by initials is offered as its initials, which mean it as well
    lines = [(part.letters, part.word) if part.letters else (part.word, part.help) for part in found]
    return "".join(f"{word}\t{help}\n" if help else f"{word}\n" for word, help in lines)


def _powershell(found: list[Candidate], _incomplete: str) -> str:
    return "".join(f"{part.word}:::{part.help or ' '}\n" for part in found)


_PRINTED: "dict[str, Callable[[list[Candidate], str], str]]" = {"bash": _bash, "zsh": _zsh, "fish": _fish}


# --- what may stand at the cursor -----------------------------------------------------------------------------------


def candidates(words: list[str], incomplete: str) -> list[Candidate]:
    """Return what may stand at the cursor, after the words before it."""
    depth = 0
    while depth < len(words) and isinstance(table.find(words[: depth + 1]), parts.Group):
        depth += 1
    if depth == len(words):  # the cursor is at the command
        entry = table.find(words)
        names = _options(entry, ()) if incomplete.startswith("-") else _commands(words)
        return _beginning(incomplete, names)
    entry = table.find(words[: depth + 1])
    return _of_command(entry, words[depth + 1 :], incomplete) if isinstance(entry, parts.Command) else []


def _commands(words: list[str]) -> Names:
    """Return the commands below some words."""
    entry = table.find(words)
    below = entry.commands if isinstance(entry, parts.Group) else {} if words else table.COMMANDS
    return [(name, part.short) for name, part in below.items()]


def _options(entry: parts.Command | parts.Group | None, given: "Iterable[str]") -> Names:
    """Return the options that may still be written."""
    options = entry.options if isinstance(entry, parts.Command) else ()
    written = {word.partition("=")[0] for word in given}
    open_ = [part for part in options if part.many or not written & set(part.names)]
    return [*((part.names[0], part.help) for part in open_), ("--help", "显示这个帮助")]


def _of_command(entry: parts.Command, words: list[str], incomplete: str) -> list[Candidate]:
    options = {name: part for part in entry.options for name in part.names}
    values: dict[str, str] = {}
    places: list[str] = []
    waiting: parts.Option | None = None
    closed = False
    for word in words:
        name, equals, value = word.partition("=")
        part = None if closed else options.get(name)
        if waiting is not None:
            values[waiting.key], waiting = word, None
        elif word == "--":
            closed = True
        elif part is None:
            places.append(word)
        elif equals:
            values[part.key] = value
        elif part.metavar:
            waiting = part
    if waiting is not None:
        return _values(waiting.completes, incomplete, values, places)
    if incomplete.startswith("-") and not closed:
        name, equals, value = incomplete.partition("=")
        if equals:
            found = _values(options[name].completes, value, values, places) if name in options else []
            return [part._replace(word=f"{name}={part.word}") for part in found]
        return _beginning(incomplete, _options(entry, words))
    for number, argument in enumerate(entry.arguments):
        if number == len(places) or argument.many:
            return _values(argument.completes, incomplete, values, places)
    return []


def _values(completes: str | tuple[str, ...], incomplete: str, values: dict[str, str], places: list[str]) -> list[Candidate]:
    """Return the values that complete a word."""
    if not isinstance(completes, str):
        return _beginning(incomplete, [(word, "") for word in completes])
    if completes == "commands":
        return _beginning(incomplete, _commands(places))
    if completes in OF_HOUSE:
        return _beginning(incomplete, OF_HOUSE[completes]())
    if completes in OF_STATE:
        return _beginning(incomplete, [name for state in _states(values) for name in OF_STATE[completes](state)])
    if completes not in OF_PLAN:
        return []
    try:
        indexes = _indexes(values)
        names = list(dict.fromkeys(name for index in indexes for name in OF_PLAN[completes](index, places)))
        return _beginning(incomplete, names) or _spelled(incomplete, names, indexes[0].plan.place)
    except GovopenError:
        return []


def _beginning(incomplete: str, names: Names) -> list[Candidate]:
    return [Candidate(word, help) for word, help in names if word.startswith(incomplete)][:MOST]


def _spelled(letters: str, names: Names, place: str | None) -> list[Candidate]:
    """Return the names whose pinyin initials begin with the letters at the cursor."""
    if not (letters.isascii() and letters.isalpha()):
        return []
    from govopen_cli.language.names.pinyin import begins, initial, spoken

    found = []
    for word, help in names:
        form = next((form for form in spoken(word, place) if begins(letters.lower(), form)), None)
        if form is not None:
            found.append(Candidate(word, help, letters + "".join(map(initial, form[len(letters) :]))))
    return found[:MOST]


def _formats() -> Names:
    from govopen_cli.views.formats import FORMATS

    return [(name, "") for name in FORMATS]


def _statuses() -> Names:
    from govopen_cli.ledger.select import STATUS_WORDS, STATUSES

    words = {name: word for word, name in STATUS_WORDS.items()}
    return [(name, words.get(name, "")) for name in (*STATUSES, *STATUS_WORDS)]


def _papers() -> Names:
    return [("docx", ""), ("text", ""), *_formats()]


OF_HOUSE: "dict[str, Callable[[], Names]]" = {"formats": _formats, "papers": _papers, "statuses": _statuses}


# --- names out of the plan ------------------------------------------------------------------------------------------


def _indexes(values: dict[str, str]) -> "list[Index]":
    """Return the compiled plans in use, without a progress bar."""
    from govopen_cli.plan.index.cache import open_index

    return [open_index(located.file) for located in _plans(values)]


def _plans(values: dict[str, str]) -> "list[Located]":
    """Return the plans in use; nobody waits for a server while a word is being written."""
    from govopen_cli.cli.sources import plans
    from govopen_cli.state.open import NEVER

    return plans([values["plan"]] if "plan" in values else [], values.get("state"), sync=NEVER)


def _units(index: "Index", _ids: list[str]) -> Names:
    return [(unit.name, unit.full or "") for unit in index.units()]


def _domains(index: "Index", _ids: list[str]) -> Names:
    return [(field.name, "") for field in index.domains()]


def _roles(index: "Index", _ids: list[str]) -> Names:
    return list(index.plan.roles.items())


def _ids(index: "Index", _ids: list[str]) -> Names:
    return [(item_id, "") for item_id in index.ids()]


def _tasks(index: "Index", _ids: list[str]) -> Names:
    return [(number, "") for number in dict.fromkeys(item_id.rpartition(".")[0] for item_id in index.ids())]


def _answering(index: "Index", ids: list[str]) -> Names:
    """Return the units that answer for the items named so far; all units where none is."""
    members = dict.fromkeys(name for item in _items(index, ids) for name in item.members)
    return [(name, "") for name in members] or _units(index, ids)


def _answered(index: "Index", ids: list[str]) -> Names:
    """Return the domains of the items named so far; all domains where none is."""
    domains = dict.fromkeys(name for item in _items(index, ids) for name in item.domains)
    return [(name, "") for name in domains] or _domains(index, ids)


def _items(index: "Index", ids: list[str]) -> "Iterator[Item]":
    from govopen_cli.cli.items import find_items

    if ids:
        yield from find_items(index, ids)


OF_PLAN: "dict[str, Callable[[Index, list[str]], Names]]" = {
    "units": _units,
    "domains": _domains,
    "roles": _roles,
    "ids": _ids,
    "tasks": _tasks,
    "answering": _answering,
    "answered": _answered,
}


# --- names out of the state -----------------------------------------------------------------------------------------


def _states(values: dict[str, str]) -> "Iterator[State]":
    """Yield the states in use."""
    from govopen_cli.plan.index.cache import open_index
    from govopen_cli.state.locate import locate
    from govopen_cli.state.open import NEVER, read

    try:
        for located in _plans(values):
            plan = open_index(located.file).plan.id
            yield read(locate(values.get("state"), located.file, located.bundled, plan, located.address).place, plan, sync=NEVER)
    except GovopenError:
        return


def _issued(state: "State") -> Names:
    """Return the notices that stand."""
    from govopen_cli.ledger.notices import papers

    return [(paper.number, paper.unit) for paper in papers(state) if not paper.void]


def _unsigned(state: "State") -> Names:
    """Return the notices that nobody has signed yet."""
    from govopen_cli.ledger.notices import papers

    return [(paper.number, paper.unit) for paper in papers(state) if paper.signed is None and not paper.void]


OF_STATE: "dict[str, Callable[[State], Names]]" = {"issued": _issued, "unsigned": _unsigned}
