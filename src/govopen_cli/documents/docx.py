"""The ledger as a Word file: the table itself, A4 landscape, on a template that the office may replace."""

from collections.abc import Iterator

from govopen_cli.documents import sheet as ledger_sheet
from govopen_cli.documents import template as templates
from govopen_cli.documents.contents import Contents, ledger_title
from govopen_cli.documents.measure import halves
from govopen_cli.documents.wordtable import ALONE, FIRST, MORE, Column, Look, paragraph, table
from govopen_cli.ledger.columns import SOURCE_DOMAINS

_TITLE = Look(size=12, pitch=30)
_OMITTED = (SOURCE_DOMAINS,)


def write(contents: Contents, template: templates.Template | None = None) -> bytes:
    """Return the ledger as the bytes of a docx file: the template with ``{{标题}}``, ``{{日期}}`` and ``{{表格}}`` filled in.

    Of several plans each has a table of its own, under its title.

    Raises:
        UsageError: the template cannot be used.
    """
    values = {
        "标题": ledger_title(contents.title),
        "日期": f"截至 {contents.day.isoformat()}",
        "表格": templates.Table(lambda room: _tables(contents, room)),
    }
    return templates.render(
        template or templates.default("ledger"), values, templates.Filled(contents.title, contents.office, contents.day)
    )


def _tables(contents: Contents, room: int) -> Iterator[str]:
    for chapter in contents.chapters:
        if contents.many:
            yield paragraph(chapter.plan.title, _TITLE, bold=True)
        yield from _table(ledger_sheet.sheet(chapter.plan, chapter.rows, chapter.shares), room)


def _table(content: ledger_sheet.Sheet, room: int) -> Iterator[str]:
    shown = [number for number, title in enumerate(content.titles) if title not in _OMITTED]
    weights = [_weight(content, number) for number in shown]
    heads = [Column(content.titles[number], room * weight // sum(weights)) for number, weight in zip(shown, weights, strict=True)]
    merges = {number: _merges(content, number) for number in shown if number in content.merges}
    lines = (
        [(row[number], merges[number][index] if number in merges else ALONE) for number in shown] for index, row in enumerate(content.rows)
    )
    return table(heads, lines)


def _weight(content: ledger_sheet.Sheet, number: int) -> int:
    """Return the share of the page that a column gets, by its longest text, Chinese counted as two."""
    longest = max((halves(line) for row in content.rows for line in row[number].split("\n")), default=0)
    return min(max(longest, content.columns[number].least), 30)


def _merges(content: ledger_sheet.Sheet, number: int) -> list[int]:
    """Return for each row how its cell in a column stands to the ones above and below."""
    found = [ALONE] * len(content.rows)
    for first, last in content.runs(number):
        found[first : last + 1] = [FIRST] + [MORE] * (last - first)
    return found
