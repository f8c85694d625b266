"""Several plans are one ledger: every question covers all of them, and says of which plan a row is."""

from pathlib import Path

import pytest

from tests.conftest import PLAN, Run
from tests.terminals import shown

ROADS = """version: 1
id: roads
title: 某市2021年道路工程任务分解表
issued: 2021
roles: {lead: 主体责任单位, watch: 监督单位}
tasks:
  - no: 1
    name: 修路
    units: {lead: [市民政局], watch: [市审计局]}
    items:
      - {id: '1', content: 修东街, deadline: 2020年9月底}
      - {id: '2', content: 修西街, deadline: 2021年3月20日前, units: {lead: [市交通局]}}
      - {id: '1.6', content: 养护, deadline: 持续推进}
"""
BOTH = ("--plan", "plans")
DAY = ("--today", "2021-06-15")


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "wuhai.yaml").write_text(PLAN.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "roads.yml").write_text(ROADS, encoding="utf-8")
    (folder / ".hidden.yaml").write_text("not: a plan", encoding="utf-8")
    (folder / "说明.txt").write_text("no plan", encoding="utf-8")
    return folder


def test_what_is_due_stands_in_one_order(run: Run, plans: Path) -> None:
    answer = run("due", "--before", "2021-06", *BOTH, *DAY, "--format", "json")
    alone = run("due", "--before", "2021-06", *DAY, "--format", "json").json["items"]
    items = answer.json["items"]
    assert [item["id"] for item in items if item["plan_id"] == "wuhai-2020"] == [item["id"] for item in alone]
    assert [item["id"] for item in items if item["plan_id"] == "roads"] == ["1", "2"]
    assert [item["due"] for item in items] == sorted(item["due"] for item in items)
    assert answer.json["plan"]["id"] == "roads"  # the first by its file's name
    assert [plan["id"] for plan in answer.json["plans"]] == ["roads", "wuhai-2020"]


def test_rows_are_named_by_their_plan(run: Run, plans: Path) -> None:
    lines = run("due", "--before", "2020-11", *BOTH, *DAY, "--format", "tsv").out.splitlines()
    assert lines[0].split("\t")[:3] == ["编号", "任务分解表", "工作任务"]
    rows = [line.split("\t")[:2] for line in lines[1:]]
    assert ["roads/1", "某市2021年道路工程任务分解表"] in rows
    assert ["wuhai-2020/1.1", "乌海市基层政务公开标准化规范化重点工作任务分解"] in rows
    assert run("list", *BOTH, *DAY).lines[0].startswith("roads/1  ")


@pytest.mark.parametrize("way", ["option", "options", "variable", "list"])
def test_plans_are_named_by_folder_or_one_by_one(run: Run, plans: Path, way: str) -> None:
    files = [str(plans / "roads.yml"), str(plans / "wuhai.yaml")]
    answers = {
        "option": lambda: run("list", *BOTH),
        "options": lambda: run("list", "--plan", files[0], "--plan", files[1]),
        "variable": lambda: run("list", GOVOPEN_PLAN="plans"),
        "list": lambda: run("list", GOVOPEN_PLAN=":".join(files)),
    }
    assert len(answers[way]().lines) == 33 + 3


def test_a_unit_is_asked_in_all_plans(run: Run, plans: Path) -> None:
    answer = run("unit", "民政局", *BOTH, *DAY, "--format", "json").json
    assert answer["unit"]["roles"]["lead"] == ["roads/1", "roads/1.6"]
    assert answer["unit"]["roles"]["guide"] == ["wuhai-2020/1.6", "wuhai-2020/1.13"]
    overview = run("unit", *BOTH, *DAY, "--format", "json").json["units"]
    (own,) = [unit for unit in overview if unit["name"] == "市民政局"]
    assert (own["total"], own["roles"]["lead"], own["roles"]["guide"]) == (4, 2, 2)


def test_a_role_or_task_that_only_one_plan_has(run: Run, plans: Path) -> None:
    assert run("list", "--role", "监督单位", *BOTH).ids == ["roads/1", "roads/2", "roads/1.6"]
    assert all(name.startswith("wuhai-2020/8.") for name in run("list", "--task", "8", *BOTH).ids)
    assert "没有责任类型“牵头”" in run("list", "--role", "牵头", *BOTH, code=2).err


def test_an_item_is_named_by_its_plan_where_two_have_it(run: Run, plans: Path) -> None:
    assert run("show", "wuhai-2020/1.6", *BOTH, "--format", "json").json["items"][0]["plan_id"] == "wuhai-2020"
    assert run("show", "4.4", *BOTH, "--format", "json").json["items"][0]["plan_id"] == "wuhai-2020"
    refused = run("show", "1.6", *BOTH, code=2)
    assert "roads/1.6" in refused.err
    assert "wuhai-2020/1.6" in refused.err


def test_figures_are_the_sums_of_the_plans(run: Run, plans: Path) -> None:
    both = run("report", *BOTH, *DAY, "--format", "json").json["totals"]
    parts = [run("report", "--plan", str(plans / name), *DAY, "--format", "json").json["totals"] for name in ("wuhai.yaml", "roads.yml")]
    for figure in ("total", "due", "done", "overdue", "open_ended", "undated"):
        assert both[figure] == sum(part[figure] for part in parts)
    cells = [run("matrix", *arguments, "--format", "json").json["total"] for arguments in ((*BOTH,), ("--plan", "plans/roads.yml"), ())]
    assert cells[0] == cells[1] + cells[2]


def test_each_plan_keeps_its_own_records(run: Run, plans: Path) -> None:
    run("done", "1", "--on", "2021-03-01", "--plan", "plans/roads.yml", *DAY)
    assert (plans / "roads.state.db").exists()
    (item,) = run("show", "roads/1", *BOTH, *DAY, "--format", "json").json["items"]
    assert item["status"] == "done"
    assert run("log", *BOTH, *DAY).lines[0].split("  ")[2] == "roads/1"


def test_a_broken_plan_does_not_silence_the_others(run: Run, plans: Path) -> None:
    (plans / "坏.yaml").write_text("version: 1\nid: x\n", encoding="utf-8")
    answer = run("overdue", *BOTH, *DAY, code=3)
    assert "坏.yaml" in answer.err
    assert len(answer.lines) == len(run("overdue", "--plan", "plans/roads.yml", "--plan", "plans/wuhai.yaml", *DAY).lines)
    assert run("overdue", "--exit-code", *BOTH, *DAY, code=3).lines == answer.lines


@pytest.mark.parametrize(
    "words",
    [
        ["report"], ["matrix"], ["unit"], ["domain"], ["log"], ["list"], ["export", "-o", "台账.xlsx"], ["cron"], ["remark", "roads/1", "--note", "无"],
        ["done", "wuhai-2020/1.5"], ["undo"], ["bulletin", "-o", "通报.md"], ["report", "-o", "报告.md"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_whatever_is_asked_a_broken_plan_is_told_by_the_exit_code(run: Run, plans: Path, words: list[str]) -> None:
    run("remark", "roads/1", "--note", "先有一条", *BOTH, *DAY)
    (plans / "坏.yaml").write_text("version: 1\nid: x\n", encoding="utf-8")
    plan = ("--plan", str(plans)) if words == ["cron"] else (*BOTH, *DAY)
    answer = run(*words, *plan, code=3)
    assert "坏.yaml" in answer.err
    assert answer.out or (plans.parent / words[-1]).exists()


def test_of_several_plans_each_row_names_its_own(run: Run, plans: Path) -> None:
    run("remark", "roads/1", "--note", "无", *BOTH, *DAY)
    titles = {"roads": "某市2021年道路工程任务分解表", "wuhai-2020": "乌海市基层政务公开标准化规范化重点工作任务分解"}
    for words in (["report"], ["matrix"], ["log"], ["list"], ["overdue"]):
        head, *lines = run(*words, *BOTH, *DAY, "--format", "tsv").lines
        column = head.split("\t").index("任务分解表")
        rows = [line.split("\t") for line in lines if not line.startswith("合计")]
        assert rows
        for row in rows:
            name = next(cell for cell in row if "/" in cell)
            assert row[column] == titles[name.partition("/")[0]]
    # tasks of one number in two plans are two tasks
    both = run("report", *BOTH, *DAY, "--format", "json").json["groups"]
    alone = [run("report", "--plan", f"plans/{name}", *DAY, "--format", "json").json["groups"] for name in ("roads.yml", "wuhai.yaml")]
    assert [group["total"] for group in both] == [group["total"] for groups in alone for group in groups]


def test_on_a_terminal_every_heading_names_the_plan(plans: Path, env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(ROADS, encoding="utf-8")
    for words in (["due"], ["overdue"], ["list"], ["matrix"], ["report"], ["unit"], ["unit", "市交通局"], ["log"], ["show", "1"], []):
        assert "某市2021年道路工程任务分解表" in shown(words, {**env, "GOVOPEN_TODAY": "2021-06-15"}, tmp_path), words


def test_a_plan_that_is_passed_over_is_named(run: Run, plans: Path, env: dict[str, str], tmp_path: Path) -> None:
    assert "没有使用" not in run("where").out
    (tmp_path / "我的表.yaml").write_text(ROADS, encoding="utf-8")
    assert "没有使用" not in run("where").out
    (tmp_path / "tasks.yaml").write_text(PLAN.read_text(encoding="utf-8"), encoding="utf-8")
    told = f"当前文件夹里的我的表.yaml没有使用（正在用{tmp_path}/tasks.yaml）；要用请写--plan"
    assert told in shown(["due"], env, tmp_path)
    assert run("due").err == ""
    assert told not in shown(["due", "--plan", "tasks.yaml"], env, tmp_path)
    (line,) = [line for line in run("where").lines if line.startswith("没有使用")]
    assert str(tmp_path / "我的表.yaml") in line
    away = shown(["due"], {**env, "GOVOPEN_PLAN": "plans/roads.yml"}, tmp_path)
    assert "当前文件夹里的tasks.yaml、我的表.yaml没有使用" in away


def test_two_plans_of_one_id_are_refused(run: Run, plans: Path) -> None:
    (plans / "副本.yaml").write_text(ROADS, encoding="utf-8")
    assert "标识都是“roads”" in run("list", *BOTH, code=2).err


def test_an_empty_folder_is_no_plan(run: Run, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    assert "没有任务分解表" in run("list", "--plan", "空", code=3).err


def test_a_plan_under_any_name_in_the_folder_is_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "别的.yaml").write_text("services: {}\n", encoding="utf-8")
    (tmp_path / "我的表.yaml").write_text(ROADS, encoding="utf-8")
    assert run("list").ids == ["1", "2", "1.6"]
    (tmp_path / "第二张.yaml").write_text(ROADS.replace("id: roads", "id: more"), encoding="utf-8")
    refused = run("list", code=2)
    assert "我的表.yaml" in refused.err
    assert "第二张.yaml" in refused.err
    assert len(run("list", "--plan", ".", code=3).lines) == 6  # 别的.yaml is no plan, and says so
    (tmp_path / "tasks.yaml").write_text(PLAN.read_text(encoding="utf-8"), encoding="utf-8")
    assert len(run("list").lines) == 33


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("我的表.yaml", "\ufeff" + ROADS),
        ("我的表.YAML", ROADS),
        (
            "我的表.yml",
            ROADS.replace("roles: {lead: 主体责任单位, watch: 监督单位}\n", "") + "roles: {lead: 主体责任单位, watch: 监督单位}\n",
        ),
        ("我的表.yaml", "# 前面有很长的说明\n" * 2000 + ROADS),
    ],
    ids=["a byte order mark", "capital letters", "roles at the end", "a long comment"],
)
def test_however_a_plan_is_written_it_is_found(run: Run, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "compose.yaml").write_text("version: '3'\nservices: {}\n", encoding="utf-8")
    (tmp_path / "Taskfile.yml").write_text("version: '3'\ntasks:\n  build: {}\n", encoding="utf-8")
    assert run("list").ids == ["1", "2", "1.6"]


def test_a_plan_with_mistakes_is_not_passed_over_for_another(run: Run, tmp_path: Path) -> None:
    (tmp_path / "我的表.yaml").write_text(ROADS.replace("id: roads\n", ""), encoding="utf-8")
    assert "我的表.yaml" in run("list", code=3).err


def test_acts_cover_several_plans_as_one_batch(run: Run, plans: Path) -> None:
    run("done", "roads/1", "1.2", "wuhai-2020/1.6", *BOTH, *DAY, "--on", "2021-06-01", "--note", "验收")
    events = run("log", *BOTH, "--format", "json").json["events"]
    assert {(event["plan"], event["item"]) for event in events} == {("roads", "1"), ("wuhai-2020", "1.2"), ("wuhai-2020", "1.6")}
    assert len({event["batch"] for event in events}) == 1
    assert run("undo", "--dry-run", *BOTH).out.count("完成") == 3
    run("undo", *BOTH)
    assert run("list", "--status", "done", *BOTH).out == ""
    run("undo", *BOTH, code=2)


def test_what_one_plan_refuses_no_plan_records(run: Run, plans: Path) -> None:
    assert "早于任务分解表的印发时间 2021" in run("done", "1.2", "roads/1", *BOTH, *DAY, "--on", "2020-10-01", code=2).err
    run("done", "1.2", "roads/1", *BOTH, *DAY, "--unit", "市政府", code=2)
    assert run("log", *BOTH).out == ""


def test_kept_evidence_stands_beside_each_state(run: Run, plans: Path, tmp_path: Path) -> None:
    (tmp_path / "证明.txt").write_text("已完成", encoding="utf-8")
    run("done", "1.2", "roads/1", *BOTH, *DAY, "--evidence", "证明.txt", "--keep")
    assert len([path for path in plans.rglob("*.evidence/*/*") if path.is_file()]) == 2
