"""init: an office's own table becomes its plan: how it was understood, what only people know, and how to go on."""

import shlex
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from govopen_cli.cli.bar import large_file, progress
from govopen_cli.cli.call import Call
from govopen_cli.cli.incoming import Reading, check_issued, documents, fresh, table, tell_problems, write, year_words
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.intake import draft
from govopen_cli.intake.source import Extract
from govopen_cli.intake.table import Options
from govopen_cli.language.deadline.model import parse_issued
from govopen_cli.ledger.words import KIND_WORDS
from govopen_cli.plan.file.write import PlanDraft
from govopen_cli.text import names


def run(call: Call) -> int:
    files, issued = call.many("files"), call.one("issued")
    check_issued(issued)
    target = call.path("output") or _own_name(files[0])
    known = _members(call.many("members"))
    with progress("正在导入", large=large_file(*map(Path, files))):
        document = documents(files, Options(hidden=call.flag("hidden"), struck=call.flag("hidden")))
        found = table(document, as_plan=call.flag("as_plan"))
        plan = draft.from_rows(found, document.name, issued=issued, plan_id=call.one("id"))
    if year := year_words(plan, found, issued):
        print(year, file=sys.stderr)
    if _asking():
        plan = _ask_year(plan, found, document.name, call, issued)
    _declare(plan, known, ask=_asking())
    reading = fresh(plan, target)
    doubts = tell_problems(reading)
    _tell(reading, doubts)
    code = write(call, target, reading, document.name)
    if code == ExitCode.OK:
        _ways_on(target, reading)
    return code


def _own_name(file: str) -> Path:
    """Return the name of the plan file for a table: in the current folder, where it is found without ``--plan``."""
    return Path("任务分解表.yaml" if file == "-" else f"{Path(file).stem}.yaml")


def _members(words: Sequence[str]) -> dict[str, list[str]]:
    """Return what ``--members`` says, by collective.

    Raises:
        UsageError: a word is not COLLECTIVE=UNIT,UNIT.
    """
    result = {}
    for word in words:
        collective, _, listed = word.replace("＝", "=").partition("=")
        if not collective.strip() or not (members := names(listed)):
            raise UsageError(f"--members 的“{word}”看不懂；请写成 各区政府=甲区政府,乙区政府")
        result[collective.strip()] = members
    return result


def _asking() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask_year(plan: PlanDraft, found: Extract, name: str, call: Call, issued: str | None) -> PlanDraft:
    """Let somebody at the terminal say when the document was issued, where nobody has."""
    if issued is not None:
        return plan
    year = plan.head.get("issued")
    while True:
        answer = input(f"文件的印发时间（年、月或日{f'；直接回车表示 {year}' if year else ''}）：").strip()
        if not answer:
            return plan
        if parse_issued(answer) is not None:
            return draft.from_rows(found, name, issued=answer, plan_id=call.one("id"))
        print(f"“{answer}”看不懂；请写 2020、2020-05 或 2020-05-12")


def _declare(plan: PlanDraft, known: Mapping[str, list[str]], *, ask: bool) -> None:
    """Write down the members of collectives: those that were given, and those that somebody at the terminal tells.

    Raises:
        UsageError: members were given for a unit that the table does not name.
    """
    named = {name for item in plan.items for listed in item.values.get("units", {}).values() for name in listed}
    if unknown := [name for name in known if name not in named]:
        bare = "、".join(draft.collectives(plan)) or "没有"
        raise UsageError(f"--members 里的“{unknown[0]}”不是表里的单位；表里的集体单位：{bare}")
    members = dict(known)
    for collective in draft.collectives(plan) if ask else ():
        if collective not in members and (told := names(input(f"{collective} 是哪几个单位？（用、隔开；直接回车表示以后再写）"))):
            members[collective] = told
    units = {**plan.head.get("units", {}), **{name: {"members": listed} for name, listed in members.items()}}
    if units:
        plan.declare("units", units)


def _tell(found: Reading, doubts: int) -> None:
    """Say how the table was understood."""
    items = found.loaded.items
    units = {name for item in items for listed in item.units.values() for name in listed}
    kinds = Counter(item.deadline.kind for item in items)
    deadlines = "、".join(f"{KIND_WORDS[kind]} {count}" for kind, count in kinds.most_common())
    print(
        f"读出 {len({item.task for item in items})} 项工作任务、{len(items)} 项具体内容、{len(units)} 个单位；时限：{deadlines}；疑点 {doubts} 处"
    )


def _ways_on(target: Path, found: Reading) -> None:
    """Name the three commands to go on with; the plan is named in full, so that they hold in any folder and under cron."""
    plan = shlex.quote(str(target.resolve()))
    unit = next((name for item in found.loaded.items for listed in item.units.values() for name in listed), "")
    print("接下来：")
    print(f"  govopen due --plan {plan}")
    print(f"  govopen unit {unit} --plan {plan}" if unit else f"  govopen list --plan {plan}")
    print(f"  govopen done {found.loaded.items[0].id} --plan {plan}")
