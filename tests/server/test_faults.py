"""What goes wrong on a server and on the way to it, each with the real server: nothing is lost, nothing is recorded twice, nothing false is said."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime, timezone
from pathlib import Path

import pytest

from govopen_cli.errors import StateError
from govopen_cli.state.engines.postgres import publish, shared, steps
from govopen_cli.state.incoming import entries
from govopen_cli.state.merge import merge
from govopen_cli.state.open import ALWAYS, read
from govopen_cli.state.write import write
from tests.server.cluster import Cluster, Database, cluster, database, record, rows, storm
from tests.server.conftest import PLAN, Server
from tests.server.proxy import Proxy

PLAIN = "?sslmode=disable&gssencmode=disable"


@pytest.fixture(scope="module")
def running() -> Iterator[Cluster]:
    """A server with TCP, without the settings that tests of other modules may do with."""
    with cluster(settings="fsync = off") as found:
        yield found


@pytest.fixture
def office(running: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Database, str]:
    """A database with a plan, and the login role of an office."""
    monkeypatch.setenv("GOVOPEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(shared, "_TRIES", (0.0, 0.2, 1.0))
    server = database(running, f"t{uuid.uuid4().hex[:12]}")
    with server.connect() as connection:
        steps.apply(connection)
        publish.publish(connection, PLAN, "", [])
    return server, server.login("office", "office")


def through(server: Database, port: int, role: str) -> str:
    return server.over(port, role, PLAN).replace("#", f"{PLAIN}#")


def test_a_connection_that_breaks_at_any_message_of_a_commit(running: Cluster, office: tuple[Database, str]) -> None:
    """From the moment on in which the plan is held, each message is the one before which the connection breaks for once."""
    server, role = office
    proxy = Proxy(running.port, lambda *_: False)
    place = through(server, proxy.port, role)
    record(place, "1.5")  # makes the replica
    record(place, "1.7", "1.8")
    whole = proxy.connections[-1]
    ready = [number for number, message in enumerate(whole, 1) if message == ("server", b"Z")]
    held = ready[-3]  # then the batch is inserted, then committed
    recorded: set[str] = {str(ident) for (ident,) in rows(server, "SELECT id FROM govopen.event")}
    for number in range(held + 1, ready[-1] + 2):
        broken: list[int] = []

        def cut(_side: str, count: int, _kind: bytes, number: int = number, broken: list[int] = broken) -> bool:
            if count != number or broken:
                return False
            broken.append(count)
            return True

        proxy.cut = cut
        ids = record(place, "1.7", "1.8")
        found = {str(ident) for (ident,) in rows(server, "SELECT id FROM govopen.event")}
        assert found - recorded == set(ids), (number, whole[number - 1 : number])
        assert broken
        recorded = found
    proxy.close()
    numbers = [number for (number,) in rows(server, "SELECT number FROM govopen.event ORDER BY number")]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("number", [2, 9, 20, 25, 30])
def test_a_connection_that_breaks_before_records_nothing(running: Cluster, office: tuple[Database, str], number: int) -> None:
    server, role = office
    proxy = Proxy(running.port, lambda _side, count, _kind: count == number)
    with pytest.raises(StateError, match="连不上"):
        record(through(server, proxy.port, role), "1.5")
    proxy.close()
    assert rows(server, "SELECT count(*) FROM govopen.event") == [(0,)]


def test_a_server_that_is_killed_while_offices_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was said to be recorded is there, once, and nothing else but what nobody could be told of."""
    monkeypatch.setenv("GOVOPEN_CACHE", str(tmp_path / "cache"))
    with cluster() as own:
        server = database(own)
        with server.connect() as connection:
            steps.apply(connection)
            publish.publish(connection, PLAN, "", [])
        found = storm(own, server, server.login("office", "office"), writers=8, kills=2)
    assert found.numbers == list(range(1, len(found.numbers) + 1))
    assert len(found.said) > 8
    assert len(set(found.said)) == len(found.said)
    assert set(found.said) <= set(found.recorded)
    assert len(found.recorded) - len(found.said) <= found.unsure


def test_a_server_that_was_restored_from_yesterdays_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log has the identity that it had, but does not go on where the replica ends: that is said, and the lost acts can be brought back."""
    monkeypatch.setenv("GOVOPEN_CACHE", str(tmp_path / "cache"))
    with cluster() as own:
        server = database(own)
        with server.connect() as connection:
            steps.apply(connection)
            publish.publish(connection, PLAN, "", [])
        place = server.address(server.login("office", "office"))
        other = server.address(server.login("other", "office"))
        record(place, "1.5")
        own.stop()
        own.save()
        own.start()
        record(place, "1.6")
        own.stop()
        own.restore()
        own.start()
        record(other, "1.7")
        with closing(read(place, PLAN, sync=ALWAYS)) as state:
            assert "服务器可能从旧备份恢复过" in state.remark
            assert [event.item for event in state.events()] == ["1.5", "1.7"]
        (aside,) = (tmp_path / "cache").glob("*.bak")
        with write(place, PLAN) as merging:
            assert merge(merging, entries(aside, PLAN), datetime.now(timezone.utc)).new == 1
        with closing(read(other, PLAN, sync=ALWAYS)) as state:
            assert [event.item for event in state.events()] == ["1.5", "1.6", "1.7"]


def test_a_full_disk_of_the_server_records_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_disk: Path) -> None:
    monkeypatch.setenv("GOVOPEN_CACHE", str(tmp_path / "cache"))
    with cluster(small_disk, "max_wal_size = 8MB\nmin_wal_size = 2MB\nautovacuum = off") as own:
        server = database(own)
        with server.connect() as connection:
            steps.apply(connection)
            publish.publish(connection, PLAN, "", [])
        place = server.address(server.login("office", "office"))
        record(place, "1.5")
        filler = small_disk / "filler"
        said = 0
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        with pytest.raises(StateError) as refused:
            for number in range(200):
                record(place, *[f"{number}.{item}" for item in range(100)])
                said += 100
        assert "磁盘满了" in str(refused.value) or "连不上" in str(refused.value) or "还不知道" in str(refused.value)
        filler.unlink()
        if not own.running:  # a log that cannot be written stops the whole server
            own.start()
        assert rows(server, "SELECT count(*) FROM govopen.event") == [(1 + said,)]
        record(place, "1.6")
        assert rows(server, "SELECT count(*) FROM govopen.event") == [(2 + said,)]


def test_two_set_ups_at_once(empty: Server) -> None:
    """One takes the steps, the other finds them taken."""
    found: list[list[int]] = []

    def work() -> None:
        with empty.connect() as connection:
            found.append(steps.apply(connection))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [[], [], [], [1]]


@pytest.mark.parametrize(("number", "sentence"), [(0, "server init 升级"), (steps.VERSION + 1, "请升级 govopen")])
def test_a_client_of_another_version_touches_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, sentence: str
) -> None:
    monkeypatch.setenv("GOVOPEN_CACHE", str(tmp_path / "cache"))
    place = server.address(server.login("office", "office"))
    with server.connect() as connection:
        connection.execute("UPDATE govopen.migration SET number = %s", (number,))
    with pytest.raises(StateError, match=sentence):
        record(place, "1.5")
    assert rows(server, "SELECT count(*) FROM govopen.event") == [(0,)]
