"""What a command shows, before anybody decides how: columns, rows in sections, the JSON document, closing lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from govopen_cli.record import NamedTuple


class Column(NamedTuple):
    """A column: its title, and ``kind``: "fixed" never wraps, "text" shares what width is left, "number" aligns right."""

    title: str
    kind: str = "fixed"


@dataclass(slots=True, eq=False, repr=False)
class Section:
    """Rows under one heading; ``note`` stands beside the heading."""

    heading: str
    rows: Sequence[tuple[str, ...]]
    note: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Page:
    """One answer.

    ``title`` heads it on a terminal; ``document`` is the JSON answer and ``records`` its parts for JSON lines; ``notes``
    are closing lines for people (stderr); ``empty`` says what it means that there is nothing. ``group`` is the title of the
    column that carries the section headings in flat formats; without it the sections are told apart by headings alone.
    ``wide`` are the columns and rows of files for spreadsheets (tsv, csv, md) where they differ from those on a terminal.
    """

    title: str
    columns: Sequence[Column]
    sections: Sequence[Section]
    document: dict[str, Any]
    records: Sequence[dict[str, Any]]
    notes: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    empty: str = "没有符合条件的事项"
    group: str | None = None
    wide: tuple[Sequence[Column], Sequence[Section]] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is no row to show."""
        return not any(section.rows for section in self.sections)
