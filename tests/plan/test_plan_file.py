"""The plan file: everything wrong with it in one run, with its place, and values as they were written."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from govopen_cli.plan.file import shape
from govopen_cli.plan.file.load import Invalid, load
from tests.conftest import PLAN, ROOT, Run
from tests.plans import HEAD, dated, plan
from tests.terminals import shown

Write = Callable[[str], Path]
SCHEMA = json.loads((ROOT / "schema" / "plan.schema.json").read_text(encoding="utf-8"))

# a plan with one mistake, and what the report must name
BROKEN: list[tuple[str, str, list[str]]] = [
    ("duplicate key", plan(dated("6月底")).replace("  - no: 1\n", "  - no: 1\n    no: 2\n"), [":9:5:", "no", "重复"]),
    ("unknown key", plan(dated("6月底", "domian: [救灾]")), ["domian", "domains"]),
    ("duplicate id", plan(dated("6月底"), dated("7月底")).replace("'1.2'", "'1.1'"), ["1.1", "重复"]),
    ("same id after NFKC", plan(dated("6月底"), dated("7月底")).replace("'1.2'", "'１.1'"), ["１.1", "重复"]),
    ("undeclared role", plan(dated("6月底", "units: {leed: [市民政局]}")), ["leed", "lead"]),
    ("undeclared domain", plan(dated("6月底", "domains: [救灾]")), ["救灾", "domains"]),
    ("undeclared basis", plan(dated("6月底", "basis: [国办发〔2019〕54号]")), ["国办发〔2019〕54号", "basis"]),
    ("no title", HEAD.replace("title", "titel") + "tasks: []\n", ["titel", "title"]),
    ("no roles", HEAD.replace("roles: {lead: 责任单位, cooperate: 配合单位}", "") + "tasks: []\n", ["roles"]),
    ("no tasks", HEAD, ["tasks"]),
    ("no content", plan("deadline: 6月底"), ["content"]),
    ("a list where a text belongs", plan("content: [甲, 乙]"), ["content"]),
    ("a text where a mapping belongs", plan(dated("6月底", "units: 市民政局")), ["units"]),
    ("version of the future", plan(dated("6月底")).replace("version: 1", "version: 2"), ["版本", "2"]),
    ("impossible issue date", plan(dated("6月底")).replace("issued: 2021", "issued: 2021-13"), ["2021-13"]),
    ("unknown time zone", plan(dated("6月底"), head="timezone: Mars/Base"), ["Mars/Base"]),
    ("anchor without a day", plan(dated("6月底"), head="anchors: {收到通知: 2021}"), ["2021-03-01"]),
    ("alerts that are no days", plan(dated("6月底"), head="alerts: [三十]"), ["三十"]),
    ("alerts ten thousand years ahead", plan(dated("6月底"), head="alerts: [99999999999999]"), ["99999999999999"]),
    ("closing that is neither", plan(dated("6月底", "closing: maybe")), ["closing", "report", "accept", "maybe"]),
    ("a contact with an unknown key", plan(dated("6月底"), head="contacts: {市民政局: {phon: 1}}"), ["phon", "phone"]),
    ("an office without a name", plan(dated("6月底"), head="office: {series: 督办}"), ["office", "name"]),
    ("two tasks of one number", plan(dated("6月底")) + "  - {no: 1, name: 乙}\n", ["序号", "1"]),
]
# and what no schema sees
UNSEEN: list[tuple[str, str, list[str]]] = [
    ("a second document", plan(dated("6月底")) + "---\nversion: 1\n", ["---"]),
    ("an escape sequence", plan('content: "甲\\e[2J乙"'), ["U+001B", "甲"]),
    ("a mark that turns the writing round", plan("content: 甲\u202e乙"), ["U+202E"]),
    ("members in a ring", plan(dated("6月底"), head="units: {甲: {members: [乙]}, 乙: {members: [甲]}}"), ["甲→乙→甲"]),
    ("lists two thousand deep", plan(f"content: {'[' * 900}甲{']' * 900}"), ["嵌套"]),
]


@pytest.mark.parametrize(("name", "text", "words"), [*BROKEN, *UNSEEN], ids=[case[0] for case in [*BROKEN, *UNSEEN]])
def test_mistakes_are_named_with_their_place(run: Run, plan_file: Write, name: str, text: str, words: list[str]) -> None:
    path = plan_file(text)
    answer = run("check", code=3)
    line = next(line for line in answer.lines if "错误" in line)
    assert line.startswith(f"{path}:")
    assert all(part.isdigit() for part in line.removeprefix(f"{path}:").split(":")[:2])
    assert all(word in answer.out for word in words), answer.out
    stopped = run("due", code=3)
    assert stopped.out == ""
    assert line in stopped.err


# what the schema can say too: editors and govopen agree
SCHEMA_SAYS = {"unknown key", "no title", "no roles", "no tasks", "no content", "a list where a text belongs", "a text where a mapping belongs", "version of the future", "alerts that are no days",
               "closing that is neither", "a contact with an unknown key", "an office without a name"}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "words"), BROKEN, ids=[case[0] for case in BROKEN])
def test_schema_agrees_about_structure(name: str, text: str, words: list[str]) -> None:
    valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(yaml.load(text, Loader=yaml.BaseLoader))
    assert valid is (name not in SCHEMA_SAYS)


def test_schema_accepts_what_is_shipped() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    document = yaml.load(PLAN.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    jsonschema.validate(document, SCHEMA)


def test_the_schema_and_the_loader_name_the_same_keys() -> None:
    task = SCHEMA["properties"]["tasks"]["items"]["properties"]
    item = task["items"]["items"]["properties"]
    parts = SCHEMA["properties"]
    named = {
        shape.HEAD: parts,
        (*shape.TASK, "items", *shape.SHARED): task,
        (*shape.ITEM, *shape.SHARED, *shape.ONLY_ITEM): item,
        shape.UNIT: parts["units"]["additionalProperties"]["anyOf"][1]["properties"],
        shape.ALERTS: parts["alerts"]["anyOf"][1]["properties"],
        shape.RENAMED: parts["renamed"]["additionalProperties"]["properties"],
        shape.CONTACT: parts["contacts"]["additionalProperties"]["properties"],
        shape.OFFICE: parts["office"]["properties"],
    }
    for keys, described in named.items():
        assert set(keys) == set(described)
    assert set(shape.TEXTS) <= set(shape.SHARED)


def test_closing_is_inherited_and_overridden(plan_file: Write) -> None:
    path = plan_file(plan(dated("6月底"), dated("7月底", "closing: report"), head="closing: accept"))
    assert [item.closing for item in load(path.read_bytes(), path).items] == ["accept", "report"]
    path = plan_file(plan(dated("6月底")))
    assert [item.closing for item in load(path.read_bytes(), path).items] == ["report"]


def test_a_contact_of_no_unit_of_the_plan_is_a_warning(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("6月底"), head="contacts: {市民正局: {person: 李明}}"))
    result = run("check")
    assert result.code == 0 and "市民正局" in result.out


def test_members_with_many_ways_to_them_are_read_at_once(plan_file: Write) -> None:
    """A diamond of members 26 deep has 2**26 ways to its last member, and a chain of 3,000 is deeper than Python's stack."""
    floors = [f"层{n}左: {{members: [层{n + 1}左, 层{n + 1}右]}}, 层{n}右: {{members: [层{n + 1}左, 层{n + 1}右]}}" for n in range(26)]
    path = plan_file(plan(dated("6月底", "units: {lead: [层0左]}"), head=f"units: {{{', '.join(floors)}}}"))
    assert load(path.read_bytes(), path).items[0].members == ("层26左", "层26右")
    chain = ", ".join(f"链{n}: {{members: [链{n + 1}]}}" for n in range(3000))
    path = plan_file(plan(dated("6月底", "units: {lead: [链0]}"), head=f"units: {{{chain}}}"))
    assert load(path.read_bytes(), path).items[0].members == ("链3000",)


def test_all_mistakes_in_one_run(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("6月底", "domains: [甲]"), dated("7月底", "basis: [乙]"), dated("2022年底11月前", "who: 丙")))
    out = run("check", code=3).out
    assert all(word in out for word in ("甲", "乙", "who", "2022年底11月前"))
    assert "3 处错误" in run("list", code=3).err


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "a: b: c\n", "a: [1, 2\n", "\tx: 1\n", "a: 'b\n", "a: *x\n", "x: \x07\n"])
def test_no_plan_at_all(run: Run, plan_file: Write, text: str) -> None:
    plan_file(text)
    assert ": 错误: " in run("check", code=3).out
    run("due", code=3)


def test_scalars_stay_as_written(plan_file: Write) -> None:
    path = plan_file(plan("content: 是", "content: no", "content: 1.10, deadline: 2021-10").replace("'1.1'", "1.10"))
    loaded = load(path.read_bytes(), path)
    assert [item.content for item in loaded.items] == ["是", "no", "1.10"]
    assert loaded.items[0].id == "1.10"
    assert loaded.items[2].deadline.text == "2021-10"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(run: Run, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "tasks.yaml").write_bytes(plan(dated("6月底")).encode(encoding))
    assert run("list").ids == ["1.1"]


def test_not_text_at_all(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="UTF-8"):
        load(b"\xff\xfe\x00\x80\x81\xff", tmp_path / "x.yaml")
    assert issubclass(Invalid, Exception)


def test_warnings_do_not_stop_queries(run: Run, plan_file: Write, env: dict[str, str], tmp_path: Path) -> None:
    plan_file(plan(dated("2022年底11月前"), dated("2021年8月前"), dated("2020年6月底"), dated("按上级要求"), dated("2月30日")))
    out = run("check").out
    assert [line.split(":")[1] for line in out.splitlines()] == ["12", "13", "14", "15", "16"]
    assert all(" 警告: " in line for line in out.splitlines())
    assert "2021-08-31" in out
    assert len(run("list").lines) == 5
    assert "待起算或不明" in shown(["due"], env, tmp_path)


def test_similar_unit_names(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("6月底", "units: {cooperate: [市嘉禾镇政府]}"), dated("6月底", "units: {cooperate: [市嘉和镇政府]}")))
    assert "只差一个字" in run("check").out
    for names in ("市财政局", "市民政部门, 市财政部门"):
        plan_file(plan(dated("6月底", f"units: {{cooperate: [{names}]}}")))
        assert "只差一个字" not in run("check").out


def test_a_collective_that_lists_its_kinds_is_one_unit(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("6月底", "units: {cooperate: ['各县、市、区政府']}")))
    assert "几个单位写成了一个" not in run("check").out


def test_domains_outside_the_26_and_coverage(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("6月底", "domains: [义务教肓]"), head="domains: [义务教肓]"))
    assert "义务教育" in run("check").out
    named = ["城乡规划", "救灾", "扶贫", "就业", "社会救助", "养老服务"]
    plan_file(plan(dated("6月底", f"domains: [{', '.join(named)}]"), head=f"domains: [{', '.join(named)}]"))
    out = run("check").out
    assert "有 20 个没有任何具体内容" in out
    assert "户籍管理" in out


def test_events_of_unknown_ids(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("6月底"), dated("7月底")))
    run("done", "1.2")
    plan_file(plan(dated("6月底")))
    assert "“1.2”" in run("check").out


def test_what_commands_did_to_a_plan_is_no_problem_of_it(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("6月底"), dated("7月底"), dated("8月底")))
    run("alias", "民政=市民政局")
    run("remove", "1.2", "--reason", "并入 1.1")
    run("done", "1.3", "--on", "2021-03-01", "--today", "2021-03-01")
    assert "状态文件" not in run("check").out
    run("remove", "1.3", "--reason", "误列")
    run("undo")
    assert "状态文件" not in run("check").out


def test_what_a_clerk_would_want_to_know(run: Run, plan_file: Write) -> None:
    path = plan_file(
        plan(
            dated("6月底", "units: {cooperate: [各区政府, 相关部门, 市直各有关单位]}, domains: [救灾]"),
            dated("7月底", "units: {cooperate: [市水务局 市公安局, 市民政局，市司法局]}"),
            head="domains: [救灾]",
        )
    )
    text = path.read_text(encoding="utf-8").splitlines()
    found = {line.split(": 警告: ")[1]: text[int(line.split(":")[1]) - 1] for line in run("check").lines}
    for words, where in (
        ("集体单位没有写明成员，按一个单位登记：各区政府、相关部门、市直各有关单位；", "6月底"),
        ("单位“市水务局 市公安局”像是几个单位写成了一个；请分开写，例如 [市水务局, 市公安局]", "7月底"),
        ("单位“市民政局，市司法局”像是几个单位写成了一个；请分开写，例如 [市民政局, 市司法局]", "7月底"),
        ("里有 1 项没有写领域：1.2", "7月底"),
    ):
        (line,) = [line for said, line in found.items() if words in said]
        assert where in line  # each stands at the item that it is about


def test_anchors_in_the_plan_give_dates(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("收到通知后15个工作日内"), dated("批复后20日内"), head="anchors: {收到通知: 2021-03-01}"))
    items = run("list", "--format", "json").json["items"]
    assert [item["due"] for item in items] == ["2021-03-22", None]
    assert items[1]["light"] == "待起算"
    run("anchor", "1.2", "--on", "2021-05-01")
    assert run("list", "--format", "json").json["items"][1]["due"] == "2021-05-21"
    assert "1.2" in run("due", "--by", "2021-05").ids
    run("anchor", "1.1", "--on", "2021-05-01")


def test_working_days_beyond_the_calendar_warn(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("收到通知后15个工作日内"), head="anchors: {收到通知: 2099-03-01}"))
    assert "法定节假日" in run("check").out
    assert "法定节假日" in run("report", "--today", "2099-03-02", "--format", "md").out


def test_alert_levels(run: Run, plan_file: Write) -> None:
    plan_file(plan(dated("6月30日"), head="alerts: {levels: [60, 10], light: 10}"))
    assert "临期" in run("list", "--today", "2021-06-20").out
    assert "60日内到期" in run("list", "--today", "2021-05-20").out
    assert "正常" in run("list", "--today", "2021-05-20").out


def test_where(run: Run, plan_file: Write, tmp_path: Path) -> None:
    assert "自带" in run("where").out
    path = plan_file(plan(dated("6月底")))
    out = run("where").out
    assert str(path) in out
    assert "tasks.state.db" in out
    folder = tmp_path / "下级"
    folder.mkdir()
    assert "上级文件夹" in run("where", cwd=folder).out
    assert "GOVOPEN_PLAN" in run("where", GOVOPEN_PLAN=str(path), cwd=folder).out
    assert "--state" in run("where", "--state", "s.db").out
    assert run("where", "--format", "json").json["files"][0]["path"] == str(path)
