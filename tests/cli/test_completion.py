"""Shell completion: what may stand at the cursor, as each shell asks for it, and as real shells show it."""

import fcntl
import os
import pty
import select
import shutil
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from govopen_cli.cli import complete
from tests.conftest import PLAN, ROOT, Run


@pytest.fixture(autouse=True)
def _plan(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setenv("GOVOPEN_PLAN", str(PLAN))
    monkeypatch.setenv("GOVOPEN_CACHE", str(cache))


def words(line: str) -> list[str]:
    """Return the candidates at the end of a line."""
    before, incomplete = complete._joined(line.split(" ")[1:])
    return [part.word for part in complete.candidates(before, incomplete)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("govopen overd", ["overdue"]),
        ("govopen unit 市民政", ["市民政局"]),
        ("govopen domain 救", ["救灾"]),
        ("govopen show 8", ["8.1"]),
        ("govopen show 8.1 3", ["3.1"]),
        ("govopen done 3", ["3.1"]),
        ("govopen due --domain 户籍", ["户籍管理"]),
        ("govopen due --domain=户籍", ["--domain=户籍管理"]),
        ("govopen list --format json", ["json", "jsonl"]),
        ("govopen export -o x --format x", ["xlsx"]),
        ("govopen list --role gu", ["guide"]),
        ("govopen list --task 8", ["8"]),
        ("govopen list --status over", ["overdue"]),
        ("govopen overdue --group-by ", ["unit", "domain", "task"]),
        ("govopen matrix --rows=d", ["--rows=domain"]),
        ("govopen state m", ["merge"]),
        ("govopen help state b", ["backup"]),
        ("govopen due --bef", ["--before"]),
        ("govopen due --before 2021 --bef", []),
        ("govopen done 1.6 --evidence a --evid", ["--evidence"]),
        ("govopen --ver", ["--version"]),
        # initials
        ("govopen unit mzj", ["市民政局"]),
        ("govopen unit smz", ["市民政局"]),
        ("govopen due --unit=mz", ["--unit=市民政局"]),
        ("govopen domain jz", ["救灾"]),
        # files, and nothing
        ("govopen due --plan ", []),
        ("govopen import ", []),
        ("govopen unit 不存在", []),
        ("govopen matrix x", []),
        ("govopen nothing x", []),
        ("govopen unit 市民政局 市", []),
        ("govopen due -- --bef", []),
    ],
)
def test_what_may_stand_at_the_cursor(line: str, wanted: list[str]) -> None:
    assert words(line)[: len(wanted) or None] == wanted


def test_only_units_that_answer_for_the_item_are_offered() -> None:
    assert words("govopen done 1.6 --unit ") == ["海勃湾区政府", "海南区政府", "乌达区政府"]
    assert words("govopen done 1.6 --domain ") == ["安全生产", "救灾"]
    assert words("govopen done 1.6 --unit w") == ["乌达区政府"]
    assert len(words("govopen done --unit ")) > 20


def test_a_command_offers_every_option_that_it_takes() -> None:
    found = words("govopen done 1.6 --")
    assert {"--on", "--unit", "--domain", "--evidence", "--keep", "--note", "--plan", "--author"} <= set(found)
    assert "--before" not in found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a b", ["a", "b"]),
        ("a  b ", ["a", "b"]),
        ("a 'b c", ["a", "b c"]),
        ('a "b \\" c" d', ["a", 'b " c', "d"]),
        ("a b\\ c", ["a", "b c"]),
        ("a ''", ["a", ""]),
        ("a\nb", ["a", "b"]),
        ("", []),
    ],
)
def test_a_line_is_split_as_a_shell_splits_it(text: str, wanted: list[str]) -> None:
    assert complete.split(text) == wanted


def asked(run: Run, shell: str, line: str, **variables: str) -> str:
    parts = line.split(" ")
    return run(
        _GOVOPEN_COMPLETE=f"complete_{shell}",
        COMP_WORDS="\n".join(parts),
        COMP_CWORD=str(len(parts) - 1),
        _TYPER_COMPLETE_ARGS=line,
        _TYPER_COMPLETE_WORD_TO_COMPLETE=parts[-1],
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        **variables,
    ).out


def test_each_shell_reads_the_answer(run: Run) -> None:
    assert asked(run, "bash", "govopen unit 市民政") == "市民政局\n"
    assert asked(run, "bash", "govopen due --unit = 市民政") == "市民政局\n"
    assert asked(run, "fish", "govopen overd") == "overdue\t逾期清单，逾期最久的在前\n"
    assert asked(run, "fish", "govopen unit mzj") == "mzj\t市民政局\n"
    assert (
        asked(run, "zsh", "govopen overd")
        == "local -a shown; shown=('overdue  逾期清单，逾期最久的在前'); compadd -l -d shown -- 'overdue'"
    )
    assert "compadd -U " in asked(run, "zsh", "govopen unit mzj")
    assert asked(run, "powershell", "govopen overd") == "overdue:::逾期清单，逾期最久的在前\n"


def test_no_completion_is_no_error(run: Run) -> None:
    for variables in ({}, {"GOVOPEN_PLAN": "/nowhere.yaml"}, {"COMP_CWORD": "x"}):
        answer = run(_GOVOPEN_COMPLETE="complete_bash", COMP_WORDS="govopen unit 不存在", code=1, **{"COMP_CWORD": "2", **variables})
        assert (answer.out, answer.err) == ("", "")


# --- real shells ----------------------------------------------------------------------------------------------------


def typed(shell: list[str], script: str, keys: str, home: Path, wanted: str) -> str:
    """Type keys into a real shell on a terminal of its own, after a script, and return what it shows once ``wanted`` is there."""
    tool = home / "bin" / "govopen"
    tool.parent.mkdir(exist_ok=True)
    tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m govopen_cli "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    env = {
        "PATH": f"{tool.parent}:{os.environ['PATH']}", "HOME": str(home), "TERM": "dumb", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *(path for path in sys.path if path)]), "PYTHONUTF8": "1",
        "GOVOPEN_PLAN": str(PLAN), "GOVOPEN_CACHE": os.environ["GOVOPEN_CACHE"], "PS1": "", "fish_greeting": "",
    }  # fmt: skip
    main, side = pty.openpty()
    process = subprocess.Popen(
        shell, stdin=side, stdout=side, stderr=side, env=env, cwd=home, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  fish wants a terminal that is its own
    )  # fmt: skip
    os.close(side)
    shown = b""

    def read(until: str, seconds: float) -> bool:
        nonlocal shown
        end = time.monotonic() + seconds
        while time.monotonic() < end and until not in shown.decode(errors="replace"):
            if select.select([main], [], [], 0.1)[0]:
                try:
                    shown += os.read(main, 65536)
                except OSError:
                    break
        return until in shown.decode(errors="replace")

    try:
        os.write(main, f"{script}; echo rea''dy\n".encode())
        assert read("ready", 30), shown.decode(errors="replace")
        shown = b""
        os.write(main, keys.encode())
        read(wanted, 20)
        return shown.decode(errors="replace")
    finally:
        process.kill()
        process.wait()
        os.close(main)


SCRIPTS = ROOT / "src" / "govopen_cli" / "resources" / "completion"
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], f"source {SCRIPTS / 'govopen.bash'}"),
    "zsh": (["zsh", "-f", "-i"], f"autoload -Uz compinit && compinit -D -u && source {SCRIPTS / 'govopen.zsh'}"),
    "fish": (["fish", "--no-config", "-i"], f"source {SCRIPTS / 'govopen.fish'}"),
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("keys", "wanted"),
    [("govopen overd\t", "govopen overdue "), ("govopen unit 市民政\t", "市民政局"), ("govopen due --unit mz\t", "市民政局")],
)
def test_real_shells_complete(shell: str, keys: str, wanted: str, tmp_path: Path) -> None:
    command, script = SHELLS[shell]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{shell} is not installed")
    if shell == "fish" and "mz" in keys:  # fish can only add to what was typed
        wanted = "mzj"
    assert wanted in typed(command, script, keys, tmp_path, wanted)
