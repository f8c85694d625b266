"""What this machine keeps of a server, in the user's cache folder: replicas, published plans, and a list of what was published.

All of it is disposable. How old it is says the time of the file. This module is on the way of every question and imports next to nothing;
what talks to the server is ``visit``.
"""

from __future__ import annotations

import os
import time

from govopen_cli import packed
from govopen_cli.errors import UsageError
from govopen_cli.folders import cache_folder, file_name, user_folder
from govopen_cli.record import NamedTuple
from govopen_cli.state.engines.sqlite_file import COPY
from govopen_cli.state.open import ASKED, NEVER, OLD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from govopen_cli.state.engines.postgres.address import Address

FRESH_SECONDS = 60.0


class Edition(NamedTuple):
    """A plan as it was last published: its number, digest, instant (UTC) and the login role that published it."""

    plan: str
    version: int
    sha256: str
    published_at: str
    published_by: str


def replica(address: Address, plan: str) -> str:
    """Return where the replica of a plan's log lives: one for each address, login role included."""
    return _path(address.of(plan), COPY)


def text(address: Address, plan: str) -> str:
    """Return where a published plan lives."""
    return _path(address.of(plan), "plan.yaml")


def catalogue(address: Address) -> str:
    """Return where the list of an address lives: of one plan, if it names one, else of all plans of the server."""
    return _path(address, "server")


def offline(address: Address, plan: str) -> str:
    """Return where acts are kept that wait to be sent; no cache holds them."""
    return os.path.join(user_folder(), f"{plan}.{os.path.basename(_path(address.of(plan), 'offline.db'))}")


def begun(address: Address, plan: str) -> bool:
    """Tell whether there is a file of acts that were recorded without asking the server."""
    return os.path.exists(offline(address, plan))


def _path(address: Address, suffix: str) -> str:
    return os.path.join(cache_folder(), f"{file_name(os.fsencode(address.shown))}.{suffix}")


def age(path: str) -> float | None:
    """Return how many seconds ago a file was compared with the server; None where there is none, or its clock is ahead of ours."""
    try:
        seconds = time.time() - os.stat(path).st_mtime
    except OSError:
        return None
    return seconds if seconds >= 0 else None


def fresh(path: str, sync: str) -> bool:
    """Tell whether a file may answer as it is.

    Raises:
        UsageError: ``$GOVOPEN_FRESH`` is no number of seconds.
    """
    if sync != OLD:
        return sync in (NEVER, ASKED)
    seconds = age(path)
    return seconds is not None and seconds <= _fresh_seconds()


def _fresh_seconds() -> float:
    given = os.environ.get("GOVOPEN_FRESH")
    if not given:
        return FRESH_SECONDS
    try:
        return float(given)
    except ValueError as error:
        raise UsageError(f"环境变量 GOVOPEN_FRESH 应是秒数，不是“{given}”") from error


def compared(path: str) -> None:
    """Note that a file holds what the server holds now."""
    os.utime(path)


def ago(path: str) -> str:
    """Return in words how long ago a file was compared with the server."""
    try:
        seconds = time.time() - os.stat(path).st_mtime
    except OSError:
        return "不知多久"
    for size, word in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{int(seconds // size)}{word}"
    return f"{max(0, int(seconds))}秒"


def editions(address: Address) -> list[Edition] | None:
    """Return what was last seen to be published; None where nothing is kept."""
    try:
        with open(catalogue(address), encoding="utf-8") as file:
            lines = packed.split(packed.GROUP, file.read())
        parts = [line.split(packed.RECORD) for line in lines]
        return [Edition(plan, int(version), digest, at, by) for plan, version, digest, at, by in parts]
    except (OSError, ValueError):
        return None


def keep(address: Address, found: Sequence[Edition]) -> None:
    """Write the list of what is published."""
    from govopen_cli.files import Whole

    lines = [packed.join(packed.RECORD, map(str, edition)) for edition in found]
    with Whole(catalogue(address), sync=False) as temporary, open(temporary, "w", encoding="utf-8") as file:
        file.write(packed.GROUP.join(lines))
