"""The state file itself: its tables and their versions, opening, creating, copying, and what SQLite's errors mean in Chinese."""

from __future__ import annotations

import os
import sqlite3
import stat
from time import monotonic

from govopen_cli.database import connect
from govopen_cli.errors import OutputError, StateError

_COPY_SECONDS = 10
_BUSY, _LOCKED = 5, 6  # SQLite's result codes
APPLICATION = 0x676F7670  # "govp": SQLite's application_id tells this file from other databases
# One numbered step for each version of the file; a step never changes once a release has written it.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE event(
            seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, batch TEXT NOT NULL, writer TEXT NOT NULL, number INTEGER NOT NULL,
            plan TEXT NOT NULL, item TEXT NOT NULL, act TEXT NOT NULL, day TEXT NOT NULL, recorded_at TEXT NOT NULL,
            author TEXT NOT NULL, host TEXT NOT NULL, unit TEXT, domain TEXT, note TEXT, evidence TEXT NOT NULL, fingerprint TEXT,
            data TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)""",
        "CREATE INDEX event_item ON event(item, recorded_at, id)",
        "CREATE INDEX event_batch ON event(batch)",
        "CREATE INDEX event_time ON event(recorded_at, id)",
        "CREATE INDEX event_writer ON event(writer, number)",
        "CREATE INDEX event_undo ON event(batch) WHERE act = 'undo'",
        "CREATE TABLE current(item TEXT PRIMARY KEY, closed TEXT, acted INTEGER NOT NULL, moves INTEGER NOT NULL, facts TEXT NOT NULL) WITHOUT ROWID",
        "CREATE INDEX current_moves ON current(item) WHERE moves",
        "CREATE INDEX current_closed ON current(item, closed) WHERE closed IS NOT NULL",
        "CREATE INDEX current_acted ON current(item) WHERE acted",
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    ),
    (  # order no longer rests on the clock alone; which batch reverses which is looked up; facts are packed, no longer JSON
        "ALTER TABLE event ADD COLUMN era INTEGER NOT NULL DEFAULT 0",
        "DROP INDEX event_item",
        "DROP INDEX event_time",
        "DROP INDEX event_writer",
        "DROP INDEX event_undo",
        "CREATE INDEX event_item ON event(item, era, recorded_at, id)",
        "CREATE INDEX event_order ON event(era, recorded_at, id)",
        "CREATE INDEX event_chain ON event(writer, number, id)",
        "CREATE INDEX event_undo ON event(batch) WHERE act = 'undo'",
        """CREATE TABLE reversal(target TEXT, batch TEXT, era INTEGER NOT NULL, recorded_at TEXT NOT NULL, id TEXT NOT NULL,
            PRIMARY KEY(target, batch)) WITHOUT ROWID""",
    ),
    (  # facts know of the notices that are out; their numbers are looked up
        "CREATE INDEX event_notice ON event(era, recorded_at, id) WHERE act = 'notice'",
    ),
)


def opened(path: str, plan: str, wait: float) -> sqlite3.Connection | None:
    """Open a state file for reading; None for one that is not there, or in which nothing was ever recorded.

    Raises:
        StateError: the file cannot be read, is damaged, newer than this govopen, or belongs to another plan.
    """
    if not _anything(path):
        return None
    connection = None
    try:
        connection = connect(path, "ro", wait)
        try:
            check(connection, path, plan)
        except sqlite3.OperationalError:
            # an interrupted writer left its journal: SQLite must first roll it back, which needs write access
            connection.close()
            connection = connect(path, "rw", wait)
            check(connection, path, plan)
        if _tables(connection):
            return connection
        connection.close()  # the journal that was rolled back was that of the first batch
        return None
    except (sqlite3.DatabaseError, StateError) as error:
        if connection is not None:
            connection.close()
        raise error if isinstance(error, StateError) else translated(path, error) from error


COPY = "replica.db"  # how the name of a file ends that is a copy of what stands on a server


class Damaged(StateError):
    """What is in the file is no state, or not whole."""


def writable(path: str, wait: float, *, durable: bool = True) -> sqlite3.Connection:
    """Open a state file for writing; one that is not there becomes an empty file, until something is committed to it.

    Not ``durable`` is a copy of what stands elsewhere: a power cut may take its last batches.

    Raises:
        StateError: the file or its folder cannot be written.
    """
    try:
        _anything(path)
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        connection = connect(path, "rwc", wait)
        # FULL plus a synced folder: a committed batch survives a power cut. Not WAL: docs/state.md says why.
        connection.execute(f"PRAGMA synchronous = {'EXTRA' if durable else 'NORMAL'}")
        return connection
    except (OSError, sqlite3.DatabaseError) as error:
        raise translated(path, error) from error


def prepare(connection: sqlite3.Connection, path: str, plan: str) -> bool:
    """Inside a transaction, lay out an empty file or bring an older one up to date, after copying it.

    Returns whether what is derived must be derived anew.
    """
    check(connection, path, plan)
    if not _tables(connection):
        import uuid

        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        upgrade(connection)
        connection.execute("INSERT INTO meta VALUES ('plan', ?), ('ident', ?)", (plan, str(uuid.uuid4())))
        return False
    version = _version(connection)
    if version == len(MIGRATIONS):
        return False
    reader = connect(path, "ro")  # a connection that writes cannot be copied from
    try:
        copy(reader, path, f"{path}.v{version}.bak")
    finally:
        reader.close()
    upgrade(connection)
    return True


def upgrade(connection: sqlite3.Connection) -> None:
    """Take the steps from a file's version to this one's."""
    for step in MIGRATIONS[_version(connection) :]:
        for statement in step:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return a copy of an older file, up to date but for what is derived: readers change no file."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(memory)
    connection.close()
    upgrade(memory)
    return memory


def outdated(connection: sqlite3.Connection) -> bool:
    """Tell whether a file was written by an older version."""
    return _version(connection) < len(MIGRATIONS)


def copy(connection: sqlite3.Connection, path: str, target: str) -> None:
    """Copy a whole state file with SQLite's online backup, and put it in place when it is complete.

    Raises:
        OutputError: the copy cannot be written.
        StateError: the file cannot be read, or another program holds it.
    """
    from govopen_cli.files import Whole, sentence

    try:
        with Whole(target) as temporary:
            place = sqlite3.connect(temporary)
            try:
                connection.backup(place, progress=_Patience())
            finally:
                place.close()
    except OSError as error:
        raise OutputError(sentence(target, error)) from error
    except sqlite3.Error as error:
        text = str(error)
        if "locked" in text or "malformed" in text or "not a database" in text:
            raise translated(path, error) from error
        raise OutputError(f"备份 {target} 写不进去（{text}）；原来的文件没有动，请检查位置和磁盘空间") from error


class _Patience:
    """Ends a copy that another program's lock has held up for too long; SQLite itself would wait for ever."""

    def __init__(self) -> None:
        self.until = monotonic() + _COPY_SECONDS

    def __call__(self, status: int, _remaining: int, _total: int) -> None:
        if status in (_BUSY, _LOCKED) and monotonic() > self.until:
            raise sqlite3.OperationalError("database is locked")


def check(connection: sqlite3.Connection, path: str, plan: str) -> None:
    """Raise a StateError for a file that is not a state file of this plan which this version can read."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if not _tables(connection):
        if os.stat(path).st_size == 0:
            return
        raise Damaged(f"状态文件 {path} 里没有任何表，可能已损坏；请从备份恢复，或把它移走后重新登记")
    if application != APPLICATION:
        raise Damaged(f"{path} 不是 govopen 的状态文件；请检查 --state 或环境变量 GOVOPEN_STATE")
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise StateError(f"状态文件 {path} 由更新版本的 govopen 写成（格式 {version}，本版本只认识到 {len(MIGRATIONS)}）；请升级 govopen")
    owner = connection.execute("SELECT value FROM meta WHERE key = 'plan'").fetchone()
    if owner is None:
        raise StateError(f"状态文件 {path} 没有写明属于哪个任务分解表，可能已损坏；请从备份恢复")
    if owner[0] != plan:
        raise StateError(
            f"状态文件 {path} 属于任务分解表“{owner[0]}”，不是“{plan}”；请用 --plan 指定对应的表，或用 --state 指定对应的状态文件"
        )


def shape(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Return type, name and definition of everything that a file holds, SQLite's own tables left out."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    return {(str(kind), str(name), str(sql)) for kind, name, sql in rows}


def expected_shape() -> set[tuple[str, str, str]]:
    """Return what ``shape`` says of a sound file of this version."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        upgrade(memory)
        return shape(memory)
    finally:
        memory.close()


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


def _anything(path: str) -> bool:
    """Tell whether there is a file that may hold something; an interrupted or refused first batch leaves an empty one.

    Raises:
        StateError: what is there is no file.
    """
    try:
        info = os.stat(path)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            return False
        raise translated(path, error) from error
    if stat.S_ISDIR(info.st_mode):
        raise StateError(f"{path} 是文件夹，不是状态文件；请写明文件名，例如 {os.path.join(path, 'tasks.state.db')}")
    if not stat.S_ISREG(info.st_mode):
        raise StateError(f"{path} 是设备或管道，不能用作状态文件；请检查 --state 或环境变量 GOVOPEN_STATE")
    return info.st_size > 0 or os.path.exists(f"{path}-journal")


# --- errors ---------------------------------------------------------------------------------------------------------


def translated(path: str, error: Exception) -> StateError:
    """Return the Chinese sentence for what SQLite or the system says."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return StateError(f"状态文件 {path} 正被{_holder(path) or '另一个程序'}占用；请稍后再试，或用 --wait 延长等待秒数")
    if isinstance(error, OSError) or "unable to open" in text or "readonly" in text:
        return StateError(f"打不开状态文件 {path}，或没有写权限；请检查文件夹的权限，或用 --state 换一个位置")
    if "full" in text or "disk I/O" in text:
        return StateError(f"状态文件 {path} 写不进去（磁盘已满或出错）；什么都没有记录，请清理磁盘后再试")
    if path.endswith(COPY):
        return Damaged(f"本机的副本 {path} 损坏了（{text}）；请删去这个文件再运行一次，内容会从服务器重新取回")
    return Damaged(f"状态文件 {path} 已损坏或不是状态文件（{text}）；请从备份恢复")


def _holder(path: str) -> str | None:
    """Return which process locks a file, where the system tells (Linux)."""
    try:
        inode = os.stat(path).st_ino
        with open("/proc/locks", encoding="ascii") as locks:
            for line in locks:
                parts = line.split()
                if len(parts) >= 6 and parts[5].rsplit(":", 1)[-1] == str(inode) and parts[4].isdigit() and int(parts[4]) != os.getpid():
                    with open(f"/proc/{parts[4]}/cmdline", encoding="utf-8", errors="replace") as command:
                        return f"进程 {parts[4]}（{command.read().replace(chr(0), ' ').strip()}）"
    except OSError:
        pass
    return None
