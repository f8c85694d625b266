"""What a document says, row by row, before a plan is made of it."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class SourceRow:
    """One content row. Texts are verbatim; units and leaders go by the words that the table itself uses for their roles."""

    place: str
    section: str | None = None
    number: str | None = None
    tasks: tuple[str, ...] = ()
    content: str = ""
    deadline: str = ""
    units: dict[str, list[str]] = field(default_factory=dict)
    leaders: dict[str, list[str]] = field(default_factory=dict)
    basis: list[tuple[str | None, str]] = field(default_factory=list)
    domains: list[tuple[str, str]] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Extract:
    """What a document says: its title, its rows, the words for roles in the table's order, and remarks on what was left out."""

    title: str = ""
    rows: list[SourceRow] = field(default_factory=list)
    roles: dict[str, None] = field(default_factory=dict)
    numbered_tasks: bool = False  # the number column counts tasks, not rows
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    year_from: str = ""  # where the year of the document was found: in the title, or in the deadlines
