"""Who may do what on the server, tried with raw SQL as psql would: GRANT and row-level security decide, not govopen."""

import uuid
from typing import Any

import pytest
from psycopg import errors
from psycopg.types.json import Json

from tests.server.conftest import PLAN, Server

INSERT = """
INSERT INTO govopen.event(plan, number, id, batch, writer, position, item, act, day, recorded_at, author, host, unit, evidence, data, previous,
    hash, imported, received_by, era)
VALUES (%(plan)s, %(number)s, %(id)s, %(batch)s, %(writer)s, %(position)s, %(item)s, %(act)s, '2021-01-05', %(recorded_at)s,
    %(author)s, 'pc', %(unit)s, '[]', '{}', '', %(hash)s, %(imported)s, %(received_by)s, %(era)s)
"""


def raw(server: Server, role: str, **changes: Any) -> None:
    """Insert one event as a role would with psql; it holds the plan first, as govopen does."""
    with server.connect(role) as connection:
        held = connection.execute("SELECT number FROM govopen.hold(%s)", (changes.get("plan", PLAN),)).fetchone()
        assert held is not None
        values = {
            "plan": PLAN, "number": held[0] + 1, "id": uuid.uuid4(), "batch": uuid.uuid4(), "writer": uuid.uuid4().hex[:16], "position": 1,
            "item": "1.6", "act": "submit", "author": role, "unit": "市民政局", "hash": "a" * 64, "imported": False, "received_by": role,
            "recorded_at": "2021-01-05T08:00:00.000000Z", "era": 0,
        }  # fmt: skip
        connection.execute(INSERT, {**values, **changes})


def count(server: Server) -> int:
    with server.connect() as connection:
        row = connection.execute("SELECT count(*) FROM govopen.event").fetchone()
        assert row is not None
        return int(row[0])


@pytest.mark.parametrize("act", ["sign", "progress", "submit"])
def test_a_unit_reports_on_what_it_answers_for(server: Server, act: str) -> None:
    raw(server, server.login("mzj", "unit", "市民政局"), act=act)
    assert count(server) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"act": "done"}, {"act": "accept"}, {"act": "return"}, {"act": "waive"}, {"act": "extend"}, {"act": "undo"}, {"act": "reopen"},
        {"item": "1.5"}, {"unit": "海勃湾区政府"}, {"unit": None}, {"author": "局长"}, {"received_by": "postgres"}, {"imported": True},
        {"number": 7}, {"number": 0}, {"era": 2**31 - 1}, {"position": 2**53}, {"recorded_at": "2199-01-05T08:00:00.000000Z"},
    ],
    ids=str,
)  # fmt: skip
def test_a_unit_does_nothing_else(server: Server, changes: dict[str, Any]) -> None:
    role = server.login("mzj", "unit", "市民政局")
    with pytest.raises(errors.InsufficientPrivilege):
        raw(server, role, **changes)
    assert count(server) == 0


def test_a_unit_of_another_plan_has_no_say_here(server: Server) -> None:
    with server.connect() as connection:
        connection.execute("INSERT INTO govopen.plan(plan) VALUES ('other')")
    role = server.login("mzj", "unit", "市民政局", plan="other")
    with pytest.raises(errors.InsufficientPrivilege):
        raw(server, role)
    with server.connect(role) as connection:
        assert connection.execute("SELECT plan FROM govopen.plan").fetchall() == [("other",)]


@pytest.mark.parametrize("act", ["done", "accept", "return", "waive", "extend", "undo", "submit"])
def test_an_office_records_everything_under_its_own_name(server: Server, act: str) -> None:
    role = server.login("office", "office")
    raw(server, role, act=act, unit=None)
    assert count(server) == 1
    with pytest.raises(errors.InsufficientPrivilege):
        raw(server, role, act=act, author="别人")


def test_an_office_brings_in_what_was_recorded_elsewhere_and_it_shows(server: Server) -> None:
    role = server.login("office", "office")
    raw(server, role, author="张三", imported=True)
    with server.connect() as connection:
        assert connection.execute("SELECT author, received_by FROM govopen.event").fetchall() == [("张三", role)]


def test_a_reader_reads_and_no_more(server: Server) -> None:
    raw(server, server.login("office", "office"))
    role = server.login("reader", "reader")
    with server.connect(role) as connection:
        assert connection.execute("SELECT item FROM govopen.event").fetchall() == [("1.6",)]
    with pytest.raises(errors.InsufficientPrivilege):
        raw(server, role)


def test_a_login_role_outside_the_plan_sees_nothing(server: Server) -> None:
    raw(server, server.login("office", "office"))
    with server.connect() as connection:
        connection.execute("INSERT INTO govopen.plan(plan) VALUES ('other')")
    role = server.login("stranger", "reader", plan="other")
    with server.connect(role) as connection:
        assert connection.execute("SELECT * FROM govopen.event").fetchall() == []
        assert connection.execute("SELECT role FROM govopen.member").fetchall() == [(role,)]


@pytest.mark.parametrize("kind", ["office", "unit", "reader", None])
@pytest.mark.parametrize(
    "statement", ["UPDATE govopen.event SET day = '2020-01-01'", "DELETE FROM govopen.event", "TRUNCATE govopen.event"]
)
def test_nobody_changes_what_was_recorded(server: Server, kind: str | None, statement: str) -> None:
    """None stands for the owner of the tables, a superuser: the triggers stop also that one."""
    raw(server, server.login("office", "office"))
    role = server.login("any", kind, "市民政局" if kind == "unit" else "") if kind else "postgres"
    with pytest.raises(errors.InsufficientPrivilege), server.connect(role) as connection:
        connection.execute(statement)
    assert count(server) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE govopen.plan SET log = gen_random_uuid()", "DELETE FROM govopen.plan", "INSERT INTO govopen.plan(plan) VALUES ('mine')",
        "INSERT INTO govopen.member VALUES ('wuhai-2020', session_user, 'office', '')", "UPDATE govopen.member SET kind = 'office', unit = ''",
        "INSERT INTO govopen.answer VALUES ('wuhai-2020', '市民政局', '1.5')", "DELETE FROM govopen.answer",
        "INSERT INTO govopen.publication(plan, version, sha256, content) VALUES ('wuhai-2020', 1, repeat('a', 64), 'x')",
        "INSERT INTO govopen.migration(number) VALUES (9)", "CREATE TABLE govopen.mine(x int)",
    ],
    ids=str,
)  # fmt: skip
def test_a_unit_cannot_widen_its_rights(server: Server, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege), server.connect(server.login("mzj", "unit", "市民政局")) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    "changes",
    [{"day": "2021-1-5"}, {"recorded_at": "gestern"}, {"act": "Done!"}, {"hash": "x"}, {"evidence": "{}"}, {"data": "[]"}],
    ids=str,
)
def test_what_is_no_event_is_refused_also_from_an_office(server: Server, changes: dict[str, str]) -> None:
    role = server.login("office", "office")
    ((column, value),) = changes.items()
    with server.connect(role) as connection, pytest.raises(errors.CheckViolation):
        connection.execute(
            "INSERT INTO govopen.event(plan, number, id, batch, writer, position, item, act, day, recorded_at, author, host, evidence, data,"
            " previous, hash) SELECT plan, number, id, batch, writer, position, item, act, day, recorded_at, author, host, evidence,"
            " data, previous, hash FROM json_populate_record(NULL::govopen.event, %s)",
            (Json(_record(role) | {column: _json(value)}),),
        )


def _json(value: str) -> Any:
    return {"{}": {}, "[]": []}.get(value, value)


def _record(role: str) -> dict[str, Any]:
    return {
        "plan": PLAN, "number": 1, "id": str(uuid.uuid4()), "batch": str(uuid.uuid4()), "writer": "0" * 16, "position": 1, "item": "1.6",
        "act": "done", "day": "2021-01-05", "recorded_at": "2021-01-05T08:00:00.000000Z", "author": role, "host": "pc", "evidence": [],
        "data": {}, "previous": "", "hash": "a" * 64,
    }  # fmt: skip
