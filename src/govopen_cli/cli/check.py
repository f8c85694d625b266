"""check and where: the plan file's problems, and which files are in use."""

from typing import Annotated

import typer

from govopen_cli.cli.workspace import Base, Format, PlanFile, Session, StateFile, shared
from govopen_cli.errors import ExitCode, PlanError
from govopen_cli.plan import locate
from govopen_cli.plan.file import load
from govopen_cli.plan.index import query as plan_index
from govopen_cli.problems import LEVELS, Problem, render
from govopen_cli.state import locate as state_locate
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section


def check_command(plan: PlanFile = None, state: StateFile = None, format: Format = None) -> int:
    """检查任务分解表文件：一次列出全部错误和疑点，每行写明文件、行、列。有错误时退出码为 3，只有疑点时为 0。"""
    choose(format)
    located = locate.locate(plan)
    try:
        data = located.path.read_bytes()
    except OSError as error:
        raise locate.unreadable(located.path, error) from error
    try:
        loaded = load.load(data, located.path)
        problems = loaded.problems
        if not loaded.errors:
            problems = [*problems, *_strangers(located, loaded, state)]
    except load.Invalid as invalid:
        problems = invalid.problems
    errors = sum(problem.level == "error" for problem in problems)
    _show_problems(located.path, problems, format)
    if errors:
        return ExitCode.PLAN
    return ExitCode.OK


def _strangers(located: locate.Located, loaded: load.Loaded, state: object) -> list[Problem]:
    """Warn about items that the state has events for and the plan does not have."""
    from pathlib import Path

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


@shared(Base)
def where_command(shared: Base, format: Annotated[str | None, typer.Option("--format", metavar="格式", help="输出格式")] = None) -> int:
    """正在使用哪个任务分解表、哪个状态文件、哪个索引，以及为什么。"""
    choose(format)
    located = locate.locate(shared.plan)
    facts = [("任务分解表", str(located.path.absolute()), located.reason)]
    try:
        session = Session(shared)
        exists = "" if session.state_located.path.exists() else "；还没有登记，文件尚未建立"
        facts.append(("状态文件", str(session.state_located.path.absolute()), session.state_located.reason + exists))
        facts.append(("索引", *_index_facts(session.index.path)))
    except PlanError as error:
        facts.append(("问题", str(error), ""))
        _show_where(facts, format)
        raise PlanError("任务分解表不能使用，见上") from error
    _show_where(facts, format)
    return ExitCode.OK


def _index_facts(path: object) -> tuple[str, str]:
    import time
    from pathlib import Path

    if not isinstance(path, Path):
        return str(plan_index.cache_folder()), "缓存文件夹不可写，索引只在内存里"
    info = path.stat()
    return str(path), f"{info.st_size / 1024:.0f} KB，{max(0, int(time.time() - info.st_mtime))} 秒前建立"


def _show_where(facts: list[tuple[str, str, str]], format: str | None) -> None:
    records = [{"name": name, "path": path, "reason": reason} for name, path, reason in facts]
    columns = [Column("文件"), Column("位置", "text"), Column("原因", "text")]
    show(Page("", columns, [Section("", facts)], {"schema_version": 1, "files": records}, records), format)
