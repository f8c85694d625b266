"""A plan file that people kept, brought up to date with a newer table: theirs stays, the table's is taken over."""

import random
from pathlib import Path

from govopen_cli.intake.update import pairs, update
from govopen_cli.plan.file.edit import PlanFile
from govopen_cli.plan.file.load import load
from govopen_cli.plan.file.write import ItemDraft, PlanDraft, TaskDraft
from tests.conftest import Run

KEPT = """\
# kept by 张三
version: 1
id: kept
title: 某市2021年重点工作任务分解表
issued: 2021-03
alerts: [20]

roles:
  lead: 责任单位
  cooperate: 配合单位
units:
  市教育局: {full: 某市教育局, aliases: [教育局, 教育体育局]}
domains: [义务教育, 公共法律服务]
contacts:
  市教育局: {person: 李四}
tasks:
  # the first task was agreed on 1 March
  - no: 1
    name: 任务甲
    units: {lead: [市民政局], cooperate: [市教育局]}
    items:
      # phoned on 3 March
      - id: '1.1'
        content: 措施一是把目录编出来
        domains: [义务教育]
        deadline: 6月底   # see the minutes
        source: 原表写作六月低，已核
      - id: '1.2'
        content: 措施二
        deadline: 9月底
        review: 每月末
      # to be dropped?
      - id: '1.3'
        content: 另外安排一次
        deadline: 9月底
  - no: 2
    name: 任务乙
    items:
      - id: '2.1'
        content: 措施三
        units: {lead: [市财政局]}
        deadline: 年底前
"""

NEWER = """\
某市2021年重点工作任务分解表

序号\t工作任务\t具体内容\t责任单位\t配合单位\t完成时限
1\t任务甲\t措施一是把目录编好\t市民政局\t教育局\t7月底
\t\t新措施\t市民政局\t教育体育局\t年底前
\t\t措施二\t市民政局\t市公安局\t9月底
2\t任务乙\t措施三\t市财政局\t\t年底前
3\t任务丙\t措施四\t市司法局\t\t持续推进
"""


def test_theirs_stays_and_the_tables_is_taken_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text(KEPT, encoding="utf-8")
    (tmp_path / "表.txt").write_text(NEWER, encoding="utf-8")
    told = run("import", "表.txt", "--update", "tasks.yaml", "--yes").err
    text = (tmp_path / "tasks.yaml").read_text(encoding="utf-8")
    for kept in (
        "# kept by 张三", "alerts: [20]", "aliases: [教育局, 教育体育局]", "# the first task was agreed on 1 March", "# phoned on 3 March",
        "domains: [义务教育]", "# see the minutes", "source: 原表写作六月低，已核", "review: 每月末", "市教育局: {person: 李四}", "issued: 2021-03",
    ):  # fmt: skip
        assert text.count(kept) == 1, (kept, text)
    assert "# to be dropped?" not in text  # it stood above the item that is gone
    items = {item.id: item for item in load(text.encode(), tmp_path / "tasks.yaml").items}
    assert {item_id: (item.task_name, item.content, item.deadline.text, dict(item.units)) for item_id, item in items.items()} == {
        "1.1": ("任务甲", "措施一是把目录编好", "7月底", {"lead": ("市民政局",), "cooperate": ("市教育局",)}),
        "1.4": ("任务甲", "新措施", "年底前", {"lead": ("市民政局",), "cooperate": ("市教育局",)}),
        "1.2": ("任务甲", "措施二", "9月底", {"lead": ("市民政局",), "cooperate": ("市公安局",)}),
        "2.1": ("任务乙", "措施三", "年底前", {"lead": ("市财政局",), "cooperate": ()}),
        "3.1": ("任务丙", "措施四", "持续推进", {"lead": ("市司法局",), "cooperate": ()}),
    }
    for change in (
        "修改 1.1 完成时限：6月底 → 7月底",
        "新增 1.4 新措施",
        "修改 1.2 配合单位：市教育局 → 市公安局",
        "删除 1.3 另外安排一次",
    ):
        assert change in told


def test_a_table_that_says_the_same_changes_no_byte(run: Run, tmp_path: Path) -> None:
    (tmp_path / "表.txt").write_text(NEWER, encoding="utf-8")
    run("import", "表.txt", "-o", "tasks.yaml", "--issued", "2021")
    before = (tmp_path / "tasks.yaml").read_bytes()
    told = run("import", "表.txt", "--update", "tasks.yaml")
    assert "没有差别" in told.err
    assert (tmp_path / "tasks.yaml").read_bytes() == before


def test_an_item_that_moved_keeps_its_id_and_what_people_wrote() -> None:
    file = PlanFile(KEPT)
    plan = PlanDraft(
        {"title": "某市2021年重点工作任务分解表", "roles": {"lead": "责任单位"}},
        [
            TaskDraft("1", "任务甲", [ItemDraft("1.1", "措施二", {"deadline": "9月底", "units": {"lead": ["市民政局"]}})]),
            TaskDraft("2", "任务乙", [
                ItemDraft("2.1", "措施一是把目录编出来", {"deadline": "6月底", "units": {"lead": ["市财政局"]}}),
                ItemDraft("2.2", "措施三", {"units": {"lead": ["市财政局"]}}),
            ]),
        ],
    )  # fmt: skip
    update(file, plan, titled=True)
    found = load(file.text().encode(), Path("p.yaml"))
    assert not found.errors
    moved = {item.id: item for item in found.items}
    assert [item.id for item in found.items] == ["1.2", "1.1", "2.1"]
    assert (moved["1.1"].task, moved["1.1"].source, moved["1.1"].units["cooperate"]) == ("2", "原表写作六月低，已核", ("市教育局",))
    assert (moved["1.1"].units["lead"], moved["1.2"].units["lead"]) == (("市财政局",), ("市民政局",))
    assert moved["2.1"].deadline.kind == "unknown"  # the column is there and says nothing
    assert "# phoned on 3 March" in file.text()


def test_reworded_rows_are_found_in_long_tables_whatever_their_order() -> None:
    chance = random.Random(7)
    words = ["清理", "编制", "公开", "督促", "核查", "汇总", "目录", "清单", "平台", "队伍", "经费", "台账", "村务", "预算", "执法", "热线"]
    contents = ["".join(chance.sample(words, 6)) + f"第{number}批" for number in range(400)]
    old = [("任务", f"1.{number}", content) for number, content in enumerate(contents)]
    order = list(range(400))
    chance.shuffle(order)
    items = [ItemDraft("", contents[number].replace("第", "，完成第"), {}) for number in order]
    found = pairs(old, PlanDraft({}, [TaskDraft("1", "任务", items)]))
    right = sum(found.get(id(item)) == number for number, item in zip(order, items, strict=True))
    assert right == 400
