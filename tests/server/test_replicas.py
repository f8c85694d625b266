"""What a machine keeps of a log, while others record in it and ask it at the same moment."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from govopen_cli.state.engines.postgres import visit
from govopen_cli.state.open import ALWAYS, read
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
