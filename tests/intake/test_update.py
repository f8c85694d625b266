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


OLDER = """\
某市2021年重点工作任务分解表

序号\t工作任务\t具体内容\t领域\t责任单位\t配合单位\t完成时限
1\t任务甲\t措施一\t救灾\t市民政局\t市教育局\t6月底
\t\t措施二\t义务教育\t市教育局\t市民政局\t9月底
\t\t措施三\t养老服务\t市民政局\t\t9月底
2\t任务乙\t措施四\t\t市财政局\t\t年底前
3\t任务丙\t措施五\t\t市司法局\t\t持续推进
"""


def worked_on(run: Run, tmp_path: Path) -> Path:
    """A plan read from a table, on which a clerk has worked with the commands and in an editor."""
    (tmp_path / "表.txt").write_text(OLDER, encoding="utf-8")
    assert run("init", "表.txt", "-o", "t.yaml", "--issued", "2021").code == 0
    plan = ("--plan", "t.yaml")
    for words in (
        ("add", "临时召开推进会", "--deadline", "2021年5月底", "--unit", "市民政局"),
        ("set", "1.1", "--deadline", "7月15日"),
        ("set", "1.2", "--content", "措施二（含民办学校）", "--unit", "配合单位=市司法局"),
        ("remove", "1.3", "--reason", "并入上年任务"),
        ("remove", "3.1", "--reason", "不再要求"),
    ):
        assert run(*words, *plan).code == 0
    path = tmp_path / "t.yaml"
    text = path.read_text(encoding="utf-8")
    edited = text.replace("domains: [救灾]", "domains: [救灾, 养老服务]")  # by hand
    assert edited != text
    path.write_text(edited, encoding="utf-8")
    return path


def test_the_same_table_again_takes_nothing_back_that_people_changed(run: Run, tmp_path: Path) -> None:
    path = worked_on(run, tmp_path)
    before = path.read_bytes()
    told = run("import", "表.txt", "--update", "t.yaml").err
    assert path.read_bytes() == before
    for kept in (
        "没有差别",
        "1.1 完成时限 改过，保留：7月15日（表里仍是 6月底）",
        "1.1 领域 改过，保留：救灾、养老服务（表里仍是 救灾）",
        "1.2 具体内容 改过，保留：措施二（含民办学校）（表里仍是 措施二）",
        "1.2 配合单位 改过，保留：市司法局（表里仍是 市民政局）",
        "表里没有的 4.1 临时召开推进会 是另外加的，保留",
        "表里还有的 1.3 措施三 已经从任务分解表里去掉，没有再加",
        "表里还有的 3.1 措施五 已经从任务分解表里去掉，没有再加",
    ):
        assert kept in told, (kept, told)


def test_a_newer_table_changes_what_it_changed_and_nothing_else(run: Run, tmp_path: Path) -> None:
    path = worked_on(run, tmp_path)
    run("done", "1.1", "--on", "2021-05-01", "--plan", "t.yaml", "--today", "2021-05-02")
    newer = (
        OLDER.replace("措施一\t救灾\t市民政局\t市教育局\t6月底", "措施一\t救灾\t市民政局\t市财政局\t8月底").replace("年底前", "11月底")
        + "\t\t措施六\t\t市司法局\t\t年底前\n"
    )
    (tmp_path / "新表.txt").write_text(newer, encoding="utf-8")
    before = path.read_bytes()
    shown = run("import", "新表.txt", "--update", "t.yaml", code=5)
    assert path.read_bytes() == before
    assert shown.err.endswith("错误：t.yaml 没有改动；确认要写时加 --yes\n")
    told = run("import", "新表.txt", "--update", "t.yaml", "--yes").err
    assert "1.1 完成时限 改过，表里也改了，按表：8月底（原来表里是 6月底，改成了 7月15日）" in told
    items = {item.id: item for item in load(path.read_bytes(), path).items}
    assert {item_id: (item.content, item.deadline.text, item.domains, dict(item.units)) for item_id, item in items.items()} == {
        "1.1": ("措施一", "8月底", ("救灾", "养老服务"), {"responsible": ("市民政局",), "cooperate": ("市财政局",)}),
        "1.2": ("措施二（含民办学校）", "9月底", ("义务教育",), {"responsible": ("市教育局",), "cooperate": ("市司法局",)}),
        "2.1": ("措施四", "11月底", (), {"responsible": ("市财政局",), "cooperate": ()}),
        "3.2": ("措施六", "年底前", (), {"responsible": ("市司法局",), "cooperate": ()}),
        "4.1": ("临时召开推进会", "2021年5月底", (), {"responsible": ("市民政局",), "cooperate": ()}),
    }
    # the same again is nothing new; undone, the table is the newer one again
    after = path.read_bytes()
    assert "没有差别" in run("import", "新表.txt", "--update", "t.yaml").err
    assert run("undo", "--plan", "t.yaml").code == 0
    assert path.read_bytes() == before
    run("import", "新表.txt", "--update", "t.yaml", "--yes")
    assert path.read_bytes() == after.replace(b"'3.2'", b"'3.3'")  # something is recorded under the id that was taken back


def test_without_a_noted_reading_the_table_is_taken_and_that_is_said(run: Run, tmp_path: Path) -> None:
    path = worked_on(run, tmp_path)
    (tmp_path / "t.state.db").unlink()
    told = run("import", "表.txt", "--update", "t.yaml", "--yes").err
    assert "没有记下上次读表时表里写的内容，分不清哪些是人改的：表里有的栏目都按表里写" in told
    assert "删除 4.1 临时召开推进会" in told
    assert "6月底" in path.read_text(encoding="utf-8")


def test_what_a_note_of_a_reading_is_shown_as(run: Run, tmp_path: Path) -> None:
    (tmp_path / "表.txt").write_text(OLDER, encoding="utf-8")
    run("init", "表.txt", "-o", "t.yaml", "--issued", "2021")
    lines = run("log", "--plan", "t.yaml").lines
    assert len(lines) == 1
    assert "读表" in lines[0]
    assert lines[0].endswith("说明：读自 表.txt")
    assert run("undo", "--plan", "t.yaml", code=2).err == "错误：没有可撤销的登记\n"  # a reading changed nothing
