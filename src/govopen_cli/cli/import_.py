"""import: a Word, Excel or text table becomes a plan file; a ledger that was filled in comes back."""

import sys
from pathlib import Path

from govopen_cli.cli.bar import large_file, progress
from govopen_cli.cli.call import Call, today
from govopen_cli.errors import ExitCode, GovopenError, UsageError
from govopen_cli.intake.table import Document, Options
from govopen_cli.language.deadline.model import parse_issued
from govopen_cli.plan.changes import Change, changes
from govopen_cli.plan.file.load import Loaded, load
from govopen_cli.state.state import State
from govopen_cli.views.formats import show
from govopen_cli.views.pages.listing import listing


def run(call: Call) -> int:
    files, issued, update, output = call.many("files"), call.one("issued"), call.path("update"), call.path("output")
    dry_run = call.flag("dry_run")
    if call.flag("ledger"):
        from govopen_cli.cli.returning import return_ledger

        return return_ledger(call, files, dry_run=dry_run)
    if issued is not None and parse_issued(issued) is None:
        raise UsageError(f"--issued 的“{issued}”看不懂；请写 2020、2020-05 或 2020-05-12")
    if update is not None and output is not None and update != output:
        raise UsageError("--update 和 -o 不能指向不同的文件；请只写 --update")
    with progress("正在导入", large=large_file(*map(Path, files))):
        document = _documents(files, Options(call.flag("hidden")))
        text, places = _plan_text(document, issued, call.one("id"), update, as_plan=call.flag("as_plan"))
        loaded = load(text.encode(), Path("导入的结果"))
    _tell_problems(loaded, places)
    target = update or output
    if target is None or dry_run:
        if target is not None and target.exists():
            _show_changes(_differences(target, loaded))
        _show(loaded, text, call.one("format"))
        return ExitCode.OK
    return _write(target, text, loaded, yes=call.flag("yes"))


def _documents(files: list[str], options: Options) -> Document:
    """Read all files as one document.

    Raises:
        UnreadableDocument: one of them cannot be read.
    """
    from govopen_cli.intake.document import read_bounded, read_bytes, read_file

    documents = [
        read_bytes(read_bounded(sys.stdin.buffer, "标准输入"), "标准输入", "", options) if name == "-" else read_file(Path(name), options)
        for name in files
    ]
    return Document(
        documents[0].name,
        [table for document in documents for table in document.tables],
        [remark for document in documents for remark in document.remarks],
    )


def _plan_text(
    document: Document, issued: str | None, plan_id: str | None, update: Path | None, *, as_plan: bool
) -> tuple[str, dict[str, str]]:
    """Return the text of the plan file that a document makes, and where in it each item stands.

    Raises:
        UsageError: it holds no task table.
    """
    from govopen_cli.intake import draft
    from govopen_cli.intake.extract import extract
    from govopen_cli.plan.file.write import emit

    found = extract(document, as_plan=as_plan)
    for remark in found.remarks:
        print(remark, file=sys.stderr)
    if not found.rows:
        raise UsageError(f"{document.name} 里没有找到任务分解表；表头应有任务、责任单位、时限等栏目")
    titled = bool(found.title)
    if update is None:
        plan = draft.from_rows(found, document.name, issued=issued, plan_id=plan_id)
        _tell_year(plan.head.get("issued"), found.year_from if issued is None else "")
        return emit(draft.shared(plan)), {item.id: item.place for item in plan.items}
    from govopen_cli.intake.update import update as bring_up_to_date
    from govopen_cli.plan.file.edit import PlanFile

    file = PlanFile(_old_text(update))
    issued = issued or file.head.get("issued")
    plan = draft.from_rows(found, document.name, issued=issued, plan_id=plan_id)
    _tell_year(plan.head.get("issued"), found.year_from if issued is None else "")
    items = bring_up_to_date(file, plan, titled=titled)
    return file.text(), {item_id: item.place for item_id, item in items.items()}


def _tell_year(year: str | None, year_from: str) -> None:
    """Say from which year phrases without one are read, where nobody gave it."""
    if year is None:
        print("没有找到文件的年份，没有写年份的时限无法确定；请用 --issued 写明印发时间", file=sys.stderr)
    elif year_from:
        print(f"没有写年份的时限按 {year} 年理解（取自{year_from}）；不对的话请用 --issued 写明", file=sys.stderr)


def _old_text(path: Path) -> str:
    from govopen_cli.plan.file.load import Invalid, decode
    from govopen_cli.plan.locate import unreadable

    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    loaded = load(data, path)
    if loaded.errors:
        raise Invalid(path, loaded.problems)
    return decode(data, path)


def _tell_problems(loaded: Loaded, places: dict[str, str]) -> None:
    """Say on stderr what is doubtful about the rows, with their places in the document."""
    if loaded.errors:
        raise GovopenError("导入的结果不完整：" + "；".join(problem.text for problem in loaded.errors))
    for item in loaded.items:
        if item.source and item.id in places:
            print(f"{places[item.id]}（{item.id}）：{item.source}", file=sys.stderr)
    by_line = {line: item_id for item_id, (line, _) in loaded.lines.items()}
    for problem in loaded.problems:
        place = places.get(by_line.get(problem.line, ""), "")
        print(f"{place}：{problem.text}" if place else f"疑点：{problem.text}", file=sys.stderr)


def _show(loaded: Loaded, text: str, format_: str | None) -> None:
    """Print the plan file, or its items in one of the listing formats."""
    if format_ is None:
        sys.stdout.write(text)
        return
    from govopen_cli.ledger.select import Ledger
    from govopen_cli.plan.index.compile import in_memory

    index = in_memory(loaded)
    day = today(None, index.plan.timezone)
    rows = list(Ledger(index, State(None), day).rows())
    show(listing([index.plan], day, f"{index.plan.title}，{len(rows)} 项", rows), format_)


def _differences(path: Path, loaded: Loaded) -> list[Change]:
    """Return how the new plan differs from the file that is there."""
    old = load(path.read_bytes(), path)
    return list(changes(old.items, loaded.items, {**old.plan.roles, **loaded.plan.roles}))


def _show_changes(found: list[Change]) -> None:
    for change in found:
        print(change, file=sys.stderr)
    if not found:
        print("与原来的文件没有差别", file=sys.stderr)


def _write(path: Path, text: str, loaded: Loaded, *, yes: bool) -> int:
    from govopen_cli.files import write_whole

    if path.exists():
        found = _differences(path, loaded)
        _show_changes(found)
        if not found and path.read_bytes() == text.encode():
            return ExitCode.OK
        if not yes and not _agreed(path):
            print(f"错误：{path} 已经存在，没有改动；确认要写时加 --yes，或用 -o 换一个文件", file=sys.stderr)
            return ExitCode.CONFLICT
    write_whole(path, text.encode())
    print(
        f"已写入 {path}：{len({item.task for item in loaded.items})} 项工作任务，{len(loaded.items)} 项具体内容；运行 govopen check --plan {path} 查看疑点"
    )
    return ExitCode.OK


def _agreed(path: Path) -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return input(f"{path} 已经存在，要换成导入的结果吗？（是/否）").strip().lower() in ("是", "y", "yes", "好")
