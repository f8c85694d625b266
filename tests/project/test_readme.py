"""The READMEs: their commands are the same, what they show is what govopen prints, the recipes work in a bare environment (test_cron runs them by cron)."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from govopen_cli.errors import ExitCode
from tests.conftest import DATA, ROOT

NAMES = ("README.md", "README.zh-CN.md")


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("language", ["sh", "console", "crontab"])
def test_both_readmes_have_the_same_commands(language: str) -> None:
    english, chinese = (blocks(name, language) for name in NAMES)
    assert english == chinese
    assert english


def test_both_readmes_have_the_same_exit_codes() -> None:
    for name in NAMES:
        codes = re.findall(r"^\| (\d+) \|", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert [int(code) for code in codes] == sorted(code for code in vars(ExitCode).values() if isinstance(code, int))


def test_ci_runs_the_readmes_test_command() -> None:
    assert blocks("README.md", "sh")[1].strip() in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """A bare environment with a govopen on its PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "govopen"
    paths = os.pathsep.join(path for path in sys.path if path)
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{paths}" exec "{sys.executable}" -m govopen_cli "$@"\n', encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "GOVOPEN_USER": "测试员"}


def bash(command: str, env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", command], env=env, cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_shown_output_is_the_real_output(shell: dict[str, str], tmp_path: Path) -> None:
    shown = 0
    for block in blocks("README.md", "console"):
        for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            assert bash(command, shell, tmp_path).stdout == expected, command
            shown += 1
    assert shown >= 5


def test_every_other_command_runs(shell: dict[str, str], tmp_path: Path) -> None:
    """The blocks that show no output: on tables as offices have them."""
    for name in ("任务分解表.docx", "新版.docx"):
        shutil.copy(DATA / "tables" / "beijing2021.docx", tmp_path / name)
    ran = 0
    for block in blocks("README.md", "sh")[2:]:
        for command in block.splitlines():
            if "postgresql://" in command:
                continue  # tests/server/test_commands runs these
            if "回收/" in command and not (tmp_path / "回收").exists():  # what the units send back
                shutil.copytree(tmp_path / "发放", tmp_path / "回收")
            done = bash(command, shell, tmp_path)
            assert (done.returncode, "内部出错" in done.stderr) == (0, False), f"{command}\n{done.stderr}"
            ran += 1
    assert ran >= 10


def recipe(word: str) -> str:
    """Return the command of the cron line that has a word in it, as cron hands it to the shell (a percent sign is escaped there)."""
    (block,) = blocks("README.md", "crontab")
    (line,) = (line for line in block.splitlines() if line[:1].isdigit() and word in line)
    return re.split(r"\s+", line, maxsplit=5)[5].replace("\\%", "%")


def test_a_mail_only_when_something_is_overdue(shell: dict[str, str], tmp_path: Path) -> None:
    bare = {**shell, "LC_ALL": "C", "PYTHONUTF8": "1"}
    late = bash(recipe("overdue"), {**bare, "GOVOPEN_TODAY": "2021-06-15"}, tmp_path)
    assert "逾期350天" in late.stdout
    assert late.stderr == ""
    for day in ("2020-01-15", "2020-06-25"):
        quiet = bash(recipe("overdue"), {**bare, "GOVOPEN_TODAY": day}, tmp_path)
        assert quiet.stdout + quiet.stderr == ""


def test_a_weekly_report_to_a_file(shell: dict[str, str], tmp_path: Path) -> None:
    done = bash(recipe("report"), {**shell, "LC_ALL": "C", "PYTHONUTF8": "1"}, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (report,) = tmp_path.glob("govopen-*.md")
    assert "| 合计 | 33 |" in report.read_text(encoding="utf-8")
