"""The plan: what must be done, by whom, under which policy, by when (docs/contracts.md, "Words"). Frozen records, no I/O."""

from collections.abc import Mapping
from datetime import date

from govopen_cli.language.deadline.model import Deadline, Issued
from govopen_cli.language.names.model import Renamed
from govopen_cli.record import NamedTuple


class Basis(NamedTuple):
    """A policy or law: its document number (文号) where it has one, and its title."""

    number: str | None
    title: str


class Alerts(NamedTuple):
    """How many days before its deadline an item is called near: the levels, and the one that turns the light on."""

    levels: tuple[int, ...] = (30, 15, 7, 3)
    light: int = 7


class Contact(NamedTuple):
    """Who is reminded at a unit."""

    person: str | None
    phone: str | None


class Office(NamedTuple):
    """The office that keeps the ledger, as its papers name it.

    ``series`` is the word of its document numbers (督办 in 督办〔2021〕3号); person and phone are whom a unit may ask.
    """

    name: str
    series: str | None = None
    person: str | None = None
    phone: str | None = None


class Item(NamedTuple):
    """One content row: the thing that is due and is completed. Values of its task are already filled in.

    ``units`` maps each declared role, in the plan's order, to unit names as the plan writes them. ``members`` are the
    units that answer for the item one by one: the accountable role with its collectives spelt out. ``closing`` says whether a report
    completes it, or must be accepted ("accept").
    """

    id: str
    task: str
    task_name: str
    content: str
    units: Mapping[str, tuple[str, ...]]
    members: tuple[str, ...]
    domains: tuple[str, ...]
    basis: tuple[Basis, ...]
    deadline: Deadline
    fingerprint: str
    review: Deadline | None = None
    section: str | None = None
    number: str | None = None
    leaders: Mapping[str, tuple[str, ...]] = {}
    extra: Mapping[str, str] = {}
    source: str | None = None
    closing: str = "report"

    @property
    def cycle(self) -> Deadline | None:
        """The deadline by whose rule the item comes back: its own, or its review."""
        return self.deadline if self.deadline.kind == "recurring" else self.review

    @property
    def label(self) -> str:
        """What to call the item: its content, or its task where the table leaves the content empty."""
        return self.content or self.task_name

    @property
    def cells(self) -> list[tuple[str | None, str | None]]:
        """The parts that are completed on their own: member of the accountable role × domain."""
        return [(member, domain) for member in self.members or (None,) for domain in self.domains or (None,)]


class Plan(NamedTuple):
    """What a plan says about all its items."""

    id: str
    title: str
    issued: Issued | None
    timezone: str
    place: str | None
    roles: Mapping[str, str]
    alerts: Alerts
    renamed: tuple[Renamed, ...]
    office: Office | None = None
    contacts: Mapping[str, Contact] = {}
    accepts: bool = False  # whether some item has to be accepted

    def begin(self, cycle: Deadline) -> date:
        """Return the day from which a rule is counted: where its phrase says it starts, else the document's first day."""
        return cycle.start or (self.issued.first if self.issued else date(2000, 1, 1))
