"""What may be recorded: (what is recorded, what is asked) to what comes of it, act by act, written by hand."""

from pathlib import Path
from typing import Any

import pytest

from govopen_cli.errors import UsageError
from govopen_cli.recording.record import Group
from govopen_cli.recording.request import Known, Refusal, Request, Seen
from govopen_cli.state.events import Draft
from govopen_cli.state.facts import Evidence
from tests.recording.desks import PLAN, ask, day, desk, loaded, trial

EAST, WEST, BOTH = ("东区政府",), ("西区政府",), ("各区政府", "东区政府", "西区政府")
GRANT = {"to": "2021-12-31", "approved_by": "市政府"}


def asked(item: str, act: str, on: str = "2021-06-10", **more: Any) -> Request:
    told = {"note": "理由"} if act in ("reopen", "extend", "waive", "progress", "confirm") else {}
    return Request(item, act, day(on), **{**told, **more})


def outcome(folder: Path, before: list[Request], request: Request) -> list[Any]:
    where = desk(folder)
    for earlier in before:
        ask(where, earlier)
    (judged,) = trial(where, Group([[request]])).judged
    return [decision for answer in judged.answers for decision in answer.decisions]


RECORDED: list[tuple[list[Request], Request, list[tuple[Any, ...]]]] = [
    # what is asked -> the parts that are recorded: act, unit, domain, data
    ([], asked("1.1", "done"), [("done", None, None, {})]),
    ([], asked("1.1", "done", units=EAST), [("done", "东区政府", None, {})]),
    ([], asked("1.1", "done", units=BOTH), [("done", None, None, {})]),
    ([], asked("1.2", "done", units=EAST, domain="救灾"), [("done", "东区政府", "救灾", {})]),
    ([], asked("1.7", "done", units=("市水务局",), domain="救灾"), [("done", None, None, {})]),
    ([asked("1.1", "done", units=EAST)], asked("1.1", "done"), [("done", None, None, {})]),
    ([asked("1.1", "done", units=EAST)], asked("1.1", "done", units=WEST), [("done", "西区政府", None, {})]),
    ([asked("1.1", "done")], asked("1.1", "done", evidence=(Evidence("文号"),)), [("evidence", None, None, {})]),
    ([asked("1.1", "done")], asked("1.1", "reopen"), [("reopen", None, None, {})]),
    ([asked("1.1", "done", units=EAST)], asked("1.1", "reopen", units=EAST), [("reopen", "东区政府", None, {})]),
    ([asked("1.1", "waive", data={"approved_by": "甲"})], asked("1.1", "reopen"), [("reopen", None, None, {})]),
    ([], asked("1.4", "progress"), [("progress", None, None, {})]),
    ([], asked("1.1", "progress", units=("市民政局",)), [("progress", "市民政局", None, {})]),
    ([], asked("1.2", "progress", units=EAST, domain="救灾"), [("progress", "东区政府", "救灾", {})]),
    ([], asked("1.1", "evidence", units=("市民政局",), evidence=(Evidence("文号"),)), [("evidence", "市民政局", None, {})]),
    ([], asked("1.1", "extend", data=GRANT), [("extend", None, None, GRANT)]),
    ([], asked("1.1", "waive", data={"approved_by": "甲", "until": "2021-06-10"}), [("waive", None, None, {"approved_by": "甲", "until": "2021-06-10"})]),
    ([], asked("1.1", "extend", units=EAST, data=GRANT), [("extend", "东区政府", None, GRANT)]),
    ([], asked("1.2", "extend", domain="救灾", data=GRANT), [("extend", None, "救灾", GRANT)]),
    ([asked("1.1", "extend", units=EAST, data=GRANT)], asked("1.1", "extend", units=WEST, data=GRANT), [("extend", "西区政府", None, GRANT)]),
    ([], asked("1.4", "extend", data=GRANT), [("extend", None, None, GRANT)]),
    ([], asked("1.5", "extend", data=GRANT), [("extend", None, None, GRANT)]),
    ([], asked("1.6", "extend", data=GRANT), [("extend", None, None, GRANT)]),
    ([asked("1.1", "done", units=EAST)], asked("1.1", "extend", data=GRANT), [("extend", None, None, GRANT)]),
    ([], asked("1.1", "waive", units=EAST, data={"approved_by": "甲"}), [("waive", "东区政府", None, {"approved_by": "甲"})]),
    ([asked("1.1", "waive", units=EAST, data={"approved_by": "甲"})], asked("1.1", "waive", data={"approved_by": "甲"}), [("waive", None, None, {"approved_by": "甲"})]),
    ([asked("1.1", "waive", units=EAST, data={"approved_by": "甲"})], asked("1.1", "reopen", units=EAST), [("reopen", "东区政府", None, {})]),
    ([], asked("1.6", "anchor"), [("anchor", None, None, {"anchor": "收到通知"})]),
    ([asked("1.6", "anchor")], asked("1.6", "anchor", "2021-06-11"), [("anchor", None, None, {"anchor": "收到通知"})]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "request_", "wanted"), RECORDED, ids=lambda value: getattr(value, "act", ""))
def test_what_is_recorded(tmp_path: Path, before: list[Request], request_: Request, wanted: list[tuple[Any, ...]]) -> None:
    found = outcome(tmp_path, before, request_)
    assert all(isinstance(draft, Draft) for draft in found), found
    assert [(draft.act, draft.unit, draft.domain, dict(draft.data)) for draft in found] == wanted
    assert {draft.day for draft in found} == {request_.day.isoformat()}


KNOWN: list[tuple[list[Request], Request, str]] = [
    ([asked("1.1", "done")], asked("1.1", "done", "2021-06-11"), "1.1 已于 2021-06-10 登记完成，没有重复登记"),
    ([asked("1.1", "done", "2021-06-09"), ], asked("1.1", "done", units=EAST), "1.1 东区政府 已于 2021-06-09 登记完成"),
    ([], asked("1.1", "reopen"), "没有登记完成"),
    ([asked("1.1", "done", units=EAST)], asked("1.1", "reopen", units=WEST), "没有登记完成"),
    ([asked("1.1", "waive", data={"approved_by": "甲"})], asked("1.1", "waive", data={"approved_by": "甲"}), "已于 2021-06-10 登记不再要求"),
    ([asked("1.6", "anchor")], asked("1.6", "anchor"), "已经登记为 2021-06-10"),
    ([], asked("1.1", "confirm"), "不需要复核"),
    ([asked("1.1", "evidence", evidence=(Evidence("文号"),))], asked("1.1", "evidence", evidence=(Evidence("文号"),)), "已有这些佐证"),
    ([asked("1.1", "done")], asked("1.1", "extend", data=GRANT), "已于 2021-06-10 完成，没有登记延期"),
    ([asked("1.1", "done", units=EAST)], asked("1.1", "extend", units=EAST, data=GRANT), "1.1 东区政府 已于 2021-06-10 完成，没有登记延期"),
    ([asked("1.1", "waive", data={"approved_by": "甲"})], asked("1.1", "waive", units=EAST, data={"approved_by": "甲"}), "1.1 东区政府 已于 2021-06-10 登记不再要求"),
    ([asked("1.1", "waive", units=EAST, data={"approved_by": "甲"})], asked("1.1", "reopen", units=WEST), "没有登记完成"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "request_", "words"), KNOWN, ids=lambda value: getattr(value, "act", ""))
def test_what_is_known_already(tmp_path: Path, before: list[Request], request_: Request, words: str) -> None:
    (found,) = outcome(tmp_path, before, request_)
    assert isinstance(found, Known), found
    assert words in found.sentence


REFUSED: list[tuple[list[Request], Request, str]] = [
    ([], asked("1.1", "done", "2021-06-16"), "2021-06-16 还没有到（今天是 2021-06-15）"),
    ([], asked("1.1", "done", "2020-12-31"), "早于任务分解表的印发时间 2021"),
    ([], asked("1.1", "progress", "2020-12-31"), "早于任务分解表的印发时间 2021"),
    ([], asked("1.1", "done", units=("市民政局",)), "市民政局是 1.1 的指导单位，不对完成负责；它的责任单位有：东区政府、西区政府"),
    ([], asked("1.1", "done", units=("市水务局",)), "市水务局不负责 1.1"),
    ([], asked("1.1", "progress", units=("市水务局",)), "市水务局不负责 1.1"),
    ([], asked("1.1", "done", domain="救灾"), "1.1 不涉及领域“救灾”；它的领域有：（无）"),
    ([], asked("1.1", "progress", note=" \u3000\x1b"), "说明不能是空的"),
    ([asked("1.1", "done")], asked("1.1", "reopen", note=""), "理由不能是空的"),
    ([], asked("1.1", "extend", data={**GRANT, "approved_by": " "}), "批准不能是空的"),
    ([], asked("1.1", "extend", data={**GRANT, "to": "2021-05-31"}), "现在的期限是 2021-05-31"),
    ([asked("1.1", "extend", data=GRANT)], asked("1.1", "extend", data={**GRANT, "to": "2021-12-01"}), "现在的期限是 2021-12-31"),
    ([], asked("1.3", "extend", data=GRANT), "1.3 是周期性事项（每季度末），每期的期限不能延"),
    ([asked("1.1", "extend", units=EAST, data=GRANT)], asked("1.1", "extend", data={**GRANT, "to": "2021-12-31"}), "1.1 现在的期限是 2021-12-31"),
    ([asked("1.4", "extend", data=GRANT)], asked("1.4", "extend", data=GRANT), "1.4 现在的期限是 2021-12-31，延期要晚于它"),
    ([], asked("1.1", "extend", units=("市民政局",), data=GRANT), "不对完成负责"),
    ([], asked("1.1", "waive", data={"approved_by": "甲", "until": "2021-06-09"}), "2021-06-09 早于 2021-06-10"),
    ([], asked("1.1", "anchor"), "不是相对期限"),
    ([], asked("1.1", "done", period=(day("2021-06-01"), day("2021-06-30"))), "不是周期性事项"),
    ([], asked("1.3", "done", period=(day("2020-01-01"), day("2020-12-31"))), "没有 2020-01-01 这一期；它从 2021-01-01 开始"),
    ([], asked("9.9", "done"), "没有编号“9.9”"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "request_", "words"), REFUSED, ids=lambda value: getattr(value, "act", ""))
def test_what_is_refused(tmp_path: Path, before: list[Request], request_: Request, words: str) -> None:
    (found,) = outcome(tmp_path, before, request_)
    assert isinstance(found, Refusal), found
    assert words in found.sentence
    with pytest.raises(UsageError, match="什么都没有登记"):
        ask(desk(tmp_path), request_)


def test_a_request_from_a_paper_carries_the_row_that_its_writer_saw(tmp_path: Path) -> None:
    (found,) = outcome(tmp_path, [], asked("1.1", "done", seen=Seen("", "gone")))
    assert found.fingerprint == "gone"
    (found,) = outcome(tmp_path, [], asked("1.1", "done"))
    assert found.fingerprint == loaded(PLAN).items[0].fingerprint


def test_a_paper_that_contradicts_what_is_recorded_is_refused_where_a_command_is_told(tmp_path: Path) -> None:
    (found,) = outcome(tmp_path, [asked("1.1", "done")], asked("1.1", "done", "2021-06-01", seen=Seen("", "x"), place="台账 K3"))
    assert isinstance(found, Refusal)
    assert str(found).startswith("台账 K3：1.1 已于 2021-06-10 登记完成，这里写的是 2021-06-01")
    (same,) = outcome(tmp_path, [], asked("1.1", "done", seen=Seen("", "x")))
    assert isinstance(same, Known)


def test_words_of_a_paper_are_known_only_if_they_were_recorded_after_it_went_out(tmp_path: Path) -> None:
    where = desk(tmp_path)
    first = ask(where, asked("1.1", "progress", units=EAST, note="推进中")).events[0]
    later = Seen(first.recorded_at, "x")
    (old,) = outcome(tmp_path, [], asked("1.1", "progress", units=EAST, note="推进中", seen=later))
    assert isinstance(old, Draft)  # the week before said the same
    before = Seen("", "x")
    (again,) = outcome(tmp_path, [], asked("1.1", "progress", units=EAST, note="推进 中\r\n", seen=before))
    assert isinstance(again, Known)
    (others,) = outcome(tmp_path, [], asked("1.1", "progress", units=WEST, note="推进中", seen=before))
    assert isinstance(others, Draft)
    assert others.unit == "西区政府"


def test_characters_that_are_no_text_are_not_recorded(tmp_path: Path) -> None:
    (draft,) = outcome(tmp_path, [], asked("1.1", "progress", note="甲\x1b]0;x\x07\u202e乙\r\n丙\u2028丁\ud800"))
    assert draft.note == "甲]0;x乙\n丙\n丁"
    (draft,) = outcome(tmp_path, [], asked("1.1", "done", evidence=(Evidence("a\x00b\x9b"),)))
    assert draft.evidence[0].text == "ab"
