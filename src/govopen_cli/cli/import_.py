"""import: a Word, Excel or text table becomes a plan file; a ledger that was filled in comes back."""

import sys
from collections.abc import Sequence
from pathlib import Path

from govopen_cli.cli.bar import large_file, progress
from govopen_cli.cli.call import Call, today
from govopen_cli.cli.incoming import (
    Reading,
    check_issued,
    differences,
    documents,
    fresh,
    noted,
    reading,
    show_changes,
    state_of,
    table,
    tell_problems,
    write,
    year_words,
)
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.intake.table import Document, Options
from govopen_cli.plan.file.load import Invalid, Loaded, load, read_text
from govopen_cli.state.state import State
from govopen_cli.text import visible
from govopen_cli.views.formats import show
from govopen_cli.views.pages.listing import listing


def run(call: Call) -> int:
    files, update, output = call.many("files"), call.path("update"), call.path("output")
    dry_run = call.flag("dry_run")
    if call.flag("ledger"):
        _check_ledger(call)
        from govopen_cli.cli.returning import return_ledger

        return return_ledger(call, files, dry_run=dry_run, partial=call.flag("partial"))
    if call.flag("partial"):
        raise UsageError("--partial 只与 --ledger 一起用")
    check_issued(call.one("issued"))
    if update is not None and output is not None and update != output:
        raise UsageError("--update 和 -o 不能指向不同的文件；请只写 --update")
    target = update or output
    with progress("正在导入", large=large_file(*map(Path, files))):
        document = documents(files, Options(hidden=call.flag("hidden"), struck=call.flag("hidden")))
        found, remarks = (_reading(call, document, target), []) if update is None else _updated(call, document, update)
    tell_problems(found)
    if target is None or dry_run:
        if target is not None and target.exists():
            show_changes(differences(target, found.loaded))
        _tell(remarks)
        _show(found.loaded, found.text, call.one("format"))
        return ExitCode.OK
    _tell(remarks)
    return write(call, target, found, document.name)


def _check_ledger(call: Call) -> None:
    """Refuse options that say how a table becomes a plan, where ledgers are read.

    Raises:
        UsageError: there is one.
    """
    given = [f"--{key.replace('_', '-')}" for key in ("output", "update", "issued", "id", "format") if call.values.get(key) is not None]
    given += [f"--{key.replace('_', '-')}" for key in ("as_plan", "yes") if call.values.get(key)]
    if given:
        raise UsageError(f"--ledger 读回台账，不能与 {'、'.join(given)} 一起用")


def _reading(call: Call, document: Document, target: Path | None) -> Reading:
    """Return the new plan that a document makes."""
    from govopen_cli.intake import draft

    issued = call.one("issued")
    found = table(document, as_plan=call.flag("as_plan"))
    plan = draft.from_rows(found, document.name, issued=issued, plan_id=call.one("id"))
    _say(year_words(plan, found, issued))
    return fresh(plan, target)


def _updated(call: Call, document: Document, target: Path) -> tuple[Reading, list[str]]:
    """Return a plan file as a newer document has it, and what a person must know of how the two were brought together."""
    from govopen_cli.intake import draft
    from govopen_cli.intake.last import unpack
    from govopen_cli.intake.update import update
    from govopen_cli.plan.file.edit import PlanFile

    found = table(document, as_plan=call.flag("as_plan"))
    titled = bool(found.title)
    file = PlanFile(_sound(target))
    issued = call.one("issued") or file.head.get("issued")
    plan = draft.from_rows(found, document.name, issued=issued, plan_id=call.one("id"))
    _say(year_words(plan, found, issued))
    plan_id = str(file.head["id"])
    taken, table_then = noted(state_of(call, target, plan_id), plan_id)  # a new item must not inherit what was said of one that is gone
    before = unpack(table_then)
    done = update(file, plan, titled=titled, taken=taken, before=before)
    unknown = ["没有记下上次读表时表里写的内容，分不清哪些是人改的：表里有的栏目都按表里写"] if before is None else []
    return reading(file.text(), done.items, done.last), [*done.remarks, *unknown]


def _say(remark: str) -> None:
    if remark:
        print(remark, file=sys.stderr)


def _tell(remarks: Sequence[str]) -> None:
    for remark in remarks:
        print(visible(remark), file=sys.stderr)


def _sound(path: Path) -> str:
    """Return the text of a plan file without errors.

    Raises:
        Invalid: it has some.
    """
    text = read_text(path)
    loaded = load(text.encode(), path)
    if loaded.errors:
        raise Invalid(path, loaded.problems)
    return text


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
