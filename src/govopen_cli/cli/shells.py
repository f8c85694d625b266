"""Completion in shells: the script that a shell needs, shown or installed."""

import sys

from typer import _completion_shared as completion

from govopen_cli.errors import ExitCode, UsageError

_NAME = {"prog_name": "govopen", "complete_var": "_GOVOPEN_COMPLETE"}


def install() -> int:
    """Install the script for the shell that runs this command."""
    shell, path = completion.install(shell=_shell(), **_NAME)
    print(f"已为 {shell} 安装自动补全：{path}；重新打开终端后生效", file=sys.stderr)
    return ExitCode.OK


def show() -> int:
    """Print the script for the shell that runs this command."""
    print(completion.get_completion_script(shell=_shell(), **_NAME))
    return ExitCode.OK


def _shell() -> str:
    shell = completion._get_shell_name()
    if shell not in ("bash", "zsh", "fish", "powershell", "pwsh"):
        raise UsageError(f"不知道怎样为 {shell or '当前的 shell'} 做自动补全；可用的有：bash、zsh、fish、powershell")
    return shell
