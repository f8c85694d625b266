"""申请销号、销号、退回 from the command line: what is refused, what every list says, what waits, what offices say against each other."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Answer, Run
from tests.plans import dated, plan

DAY = "2021-07-05"
HEAD = "closing: accept\nunits:\n  各区政府: {members: [甲区政府, 乙区政府]}\ndomains: [救灾, 扶贫]\n"
ITEMS = (
    dated("6月底"),
    "content: 两个区, deadline: 6月底, units: {lead: [各区政府]}",
    "content: 报告即可, deadline: 6月底, closing: report",
    dated("每季度末"),
    "content: 分领域, deadline: 6月底, units: {lead: [各区政府]}, domains: [救灾, 扶贫]",
)


@pytest.fixture
def office(tmp_path: Path, run: Run) -> Run:
    """A plan whose items the office accepts, asked on 5 July 2021."""
    (tmp_path / "tasks.yaml").write_text(plan(*ITEMS, head=HEAD), encoding="utf-8")

    def call(*words: str, **more: Any) -> Answer:
        return run(*words, **{"GOVOPEN_TODAY": DAY, **more})

    return call


def item(office: Run, item_id: str) -> dict[str, Any]:
    found: dict[str, Any] = office("show", item_id, "--format", "json").json["items"][0]
    return found


def test_a_report_alone_completes_nothing(office: Run) -> None:
    assert "govopen submit 1.1" in office("done", "1.1", code=2).err
    office("done", "1.1", "--on", "2021-06-20", "--approved-by", "主任")
    found = item(office, "1.1")
    assert (found["status"], found["submitted_on"], found["accepted_on"], found["accepted_by"], found["returns"]) == (
        "done", "2021-06-20", "2021-06-20", "主任", 0,
    )  # fmt: skip


@pytest.mark.parametrize("words", [["submit", "1.3"], ["accept", "1.3", "--approved-by", "甲"], ["return", "1.3", "--reason", "不全"]])
def test_what_is_closed_by_a_report_says_what_to_use(office: Run, words: list[str]) -> None:
    assert "govopen done 1.3" in office(*words, code=2).err
    assert not office("log").lines


def test_the_way_of_an_item(office: Run) -> None:
    office("submit", "1.1", "--on", "2021-06-20", "--note", "材料已报", "--evidence", "乌政办发〔2021〕1号")
    assert "1.1" in office("list", "--status", "待验收").ids
    assert "1.1" not in office("overdue").ids
    assert office("due").out.count("待验收") >= 1
    first = item(office, "1.1")
    assert (first["light"], first["overdue"], first["waiting_days"], first["submitted_on"]) == ("待验收", False, 15, "2021-06-20")
    office("return", "1.1", "--reason", "缺附件", "--by", "2021-07-20")
    assert office("list", "--status", "退回").ids == ["1.1"]
    returned = item(office, "1.1")
    assert (returned["due"], returned["days_left"], returned["returns"], returned["submitted_on"]) == ("2021-07-20", 15, 1, None)
    assert "缺附件" in office("show", "1.1").out
    office("submit", "1.1")
    office("accept", "1.1", "--approved-by", "李主任", "--on", "2021-07-05")
    last = item(office, "1.1")
    assert (last["status"], last["done_on"], last["late"], last["accepted_by"], last["returns"]) == (
        "done",
        "2021-07-05",
        False,
        "李主任",
        1,
    )
    assert last["evidence"] and last["light"] == "完成"
    for _ in range(4):
        office("undo")
    assert (item(office, "1.1")["submitted_on"], item(office, "1.1")["returns"]) == (None, 0)


def test_refusals(office: Run) -> None:
    assert "没有申请销号" in office("accept", "1.1", "--approved-by", "甲", code=2).err
    office("submit", "1.1", "--on", "2021-06-20")
    assert "早于" in office("accept", "1.1", "--approved-by", "甲", "--on", "2021-06-19", code=2).err
    assert "早于" in office("return", "1.1", "--reason", "不全", "--by", "2021-07-01", code=2).err
    assert "理由" in office("return", "1.1", "--reason", " ", code=2).err
    assert "没有重复登记" in office("submit", "1.1").err
    office("accept", "1.1", "--approved-by", "甲")
    assert "没有重复登记" in office("accept", "1.1", "--approved-by", "甲").err
    assert len(office("log").lines) == 2


def test_part_by_part(office: Run) -> None:
    office("submit", "1.5", "--unit", "甲区政府", "--on", "2021-06-20")
    office("submit", "1.5", "--unit", "乙区政府", "--domain", "救灾", "--on", "2021-07-02")
    answer = office("inbox", "--format", "json").json["waiting"]
    assert {(entry["unit"], entry["domain"], entry["since"], entry["days"]) for entry in answer} == {
        ("甲区政府", "扶贫", "2021-06-20", 15), ("甲区政府", "救灾", "2021-06-20", 15), ("乙区政府", "救灾", "2021-07-02", 3),
    }  # fmt: skip
    assert [entry["since"] for entry in answer] == sorted(entry["since"] for entry in answer)
    for entry in answer:  # the commands that it names do what they say
        office(*shlex.split(entry["commands"][0].replace("姓名", "李主任"))[1:])
    parts = {(part["unit"], part["domain"]): (part["done_on"], part["late"]) for part in item(office, "1.5")["parts"]}
    assert parts == {
        ("甲区政府", "救灾"): ("2021-06-20", False), ("甲区政府", "扶贫"): ("2021-06-20", False),
        ("乙区政府", "救灾"): ("2021-07-02", True), ("乙区政府", "扶贫"): (None, None),
    }  # fmt: skip
    assert office("inbox").lines == []


def test_accept_closes_what_waits_and_nothing_else(office: Run) -> None:
    office("submit", "1.2", "--unit", "甲区政府", "--on", "2021-06-20")
    office("accept", "1.2", "--approved-by", "李")
    assert item(office, "1.2")["cells"] == {"done": 1, "total": 2}


def test_periods_are_accepted_one_by_one(office: Run) -> None:
    office("submit", "1.4", "--on", "2021-03-30", GOVOPEN_TODAY="2021-03-30")
    office("submit", "1.4", "--on", "2021-07-02")
    assert "2021-03-31" in office("log").out
    office("accept", "1.4", "--period", "2021-03-31", "--approved-by", "李")
    events = office("log", "--format", "json").json["events"]
    assert [(event["act"], event["data"].get("period")) for event in events] == [
        ("submit", "2021-03-31"), ("submit", "2021-06-30"), ("accept", "2021-03-31"),
    ]  # fmt: skip


def test_figures(office: Run) -> None:
    office("submit", "1.1", "--on", "2021-06-20")
    office("submit", "1.2", "--on", "2021-07-02")
    office("return", "1.2", "--reason", "不全", "--unit", "乙区政府")
    totals = office("report", "--format", "json").json["totals"]
    assert (totals["waiting"], totals["waiting_days"], totals["returns"], totals["done"]) == (2, 15, 1, 0)
    plain = office("report", "--format", "csv").out
    assert plain.splitlines()[0].endswith("待验收,最长待验收天数,退回次数")


def test_since_when_a_late_submission_is_overdue(office: Run) -> None:
    """It is late since the deadline, 30 June, however long the office has taken since."""
    office("submit", "1.1", "--on", "2021-07-03")
    for day in (DAY, "2021-09-30"):
        (line,) = [line for line in office("matrix", "--today", day).lines if line.startswith("1.1")]
        assert "逾期 2021-06-30" in line
        assert item(office, "1.1")["days_overdue"] == 3


def test_offices_that_answer_against_each_other(run: Run, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("甲处", "乙处")]
    for folder in folders:
        folder.mkdir()
        (folder / "tasks.yaml").write_text(plan(*ITEMS, head=HEAD), encoding="utf-8")
    run("submit", "1.1", "--on", "2021-06-20", cwd=folders[0], GOVOPEN_TODAY=DAY)
    run("state", "export", "-o", "all.jsonl", cwd=folders[0])
    run("state", "merge", str(folders[0] / "all.jsonl"), cwd=folders[1])
    run("accept", "1.1", "--approved-by", "李", cwd=folders[0], GOVOPEN_TODAY=DAY)
    run("return", "1.1", "--reason", "不全", cwd=folders[1], GOVOPEN_TODAY=DAY)
    for folder in folders:
        run("state", "export", "-o", "all.jsonl", cwd=folder)
    for here, there in (folders, folders[::-1]):
        said = run("state", "merge", str(there / "all.jsonl"), cwd=here, code=5, GOVOPEN_TODAY=DAY).out
        assert "销号" in said
        assert "退回" in said
    records = [json.loads(run("show", "1.1", "--format", "json", cwd=folder, GOVOPEN_TODAY=DAY).out)["items"][0] for folder in folders]
    assert records[0] == records[1]
