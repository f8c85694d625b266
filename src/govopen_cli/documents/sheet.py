"""The ledger as a sheet: which columns it has, what stands in them, which of them a unit may fill in.

One home for what ``export`` writes and ``import --ledger`` reads back.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence

from govopen_cli.ledger import columns
from govopen_cli.ledger.columns import DONE_ON, EVIDENCE, PROGRESS, REMARKS, STATUS, Column
from govopen_cli.ledger.lights import FINISHED, PARTIAL, PRESSING_FIRST
from govopen_cli.ledger.status import Row
from govopen_cli.plan.model import Plan
from govopen_cli.record import NamedTuple

ID, HASH, ORIGINAL = "编号（勿改）", "校验（勿改）", "原值（勿改）"
EDITABLE = (STATUS, DONE_ON, PROGRESS, EVIDENCE, REMARKS)
HIDDEN = (ID, HASH, ORIGINAL)
# what the drop-down of the status column offers
STATUS_CHOICES = (*FINISHED, PARTIAL, *(word for word in PRESSING_FIRST if word not in FINISHED))


class Sheet(NamedTuple):
    """The columns and the rows under them; ``merges`` are the columns whose equal neighbours are one cell.

    Behind ``columns`` stand the hidden ones, whose titles are ``HIDDEN``.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    tasks: tuple[str, ...]  # the task of each row: cells are merged inside a task only
    merges: tuple[int, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of all columns, the hidden ones included."""
        return (*(column.title for column in self.columns), *HIDDEN)

    def column(self, title: str) -> int:
        """Return the number of a column, counted from 0."""
        return self.titles.index(title)

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


def sheet(plan: Plan, rows: Sequence[Row]) -> Sheet:
    """Return the ledger of rows as a sheet."""
    fixed, own = columns.source([plan], rows), columns.own()
    lines = []
    for row in rows:
        texts, ours = columns.cells(fixed, row), columns.cells(own, row)
        editable = [text for column, text in zip(own, ours, strict=True) if column.title in EDITABLE]
        original = json.dumps(editable, ensure_ascii=False)
        lines.append((*texts, *ours, row.item.id, row_hash(row.item.id, texts), original))
    merges = tuple(number for number, column in enumerate(fixed) if column.title not in (columns.CONTENT, columns.SOURCE_DOMAINS))
    return Sheet((*fixed, *own), tuple(lines), tuple(row.item.task for row in rows), merges)


def row_hash(item_id: str, fixed: Sequence[str]) -> str:
    """Return a short digest over an id and the texts of its fixed columns."""
    return hashlib.sha256(json.dumps([item_id, *fixed], ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fixed_of(row: Row, plan: Plan, titles: Sequence[str]) -> dict[str, str]:
    """Return the texts of the fixed columns of a row by title."""
    known = {column.title: column.text(row) for column in columns.source([plan], [row])}
    return {title: known.get(title, "") for title in titles}
