"""One transaction decides and records: groups are judged one by one, and nobody overtakes a decision."""

import re
import threading
from pathlib import Path

import pytest

from govopen_cli.errors import UsageError
from govopen_cli.recording.record import Bundle, Desk, Group, record
from govopen_cli.recording.request import Known, Refusal, Request, Seen
from govopen_cli.recording.undo import undo
from govopen_cli.state.open import read
from tests.conftest import ROOT
from tests.recording.desks import ask, clerk, day, desk, papers, trial

SEEN = Seen("", "x")


def done(item: str, on: str = "2021-06-10", **more: object) -> Request:
    return Request(item, "done", day(on), seen=SEEN, **more)  # type: ignore[arg-type]


def said(item: str, note: str = "推进中") -> Request:
    return Request(item, "progress", day("2021-06-10"), note=note, seen=SEEN)


def acts(where: Desk) -> list[tuple[str, str]]:
    state = read(where.place, where.plan.id)
    found = [(event.item, event.act) for event in state.events()]
    state.close()
    return found


BAD: Bundle = [done("1.1", "2030-01-01"), said("1.1")]


def test_a_group_is_recorded_whole_or_not_at_all_and_judged_apart_from_others(tmp_path: Path) -> None:
    where = desk(tmp_path)
    result = papers(where, Group([[done("1.2")], BAD], "甲.xlsx"), Group([[done("1.7")]], "乙.xlsx"))
    assert [len(judged.refusals) for judged in result.judged] == [1, 0]
    assert [len(judged.drafts) for judged in result.judged] == [0, 1]
    assert acts(where) == [("1.7", "done")]


def test_a_partial_group_leaves_out_whole_rows(tmp_path: Path) -> None:
    where = desk(tmp_path)
    result = papers(where, Group([[done("1.2")], BAD, [Refusal("看不懂", "台账 K9"), done("1.7")]], "甲.xlsx", partial=True))
    assert acts(where) == [("1.2", "done")]  # not the words of the bad row, not the good half of the unreadable one
    assert [str(refusal) for refusal in result.judged[0].refusals][1] == "台账 K9：看不懂"


def test_each_request_is_judged_by_what_the_ones_before_it_leave(tmp_path: Path) -> None:
    where = desk(tmp_path)
    result = papers(where, Group([[done("1.1"), said("1.1")], [done("1.1"), said("1.1"), said("1.1", "又推进")]]), Group([[said("1.1")]]))
    assert acts(where) == [("1.1", "done"), ("1.1", "progress"), ("1.1", "progress")]
    assert [sum(isinstance(decision, Known) for answer in judged.answers for decision in answer.decisions) for judged in result.judged] == [
        2,
        1,
    ]


def test_what_a_refused_group_would_have_left_counts_for_nobody(tmp_path: Path) -> None:
    where = desk(tmp_path)
    papers(where, Group([[done("1.7")], BAD]), Group([[done("1.7", "2021-06-11")]]))
    state = read(where.place, where.plan.id)
    assert [event.day for event in state.events()] == ["2021-06-11"]
    state.close()


def test_the_same_paper_again_is_no_change_and_after_undo_it_is_one(tmp_path: Path) -> None:
    where = desk(tmp_path)
    paper = Group([[done("1.1"), said("1.1")]])
    assert len(papers(where, paper).events) == 2
    assert len(papers(where, paper).events) == 0
    target, taken = undo([where], None, clerk())
    assert (len(target), [event.act for event in taken]) == (2, ["undo"])
    assert len(papers(where, paper).events) == 2


def test_two_at_once_record_once(tmp_path: Path) -> None:
    where = desk(tmp_path)
    start = threading.Barrier(8)
    counts: list[int] = []

    def run() -> None:
        start.wait()
        counts.append(len(papers(where._replace(wait=30.0), Group([[done("1.1"), said("1.1")]])).events))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0] * 7 + [2]
    assert acts(where) == [("1.1", "done"), ("1.1", "progress")]


def test_a_rehearsal_decides_alike_and_writes_nothing(tmp_path: Path) -> None:
    where = desk(tmp_path)
    groups = [Group([[done("1.2")], BAD], "甲.xlsx"), Group([[done("1.7")], [done("1.7")]], "乙.xlsx")]
    before = trial(where, *groups)
    assert not Path(where.place).exists()
    assert before.judged == papers(where, *groups).judged


def test_nothing_is_recorded_where_the_last_step_before_it_fails(tmp_path: Path) -> None:
    where = desk(tmp_path)

    def fails(_found: object) -> None:
        raise UsageError("存不进")

    with pytest.raises(UsageError, match="存不进"):
        record([(where, [Group([[done("1.7")]])])], clerk(), ready=fails)
    assert acts(where) == []
    record([(where, [Group([BAD])])], clerk(), ready=fails)  # nothing to record: nothing to make ready


def test_undo_names_its_batch_once(tmp_path: Path) -> None:
    where = desk(tmp_path)
    with pytest.raises(UsageError, match="还没有任何登记"):
        undo([where], None, clerk())
    batch = ask(where, Request("1.7", "done", day("2021-06-10"))).events[0].batch
    with pytest.raises(UsageError, match="没有批次“zz”"):
        undo([where], "zz", clerk())
    undo([where], batch[:8], clerk())
    with pytest.raises(UsageError, match="已经撤销过"):
        undo([where], batch, clerk())
    with pytest.raises(UsageError, match="没有可撤销的登记"):
        undo([where], None, clerk())


def test_an_act_has_four_homes_and_no_more() -> None:
    """A new act is one row in state/acts, one rule, one command: its line in the grammar and its module."""
    source = ROOT / "src" / "govopen_cli"
    naming = {str(path.relative_to(source)) for path in source.rglob("*.py") if re.search(r"\bwaive\b", path.read_text(encoding="utf-8"))}
    naming.discard("state/merge.py")  # what contradicts what is not yet asked of the table there
    assert naming == {"state/acts.py", "recording/rules.py", "cli/grammar/acts.py", "cli/waive.py"}
