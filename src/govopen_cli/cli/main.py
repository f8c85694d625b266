"""The entry point: which command, and what happens to every way in which it can end.

A command's module is imported only when that command runs: ``COMMANDS`` names them, with the help that the overview shows.
"""

import os
import sys
from typing import Annotated, Any

import typer

from govopen_cli import __version__
from govopen_cli.cli.help import Command, Group, usage_sentence
from govopen_cli.errors import ExitCode, GovopenError

# section → command → (module, short help); a command x is the function x_command of its module, or the group x_app
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "查询": {
        "due": ("listings", "到期清单：已逾期的和接下来要到期的"),
        "overdue": ("listings", "逾期清单，逾期最久的在前"),
        "list": ("listings", "全部事项，可按状态筛选"),
        "unit": ("subjects", "按单位查：全部单位的统计，或一个单位的事项"),
        "domain": ("subjects", "按领域查：全部领域的统计，或一个领域的事项"),
        "matrix": ("matrix", "矩阵：事项（或领域）× 责任单位"),
        "show": ("show", "一个事项的全部情况"),
        "report": ("report", "总体情况：完成、逾期、临期、持续推进"),
        "log": ("history", "登记记录"),
    },
    "登记": {
        "done": ("acts", "登记完成"),
        "progress": ("acts", "登记进展"),
        "reopen": ("acts", "重新打开已完成的事项"),
        "extend": ("acts", "登记批准的延期"),
        "waive": ("acts", "登记不再要求"),
        "anchor": ("acts", "登记起算日（收到通知、批复等的日期）"),
        "confirm": ("acts", "登记复核：完成之后内容变了的事项"),
        "evidence": ("evidences", "佐证：补充（add）、检验（verify）"),
        "undo": ("history", "撤销最近一次登记"),
    },
    "文件": {
        "import": ("importing", "导入 Word、Excel、文字的任务分解表，或各单位填写的台账"),
        "export": ("exporting", "导出台账：xlsx、docx、csv、md、json、ics、html"),
        "check": ("check", "检查任务分解表文件的错误和疑点"),
        "where": ("check", "正在使用哪个任务分解表、哪个状态文件"),
        "state": ("states", "状态文件：检验、导出、合并、备份、重建"),
        "deadline": ("phrases", "解释时限用语"),
    },
}
_ALL = {name: entry for section in COMMANDS.values() for name, entry in section.items()}
EXAMPLES = "例子：\n  govopen due --before 2021-06      2021年6月以前到期的事项\n  govopen unit 市民政局             市民政局的事项\n  govopen done 1.6 --on 2020-10-20  登记 1.6 已完成"


class LazyGroup(Group):
    """Knows all commands by name and builds only the one that is invoked."""

    def list_commands(self, _ctx: Any) -> list[str]:
        """Return the names of all commands."""
        return list(_ALL)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        """Import and build one command."""
        if cmd_name not in _ALL:
            return None
        if cmd_name not in self.commands:
            from importlib import import_module

            module, text = _ALL[cmd_name]
            place = import_module(f"govopen_cli.cli.{module}")
            if group := getattr(place, f"{cmd_name}_app", None):
                self.commands[cmd_name] = typer.main.get_command(group)
                return self.commands[cmd_name]
            function = getattr(place, f"{cmd_name}_command")
            single = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
            single.command(cmd_name, cls=Command, short_help=text)(function)
            self.commands[cmd_name] = typer.main.get_command(single)
        return self.commands[cmd_name]

    def command_list(self, _ctx: Any) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the commands by section, without importing any."""
        return [(section, [(name, text) for name, (_, text) in commands.items()]) for section, commands in COMMANDS.items()]


app = typer.Typer(cls=LazyGroup, add_completion=True, rich_markup_mode=None, pretty_exceptions_enable=False, epilog=EXAMPLES)


def _show_version(value: bool) -> None:
    if value:
        print(f"govopen {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def overview(
    ctx: typer.Context,
    _version: Annotated[bool, typer.Option("--version", help="显示版本", callback=_show_version, is_eager=True)] = False,
) -> None:
    """政务公开任务分解表的台账工具：查期限、查单位、登记完成、出报告。"""
    if ctx.invoked_subcommand is None:
        from govopen_cli.cli.overview import show_overview

        show_overview()


def command() -> Any:
    """Return the whole command line as one command object."""
    group: Any = typer.main.get_command(app)
    for param in group.params:
        if param.name == "install_completion":
            param.help = "为当前 shell 安装自动补全"
        elif param.name == "show_completion":
            param.help = "显示自动补全脚本，可复制或另行安装"
    return group


def run(arguments: list[str] | None = None) -> int:
    """Run one command line and return its exit code; no exception leaves this function."""
    _use_streams()
    try:
        group = command()
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
        return _fail(usage_sentence(error, _ALL), ExitCode.USAGE)
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
