"""The SQLite engine alone: which indexes its statements use, files of other versions, what is not a state file."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from govopen_cli.errors import StateError
from govopen_cli.state.engine import Wanted
from govopen_cli.state.engines import sqlite
from govopen_cli.state.engines.sqlite import SqliteEngine
from tests.state.test_engines import event, recorded


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "state.db")


@pytest.fixture
def engine(path: str) -> Iterator[SqliteEngine]:
    engine = sqlite.write(path, "test", 1)
    recorded(engine, *(event(number, f"1.{number % 40}", batch=f"b{number}") for number in range(400)))
    yield engine
    engine.close()


CALLS = {
    "facts": lambda engine: engine.facts(["1.1", "1.2"]),
    "moved": lambda engine: engine.moved(),
    "events of items": lambda engine: engine.events(Wanted(items=["1.1"], known_at="2022")),
    "events of a batch": lambda engine: engine.events(Wanted(batches=["b7"])),
    "notices": lambda engine: engine.events(Wanted(act="notice", known_at="2022")),
    "undos": lambda engine: engine.undos(["b7"]),
    "known": lambda engine: engine.known(["w-001"]),
    "recent": lambda engine: (engine.recent(None, 100), engine.recent(event(7), 100)),
    "batches": lambda engine: engine.batches("b1"),
    "heads": lambda engine: engine.heads(),
    "ident": lambda engine: engine.ident,
    "derive": lambda engine: engine.derive(["1.1"], []),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_no_statement_reads_what_it_does_not_need(engine: SqliteEngine, call: object) -> None:
    """The statements are those that the engine runs, not copies of them: an index leads each, and none sorts what an index could."""
    statements: list[str] = []
    engine._db.set_trace_callback(statements.append)
    call(engine)  # type: ignore[operator]
    engine._db.set_trace_callback(None)
    assert statements
    for statement in statements:
        steps = [str(row[3]) for row in engine._db.execute(f"EXPLAIN QUERY PLAN {statement}")]
        if "batch IN" in statement:  # one batch is sorted, it is small
            steps = [step for step in steps if "TEMP B-TREE FOR ORDER BY" not in step]
        assert all(step.startswith("SEARCH") or "USING" in step for step in steps), (statement, steps)
        assert not any("TEMP B-TREE" in step for step in steps), (statement, steps)


def test_pages_of_a_stream_are_found_by_an_index(engine: SqliteEngine) -> None:
    for by in ("item", "chain"):
        statements: list[str] = []
        engine._db.set_trace_callback(statements.append)
        assert len(list(engine.stream(10**9, by))) == 400
        engine._db.set_trace_callback(None)
        for statement in statements:
            steps = [str(row[3]) for row in engine._db.execute(f"EXPLAIN QUERY PLAN {statement}")]
            assert not any("TEMP B-TREE" in step for step in steps), steps


@pytest.mark.parametrize("name", ["带 空格.db", "百分%41号.db", "问?号.db", "井#号.db", "&mode=rwc.db", "名'字\".db", "x" * 200 + ".db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    engine = sqlite.write(str(tmp_path / name), "test", 1)
    recorded(engine, event(1))
    engine.close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    reader = sqlite.read(str(tmp_path / name), "test", 1)
    assert reader is not None
    assert len(reader.events(Wanted())) == 1
    reader.close()


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX only")
def test_a_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xd7\xb4\xcc\xac.db")  # 状态 in GBK
    engine = sqlite.write(name, "test", 1)
    recorded(engine, event(1))
    engine.close()
    assert os.listdir(os.fsencode(tmp_path)) == [b"\xd7\xb4\xcc\xac.db"]  # noqa: PTH208


def test_what_is_no_state_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    cases = {"folder": "文件夹", "fifo": "管道", "other.db": "不是 govopen", "text.db": "损坏", "empty-tables.db": "没有任何表"}
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE x(y)")
    connection.close()
    (tmp_path / "text.db").write_text("不是数据库" * 1000, encoding="utf-8")
    with sqlite3.connect(tmp_path / "empty-tables.db") as connection:
        connection.execute("PRAGMA application_id = 7")
    connection.close()
    for name, words in cases.items():
        before = (tmp_path / name).read_bytes() if name.endswith(".db") else None
        with pytest.raises(StateError, match=words):
            sqlite.read(str(tmp_path / name), "test", 1)
        with pytest.raises(StateError):
            sqlite.write(str(tmp_path / name), "test", 1).begin()
        assert before is None or (tmp_path / name).read_bytes() == before
    assert sqlite.read(str(tmp_path / "nowhere.db"), "test", 1) is None
    assert not (tmp_path / "nowhere.db").exists()


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("DROP TRIGGER event_no_update", "event_no_update"),
        ("DROP TRIGGER event_no_delete; CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT 1; END", "event_no_delete"),
        ("DROP INDEX event_order", "event_order"),
        ("CREATE TRIGGER x AFTER INSERT ON event BEGIN DELETE FROM current; END", "x"),
        ("DELETE FROM meta WHERE key = 'ident'", "标识"),
        ("UPDATE meta SET value = '' WHERE key = 'ident'", "标识"),
    ],
)
def test_health_finds_what_was_done_to_the_file(engine: SqliteEngine, path: str, statement: str, word: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.executescript(statement)
    connection.close()
    found = list(engine.health())
    assert len(found) == 1
    assert word in found[0]


def test_reading_needs_neither_json_nor_pathlib(path: str) -> None:
    """What a query of every day loads of the state, in a process of its own."""
    from datetime import datetime, timezone

    from govopen_cli.state.events import Clerk, Draft
    from govopen_cli.state.write import write

    with write(path, "test") as state:
        state.append(
            [Draft("1.1", "done", "2021-06-01", note="说明", data={"period": "2021-06-30"})], Clerk("甲", "h", datetime.now(timezone.utc))
        )
    script = f"""
import sys
before = set(sys.modules)
from govopen_cli.state.open import read
state = read({path!r}, "test")
assert state.facts(["1.1"])["1.1"].acts[0].period == "2021-06-30"
assert state.moved() == []
print(sorted(set(sys.modules) & {{"json", "typing", "re", "pathlib", "dataclasses", "contextlib", "enum", "uuid", "hashlib", "inspect"}}))
print(sorted(name for name in set(sys.modules) - before if name.startswith("govopen_cli.")))
"""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
    done = subprocess.run([sys.executable, "-S", "-c", script], env=env, capture_output=True, encoding="utf-8", check=True)
    heavy, ours = done.stdout.splitlines()
    assert heavy == "[]"
    assert "state.acts" not in ours
    assert "state.derive" not in ours
