"""Rows whose cells do not stand under their headers: put right where the text allows it, reported where it does not.

Text copied from a page loses merged cells: one merged from above is empty, one merged from the left is missing, and Word
files exist in which a row is shifted by a column. Each way of laying the cells over the columns is scored by how well the texts
fit what the columns mean and what else stands in them; two ways that score alike make the row ambiguous.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from govopen_cli.intake import words
from govopen_cli.intake.cited import document_number
from govopen_cli.intake.headers import Column
from govopen_cli.intake.names import is_firm_body
from govopen_cli.intake.roles import assigned
from govopen_cli.language.deadline.model import Issued
from govopen_cli.language.deadline.resolve import resolve

_ANY_YEAR = Issued(2020, 1, 1)
_STAGE = re.compile(r"(?P<time>[^:：]{1,16})[:：](?P<content>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Layout:
    """For each column the numbers of the cells laid over it, and the score of the whole."""

    cells: tuple[tuple[int, ...], ...]
    score: float


@lru_cache(maxsize=8192)
def is_time(text: str) -> bool:
    """Tell whether a text is a deadline phrase and little else."""
    return len(text) <= 30 and not text.endswith("。") and not is_firm_body(text) and resolve(text, _ANY_YEAR).kind != "unknown"


@lru_cache(maxsize=8192)
def stage(text: str) -> tuple[str, str] | None:
    """Split 10月：验收 into its time and its content."""
    match = _STAGE.fullmatch(text.strip())
    return (match["time"].strip(), match["content"].strip()) if match and is_time(match["time"]) else None


def fit(text: str, column: Column, seen: Counter[str]) -> float:
    """Return how well a text fits a column: from -3 (cannot stand there) to 3 (stands there in other rows)."""
    if not text:
        return 0
    known = 2.0 if seen[text] else 0.0
    if column.meaning != words.DEADLINE and stage(text):
        return -1
    meaning = column.meaning
    if meaning == words.NUMBER:
        return known + (1 if re.fullmatch(r"[\d０-９]+[.．、]?|[一二三四五六七八九十]+", text) else -3)
    if meaning == words.DEADLINE:
        return known + (1.5 if is_time(text) or stage(text) else -0.4 if len(text) < 30 and not _is_names(text) else -3)
    if meaning == words.UNIT:
        if (is_time(text) and not _is_names(text)) or "《" in text:
            return -3
        # a column that says the same in every row is unlikely to say something else in one
        strange = -0.7 if not known and len(seen) <= 2 and sum(seen.values()) >= 5 else 0.0
        return known + strange + (1 if _is_names(text) else -1 if len(text) <= 80 else -3)
    if meaning == words.BASIS:
        return known + (1.5 if "《" in text or document_number(text) else 0 if len(text) > 8 else -2)
    if meaning == words.LEADER:
        return known + (0.5 if len(text) <= 12 and not is_time(text) else -2)
    if meaning in (words.CONTENT, words.TASK):
        return known + (-1 if is_time(text) or (text.startswith("《") and text.endswith(("》", "）"))) else 0.5)
    return known


@lru_cache(maxsize=16384)
def _is_names(text: str) -> bool:
    said = assigned(text, "")
    return bool(said.roles) and not said.doubts


def straight(texts: Sequence[str], columns: Sequence[Column], seen: Sequence[Counter[str]]) -> float | None:
    """Return the score of the cells as they stand, None where some text cannot stand where it does."""
    score = 0.0
    for number, text in enumerate(texts):
        if number >= len(columns) or not columns[number].title:
            if text:
                return None
            continue
        value = fit(text, columns[number], seen[number])
        if value <= -1:
            return None
        score += value
    return score


def suspect(texts: Sequence[str], columns: Sequence[Column], seen: Sequence[Counter[str]]) -> bool:
    """Tell whether a text stands where no other row has it, while the column beside it has it again and again.

    Cells that were merged may then have pushed the row out of place, though each text could stand where it stands.
    """
    return any(
        text
        and not seen[at][text]
        and at + 1 < len(columns)
        and columns[at].meaning == columns[at + 1].meaning == words.UNIT
        and seen[at + 1][text] >= 3
        for at, text in enumerate(texts[: len(columns)])
    )


def best(texts: Sequence[str], columns: Sequence[Column], seen: Sequence[Counter[str]]) -> list[Layout]:
    """Return the layouts of the best score and those that come near it, the best first."""
    named = [number for number, column in enumerate(columns) if column.title]
    frontier: dict[int, list[tuple[float, tuple[tuple[int, ...], ...]]]] = {0: [(0.0, ())]}
    for index, text in enumerate(texts):
        following: dict[int, list[tuple[float, tuple[tuple[int, ...], ...]]]] = {}
        for done, states in frontier.items():
            for score, cells in states:
                _place(following, score, cells, done, index, text, columns, named, seen)
        frontier = {done: sorted(states, key=lambda state: -state[0])[:6] for done, states in following.items()}
    results = [
        Layout(_expand(cells + ((),) * (len(named) - done), named, len(columns)), score - 0.2 * (len(named) - done))
        for done, states in frontier.items()
        for score, cells in states
    ]
    results.sort(key=lambda layout: -layout.score)
    return results


_DISTANCE = 0.15


def _place(
    following: dict[int, list[tuple[float, tuple[tuple[int, ...], ...]]]],
    score: float,
    cells: tuple[tuple[int, ...], ...],
    done: int,
    index: int,
    text: str,
    columns: Sequence[Column],
    named: Sequence[int],
    seen: Sequence[Counter[str]],
) -> None:
    """Add the ways of placing one more cell: dropped if empty, over one column or several."""
    if not text:
        following.setdefault(done, []).append((score - 0.1, cells))
    total = 0.0
    for span, column in enumerate(named[done : done + (4 if text else 1)], 1):
        total += fit(text, columns[column], seen[column])
        # one cell over several columns is rarer than one over one, and a cell far from its place rarer than one near it
        penalty = 0.9 * (span - 1) + _DISTANCE * abs(named[done] - index)
        following.setdefault(done + span, []).append((score + total / span - penalty, cells + ((index,),) * span))


def _expand(cells: tuple[tuple[int, ...], ...], named: Sequence[int], width: int) -> tuple[tuple[int, ...], ...]:
    result: list[tuple[int, ...]] = [()] * width
    for number, part in zip(named, cells, strict=True):
        result[number] = part
    return tuple(result)


def texts_of(layout: Layout, texts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the texts over each column: what makes two layouts differ."""
    return tuple(tuple(texts[index] for index in part if index < len(texts) and texts[index]) for part in layout.cells)
