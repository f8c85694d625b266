"""Steps that ``import`` and ``init`` share: documents to the text of a plan file, what is doubtful about it, and writing it."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from govopen_cli.errors import ExitCode, GovopenError, UsageError
from govopen_cli.intake.source import Extract
from govopen_cli.intake.table import Document, Options
from govopen_cli.language.deadline.model import parse_issued
from govopen_cli.plan.changes import Change, changes
from govopen_cli.plan.file.load import Loaded, load
from govopen_cli.plan.file.write import PlanDraft


class Reading(NamedTuple):
    """The text of a plan file that documents make, what it says, and where in them each item stands."""

    text: str
    loaded: Loaded
    places: Mapping[str, str]


def documents(files: Sequence[str], options: Options) -> Document:
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


def table(document: Document, *, as_plan: bool) -> Extract:
    """Return the rows of a document, with all remarks on stderr.

    Raises:
        UsageError: it holds no task table.
    """
    from govopen_cli.intake.extract import extract

    found = extract(document, as_plan=as_plan)
    for remark in found.remarks:
        print(remark, file=sys.stderr)
    if not found.rows:
        raise UsageError(f"{document.name} 里没有找到任务分解表；表头应有任务、责任单位、时限等栏目")
    return found


def year_words(plan: PlanDraft, found: Extract, issued: str | None) -> str:
    """Return how phrases without a year are read, where nobody gave it."""
    year = plan.head.get("issued")
    if year is None:
        return "没有找到文件的年份，没有写年份的时限无法确定；请用 --issued 写明印发时间"
    return f"没有写年份的时限按 {year} 年理解（取自{found.year_from}）；不对的话请用 --issued 写明" if issued is None else ""


def fresh(plan: PlanDraft, target: Path | None) -> Reading:
    """Return a new plan file."""
    from govopen_cli.intake import draft
    from govopen_cli.plan.file.write import emit

    places = {item.id: item.place for item in plan.items}
    return reading(emit(draft.shared(plan), _schema(target)), places)


def reading(text: str, places: Mapping[str, str]) -> Reading:
    """Return what the text of a plan file says."""
    return Reading(text, load(text.encode(), Path("导入的结果")), places)


def _schema(target: Path | None) -> str:
    """Return where the schema of a plan file is found from it: beside it in a checkout, else where govopen is installed."""
    from govopen_cli.plan.locate import schema

    beside = "../schema/plan.schema.json"
    if target is not None and (target.parent / beside).is_file():
        return beside
    return Path(schema()).resolve().as_uri()


def check_issued(issued: str | None) -> None:
    """Refuse a day of issue that cannot be read.

    Raises:
        UsageError: it is neither a year, a month nor a day.
    """
    if issued is not None and parse_issued(issued) is None:
        raise UsageError(f"--issued 的“{issued}”看不懂；请写 2020、2020-05 或 2020-05-12")


def tell_problems(found: Reading) -> int:
    """Say on stderr what is doubtful about the rows, with their places in the document; return how many remarks that were.

    Raises:
        GovopenError: what was read is no sound plan.
    """
    loaded, places = found.loaded, found.places
    if loaded.errors:
        raise GovopenError("导入的结果不完整：" + "；".join(problem.text for problem in loaded.errors))
    doubts = [f"{places[item.id]}（{item.id}）：{item.source}" for item in loaded.items if item.source and item.id in places]
    by_line = {line: item_id for item_id, (line, _) in loaded.lines.items()}
    doubts += [f"{places.get(by_line.get(problem.line, ''), '疑点')}：{problem.text}" for problem in loaded.problems]
    for doubt in doubts:
        print(doubt, file=sys.stderr)
    return len(doubts)


def differences(path: Path, loaded: Loaded) -> list[Change]:
    """Return how the new plan differs from the file that is there."""
    old = load(path.read_bytes(), path)
    return list(changes(old.items, loaded.items, {**old.plan.roles, **loaded.plan.roles}))


def show_changes(found: Sequence[Change]) -> None:
    """Say how a new plan differs from the one that is there."""
    for change in found:
        print(change, file=sys.stderr)
    if not found:
        print("与原来的文件没有差别", file=sys.stderr)


def write(path: Path, found: Reading, *, yes: bool) -> int:
    """Write a plan file, and return the exit code; one that is there is replaced when somebody agrees."""
    from govopen_cli.cli.acts import agreed
    from govopen_cli.files import write_whole

    items, data = found.loaded.items, found.text.encode()
    if path.exists():
        changed = differences(path, found.loaded)
        show_changes(changed)
        if not changed and path.read_bytes() == data:
            return ExitCode.OK
        if not yes and not agreed(f"{path} 已经存在，要换成导入的结果吗？"):
            print(f"错误：{path} 已经存在，没有改动；确认要写时加 --yes，或用 -o 换一个文件", file=sys.stderr)
            return ExitCode.CONFLICT
    write_whole(path, data)
    print(
        f"已写入 {path}：{len({item.task for item in items})} 项工作任务，{len(items)} 项具体内容；运行 govopen check --plan {path} 查看疑点"
    )
    return ExitCode.OK
