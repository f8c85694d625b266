"""check: what is wrong or doubtful in the plan file."""

from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.plan import locate
from govopen_cli.plan.file import load
from govopen_cli.problems import Problem, render
from govopen_cli.state import locate as state_locate
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.files import problems


def run(call: Call) -> int:
    choose(call.one("format"))
    located = locate.locate(call.path("plan"))
    try:
        data = located.path.read_bytes()
    except OSError as error:
        raise locate.unreadable(located.path, error) from error
    try:
        loaded = load.load(data, located.path)
        found = loaded.problems
        if not loaded.errors:
            found = [*found, *_strangers(located, loaded, call.path("state"))]
    except load.Invalid as invalid:
        found = invalid.problems
    errors = sum(problem.level == "error" for problem in found)
    _show(located.path, found, call.one("format"))
    if errors:
        return ExitCode.PLAN
    return ExitCode.OK


def _strangers(located: locate.Located, loaded: load.Loaded, state: object) -> list[Problem]:
    """Warn about items that the state has events for and the plan does not have."""
    from govopen_cli.state.open import read

    option = state if isinstance(state, Path) else None
    path = state_locate.locate(option, located.path, located.bundled, loaded.plan.id).path
    known = {item.id for item in loaded.items}
    missing = [item for item in read(path, loaded.plan.id).items() if item not in known]
    return [Problem("warning", 1, 1, f"状态文件 {path} 里有编号“{item}”的登记，但任务分解表里没有这个编号") for item in missing]


def _show(path: Path, found: list[Problem], chosen: str | None) -> None:
    if chosen not in (None, "plain", "table"):
        show(problems(path, found), chosen)
        return
    for problem in found:
        print(render(str(path), problem))
