"""Steps that the commands share which change the plan file: checked before it is written, shown as a diff, recorded, taken back with ``undo``."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from govopen_cli.cli.acts import by_clerk, desk
from govopen_cli.cli.book import Book
from govopen_cli.cli.call import Call
from govopen_cli.cli.items import find_ids
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.files import write_whole
from govopen_cli.ledger.status import evaluate
from govopen_cli.plan.changes import changes
from govopen_cli.plan.file import patch
from govopen_cli.plan.file.edit import PlanFile
from govopen_cli.plan.file.load import Loaded, load, read_text
from govopen_cli.recording.edit import Edited
from govopen_cli.recording.edit import edit as record_edit
from govopen_cli.text import names
from govopen_cli.views.formats import tell

Change = Callable[[PlanFile], Sequence[str]]  # changes a file, and says which items it was about


def edit(call: Call, book: Book, change: Change, note: str | None = None) -> int:
    """Change the plan file of a book, and record that; with ``--dry-run`` only say how.

    Raises:
        UsageError: the plan may not be changed, or would not be sound afterwards.
        StateError: the state cannot be written; nothing has been changed then.
    """
    path = own_file(book)
    if call.flag("dry_run"):
        _show(path, _changed(path, change), "不写，只说会改什么：")
        return ExitCode.OK
    made: list[_Changed] = []

    def run() -> Edited:
        original = path.read_bytes()
        made.append(found := _changed(path, change))
        put, take_back = (partial(write_whole, path, data) for data in (found.after.encode(), original))
        return Edited(found.diff, found.items, put, take_back)

    events = by_clerk(call, lambda who: record_edit(desk(call, book), run, note, who))
    _show(path, made[-1], "已改：")
    if events:
        _tell_reviews(call, book, [event.item for event in events])
        print(f"已登记（批次 {events[0].batch[:8]}）；撤销：govopen undo")
    return ExitCode.OK


def chosen(call: Call) -> tuple[Book, list[str]]:
    """Return the ids that the command line names, and the plan that they stand in.

    Raises:
        UsageError: there is no such item, or they stand in several plans.
    """
    found = find_ids([book.index for book in call.books], call.many("ids"))
    named = [(book, ids) for book, ids in zip(call.books, found, strict=True) if ids]
    if len(named) > 1:
        raise UsageError("一次只能改一张任务分解表里的事项；请分开写")
    return named[0]


def own_file(book: Book) -> Path:
    """Return the plan file of a book, if it is the user's to change.

    Raises:
        UsageError: it is the one that govopen brings along, or one that a server published.
    """
    if book.located.address:
        raise UsageError("正在使用的是服务器上公布的任务分解表，不能在这里改；请改好文件，再用 govopen server publish 公布")
    if book.located.bundled:
        raise UsageError("正在使用的是 govopen 自带的任务分解表，不能改；请先用 govopen init 做一份自己的，或用 --plan 指明要改的文件")
    return book.located.path


def unit_as_written(book: Book, name: str) -> str:
    """Return a unit by the name that the plan gives it; one that it does not know stays as it is, which is said."""
    from govopen_cli.language.names.find import find_unit

    try:
        match = find_unit(name, list(book.index.units()), book.plan.place, book.plan.renamed)
    except UsageError:
        match = None
    if match is not None and match.how in ("exact", "declared", "form"):
        return match.name
    near = f"；表里相近的有“{match.name}”" if match is not None else ""
    print(f"“{name}”是这张表里没有的单位，照写{near}", file=sys.stderr)
    return name


def domains_as_written(book: Book, texts: Sequence[str]) -> list[str]:
    """Return domains by the names that the plan gives them; new ones stay as they are."""
    from govopen_cli.language.names.find import find_domain

    known = list(book.index.domains())
    result = []
    for name in names("、".join(texts)):
        try:
            match = find_domain(name, known)
        except UsageError:
            match = None
        result.append(match.name if match is not None and match.how in ("exact", "declared", "form") else name)
    return result


def deadline_as_written(call: Call, book: Book, *, new: bool) -> str | None:
    """Return ``--deadline`` as the plan file keeps it: 本月底 is that of today; says so where that is written otherwise."""
    from govopen_cli.language.deadline.given import given

    text = call.one("deadline")
    if not text:
        return text
    written = given(text, call.today, book.plan.issued, new=new)
    if written != text:
        print(f"时限“{text}”按今天（{call.today.isoformat()}）写作“{written}”", file=sys.stderr)
    return written


def units_by_role(book: Book, texts: Sequence[str]) -> dict[str, list[str]]:
    """Return what ``--unit`` says: ROLE=甲、乙, or names alone for the role that answers.

    Raises:
        UsageError: the plan has no such role.
    """
    result: dict[str, list[str]] = {}
    for text in texts:
        role, equals, listed = text.replace("＝", "=").partition("=")
        key = _role(book, role) if equals else next(iter(book.plan.roles))
        result.setdefault(key, []).extend(unit_as_written(book, name) for name in names(listed if equals else text))
    return result


def _role(book: Book, word: str) -> str:
    roles = book.plan.roles
    found = [key for key, title in roles.items() if word in (key, title)] or [key for key, title in roles.items() if word and word in title]
    if len(found) != 1:
        raise UsageError(f"这张表里没有责任类型“{word}”，或不止一种；有：{'、'.join(f'{title}（{key}）' for key, title in roles.items())}")
    return found[0]


class _Changed(NamedTuple):
    """A plan file that is changed: its text afterwards, the diff, the items that the change is about, and what it is in words."""

    after: str
    diff: str
    items: Sequence[str]
    words: Sequence[str]


def _changed(path: Path, change: Change) -> _Changed:
    """Return what a change makes of a plan file.

    Raises:
        PlanError: the file cannot be read.
        UsageError: it would not be sound afterwards.
    """
    before = read_text(path)
    file = PlanFile(before)
    items = change(file)
    after = file.text()
    old, new = load(before.encode(), path), load(after.encode(), path)
    if new.errors and not old.errors:
        raise UsageError(f"{new.errors[0].text}；没有改动")
    for text in _fresh_remarks(old, new):
        print(f"疑点：{text}", file=sys.stderr)
    words = [str(said) for said in changes(old.items, new.items, new.plan.roles)] if not new.errors else []
    return _Changed(after, patch.diff(before, after), items, words)


def _fresh_remarks(old: Loaded, new: Loaded) -> list[str]:
    known = {problem.text for problem in old.problems}
    return [problem.text for problem in new.problems if problem.text not in known]


def _show(path: Path, found: _Changed, head: str) -> None:
    """Say what a change is, in words and in the lines of the file."""
    tell(f"{head}{path}" if found.diff else f"与 {path} 里写的一样，没有改动")
    for said in found.words:
        tell(f"  {said}")
    for line in patch.changed(found.diff):
        tell(f"  {line[0]} {line[1:].strip()}")


def _tell_reviews(call: Call, book: Book, items: Sequence[str]) -> None:
    """Say which completed items have to be looked at again, now that the plan says something else of them."""
    from contextlib import closing

    from govopen_cli.plan.index.query import Scope
    from govopen_cli.state.open import read as read_state

    now = Book(book.located, book.state_option)
    with closing(read_state(now.state_located.place, now.plan.id)) as state:
        facts = state.facts(items)
    for item in now.index.items(Scope(ids=tuple(items))):
        if item.id in facts and evaluate(item, facts[item.id], now.plan, call.today).review_needed:
            print(f"{item.id} 已登记完成，现在内容变了：核对后运行 govopen confirm {item.id} --note 结论", file=sys.stderr)
