"""Recurring and open-ended items: periods, misses, check-ins."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import Run
from tests.plans import dated, plan

Write = Callable[[str], Path]


def item(run: Run, day: str, number: str = "1.1") -> Any:
    return run("show", number, "--format", "json", "--today", day).json["items"][0]


def test_due_again_each_period(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("每月5日前")))
    first = item(run, "2021-01-03")
    assert (first["due"], first["overdue"], first["period"]["missed"]) == ("2021-01-05", False, None)
    assert item(run, "2021-01-06")["overdue"] is True
    run("done", "1.1", "--on", "2021-01-04", "--today", "2021-01-10")
    after = item(run, "2021-01-10")
    assert (after["due"], after["overdue"], after["status"]) == ("2021-02-05", False, "open")
    missed = item(run, "2021-03-01")
    assert (missed["period"]["missed"], missed["overdue"], missed["days_overdue"]) == ("2021-02-05", True, 24)
    assert "记为 2021-02-05 那期" in run("done", "1.1", "--on", "2021-03-02", "--today", "2021-03-02").out  # the oldest that is open
    current = item(run, "2021-03-02")
    assert (current["status"], current["period"]["done"], current["period"]["missed"], current["due"]) == (
        "open",
        False,
        None,
        "2021-03-05",
    )
    run("done", "1.1", "--on", "2021-03-03", "--today", "2021-03-03")
    current = item(run, "2021-03-03")
    assert (current["status"], current["period"]["done"], current["due"]) == ("done", True, "2021-04-05")
    assert "没有重复登记" in run("done", "1.1", "--on", "2021-03-03", "--today", "2021-03-03").err
    assert "没有重复登记" in run("done", "1.1", "--period", "2021-02-05", "--on", "2021-03-04", "--today", "2021-03-04").err


def test_a_late_completion_is_that_of_the_oldest_open_period(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("每季度末")))
    run("done", "1.1", "--on", "2021-03-20", "--today", "2021-03-20")
    run("done", "1.1", "--on", "2021-06-20", "--today", "2021-06-20")
    said = run("done", "1.1", "--on", "2021-10-05", "--today", "2021-10-05").out
    assert "2021-09-30" in said
    after = item(run, "2021-10-05")
    assert (after["due"], after["status"], after["period"]["missed"], after["overdue"]) == ("2021-12-31", "open", None, False)
    named = run("done", "1.1", "--on", "2021-10-06", "--period", "2021-12-31", "--today", "2021-10-06").out
    assert "2021-12-31" in named
    assert item(run, "2021-10-06")["status"] == "done"


def test_due_lists_the_next_turn(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("每季度末"), dated("2021年4月底"), dated("持续推进")))
    assert run("due", "--by", "2021-06", "--from", "2021-02-01", "--today", "2021-02-01").ids == ["1.1", "1.2"]
    assert "2021-03-31" in run("due", "--today", "2021-03-01").out


def test_check_ins_of_open_ended_items(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("持续推进", "review: 每季度末"), dated("持续推进")))
    assert run("due", "--by", "2021-03", "--today", "2021-03-01").ids == ["1.1"]
    run("progress", "1.1", "--note", "一季度情况", "--on", "2021-03-20", "--today", "2021-03-20")
    after = item(run, "2021-03-21")
    assert (after["due"], after["overdue"], after["last_progress"]) == ("2021-06-30", False, "2021-03-20")
    later = item(run, "2021-08-01")
    assert (later["overdue"], later["period"]["missed"], later["light"]) == (False, "2021-06-30", "持续")
    assert "漏跟踪" in run("list", "--today", "2021-08-01").lines[0]
    assert run("list", "--status", "open-ended").ids == ["1.1", "1.2"]


def test_rules_that_begin_and_end(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("2021年6月至8月每月5日前")))
    assert item(run, "2021-03-01")["due"] == "2021-06-05"
    assert item(run, "2021-12-01")["period"]["missed"] == "2021-08-05"
    assert item(run, "2021-12-01")["overdue"] is True


def test_period_of_an_item_that_has_none(run: Run) -> None:
    assert "--period" in run("done", "1.1", "--period", "2020-01", code=2).err


def test_deadline_command(run: Run) -> None:
    out = run(
        "deadline",
        "每月5日前",
        "收到通知后15个工作日内",
        "2021年8月前",
        "--issued",
        "2021",
        "--anchor",
        "2021-03-01",
        "--today",
        "2021-03-01",
    ).lines
    assert "2021-03-05、2021-04-05、2021-05-05" in out[0]
    assert "2021-03-22" in out[1]
    assert "2021-08-31" in out[2]
    text = "2021年6月底\n\n持续推进\n"
    lines = run("deadline", "-", "--format", "jsonl", stdin=text).out.splitlines()
    assert len(lines) == 3
    import json

    records = [json.loads(line) for line in lines]
    assert [record["kind"] for record in records] == ["date", "unknown", "ongoing"]
    assert {
        "text",
        "kind",
        "date",
        "start",
        "rrule",
        "duration",
        "anchor",
        "then",
        "milestones",
        "alternatives",
        "extended_to",
        "warnings",
    } <= set(records[0])
    assert records[0]["date"] == "2021-06-30"
    assert run("deadline", "6月底", "--issued", "2019", "--format", "json").json["deadlines"][0]["date"] == "2019-06-30"
    run("deadline", "6月底", "--issued", "x", code=2)
