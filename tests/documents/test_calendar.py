"""Calendars: read by icalendar, and imported into khal as a clerk's calendar program imports them, again and again."""

import datetime as dt
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import icalendar
import pytest

from tests.conftest import Run
from tests.plans import dated, plan

KHAL = """[calendars]
[[work]]
path = {folder}/work
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = work
"""
DAY = ("--today", "2021-06-24")


def events(path: Path, kind: str = "VEVENT") -> dict[str, icalendar.Component]:
    """Return the entries of a calendar by the item that they name."""
    found = icalendar.Calendar.from_ical(path.read_bytes()).walk(kind)
    by_id = {str(event["summary"]).split()[0]: event for event in found}
    assert len(by_id) == len(found)
    return by_id


@pytest.fixture
def khal(tmp_path: Path) -> Callable[..., list[str]]:
    """Run khal on a calendar of its own; return the lines that it prints."""
    folder = tmp_path / "khal"
    (folder / "work").mkdir(parents=True)
    (folder / "config").write_text(KHAL.format(folder=folder), encoding="utf-8")

    def call(*arguments: str) -> list[str]:
        script = "import sys; from khal.cli import main_khal; main_khal(sys.argv[1:])"
        done = subprocess.run(
            [sys.executable, "-c", script, "-c", str(folder / "config"), *arguments],
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"},
            cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return call


def listed(khal: Callable[..., list[str]]) -> dict[str, str]:
    """Return the status of each event of the plan's years, by its uid."""
    lines = khal("list", "--once", "--day-format", "", "--format", "{uid}\t{status}", "2020-01-01", "1600d")
    found = [line.split("\t") for line in lines if line]
    assert len({uid for uid, _ in found}) == len(found)
    return {uid: status.strip() for uid, status in found}


def test_the_dated_rows_of_the_seed(run: Run, tmp_path: Path) -> None:
    run("export", "-o", "期限.ics", *DAY)
    found = events(tmp_path / "期限.ics")
    assert len(found) == 25
    assert (found["4.1"].decoded("dtstart"), found["4.1"].decoded("dtend")) == (dt.date(2021, 6, 30), dt.date(2021, 7, 1))
    assert found["4.1"]["status"] == "CONFIRMED"


@pytest.mark.parametrize(("more", "noun", "mark"), [((), "日程", "取消"), (("--todo",), "待办", "完成")])
def test_what_was_written_is_what_is_said(
    run: Run, tmp_path: Path, env: dict[str, str], more: tuple[str, ...], noun: str, mark: str
) -> None:
    run("done", "1.1", "--on", "2020-06-20")
    main, side = pty.openpty()
    env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-m", "govopen_cli", "export", "-o", "期限.ics", *more, *DAY]
    subprocess.run(command, cwd=tmp_path, env=env, stderr=side, check=True, timeout=120)
    os.close(side)
    said = os.read(main, 4096).decode().replace("\r\n", "")
    os.close(main)
    assert f"25 个{noun}，共 33 项；8 项没有日期，不在其中；1 项已办结，标为{mark}" in said


def test_two_imports_into_khal_give_one_event_each(run: Run, khal: Callable[..., list[str]], tmp_path: Path) -> None:
    run("export", "-o", "期限.ics", *DAY)
    for _ in range(2):
        khal("import", "--batch", "期限.ics")
    assert len(listed(khal)) == 25
    assert len(list((tmp_path / "khal" / "work").glob("*.ics"))) == 25


def test_what_is_done_leaves_the_calendar_on_the_next_import(run: Run, khal: Callable[..., list[str]]) -> None:
    run("export", "-o", "期限.ics", *DAY)
    khal("import", "--batch", "期限.ics")
    assert set(listed(khal).values()) == {"CONFIRMED"}
    run("done", "1.1", "--on", "2020-06-20", *DAY)
    run("waive", "1.2", "--reason", "不再开展", "--approved-by", "市长", *DAY)
    run("export", "-o", "期限.ics", *DAY)
    khal("import", "--batch", "期限.ics")
    status = listed(khal)
    assert len(status) == 25
    assert {uid for uid, word in status.items() if word == "CANCELLED"} == {"1.1.wuhai-2020@govopen", "1.2.wuhai-2020@govopen"}


def test_the_sequence_rises_with_every_act_and_never_falls(run: Run, tmp_path: Path) -> None:
    def sequence(day: str) -> int:
        run("export", "-o", "期限.ics", "--today", day)
        return int(events(tmp_path / "期限.ics")["1.1"].decoded("sequence"))

    numbers = [sequence("2021-06-24")]
    for act in (
        ("done", "1.1", "--on", "2020-06-20"),
        ("undo",),
        ("extend", "1.1", "--to", "2021-08-31", "--reason", "延期", "--approved-by", "市长"),
    ):
        run(*act, *DAY)
        numbers.append(sequence("2021-06-24"))
    numbers.append(sequence("2021-06-25"))
    assert numbers == sorted(set(numbers))


def test_alarms_come_in_the_morning_of_the_days_that_the_plan_names(run: Run, plan_file: Callable[[str], Path], tmp_path: Path) -> None:
    plan_file(plan(dated("6月底"), dated("7月底"), head="alerts: {levels: [10, 2, 0]}"))
    run("done", "1.2", "--on", "2021-06-01", *DAY)
    for more, kind in (((), "VEVENT"), (("--todo",), "VTODO")):
        run("export", "-o", "期限.ics", *more, *DAY)
        found = events(tmp_path / "期限.ics", kind)
        alarms = found["1.1"].walk("VALARM")
        moments = [dt.datetime(2021, 6, 30) + alarm.decoded("trigger") for alarm in alarms]
        assert moments == [dt.datetime(2021, 6, day, 9) for day in (20, 28, 30)]
        assert {alarm["trigger"].params.get("related") for alarm in alarms} == {"END" if more else None}
        assert not found["1.2"].walk("VALARM")


def test_to_dos(run: Run, tmp_path: Path) -> None:
    run("done", "1.1", "--on", "2020-06-20", *DAY)
    run("waive", "1.2", "--reason", "不再开展", "--approved-by", "市长", *DAY)
    run("export", "-o", "期限.ics", "--todo", *DAY)
    found = events(tmp_path / "期限.ics", "VTODO")
    assert len(found) == 25
    assert {item: str(found[item]["status"]) for item in ("1.1", "1.2", "1.3")} == {
        "1.1": "COMPLETED", "1.2": "CANCELLED", "1.3": "NEEDS-ACTION",
    }  # fmt: skip
    assert found["1.1"].decoded("completed").date() == dt.date(2020, 6, 20)
    run("export", "-o", "日程.ics", *DAY)
    assert {str(part["uid"]) for part in events(tmp_path / "日程.ics").values()} == {str(part["uid"]) for part in found.values()}


def test_what_comes_round_again_stays(run: Run, plan_file: Callable[[str], Path], khal: Callable[..., list[str]], tmp_path: Path) -> None:
    plan_file(plan(dated("每季度首月10日前"), dated("持续推进")))
    run("export", "-o", "期限.ics", "--today", "2021-02-01")
    (event,) = events(tmp_path / "期限.ics").values()
    assert event.decoded("dtstart") == dt.date(2021, 4, 10)
    assert event["rrule"] == {"FREQ": ["MONTHLY"], "BYMONTH": [1, 4, 7, 10], "BYMONTHDAY": [10]}
    run("done", "1.1", "--on", "2021-04-02", "--period", "2021-04-10", "--today", "2021-04-02")
    run("export", "-o", "期限.ics", "--today", "2021-04-02")
    (event,) = events(tmp_path / "期限.ics").values()
    assert (event.decoded("dtstart"), event["status"]) == (dt.date(2021, 7, 10), "CONFIRMED")
    khal("import", "--batch", "期限.ics")
    days = khal("list", "--day-format", "", "--format", "{start-date}", "2021-04-02", "300d")
    assert days == ["2021-07-10", "2021-10-10", "2022-01-10"]


def test_the_end_of_the_calendar(run: Run, plan_file: Callable[[str], Path], tmp_path: Path) -> None:
    plan_file(plan(dated("6月底")))
    run("extend", "1.1", "--to", "9999-12-31", "--reason", "延期", "--approved-by", "市长", *DAY)
    run("export", "-o", "期限.ics", *DAY)
    (event,) = events(tmp_path / "期限.ics").values()
    assert event.decoded("dtstart") == dt.date(9999, 12, 31)
