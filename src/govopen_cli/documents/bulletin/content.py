"""What a bulletin is about: the totals of a day, in all and by group, and those of the end of the period before."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from govopen_cli.ledger.books import Books
from govopen_cli.ledger.lights import PRESSING_FIRST
from govopen_cli.ledger.ranking import League, leagues, shares
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import GROUPINGS, Totals, grouped, totals
from govopen_cli.plan.model import Plan

NOUNS = {"unit": "单位", "domain": "领域", "task": "工作任务"}


class Period(NamedTuple):
    """A month or a quarter: what it is called, and what the end of the one before it is called."""

    name: str
    before: str


class Earlier(NamedTuple):
    """The ledger at the end of the period before: the day, and its totals in all and by group."""

    day: date
    words: str
    whole: Totals
    groups: Mapping[str, Totals]


class Bulletin(NamedTuple):
    """A bulletin; ``noun`` says what its groups are, ``group_by`` how the report calls that; ``ranked`` whether places are shown."""

    plans: Sequence[Plan]
    title: str
    day: date
    group_by: str
    ranked: bool
    rows: Sequence[Row]
    whole: Totals
    leagues: Sequence[League]
    period: Period | None = None
    earlier: Earlier | None = None

    @property
    def noun(self) -> str:
        """What a group is."""
        return NOUNS[self.group_by]

    @property
    def head(self) -> str:
        """The title of the column that names groups."""
        return GROUPINGS[self.group_by].title

    @property
    def many(self) -> bool:
        """Whether items must be called by their plan too."""
        return len(self.plans) > 1

    @property
    def accepts(self) -> bool:
        """Whether something has to be accepted by the office."""
        return any(plan.accepts for plan in self.plans)


def composition(whole: Totals) -> list[tuple[str, int, str]]:
    """Return how many items stand under each word, and their share; what is finished first. The shares add up to 100.0."""
    found = [(word, whole.lights[word]) for word in reversed(PRESSING_FIRST) if word in whole.lights]
    return [(word, count, share) for (word, count), share in zip(found, shares([count for _, count in found]), strict=True)]


def bulletin(books: Books, group_by: str, *, ranked: bool, period: Period | None = None, before: Books | None = None) -> Bulletin:
    """Return the bulletin on what books are asked for; ``before`` are the same books at the end of the period before ``period``."""
    rows = list(books.rows())
    home = next((plan.place for plan in books.plans if plan.place), None)
    found = leagues(grouped(books, group_by), units=group_by == "unit", home=home)
    earlier = None
    if period is not None and before is not None:
        groups = {group.name: totals(group.rows) for group in grouped(before, group_by)}
        earlier = Earlier(before.day, period.before, totals(before.rows()), groups)
    return Bulletin(books.plans, books.title, books.day, group_by, ranked, rows, totals(rows), found, period, earlier)
