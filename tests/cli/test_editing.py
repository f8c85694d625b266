"""The plan file changed from the command line: what was asked, nothing else; checked first, recorded, taken back byte for byte."""

import json
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from govopen_cli.plan.file.load import load
from govopen_cli.plan.model import Item
from tests.conftest import PLAN, Run

WRITTEN = PLAN.read_text(encoding="utf-8")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A plan of the user's own, found in the current folder."""
    path = tmp_path / "tasks.yaml"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def items(path: Path) -> dict[str, Item]:
    found = load(path.read_bytes(), path)
    assert not found.errors
    return {item.id: item for item in found.items}


CASES: dict[str, tuple[list[str], Callable[[Item], object], object]] = {
    "deadline": (["set", "1.6", "--deadline", "2020年11月底"], lambda item: item.deadline.text, "2020年11月底"),
    "content": (["set", "1.6", "--content", "安全生产、救灾"], lambda item: item.content, "安全生产、救灾"),
    "a role by its title": (["set", "1.6", "--unit", "指导责任单位=民政局"], lambda item: item.units["guide"], ("市民政局",)),
    "a role by its key": (["set", "1.6", "--unit", "guide=市民政局、市司法局"], lambda item: item.units["guide"], ("市民政局", "市司法局")),
    "the first role": (["set", "1.6", "--unit", "市应急管理局"], lambda item: item.units["lead"], ("市应急管理局",)),
    "a role out": (["set", "1.6", "--unit", "指导="], lambda item: item.units["guide"], ()),
    "domains": (["set", "1.6", "--domain", "救灾", "--domain", "养老"], lambda item: item.domains, ("救灾", "养老服务")),
    "domains out": (["set", "1.6", "--domain", ""], lambda item: item.domains, ()),
    "review": (["set", "1.6", "--review", "每月末"], lambda item: item.review and item.review.text, "每月末"),
    "closing": (["set", "1.6", "--closing", "accept"], lambda item: item.closing, "accept"),
}


@pytest.mark.parametrize(("words", "value", "expected"), CASES.values(), ids=CASES)
def test_set_says_one_thing_of_one_item_and_undo_takes_it_back(
    run: Run, own: Path, words: list[str], value: Callable[[Item], object], expected: object
) -> None:
    before = items(own)
    assert run(*words, "--dry-run").code == 0
    assert own.read_text(encoding="utf-8") == WRITTEN
    answer = run(*words)
    assert answer.code == 0, answer.err
    after = items(own)
    assert value(after["1.6"]) == expected
    assert {item_id: item for item_id, item in after.items() if item_id != "1.6"} == {
        item_id: item for item_id, item in before.items() if item_id != "1.6"
    }
    assert run("undo").code == 0
    assert own.read_text(encoding="utf-8") == WRITTEN
    assert run("undo", run("log", "--format", "json").json["events"][-1]["batch"]).code == 0  # taking back the taking back
    assert value(items(own)["1.6"]) == expected


def test_an_ad_hoc_task_is_one_line(run: Run, own: Path) -> None:
    assert run("add", "召开推进会", "--deadline", "2021年6月底", "--unit", "民政局", "--source", "市长办公会").code == 0
    assert run("add", "再开一次", "--unit", "市民政局、市司法局").code == 0
    assert run("add", "第一项里的", "--task", "1", "--domain", "养老").code == 0
    found = items(own)
    first, second, third = found["9.1"], found["9.2"], found["1.20"]
    assert (first.task_name, first.content, first.deadline.date, first.units["lead"]) == (
        "临时交办任务", "召开推进会", first.deadline.date, ("市民政局",),
    )  # fmt: skip
    assert (str(first.deadline.date), first.source) == ("2021-06-30", "市长办公会")
    assert (second.task, second.units["lead"]) == ("9", ("市民政局", "市司法局"))
    assert (third.task, third.domains, third.units["lead"]) == ("1", ("养老服务",), found["1.1"].units["lead"])
    assert "9.1" in run("unit", "市民政局").ids


def test_an_id_with_records_is_not_given_again(run: Run, own: Path) -> None:
    run("add", "甲", "--unit", "市民政局")
    run("done", "9.1")
    assert run("remove", "9.1", "--reason", "合并").code == 0
    assert "9.1" not in items(own)
    assert "完成" in run("log", "9.1").out  # nothing that was recorded vanishes
    run("add", "乙", "--unit", "市民政局")
    assert "9.2" in items(own)
    assert run("show", "9.2", "--format", "json").json["items"][0]["status"] == "open"


def test_what_is_gone_comes_back_with_its_comments(run: Run, own: Path) -> None:
    text = WRITTEN.replace("      - id: '1.6'", "      # 民政局来过电话\n      - id: '1.6'")
    own.write_text(text, encoding="utf-8")
    run("remove", "1.6", "--reason", "合并")
    assert "来过电话" not in own.read_text(encoding="utf-8")
    run("undo")
    assert own.read_text(encoding="utf-8") == text


def test_lines_that_were_changed_since_are_not_taken_back(run: Run, own: Path) -> None:
    run("set", "1.6", "--content", "安全生产、救灾")
    changed = own.read_text(encoding="utf-8").replace("安全生产、救灾", "救灾、安全生产")
    own.write_text(changed, encoding="utf-8")
    assert "手工改回" in run("undo", code=2).err
    assert own.read_text(encoding="utf-8") == changed
    assert len(run("log", "--format", "json").json["events"]) == 1


def test_other_changes_of_the_file_do_not_stand_in_the_way(run: Run, own: Path) -> None:
    run("set", "1.6", "--content", "安全生产、救灾")
    later = own.read_text(encoding="utf-8").replace("version: 1\n", "# 一行\n# 又一行\nversion: 1\n")
    own.write_text(later, encoding="utf-8")
    assert run("undo").code == 0
    assert own.read_text(encoding="utf-8") == WRITTEN.replace("version: 1\n", "# 一行\n# 又一行\nversion: 1\n")
    assert items(own)["1.6"].content == "安全生产领域、救灾领域"


def test_heads_are_edited_and_shown(run: Run, own: Path) -> None:
    assert run("members", "各区政府", "海勃湾区政府，乌达区政府").code == 0
    assert items(own)["1.1"].members == ("海勃湾区政府", "乌达区政府")
    assert set(run("members", "各区政府").out.strip().partition("：")[2].split("、")) == {"海勃湾区政府", "乌达区政府"}
    assert run("alias", "民生局=市民政局").code == 0
    assert run("unit", "民生局").ids == run("unit", "市民政局").ids
    assert run("contact", "市民政局", "--person", "张三", "--phone", "0473-1").code == 0
    assert run("contact", "市民政局", "--phone", "0473-2").code == 0
    assert run("contact", "市民政局").out == "市民政局：张三，0473-2\n"
    for _ in range(4):
        assert run("undo").code == 0
    assert own.read_text(encoding="utf-8") == WRITTEN


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["set", "1.6"], "--deadline"),
        (["set", "9.9", "--deadline", "年底"], "9.9"),
        (["set", "1.6", "--closing", "随便"], "accept"),
        (["set", "1.6", "--content", " "], "内容"),
        (["set", "1.6", "--unit", "领导=市民政局"], "领导"),
        (["set", "1.6", "--content", "\x1b[2J"], "U+001B"),
        (["add", " "], "内容"),
        (["add", "甲", "--task", "77"], "77"),
        (["remove", "1.1-8.1", "--reason", "都不要了"], "没有事项"),
        (["alias", "民生局"], "别名=单位"),
        (["alias", "市司法局=市民政局"], "市司法局"),
        (["alias", "甲=市乙局"], "市乙局"),
        (["members", "各区政府", "各区政府"], "各区政府"),
        (["contact", "某某处", "--phone", "1"], "某某处"),
    ],
)
def test_what_would_not_be_sound_is_refused_and_nothing_changes(run: Run, own: Path, words: list[str], said: str) -> None:
    assert said in run(*words, code=2).err
    assert own.read_text(encoding="utf-8") == WRITTEN
    assert not (own.parent / "tasks.state.db").exists() or not run("log").lines


def test_the_plan_that_govopen_brings_along_is_nobodys_to_change(run: Run) -> None:
    assert "自带" in run("set", "1.6", "--deadline", "年底", code=2).err


def test_a_completed_item_that_is_changed_asks_for_a_look(run: Run, own: Path) -> None:
    run("done", "1.6", "--on", "2020-10-20")
    answer = run("set", "1.6", "--content", "别的内容")
    assert "govopen confirm 1.6" in answer.err
    assert run("show", "1.6", "--format", "json").json["items"][0]["review_needed"] is True


def test_twenty_editors_at_once_lose_nothing(own: Path, env: dict[str, str]) -> None:
    environment = {**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    start = [sys.executable, "-m", "govopen_cli", "add"]
    children = [
        subprocess.Popen([*start, f"第{number}件", "--wait", "60"], cwd=own.parent, env=environment, stdout=subprocess.DEVNULL) for number in range(12)
    ]  # fmt: skip
    assert [child.wait(timeout=120) for child in children] == [0] * 12
    assert {item.content for item in items(own).values() if item.task == "9"} == {f"第{number}件" for number in range(12)}


# --- init -----------------------------------------------------------------------------------------------------------

TABLE = """某市重点工作任务分解表

序号\t工作任务\t具体内容\t责任单位\t完成时限
1\t公开目录\t编制目录\t各区政府\t6月底
\t\t公开目录\t市民政局\t年底前
"""


def test_init_without_a_terminal_takes_options(run: Run, tmp_path: Path) -> None:
    (tmp_path / "我的表.txt").write_text(TABLE, encoding="utf-8")
    answer = run("init", "我的表.txt", "--issued", "2021-03", "--members", "各区政府=甲区政府,乙区政府")
    assert answer.code == 0, answer.err
    path = tmp_path / "我的表.yaml"
    found = load(path.read_bytes(), path)
    assert [(item.id, str(item.deadline.date), item.members) for item in found.items] == [
        ("1.1", "2021-06-30", ("甲区政府", "乙区政府")), ("1.2", "2021-12-31", ("市民政局",)),
    ]  # fmt: skip
    assert "2 项具体内容" in answer.out
    commands = [line.strip() for line in answer.out.splitlines() if line.startswith("  govopen ")]
    assert len(commands) == 3
    assert all(shlex.split(command)[-2:] == ["--plan", str(path)] for command in commands)
    assert run("due").ids == ["1.1", "1.2"]  # found in the current folder, whatever its name
    first = path.read_text(encoding="utf-8").splitlines()[0]
    schema = first.partition("$schema=")[2]
    Draft202012Validator.check_schema(json.loads(Path(schema.removeprefix("file://")).read_text(encoding="utf-8")))
    run("init", "我的表.txt", "--issued", "2020", code=5)  # a plan that is there is not replaced


def test_init_refuses_members_of_nobody(run: Run, tmp_path: Path) -> None:
    (tmp_path / "我的表.txt").write_text(TABLE, encoding="utf-8")
    for members in ("各县政府=甲县政府", "各区政府", "=甲", "各区政府="):
        run("init", "我的表.txt", "--members", members, code=2)
    assert not (tmp_path / "我的表.yaml").exists()


def test_init_asks_on_a_terminal_what_it_cannot_know(tmp_path: Path, env: dict[str, str]) -> None:
    (tmp_path / "我的表.txt").write_text(TABLE, encoding="utf-8")
    master, slave = pty.openpty()
    environment = {**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "COLUMNS": "100"}
    child = subprocess.Popen(
        [sys.executable, "-m", "govopen_cli", "init", "我的表.txt"], cwd=tmp_path, env=environment, stdin=slave, stdout=slave, stderr=slave
    )
    os.close(slave)
    os.write(master, "去年\n2022\n甲区政府、乙区政府\n".encode())
    assert child.wait(timeout=60) == 0
    os.close(master)
    path = tmp_path / "我的表.yaml"
    assert [(str(item.deadline.date), item.members) for item in load(path.read_bytes(), path).items] == [
        ("2022-06-30", ("甲区政府", "乙区政府")), ("2022-12-31", ("市民政局",)),
    ]  # fmt: skip


def test_the_schema_is_printed(run: Run) -> None:
    Draft202012Validator.check_schema(run("schema").json)


def test_a_deadline_is_that_of_the_day_on_which_it_is_given(run: Run, own: Path) -> None:
    """The plan was issued in 2020: an assignment of today is not due then."""
    answer = run("add", "临时召开推进会", "--deadline", "本月底", "--today", "2026-11-27")
    assert "时限“本月底”按今天（2026-11-27）写作“2026年11月30日”" in answer.err
    assert run("due", "--before", "2026-12", "--format", "json", "--today", "2026-11-27").json["items"][-1]["due"] == "2026-11-30"
    answer = run("set", "1.6", "--deadline", "下周五", "--today", "2026-11-27")
    assert items(own)["1.6"].deadline.date == date(2026, 12, 4)
    answer = run("set", "1.7", "--deadline", "9月底", "--today", "2026-11-27")  # the table's own words are corrected
    assert (answer.err, items(own)["1.7"].deadline.text) == ("", "9月底")


def test_a_change_is_said_in_words_and_in_the_lines_of_the_file(run: Run, own: Path) -> None:
    lines = [line.strip() for line in run("set", "1.6", "--deadline", "2020年11月底", "--dry-run").lines]
    assert "修改 1.6 完成时限：2020年10月底 → 2020年11月底" in lines
    assert "+ deadline: 2020年11月底" in lines
    assert "新增 2.3 召开推进会" in [line.strip() for line in run("add", "召开推进会", "--task", "2").lines]
