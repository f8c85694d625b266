"""The shared log: one writer a plan at a time, numbers without gaps, what was added is found again."""

import threading
import uuid
from collections.abc import Sequence
from typing import Any

from govopen_cli.state.engines.postgres import log
from govopen_cli.state.events import Event, digest
from govopen_cli.state.facts import Evidence
from tests.server.conftest import PLAN, Server


def event(author: str, position: int = 1, previous: str = "", writer: str = "0123456789abcdef", **changes: Any) -> Event:
    made = Event(
        id=str(uuid.uuid4()), batch=str(uuid.uuid4()), writer=writer, number=position, plan=PLAN, item="1.6", act="done", day="2021-01-05",
        recorded_at="2021-01-05T08:00:00.000000Z", author=author, host="机器", unit="海勃湾区政府", domain="救灾", note="说明\n第二行",
        evidence=(Evidence("证明.pdf", 12, "b" * 64, "2021-01-05"), Evidence("国办发〔2019〕54号")), fingerprint="f" * 16,
        data={"approved_by": "市政府办公室"}, previous=previous,
    )._replace(**changes)  # fmt: skip
    return made._replace(hash=digest(made))


def chain(author: str, count: int) -> Sequence[Event]:
    events: list[Event] = []
    for position in range(1, count + 1):
        events.append(event(author, position, events[-1].hash if events else ""))
    return events


def test_an_event_comes_back_as_it_was_sent(server: Server) -> None:
    role = server.login("office", "office")
    sent = chain(role, 3)
    with server.connect(role) as connection:
        held = log.hold(connection, PLAN, 5)
        assert (held.role, *held.tip[1:]) == (role, 0, "")
        log.add(connection, sent, held.tip.number, held.role)
    with server.connect(role) as connection:
        found = list(log.since(connection, PLAN, 0, 10_000))
        assert [entry.event for entry in found] == sent
        assert [entry.number for entry in found] == [1, 2, 3]
        assert all(digest(entry.event) == entry.event.hash for entry in found)
        assert [entry.number for entry in log.since(connection, PLAN, 2, 3)] == [3]
        assert log.tip(log.asked_tip(connection, PLAN), PLAN)[1:] == (3, sent[2].id)
        assert log.known(connection, PLAN, [sent[1].id, str(uuid.uuid4())]) == {sent[1].id}
        assert log.id_at(connection, PLAN, 2) == sent[1].id
        assert log.id_at(connection, PLAN, 4) is None


def test_twenty_writers_at_once_leave_no_gap_and_lose_nothing(server: Server) -> None:
    role = server.login("office", "office")
    sent: list[Event] = []

    def write(number: int) -> None:
        for position in range(1, 6):
            with server.connect(role) as connection:
                held = log.hold(connection, PLAN, 5)
                own = event(role, position, writer=f"{number:016x}")
                log.add(connection, [own], held.tip.number, held.role)
            sent.append(own)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with server.connect(role) as connection:
        found = list(log.since(connection, PLAN, 0, 10_000))
    assert [entry.number for entry in found] == list(range(1, 101))
    assert {entry.event.id for entry in found} == {own.id for own in sent}


def test_who_holds_a_plan_does_not_hold_another(server: Server) -> None:
    with server.connect() as connection:
        connection.execute("INSERT INTO govopen.plan(plan) VALUES ('other')")
    role = server.login("office", "office")
    server.login("office", "office", plan="other")
    with server.connect(role) as first, server.connect(role) as second:
        log.hold(first, PLAN, 5)
        assert log.hold(second, "other", 5).tip.number == 0
