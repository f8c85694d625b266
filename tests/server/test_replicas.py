"""What a machine keeps of a log, while others record in it and ask it at the same moment."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govopen_cli.state.engines.postgres import visit
from govopen_cli.state.open import ALWAYS, read
from tests.conftest import Answer, Run
from tests.server.cluster import record
from tests.server.conftest import PLAN, Server


@pytest.fixture
def place(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setenv("GOVOPEN_CACHE", str(tmp_path / "cache"))
    return server.address(server.login("office", "office"))


@pytest.fixture
def elsewhere(server: Server, place: str) -> str:
    """The log as another machine sees it."""
    return server.address(server.login("other", "office"))


def caught_up(place: str) -> list[str]:
    """Take in what is new; returns the items of all events."""
    with closing(read(place, PLAN, sync=ALWAYS)) as state:
        assert state.remark == ""
        return [event.item for event in state.events()]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Let something happen for once after the end of the log was asked for, and before what is new is fetched."""
    waiting: list[Callable[[], object]] = []
    real = visit.brought

    def brought(*values: Any) -> str:
        while waiting:
            waiting.pop()()
        return real(*values)

    monkeypatch.setattr(visit, "brought", brought)
    yield waiting.append
    assert waiting == []


def test_what_is_recorded_while_news_are_taken_in(place: str, elsewhere: str, meanwhile: Callable[[Callable[[], object]], None]) -> None:
    """It comes with these news or with the next, and once."""
    record(elsewhere, "1.5")
    meanwhile(lambda: record(elsewhere, "1.6", "1.7"))
    assert caught_up(place)[:1] == ["1.5"]
    assert caught_up(place) == ["1.5", "1.6", "1.7"]
    record(place, "1.8")
    assert caught_up(place) == caught_up(elsewhere) == ["1.5", "1.6", "1.7", "1.8"]


def test_two_questions_of_one_machine_take_in_the_same_news(
    place: str, elsewhere: str, meanwhile: Callable[[Callable[[], object]], None]
) -> None:
    """The one that asked the server first comes second to the replica, and does not set it back."""
    record(elsewhere, "1.5")

    def other_question() -> None:
        record(elsewhere, "1.6")
        assert caught_up(place) == ["1.5", "1.6"]

    meanwhile(other_question)
    assert caught_up(place) == ["1.5", "1.6"]
    assert caught_up(place) == ["1.5", "1.6"]


# --- a replica that is not whole ----------------------------------------------------------------------------------------

DAY = ("--today", "2021-06-15")
Ask = Callable[..., Answer]


@pytest.fixture
def ask(server: Server, run: Run, tmp_path: Path) -> Ask:
    """An office that has a replica in which 1.5 is done, and asks the server each time."""
    more = {"GOVOPEN_CACHE": str(tmp_path / "cache"), "GOVOPEN_STATE": server.address(server.login("office", "office"), None)}

    def asked(*line: str, fresh: str = "0", **given: Any) -> Answer:
        return run(*line, *DAY, GOVOPEN_FRESH=fresh, **more, **given)

    asked("done", "1.5", "--on", "2020-10-20")
    asked("list")
    return asked


@pytest.fixture
def replica(ask: Ask, tmp_path: Path) -> Path:
    (found,) = (tmp_path / "cache").glob("*.replica.db")
    return found


def status(answer: Answer) -> str:
    return str(answer.json["items"][0]["status"])


def spoil(path: Path, *tables: str) -> None:
    """Overwrite the first page of some tables, or the whole file."""
    data = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        roots = [connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0] for name in tables]
    for root in roots:
        data[(root - 1) * size : root * size] = b"\xaa" * size
    path.write_bytes(data if tables else b"x" * len(data))


@pytest.mark.parametrize("tables", [(), ("event",), ("current", "event_item")], ids=str)
def test_a_damaged_replica_is_filled_anew(ask: Ask, replica: Path, server: Server, tables: tuple[str, ...]) -> None:
    record(server.address(server.login("other", "office")), "1.5")
    spoil(replica, *tables)
    answer = ask("show", "1.5", "--format", "json")
    assert status(answer) == "done"
    assert "本机的副本损坏了，已重新取回，原来的留在" in answer.err
    assert ask("show", "1.5").err == ""


@pytest.mark.parametrize("tables", [(), ("event",), ("current", "event_item")], ids=str)
def test_an_act_on_a_damaged_replica_is_recorded_and_says_so(ask: Ask, replica: Path, server: Server, tables: tuple[str, ...]) -> None:
    record(server.address(server.login("other", "office")), "1.6")
    spoil(replica, *tables)
    answer = ask("done", "1.6", "--on", "2020-10-20", fresh="3600")
    assert "已登记 1 条" in answer.out
    assert "本机的副本损坏了，已重新取回，原来的留在" in answer.err
    assert [status(ask("show", name, "--format", "json")) for name in ("1.5", "1.6")] == ["done", "done"]


@pytest.mark.parametrize("line", [["show", "1.5"], ["due"], ["list"]], ids=str)
def test_damage_that_only_the_answer_meets_ends_with_the_way_out(ask: Ask, replica: Path, line: list[str]) -> None:
    spoil(replica, "current", "current_closed", "current_acted", "current_moves")
    refused = ask(*line, fresh="3600", code=4)
    assert "删去" in refused.err
    replica.unlink()
    assert status(ask("show", "1.5", "--format", "json", fresh="3600")) == "done"


@pytest.mark.parametrize("fresh", ["0", "3600"])
def test_a_replica_whose_filling_was_broken_off_is_not_taken_for_a_log_without_events(ask: Ask, replica: Path, fresh: str) -> None:
    replica.write_bytes(b"")
    assert status(ask("show", "1.5", "--format", "json", fresh=fresh)) == "done"


def test_a_plan_that_was_changed_in_the_cache_is_fetched_again(ask: Ask, replica: Path) -> None:
    (text,) = replica.parent.glob("*.plan.yaml")
    text.write_text("garbage: [", encoding="utf-8")
    assert status(ask("show", "1.5", "--format", "json")) == "done"


def test_offline_a_damaged_replica_is_said_and_the_server_is_not_asked(ask: Ask, replica: Path) -> None:
    spoil(replica)
    assert "本机的副本" in ask("show", "1.5", "--offline", code=4).err
    assert replica.read_bytes()[:1] == b"x"


def test_an_act_tells_of_a_server_from_an_older_backup(ask: Ask, server: Server, replica: Path) -> None:
    with server.connect() as connection:
        connection.execute("ALTER TABLE govopen.event DISABLE TRIGGER USER")
        connection.execute("DELETE FROM govopen.event")
        connection.execute("ALTER TABLE govopen.event ENABLE TRIGGER USER")
    answer = ask("done", "1.6", "--on", "2020-10-20", fresh="3600")
    assert "已登记 1 条" in answer.out
    assert "服务器可能从旧备份恢复过" in answer.err
    (aside,) = replica.parent.glob("*.bak")
    assert str(aside) in answer.err
