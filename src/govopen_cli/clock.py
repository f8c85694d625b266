"""The clock and its zones: nothing else in the house asks what time it is."""

from datetime import timedelta, timezone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def zone(name: str) -> "Any":
    """Return a time zone by name."""
    if name == "Asia/Shanghai":
        return timezone(timedelta(hours=8))  # without summer time since 1992: the database need not be loaded for it
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
