"""When something is recorded: the clock of the machine is written down as it is, and the order of the events does not rest on it.

A clock that is a little behind what is recorded already (two machines on one share) is taken to be at the next microsecond. One that is
further behind begins a new era: its acts come after all earlier ones and keep their true instants. One that is far ahead would put all
that follows behind it, if people did not notice: it must be confirmed.
"""

from __future__ import annotations

from datetime import timedelta

from govopen_cli.errors import StateError
from govopen_cli.state.events import instant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from govopen_cli.state.events import Event

SLACK = timedelta(minutes=1)
FAR = timedelta(days=400)  # longer than a ledger that is looked at once a year lies still


class ClockAhead(StateError):
    """The clock is far ahead of what was recorded last."""


def placed(now: datetime, newest: Event | None) -> tuple[datetime, int]:
    """Return the instant and the era of what is recorded now, after ``newest``, the last event in the order."""
    if newest is None:
        return now, 0
    last = instant(newest.recorded_at)
    if now > last:
        return now, newest.era
    if last - now <= SLACK:
        return last + timedelta(microseconds=1), newest.era
    return now, newest.era + 1


def behind(now: datetime, newest: Event | None) -> str:
    """Return what a person should know of a clock that is behind; nothing where it is not."""
    if newest is None or instant(newest.recorded_at) - now <= SLACK:
        return ""
    return (
        f"本机时钟（{_shown(now)}）早于最近一次登记（{_shown(instant(newest.recorded_at))}，{newest.author}），其中一个不准；"
        "已按本机时间登记，先后次序不受影响，请核对时钟"
    )


def check_ahead(now: datetime, newest: Event | None) -> None:
    """Look at a clock before it is believed.

    Raises:
        ClockAhead: it is far ahead.
    """
    if newest is None or now - instant(newest.recorded_at) <= FAR:
        return
    days = (now - instant(newest.recorded_at)).days
    raise ClockAhead(
        f"本机时钟（{_shown(now)}）比最近一次登记（{_shown(instant(newest.recorded_at))}）晚 {days} 天；"
        "时钟如果不准，请先改正；确实隔了这么久，请加 --yes。什么都没有登记"
    )


def _shown(moment: datetime) -> str:
    return moment.astimezone().isoformat(" ", "minutes")[:16]
