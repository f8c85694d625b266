"""The grammar is the only place that says what the command line accepts: modules, values and completions agree with it."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from govopen_cli.cli import complete
from govopen_cli.cli.call import module
from govopen_cli.cli.grammar import parts, table
from tests.conftest import ROOT

CLI = ROOT / "src" / "govopen_cli" / "cli"


def commands() -> Iterator[tuple[list[str], parts.Command]]:
    for name, entry in table.COMMANDS.items():
        if isinstance(entry, parts.Group):
            yield from (([name, part], command) for part, command in entry.commands.items())
        else:
            yield [name], entry


ALL = {" ".join(words): (words, command) for words, command in commands()}


def parameters(command: parts.Command) -> dict[str, parts.Argument | parts.Option]:
    return {part.key: part for part in command.parts}


@pytest.mark.parametrize("name", ALL)
def test_every_command_is_a_function_of_its_own_module(name: str) -> None:
    words, _ = ALL[name]
    assert callable(import_module(module(words)).run)


def test_every_module_with_a_run_is_a_command() -> None:
    found = set()
    for path in CLI.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == "run" and ast.unparse(node.args).startswith("call:"):
                found.add("govopen_cli." + ".".join(path.relative_to(CLI.parent).with_suffix("").parts))
    assert found == {module(words) for words, _ in ALL.values()} | {module([])}


def reads(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the values that a module asks a call for: (reader, key)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "call"
            and node.func.attr in ("one", "must", "many", "flag", "path")
            and isinstance(node.args[0], ast.Constant)
        ):
            yield node.func.attr, str(node.args[0].value)


def fits(reader: str, part: parts.Argument | parts.Option) -> bool:
    if isinstance(part, parts.Option) and not part.metavar:
        return reader == "flag"
    if part.many:
        return reader == "many"
    always = part.required or (isinstance(part, parts.Option) and part.default is not None)
    return reader == "must" if always else reader in ("one", "path")


@pytest.mark.parametrize("name", ALL)
def test_a_command_reads_what_it_declares_and_nothing_else(name: str) -> None:
    words, command = ALL[name]
    known = parameters(command)
    for reader, key in reads(ROOT / "src" / Path(*module(words).split(".")).with_suffix(".py")):
        assert key in known, f"{name} reads {key}"
        assert fits(reader, known[key]), f"{name} reads {key} through {reader}"


def test_names_and_keys_are_told_apart() -> None:
    for name, (_, command) in ALL.items():
        keys = [part.key for part in command.parts]
        names = [flag for part in command.options for flag in part.names]
        assert len(keys) == len(set(keys)), name
        assert len(names) == len(set(names)), name
        assert all(key.isidentifier() for key in keys), name


def test_a_list_of_words_closes_the_arguments() -> None:
    for name, (_, command) in ALL.items():
        assert not any(part.many for part in command.arguments[:-1]), name


def test_everything_that_completes_is_known() -> None:
    known = {"", "files", "commands", *complete.OF_HOUSE, *complete.OF_PLAN, *complete.OF_STATE}
    for name, (_, command) in ALL.items():
        for part in parameters(command).values():
            assert isinstance(part.completes, tuple) or part.completes in known, (name, part.key)
