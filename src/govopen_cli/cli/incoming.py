"""Steps that ``import`` and ``init`` share: documents to the text of a plan file, what is doubtful about it, and writing it."""

import re
import sys
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode, GovopenError, UsageError
from govopen_cli.intake.last import Last, last, pack
from govopen_cli.intake.source import Extract
from govopen_cli.intake.table import Document, Options
from govopen_cli.language.deadline.model import parse_issued
from govopen_cli.plan.changes import Change, changes
from govopen_cli.plan.file import patch
from govopen_cli.plan.file.load import Loaded, load
from govopen_cli.plan.file.write import ItemDraft, PlanDraft


class Reading(NamedTuple):
    """The text of a plan file that documents make, what it says, the items that come from them by their ids, and the table for the next reading."""

    text: str
    loaded: Loaded
    items: Mapping[str, ItemDraft]
    table: Last


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

    items = {item.id: item for item in plan.items}
    table = deepcopy(last(plan, items))  # what items share is taken out of them below
    return reading(emit(draft.shared(plan), _schema(target)), items, table)


def reading(text: str, items: Mapping[str, ItemDraft], table: Last) -> Reading:
    """Return what the text of a plan file says."""
    return Reading(text, load(text.encode(), Path("导入的结果")), items, table)


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
    loaded, items = found.loaded, found.items
    if loaded.errors:
        raise GovopenError("导入的结果不完整：" + "；".join(problem.text for problem in loaded.errors))
    doubts = [f"{item.place}（{item_id}）：{item.values['source']}" for item_id, item in items.items() if item.values.get("source")]
    doubts += [f"{_stands(found, problem.line)}：{problem.text}" for problem in loaded.problems]
    for doubt in doubts:
        print(doubt, file=sys.stderr)
    return len(doubts)


def _stands(found: Reading, line: int) -> str:
    """Return where in the document stands what a line of the plan file says."""
    item_id = {first: item_id for item_id, (first, _) in found.loaded.lines.items()}.get(line) or _item_above(found.text, line)
    return f"{found.items[item_id].place}（{item_id}）" if item_id in found.items else "疑点"


def _item_above(text: str, line: int) -> str:
    """Return the id of the item that a line of a plan file belongs to; empty where it is no item's."""
    for above in reversed(text.splitlines()[:line]):
        if begun := re.match(r"\s*-\s+\{?\s*(id|no):\s*['\"]?([^'\",}]+)", above):
            return begun[2] if begun[1] == "id" else ""
    return ""


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


def write(call: Call, path: Path, found: Reading, name: str) -> int:
    """Write a plan file, note what was read from which document, and return the exit code; a file that is there is replaced when somebody agrees."""
    from govopen_cli.cli.acts import agreed

    there, update = path.exists(), call.values.get("update") is not None
    if there:
        changed = differences(path, found.loaded)
        show_changes(changed)
        if not changed and path.read_bytes() == found.text.encode():
            _put(call, path, found, name, [])
            return ExitCode.OK
        if not call.flag("yes") and not agreed(f"{path} 已经存在，要换成导入的结果吗？" if not update else f"{path} 要照此更新吗？"):
            other = "" if update else "，或用 -o 换一个文件"
            print(f"错误：{path} {'' if update else '已经存在，'}没有改动；确认要写时加 --yes{other}", file=sys.stderr)
            return ExitCode.CONFLICT
    _put(call, path, found, name, [change.item for change in changed] if there else [])
    items = found.loaded.items
    print(
        f"已写入 {path}：{len({item.task for item in items})} 项工作任务，{len(items)} 项具体内容；运行 govopen check --plan {path} 查看疑点"
    )
    return ExitCode.OK


def state_of(call: Call, path: Path, plan_id: str) -> str:
    """Return the place of the state that belongs to a plan file."""
    from govopen_cli.state.locate import locate

    return locate(call.values.get("state"), str(path), False, plan_id).place


def _notes(call: Call, path: Path, place: str) -> bool:
    """Tell whether a reading is noted: not of a stream, and not in the state that ``$GOVOPEN_STATE`` names for plans in use, where the plan is none yet."""
    from govopen_cli.state.locate import beside

    if path.exists() and not path.is_file():
        return False
    return any(call.values.get(key) is not None for key in ("state", "update")) or place == beside(str(path))


def noted(place: str, plan_id: str) -> tuple[list[str], str]:
    """Return the ids under which a state holds something, and the last reading, packed; empty where none was noted."""
    from contextlib import closing

    from govopen_cli.recording.edit import last_table
    from govopen_cli.state.open import read

    with closing(read(place, plan_id)) as state:
        return state.items(), last_table(state)


def _put(call: Call, path: Path, found: Reading, name: str, items: Sequence[str]) -> None:
    """Write a plan file, and note in its state what was read and how the file was changed."""
    from govopen_cli.cli.acts import by_clerk
    from govopen_cli.cli.call import today
    from govopen_cli.files import write_whole
    from govopen_cli.recording.edit import Edited, edit
    from govopen_cli.recording.record import Desk
    from govopen_cli.state.events import WHOLE_PLAN

    plan, data = found.loaded.plan, found.text.encode()
    place = state_of(call, path, plan.id)
    if not _notes(call, path, place):
        write_whole(path, data)
        return
    original, table = path.read_bytes() if path.exists() else None, pack(found.table)
    if data == original and noted(place, plan.id)[1] == table:
        return
    desk = Desk(place, plan, lambda _ids: {}, today(call.values.get("today"), plan.timezone), call.wait)

    def put() -> None:
        if data != original:
            write_whole(path, data)

    def take_back() -> None:
        path.unlink() if original is None else write_whole(path, original)

    def change() -> Edited:
        before = original.decode("utf-8-sig", "replace") if original is not None else found.text
        return Edited(patch.diff(before, found.text), [WHOLE_PLAN, *items], put, take_back, table)

    by_clerk(call, lambda who: edit(desk, change, f"读自 {name}", who))
