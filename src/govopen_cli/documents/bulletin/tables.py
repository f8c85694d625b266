"""The annexes of a bulletin: the figures of each group, what is overdue, and how all items stand."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govopen_cli.documents.bulletin.content import Bulletin, composition
from govopen_cli.documents.bulletin.prose import late, points
from govopen_cli.ledger import columns
from govopen_cli.ledger.ranking import League, Standing
from govopen_cli.ledger.words import due_text, id_text

PLACE, CHANGE, SHARE = "名次", "完成率变化", "占比"


class Annex(NamedTuple):
    """A table: its caption, the titles of its columns with their share of the width and whether they hold text, and its lines."""

    caption: str
    titles: Sequence[tuple[str, int, bool]]
    lines: Sequence[Sequence[str]]


def annexes(paper: Bulletin) -> list[Annex]:
    """Return the annexes that have something to say, numbered where there are several."""
    found = [*(_league(paper, league) for league in paper.leagues if league.standings), *_overdue(paper), *_composition(paper)]
    return [annex._replace(caption=f"附表{number if len(found) > 1 else ''}　{annex.caption}") for number, annex in enumerate(found, 1)]


def _league(paper: Bulletin, league: League) -> Annex:
    figures = columns.counts(paper.plans)
    titles = [(paper.head, 20, True), *((figure.title, 8, False) for figure in figures)]
    if paper.ranked:
        titles.insert(0, (PLACE, 6, False))
    if paper.earlier is not None:
        titles.append((CHANGE, 12, False))
    order = _ordered(league) if paper.ranked else league.standings
    lines = [_line(paper, part, columns.figures(figures, part.totals)) for part in order]
    return Annex(f"{league.title}办理情况" if league.title else f"各{paper.noun}办理情况", titles, lines)


def _ordered(league: League) -> list[Standing]:
    return [*league.ranked, *(part for part in league.standings if part.place is None)]


def _line(paper: Bulletin, part: Standing, figures: Sequence[str]) -> list[str]:
    line = [part.name, *figures]
    if paper.ranked:
        line.insert(0, "—" if part.place is None else str(part.place))
    if paper.earlier is not None:
        before = paper.earlier.groups.get(part.name)
        line.append(points(part.totals.completion, before.completion if before else None).replace("没有可比的数字", "—"))
    return line


def _overdue(paper: Bulletin) -> Iterator[Annex]:
    lines = [
        (part.name, id_text(row, many=paper.many), row.item.label, row.item.deadline.text, due_text(row), str(row.days_overdue))
        for part in late(paper)
        for row in part.rows
        if row.overdue
    ]
    titles = (
        (paper.head, 15, True),
        (columns.ID, 8, False),
        (columns.CONTENT, 33, True),
        (columns.PHRASE, 18, True),
        (columns.DUE, 16, False),
        (columns.DAYS_OVERDUE, 10, False),
    )
    if lines:
        yield Annex("逾期事项", titles, lines)


def _composition(paper: Bulletin) -> Iterator[Annex]:
    lines = [(word, str(count), share) for word, count, share in composition(paper.whole)]
    if lines:
        titles = ((columns.STATUS, 20, False), ("事项", 20, False), (SHARE, 20, False))
        yield Annex("各种状态的事项", titles, [*lines, (columns.TOTAL, str(paper.whole.total), "100.0%")])
