"""Where compiled plans are kept, and whether one still speaks for its plan.

An index is disposable: a missing, damaged, foreign or older one is made anew, and where nothing can be written it lives in memory. It is
valid while size, times and inode of the plan file agree with what was last seen; where that is too fresh to be trusted, while its
SHA-256 does.
"""

import os
import sqlite3
import time

from govopen_cli import __version__
from govopen_cli.database import connect
from govopen_cli.folders import cache_folder, file_name
from govopen_cli.plan.index.query import Index
from govopen_cli.plan.locate import unreadable
from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from govopen_cli.plan.file.load import Loaded

    Progress = Callable[[float], None]
    Compiling = Callable[[str], AbstractContextManager[Progress]]

SCHEMA = 4
KEEP_DAYS = 90
_GRAIN = 2_000_000_000  # nanoseconds: the coarsest clock of a file system (FAT's)


class Stamp(NamedTuple):
    """What tells one state of a file from another without reading it, and when it was looked at (all in nanoseconds)."""

    size: int
    mtime: int
    ctime: int
    inode: int
    seen: int

    def trusted(self) -> bool:
        """Tell whether a later write must have changed the times: they are older than the clock's grain."""
        return self.seen - max(self.mtime, self.ctime) > _GRAIN

    def same_file(self, other: "Stamp") -> bool:
        """Tell whether size, times and inode agree."""
        return self[:4] == other[:4]


def stamp(path: str) -> Stamp:
    """Return the stamp of a file now."""
    info = os.stat(path)
    return Stamp(info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino, time.time_ns())


def index_path(plan: str, folder: str) -> str:
    """Return where the index of a plan file lives: one file for each plan path, version of govopen and index schema."""
    return os.path.join(folder, f"{file_name(_key(plan).encode('latin-1'))}.index.db")


def _key(plan: str) -> str:
    path = os.fsencode(os.path.abspath(plan)).decode("latin-1")  # the bytes of any name, which a database takes as text
    return f"{path}\n{__version__}\n{SCHEMA}"


def open_index(
    plan: "str | os.PathLike[str]", folder: "str | os.PathLike[str] | None" = None, compiling: "Compiling | None" = None
) -> Index:
    """Return an index that speaks for the plan file as it is now, from the cache where that is valid.

    ``compiling`` is entered while a plan is compiled, and is told how far that has come.

    Raises:
        PlanError: the file cannot be read, or is no valid plan.
    """
    path = os.fspath(plan)
    cached = index_path(path, os.fspath(folder or cache_folder()))
    try:
        before = stamp(path)
        if (index := _cached(cached, path, before)) is not None:
            return index
        data = _bytes(path)
    except OSError as error:
        raise unreadable(path, error) from error
    from contextlib import nullcontext

    with compiling(path) if compiling is not None else nullcontext() as progress:
        return _store(cached, path, _loaded(path, data, progress), data, before)


def _loaded(path: str, data: bytes, progress: "Progress | None") -> "Loaded":
    from pathlib import Path

    from govopen_cli.plan.file.load import Invalid, load

    loaded = load(data, Path(path), progress)
    if loaded.errors:
        raise Invalid(Path(path), loaded.problems)
    return loaded


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


# --- an index that is there -----------------------------------------------------------------------------------------


def _cached(cached: str, plan: str, now: Stamp) -> Index | None:
    """Return the cached index if it is whole and of this very file; None means: compile."""
    connection = None
    try:
        connection = connect(cached, "ro", immutable=True)
        index = Index(connection, cached)
        if index.meta["key"] == _key(plan) and _current(cached, plan, now, index.meta["sha256"]):
            return index
    except (sqlite3.Error, ValueError, TypeError, KeyError):
        pass  # not there, damaged or foreign: it is only a cache
    if connection is not None:
        connection.close()
    return None


def _current(cached: str, plan: str, now: Stamp, digest: str) -> bool:
    written = _read_stamp(cached, digest)
    if written is not None and written.same_file(now) and written.trusted():
        return True
    if _digest(_bytes(plan)) != digest:
        return False
    _write_stamp(cached, now, digest)
    return True


def _stamp_path(cached: str) -> str:
    return cached.removesuffix(".index.db") + ".stamp"


def _read_stamp(cached: str, digest: str) -> Stamp | None:
    """Return the stamp that was written for the index of this digest; None when there is none that fits."""
    try:
        with open(_stamp_path(cached), encoding="ascii") as file:
            written, *numbers = file.read().split()
        return Stamp._make(map(int, numbers)) if written == digest else None
    except (OSError, ValueError, TypeError):
        return None


# --- a new one ------------------------------------------------------------------------------------------------------


def _write_stamp(cached: str, seen: Stamp, digest: str) -> None:
    """Remember when the plan file was last seen to be what the index holds; without this, its digest is taken again."""
    from govopen_cli.files import Whole

    try:
        with Whole(_stamp_path(cached), sync=False) as temporary, open(temporary, "w", encoding="ascii") as file:
            file.write(" ".join([digest, *map(str, seen)]))
    except OSError:
        pass  # the next command takes the digest again


def _store(cached: str, plan: str, loaded: "Loaded", data: bytes, before: Stamp) -> Index:
    """Compile into a temporary file and put it in place; where the cache folder cannot be written, into memory."""
    from govopen_cli.files import Whole
    from govopen_cli.plan.index.compile import fill, in_memory

    digest = _digest(data)
    try:
        os.makedirs(os.path.dirname(cached), exist_ok=True)
        with Whole(cached, sync=False) as temporary:
            connection = sqlite3.connect(temporary, isolation_level=None)
            try:
                connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
                fill(connection, loaded, {"sha256": digest, "key": _key(plan)})
            finally:
                connection.close()
        _write_stamp(cached, before, digest)
        _clean(cached)
        return Index(connect(cached, "ro", immutable=True), cached)
    except (OSError, sqlite3.Error):
        return in_memory(loaded)


def _clean(cached: str) -> None:
    """Remove indexes and leftovers that nothing has touched for a season."""
    oldest = time.time() - KEEP_DAYS * 86400
    with os.scandir(os.path.dirname(cached)) as entries:
        for entry in entries:
            try:
                if entry.path != cached and entry.name.endswith((".index.db", ".stamp", ".tmp")) and entry.stat().st_mtime < oldest:
                    os.unlink(entry.path)
            except OSError:
                pass
