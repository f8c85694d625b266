"""``state verify`` against the server: what its owner can do with SQL is found, and what others write with other programs stops nobody."""

from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg.types.json import Json

from tests.conftest import Answer, Run
from tests.server.conftest import PLAN, Server
from tests.server.test_policies import INSERT, raw

DAY = ("--today", "2021-06-15")
Ask = Callable[..., Answer]


@pytest.fixture
def ask(server: Server, run: Run, tmp_path: Path) -> Ask:
    """An office on a machine of its own."""
    place = server.address(server.login("office", "office"))
    return lambda *line, **more: run(
        *line, **{"GOVOPEN_CACHE": str(tmp_path / "cache"), "GOVOPEN_FRESH": "0", "GOVOPEN_STATE": place, **more}
    )


@pytest.fixture
def recorded(ask: Ask) -> None:
    for name in ("1.5", "1.6", "1.7"):
        ask("done", name, "--on", "2020-10-20", "--note", "说明", "--evidence", "国办发〔2019〕54号", *DAY)
    ask("undo", *DAY)


def as_owner(server: Server, *statements: str, triggers: bool = True) -> None:
    with server.connect() as connection:
        connection.execute("ALTER TABLE govopen.event DISABLE TRIGGER USER")
        for statement in statements:
            connection.execute(statement)
        if triggers:
            connection.execute("ALTER TABLE govopen.event ENABLE TRIGGER USER")


def test_a_sound_log_has_nothing_to_say(ask: Ask, recorded: None) -> None:
    assert "4 条记录，没有发现改动、缺失或插入" in ask("state", "verify").out


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE govopen.event SET day = '2020-10-21' WHERE number = 2", "内容与校验不符"),
        ("UPDATE govopen.event SET data = '{\"period\": \"2020-01-01\"}' WHERE number = 2", "内容与校验不符"),
        ("UPDATE govopen.event SET hash = repeat('a', 64) WHERE number = 2", "第 2 条与本机取回时的不同"),
        ("DELETE FROM govopen.event WHERE number = 2", "第 2 条不见了"),
        ("DELETE FROM govopen.event WHERE number = 4", "服务器缺少以前取回过的 1 条记录"),
        ("ALTER TABLE govopen.event DISABLE TRIGGER event_append_only", "触发器 event_append_only 不见了或停用了"),
        ("DROP TRIGGER event_no_truncate ON govopen.event", "触发器 event_no_truncate 不见了"),
        ("DROP TRIGGER event_append_only ON govopen.event; CREATE TRIGGER event_append_only BEFORE DELETE ON govopen.event FOR EACH ROW EXECUTE FUNCTION govopen.refuse()", "触发器 event_append_only 不见了"),
        ("DROP TRIGGER event_append_only ON govopen.event; CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON govopen.event FOR EACH ROW WHEN (OLD.number < 0) EXECUTE FUNCTION govopen.refuse()", "触发器 event_append_only 不见了"),
        ("DROP TRIGGER event_append_only ON govopen.event; CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON govopen.event FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()", "触发器 event_append_only 不见了"),
        ("ALTER POLICY event_unit ON govopen.event WITH CHECK (true)", "权限规则 event_unit"),
        ("GRANT UPDATE (note) ON govopen.event TO govopen_unit", "“govopen_unit”可以改动服务器的表 event（UPDATE）"),
        ("DROP POLICY event_unit ON govopen.event", "权限规则 event_unit 不见了"),
        ("CREATE POLICY all_of_it ON govopen.event FOR INSERT WITH CHECK (true)", "权限规则 all_of_it"),
        ("ALTER TABLE govopen.event DISABLE ROW LEVEL SECURITY", "逐行权限停用了"),
        ("GRANT UPDATE ON govopen.event TO govopen_office", "“govopen_office”可以改动服务器的表 event（UPDATE）"),
        ("CREATE OR REPLACE FUNCTION govopen.last_number(wanted text) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'", "函数 last_number 被改动过"),
    ],
    ids=str,
)  # fmt: skip
def test_what_the_owner_does_is_found(ask: Ask, recorded: None, server: Server, statement: str, found: str) -> None:
    as_owner(server, statement, triggers="TRIGGER" not in statement)
    if "DISABLE TRIGGER event" in statement:
        with server.connect() as connection:
            connection.execute("ALTER TABLE govopen.event ENABLE TRIGGER event_no_truncate")
    answer = ask("state", "verify", code=4)
    assert found in answer.out


def test_a_chain_that_was_written_anew_is_told_from_the_replica(ask: Ask, recorded: None, server: Server, tmp_path: Path) -> None:
    """Whoever can compute hashes deceives the chain, not the machines that took the events in before."""
    from govopen_cli.state.engines.postgres import log
    from govopen_cli.state.events import digest

    with server.connect() as connection:
        events = [entry.event for entry in log.since(connection, PLAN, 0, 4)]
        previous = ""
        forged = []
        for event in events:
            changed = event._replace(note="别的说明", previous=previous)
            previous = digest(changed)
            forged.append(changed._replace(hash=previous))
    with server.connect() as connection:
        connection.execute("ALTER TABLE govopen.event DISABLE TRIGGER USER")
        for event in forged:
            connection.execute(
                "UPDATE govopen.event SET note = %s, previous = %s, hash = %s WHERE id = %s",
                (event.note, event.previous, event.hash, event.id),
            )
        connection.execute("ALTER TABLE govopen.event ENABLE TRIGGER USER")
    assert "第 1 条与本机取回时的不同" in ask("state", "verify", code=4).out
    assert "没有发现改动" in ask("state", "verify", GOVOPEN_CACHE=str(tmp_path / "another machine")).out


@pytest.mark.parametrize(
    "strange",
    [
        {"evidence": Json([{"x": 1}])}, {"evidence": Json(["x"])}, {"data": Json({"number": 7})}, {"day": "2021-02-31"},
        {"recorded_at": "2021-13-05T08:00:00.000000Z"}, {"data": Json({"": ""})}, {"domain": ""},
    ],
    ids=str,
)  # fmt: skip
def test_what_another_program_wrote_stops_nobody(ask: Ask, recorded: None, server: Server, strange: dict[str, object]) -> None:
    role = server.login("mzj", "unit", "市民政局")
    values = {
        "day": "2021-01-05",
        "recorded_at": "2021-01-05T08:00:00.000000Z",
        "evidence": Json([]),
        "data": Json({}),
        "domain": None,
        **strange,
    }
    statement = INSERT.replace("unit, evidence", "unit, domain, evidence").replace(
        "'2021-01-05', %(recorded_at)s", "%(day)s, %(recorded_at)s"
    )
    statement = statement.replace("%(unit)s, '[]', '{}'", "%(unit)s, %(domain)s, %(evidence)s, %(data)s")
    with server.connect(role) as connection:
        held = connection.execute("SELECT number FROM govopen.hold(%s)", (PLAN,)).fetchone()
        assert held is not None
        more = {
            "plan": PLAN, "number": held[0] + 1, "id": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "batch": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
            "writer": "0" * 16, "position": 1, "item": "1.6", "act": "progress", "author": role, "unit": "市民政局", "hash": "a" * 64,
            "imported": False, "received_by": role, "era": 0,
        }  # fmt: skip
        connection.execute(statement, {**more, **values})
    answer = ask("list", *DAY)
    assert len(answer.lines) == 33
    assert f"第 5 条不是 govopen 写成的登记（登录角色 {role}），没有采用" in answer.err
    assert ask("show", "1.6", *DAY).err == ""
    ask("done", "1.8", "--on", "2020-10-20", *DAY)
    assert "1.6" in ask("state", "verify", code=4).out


def test_an_event_with_a_wrong_hash_is_what_its_role_says_and_verify_names_it(ask: Ask, recorded: None, server: Server) -> None:
    raw(server, server.login("mzj", "unit", "市民政局"), act="progress")
    answer = ask("show", "1.6", *DAY)
    assert f"{server.role('mzj')} 进展" in answer.out
    assert answer.err == ""
    assert "1.6" in ask("state", "verify", code=4).out
