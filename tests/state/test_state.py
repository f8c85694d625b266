"""What an inspection relies on: events that cannot be changed unseen, as-of, reviews, evidence, merging."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from govopen_cli.state import verify
from govopen_cli.state.events import Clerk, Draft, Event
from govopen_cli.state.open import read
from govopen_cli.state.state import State
from govopen_cli.state.write import write
from tests.conftest import DATA, Run
from tests.plans import dated, plan


def clerk(name: str = "甲", host: str = "host", now: datetime | None = None) -> Clerk:
    return Clerk(name, host, now or datetime.now(timezone.utc))


def record(path: Path, *drafts: Draft, who: Clerk | None = None) -> list[Event]:
    with write(path, "test") as state:
        return state.append(drafts, who or clerk())


def done(item: str, day: str = "2021-06-01", **more: Any) -> Draft:
    return Draft(item, "done", day, **more)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tasks.state.db"


@pytest.fixture
def opened(path: Path) -> Iterator[Callable[[], State]]:
    states: list[State] = []

    def call() -> State:
        states.append(read(path, "test"))
        return states[-1]

    yield call
    for state in states:
        state.close()


# --- verify ---------------------------------------------------------------------------------------------------------


def tamper(path: Path, *statements: str) -> None:
    """Change a file as somebody would who knows SQL: the triggers go and come back."""
    with sqlite3.connect(path) as connection:
        triggers = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
        for name in ("event_no_update", "event_no_delete"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for sql in triggers:
            connection.execute(sql)
    connection.close()


TAMPERINGS = {
    "changed day": ["UPDATE event SET day = '2020-01-01' WHERE number = 2"],
    "changed author": ["UPDATE event SET author = '乙' WHERE number = 3"],
    "changed note": ["UPDATE event SET note = 'x' WHERE number = 1"],
    "missing in the middle": ["DELETE FROM event WHERE number = 2"],
    "missing at the end": ["DELETE FROM event WHERE number = 4"],
    "all missing": ["DELETE FROM event"],
    "inserted": ["INSERT INTO event(id, batch, writer, number, plan, item, act, day, recorded_at, author, host, evidence, data, previous, hash) SELECT 'new', 'b', writer, 5, plan, '9.9', act, day, recorded_at, author, host, evidence, data, hash, 'h' FROM event WHERE number = 4"],
    "inserted by an unknown writer": ["INSERT INTO event(id, batch, writer, number, plan, item, act, day, recorded_at, author, host, evidence, data, previous, hash) SELECT 'new', 'b', 'w', 1, plan, '9.9', act, day, recorded_at, author, host, evidence, data, '', 'h' FROM event WHERE number = 4"],
    "reordered": ["UPDATE event SET number = 99 WHERE number = 2", "UPDATE event SET number = 2 WHERE number = 3", "UPDATE event SET number = 3 WHERE number = 99"],
    "derived facts": ["UPDATE current SET facts = replace(facts, '2021-06-01', '2021-05-01')"],
    "derived facts gone": ["DELETE FROM current WHERE item = '1.1'"],
}  # fmt: skip


@pytest.mark.parametrize("statements", TAMPERINGS.values(), ids=list(TAMPERINGS))
def test_verify_finds_tampering(path: Path, opened: Callable[[], State], statements: list[str]) -> None:
    record(path, done("1.1"), done("1.2"))
    record(path, done("1.3"), done("1.4", note="说明"))
    assert list(verify.problems(opened())) == []
    tamper(path, *statements)
    assert list(verify.problems(opened()))


def test_verify_finds_missing_triggers(path: Path, opened: Callable[[], State]) -> None:
    record(path, done("1.1"))
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER event_no_update")
    connection.close()
    assert any("触发器" in problem for problem in verify.problems(opened()))


def test_verify_command_and_rebuild(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("6月底"), dated("7月底")), encoding="utf-8")
    run("state", "verify")
    run("done", "1.1", "--on", "2021-06-01")
    assert "1 条记录" in run("state", "verify").out
    tamper(tmp_path / "tasks.state.db", "UPDATE current SET facts = replace(facts, '2021-06-01', '2021-05-01')")
    assert "rebuild" in run("state", "verify", code=4).out
    run("state", "rebuild")
    run("state", "verify")
    tamper(tmp_path / "tasks.state.db", "UPDATE event SET day = '2021-01-01'")
    assert "被改动过" in run("state", "verify", code=4).out


def test_who_and_where(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("6月底"), dated("7月底"), dated("8月底")), encoding="utf-8")
    run("done", "1.1", "--author", "王某")
    run("done", "1.2", GOVOPEN_USER="李某")
    run("done", "1.3", GOVOPEN_USER="", LOGNAME="clerk")
    events = run("log", "--format", "json").json["events"]
    assert [event["author"] for event in events] == ["王某", "李某", "clerk"]
    assert all(event["host"] and event["recorded_at"].endswith("Z") for event in events)


# --- time -----------------------------------------------------------------------------------------------------------


def test_as_of_is_what_was_known(path: Path, opened: Callable[[], State]) -> None:
    record(path, done("1.1", "2021-05-01"), who=clerk(now=datetime(2021, 6, 1, 8, tzinfo=timezone.utc)))
    record(path, done("1.2", "2021-05-01"), who=clerk(now=datetime(2021, 6, 10, 8, tzinfo=timezone.utc)))
    batch = opened().last_batch()
    assert batch is not None
    with write(path, "test") as state:
        state.append([Draft("1.2", "undo", "2021-06-20", data={"batch": batch})], clerk(now=datetime(2021, 6, 20, 8, tzinfo=timezone.utc)))
    now = opened()
    assert set(now.all_facts()) == {"1.1"}
    assert set(now.as_of(datetime(2021, 6, 15, tzinfo=timezone.utc)).all_facts()) == {"1.1", "1.2"}
    assert set(now.as_of(datetime(2021, 6, 5, tzinfo=timezone.utc)).all_facts()) == {"1.1"}
    assert set(now.as_of(datetime(2021, 5, 5, tzinfo=timezone.utc)).all_facts()) == set()


def test_as_of_and_effective_on_the_command_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("2021年6月底"), dated("2021年7月底")), encoding="utf-8")
    run("done", "1.1", "--on", "2021-06-15")
    # recorded today: nobody knew of it in 2021, though it had taken effect
    assert run("list", "--status", "done", "--as-of", "2021-07-01").ids == []
    assert run("list", "--status", "done", "--effective", "2021-07-01").ids == ["1.1"]
    assert run("list", "--status", "done", "--effective", "2021-06-14").ids == []
    assert run("overdue", "--as-of", "2021-07-01").ids == ["1.1"]
    first = run("report", "--as-of", "2021-07-01", "--format", "json").out
    run("done", "1.2")
    assert run("report", "--as-of", "2021-07-01", "--format", "json").out == first
    for name in ("a.xlsx", "b.xlsx"):
        run("export", "-o", name, "--as-of", "2021-07-01")
        run("progress", "1.2", "--note", "x")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_clock_that_was_set_back_changes_no_order(path: Path, opened: Callable[[], State]) -> None:
    record(path, done("1.1"), who=clerk(now=datetime(2021, 6, 10, tzinfo=timezone.utc)))
    record(path, Draft("1.1", "reopen", "2021-06-02"), who=clerk(now=datetime(2021, 6, 1, tzinfo=timezone.utc)))
    state = opened()
    assert [event.act for event in state.events()] == ["done", "reopen"]
    assert [act.effect for act in state.facts(["1.1"])["1.1"].acts] == ["completes", "reopens"]
    assert list(verify.problems(state)) == []


# --- changed after completion -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "needed"),
    [
        ("content: 内容", "content: 内容改了", True),
        ("deadline: '2021年6月底'", "deadline: '2021年7月底'", True),
        ("units: {cooperate: [市财政局]}", "units: {cooperate: [市教育局]}", True),
        ("source: 甲", "source: 乙", False),
        ("section: 甲", "section: 乙", False),
    ],
)
def test_review_needed(run: Run, tmp_path: Path, before: str, after: str, needed: bool) -> None:
    item = "content: 内容, deadline: '2021年6月底', units: {cooperate: [市财政局]}, source: 甲, section: 甲"
    (tmp_path / "tasks.yaml").write_text(plan(item), encoding="utf-8")
    run("done", "1.1", "--on", "2021-06-01")
    (tmp_path / "tasks.yaml").write_text(plan(item.replace(before, after)), encoding="utf-8")
    assert run("list", "--format", "json").json["items"][0]["review_needed"] is needed
    for command in (["list"], ["show", "1.1"], ["unit", "市民政局"], ["due", "--all"]):
        assert ("需复核" in run(*command).out) is needed
    assert ("需复核 1 项" in run("report", "--format", "md").out) is needed
    run("confirm", "1.1", "--note", "核对无误")
    assert "需复核" not in run("list").out


# --- evidence -------------------------------------------------------------------------------------------------------


def test_evidence_is_kept_and_verified(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("6月底"), dated("7月底")), encoding="utf-8")
    (tmp_path / "甲.pdf").write_bytes(b"first")
    (tmp_path / "乙.pdf").write_bytes(b"second")
    run("done", "1.1", "--evidence", "甲.pdf", "--keep", "--on", "2021-06-01")
    run("evidence", "add", "1.1", "--evidence", "乙.pdf", "--evidence", "国办发〔2019〕54号", "--on", "2021-06-02")
    assert "没有重复登记" in run("evidence", "add", "1.1", "--evidence", "乙.pdf").err
    parts = run("show", "1.1", "--format", "json").json["items"][0]["evidence"]
    assert [(part["text"], part["size"], part["day"]) for part in parts] == [
        ("甲.pdf", 5, "2021-06-01"),
        ("乙.pdf", 6, "2021-06-02"),
        ("国办发〔2019〕54号", None, "2021-06-02"),
    ]
    assert run("evidence", "verify").ids == ["1.1", "1.1"]
    (tmp_path / "甲.pdf").unlink()  # the kept copy stays
    (tmp_path / "乙.pdf").write_bytes(b"changed")
    answer = run("evidence", "verify", code=12)
    assert [line.split("  ")[1] for line in answer.lines] == ["已存副本", "内容已变"]
    (tmp_path / "乙.pdf").unlink()
    assert "缺失" in run("evidence", "verify", code=12).out
    copies = [file for file in (tmp_path / "tasks.state.evidence").rglob("*") if file.is_file()]
    assert [file.read_bytes() for file in copies] == [b"first"]


# --- other versions -------------------------------------------------------------------------------------------------


def test_the_first_releases_file_is_read(tmp_path: Path) -> None:
    """tests/data/state-v1.db was written by the first release; it must be read for ever."""
    path = tmp_path / "state.db"
    shutil.copy(DATA / "state-v1.db", path)
    state = read(path, "wuhai-2020")
    assert list(verify.problems(state)) == []
    facts = state.all_facts()
    assert {item: [(act.effect, act.day) for act in value.acts] for item, value in facts.items() if value.acts} == {
        "1.1": [("completes", "2020-06-20")],
        "1.6": [("completes", "2020-10-20")],
        "4.1": [("extends", "2021-06-20")],
    }
    assert facts["4.1"].acts[0].to == "2021-12-31"
    assert [entry.day for entry in facts["5.1"].progress] == ["2021-06-01"]
    state.close()


def test_an_older_file_is_migrated_with_a_copy(path: Path, opened: Callable[[], State], monkeypatch: pytest.MonkeyPatch) -> None:
    from govopen_cli.state.engines import sqlite_file

    record(path, done("1.1"))
    before = path.read_bytes()
    monkeypatch.setattr(sqlite_file, "MIGRATIONS", (*sqlite_file.MIGRATIONS, ("CREATE TABLE later(x)", "INSERT INTO later VALUES (1)")))
    record(path, done("1.2"))
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(sqlite_file.MIGRATIONS),)
        assert connection.execute("SELECT x FROM later").fetchall() == [(1,)]
    connection.close()
    copy = path.with_name(f"{path.name}.v{len(sqlite_file.MIGRATIONS) - 1}.bak")
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (1,)
    connection.close()
    assert len(before) == copy.stat().st_size
    assert list(verify.problems(opened())) == []


def test_a_failed_migration_leaves_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from govopen_cli.errors import StateError
    from govopen_cli.state.engines import sqlite_file

    record(path, done("1.1"))
    before = path.read_bytes()
    monkeypatch.setattr(sqlite_file, "MIGRATIONS", (*sqlite_file.MIGRATIONS, ("CREATE TABLE later(x)", "no sql")))
    with pytest.raises(StateError):
        record(path, done("1.2"))
    monkeypatch.undo()
    assert path.read_bytes() == before


def test_a_newer_file_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("6月底")), encoding="utf-8")
    run("done", "1.1")
    with sqlite3.connect(tmp_path / "tasks.state.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for command in (["list"], ["done", "1.1"], ["undo"]):
        assert "升级" in run(*command, code=4).err


def test_backup(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("6月底")), encoding="utf-8")
    run("state", "backup", "-o", "b.db", code=2)
    run("done", "1.1")
    run("state", "backup", "-o", "b.db")
    assert run("list", "--status", "done", "--state", "b.db").ids == ["1.1"]
    run("state", "verify", "--state", "b.db")
    run("state", "backup", "-o", "b.db", code=2)
    run("state", "backup", "-o", "没有/b.db", code=6)


def test_the_first_releases_file_answers_and_is_migrated(tmp_path: Path, run: Run) -> None:
    """A version-1 file answers as it is, also where nothing may be written, and the first record brings it up to date."""
    path = tmp_path / "state.db"
    shutil.copy(DATA / "state-v1.db", path)
    before = path.read_bytes()
    assert run("list", "--status", "done", "--state", "state.db").ids == ["1.1"]
    assert run("list", "--status", "partial", "--state", "state.db").ids == ["1.6"]
    assert "延期至2021-12-31" in run("list", "--state", "state.db").out
    assert path.read_bytes() == before
    run("done", "2.1", "--state", "state.db")
    assert run("list", "--status", "done", "--state", "state.db").ids == ["1.1", "2.1"]
    assert "7 条记录" in run("state", "verify", "--state", "state.db").out
    assert "6 条记录" in run("state", "verify", "--state", "state.db.v1.bak").out
