"""evidence: adding it later, and checking that files are still there and unchanged."""

from typing import Annotated

import typer

from govopen_cli.cli.acts import Ids, Keep, On, Part, Recording, day_of, proof, record
from govopen_cli.cli.help import Command, Group
from govopen_cli.cli.items import find_items
from govopen_cli.cli.workspace import Output, Session, shared
from govopen_cli.errors import ExitCode
from govopen_cli.plan.model import Item
from govopen_cli.state import vault
from govopen_cli.state.events import Event
from govopen_cli.state.facts import Facts
from govopen_cli.state.store import Draft
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section
from govopen_cli.views.rows import document

evidence_app = typer.Typer(
    cls=Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, help="佐证：补充、检验。"
)


@evidence_app.command("add", cls=Command, short_help="补充佐证")
@shared(Recording)
def add_command(
    ids: Ids,
    shared: Recording,
    evidence: Annotated[list[str], typer.Option("--evidence", metavar="佐证", help="佐证：文件、网址或文号，可写多次")],
    on: On = None,
    note: Annotated[str | None, typer.Option("--note", metavar="说明", help="说明")] = None,
    keep: Keep = False,
) -> int:
    """给已登记的事项补充佐证；每件佐证有自己的日期。"""
    session = Session(shared)
    items = find_items(session.index, ids)
    day = day_of(session, on)
    parts = proof(session, evidence, day, keep=keep)

    def draft(item: Item, facts: Facts, _part: Part) -> Draft | str:
        known = {(part.text, part.sha256) for part in facts.evidence}
        new = tuple(part for part in parts if (part.text, part.sha256) not in known)
        return Draft(item.id, "evidence", day.isoformat(), note=note, evidence=new) if new else f"{item.id} 已有这些佐证，没有重复登记"

    return record(session, shared, items, {}, draft, _words)


def _words(_session: Session, item: Item, event: Event, _facts: Facts) -> str:
    return f"补充佐证 {item.id} {item.label}：{'、'.join(part.text for part in event.evidence)}"


@evidence_app.command("verify", cls=Command, short_help="检验佐证文件是否还在、有没有变")
@shared(Output)
def verify_command(shared: Output) -> int:
    """检验佐证文件：完好、已存副本、缺失或内容已变。有缺失或变化时退出码为 4。"""
    choose(shared.format)
    session = Session(shared)
    facts = session.state.all_facts()
    listed = [(item_id, part) for item_id in session.index.ids() if item_id in facts for part in facts[item_id].evidence]
    findings = list(vault.check(listed, session.state_located.path))
    columns = [Column("编号"), Column("结果"), Column("佐证", "text"), Column("日期")]
    lines = [(item, word, part.text, part.day or "") for item, part, word in findings]
    records = [
        {"id": item, "finding": word, "text": part.text, "size": part.size, "sha256": part.sha256, "day": part.day}
        for item, part, word in findings
    ]
    page = Page(
        f"佐证文件 · {len(findings)} 件",
        columns,
        [Section("", lines)],
        document(session.plan, session.day, records, "evidence"),
        records,
        empty="没有登记佐证文件",
    )
    show(page, shared.format)
    return ExitCode.OK if all(word in ("完好", "已存副本") for *_, word in findings) else ExitCode.STATE
