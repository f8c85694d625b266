"""The command line through Typer: every command made from the grammar.

A command's module is imported only when that command runs.
"""

from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from govopen_cli import __version__
from govopen_cli.cli import help
from govopen_cli.cli.call import run_command
from govopen_cli.cli.endings import damaged
from govopen_cli.cli.grammar import parts, table
from govopen_cli.errors import ExitCode, UsageError

_SETTINGS = {"help_option_names": ["--help", "-h"]}


class _Command(TyperCommand):
    """A command whose help page is Chinese."""

    words: list[str]

    def get_help(self, _ctx: Any) -> str:
        """Return the help page."""
        return help.page(self.words)


class _Group(TyperGroup):
    """Commands under common words, each built when it is asked for."""

    words: list[str]

    def get_help(self, _ctx: Any) -> str:
        """Return the help page."""
        return help.page(self.words)

    def list_commands(self, _ctx: Any) -> list[str]:
        """Return the names of the commands."""
        return list(help.commands(self.words))

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        """Build one command."""
        words = [*self.words, cmd_name]
        return None if table.find(words) is None else _built(words)


def _built(words: list[str]) -> Any:
    """Return the command or group that words name."""
    entry = table.find(words)
    if isinstance(entry, parts.Group):
        group = _Group(name=words[-1], rich_markup_mode=None, context_settings=_SETTINGS)
        group.words = words
        return group
    assert entry is not None
    params = [*map(_argument, entry.arguments), *map(_option, entry.options)]

    def call(**values: Any) -> int:
        _check(entry, values)
        return run_command(words, values)

    command = _Command(words[-1], params=params, callback=call, rich_markup_mode=None, context_settings=_SETTINGS)
    command.words = words
    return command


def _check(entry: parts.Command, values: dict[str, Any]) -> None:
    """Refuse bytes that are no text; the name of a file may hold any.

    Raises:
        UsageError: a value is not written in the encoding of the terminal.
    """
    for part in entry.parts:
        given = values[part.key]
        texts = [given] if isinstance(given, str) else given if isinstance(given, tuple) else []
        if not part.names_files and any("\ud800" <= char <= "\udfff" for text in texts for char in text):
            name = part.metavar.strip("[]…") if isinstance(part, parts.Argument) else part.names[0]
            raise UsageError(f"{name} 的值不是 UTF-8 文字；请检查终端或脚本的编码")


def _argument(part: parts.Argument) -> Any:
    return TyperArgument(param_decls=[part.key], metavar=part.metavar, required=part.required, nargs=-1 if part.many else 1)


def _option(part: parts.Option) -> Any:
    names = [part.key, *part.names]
    if not part.metavar:
        return TyperOption(param_decls=names, is_flag=True, default=False)
    return TyperOption(param_decls=names, metavar=part.metavar, required=part.required, multiple=part.many, default=part.default)


def _program() -> Any:
    """Return the whole command line as one command object."""

    def before(**values: Any) -> None:
        if values["version"]:
            print(f"govopen {__version__}")
            raise typer.Exit
        if values["install_completion"] or values["show_completion"]:
            from govopen_cli.cli import shells

            raise typer.Exit(shells.install() if values["install_completion"] else shells.show())

    def after(code: int | None, **values: Any) -> int:
        return run_command([], values) if code is None else code

    group = _Group(
        name="govopen",
        params=[_option(part) for part in parts.PROGRAM.options],
        callback=before,
        result_callback=after,
        invoke_without_command=True,
        rich_markup_mode=None,
        context_settings=_SETTINGS,
    )
    group.words = []
    return group


def run(arguments: list[str]) -> int:
    """Read a command line and run its command.

    Raises:
        GovopenError: the line cannot be read, or the command cannot do what it asks.
    """
    try:
        code = _program().main(args=arguments, prog_name="govopen", standalone_mode=False)
        return int(code or ExitCode.OK)
    except typer.Exit as error:
        return error.exit_code
    except typer.Abort as error:  # by a person who wants to stop; Typer takes a compiled module that is cut short for one
        why = error.__cause__ or error.__context__
        raise (why if why is not None and damaged(why) else KeyboardInterrupt) from error
    except SystemExit as error:  # Typer turns a closed pipe into this even where it should not end the process
        if isinstance(error.__context__, BrokenPipeError):
            raise error.__context__ from None
        return int(error.code or 0)
    except Exception as error:
        if hasattr(error, "format_message"):  # Typer's own complaints about the command line
            raise UsageError(help.usage_sentence(error)) from error
        raise
