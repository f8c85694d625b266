"""Typer in Chinese: help pages and the sentences for a mistyped command line."""

import re
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from govopen_cli.text import near, pad, width

if TYPE_CHECKING:
    from collections.abc import Iterable

_INDENT = 2
_WIDEST = 100


class Command(TyperCommand):
    """A command whose help page is Chinese and aligned by display width."""

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Return the help page."""
        return help_page(self, ctx, [])


class Group(TyperGroup):
    """A group of commands with a Chinese help page."""

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Return the help page."""
        return help_page(self, ctx, self.command_list(ctx))

    def command_list(self, ctx: typer.Context) -> "list[tuple[str, list[tuple[str, str]]]]":
        """Return sections of commands with their short help."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [("命令", [(name, command.get_short_help_str(200)) for name, command in commands if command is not None])]


def help_page(command: Any, ctx: Any, sections: "list[tuple[str, list[tuple[str, str]]]]") -> str:
    """Return usage, description, arguments, options and the given sections, wrapped to the terminal."""
    columns = max(40, min(_WIDEST, _terminal_width()))
    arguments, options, usage = [], [], [ctx.command_path]
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if param.param_type_name == "argument":
            usage.append(param.make_metavar(ctx=ctx))
            if record is not None:
                arguments.append((param.make_metavar(ctx=ctx), param.help or ""))
        elif record is not None:
            options.append((_option_names(param, ctx), "显示这个帮助" if "--help" in param.opts else param.help or ""))
    usage.append("[选项]" if not sections else "[选项] 命令 …")
    lines = [f"用法：{' '.join(usage)}", ""]
    lines += [line for paragraph in (command.help or "").split("\n") for line in wrap(paragraph.strip(), columns)] + [""]
    for heading, records in (("参数", arguments), ("选项", options), *sections):
        if records:
            lines += [f"{heading}：", *_definitions(records, columns), ""]
    if command.epilog:
        lines += [*command.epilog.split("\n"), ""]
    return "\n".join(lines).rstrip()


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _option_names(param: Any, ctx: Any) -> str:
    names = "、".join([*param.opts, *param.secondary_opts])
    return names if param.is_flag or param.count else f"{names} {param.make_metavar(ctx=ctx)}"


def _definitions(records: "list[tuple[str, str]]", columns: int) -> "Iterable[str]":
    left = min(max(width(name) for name, _ in records), columns // 2 - _INDENT) + 2
    for name, text in records:
        wrapped = wrap(text, columns - left - _INDENT) or [""]
        first = " " * _INDENT + (pad(name, left) if width(name) <= left - 2 else name)
        if width(name) > left - 2:
            yield first
            yield from (" " * (left + _INDENT) + line for line in wrapped)
        else:
            yield (first + wrapped[0]).rstrip()
            yield from (" " * (left + _INDENT) + line for line in wrapped[1:])


def wrap(text: str, columns: int) -> list[str]:
    """Break text into lines of at most ``columns`` terminal columns; Chinese breaks anywhere, ASCII words stay whole."""
    lines, line = [], ""
    for word in re.findall(r"[!-~]+ ?|.", text):
        if line and width(line) + width(word.rstrip()) > columns and word not in "，。；：、）”":
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()] if line else lines


def usage_sentence(error: Any, commands: "Iterable[str]") -> str:
    """Return the Chinese sentence for a mistake that Typer found on the command line."""
    path = error.ctx.command_path if getattr(error, "ctx", None) is not None else "govopen"
    return f"{_what(error, list(commands))}；运行 {path} --help 查看用法"


def _what(error: Any, commands: list[str]) -> str:
    kind, message = type(error).__name__, str(error.message)
    param = _param_name(error)
    if kind == "NoSuchOption":
        close = near(error.option_name, [name for known in error.ctx.command.get_params(error.ctx) for name in known.opts], 1)
        return f"没有选项 {error.option_name}" + (f"，是不是 {close[0]}？" if close else "")
    if kind == "MissingParameter":
        return f"缺少{param}"
    if kind == "BadOptionUsage":
        if "does not take a value" in message:
            return f"选项 {error.option_name} 后面不能带值"
        return f"选项 {error.option_name} 后面缺少值"
    if match := re.match(r"No such command '(.*?)'", message):
        close = near(match[1], commands, 1)
        return f"没有命令“{match[1]}”" + (f"，是不是 {close[0]}？" if close else "")
    if match := re.match(r"Got unexpected extra argument\S* \((.*)\)", message):
        return f"多余的参数：{match[1]}"
    if match := re.search(r"'(.*?)' is not a valid (?:integer|float|int)", message):
        return f"{param}应是数字，不是“{match[1]}”"
    if "Missing command" in message:
        return "缺少命令"
    if kind == "BadParameter":
        return f"{param}的值不对"
    return "命令行写得不对"


def _param_name(error: Any) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return "参数"
    if param.param_type_name == "argument":
        return f"参数 {param.make_metavar(ctx=error.ctx).strip('[]')} "
    return f"选项 {param.opts[0]} "
