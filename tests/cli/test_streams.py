"""Streams that are closed, full or gone: no command ends otherwise for it than it should."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PLAN, ROOT, Run

OVERDUE = ["overdue", "--exit-code"]


def shell(command: list[str], streams: str, folder: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with its streams redirected by a shell."""
    env = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "GOVOPEN_CACHE": str(cache), "GOVOPEN_PLAN": str(PLAN), "GOVOPEN_TODAY": "2021-06-15",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUTF8": "1",
    }  # fmt: skip
    line = f'"$@" {streams}'
    call = ["sh", "-c", line, "sh", sys.executable, "-m", "govopen_cli", *command]
    return subprocess.run(call, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("streams", ["2>&-", "1>&-", "0<&-", "0<&- 1>&- 2>&-", "2>/dev/full"])
@pytest.mark.parametrize(
    ("command", "code"), [(OVERDUE, 10), (["list", "--format", "table"], 0), (["due", "--nothing"], 2), (["--help"], 0)]
)
def test_a_closed_stream_changes_no_exit_code(streams: str, command: list[str], code: int, tmp_path: Path, cache: Path) -> None:
    done = shell(command, streams, tmp_path, cache)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [OVERDUE, ["list", "--format", "json"], ["list", "--format", "table"], ["list", "--format", "csv"], ["--help"], ["show", "1.6"], []],
)
def test_a_full_output_is_told(command: list[str], tmp_path: Path, cache: Path) -> None:
    done = shell(command, ">/dev/full", tmp_path, cache)
    assert done.returncode == 6
    assert "磁盘已满" in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("错误：")]) == 1


def test_nothing_is_written_into_what_takes_the_place_of_a_closed_stream(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "tasks.yaml").write_bytes(PLAN.read_bytes())
    for number in range(3):
        done = shell(["done", f"1.{number + 1}", "--plan", "tasks.yaml"], "0<&- 1>&- 2>&-", tmp_path, cache)
        assert done.returncode == 0
    assert shell(["state", "verify", "--plan", "tasks.yaml"], "", tmp_path, cache).returncode == 0


def test_a_closed_pipe_is_the_end(tmp_path: Path, cache: Path) -> None:
    done = shell(["list", "--format", "json"], "| head -1", tmp_path, cache)
    assert (done.stdout, done.stderr) == ("{\n", "")


@pytest.mark.parametrize("columns", ["0", "-5", "1", "x", "100000"])
def test_any_number_of_columns(run: Run, columns: str) -> None:
    for command in (["list", "--format", "table"], ["matrix", "--format", "table"], ["--help"], ["due", "--help"]):
        assert run(*command, COLUMNS=columns).out


def test_a_damaged_compiled_module_is_said(tmp_path: Path, env: dict[str, str]) -> None:
    """A full disk can leave half of what Python compiles: that is neither an interruption nor a mistake of govopen."""
    copy = tmp_path / "program"
    shutil.copytree(ROOT / "src" / "govopen_cli", copy / "govopen_cli", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data", copy / "govopen_cli" / "resources", dirs_exist_ok=True)
    path = os.pathsep.join([str(copy), *(part for part in sys.path if part)])
    command = [sys.executable, "-m", "govopen_cli", "report", "--format", "plain", "-o", "r.txt"]

    def call() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(command, cwd=tmp_path, env={**env, "PYTHONPATH": path}, capture_output=True, encoding="utf-8", check=False)

    assert call().returncode == 0
    compiled = next((copy / "govopen_cli" / "cli" / "__pycache__").glob("report.*.pyc"))
    whole = compiled.read_bytes()
    for length in (len(whole) // 2, 16, 20):
        compiled.write_bytes(whole[:length])
        answer = call()
        assert (answer.returncode, "__pycache__" in answer.stderr, "Traceback" in answer.stderr) == (6, True, False), answer.stderr
