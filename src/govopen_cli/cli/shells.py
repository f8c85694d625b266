"""Completion in shells: the script that makes a shell ask govopen, shown or installed. The scripts are in resources/completion."""

import os
import subprocess
from pathlib import Path

from govopen_cli.errors import ExitCode, OutputError, UsageError
from govopen_cli.files import write_whole

_KINDS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1", "pwsh": "ps1"}


def show() -> int:
    """Print the script of the shell that runs this command."""
    print(_script(_shell()), end="")
    return ExitCode.OK


def install() -> int:
    """Install the script for the shell that runs this command, and say where.

    Raises:
        OutputError: a file cannot be written.
    """
    shell = _shell()
    try:
        place = _install(shell, _script(shell))
    except (OSError, subprocess.SubprocessError) as error:
        raise OutputError(f"装不上 {shell} 的自动补全（{error}）；可以用 govopen --show-completion 显示脚本，自行放置") from error
    print(f"已为 {shell} 安装自动补全：{place}；重新打开终端后生效")
    return ExitCode.OK


def _shell() -> str:
    """Return the shell that runs this command.

    Raises:
        UsageError: it cannot be told, or has no script.
    """
    import shellingham

    try:
        name, _ = shellingham.detect_shell()
    except shellingham.ShellDetectionFailure:
        name = "当前的 shell"
    if name not in _KINDS:
        raise UsageError(f"不知道怎样为 {name} 做自动补全；可用的有：bash、zsh、fish、powershell，请在其中一种里运行")
    return str(name)


def _script(shell: str) -> str:
    path = Path(__file__).parents[1] / "resources" / "completion" / f"govopen.{_KINDS[shell]}"
    return path.read_text(encoding="utf-8")


def _install(shell: str, script: str) -> Path:
    """Put the script where its shell looks for it, and return that place."""
    home = Path.home()
    if shell == "bash":
        place = home / ".bash_completions" / "govopen.sh"
        _write(place, script)
        _line(home / ".bashrc", f"source '{place}'")
    elif shell == "zsh":
        place = home / ".zfunc" / "_govopen"
        _write(place, script)
        _line(home / ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit")
    elif shell == "fish":
        place = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "completions" / "govopen.fish"
        _write(place, script)
    else:
        command = [shell, "-NoProfile", "-Command", "$profile"]
        asked = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", errors="replace")  # noqa: S603  one of _KINDS
        place = Path(asked.stdout.strip())
        _line(place, script)
    return place


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, text.encode())


def _line(place: Path, line: str) -> None:
    """Add a line to a file that a shell reads at its start, once; whatever bytes stand there stay."""
    known = place.read_bytes() if place.exists() else b""
    if line.strip().encode() in known:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    end = b"" if known.endswith(b"\n") or not known else b"\n"
    write_whole(place, known + end + line.strip().encode() + b"\n")
