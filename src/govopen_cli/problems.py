"""What is wrong with a file that people write: the place, the level, one sentence."""

from pathlib import Path

from govopen_cli.record import NamedTuple
from govopen_cli.text import visible


class Problem(NamedTuple):
    """Something wrong with a plan file; an error stops queries, a warning does not. Lines and columns count from 1."""

    level: str  # "error" | "warning"
    line: int
    column: int
    text: str


LEVELS = {"error": "错误", "warning": "警告"}


def render(path: Path | str, problem: Problem) -> str:
    """Return a problem as ``file:line:column: 级别: sentence``."""
    return visible(f"{path}:{problem.line}:{problem.column}: {LEVELS[problem.level]}: {problem.text}")
