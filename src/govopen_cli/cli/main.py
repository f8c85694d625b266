"""The command line through Typer: every command made from the grammar, and what happens to every way in which it can end.

A command's module is imported only when that command runs.
"""

import os
import sys
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from govopen_cli import __version__
from govopen_cli.cli import grammar, help
from govopen_cli.errors import ExitCode, GovopenError

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
        return None if grammar.find(words) is None else _built(words)


def _built(words: list[str]) -> Any:
    """Return the command or group that words name."""
    entry = grammar.find(words)
    if isinstance(entry, grammar.Group):
        group = _Group(name=words[-1], rich_markup_mode=None, context_settings=_SETTINGS)
        group.words = words
        return group
    assert entry is not None
    params = [*map(_argument, entry.arguments), *map(_option, entry.options)]

    def call(**values: Any) -> int:
        return run_command(words, values)

    command = _Command(words[-1], params=params, callback=call, rich_markup_mode=None, context_settings=_SETTINGS)
    command.words = words
    return command


def _argument(part: grammar.Argument) -> Any:
    return TyperArgument(param_decls=[part.key], metavar=part.metavar, required=part.required, nargs=-1 if part.many else 1)


def _option(part: grammar.Option) -> Any:
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
        params=[_option(part) for part in grammar.PROGRAM.options],
        callback=before,
        result_callback=after,
        invoke_without_command=True,
        rich_markup_mode=None,
        context_settings=_SETTINGS,
    )
    group.words = []
    return group


def run_command(words: list[str], values: dict[str, Any]) -> int:
    """Run the command that words name."""
    from importlib import import_module

    from govopen_cli.cli.call import Call

    code: int = import_module(grammar.module(words)).run(Call(values))
    return code


def run(arguments: list[str] | None = None) -> int:
    """Run one command line and return its exit code; no exception leaves this function."""
    _use_streams()
    try:
        group = _program()
        result = group.main(args=arguments, prog_name="govopen", standalone_mode=False)
        sys.stdout.flush()
        return int(result) if isinstance(result, int) else ExitCode.OK
    except GovopenError as error:
        return _fail(str(error), error.code)
    except typer.Exit as error:
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _fail("已中断，没有完成的操作不会留下痕迹", ExitCode.INTERRUPTED)
    except BrokenPipeError:
        return _pipe_closed()
    except SystemExit as error:  # Typer turns a closed pipe into this even where it should not end the process
        return _pipe_closed() if isinstance(error.__context__, BrokenPipeError) else int(error.code or 0)
    except Exception as error:  # noqa: BLE001  the last resort: exit 70 and one sentence, whatever it was
        return _unexpected(error)


def _pipe_closed() -> int:
    """Stop quietly: the reader has enough (``| head``). Nothing is left to flush at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.OK


def _unexpected(error: Exception) -> int:
    if hasattr(error, "format_message"):  # Typer's own complaints about the command line
        return _fail(help.usage_sentence(error), ExitCode.USAGE)
    if os.environ.get("GOVOPEN_DEBUG") == "1":
        import traceback

        traceback.print_exc()
    place = f"{type(error).__name__}: {error}"
    return _fail(f"govopen 内部出错（{place}）。请设置 GOVOPEN_DEBUG=1 重新运行，把输出连同 govopen --version 报告给维护者", ExitCode.BUG)


def _fail(message: str, code: int) -> int:
    print(f"错误：{message}", file=sys.stderr)
    return code


def _use_streams() -> None:
    """Never fail on a character that the terminal's encoding lacks: it is written as an escape, not lost."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
