"""evidence verify: whether files are still there and unchanged."""

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.state import vault
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section
from govopen_cli.views.rows import document


def run(call: Call) -> int:
    choose(call.one("format"))
    facts = call.state.all_facts()
    listed = [(item_id, part) for item_id in call.index.ids() if item_id in facts for part in facts[item_id].evidence]
    findings = list(vault.check(listed, call.state_located.path))
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
        document(call.plan, call.day, records, "evidence"),
        records,
        empty="没有登记佐证文件",
    )
    show(page, call.one("format"))
    return ExitCode.OK if all(word in ("完好", "已存副本") for *_, word in findings) else ExitCode.STATE
