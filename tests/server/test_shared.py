"""Offices that share a log: each asks its own replica and records on the server, through the command line."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from govopen_cli.errors import StateError
from govopen_cli.state.engine import Again
from govopen_cli.state.engines.postgres import log, publish, shared
from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.write import write
from tests.conftest import PLAN as BUNDLED
from tests.conftest import Answer, Run
from tests.plans import dated, plan
from tests.server.cluster import fill, machine
from tests.server.conftest import PLAN, Server
from tests.terminals import terminal

Office = Callable[..., Answer]
DAY = ("--today", "2021-06-15")


@pytest.fixture
def offices(server: Server, run: Run, tmp_path: Path) -> Callable[[str], Office]:
    """Return an office on a machine of its own: a cache of its own, its login role, the server's address."""

    def office(name: str) -> Office:
        role = server.login(name, "office")

        def call(*arguments: str, **more: Any) -> Answer:
            variables = {"GOVOPEN_CACHE": str(tmp_path / name), "GOVOPEN_STATE": server.address(role), "GOVOPEN_FRESH": "0"}
            return run(*arguments, **{**variables, **more})

        return call

    return office


def item(office: Office, name: str) -> Any:
    return office("show", name, *DAY, "--format", "json").json["items"][0]


def test_what_one_office_records_another_sees(offices: Callable[[str], Office]) -> None:
    first, second = offices("first"), offices("second")
    assert item(second, "1.5")["status"] == "open"
    answer = first("done", "1.5", "--on", "2020-10-20", "--evidence", "乌政办发〔2020〕3号", *DAY)
    assert "已登记 1 条" in answer.out
    found = item(second, "1.5")
    assert (found["status"], found["done_on"]) == ("done", "2020-10-20")
    assert [part["text"] for part in found["evidence"]] == ["乌政办发〔2020〕3号"]
    assert second("overdue", *DAY).ids == first("overdue", *DAY).ids
    undone = second("undo", *DAY)
    assert "已撤销" in undone.out
    assert item(first, "1.5")["status"] == "open"


def test_the_author_is_the_login_role(offices: Callable[[str], Office], server: Server) -> None:
    offices("first")("done", "1.5", "--on", "2020-10-20", "--author", "局长", *DAY)
    with server.connect() as connection:
        assert connection.execute("SELECT author, received_by, imported FROM govopen.event").fetchall() == [
            (server.role("first"), server.role("first"), False)
        ]


def test_the_same_part_at_once_is_recorded_once(offices: Callable[[str], Office], server: Server, tmp_path: Path) -> None:
    office = [offices(name) for name in ("a", "b")]
    for call in office:
        item(call, "1.5")
    path = os.pathsep.join(path for path in sys.path if path)
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "govopen_cli", "done", "1.5", "--on", "2020-10-20", *DAY],
            env={**os.environ, "PYTHONPATH": path, "GOVOPEN_STATE": server.address(server.role("ab"[number % 2])), "GOVOPEN_CACHE": str(tmp_path / str(number))},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )
        for number in range(6)
    ]  # fmt: skip
    ended = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * 6, ended
    assert sum("已登记 1 条" in out for out, _ in ended) == 1
    assert sum("没有重复登记" in err for _, err in ended) == 5
    with server.connect() as connection:
        assert connection.execute("SELECT count(*) FROM govopen.event").fetchone() == (1,)


def test_away_the_replica_answers_and_says_how_old_it_is(offices: Callable[[str], Office], server: Server, run: Run) -> None:
    office = offices("first")
    office("done", "1.5", "--on", "2020-10-20", *DAY)
    gone = server.address(server.role("first")).replace(server.socket, server.socket + "-gone")
    refused = office("show", "1.5", *DAY, GOVOPEN_STATE=gone, code=4)
    assert "连不上数据库" in refused.err  # another address: there never was a replica of it
    (socket,) = Path(server.socket).glob(".s.PGSQL.*[0-9]")
    hidden = socket.with_name("hidden")
    socket.rename(hidden)
    try:
        answer = office("show", "1.5", *DAY, "--format", "json")
        assert answer.json["items"][0]["status"] == "done"
        assert "按本机" in answer.err
        assert "副本回答" in answer.err
        assert "连不上数据库" in office("done", "1.6", *DAY, code=4).err
    finally:
        hidden.rename(socket)
    assert item(office, "1.6")["status"] == "open"


def test_a_fresh_replica_is_not_compared_again(offices: Callable[[str], Office]) -> None:
    first, second = offices("first"), offices("second")
    item(second, "1.5")
    first("done", "1.5", "--on", "2020-10-20", *DAY)
    assert second("show", "1.5", *DAY, "--format", "json", GOVOPEN_FRESH="60").json["items"][0]["status"] == "open"
    assert second("show", "1.5", *DAY, "--format", "json", "--fresh", GOVOPEN_FRESH="60").json["items"][0]["status"] == "done"


def test_a_server_from_an_older_backup_is_noticed(offices: Callable[[str], Office], server: Server, tmp_path: Path) -> None:
    office = offices("first")
    office("done", "1.5", "--on", "2020-10-20", *DAY)
    office("done", "1.6", "--on", "2020-10-20", *DAY)
    with server.connect() as connection:  # as a restored backup of the moment before the second act, and an act after that
        connection.execute("ALTER TABLE govopen.event DISABLE TRIGGER USER")
        connection.execute("DELETE FROM govopen.event WHERE number = 2")
        connection.execute("ALTER TABLE govopen.event ENABLE TRIGGER USER")
    offices("second")("done", "1.7", "--on", "2020-10-21", *DAY)
    answer = office("show", "1.6", "1.7", *DAY, "--format", "json")
    assert [found["status"] for found in answer.json["items"]] == ["open", "done"]
    assert "旧备份" in answer.err
    (aside,) = (tmp_path / "first").glob("*.bak")
    office("state", "merge", str(aside), *DAY)
    assert item(office, "1.6")["status"] == "done"
    assert item(office, "1.7")["status"] == "done"


def drafts(*items: str) -> list[Draft]:
    return [Draft(name, "done", "2021-01-05") for name in items]


@pytest.fixture
def place(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setenv("GOVOPEN_CACHE", str(tmp_path / "cache"))
    return server.address(server.login("office", "office"))


def clerk() -> Clerk:
    from datetime import datetime, timezone

    return Clerk("wer", "hier", datetime.now(timezone.utc))


def entries(server: Server) -> list[tuple[Any, ...]]:
    with server.connect() as connection:
        return connection.execute("SELECT number, item FROM govopen.event ORDER BY number").fetchall()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_connection_lost_at_the_commit_is_asked_about(server: Server, place: str, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Whether the commit reached the server or not, the batch is recorded once, and said to be."""
    monkeypatch.setattr(shared, "_TRIES", (0.0, 0.1))
    with write(place, PLAN) as state:
        engine = state.engine
        assert isinstance(engine, shared.SharedEngine)
        state.append(drafts("1.5", "1.6"), clerk())
        lost = engine._server
        assert lost is not None
        real = lost.commit

        def commit() -> None:
            if moment == "after":
                real()
            lost.close()
            import psycopg

            raise psycopg.OperationalError("connection reset")

        monkeypatch.setattr(lost, "commit", commit)
    assert entries(server) == [(1, "1.5"), (2, "1.6")]
    with write(place, PLAN) as state:
        state.append(drafts("1.7"), clerk())
    assert entries(server) == [(1, "1.5"), (2, "1.6"), (3, "1.7")]


def test_what_others_recorded_meanwhile_must_be_decided_anew(server: Server, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_TRIES", (0.0, 0.1))
    other = server.address(server.login("other", "office"))
    with pytest.raises(Again), write(place, PLAN) as state:
        engine = state.engine
        assert isinstance(engine, shared.SharedEngine)
        state.append(drafts("1.5"), clerk())
        lost = engine._server
        assert lost is not None

        def commit() -> None:
            import psycopg

            lost.close()
            with write(other, PLAN) as second:
                second.append(drafts("1.6"), clerk())
            raise psycopg.OperationalError("connection reset")

        monkeypatch.setattr(lost, "commit", commit)
    assert entries(server) == [(1, "1.6")]


def test_a_unit_reports_its_own_and_is_told_what_its_role_lacks(server: Server, place: str) -> None:
    unit = server.address(server.login("mzj", "unit", "市民政局"))
    with write(unit, PLAN) as state:
        state.append([Draft("1.6", "progress", "2021-01-05", "市民政局", note="已开会")], clerk())
    with pytest.raises(StateError, match="责任单位“市民政局”，只能登记签收、进展和申请销号，不能登记“完成”"), write(unit, PLAN) as state:
        state.append(drafts("1.6"), clerk())
    assert entries(server) == [(1, "1.6")]


def test_hashes_and_ids_survive_the_way_to_the_server_and_back(server: Server, place: str, run: Run, tmp_path: Path) -> None:
    run("done", "1.5", "--on", "2020-10-20", "--note", "说明\n第二行", "--state", "datei.db", *DAY)
    run("state", "merge", "datei.db", "--state", place, *DAY, GOVOPEN_CACHE=str(tmp_path / "c"))
    run("state", "export", "-o", "zurück.jsonl", "--state", place, *DAY, GOVOPEN_CACHE=str(tmp_path / "c"))
    run("state", "export", "-o", "hin.jsonl", "--state", "datei.db", *DAY)
    hin, back = ((tmp_path / name).read_text(encoding="utf-8") for name in ("hin.jsonl", "zurück.jsonl"))
    assert hin == back
    assert json.loads(back.splitlines()[0])["author"] == "测试员"
    with server.connect() as connection:
        assert connection.execute("SELECT imported FROM govopen.event").fetchall() == [(True,)]
    assert "没有发现改动" in run("state", "verify", "--state", place, *DAY, GOVOPEN_CACHE=str(tmp_path / "c")).out


def test_a_clock_an_hour_off_changes_no_order(server: Server, place: str) -> None:
    from datetime import datetime, timedelta, timezone

    for number, hours in enumerate((1, -1, 0)):
        with write(place, PLAN) as state:
            state.append(drafts(f"1.{number + 2}"), Clerk("a", "h", datetime.now(timezone.utc) + timedelta(hours=hours)))
    with server.connect() as connection:
        found = [entry.event for entry in log.since(connection, PLAN, 0, 10)]
    assert [event.item for event in sorted(found, key=lambda event: event.order)] == ["1.2", "1.3", "1.4"]
    assert all(abs(datetime.fromisoformat(event.recorded_at[:-1] + "+00:00").timestamp() - time.time()) < 60 for event in found)


def test_a_fresh_replica_is_asked_without_the_driver(offices: Callable[[str], Office], server: Server, tmp_path: Path) -> None:
    """Such a question imports what one of a file imports, and the three small modules that know where the replica is."""
    office = offices("first")
    office("done", "1.5", "--on", "2020-10-20", *DAY)
    script = """
import sys
from govopen_cli.__main__ import run
assert run(["due", "--today", "2021-06-15"]) == 0
print("\\n".join(sys.modules), file=sys.stderr)
"""
    path = os.pathsep.join(path for path in sys.path if path)
    common = {**os.environ, "PYTHONPATH": path, "GOVOPEN_CACHE": str(tmp_path / "first"), "GOVOPEN_FRESH": "3600"}

    def modules(**more: str) -> tuple[str, set[str]]:
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, env={**common, **more}, capture_output=True, encoding="utf-8", check=True
        )
        return done.stdout, set(done.stderr.splitlines())

    run_file = {"GOVOPEN_STATE": str(tmp_path / "copy.db")}
    office("state", "backup", "-o", run_file["GOVOPEN_STATE"], *DAY)
    time.sleep(2.1)  # until the clock tells a later write of the plan from the one that was seen
    for place in (run_file, {"GOVOPEN_STATE": server.address(server.role("first"))}):
        modules(**place)
    (by_file, plain), (by_server, shared_modules) = modules(**run_file), modules(GOVOPEN_STATE=server.address(server.role("first")))
    assert by_server == by_file
    postgres = "govopen_cli.state.engines.postgres"
    assert shared_modules - plain == {postgres, f"{postgres}.address", f"{postgres}.kept", f"{postgres}.reading"}


def test_who_only_reads_is_told_so(server: Server, run: Run, tmp_path: Path) -> None:
    place = server.address(server.login("reader", "reader"))
    answer = run("done", "1.5", *DAY, GOVOPEN_STATE=place, GOVOPEN_CACHE=str(tmp_path / "c"), code=4)
    assert f"登录角色“{server.role('reader')}”在“wuhai-2020”里是只读，只能查看，不能登记；什么都没有登记" in answer.err


def test_a_plan_file_is_not_changed_where_the_server_refuses_to_record_it(server: Server, run: Run, tmp_path: Path) -> None:
    place = server.address(server.login("mzj", "unit", "市民政局"))
    file = tmp_path / "tasks.yaml"
    file.write_bytes(BUNDLED.read_bytes())
    answer = run(
        "set", "1.5", "--content", "别的", "--plan", "tasks.yaml", *DAY, GOVOPEN_STATE=place, GOVOPEN_CACHE=str(tmp_path / "c"), code=4
    )
    assert "不能登记“改表”" in answer.err
    assert file.read_bytes() == BUNDLED.read_bytes()


def test_a_transaction_that_the_server_could_not_put_in_order_is_tried_again(offices: Callable[[str], Office], server: Server) -> None:
    """As engines that spread plans over machines do, the server refuses the first insert with 40001."""
    office = offices("first")
    with server.connect() as connection:
        connection.execute("CREATE SEQUENCE govopen.attempt")
        connection.execute(
            "CREATE FUNCTION govopen.once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN IF nextval('govopen.attempt') = 1"
            " THEN RAISE serialization_failure; END IF; RETURN NEW; END $$"
        )
        connection.execute("CREATE TRIGGER once BEFORE INSERT ON govopen.event FOR EACH ROW EXECUTE FUNCTION govopen.once()")
    assert "已登记 1 条" in office("done", "1.5", "--on", "2020-10-20", *DAY).out
    assert entries(server) == [(1, "1.5")]
    with server.connect() as connection:
        connection.execute("SELECT setval('govopen.attempt', 1, false)")
    assert "已撤销" in office("undo", *DAY).out


def test_a_first_replica_of_many_events_shows_how_far_it_is(server: Server, env: dict[str, str], tmp_path: Path) -> None:
    with server.connect() as connection:
        publish.publish(connection, "p0", plan(dated("2021年6月底")).replace("id: test", "id: p0"), [])
    role = server.login("office", "office", plan="p0")
    fill(server, range(1), 21_000)
    more = {**env, "GOVOPEN_STATE": server.address(role, "p0"), "GOVOPEN_CACHE": str(tmp_path / "cache")}
    _, raw, code = terminal(["list", *DAY], more, tmp_path)
    assert code == 0
    assert "正在取回 21000 条登记记录" in raw.decode()


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_offices_that_record_at_once_do_not_depend_on_the_isolation_of_the_database(server: Server, place: str, level: str) -> None:
    with server.connect() as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} SET default_transaction_isolation = {}").format(sql.Identifier(server.name), level))
    failed: list[Exception] = []

    def work(number: int) -> None:
        try:
            for _ in range(4):
                with write(machine(server, server.role("office"), number), PLAN, 30) as state:
                    state.append(drafts(f"1.{number + 2}"), clerk())
        except Exception as error:  # noqa: BLE001  whatever it is
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [number for number, _ in entries(server)] == list(range(1, 17))


def test_nothing_but_our_own_sentence_is_said_of_a_refused_batch(server: Server, run: Run, tmp_path: Path) -> None:
    place = server.address(server.login("mzj", "unit", "市民政局"))
    answer = run("notice", *DAY, "-o", "n", "--format", "text", GOVOPEN_STATE=place, GOVOPEN_CACHE=str(tmp_path / "c"), code=4)
    assert "psycopg" not in answer.err


def test_a_login_role_that_is_gone_is_refused_although_there_is_a_replica(offices: Callable[[str], Office], server: Server) -> None:
    office = offices("first")
    office("list", *DAY)
    with server.connect() as connection:
        connection.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(server.role("first"))))
    assert "不接受这个登录角色" in office("list", *DAY, code=4).err
