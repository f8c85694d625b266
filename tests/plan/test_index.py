"""The compiled index: always the same answer as the plan's text, whatever happens to the file or to the cache."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govopen_cli.ledger.books import Asked, Books
from govopen_cli.ledger.select import Filters, Ledger, Window
from govopen_cli.plan.file.load import load
from govopen_cli.plan.index import query as index_query
from govopen_cli.plan.index import rows
from govopen_cli.plan.index.cache import index_path, open_index
from govopen_cli.plan.index.compile import in_memory
from govopen_cli.plan.index.query import Index, Scope, query
from govopen_cli.plan.model import Item
from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.open import read
from govopen_cli.state.write import write
from tests.conftest import PLAN, Run
from tests.plans import HEAD, dated, plan

PHRASES = ["2021年6月底", "持续推进", "每月5日前", "2021年8月前", "收到通知后5个工作日内", "待定", "2020年1月1日"]
item_texts = st.builds(
    lambda number, phrase, unit, domain: f"content: 内容{number}, deadline: '{phrase}', units: {{lead: [{unit}]}}, domains: [{domain}]",
    st.integers(0, 99),
    st.sampled_from(PHRASES),
    st.sampled_from(["市民政局", "市财政局", "各区政府"]),
    st.sampled_from(["救灾", "扶贫"]),
)
EXTRA = "domains: [救灾, 扶贫]\nunits:\n  各区政府: {members: [甲区政府, 乙区政府]}\n"
plans = st.lists(item_texts, min_size=1, max_size=6).map(lambda items: plan(*items, head=EXTRA))


def answers(index: Index) -> list[object]:
    """Everything that queries ask of an index."""
    return [
        index.plan,
        list(index.items()),
        [list(index.items(Scope(units=[unit.name]))) for unit in index.units()],
        [list(index.items(Scope(domains=[field.name]))) for field in index.domains()],
        [list(index.items(Scope(due=(None, date(2021, 6, 30)))))],
        [index.collectives(unit.name) for unit in index.units()],
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(plans, min_size=2, max_size=4), st.data())
def test_index_and_text_always_agree(tmp_path_factory: pytest.TempPathFactory, versions: list[str], draw: st.DataObject) -> None:
    """Also when the file is rewritten within one clock tick, and when its time stamp is put back."""
    folder = tmp_path_factory.mktemp("index")
    path, cache = folder / "tasks.yaml", folder / "cache"
    stamp = None
    for text in versions:
        path.write_text(text, encoding="utf-8")
        if stamp is not None and draw.draw(st.booleans()):
            os.utime(path, ns=stamp)
        for _ in range(2):
            index = open_index(path, cache)
            expected = in_memory(load(text.encode(), path))
            assert answers(index) == answers(expected)
            index.close()
            expected.close()
        info = path.stat()
        stamp = (info.st_atime_ns, info.st_mtime_ns)


def test_a_rewrite_of_the_same_size_in_the_same_tick(tmp_path: Path) -> None:
    path, cache = tmp_path / "tasks.yaml", tmp_path / "cache"
    for day in ("6月10日", "6月20日", "7月10日"):
        path.write_text(plan(dated(day)), encoding="utf-8")
        with closing(open_index(path, cache)) as index:
            assert next(index.items()).deadline.text == day


def cached(path: Path, cache: Path) -> Path:
    open_index(path, cache).close()
    return indexed(path, cache)


def indexed(path: Path, cache: Path) -> Path:
    return Path(index_path(str(path), str(cache)))


@pytest.mark.parametrize("damage", [b"", b"garbage", b"SQLite format 3\x00" + b"\x00" * 5000, None])
def test_a_damaged_index_is_rebuilt_silently(tmp_path: Path, damage: bytes | None) -> None:
    cache = tmp_path / "cache"
    file = cached(PLAN, cache)
    if damage is None:
        with sqlite3.connect(file) as connection:
            connection.execute("DROP TABLE item_unit")
            connection.execute("UPDATE meta SET value = 'x' WHERE key = 'plan'")
        connection.close()
    else:
        file.write_bytes(damage)
    with closing(open_index(PLAN, cache)) as index:
        assert len(list(index.items(Scope(units=["市民政局"])))) == 2


def test_an_index_of_another_plan_is_not_taken(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    other = tmp_path / "other.yaml"
    other.write_text(plan(dated("6月底")), encoding="utf-8")
    cached(other, cache).replace(indexed(PLAN, cache))
    with closing(open_index(PLAN, cache)) as index:
        assert len(list(index.items())) == 33


def test_an_unwritable_cache_falls_back_to_memory(tmp_path: Path, run: Run) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("", encoding="utf-8")
    assert len(run("list", GOVOPEN_CACHE=str(blocker / "cache")).lines) == 33
    assert "内存" in run("where", GOVOPEN_CACHE=str(blocker / "cache")).out


def test_where_shows_the_index(tmp_path: Path, run: Run) -> None:
    line = next(line for line in run("where", GOVOPEN_CACHE=str(tmp_path / "c")).lines if line.startswith("索引"))
    assert str(tmp_path / "c") in line
    assert "KB" in line
    assert "秒前" in line


def test_old_indexes_are_cleaned_up(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    old, new, other = cache / "00.index.db", cache / "11.index.db", cache / "notes.txt"
    for file in (old, new, other):
        file.write_bytes(b"x")
    season = time.time() - 100 * 86400
    os.utime(old, (season, season))
    os.utime(other, (season, season))
    cached(PLAN, cache)
    assert not old.exists()
    assert new.exists()
    assert other.exists()


def test_two_processes_compile_at_once(tmp_path: Path, env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "govopen_cli", "list"]
    environment = {**env, "GOVOPEN_CACHE": str(tmp_path / "c"), "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    processes = [subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, len(out.decode().splitlines()), err) == (0, 33, b"")
    assert not list((tmp_path / "c").glob("*.tmp"))


# --- no full scans ----------------------------------------------------------------------------------------------------


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A plan of 3,000 rows of which few are asked for, and a state with records of many."""
    rows = [
        dated("2020年6月底" if number < 20 else "2031年6月底" if number % 3 else "持续推进", "domains: [救灾]" if number < 20 else "")
        for number in range(3000)
    ]
    text = plan(*rows, head="domains: [救灾]").replace("issued: 2021", "issued: 2020")
    path = tmp_path / "tasks.yaml"
    path.write_text(text, encoding="utf-8")
    from datetime import datetime, timezone

    with write(tmp_path / "s.db", "test") as state:
        state.append(
            [Draft(f"1.{number}", "progress", "2021-01-01", note="x") for number in range(1, 3001)],
            Clerk("甲", "h", datetime.now(timezone.utc)),
        )
        state.append([Draft("1.5", "done", "2021-01-01")], Clerk("甲", "h", datetime.now(timezone.utc)))
    opened = read(tmp_path / "s.db", "test")
    with closing(opened), closing(open_index(path, tmp_path / "cache")) as index:
        yield Ledger(index, opened, date(2021, 6, 15))


SCOPES = [
    Scope(ids=["1.7"]),
    Scope(units=["市民政局"]),
    Scope(units=["市民政局"], role="lead"),
    Scope(domains=["救灾"]),
    Scope(task="1"),
    Scope(kinds=("ongoing",)),
    Scope(due=(None, date(2021, 5, 31))),
    Scope(due=(None, date(2021, 5, 31)), also=("1.7",), rules=(1,)),
    Scope(due=(None, date(2021, 5, 31)), open_on=date(2021, 6, 15)),
    Scope(rules=(1,)),
    Scope(kinds=("ongoing",), undated=True, touched=True),
]


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_every_query_is_led_by_an_index(ledger: Ledger, scope: Scope) -> None:
    for wanted in ("data", "count(*)"):
        sql, values, _ = query(scope, wanted)
        steps = [str(row[3]) for row in ledger.index.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        scans = [step for step in steps if step.startswith("SCAN") and "USING" not in step and "SUBQUERY" not in step]
        assert not scans, steps


@pytest.mark.parametrize("count", [500, 501, 70_000])
def test_any_number_of_names_may_be_asked_for(ledger: Ledger, count: int) -> None:
    """SQLite binds 32,766 values at most, older ones 999."""
    index = ledger.index
    ids = [f"1.{number}" for number in range(count, 0, -1)]
    there = min(count, 3000)
    assert [item.id for item in index.items(Scope(ids=ids))] == [f"1.{number}" for number in range(1, there + 1)]
    assert index.known_ids(ids) == ids[-there:]
    names = ["市民政局", *(f"{number}局" for number in range(count))]
    fields = ["救灾", *map(str, range(count))]
    rules = range(count)
    assert index.count(Scope(units=names, domains=fields, ids=ids, kinds=["date", *map(str, range(count))])) == 20
    due = Scope(due=(None, date(2021, 5, 31)), also=ids, rules=rules)
    assert index.count(due) == there
    assert index.count(Scope(rules=rules)) == 0
    assert index.count(due._replace(open_on=date(2021, 6, 15), also=())) == 19
    assert not list(index.items(Scope(ids=[])))


def test_long_lists_are_looked_up(ledger: Ledger) -> None:
    statement = query(Scope(ids=list(map(str, range(501)))))
    assert (len(statement.values), len(statement.lists)) == (0, 1)
    ledger.index.connection.execute("CREATE TEMP TABLE given(value PRIMARY KEY) WITHOUT ROWID")
    sql = statement.sql.replace("<list 0>", "given")
    steps = [str(row[3]) for row in ledger.index.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert any("item USING INDEX item_id" in step for step in steps), steps


def test_a_query_reads_the_rows_that_it_prints(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    inner = rows.ITEM

    def counted(text: str) -> Item:
        item: Item = inner.unpack(text)
        reads.append(item.id)
        return item

    monkeypatch.setattr(index_query, "ITEM", inner._replace(unpack=counted))
    due = ledger.open_dated(Filters(), Window(last=date(2021, 5, 31)))
    assert len(due) == 19  # one of the twenty is done
    assert len(reads) == 19
    reads.clear()
    assert len(Books([Asked(ledger, Filters())], [ledger.plan], ledger.day).overdue()) == 19
    assert len(reads) == 19
    reads.clear()
    assert len(list(ledger.rows(Filters(domains=("救灾",))))) == 20
    assert len(reads) == 20


def test_head_of_a_long_table_ends_it_early(tmp_path: Path, env: dict[str, str]) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(*(dated("6月底") for _ in range(2000))), encoding="utf-8")
    script = f"{sys.executable} -m govopen_cli list --format table | head -5; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script],
        env={**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, len(done.stdout.splitlines()), done.stderr) == (0, 5, "")


def test_a_long_table_keeps_every_character(tmp_path: Path, run: Run) -> None:
    content = "一二三四五六七八九十" * 5
    (tmp_path / "tasks.yaml").write_text(
        HEAD + plan(*(f"content: {content}, deadline: 6月底" for _ in range(400))).removeprefix(HEAD), encoding="utf-8"
    )
    out = run("list", "--format", "table", COLUMNS="60").out
    assert out.count("一") >= 400 * 5
    from tests.cli.test_output import columns_of

    assert all(columns_of(line) <= 60 for line in out.splitlines()[2:])


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are any bytes on Linux only")
def test_a_folder_whose_name_is_no_text(tmp_path: Path, run: Run, cache: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb1\xa8\xb8\xe6"))  # 报告 in GBK, as old archives unpack it
    folder.mkdir()
    (folder / "tasks.yaml").write_text(plan(dated("6月底")), encoding="utf-8")
    for _ in range(2):  # compiled, then from the cache
        assert run("list", "--today", "2021-06-01", cwd=folder).ids == ["1.1"]
    for words in (["done", "1.1", "--on", "2021-06-01"], ["export", "-o", "a.xlsx"], ["report"], ["where"], ["state", "verify"], ["log"]):
        run(*words, cwd=folder, GOVOPEN_TODAY="2021-06-02")
