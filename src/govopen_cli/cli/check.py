"""check: what is wrong or doubtful in the plan file."""

from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.plan import locate
from govopen_cli.plan.file import load
from govopen_cli.problems import LEVELS, Problem, render
from govopen_cli.state import locate as state_locate
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section


def run(call: Call) -> int:
    choose(call.one("format"))
    located = locate.locate(call.path("plan"))
    try:
        data = located.path.read_bytes()
    except OSError as error:
        raise locate.unreadable(located.path, error) from error
    try:
        loaded = load.load(data, located.path)
        problems = loaded.problems
        if not loaded.errors:
            problems = [*problems, *_strangers(located, loaded, call.path("state"))]
    except load.Invalid as invalid:
        problems = invalid.problems
    errors = sum(problem.level == "error" for problem in problems)
    _show_problems(located.path, problems, call.one("format"))
    if errors:
        return ExitCode.PLAN
    return ExitCode.OK


def _strangers(located: locate.Located, loaded: load.Loaded, state: object) -> list[Problem]:
    """Warn about items that the state has events for and the plan does not have."""
    from govopen_cli.state.store import read

    option = state if isinstance(state, Path) else None
    path = state_locate.locate(option, located.path, located.bundled, loaded.plan.id).path
    known = {item.id for item in loaded.items}
    missing = [item for item in read(path, loaded.plan.id).items() if item not in known]
    return [Problem("warning", 1, 1, f"状态文件 {path} 里有编号“{item}”的登记，但任务分解表里没有这个编号") for item in missing]


def _show_problems(path: object, problems: list[Problem], format: str | None) -> None:
    if format in (None, "plain", "table"):
        for problem in problems:
            print(render(str(path), problem))
        return
    records = [
        {"file": str(path), "line": problem.line, "column": problem.column, "level": problem.level, "text": problem.text}
        for problem in problems
    ]
    columns = [Column(title) for title in ("文件", "行", "列", "级别", "问题")]
    lines = [(str(path), str(problem.line), str(problem.column), LEVELS[problem.level], problem.text) for problem in problems]
    show(Page("", columns, [Section("", lines)], {"schema_version": 1, "problems": records}, records), format)
