"""due, overdue, list, unit, domain, show, matrix, report on the Wuhai plan: the answers that the seed table gives."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.plan.test_plan_data import SEED
from tests.terminals import shown

ROW = {row[0]: row for row in SEED}
TASK1 = [f"1.{number}" for number in range(1, 20)]
OPEN_ENDED = [row[0] for row in SEED if row[6] in ("持续推进", "适时完成", "适时推进")]
DUE = {row[0]: row[6] for row in SEED if row[0] not in OPEN_ENDED}
LAST = {"2020年6月底": "2020-06-30", "2020年8月底": "2020-08-31", "2020年10月底": "2020-10-31", "2021年3月底": "2021-03-31", "2021年5月底": "2021-05-31", "2021年6月底": "2021-06-30", "2021年9月底": "2021-09-30"}  # fmt: skip
BEFORE_JUNE = sorted(item for item, phrase in DUE.items() if LAST[phrase] < "2021-06-01")


def test_the_main_job(run: Run) -> None:
    answer = run("due", "--before", "2021-06")
    assert sorted(answer.ids) == sorted([*TASK1, "3.1", "4.4", "6.2"]) == BEFORE_JUNE
    assert len(answer.lines) == 22
    dates = [line.split("  ")[1] for line in answer.lines]
    assert dates == sorted(dates)
    assert dates[0] == "2020-06-30"


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--by", "2021-06"], {*BEFORE_JUNE, "4.1", "4.2"}),
        (["--after", "2021-05"], {"4.1", "4.2", "7.1"}),
        (["--from", "2021-05"], {"6.2", "4.1", "4.2", "7.1"}),
        (["--after", "2021-05-31"], {"4.1", "4.2", "7.1"}),
        (["--from", "2021-05-31", "--by", "2021年6月底"], {"6.2", "4.1", "4.2"}),
        (["--before", "2020/7/1"], {"1.1"}),
        (["--before", "20200701"], {"1.1"}),
        (["--by", "2020"], {*TASK1, "4.4"}),
        (["--within", "30d", "--today", "2021-06-15"], {"4.1", "4.2"}),
        (["--within", "2w", "--today", "2021-06-15"], set()),
        (["--within", "1m", "--today", "2021-05-31"], {"6.2", "4.1", "4.2"}),
        (["--by", "+30d", "--from", "今天", "--today", "2021-06-15"], {"4.1", "4.2"}),
        (["--before", "2021-06", "--unit", "市民政局"], {"1.6", "1.13"}),
        (["--before", "2021-06", "--domain", "救灾"], {"1.6"}),
        (["--before", "2021-06", "--task", "4"], {"4.4"}),
        (["--before", "2021-06", "--unit", "市政府", "--role", "lead"], {"1.4"}),
        (["--before", "2021-06", "--unit", "市政府", "--role", "主体责任单位", "--domain", "救灾"], set()),
        (["--today", "2020-06-01"], {"1.1"}),
        (["--today", "2021-06-15"], {*BEFORE_JUNE, "4.1", "4.2"}),
        (["--today", "2021-07-15"], {*BEFORE_JUNE, "4.1", "4.2", "7.1"}),
        (["--all", "--today", "2020-06-01"], set(DUE)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_due_windows_and_filters(run: Run, options: list[str], wanted: set[str]) -> None:
    assert set(run("due", *options).ids) == wanted


def test_closing_lines_are_for_people(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    day = ("--today", "2020-06-01")
    lines = shown(["due", *day], env, tmp_path)
    assert "以后到期的还有" in lines
    assert "另有8项持续推进或适时完成，没有固定期限：govopenlist--statusopen-ended" in lines
    for arguments in (["due"], ["unit", "民政局"], ["due", "--unit", "民政局"], ["domain", "救灾"], ["report"], ["overdue"]):
        assert run(*arguments, *day).err == ""  # nobody looks on: stderr is kept for what is wrong


def test_list_and_its_statuses(run: Run) -> None:
    assert run("list").ids == [row[0] for row in SEED]
    assert run("list", "--status", "open-ended").ids == OPEN_ENDED
    assert set(run("list", "--status", "overdue", "--today", "2021-06-15").ids) == set(BEFORE_JUNE)
    assert set(run("list", "--status", "soon", "--today", "2021-06-23").ids) == {"4.1", "4.2"}
    assert run("list", "--status", "soon", "--today", "2021-06-22").ids == []
    assert run("list", "--status", "done").out == ""


def test_overdue_longest_first(run: Run) -> None:
    answer = run("overdue", "--today", "2021-06-15")
    assert len(answer.lines) == 22
    assert answer.ids[:2] == ["1.1", "4.4"]
    assert "逾期350天" in answer.lines[0]  # 2020-06-30 to 2021-06-15
    days = [int(re.findall(r"逾期(\d+)天", line)[0]) for line in answer.lines]
    assert days == sorted(days, reverse=True)
    assert "1.1" not in run("overdue", "--today", "2020-06-30").ids  # the last day is not yet overdue
    assert run("overdue", "--today", "2020-07-01").ids == ["1.1"]


def test_overdue_groups(run: Run) -> None:
    answer = run("overdue", "--today", "2021-06-15", "--group-by", "unit", "--format", "json").json
    groups = {group["name"]: group["items"] for group in answer["groups"]}
    assert set(groups) == {"海勃湾区政府", "海南区政府", "乌达区政府", "市政府"}
    assert groups["市政府"] == ["1.4"]
    assert len(groups["海南区政府"]) == 21
    run("done", "1.5", "--unit", "海南区政府", "--on", "2020-10-20", "--today", "2021-06-15")
    answer = run("overdue", "--today", "2021-06-15", "--group-by", "unit", "--format", "json").json
    assert {group["name"]: len(group["items"]) for group in answer["groups"]}["海南区政府"] == 20  # 1.5 is overdue for the others alone
    by_domain = run("overdue", "--today", "2021-06-15", "--group-by", "domain", "--format", "json").json["groups"]
    assert len(by_domain) == 27  # 26 domains, and the rows without one


@pytest.mark.parametrize("name", ["市民政局", "民政局", "乌海市民政局", "民政", "mzj", "市 民 政 局", "市民政局 "])
def test_unit_names(run: Run, name: str) -> None:
    answer = run("unit", name)
    assert answer.ids == ["1.6", "1.13"]
    assert all(line.endswith("指导责任单位") for line in answer.lines)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("民政局", None),
        ("市民政局", None),
        ("乌海市民政局", None),
        ("民政", "市民政局"),
        ("mzj", "市民政局"),
        ("监管局", "市市场监督管理局"),
    ],
)
def test_a_loose_name_is_said_though_nobody_looks_on(run: Run, name: str, meant: str | None) -> None:
    """A script that reads the answer of another unit than was meant has only stderr to tell it."""
    for arguments in (["unit", name], ["list", "--unit", name]):
        assert run(*arguments).err == (f"“{name}”按单位“{meant}”查找\n" if meant else "")


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("市行政审批和政务服务局", 10),
        ("住建局", 3),
        ("发展改革委", 1),
        ("网信办", 2),
        ("人社局", 1),
        ("市场监管局", 1),
        ("卫健委", 1),
        ("文旅局", 1),
        ("城管局", 1),
    ],
)
def test_short_names_of_units(run: Run, name: str, count: int) -> None:
    wanted = {"市行政审批和政务服务局": [row[0] for row in SEED if "市行政审批和政务服务局" in row[5]]}.get(name)
    answer = run("unit", name)
    assert wanted is None or answer.ids == wanted
    assert len(answer.ids) == count


def test_unit_of_a_collective(run: Run) -> None:
    answer = run("unit", "海勃湾区政府", "--format", "json").json
    assert answer["unit"]["via"] == {"各区政府": [row[0] for row in SEED if row[3] == "各区政府"]}
    assert answer["unit"]["roles"] == {"lead": [], "supervise": [], "guide": []}
    assert "各区政府" in run("unit", "海勃湾区").lines[0]


def test_units_and_domains_overview(run: Run) -> None:
    units = {unit["name"]: unit for unit in run("unit", "--format", "json", "--today", "2021-06-15").json["units"]}
    assert len(units) == 28 + 3  # the seed's names, and the members of 各区政府
    assert units["市民政局"]["roles"] == {"lead": 0, "supervise": 0, "guide": 2}
    assert units["市政府"]["roles"] == {"lead": 1, "supervise": 33, "guide": 0}
    assert units["海南区政府"]["overdue"] == 21
    domains = run("domain", "--format", "json").json["domains"]
    assert len(domains) == 26
    assert {domain["name"]: domain["items"] for domain in domains}["救灾"] == ["1.6"]
    assert run("domain", "救灾领域").ids == ["1.6"]
    assert run("domain", "市政务服务领域").ids == ["1.8"]
    assert run("domain", "生态环境").ids == ["1.9"]  # the other spelling of 环境保护


def test_show_everything(run: Run) -> None:
    text = run("show", "1.4", "5.1", "--today", "2021-06-15").out
    for words in (
        "市政府公共资源交易中心",
        "2020年10月底",
        "2020-10-31",
        "原文有歧义",
        f"（{ROW['1.4'][2][0]}）",
        "内政办发〔2017〕5号",
        "内蒙古自治区行政机关 政策性文件解读工作办法",
    ):
        assert words in text
    item = run("show", "1.6", "--format", "json").json["items"][0]
    assert len(item["parts"]) == 6
    assert item["events"] == []
    assert run("show", "1.2-1.4", "8.1", "--format", "jsonl").out.count("\n") == 4


def test_matrix(run: Run) -> None:
    run("done", "1.6", "--unit", "海勃湾区", "--domain", "救灾", "--on", "2020-10-20")
    rows = run("matrix", "--task", "1", "--format", "json", "--today", "2020-10-28").json
    line = next(row for row in rows["rows"] if row["key"] == "1.6")
    assert line["cells"]["海勃湾区政府"] == {"done": 1, "total": 2, "word": "临期", "day": "2020-10-31"}
    assert (line["done"], line["total"]) == (1, 6)
    assert rows["rows"][0]["cells"]["海南区政府"]["word"] == "逾期"
    # 18 rows of task 1 are of the three districts and cover 25 domains, 1.1 has none; 1.4 is the city's
    assert rows["total"] == 3 * (25 + 1) + 1
    by_domain = run("matrix", "--rows", "domain", "--domain", "救灾", "--format", "json", "--today", "2020-10-28").json["rows"]
    assert {row["key"]: row["cells"]["海勃湾区政府"]["word"] for row in by_domain}["救灾"] == "完成"


def test_report(run: Run) -> None:
    run("done", "1.1", "--on", "2020-06-30")
    run("done", "1.2", "--on", "2020-11-01")
    report = run("report", "--today", "2021-06-15", "--format", "json").json
    totals = report["totals"]
    assert (totals["total"], totals["due"], totals["done"], totals["done_late"]) == (33, 22, 2, 1)
    assert (totals["overdue"], totals["open_ended"], totals["within_30_days"]) == (20, 8, 2)
    assert totals["completion"] == pytest.approx(2 / 22)
    assert totals["punctuality"] == pytest.approx(1 / 22)
    groups = {group["name"].split(".")[0]: group for group in report["groups"]}
    assert groups["2"]["completion"] is None
    text = run("report", "--today", "2021-06-15", "--format", "md").out
    assert "—" in next(line for line in text.splitlines() if line.startswith("| 2."))
    assert "应完成" in text.splitlines()[-3]
    cells = run("report", "--today", "2021-06-15", "--count", "cell", "--format", "json").json["totals"]
    # cells of the 21 dated district rows due by then: 3 × (25 domains + 1.1, 3.1, 4.4, 6.2), and 1.4
    assert cells["due"] == 3 * (25 + 4) + 1


def test_bare_govopen(run: Run) -> None:
    text = run("--today", "x", code=2).err
    assert "没有选项" in text
    answer = run(GOVOPEN_TODAY="2021-06-15")
    assert "共 33 项" in answer.out
    assert "逾期 22" in answer.out
    assert answer.out.count("govopen ") >= 4
    assert "4.1" in answer.out


def test_due_understands_a_unit(run: Run) -> None:
    day = ("--today", "2021-06-15")
    assert run("due", "民政局", *day).ids == run("due", "--unit", "市民政局", *day).ids == ["1.6", "1.13"]
    assert run("overdue", "mzj", *day).ids == ["1.6", "1.13"]
    assert run("list", "民政局", *day).ids == ["1.6", "1.13"]


def test_show_of_a_task_shows_its_items(run: Run) -> None:
    ids = [item["id"] for item in run("show", "2", "--format", "json").json["items"]]
    assert ids == [item["id"] for item in run("list", "--task", "2", "--format", "json").json["items"]]
    assert len(ids) == 2
    run("done", "2", code=2)  # never a whole task by mistake


def test_a_list_by_word_order_and_waiver(run: Run) -> None:
    day = ("--today", "2021-06-15")
    assert run("list", "--grep", "救灾", *day).ids == ["1.6"]
    assert set(run("list", "--grep", "民政局", *day).ids) == {"1.6", "1.13"}
    assert run("list", "--grep", "２０２０年６月底", *day).ids == ["1.1"]  # full-width digits
    run("waive", "1.2", "--reason", "并入", "--approved-by", "市政府", "--state", "s.db")
    run("done", "1.7", "--on", "2020-10-20", "--state", "s.db")
    run("done", "1.3", "--on", "2020-10-10", "--state", "s.db")
    assert run("list", "--waived", "--state", "s.db").ids == ["1.2"]
    assert run("list", "--sort", "done", "--state", "s.db").ids[:2] == ["1.3", "1.7"]
    dues = [item["due"] for item in run("list", "--sort", "due", "--format", "json", *day).json["items"]]
    assert dues == sorted(dues, key=lambda due: (due is None, due or ""))
    assert run("list", "--sort", "nothing", code=2).out == ""


@pytest.mark.parametrize(
    ("word", "name"), [("逾期", "overdue"), ("临期", "soon"), ("完成", "done"), ("持续", "open-ended"), ("部分完成", "partial")]
)
def test_statuses_by_the_words_of_every_list(run: Run, word: str, name: str) -> None:
    day = ("--today", "2020-10-28")
    assert run("list", "--status", word, *day).ids == run("list", "--status", name, *day).ids


def test_csv_has_a_mark_in_a_file_and_none_in_a_pipe(env: dict[str, str], tmp_path: Path) -> None:
    command = f"{sys.executable} -m govopen_cli due --before 2021-06 --format csv"
    environment = {**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    subprocess.run(f"{command} > 清单.csv; {command} | cat > 管道.csv", shell=True, check=True, cwd=tmp_path, env=environment)
    assert (tmp_path / "清单.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (tmp_path / "管道.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_evidence_needs_no_option(run: Run, tmp_path: Path) -> None:
    (tmp_path / "纪要.pdf").write_bytes(b"x")
    run("done", "1.6", "--on", "2020-10-20", "--state", "s.db")
    run("evidence", "add", "1.6", "纪要.pdf", "乌政办发〔2020〕3号", "--state", "s.db")
    shown = run("show", "1.6", "--format", "json", "--state", "s.db").json["items"][0]["evidence"]
    assert [part["text"] for part in shown] == ["纪要.pdf", "乌政办发〔2020〕3号"]
    run("evidence", "add", "1.6", "--state", "s.db", code=2)
    run("evidence", "add", "纪要.pdf", "--state", "s.db", code=2)


def test_the_overview_names_what_exists(run: Run, tmp_path: Path) -> None:
    text = "version: 1\nid: t\ntitle: 某表\nissued: 2021\nroles: {lead: 责任单位}\ntasks:\n  - {no: 甲, name: 任务, items: [{id: 甲-1, content: 乙, deadline: 待定, units: {lead: [某局]}}]}\n"
    (tmp_path / "tasks.yaml").write_text(text, encoding="utf-8")
    out = run().out
    assert "没有期限" in out
    for command in (line.strip().split("  ")[0] for line in out.splitlines() if line.startswith("  govopen ")):
        run(*command.split()[1:], "--state", "s.db")


def test_a_report_counts_the_parts_of_each_group(run: Run) -> None:
    """What ``report`` says of a unit is what ``unit`` says of it, by item and by part; guiding bureaus can be ranked."""
    day = ("--today", "2021-06-15", "--format", "json")
    run("done", "1.5", "--unit", "海南区政府", "--on", "2020-10-20", "--today", "2021-06-15")
    for count in ("item", "cell"):
        answer = run("report", "--group-by", "unit", "--count", count, *day).json
        groups = {group["name"]: group for group in answer["groups"]}
        assert {name: groups[name]["done"] for name in ("海勃湾区政府", "海南区政府", "乌达区政府")} == {
            "海勃湾区政府": 0, "海南区政府": 1, "乌达区政府": 0,
        }  # fmt: skip
    own = run("report", "--unit", "海南区政府", *day).json["totals"]
    assert own == {key: groups_of(run, day, "海南区政府")[key] for key in own}
    guides = run("report", "--group-by", "unit", "--role", "guide", *day).json["groups"]
    bureau = next(group for group in guides if group["name"] == "市民政局")
    assert bureau["total"] == len(run("unit", "市民政局", "--role", "guide", *day).json["items"]) == 2
    assert "海南区政府" not in {group["name"] for group in guides}


def groups_of(run: Run, day: tuple[str, ...], name: str) -> dict[str, int]:
    found = run("report", "--group-by", "unit", *day).json["groups"]
    return next(group for group in found if group["name"] == name)
