"""import --ledger: what the units filled in comes back, each file judged by itself, all that may be recorded in one batch."""

import sys
from collections.abc import Sequence
from glob import glob
from pathlib import Path

from govopen_cli.cli.acts import batch_words, by_clerk
from govopen_cli.cli.acts import desk as recording_desk
from govopen_cli.cli.bar import MANY_ROWS, large_file, progress
from govopen_cli.cli.call import Call
from govopen_cli.documents.returned import Paper, read
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.intake.document import EXCEL, SHEETS, read_bounded, read_bytes, read_file
from govopen_cli.intake.table import Document, Options
from govopen_cli.record import NamedTuple
from govopen_cli.recording import paper as papers
from govopen_cli.recording.case import scope
from govopen_cli.recording.record import Bundle, Desk, Group, Judged, Recorded, record, rehearse
from govopen_cli.recording.request import Known, Refusal
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.open import WAIT_SECONDS

_KINDS = (*EXCEL, *SHEETS, ".csv")
_LOCKS = ("~$", ".~")  # what Excel, WPS and LibreOffice lay beside a file that is open


def return_ledger(call: Call, files: list[str], *, dry_run: bool, partial: bool) -> int:
    """Read filled ledgers, record what may be recorded, and say of each what that was and what is left."""
    names = _names(files)
    with progress("正在读取台账", large=large_file(*names)):
        came = [paper_of(name, struck=call.flag("hidden")) for name in names]
    asked = _asked(call, came, call.wait, partial=partial)
    large = sum(len(paper.entries) for paper in came) > MANY_ROWS
    found = rehearse(asked) if dry_run else by_clerk(call, lambda who: _recorded(asked, who, large=large))
    for paper in came:
        _tell(paper, _parts(paper, found), dry_run=dry_run)
    _tell_missing(call, came)
    drafts, refused = sum(len(part.drafts) for part in found), any(judged.refusals for part in found for judged in part.judged)
    events = [event for part in found for event in part.events]
    if events:
        print(batch_words(events))
    elif not drafts:
        print("没有新填写的内容，什么都没有登记" if not refused else "什么都没有登记")
    else:
        print(f"以上 {drafts} 条还没有登记；去掉 --dry-run 即登记")
    if refused and not partial:
        print("有不能登记的内容的文件，整份都没有登记；请改正后再导入，或加 --partial 先登记其余各行", file=sys.stderr)
    return ExitCode.CONFLICT if refused else ExitCode.OK


def _recorded(asked: Sequence[tuple[Desk, list[Group]]], who: Clerk, *, large: bool) -> list[Recorded]:
    with progress("正在登记", large=large):
        return record(asked, who)


def unread(call: Call, path: Path) -> int:
    """Return in how many places of a file something was filled in that is not recorded; 0 for a file that is no ledger to fill in."""
    paper = paper_of(str(path))
    if paper.sent is None or not (paper.entries or paper.refusals):
        return 0
    strange = sum(entry.plan not in {book.plan.id for book in call.books} for entry in paper.entries)
    paper.plans = [book.plan.id for book in call.books if book.plan.id in paper.plans]
    answers = [
        answer
        for part in rehearse(_asked(call, [paper], WAIT_SECONDS, partial=True))
        for judged in part.judged
        for answer in judged.answers
    ]
    return strange + sum(not all(isinstance(decision, Known) for decision in answer.decisions) for answer in answers)


# --- files ------------------------------------------------------------------------------------------------------------


def _names(files: Sequence[str]) -> list[str]:
    """Return the files that a command line names: a folder means its sheets, and stars are ours to read where no shell does that.

    Raises:
        UsageError: nothing is found where something was named.
    """
    found: list[str] = []
    for name in files:
        path = Path(name)
        if path.is_dir():
            here = sorted(str(file) for file in path.iterdir() if file.suffix.lower() in _KINDS)
        else:
            stars = not path.exists() and any(letter in name for letter in "*?[")
            here = sorted(glob(name)) if stars else [name]  # noqa: PTH207  takes any pattern, also one that names no file
        here = [file for file in here if not Path(file).name.startswith(_LOCKS)]
        if not here:
            raise UsageError(f"{name} 里没有找到台账文件（{'、'.join(_KINDS)}）")
        found += here
    return list(dict.fromkeys(found))


def paper_of(name: str, *, struck: bool = False) -> Paper:
    """Return what a file holds, what is struck through only if asked for; one that cannot be read is a paper that is refused."""
    try:
        paper = read(_document(name, Options(hidden=True, struck=struck, everything=True)))
    except UsageError as error:
        return Paper(name, refusals=[Refusal(str(error))])
    paper.name = name
    return paper


def _document(name: str, options: Options) -> Document:
    if name == "-":
        return read_bytes(read_bounded(sys.stdin.buffer, "标准输入"), "标准输入", "", options)
    return read_file(Path(name), options)


# --- what is asked ----------------------------------------------------------------------------------------------------


def _asked(call: Call, came: Sequence[Paper], wait: float, *, partial: bool) -> list[tuple[Desk, list[Group]]]:
    """Return what papers ask of each plan; what is wrong with a paper itself stands with the first plan that it is about."""
    books = {book.plan.id: book for book in call.books}
    groups: dict[str, list[Group]] = {name: [] for name in books}
    for paper in came:
        strange = [name for name in paper.plans if name not in books]
        wrong: list[Bundle] = [[refusal] for refusal in paper.refusals]
        wrong += [[Refusal(f"这是任务分解表“{name}”的台账，现在用的是{_titles(call)}；请用 --plan 指明")] for name in strange]
        mine = [name for name in paper.plans if name in books] or list(books)[:1]
        for number, name in enumerate(mine):
            by = papers.desk(call.today, books[name].index.collectives)
            asked = [papers.bundle(entry, by) for entry in paper.entries if entry.plan == name]
            groups[name].append(Group([*(wrong if number == 0 else []), *(bundle for bundle in asked if bundle)], paper.name, partial))
    return [(recording_desk(call, books[name], wait), found) for name, found in groups.items() if found]


def _titles(call: Call) -> str:
    return "、".join(f"“{book.plan.id}”" for book in call.books)


# --- what came of it --------------------------------------------------------------------------------------------------


class _Part(NamedTuple):
    """What came of one file in one plan."""

    judged: Judged
    recorded: Recorded


def _parts(paper: Paper, found: Sequence[Recorded]) -> list[_Part]:
    return [_Part(judged, recorded) for recorded in found for judged in recorded.judged if judged.group.name == paper.name]


def _tell(paper: Paper, parts: Sequence[_Part], *, dry_run: bool) -> None:
    """Say of a file whose it is, what of it is new, what was recorded before, and what cannot be recorded."""
    drafts = [(draft, part.recorded) for part in parts for draft in part.judged.drafts]
    refusals = [refusal for part in parts for refusal in part.judged.refusals]
    answers = [answer for part in parts for answer in part.judged.answers]
    known = sum(isinstance(decision, Known) for answer in answers for decision in answer.decisions)
    counts = [f"{'将' if dry_run else ''}新登记 {len(drafts)} 条", f"以前登记过 {known} 条", f"不能登记 {len(refusals)} 处"]
    print(f"{paper.name}：{_whose(paper)}{'，'.join(counts)}")
    for draft, recorded in drafts:
        print(f"  {_words(draft, recorded)}")
    for remark in paper.remarks:
        print(f"{paper.name}：{remark}", file=sys.stderr)
    for refusal in refusals:
        print(f"{paper.name}：{refusal}", file=sys.stderr)


def _whose(paper: Paper) -> str:
    if paper.sent is None:
        return ""
    return f"{paper.sent.to or '经办机关'}（截至 {paper.sent.day}），"


def _words(draft: Draft, recorded: Recorded) -> str:
    """Return a record as a line: what, of which part, when, with which words and proof."""
    item = recorded.items[draft.item]
    changed = "，发出以后这一行改过，请复核" if draft.fingerprint not in (None, item.fingerprint) else ""
    parts = [f"{act_word(draft.act)} {draft.item} {scope(draft.unit, draft.domain)}{draft.day}{_whole(draft, recorded)}", draft.note or ""]
    parts += [f"佐证：{part.text}" for part in draft.evidence]
    return " ".join("，".join(part for part in parts if part).splitlines()) + changed


def _whole(draft: Draft, recorded: Recorded) -> str:
    """Say how many parts a completion covers that names none."""
    cells = [cell for cell in recorded.items[draft.item].cells if draft.unit in (None, cell[0]) and draft.domain in (None, cell[1])]
    return f"（全部 {len(cells)} 个部分）" if draft.act == "done" and len(cells) > 1 else ""


def _tell_missing(call: Call, came: Sequence[Paper]) -> None:
    """Say of each round who has not returned a ledger."""
    rounds: dict[tuple[str, ...], list[Paper]] = {}
    for paper in came:
        if paper.sent is not None and paper.among:
            rounds.setdefault((paper.sent.day, *paper.among), []).append(paper)
    for (day, *among), back in rounds.items():
        here = {paper.sent.to for paper in back if paper.sent is not None}
        missing = [name for name in among if name not in here]
        by = next(paper.sent.by for paper in back if paper.sent is not None)
        over = f"，{by} 前应退回，已经过了" if by is not None and by < call.today.isoformat() and missing else ""
        print(
            f"截至 {day} 的台账发出 {len(among)} 份，这次有 {len(among) - len(missing)} 份{over}"
            + (f"；没有：{'、'.join(missing)}" if missing else "")
        )
