"""Shared helpers: the command line as a user runs it, on real files in a folder of the test's own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PLAN = ROOT / "data" / "tasks.yaml"
DATA = ROOT / "tests" / "data"


@dataclass
class Answer:
    """What one run printed, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def ids(self) -> list[str]:
        """The first column of plain output."""
        return [line.split("  ")[0] for line in self.lines]


Run = Callable[..., Answer]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def env(tmp_path: Path, cache: Path) -> dict[str, str]:
    """A user's environment without anything of the developer's."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "GOVOPEN_CACHE": str(cache),
        "GOVOPEN_USER": "测试员",
        "PYTHONUTF8": "1",
    }


@pytest.fixture
def run(tmp_path: Path, env: dict[str, str]) -> Run:
    """Run govopen in tmp_path; fails on an exit code other than ``code``, where one is expected."""

    def call(*arguments: str, code: int | None = 0, cwd: Path | None = None, stdin: str | None = None, **variables: str) -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "govopen_cli", *arguments],
            cwd=cwd or tmp_path,
            env={**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **variables},
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        answer = Answer(done.stdout, done.stderr, done.returncode)
        assert code is None or answer.code == code, f"exit {answer.code}, wanted {code}\n{answer.out}\n{answer.err}"
        assert "Traceback" not in answer.err, answer.err
        return answer

    return call


@pytest.fixture
def plan_file(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Write a plan file tasks.yaml into tmp_path; what the head leaves out is filled in."""

    def write(text: str, name: str = "tasks.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write  # type: ignore[return-value]
