"""Kinds of tables, each in its smallest form, with what a person reads in it."""

from typing import Any

import pytest

from govopen_cli.intake.document import read_bytes
from govopen_cli.intake.extract import extract
from govopen_cli.intake.source import Extract
from govopen_cli.intake.table import UnreadableDocument


def read(text: str, suffix: str = ".csv") -> Extract:
    return extract(read_bytes(text.encode(), f"表{suffix}", suffix))


def short(found: Extract) -> list[tuple[Any, ...]]:
    """Return of each row: tasks, content, deadline, units."""
    return [(row.tasks, row.content, row.deadline, row.units) for row in found.rows]


def test_only_a_row_that_says_what_the_header_says_is_one() -> None:
    found = read(
        "序号,重点工作,责任单位,完成时限\n1,落实安全生产工作,县直各部门,全年\n序号,重点工作,责任单位,完成时限\n2,修路,县交通局,6月底"
    )
    assert short(found) == [
        ((), "落实安全生产工作", "全年", {"责任单位": ["县直各部门"]}),
        ((), "修路", "6月底", {"责任单位": ["县交通局"]}),
    ]


@pytest.mark.parametrize(
    "unit",
    ["公开主体", "实施主体", "落实主体", "承办主体", "牵头委室", "任务分工", "职责分工", "属地", "项目业主", "责任处（科）室", "主责单位"],
)
@pytest.mark.parametrize(
    "time", ["完成时限", "起止时间", "抽查时间", "竣工时间", "验收时间", "报送时间", "召开时间", "完成时间节点", "序时进度", "时间表"]
)
def test_words_of_headers(unit: str, time: str) -> None:
    found = read(f"序号,工作任务,{unit},{time}\n1,修建东街,市交通局,6月底\n2,修建西街,市住建局,9月底")
    assert short(found) == [
        ((), "修建东街", "6月底", {unit: ["市交通局"]}),
        ((), "修建西街", "9月底", {unit: ["市住建局"]}),
    ]


@pytest.mark.parametrize(
    "content", ["细化分工", "任务细化", "隐患描述", "整改措施", "工作举措", "三级事项", "重点任务", "实事项目", "会议议题"]
)
def test_words_for_what_is_to_be_done(content: str) -> None:
    found = read(f"序号,{content},责任单位,时限\n1,修建东街,市交通局,6月底")
    assert [row.content for row in found.rows] == ["修建东街"]


def test_columns_that_no_word_tells_are_judged_by_their_cells_and_said() -> None:
    found = read("序号,工作任务,谁来干,啥时候\n1,修建东街,市交通局,6月底\n2,修建西街,市住建局,9月底")
    assert [(row.deadline, row.units) for row in found.rows] == [("6月底", {"谁来干": ["市交通局"]}), ("9月底", {"谁来干": ["市住建局"]})]
    assert any("谁来干" in remark for remark in found.remarks)
    assert any("啥时候" in remark for remark in found.remarks)
    found = read("序号,工作任务,责任单位,暗号\n1,修建东街,市交通局,天王盖地虎")
    assert found.rows[0].extra == {"暗号": "天王盖地虎"}
    assert any("没有认出“暗号”" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "工作任务,具体要求,,责任科室,时限要求\n强化规范公开,1,清理规范性文件,办公室,年底前\n,2,更新目录,法规科,6月底",
            [(("强化规范公开",), "清理规范性文件", "年底前", {"责任科室": ["办公室"]}), (("强化规范公开",), "更新目录", "6月底", {"责任科室": ["法规科"]})],
        ),
        ("序号,工作目标,主要任务,责任单位\n1,服务更优,建设大厅,市政务局", [((), "建设大厅", "", {"责任单位": ["市政务局"]})]),
        ("一级事项,二级事项,三级事项,责任单位,时限\n政策,文件,规范性文件,办公室,年底前", [(("政策", "文件"), "规范性文件", "年底前", {"责任单位": ["办公室"]})]),
        ("序号,反馈问题,整改目标,整改措施,责任单位\n1,管护不到位,河道整洁,每月巡查,市水利局", [(("管护不到位",), "每月巡查", "", {"责任单位": ["市水利局"]})]),
        (
            "抽查事项,检查部门,,检查时间\n资质抽查,发起,住房城乡建设部门,4月-8月\n登记抽查,配合,市场监管部门,4月-8月",
            [((), "资质抽查", "4月-8月", {"发起": ["住房城乡建设部门"]}), ((), "登记抽查", "4月-8月", {"配合": ["市场监管部门"]})],
        ),
    ],
)  # fmt: skip
def test_which_column_is_the_content(text: str, rows: list[Any]) -> None:
    assert short(read(text)) == rows


def test_blanks_are_blanks_where_numbers_and_units_stand_in_every_row() -> None:
    found = read(
        "序号,任务,牵头单位,配合单位,时限\n1,修路,市交通局,市财政局,6月底\n2,造林,市林草局,,9月底\n3,治水,市水利局,,\n4,建园,市住建局,市财政局,年底前"
    )
    assert [(row.units, row.deadline) for row in found.rows] == [
        ({"牵头单位": ["市交通局"], "配合单位": ["市财政局"]}, "6月底"), ({"牵头单位": ["市林草局"]}, "9月底"), ({"牵头单位": ["市水利局"]}, ""),
        ({"牵头单位": ["市住建局"], "配合单位": ["市财政局"]}, "年底前"),
    ]  # fmt: skip


def test_blanks_of_merged_cells_in_a_plain_file_say_what_stands_above() -> None:
    found = read("序号,任务,措施,牵头单位,时限\n1,修路,勘察,市交通局,6月底\n,,施工,,9月底\n2,造林,整地,市林草局,年底前")
    assert [(row.tasks, row.units, row.deadline) for row in found.rows] == [
        (("修路",), {"牵头单位": ["市交通局"]}, "6月底"), (("修路",), {"牵头单位": ["市交通局"]}, "9月底"), (("造林",), {"牵头单位": ["市林草局"]}, "年底前"),
    ]  # fmt: skip
    found = read("序号,任务,牵头单位,时限\n1,修路,市交通局,6月底\n2,架桥,,")
    assert found.rows[1].units == {"牵头单位": ["市交通局"]}
    assert "合并单元格" in found.rows[1].doubts[0]


def test_what_is_no_task() -> None:
    found = read(
        "序号,任务,责任单位,时限\n一,工程建设类,,\n1,修路,市交通局,6月底\n2,修路,市交通局,6月底\n小　计,2项,,\n注：投资为估算,,,\n填表人：张某,,联系电话：123,"
    )
    assert [(row.section, row.number) for row in found.rows] == [("一、工程建设类", "1"), ("一、工程建设类", "2")]
    assert "完全相同" in found.rows[1].doubts[0]
    assert any("合计" in remark and "第5行" in remark for remark in found.remarks)


def test_errors_of_a_spreadsheet_are_neither_unit_nor_deadline() -> None:
    (row,) = read("序号,任务,责任单位,时限\n1,修路,#N/A,#REF!").rows
    assert (row.units, row.deadline) == ({}, "")
    assert ["第3列" in row.doubts[0], "#REF!" in row.doubts[1]] == [True, True]


def test_a_bare_number_in_a_column_of_deadlines_is_offered_as_the_day_that_it_counts() -> None:
    (row,) = read("序号,任务,责任单位,完成时限\n1,修路,市交通局,45596").rows
    assert row.deadline == "45596"
    assert "2024-10-31" in row.doubts[0]


def test_as_above() -> None:
    found = read("序号,任务,责任单位,时限\n1,修路,市交通局,6月底\n2,架桥,同上,〃")
    assert short(found)[1] == ((), "架桥", "6月底", {"责任单位": ["市交通局"]})


@pytest.mark.parametrize(
    ("text", "deadline", "said"),
    [
        ("序号,任务,责任单位\n一、2022年6月底前完成（1项）,,\n1,修路,市交通局", "2022年6月底前完成", "小标题"),
        ("请各单位于2022年12月31日前完成整改,,\n序号,任务,责任单位\n1,修路,市交通局", "2022年12月31日前", "上方"),
        ("序号,重点工作,任务\n1,修路,修通东街。（牵头单位：市交通局；6月底完成）", "6月底完成", "括号"),
    ],
)
def test_a_deadline_that_stands_elsewhere_is_taken_and_said(text: str, deadline: str, said: str) -> None:
    found = read(text)
    assert [(row.deadline, list(row.units.values())) for row in found.rows] == [(deadline, [["市交通局"]])]
    assert any(said in remark for remark in found.remarks)


def test_a_text_row_shifted_left_stands_right() -> None:
    found = read("工作任务\t具体内容\t责任单位\n做好公开\t1.推进预算公开。\t财务科\n\t2.反馈网民意见。\t各科室", ".txt")
    assert [(row.content, row.units) for row in found.rows] == [
        ("1.推进预算公开。", {"责任单位": ["财务科"]}), ("2.反馈网民意见。", {"责任单位": ["各科室"]}),
    ]  # fmt: skip


def test_rows_of_all_lengths_are_read_or_said() -> None:
    found = read("序号,责任,,时限\n,牵头单位\n1,市交通局,市财政局,6月底,多出一格\n2")
    assert {"1", "2"} <= {row.number for row in found.rows}
    found = read("序号\t工作任务\t责任单位\t完成时限\t备注\n市交通局\t6月底\n1\t修路\t市交通局\t6月底\n\t\t架桥\n合计", ".txt")
    assert len(found.rows) == 3
    assert all(row.doubts for row in found.rows if row.number is None)


def test_a_published_catalogue_is_no_plan() -> None:
    text = "序号,公开事项,公开内容,公开依据,公开时限,公开主体,公开渠道\n1,机构职能,职责,条例,20个工作日,办公室,■网站"
    with pytest.raises(UnreadableDocument, match=r"政务公开事项目录.*--as-plan"):
        read(text)
    found = extract(read_bytes(text.encode(), "表.csv", ".csv"), as_plan=True)
    assert [(row.content, row.units) for row in found.rows] == [("职责", {"公开主体": ["办公室"]})]


@pytest.mark.parametrize(
    ("cell", "units", "persons"),
    [
        ("各县、市、区政府", {"责任": ["各县、市、区政府"]}, []),
        ("市城管委\n市交通委\n等部门", {"责任": ["市城管委", "市交通委"]}, []),
        ("各区政府\n（含开发区管委会）", {"责任": ["各区政府（含开发区管委会）"]}, []),
        ("市教育、公安、民政、财政等部门", {"责任": ["市教育部门", "市公安部门", "市民政部门", "市财政部门"]}, []),
        ("市教育局会市财政局", {"牵头": ["市教育局"], "会同": ["市财政局"]}, []),
        ("由市交通局牵头，会同市公安局、市财政局落实", {"牵头": ["市交通局"], "会同": ["市公安局", "市财政局"]}, []),
        ("市教育局负责，市财政局配合", {"责任": ["市教育局"], "配合": ["市财政局"]}, []),
        ("市教育局为主，市财政局协助", {"牵头": ["市教育局"], "协助": ["市财政局"]}, []),
        ("牵头单位市教育局，责任单位市财政局", {"牵头单位": ["市教育局"], "责任单位": ["市财政局"]}, []),
        ("市教育局/市财政局", {"责任": ["市教育局", "市财政局"]}, []),
        ("市教育局·市财政局", {"责任": ["市教育局", "市财政局"]}, []),
        ("市教育局和市财政局", {"责任": ["市教育局", "市财政局"]}, []),
        ("1.市教育局；2.市财政局", {"责任": ["市教育局", "市财政局"]}, []),
        ("市交通局 李某", {"责任": ["市交通局"]}, ["李某"]),
        ("财 政 局", {"责任": ["财政局"]}, []),
        ("市\u200b教育局、\ufeff市财政局", {"责任": ["市教育局", "市财政局"]}, []),
    ],
)
def test_cells_of_units(cell: str, units: dict[str, list[str]], persons: list[str]) -> None:
    quoted = cell.replace('"', '""')
    (row,) = read(f'序号,任务,责任\n1,修路,"{quoted}"').rows
    assert row.units == units
    assert row.leaders.get("责任", []) == persons
