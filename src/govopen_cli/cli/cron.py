"""cron: what this machine's scheduler must be told, so that overdue items are named on working days and a report is written every week."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote

from govopen_cli.cli.call import Call
from govopen_cli.cli.report import SUFFIXES
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.state.open import is_address

LONGEST_TASK = 261  # characters that schtasks takes for what it is to run


def run(call: Call) -> int:
    mail, weekly = call.one("mail"), call.one("weekly")
    arguments = _places(call)
    work = [] if weekly is None else [*_writing(weekly), *arguments]
    if os.name == "nt":
        if mail is not None:
            raise UsageError("--mail 只用于 crontab：Windows 的计划任务不发邮件，逾期清单写成文件")
        folder = call.books[0].located.path.absolute().parent
        lines = schtasks(tool(), ["export", "-o", str(folder / "逾期清单.xlsx"), "--status", "overdue", *arguments], work, call.plan.id)
    else:
        settings = {"MAILTO": mail, "GOVOPEN_STATE": os.environ.get("GOVOPEN_STATE") if len(call.books) > 1 else None}
        lines = crontab(tool(), ["overdue", *arguments], work, settings)
    print("\n".join(lines))
    return ExitCode.OK


def tool() -> list[str]:
    """Return how govopen is called from anywhere on this machine."""
    path = shutil.which(sys.argv[0])
    if path is not None and Path(path).name.startswith("govopen"):
        return [str(Path(path).absolute())]
    return [sys.executable, "-m", "govopen_cli"]


def _places(call: Call) -> list[str]:
    """Return the options that name the plans in use and their state from any folder: a job must never ask another office's plan."""
    books = call.books
    options = [word for book in books for word in ("--plan", book.located.shown)]
    if len(books) > 1:
        return options
    state = books[0].state_located
    return [*options, "--state", state.place if is_address(state.place) else str(Path(state.place).absolute())]


def _writing(weekly: str) -> list[str]:
    """Return the command that writes a file: the report where it is a text, the ledger where it is a document."""
    command = "report" if weekly.lower().endswith(tuple(SUFFIXES)) else "export"
    return [command, "-o", str(Path(weekly).absolute())]


def crontab(tool: Sequence[str], daily: Sequence[str], weekly: Sequence[str], settings: Mapping[str, str | None]) -> Iterator[str]:
    """Yield lines for ``crontab -e``; govopen prints nothing when nothing is overdue, and cron then sends no mail.

    ``settings`` are variables that the jobs run with, where they have a value.

    Raises:
        UsageError: a word cannot stand in a crontab.
    """
    yield "# 用 crontab -e 把下面各行加到末尾"
    for name, value in settings.items():
        if value is not None:
            yield f"{name}={_one_line(value)}"
    yield "CONTENT_TYPE=text/plain; charset=utf-8"
    yield "PYTHONUTF8=1"
    yield "# 工作日 8 时：有逾期事项时打印清单，cron 随即发出邮件；没有就不发"
    yield f"0 8 * * 1-5  {_for_cron([*tool, *daily])}"
    if weekly:
        yield "# 每周一 8 时：写成文件；写不成时上一份保持原样，并发出邮件"
        yield f"0 8 * * 1  {_for_cron([*tool, *weekly])}"


def _for_cron(words: Sequence[str]) -> str:
    """Return a command as a crontab takes it: quoted for the shell, with the percent signs that cron would make line ends of escaped."""
    return _one_line(" ".join(map(quote, words))).replace("%", "\\%")


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise UsageError(f"{text!r} 里有换行或控制字符，不能写进 crontab；请换一个名称")
    return text


def schtasks(tool: Sequence[str], daily: Sequence[str], weekly: Sequence[str], name: str) -> Iterator[str]:
    """Yield commands that make tasks on Windows.

    Raises:
        UsageError: a task would be longer than schtasks takes.
    """
    yield _task(f"govopen 逾期清单 {name}", "MON,TUE,WED,THU,FRI", [*tool, *daily])
    if weekly:
        yield _task(f"govopen 每周报告 {name}", "MON", [*tool, *weekly])


def _task(name: str, days: str, words: Sequence[str]) -> str:
    job = subprocess.list2cmdline(words)
    if len(job) > LONGEST_TASK:
        raise UsageError(f"计划任务的命令有 {len(job)} 个字符，超过 Windows 允许的 {LONGEST_TASK} 个；请把文件放到路径短些的文件夹")
    return subprocess.list2cmdline(["schtasks", "/Create", "/F", "/TN", name, "/SC", "WEEKLY", "/D", days, "/ST", "08:00", "/TR", job])
