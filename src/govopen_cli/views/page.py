"""What a command shows, before anybody decides how: columns, rows in sections, the JSON document, closing lines."""

from collections.abc import Sequence

from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Column(NamedTuple):
    """A column: its title, and ``kind``: "fixed" never wraps, "text" shares what width is left, "number" aligns right.

    A column of a higher ``rank`` is left out first where there is no room; one of rank 0 never is. ``named`` columns say in plain output
    what stands in them, as those of numbers do.
    """

    title: str
    kind: str = "fixed"
    rank: int = 0
    named: bool = False


class Section:
    """Rows under one heading; ``note`` stands beside the heading."""

    def __init__(self, heading: str, rows: Sequence[tuple[str, ...]], note: str = "") -> None:
        self.heading = heading
        self.rows = rows
        self.note = note


class Page:
    """One answer.

    ``title`` heads it on a terminal; ``document`` is the JSON answer and ``records`` its parts for JSON lines; ``notes``
    are closing lines for people (stderr); ``empty`` says what it means that there is nothing. ``group`` is the title of the
    column that carries the section headings in flat formats; without it the sections are told apart by headings alone.
    ``wide`` are the columns and rows of files for spreadsheets (tsv, csv, md) where they differ from those on a terminal.
    """

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        sections: Sequence[Section],
        document: "dict[str, Any]",
        records: "Sequence[dict[str, Any]]",
        notes: Sequence[str] = (),
        footnotes: Sequence[str] = (),
        empty: str = "没有符合条件的事项",
        group: str | None = None,
        wide: tuple[Sequence[Column], Sequence[Section]] | None = None,
    ) -> None:
        self.title = title
        self.columns = columns
        self.sections = sections
        self.document = document
        self.records = records
        self.notes = notes
        self.footnotes = footnotes
        self.empty = empty
        self.group = group
        self.wide = wide

    @property
    def is_empty(self) -> bool:
        """Whether there is no row to show."""
        return not any(section.rows for section in self.sections)
