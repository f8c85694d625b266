"""What every store must do (state/engine): one suite, run by each engine. An engine joins by a factory in ``ENGINES``."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from govopen_cli.errors import OutputError, StateError
from govopen_cli.state.derive import rebuild
from govopen_cli.state.engine import Current, Engine, Wanted
from govopen_cli.state.engines import sqlite
from govopen_cli.state.engines.postgres import publish, shared, steps
from govopen_cli.state.engines.postgres.address import parse
from govopen_cli.state.events import Event, Undo
from govopen_cli.state.facts import Act, Evidence, Facts, Notice, Progress, pack
from tests.server.conftest import Server

Open = Callable[[], Engine]


def sqlite_engine(request: pytest.FixtureRequest) -> Open:
    folder = request.getfixturevalue("tmp_path")
    return lambda: sqlite.write(str(folder / "state.db"), "test", 0.2)


def postgres_engine(request: pytest.FixtureRequest) -> Open:
    """A shared log, and its replica in a cache of the test's own."""
    server: Server = request.getfixturevalue("empty")
    request.getfixturevalue("monkeypatch").setenv("GOVOPEN_CACHE", str(request.getfixturevalue("tmp_path") / "cache"))
    with server.connect() as connection:
        steps.apply(connection)
        publish.publish(connection, "test", "", [])
    address = parse(server.address(server.login("office", "office", plan="test"), "test"))
    return lambda: shared.write(address, "test", 0.2)


ENGINES: dict[str, Callable[[pytest.FixtureRequest], Open]] = {"sqlite": sqlite_engine, "postgres": postgres_engine}


@pytest.fixture(params=ENGINES.values(), ids=list(ENGINES))
def opening(request: pytest.FixtureRequest) -> Iterator[Open]:
    """What opens the same store again and again."""
    opened: list[Engine] = []
    factory = request.param(request)

    def call() -> Engine:
        opened.append(factory())
        return opened[-1]

    yield call
    for engine in opened:
        engine.close()


def writer(name: str) -> str:
    """Return a writer as stores name them; the order is that of the names."""
    return name.encode().hex().ljust(16, "0")


def ident(name: str) -> str:
    """Return the id of an event, in the order of the names: a writer and a number (``w-001``)."""
    own, _, number = name.rpartition("-")
    digits = writer(own)
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:]}-0000-{int(number):012}"


def batch(name: str) -> str:
    """Return the id of a batch that begins with the codes of its name."""
    digits = name.encode().hex().ljust(32, "0")
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def mark(name: str) -> str:
    """Return a hash that is a name only."""
    return sha256(name.encode()).hexdigest()


def event(
    number: int, item: str = "1.1", act: str = "done", *, batch_name: str = "b1", by: str = "w", at: int = 0, **more: object
) -> Event:
    """Return an event whose instant is a second of one minute."""
    fields = {
        "id": ident(f"{by}-{number}"), "batch": batch(batch_name), "writer": writer(by), "number": number, "plan": "test", "item": item, "act": act,
        "day": "2021-06-01", "recorded_at": f"2021-06-01T00:00:{at or number % 60:02}.000000Z", "author": "甲", "host": "h", "hash": mark(f"{by}-{number}"),
    }  # fmt: skip
    return Event(**{**fields, **more})  # type: ignore[arg-type]


def recorded(engine: Engine, *events: Event) -> None:
    """Write one batch as State does, without deriving anything."""
    engine.begin()
    heads: dict[str, tuple[int, str]] = {}
    for part in events:
        heads[part.writer] = max(heads.get(part.writer, (0, "")), (part.number, part.hash))
    engine.insert(events, heads)
    engine.commit()


def names(events: list[Event]) -> list[str]:
    """Return events by the names that ``ident`` was given."""
    return [f"{bytes.fromhex(part.writer).rstrip(bytes(1)).decode()}-{part.number:03}" for part in events]


# --- events ---------------------------------------------------------------------------------------------------------


def test_an_event_comes_back_as_it_was(opening: Open) -> None:
    engine = opening()
    full = event(
        1, "１.1 附", "extend", unit="甲局", domain="救灾", note="说明\n两行 '\"\\", fingerprint="f", previous=mark("p"), era=3,
        data={"to": "2021-07-01", "approved_by": "市政府"},
        evidence=(Evidence("甲.pdf", 12, "a" * 64, "2021-06-01"), Evidence("国办发〔2019〕54号")),
    )  # fmt: skip
    bare = event(2)
    recorded(engine, full, bare)
    assert opening().events(Wanted()) == [bare, full]  # by era first


def test_events_are_in_order_however_they_are_asked_for(opening: Open) -> None:
    engine = opening()
    late, early, tie = event(1, at=30), event(2, "1.2", batch_name="b2", at=10), event(3, at=10, batch_name="b3")
    older_era = event(4, "1.3", at=59, batch_name="b2")
    newer_era = event(5, "1.1", at=1, era=1)
    recorded(engine, late, early, tie, older_era, newer_era)
    everything = ["w-002", "w-003", "w-001", "w-004", "w-005"]
    assert names(engine.events(Wanted())) == everything
    assert names(engine.events(Wanted(items=["1.3", "1.1", "1.1", "none"]))) == ["w-003", "w-001", "w-004", "w-005"]
    assert names(engine.events(Wanted(batches=[batch("b2")]))) == ["w-002", "w-004"]
    assert names(engine.events(Wanted(since="2021-06-01T00:00:30.000000Z"))) == ["w-001", "w-004"]
    assert names(engine.events(Wanted(known_at="2021-06-01T00:00:30.000000Z"))) == ["w-002", "w-003", "w-001", "w-005"]
    assert names(engine.events(Wanted(items=[]))) == []
    assert names(engine.recent(None, 2)) == ["w-005", "w-004"]
    assert names(engine.recent(older_era, 9)) == ["w-001", "w-003", "w-002"]
    assert engine.items() == ["1.1", "1.2", "1.3"]
    recorded(engine, event(6, "1.2", "notice", at=40), event(7, "1.1", "notice", at=41))
    assert names(engine.events(Wanted(act="notice"))) == ["w-006", "w-007"]
    assert names(engine.events(Wanted(act="notice", items=["1.1"]))) == ["w-007"]
    assert names(engine.events(Wanted(act="notice", known_at="2021-06-01T00:00:40.000000Z"))) == ["w-006"]


def test_any_number_of_names_may_be_asked_for(opening: Open) -> None:
    engine = opening()
    recorded(engine, *(event(number, f"1.{number}", batch_name=f"b{number % 50}", at=59 - number % 60) for number in range(1, 1201)))
    engine.begin()
    engine.derive([], [Current(f"1.{number}", None, True, False, pack(Facts(note="x"))) for number in range(1, 1201)])
    engine.commit()
    many = [f"1.{number}" for number in range(40_000)]
    found = engine.events(Wanted(items=many))
    assert names(found) == names(engine.events(Wanted()))
    assert len(engine.facts(many)) == 1200
    assert len(engine.known([ident(f"w-{number}") for number in range(40_000)])) == 1200
    assert len(engine.events(Wanted(batches=[batch(f"b{number}") for number in range(40_000)]))) == 1200
    assert engine.undos([batch(f"b{number}") for number in range(40_000)]) == []


def test_a_stream_gives_everything_once_up_to_its_mark(opening: Open) -> None:
    engine = opening()
    count = 4500  # more than two pages
    recorded(engine, *(event(number, f"1.{number % 7}", by=f"w{number % 3}", at=number % 60) for number in range(1, count + 1)))
    end = engine.snapshot().mark
    other = opening()
    recorded(other, event(9999, "1.0", by="later"))
    by_item = list(engine.stream(end, "item"))
    assert sorted(names(by_item)) == sorted(f"w{number % 3}-{number:03}" for number in range(1, count + 1))
    assert [(part.item, *part.order) for part in by_item] == sorted((part.item, *part.order) for part in by_item)
    by_chain = list(engine.stream(end, "chain"))
    assert [(part.writer, part.number) for part in by_chain] == sorted((part.writer, part.number) for part in by_item)
    assert len(list(engine.stream(other.snapshot().mark, "item"))) == count + 1


def test_a_stream_holds_nobody_up(opening: Open) -> None:
    engine = opening()
    recorded(engine, *(event(number) for number in range(1, 3001)))
    stream = engine.stream(engine.snapshot().mark, "item")
    next(stream)
    recorded(opening(), event(9999, by="later"))  # would wait for a lock in vain
    assert len(list(stream)) == 2999


def test_known_events_are_told_by_their_hash(opening: Open) -> None:
    engine = opening()
    recorded(engine, event(1), event(2))
    assert engine.known([ident("w-1"), ident("w-7")]) == {ident("w-1"): mark("w-1")}
    assert engine.heads() == {writer("w"): (2, mark("w-2"))}
    recorded(opening(), event(1, by="v"))
    assert engine.heads() == {writer("w"): (2, mark("w-2")), writer("v"): (1, mark("v-1"))}


def test_batches_by_the_beginning_of_their_name(opening: Open) -> None:
    engine = opening()
    recorded(engine, event(1, batch_name="abc1"), event(2, batch_name="abc1"), event(3, batch_name="abc2"), event(4, batch_name="abd"))
    assert sorted(engine.batches(b"abc".hex())) == [batch("abc1"), batch("abc2")]
    assert engine.batches(b"abd".hex()) == [batch("abd")]
    assert engine.batches(b"b".hex()) == []
    assert engine.batches("%") == engine.batches("_") == []


def test_what_reverses_what(opening: Open) -> None:
    engine = opening()
    recorded(engine, event(1, batch_name="done"), event(2, batch_name="other"))
    recorded(
        engine,
        event(3, "1.1", "undo", batch_name="undo", data={"batch": batch("done")}),
        event(4, "1.2", "undo", batch_name="undo", data={"batch": batch("done")}),
    )
    recorded(engine, event(5, "1.1", "undo", batch_name="redo", data={"batch": batch("undo")}))
    first = Undo(batch("done"), batch("undo"), 0, "2021-06-01T00:00:03.000000Z", ident("w-3"))
    second = Undo(batch("undo"), batch("redo"), 0, "2021-06-01T00:00:05.000000Z", ident("w-5"))
    assert sorted(engine.undos([batch("done")])) == [first, second]  # also what reverses the reversal
    assert engine.undos([batch("undo")]) == [second]
    assert engine.undos([batch("redo"), batch("other")]) == []
    assert sorted(engine.undos(None)) == [first, second]
    # an earlier event of a batch that came by another way moves the place of its reversal, a later one does not
    recorded(engine, event(1, "1.3", "undo", batch_name="undo", by="a", at=1, data={"batch": batch("done")}))
    recorded(engine, event(2, "1.3", "undo", batch_name="undo", by="a", at=9, data={"batch": batch("done")}))
    assert min(engine.undos([batch("done")])) == Undo(batch("done"), batch("undo"), 0, "2021-06-01T00:00:01.000000Z", ident("a-1"))
    before = sorted(engine.undos(None))
    engine.begin()
    engine.forget()
    engine.commit()
    assert sorted(engine.undos(None)) == before


# --- what is derived ------------------------------------------------------------------------------------------------

FACTS = Facts(
    (
        Act("completes", "2021-06-01", "甲局", "救灾", "2021-06-30", "print", "2021-06-02T00:00:00.000000Z", "说明", {}),
        Act("releases", "2021-06-03", note="理由", data={"approved_by": "市政府", "until": "2021-09-01"}),
    ),
    "2021-03-01",
    (Progress("2021-05-01", "已开展", "甲局", None), Progress("2021-05-02")),
    "说明\x1f有分隔符",
    (Evidence("甲.pdf", 0, "a" * 64, "2021-06-01"), Evidence("网址")),
    ("one", "two"),
    (
        Notice("督办〔2021〕1号", "甲局", "提醒", "2021-06-01", "2021-06-08", "2021-06-02", None),
        Notice("督办〔2021〕2号", "甲局", "催办", "2021-06-09", "2021-06-16"),
    ),
)


def test_facts_come_back_as_they_were(opening: Open) -> None:
    engine = opening()
    recorded(engine, event(1))
    engine.begin()
    engine.derive(["1.1", "1.2"], [Current("1.1", None, True, True, pack(FACTS)), Current("1.2", "2021-06-01", True, False, pack(Facts()))])
    engine.commit()
    other = opening()
    assert other.facts(["1.1", "1.9"]) == {"1.1": FACTS._replace(note="说明 有分隔符")}
    assert other.all_facts() == {"1.1": FACTS._replace(note="说明 有分隔符"), "1.2": Facts()}
    assert other.moved() == ["1.1"]
    engine.begin()
    engine.derive(["1.1"], [])
    engine.commit()
    assert set(other.all_facts()) == {"1.2"}
    assert other.moved() == []


def test_what_is_derived_is_lent_to_another_connection(opening: Open) -> None:
    engine = opening()
    recorded(engine, event(1))
    rows = [Current("1.1", "2021-06-01", True, False, ""), Current("1.2", None, False, True, "")]
    engine.begin()
    engine.derive(["1.1", "1.2"], rows)
    engine.commit()
    with closing(sqlite3.connect(":memory:", uri=True, isolation_level=None)) as borrower:
        engine.lend(borrower)
        asked = "SELECT item, closed, acted, moves FROM standing ORDER BY item"
        assert borrower.execute(asked).fetchall() == [("1.1", "2021-06-01", 1, 0), ("1.2", None, 0, 1)]
        with pytest.raises(sqlite3.DatabaseError):
            borrower.execute("DELETE FROM standing")


# --- one batch as one writer ------------------------------------------------------------------------------------------


def test_what_is_not_committed_was_never_there(opening: Open) -> None:
    engine, reader = opening(), opening()
    recorded(engine, event(1))
    engine.begin()
    engine.insert([event(2)], {writer("w"): (2, "x")})
    engine.derive(["1.1"], [Current("1.1", None, True, False, "")])
    assert names(engine.events(Wanted())) == ["w-001", "w-002"]  # the writer sees what it has written
    assert names(reader.events(Wanted())) == ["w-001"]
    engine.abandon()
    assert names(engine.events(Wanted())) == ["w-001"]
    assert (engine.heads(), engine.all_facts()) == ({writer("w"): (1, mark("w-1"))}, {})
    engine.abandon()  # nothing to take back
    recorded(engine, event(2))
    assert names(reader.events(Wanted())) == ["w-001", "w-002"]


def test_there_is_one_writer_at_a_time(opening: Open) -> None:
    first, second = opening(), opening()
    first.begin()
    with pytest.raises(StateError, match="占用"):
        second.begin()
    first.insert([event(1)], {writer("w"): (1, "h")})
    first.commit()
    second.begin()
    assert names(second.events(Wanted())) == ["w-001"]
    second.abandon()


def test_an_event_is_recorded_once_and_never_changed(opening: Open) -> None:
    engine = opening()
    recorded(engine, event(1))
    engine.begin()
    with pytest.raises(StateError):
        engine.insert([event(1, note="anders")], {})
    engine.abandon()
    assert engine.events(Wanted()) == [event(1)]


def test_a_store_has_a_name_of_its_own_that_stays(opening: Open, tmp_path: Path) -> None:
    engine = opening()
    recorded(engine, event(1))
    assert engine.ident
    assert opening().ident == engine.ident
    engine.copy(tmp_path / "copy.db")
    assert engine.place


# --- health and copies ------------------------------------------------------------------------------------------------


def test_a_snapshot_says_what_is_there_at_one_moment(opening: Open) -> None:
    engine = opening()
    recorded(engine, event(1), event(2, "1.1", "undo", batch_name="u", data={"batch": batch("b1")}))
    rows = [Current("1.1", "2021-06-01", True, False, "x"), Current("1.2", None, False, True, "")]
    engine.begin()
    engine.derive([], rows)
    engine.commit()
    then = engine.snapshot()
    assert then.heads == {writer("w"): (2, mark("w-2"))}
    assert then.derived == {row.item: hash(row) for row in rows}
    assert [(undo.target, undo.batch) for undo in then.undos] == [(batch("b1"), batch("u"))]
    recorded(opening(), event(3))
    assert len(list(engine.stream(then.mark, "item"))) == 2


def test_a_sound_store_has_nothing_to_say(opening: Open) -> None:
    engine = opening()
    recorded(engine, event(1))
    assert list(engine.health()) == []


def test_a_copy_is_a_state_file_with_everything_in_it(opening: Open, tmp_path: Path) -> None:
    engine = opening()
    recorded(engine, event(1), event(2, "1.1", "undo", batch_name="u", data={"batch": batch("b1")}))
    engine.begin()
    rebuild(engine)
    engine.commit()
    target = tmp_path / "备份 #1?.db"
    engine.copy(target)
    copied = sqlite.read(str(target), "test", 1)
    assert copied is not None
    with closing(copied):
        assert copied.events(Wanted()) == engine.events(Wanted())
        assert copied.heads() == engine.heads()
        assert copied.undos(None) == engine.undos(None)
        assert list(copied.health()) == []
    with pytest.raises(OutputError, match="没有写"):
        engine.copy(tmp_path / "no" / "copy.db")
