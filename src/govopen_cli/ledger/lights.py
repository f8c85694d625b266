"""The lights: in which word the standing of an item, or of one part of it, is said. One function gives it, for rows, parts and totals.

Meaning is never by colour alone: every table, document and message shows these words, and colours follow them.
"""

from collections.abc import Iterable, Sequence

OVERDUE, SOON, NORMAL, ONGOING, AS_APPROPRIATE = "逾期", "临期", "正常", "持续", "适时"
DONE, DONE_LATE, WAITING, UNCLEAR, WAIVED = "完成", "逾期完成", "待起算", "不明", "不再要求"
SUBMITTED, RETURNED = "待验收", "退回"  # of what the office has to accept: it waits for the office, or the unit has it back
PARTIAL = "部分完成"  # for a column that has room for one word: some parts are done, and nothing worse is to be said

# from what presses most to what needs nothing: several parts together show the first of these that one of them shows
PRESSING_FIRST = (
    OVERDUE, SOON, RETURNED, NORMAL, ONGOING, AS_APPROPRIATE, WAITING, UNCLEAR, SUBMITTED, WAIVED, DONE_LATE, DONE,
)  # fmt: skip
FINISHED = (DONE, DONE_LATE)

_BY_NATURE = {"ongoing": ONGOING, "as_appropriate": AS_APPROPRIATE}
_UNDATED = {"relative": WAITING}


def light(
    kind: str, *, waived: bool, done: bool, late: bool | None, overdue: bool, submitted: bool, returned: bool, days_left: int | None,
    checked: bool, near: int,
) -> str:  # fmt: skip
    """Return the light of one part.

    ``kind`` is that of the deadline; ``days_left`` counts the days until the part is due (0 on the day itself), None where it is not
    going to be; ``submitted`` tells that it waits for acceptance, ``returned`` that it was not accepted; ``checked`` tells that the check-in of the current period has been made; ``near`` is the number of days at which 临期
    begins.
    """
    if waived:
        return WAIVED
    if done:
        return DONE_LATE if late else DONE
    if overdue:
        return OVERDUE
    if days_left is not None and days_left <= near and not checked:
        return SOON
    if submitted or returned:
        return SUBMITTED if submitted else RETURNED
    if kind in _BY_NATURE:
        return _BY_NATURE[kind]
    return NORMAL if days_left is not None else _UNDATED.get(kind, UNCLEAR)


def together(lights: Iterable[str]) -> str:
    """Return the light of several parts: the one that presses most."""
    return min(lights, key=PRESSING_FIRST.index)


def level(days_left: int | None, levels: Sequence[int]) -> int | None:
    """Return the narrowest of the alert levels (days before the deadline) that has been reached."""
    if days_left is None:
        return None
    return min((days for days in levels if days_left <= days), default=None)
