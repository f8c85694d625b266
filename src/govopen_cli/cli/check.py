"""check: what is wrong or doubtful in the plan files."""

from contextlib import closing

from govopen_cli.cli.book import Book
from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.plan import locate
from govopen_cli.plan.file import load
from govopen_cli.problems import Problem, render
from govopen_cli.state import locate as state_locate
from govopen_cli.state.events import WHOLE_PLAN
from govopen_cli.state.state import State
from govopen_cli.views.formats import choose, show, tell
from govopen_cli.views.pages.files import problems


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    found = [(located.path, problem) for located in call.places for problem in _of(located, call.values.get("state"))]
    if chosen in ("plain", "table"):
        for path, problem in found:
            tell(render(str(path), problem))
    else:
        show(problems(found), chosen)
    return ExitCode.PLAN if any(problem.level == "error" for _, problem in found) else ExitCode.OK


def _of(located: locate.Located, state: str | None) -> list[Problem]:
    """Return the problems of one plan file, and what does not fit between it and its state."""
    try:
        data = located.path.read_bytes()
    except OSError as error:
        raise locate.unreadable(located.path, error) from error
    try:
        loaded = load.load(data, located.path)
    except load.Invalid as invalid:
        return invalid.problems
    return loaded.problems if loaded.errors else [*loaded.problems, *_strangers(located, loaded, state), *_strays(located, state)]


def _strangers(located: locate.Located, loaded: load.Loaded, option: str | None) -> list[Problem]:
    """Warn about items that the state has events for and the plan does not have."""
    from govopen_cli.state.open import read

    place = state_locate.locate(option, located.file, located.bundled, loaded.plan.id, located.address).place
    known = {item.id for item in loaded.items}
    with closing(read(place, loaded.plan.id)) as state:
        missing = [item for item in state.items() if item not in known and item != WHOLE_PLAN and not _taken_out(state, item)]
    return [Problem("warning", 1, 1, f"状态文件 {place} 里有编号“{item}”的登记，但任务分解表里没有这个编号") for item in missing]


def _taken_out(state: State, item: str) -> bool:
    """Tell whether an item is missing because somebody took it out of the plan with a command: that has been said then."""
    events = state.events([item])
    gone = state.reversed({event.batch for event in events})
    standing = [event for event in events if event.batch not in gone and event.act != "undo"]
    return not standing or standing[-1].act == "edit"


def _strays(located: locate.Located, option: str | None) -> list[Problem]:
    """Warn about other state files in which something about the plan was recorded."""
    return [Problem("warning", 1, 1, f"{stray.path} 是{stray.words}") for stray in Book(located, option).strays()]
