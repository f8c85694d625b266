"""Two offices, one ledger: merging is a union in any order, and what contradicts is listed, one line a part."""

import itertools
import json
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govopen_cli.errors import ConflictError
from govopen_cli.state import verify
from govopen_cli.state.events import Clerk, Draft, Event, digest
from govopen_cli.state.facts import pack
from govopen_cli.state.incoming import Entry
from govopen_cli.state.merge import Conflict, Merged, merge
from govopen_cli.state.open import read
from govopen_cli.state.write import write
from tests.conftest import Run
from tests.plans import dated, plan

NOW = datetime(2021, 7, 2, tzinfo=timezone.utc)


def entries(events: list[Event]) -> list[Entry]:
    return [Entry(f"第 {number} 行", event) for number, event in enumerate(events, 1)]


def merged(path: Path, events: list[Event]) -> Merged:
    with write(path, "test") as state:
        return merge(state, entries(events), NOW)


def all_events(path: Path) -> list[Event]:
    state = read(path, "test")
    try:
        return state.events()
    finally:
        state.close()


# --- two offices on the command line --------------------------------------------------------------------------------


def offices(tmp_path: Path, *names: str) -> list[Path]:
    """Return folders with the same plan of three items, the second of which two districts answer for."""
    head = "units:\n  各区政府: {members: [甲区政府, 乙区政府]}\n"
    rows = [dated("6月底"), "content: 二, deadline: 6月底, units: {lead: [各区政府]}", dated("8月底")]
    found = []
    for name in names:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "tasks.yaml").write_text(plan(*rows, head=head), encoding="utf-8")
        found.append(folder)
    return found


def test_two_offices_by_mail_and_by_stick(run: Run, tmp_path: Path) -> None:
    here, there = offices(tmp_path, "甲处", "乙处")
    run("done", "1.1", "--on", "2021-06-01", cwd=here, GOVOPEN_USER="甲")
    shutil.copy(here / "tasks.state.db", there / "tasks.state.db")
    run("done", "1.2", "--on", "2021-06-02", cwd=here, GOVOPEN_USER="甲")
    run("done", "1.3", "--on", "2021-06-03", cwd=there, GOVOPEN_USER="乙")
    run("state", "export", "-o", "x.jsonl", cwd=there)
    assert "合并了 1 条" in run("state", "merge", str(there / "x.jsonl"), cwd=here).out
    assert "合并了 0 条" in run("state", "merge", str(there / "x.jsonl"), cwd=here).out
    assert "合并了 1 条" in run("state", "merge", str(here / "tasks.state.db"), cwd=there).out
    for folder in (here, there):
        assert run("list", "--status", "done", cwd=folder).ids == ["1.1", "1.2", "1.3"]
        run("state", "verify", cwd=folder)
    assert run("log", "--format", "jsonl", cwd=here).out == run("log", "--format", "jsonl", cwd=there).out


def test_contrary_acts_are_listed_and_nothing_is_lost(run: Run, tmp_path: Path) -> None:
    here, there = offices(tmp_path, "甲处", "乙处")
    run("done", "1.1", "--on", "2021-06-01", cwd=here)
    shutil.copy(here / "tasks.state.db", there / "tasks.state.db")
    run("reopen", "1.1", "--reason", "不实", cwd=there)
    run("done", "1.2", cwd=there)
    run("undo", cwd=here)
    run("done", "1.1", "--on", "2021-06-02", cwd=here)
    answer = run("state", "merge", str(there / "tasks.state.db"), cwd=here, code=5)
    (line,) = [line for line in answer.lines if line.startswith("冲突")]
    assert line.startswith("冲突 1.1：")
    assert "重新打开" in line
    assert "台账现在显示“完成”" in line
    assert run("list", "--status", "done", cwd=here).ids == ["1.1", "1.2"]  # the later act counts meanwhile
    assert len(run("log", cwd=here).lines) == 5
    assert run("state", "merge", str(there / "tasks.state.db"), cwd=here).out.startswith("合并了 0 条")


@pytest.mark.parametrize("later", ["done", "waive"])
def test_what_merge_says_is_what_the_ledger_shows(run: Run, tmp_path: Path, later: str) -> None:
    """A waiver here and a completion there: the one recorded later decides, in the sentence and in the ledger."""
    waiving, doing = offices(tmp_path, "甲处", "乙处")
    acts = [
        (waiving, ["waive", "1.1", "--reason", "并入", "--approved-by", "市政府", "--on", "2021-06-10"]),
        (doing, ["done", "1.1", "--on", "2021-06-12"]),
    ]
    for folder, words in acts if later == "done" else reversed(acts):
        run(*words, cwd=folder, GOVOPEN_TODAY="2021-06-15")
    word = {"done": "完成", "waive": "不再要求"}[later]
    for folder in (waiving, doing):
        run("state", "export", "-o", "all.jsonl", cwd=folder)
    answers = [
        run("state", "merge", str(there / "all.jsonl"), cwd=here, code=5, GOVOPEN_TODAY="2021-06-15").out
        for here, there in ((waiving, doing), (doing, waiving))
    ]
    for folder, answer in zip((waiving, doing), answers, strict=True):
        assert f"台账现在显示“{word}”" in answer
        record = json.loads(run("show", "1.1", "--format", "json", cwd=folder, GOVOPEN_TODAY="2021-06-15").out)["items"][0]
        assert record["light"] == word


def test_completions_of_one_part_on_different_days_are_a_conflict(run: Run, tmp_path: Path) -> None:
    here, there = offices(tmp_path, "甲处", "乙处")
    run("done", "1.2", "--unit", "甲区政府", "--on", "2021-06-01", cwd=here)
    run("done", "1.2", "--unit", "甲区政府", "--on", "2021-06-02", cwd=there)
    run("done", "1.3", "--on", "2021-06-03", cwd=here)
    run("done", "1.3", "--on", "2021-06-03", cwd=there)
    answer = run("state", "merge", str(there / "tasks.state.db"), cwd=here, code=5)
    (line,) = [line for line in answer.lines if line.startswith("冲突")]
    assert line.startswith("冲突 1.2 甲区政府：")
    assert "2021-06-01" in line
    assert "2021-06-02" in line


def test_three_offices_in_any_order_give_the_same_bytes(run: Run, tmp_path: Path) -> None:
    first, second, third = offices(tmp_path, "甲处", "乙处", "丙处")
    run("done", "1.1", "--on", "2021-06-01", cwd=first)
    run("waive", "1.1", "--reason", "并入", "--approved-by", "市政府", cwd=second)
    run("reopen", "1.1", "--reason", "不算", cwd=second)
    run("done", "1.1", "--on", "2021-06-04", cwd=third)
    run("done", "1.2", "--unit", "乙区政府", "--on", "2021-06-05", cwd=third)
    run("extend", "1.3", "--to", "2021-12-01", "--reason", "疫情", "--approved-by", "市政府", cwd=first)
    run("undo", cwd=first)
    sources = []
    for folder in (first, second, third):
        run("state", "export", "-o", "all.jsonl", cwd=folder)
        sources.append(str(folder / "all.jsonl"))
    answers = set()
    for number, order in enumerate(itertools.permutations(sources)):
        (folder,) = offices(tmp_path, f"合{number}")
        for source in order:
            run("state", "merge", source, cwd=folder, code=None)
        run("state", "export", "-o", "out.jsonl", cwd=folder)
        texts = [run(*words, cwd=folder).out for words in (["list", "--format", "json"], ["log"], ["show", "1.1"])]
        answers.add(((folder / "out.jsonl").read_bytes(), *texts))
        run("state", "verify", cwd=folder)
    assert len(answers) == 1


def test_several_files_at_once(run: Run, tmp_path: Path) -> None:
    here, second, third = offices(tmp_path, "甲处", "乙处", "丙处")
    run("done", "1.1", "--on", "2021-06-01", cwd=second)
    run("done", "1.1", "--on", "2021-06-02", cwd=third)
    answer = run("state", "merge", str(second / "tasks.state.db"), str(third / "tasks.state.db"), cwd=here, code=5)
    assert "合并了 2 条新记录（文件里共 2 条）" in answer.out
    assert answer.out.count("\n冲突 ") == 1


# --- any history ----------------------------------------------------------------------------------------------------

ACTS = st.sampled_from(["done", "reopen", "progress", "undo", "waive", "later_act"])


@st.composite
def histories(draw: st.DrawFn) -> list[list[Event]]:
    """Events of three offices, each a chain of its own, some reversing earlier batches of any office."""
    found: list[list[Event]] = [[], [], []]
    batches = ["b0"]
    for number in range(draw(st.integers(1, 14))):
        office = draw(st.integers(0, 2))
        act = draw(ACTS)
        chain = found[office]
        data = {"undo": {"batch": draw(st.sampled_from(batches))}, "waive": {"approved_by": "市政府"}}.get(act, {})
        event = Event(
            id=f"e{number}", batch=f"b{number}", writer=f"w{office}", number=len(chain) + 1, plan="test",
            item=draw(st.sampled_from(["1.1", "1.2"])), act=act, day=f"2021-06-{draw(st.integers(1, 28)):02d}",
            recorded_at=f"2021-07-01T00:00:{draw(st.integers(0, 59)):02d}.000000Z", author="甲", host="h",
            unit=draw(st.sampled_from([None, "甲局", "乙局"])), data=data, previous=chain[-1].hash if chain else "",
            era=draw(st.integers(0, 1)),
        )  # fmt: skip
        chain.append(event._replace(hash=digest(event)))
        batches.append(event.batch)
    return found


@settings(max_examples=40, deadline=None)
@given(histories())
def test_merging_is_a_union_in_any_order(tmp_path_factory: pytest.TempPathFactory, chains: list[list[Event]]) -> None:
    folder = tmp_path_factory.mktemp("merge")
    answers = []
    for name, order in (("a", (0, 1, 2)), ("b", (2, 1, 0)), ("c", (1, 2, 0))):
        path = folder / f"{name}.db"
        for number in order:
            assert merged(path, chains[number]).new == len(chains[number])
            assert merged(path, chains[number])._replace(read=0) == Merged(0, 0, [], 0, None, [])  # again: nothing new
        state = read(path, "test")
        assert list(verify.problems(state)) == []
        answers.append((state.events(), {item: pack(facts) for item, facts in state.all_facts().items()}))
        state.close()
    assert answers[0] == answers[1] == answers[2]


def pairs(conflicts: list[Conflict]) -> list[tuple[object, ...]]:
    return sorted((conflict.item, str(conflict.part), *sorted((conflict.ours.id, conflict.theirs.id))) for conflict in conflicts)


@settings(max_examples=40, deadline=None)
@given(histories())
def test_both_offices_hear_of_the_same_conflicts(tmp_path_factory: pytest.TempPathFactory, chains: list[list[Event]]) -> None:
    folder = tmp_path_factory.mktemp("merge")
    answers = []
    for name, here, there in (("a", 0, 1), ("b", 1, 0)):
        merged(folder / f"{name}.db", chains[here])
        answers.append(pairs(merged(folder / f"{name}.db", chains[there]).conflicts))
    assert answers[0] == answers[1]


# --- conflicts ------------------------------------------------------------------------------------------------------

Said = tuple[str, str, str | None, dict[str, str]]

APPROVED = {"approved_by": "市政府"}
NONE: dict[str, str] = {}
DONE, DONE_2 = ("done", "2021-06-01", None, NONE), ("done", "2021-06-02", None, NONE)
REOPEN, WAIVE = ("reopen", "2021-06-03", None, NONE), ("waive", "2021-06-03", None, APPROVED)
WAIVE_TILL = ("waive", "2021-06-03", None, {**APPROVED, "until": "2021-09-01"})
EXTEND, EXTEND_2 = (("extend", "2021-06-01", None, {**APPROVED, "to": f"2021-1{number}-01"}) for number in (0, 1))
ANCHOR, ANCHOR_2 = ("anchor", "2021-06-01", None, NONE), ("anchor", "2021-06-02", None, NONE)
PROGRESS = ("progress", "2021-06-01", None, NONE)
DONE_A, DONE_B = (("done", "2021-06-01", unit, NONE) for unit in ("甲局", "乙局"))
DONE_A_2 = ("done", "2021-06-02", "甲局", NONE)
DONE_Q1, DONE_Q2 = (("done", "2021-06-01", None, {"period": day}) for day in ("2021-03-31", "2021-06-30"))
DONE_Q1_LATER = ("done", "2021-06-02", None, {"period": "2021-03-31"})


def office(writer: str, said: list[Said], at: int) -> list[Event]:
    chain: list[Event] = []
    for number, (act, day, unit, data) in enumerate(said, 1):
        event = Event(
            f"{writer}{number}", f"{writer}-b{number}", writer, number, "test", "1.1", act, day, f"2021-07-01T00:00:{at + number:02d}.000000Z",
            "甲", "h", unit=unit, data=data, previous=chain[-1].hash if chain else "",
        )  # fmt: skip
        chain.append(event._replace(hash=digest(event)))
    return chain


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ([], [DONE], [DONE], []),
        ([], [DONE], [DONE_2], [(None, "done 2021-06-01", "done 2021-06-02")]),
        ([DONE], [], [REOPEN], []),
        ([DONE], [REOPEN], [REOPEN], []),
        ([DONE], [REOPEN], [], []),
        ([], [DONE], [PROGRESS], []),
        ([], [DONE], [EXTEND], []),
        ([], [EXTEND], [EXTEND], []),
        ([], [EXTEND], [EXTEND_2], [(None, "extend 2021-06-01", "extend 2021-06-01")]),
        ([], [EXTEND, EXTEND_2], [EXTEND_2], []),  # what stands at the end agrees
        ([], [EXTEND], [WAIVE], [(None, "extend 2021-06-01", "waive 2021-06-03")]),
        ([], [DONE], [WAIVE], [(None, "done 2021-06-01", "waive 2021-06-03")]),
        ([], [WAIVE], [WAIVE], []),
        ([], [WAIVE], [WAIVE_TILL], [(None, "waive 2021-06-03", "waive 2021-06-03")]),
        ([], [ANCHOR], [ANCHOR_2], [(None, "anchor 2021-06-01", "anchor 2021-06-02")]),
        ([], [DONE_A], [DONE_B], []),
        ([], [DONE_A], [DONE_A_2], [("甲局", "done 2021-06-01", "done 2021-06-02")]),
        ([], [DONE_A, DONE_B], [DONE_2], [("乙局", "done 2021-06-01", "done 2021-06-02"), ("甲局", "done 2021-06-01", "done 2021-06-02")]),
        ([], [DONE_Q1], [DONE_Q2], []),
        ([], [DONE_Q1], [DONE_Q1_LATER], [(None, "done 2021-06-01", "done 2021-06-02")]),
        ([], [DONE_Q1], [WAIVE], [(None, "done 2021-06-01", "waive 2021-06-03")]),
        ([], [DONE], [DONE_2, REOPEN], [(None, "done 2021-06-01", "reopen 2021-06-03")]),
        ([], [DONE], [DONE, DONE_2], []),  # of completions in a row the first keeps its day
        ([], [DONE_2], [DONE, REOPEN] * 20 + [DONE], [(None, "done 2021-06-02", "done 2021-06-01")]),  # one line, however long the chain
    ],
)  # fmt: skip
def test_what_contradicts(
    tmp_path: Path, base: list[Said], ours: list[Said], theirs: list[Said], expected: list[tuple[str | None, str, str]]
) -> None:
    path, shared = tmp_path / "s.db", office("b", base, 0)
    merged(path, shared)
    merged(path, office("o", ours, 10))
    found = merged(path, [*shared, *office("t", theirs, 15)]).conflicts
    assert [(part.unit, f"{mine.act} {mine.day}", f"{other.act} {other.day}") for _, part, mine, other in found] == expected
    assert all(conflict.later.writer == "t" for conflict in found)


def test_what_was_taken_back_contradicts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    merged(path, office("o", [DONE, ("undo", "2021-06-01", None, {"batch": "o-b1"})], 0))
    assert merged(path, office("t", [DONE_2], 10)).conflicts == []


# --- what is refused ------------------------------------------------------------------------------------------------


def test_the_same_record_with_other_content_is_a_conflict_whatever_the_order(tmp_path: Path) -> None:
    one = office("w", [DONE], 0)
    other = [one[0]._replace(day="2021-05-01")]
    other = [other[0]._replace(hash=digest(other[0]))]
    for name, first, second in (("a", one, other), ("b", other, one)):
        path = tmp_path / f"{name}.db"
        merged(path, first)
        with pytest.raises(ConflictError, match=r"第 1 行.*内容不同"):
            merged(path, second)
        with pytest.raises(ConflictError, match=r"第 2 行.*内容不同"):
            merged(tmp_path / "new.db", first + second)
        assert all_events(path) == first


def test_a_file_that_leaves_out_what_came_before_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    chain = office("w", [DONE, REOPEN, DONE_2, PROGRESS], 0)
    for part in (chain[1:], [chain[0], chain[2]], [chain[0], *chain[2:]]):
        with pytest.raises(ConflictError, match="之前的记录不在"):
            merged(path, part)
        assert all_events(path) == []
    merged(path, chain[:2])
    assert merged(path, chain[2:]).new == 2  # what came before is here
    assert merged(tmp_path / "reversed.db", chain[::-1]).new == 4  # lines in any order
    forged = chain[3]._replace(id="other", previous="f" * 64)
    with pytest.raises(ConflictError, match="之前的记录不在"):
        merged(tmp_path / "s2.db", [*chain[:3], forged._replace(hash=digest(forged))])


def test_long_chains_are_found_over_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govopen_cli.state.merge._PAGE", 3)
    monkeypatch.setattr("govopen_cli.state.merge._ITEMS", 1)
    one, other = office("w", [DONE, REOPEN] * 4, 0), office("v", [DONE_2, REOPEN] * 4, 20)
    mixed = [event for pair in zip(one, other, strict=True) for event in pair]
    assert merged(tmp_path / "s.db", mixed) == Merged(16, 16, [], 0, None, [])
    state = read(tmp_path / "s.db", "test")
    assert list(verify.problems(state)) == []
    state.close()


# --- clocks ---------------------------------------------------------------------------------------------------------


def test_what_lies_in_the_future_is_said_and_moves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    future = [event._replace(recorded_at="2031-07-01T00:00:00.000000Z") for event in office("t", [DONE_2], 0)]
    future = [event._replace(hash=digest(event)) for event in future]
    found = merged(path, [*future, *office("w", [PROGRESS], 0)])
    assert (found.ahead, found.farthest) == (1, future[0])
    told: list[str] = []
    clerk = Clerk("甲", "h", NOW, told=told.append)
    with write(path, "test") as state:
        (first,) = state.append([Draft("1.1", "reopen", "2021-07-02")], clerk)
        (second,) = state.append([Draft("1.1", "done", "2021-07-02")], clerk._replace(now=NOW + timedelta(seconds=5)))
    assert (first.recorded_at, second.recorded_at) == ("2021-07-02T00:00:00.000000Z", "2021-07-02T00:00:05.000000Z")
    assert len(told) == 1  # the first after it says so; from then on the newest is now
    assert [event.id for event in all_events(path)][-2:] == [first.id, second.id]
    state_then = read(path, "test").as_of(NOW + timedelta(seconds=1))
    assert [event.act for event in state_then.events()] == ["progress", "reopen"]


def test_merge_says_what_lies_in_the_future(run: Run, tmp_path: Path) -> None:
    here, there = offices(tmp_path, "甲处", "乙处")
    clerk = Clerk("乙", "别处", datetime(2199, 1, 1, tzinfo=timezone.utc))
    with write(there / "tasks.state.db", "test") as state:
        state.append([Draft("1.1", "done", "2021-06-01")], clerk)
    out = run("state", "merge", str(there / "tasks.state.db"), cwd=here).out
    assert "其中 1 条的登记时间在将来（最晚 2199-01-01，乙（别处））" in out
    answer = run("done", "1.3", cwd=here)
    assert "早于最近一次登记" in answer.err
    assert run("done", "1.2", cwd=here).err == ""
    assert run("list", "--status", "done", cwd=here).ids == ["1.1", "1.2", "1.3"]
