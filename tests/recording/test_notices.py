"""Notices as acts: numbers of a series, levels, signing, answers, undo, two offices."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from govopen_cli.cli.grammar import parts
from govopen_cli.errors import UsageError
from govopen_cli.ledger import notices
from govopen_cli.recording.record import Desk, Group, record
from govopen_cli.recording.request import Request
from govopen_cli.recording.undo import undo
from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.incoming import entries
from govopen_cli.state.merge import Clash, merge
from govopen_cli.state.open import read
from govopen_cli.state.write import write
from tests.recording.desks import PLAN, ask, clerk, day, desk

OFFICE = "office: {name: 市政务公开办, series: 乌政督}\n"


def notice(item: str, unit: str, on: str = "2021-06-10", **data: str) -> Request:
    return Request(item, "notice", day(on), units=(unit,), data={"reply_by": "2021-06-20", **data})


def issue(where: Desk, *groups: list[Request]) -> list[str]:
    """Issue notices, a group each, and return the numbers of their events."""
    recorded = record([(where, [Group([group]) for group in groups])], clerk(), strict=True)[0]
    return [event.data["number"] for event in recorded.events]


def papers(where: Desk) -> list[notices.Paper]:
    with closing(read(where.place, where.plan.id)) as state:
        return notices.papers(state)


def standing(where: Desk, today: str = "2021-06-15") -> dict[str, str]:
    return {paper.number: paper.standing(date.fromisoformat(today)) for paper in papers(where)}


def test_a_notice_has_one_number_for_all_its_items_and_the_next_has_the_next(tmp_path: Path) -> None:
    where = desk(tmp_path)
    found = issue(where, [notice("1.1", "东区政府"), notice("1.2", "东区政府")], [notice("1.1", "西区政府")])
    assert found == ["督办〔2021〕1号", "督办〔2021〕1号", "督办〔2021〕2号"]
    assert issue(where, [notice("1.7", "市水务局")]) == ["督办〔2021〕3号"]
    first = papers(where)[0]
    assert (first.unit, first.items, first.level) == ("东区政府", (("1.1", "提醒"), ("1.2", "提醒")), "提醒")


def test_the_office_names_its_series_and_every_year_counts_anew(tmp_path: Path) -> None:
    where = desk(tmp_path, PLAN.replace("roles:", OFFICE + "roles:"), date(2022, 3, 1))
    assert issue(where, [notice("1.1", "东区政府")], [notice("1.1", "西区政府")]) == ["乌政督〔2021〕1号", "乌政督〔2021〕2号"]
    assert issue(where, [notice("1.1", "东区政府", "2022-01-05", reply_by="2022-01-10")]) == ["乌政督〔2022〕1号"]
    assert issue(where, [notice("1.1", "西区政府", "2021-12-30", reply_by="2022-01-10")]) == ["乌政督〔2021〕3号"]


def test_the_next_notice_is_of_the_next_level_for_its_unit_and_item(tmp_path: Path) -> None:
    where = desk(tmp_path)
    for _ in range(4):
        issue(where, [notice("1.1", "东区政府")])
    issue(where, [notice("1.1", "西区政府"), notice("1.2", "东区政府")])
    issue(where, [notice("1.2", "东区政府", level="督办")])
    issue(where, [notice("1.2", "东区政府"), notice("1.7", "市水务局")])
    assert [[level for _, level in paper.items] for paper in papers(where)] == [
        ["提醒"], ["催办"], ["督办"], ["督办"], ["提醒", "提醒"], ["督办"], ["督办", "提醒"]
    ]  # fmt: skip
    assert papers(where)[-1].level == "督办"


def test_a_refused_or_needless_notice_takes_no_number(tmp_path: Path) -> None:
    where = desk(tmp_path)
    with pytest.raises(UsageError, match="早于发文日期"):
        issue(where, [notice("1.1", "东区政府", reply_by="2021-06-01")])
    with pytest.raises(UsageError, match=r"不负责 1\.7"):
        issue(where, [notice("1.1", "东区政府")], [notice("1.7", "东区政府")])
    ask(where, Request("1.7", "done", day("2021-06-01")))
    assert issue(where, [notice("1.7", "市水务局")], [notice("1.1", "东区政府")]) == ["督办〔2021〕1号"]


def test_who_guides_may_be_asked_too(tmp_path: Path) -> None:
    where = desk(tmp_path)
    assert issue(where, [notice("1.1", "市民政局")]) == ["督办〔2021〕1号"]
    assert papers(where)[0].unit == "市民政局"


def test_undone_is_void_and_its_number_stays_used(tmp_path: Path) -> None:
    where = desk(tmp_path)
    issue(where, [notice("1.1", "东区政府")])
    undo([where], None, clerk())
    assert standing(where) == {"督办〔2021〕1号": "作废"}
    assert issue(where, [notice("1.1", "东区政府")]) == ["督办〔2021〕2号"]
    assert papers(where)[1].level == "提醒"  # what is void warns nobody


def sign(number: str, on: str, item: str = "1.1") -> Request:
    return Request(item, "sign", day(on), data={"number": number})


def test_signing(tmp_path: Path) -> None:
    where = desk(tmp_path)
    issue(where, [notice("1.1", "东区政府")], [notice("1.1", "西区政府")])
    with pytest.raises(UsageError, match="早于"):
        ask(where, sign("督办〔2021〕1号", "2021-06-09"))
    with pytest.raises(UsageError, match="没有发过"):
        ask(where, sign("督办〔2021〕9号", "2021-06-11"))
    (event,) = ask(where, sign("督办〔2021〕1号", "2021-06-11")).events
    assert event.unit == "东区政府"
    assert not ask(where, sign("督办〔2021〕1号", "2021-06-12")).events
    assert standing(where) == {"督办〔2021〕1号": "已签收", "督办〔2021〕2号": "已发出"}
    assert papers(where)[0].signed == "2021-06-11"


def test_a_notice_is_answered_once_the_unit_has_spoken_of_all_its_items(tmp_path: Path) -> None:
    where = desk(tmp_path)
    ask(where, Request("1.1", "progress", day("2021-06-01"), note="此前"))
    issue(where, [notice("1.1", "东区政府"), notice("1.2", "东区政府")], [notice("1.1", "西区政府")], [notice("1.7", "市水务局")])
    assert set(standing(where).values()) == {"已发出"}
    ask(where, Request("1.1", "done", day("2021-06-05"), units=("东区政府",)))  # done before it was asked for, said afterwards
    assert standing(where)["督办〔2021〕1号"] == "已发出"
    ask(where, Request("1.2", "progress", day("2021-06-12"), units=("东区政府",), note="推进中"))
    assert standing(where) == {"督办〔2021〕1号": "已答复", "督办〔2021〕2号": "已发出", "督办〔2021〕3号": "已发出"}
    assert papers(where)[0].answered == "2021-06-12"
    assert standing(where, "2021-06-20")["督办〔2021〕2号"] == "已发出"
    assert standing(where, "2021-06-21")["督办〔2021〕2号"] == "逾期未答复"
    later = where._replace(today=date(2021, 7, 1))
    ask(later, Request("1.1", "progress", day("2021-06-25"), note="整项的答复"))
    assert standing(where, "2021-07-01") == {"督办〔2021〕1号": "已答复", "督办〔2021〕2号": "逾期答复", "督办〔2021〕3号": "逾期未答复"}


def test_signed_as_known_on_an_earlier_day(tmp_path: Path) -> None:
    where = desk(tmp_path)
    for hour, request in ((1, notice("1.1", "东区政府")), (5, sign("督办〔2021〕1号", "2021-06-11"))):
        record([(where, [Group([[request]])])], Clerk("王某", "某机", datetime(2021, 6, 15, hour, tzinfo=timezone.utc)), strict=True)
    with closing(read(where.place, where.plan.id)) as state:
        before = state.as_of(datetime(2021, 6, 15, 3, tzinfo=timezone.utc))
        assert [paper.signed for paper in notices.papers(before)] == [None]
        assert notices.papers(state.as_of(datetime(2021, 6, 15, 0, tzinfo=timezone.utc))) == []


@pytest.mark.parametrize("text", ["督办〔2021〕3号", "督办[2021]3号", "督办（2021）3", "督办〔2021〕第３号", "〔2021〕3", "3", " 03号 "])
def test_numbers_as_people_write_them(tmp_path: Path, text: str) -> None:
    where = desk(tmp_path)
    for _ in range(13):
        issue(where, [notice("1.1", "东区政府")])
    assert notices.find(papers(where), text).number == "督办〔2021〕3号"


def test_what_no_notice_or_several_have_is_refused(tmp_path: Path) -> None:
    where = desk(tmp_path, today=date(2022, 3, 1))
    issue(where, [notice("1.1", "东区政府")])
    issue(where, [notice("1.1", "东区政府", "2022-01-05", reply_by="2022-01-10")])
    for text, word in (("9", "没有发过"), ("督查〔2021〕1号", "没有发过"), ("x", "没有发过"), ("1", "不止一份"), ("", "没有发过")):
        with pytest.raises(UsageError, match=word):
            notices.find(papers(where), text)
    assert notices.find(papers(where), "〔2022〕1").day == "2022-01-05"
    issue(where, [notice("1.7", "市水务局", "2022-01-05", reply_by="2022-01-10")])
    with pytest.raises(UsageError) as refused:  # those that are meant are named, and no other
        notices.find(papers(where), "1")
    assert "不止一份：督办〔2021〕1号、督办〔2022〕1号；" in str(refused.value)


def test_the_words_of_levels_are_those_of_the_command_line() -> None:
    assert parts.LEVELS == notices.LEVELS


# --- many at once, two offices --------------------------------------------------------------------------------------

ONE = """
import sys
from pathlib import Path
from tests.recording.test_notices import issue, notice
from tests.recording.desks import desk
where = desk(Path(sys.argv[1]))._replace(wait=60)
for _ in range(3):
    issue(where, [notice("1.1", "东区政府"), notice("1.2", "东区政府")], [notice("1.7", "市水务局")])
"""


def test_twenty_processes_at_once_leave_no_number_out_and_give_none_twice(tmp_path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", ONE, str(tmp_path)]) for _ in range(20)]
    assert [process.wait(240) for process in running] == [0] * 20
    assert [paper.number for paper in papers(desk(tmp_path))] == [f"督办〔2021〕{number}号" for number in range(1, 121)]


def offices(tmp_path: Path, series: Callable[[str], str]) -> list[Desk]:
    found = []
    for name in "甲乙":
        folder = tmp_path / name
        folder.mkdir()
        found.append(desk(folder, PLAN.replace("roles:", f"office: {{name: {name}, series: {series(name)}}}\nroles:")))
    for _ in range(2):
        issue(found[0], [notice("1.1", "东区政府")])
    issue(found[1], [notice("1.7", "市水务局")])
    return found


def union(here: Desk, there: Desk) -> list[Clash]:
    with write(here.place, here.plan.id) as state:
        return merge(state, entries(Path(there.place), here.plan.id), clerk().now).clashes


def test_two_offices_with_words_of_their_own_never_meet(tmp_path: Path) -> None:
    here, there = offices(tmp_path, lambda name: f"{name}督")
    assert union(here, there) == []
    assert {paper.number for paper in papers(here)} == {"甲督〔2021〕1号", "甲督〔2021〕2号", "乙督〔2021〕1号"}
    assert issue(here, [notice("1.7", "市水务局")]) == ["甲督〔2021〕3号"]
    assert papers(here)[-1].level == "催办"  # after the reminder of the other office
    union(there, here)
    assert issue(there, [notice("1.1", "西区政府")]) == ["乙督〔2021〕2号"]


def test_one_word_in_two_offices_is_told_when_they_merge(tmp_path: Path) -> None:
    here, there = offices(tmp_path, lambda _name: "督办")
    (clash,) = union(here, there)
    assert "督办〔2021〕1号 重号" in str(clash)
    assert "发给东区政府，那里" in str(clash)
    assert union(here, there) == []  # told once
    assert len(papers(here)) == 3
    with pytest.raises(UsageError, match="不止一份"):
        notices.find(papers(here), "督办〔2021〕1号")
    undo([here], clash.theirs.batch, clerk())
    assert notices.find(papers(here), "督办〔2021〕1号").unit == "东区政府"
    assert issue(here, [notice("1.7", "市水务局")]) == ["督办〔2021〕3号"]


def test_a_notice_of_a_strange_hand_is_shown_and_breaks_nothing(tmp_path: Path) -> None:
    where = desk(tmp_path)
    with write(where.place, where.plan.id) as state:
        state.append(
            [Draft("1.1", "notice", "2021-06-10"), Draft("9.9", "sign", "2021-06-10"), Draft("1.1", "sign", "2021-06-10")], clerk()
        )
    (paper,) = papers(where)
    assert (paper.number, paper.level, paper.standing(date(2021, 6, 15))) == ("", "", "逾期未答复")
    assert issue(where, [notice("1.1", "东区政府")]) == ["督办〔2021〕1号"]
