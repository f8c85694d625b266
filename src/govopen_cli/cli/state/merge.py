"""state merge: records of another place."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path

from govopen_cli.cli.bar import large_file, progress
from govopen_cli.cli.book import Book
from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.ledger.lights import together
from govopen_cli.ledger.status import evaluate
from govopen_cli.ledger.words import scope_text
from govopen_cli.plan.index.query import Scope
from govopen_cli.state import vault
from govopen_cli.state.acts import act_word
from govopen_cli.state.events import Event
from govopen_cli.state.facts import NOTHING
from govopen_cli.state.incoming import entries
from govopen_cli.state.merge import Conflict, Merged, merge
from govopen_cli.state.write import WritableState, persistent, write
from govopen_cli.text import visible


def run(call: Call) -> int:
    return take(call, call.book, [Path(name) for name in call.many("files")])


def take(call: Call, book: Book, files: Sequence[Path]) -> int:
    """Take in the records of files, and say what contradicts."""
    plan, located, now = book.plan, book.state_located, datetime.now(timezone.utc)
    with progress("正在合并", large=large_file(*files, located.path)):

        def work() -> tuple[list[Merged], list[str]]:
            with write(located.place, plan.id, call.wait) as state:
                merged = [merge(state, entries(path, plan.id), now) for path in files]
                conflicts = [conflict for part in merged for conflict in part.conflicts]
                return merged, list(_sentences(call, book, state, conflicts))

        merged, sentences = persistent(work)
        kept = sum(vault.gather(path, located.path) for path in files)
    print(f"合并了 {sum(part.new for part in merged)} 条新记录（文件里共 {sum(part.read for part in merged)} 条）")
    if kept:
        print(f"一并收存了 {kept} 个佐证文件")
    _tell_ahead(merged)
    for sentence in sentences:
        print(visible(f"冲突 {sentence}"))
    clashes = [clash for part in merged for clash in part.clashes]
    for clash in clashes:
        print(visible(f"冲突 {clash}"))
    if sentences:
        print(f"有 {len(sentences)} 处冲突，两边的记录都保留了；请核实后再登记一次（done 或 reopen）以确定结果")
    return ExitCode.CONFLICT if sentences or clashes else ExitCode.OK


def _tell_ahead(merged: Sequence[Merged]) -> None:
    farthest = max((part.farthest for part in merged if part.farthest is not None), key=lambda event: event.recorded_at, default=None)
    if farthest is not None:
        count = sum(part.ahead for part in merged)
        print(
            f"其中 {count} 条的登记时间在将来（最晚 {farthest.recorded_at[:10]}，{farthest.author}（{farthest.host}）），那里的时钟不准；"
            "今后的登记仍排在它们之后"
        )


def _sentences(call: Call, book: Book, state: WritableState, conflicts: Sequence[Conflict]) -> Iterator[str]:
    """Yield a sentence for each conflict: what each side says, and what the ledger shows now."""
    ids = list(dict.fromkeys(conflict.item for conflict in conflicts))
    facts = state.facts(ids)
    rows = {item.id: evaluate(item, facts.get(item.id, NOTHING), book.plan, call.today) for item in book.index.items(Scope(ids=ids))}
    for item, part, ours, theirs in conflicts:
        cells = [
            cell
            for cell in (rows[item].cells if item in rows else ())
            if part.unit in (None, cell.unit) and part.domain in (None, cell.domain)
        ]
        shown = f"台账现在显示“{together([cell.light for cell in cells])}”" if cells else "任务分解表里没有这一项"
        name = " ".join(filter(None, (item, scope_text(part.unit, part.domain), part.period)))
        yield f"{name}：这里 {_words(ours)}，那里 {_words(theirs)}；两边互不知情，{shown}"


def _words(event: Event) -> str:
    until = f"至 {event.data['to']}" if "to" in event.data else ""
    return f"{event.author}（{event.host}）{event.day} {act_word(event.act)}{until}"
