"""report: the full picture."""

import io

from govopen_cli.cli.call import Call
from govopen_cli.cli.grammar import parts
from govopen_cli.errors import UsageError
from govopen_cli.views.formats import choose, note, render, show
from govopen_cli.views.pages.report import report

# which format a file's name asks for
SUFFIXES = {".md": "md", ".csv": "csv", ".tsv": "tsv", ".json": "json", ".jsonl": "jsonl", ".txt": "plain"}


def run(call: Call) -> int:
    output = call.one("output")
    chosen = choose(call.one("format")) if output is None else _format(call.one("format"), output)
    group_by = call.choice("group_by", parts.GROUPINGS) or "task"
    count = call.choice("count", parts.COUNTINGS) or "item"
    books = call.asked()
    page = report(books, group_by, count, bars=chosen == "table")
    if output is None:
        show(page, chosen)
        return call.exit_code(books)
    from govopen_cli.files import write_whole

    text = io.StringIO()
    render(page, chosen, text)
    write_whole(output, text.getvalue().encode("utf-8-sig" if chosen == "csv" else "utf-8"))
    note(f"已写入 {output}（截至 {call.day.isoformat()}）")
    return call.exit_code(books)


def _format(name: str | None, output: str) -> str:
    """Return the format of a file: the named one, else the one that its suffix names.

    Raises:
        UsageError: neither names a format.
    """
    if name is not None:
        return choose(name)
    suffix = next((suffix for suffix in SUFFIXES if output.lower().endswith(suffix)), None)
    if suffix is None:
        raise UsageError(f"不知道把 {output} 写成什么格式；请用 --format，或用扩展名 {'、'.join(SUFFIXES)} 写明")
    return SUFFIXES[suffix]
