"""The ledger as a sheet: which columns it has and what stands in them, for every document; and with the keys by which it comes back."""

from collections.abc import Iterator, Sequence

from govopen_cli.documents import key as keys
from govopen_cli.documents.contents import Chapter
from govopen_cli.documents.key import Key, Sent
from govopen_cli.documents.measure import cell_text
from govopen_cli.ledger import columns
from govopen_cli.ledger.columns import Column
from govopen_cli.ledger.lights import DONE, PARTIAL
from govopen_cli.ledger.shares import Share
from govopen_cli.ledger.status import Row
from govopen_cli.plan.model import Plan
from govopen_cli.record import NamedTuple
from govopen_cli.recording.paper import DECIDED, EDITABLE

# the columns by which people know what a row is about, in the order of a key's part
NAMING = (columns.ID, columns.FILLED_BY, columns.FILLED_DOMAIN)
# what the drop-down of the status column offers
STATUS_CHOICES = (DONE, PARTIAL, "未完成")


class Sheet(NamedTuple):
    """The columns and the rows under them; ``merges`` are the columns whose equal neighbours are one cell.

    ``keys`` are the texts by which the rows are known when they come back, one a row, in a sheet that may be filled in.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    tasks: tuple[str, ...]  # the task of each row: cells are merged inside a task only
    merges: tuple[int, ...]
    keys: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the columns."""
        return tuple(column.title for column in self.columns)

    def column(self, title: str) -> int:
        """Return the number of a column, counted from 0."""
        return self.titles.index(title)

    @property
    def fillable(self) -> tuple[str, ...]:
        """The titles of the columns that are filled in: those of units and of the office are the last ones."""
        own = self.titles[self.column(EDITABLE[0]) :]
        return tuple(title for title in (*EDITABLE, *DECIDED) if title in own)

    def runs(self, number: int) -> Iterator[tuple[int, int]]:
        """Yield the first and the last row of each run of equal texts in a column, inside a task, as the source table merges them."""
        start = 0
        for index in range(1, len(self.rows) + 1):
            if index < len(self.rows) and self.tasks[index] == self.tasks[start]:
                text = self.rows[start][number]
                if text and text == self.rows[index][number]:
                    continue
            if index - start > 1:
                yield start, index - 1
            start = index


def sheet(plan: Plan, rows: Sequence[Row], shares: Sequence[Share] = (), *, decided: bool = False) -> Sheet:
    """Return the ledger of rows as a sheet; ``shares``, one a row, say whose each is, and that stands before our own columns.

    With ``decided``, the office can say in it what becomes of submissions.
    """
    named = _naming(shares)
    taken = {column.title for column, _ in named}
    fixed = [column for column in columns.source([plan], rows) if column.title not in taken]
    own = columns.own(named=bool(named))
    if decided:
        own += [column for column in columns.decided() if column.title not in {column.title for column in fixed}]
    lines = [
        (*columns.cells(fixed, row), *(texts[index] for _, texts in named), *columns.cells(own, row)) for index, row in enumerate(rows)
    ]
    merges = tuple(number for number, column in enumerate(fixed) if column.title not in (columns.CONTENT, columns.SOURCE_DOMAINS))
    return Sheet((*fixed, *(column for column, _ in named), *own), tuple(lines), tuple(row.item.task for row in rows), merges)


def to_fill_in(chapter: Chapter, sent: Sent) -> Sheet:
    """Return a chapter as a sheet that is filled in and comes back."""
    shares = chapter.shares or [Share(row) for row in chapter.rows]
    made = sheet(chapter.plan, chapter.rows, shares, decided=sent.to is None and chapter.plan.accepts)
    return made._replace(keys=tuple(_key(made, chapter, sent, share, line) for share, line in zip(shares, made.rows, strict=True)))


def _naming(shares: Sequence[Share]) -> list[tuple[Column, list[str]]]:
    """Return the columns that say what each row is about, with their texts."""
    if not shares:
        return []
    found = [(columns.ID, 7, [share.row.item.id for share in shares])]
    if any(share.unit is not None for share in shares):
        found.append((columns.FILLED_BY, 11, [share.unit or "" for share in shares]))
    if any(share.domain is not None for share in shares):
        found.append((columns.FILLED_DOMAIN, 9, [share.domain or "" for share in shares]))
    if any(share.role is not None for share in shares):
        found.append((columns.DUTY, 9, [_duty(share) for share in shares]))
    return [(Column(title, "fixed", lambda _row: "", least, 15), texts) for title, least, texts in found]


def _duty(share: Share) -> str:
    """Return in which role a unit is asked, and what it may fill in."""
    if share.role is None:
        return "报完成、进展"
    return f"{share.row.plan.roles.get(share.role, share.role)}：只报进展"


def _key(made: Sheet, chapter: Chapter, sent: Sent, share: Share, line: Sequence[str]) -> str:
    item, cells = share.row.item, dict(zip(made.titles, map(cell_text, line), strict=True))
    known = {title: text for title, text in cells.items() if title not in (*made.fillable, *NAMING)}
    was = {title: cells[title] for title in made.fillable}
    key = Key(
        sent,
        chapter.plan.id,
        item.id,
        share.unit,
        share.domain,
        share.role,
        item.fingerprint,
        chapter.known,
        was,
        keys.fixed(known.items()),
    )
    return keys.write(key)
