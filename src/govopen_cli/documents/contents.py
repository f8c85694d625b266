"""What a document is about: the ledger of one or several plans on a day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from govopen_cli.documents.key import Sent
from govopen_cli.ledger.shares import Share
from govopen_cli.ledger.status import Row
from govopen_cli.plan.model import Plan


def _nobody(_unit: str) -> Iterable[str]:
    return ()


class Chapter(NamedTuple):
    """The part of a document that is about one plan.

    ``members`` names the units that a collective of the plan stands for, ``history`` what was recorded of an item, by its id, in words, oldest first.
    ``shares`` say whose each row is, in a document that goes to somebody; ``known`` is the stamp of the newest event that the rows show.
    """

    plan: Plan
    rows: Sequence[Row]
    members: Callable[[str], Iterable[str]] = _nobody
    history: Mapping[str, Sequence[str]] = {}
    shares: Sequence[Share] = ()
    known: str = ""


class Contents(NamedTuple):
    """The chapters of a document, of which there is at least one; what they are called together; and the day whose ledger they show.

    ``sent`` says to whom it goes, to be filled in and sent back; None where nobody does that.
    """

    title: str
    day: date
    chapters: Sequence[Chapter]
    sent: Sent | None = None

    @property
    def many(self) -> bool:
        """Whether there are several plans, so that an item must be called by its plan too."""
        return len(self.chapters) > 1

    @property
    def office(self) -> str:
        """Whose document it is: the office that a plan names, else nobody."""
        return next((chapter.plan.office.name for chapter in self.chapters if chapter.plan.office is not None), "")

    @property
    def rows(self) -> list[Row]:
        """The rows of all plans."""
        return [row for chapter in self.chapters for row in chapter.rows]


def contents(title: str, day: date, chapters: Iterable[Chapter]) -> Contents:
    """Return a document's contents; a plan of which there is nothing to say is left out, unless there would be none."""
    known = list(chapters)
    return Contents(title, day, [chapter for chapter in known if chapter.rows] or known[:1])


def ledger_title(title: str) -> str:
    """Return what the ledger of a plan, or of several, is called."""
    return title if title.endswith("台账") else f"{title}台账"
