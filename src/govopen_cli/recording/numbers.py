"""Numbers of papers: each series counts its years from 1, in the transaction that records, so that none is given twice and none skipped.

A number is used once it was recorded, also where the paper was undone since. Offices that keep the same ledger apart give their series
words of their own (``office.series`` in the plan): what they gave apart then never meets.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from govopen_cli.plan.model import Plan
from govopen_cli.state.events import Draft
from govopen_cli.state.state import State

if TYPE_CHECKING:
    from govopen_cli.recording.record import Judged, Recorded

SERIES = "督办"  # where the plan names no other
_NUMBER = re.compile(r"(.+)〔(\d{4})〕(\d+)号", re.DOTALL)


def numbered(found: Sequence[tuple[Plan, State, "Recorded"]]) -> list["Recorded"]:
    """Return what was decided with a number for each notice: all notices of a group are one paper.

    Several plans whose offices share a word share the series, as far as they are asked together.
    """
    if not any(_asks(judged) for _, _, recorded in found for judged in recorded.judged):
        return [recorded for _, _, recorded in found]
    last = _last(state for _, state, _ in found)
    return [
        recorded._replace(judged=[_with_number(judged, _series(plan), last) for judged in recorded.judged]) for plan, _, recorded in found
    ]


def _series(plan: Plan) -> str:
    return (plan.office.series if plan.office else None) or SERIES


def _asks(judged: "Judged") -> bool:
    return any(draft.act == "notice" for draft in judged.drafts)


def _last(states: Iterable[State]) -> dict[tuple[str, str], int]:
    """Return the newest number of every series and year."""
    last: dict[tuple[str, str], int] = {}
    for state in states:
        for event in state.issued():
            if match := _NUMBER.fullmatch(event.data.get("number", "")):
                last[match[1], match[2]] = max(last.get((match[1], match[2]), 0), int(match[3]))
    return last


def _with_number(judged: "Judged", word: str, last: dict[tuple[str, str], int]) -> "Judged":
    if not _asks(judged):
        return judged
    year = judged.drafts[0].day[:4]
    last[word, year] = count = last.get((word, year), 0) + 1
    number = f"{word}〔{year}〕{count}号"
    return judged._replace(drafts=tuple(_bearing(draft, number) for draft in judged.drafts))


def _bearing(draft: Draft, number: str) -> Draft:
    return draft._replace(data={"number": number, **draft.data}) if draft.act == "notice" else draft
