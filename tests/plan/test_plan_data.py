"""data/tasks.yaml against the seed text, cell by cell. The table below was written by hand from tests/data/seed.txt."""

import re

import pytest

from govopen_cli.plan.file.load import Loaded, load
from govopen_cli.plan.model import Item
from tests.conftest import DATA, PLAN

G54 = "国办发〔2019〕54号"
GUIDES26 = "国务院有关部门印发的26个试点领域标准指引"
PARTY = "党中央、国务院和自治区党委、政府关于全面推进政务公开工作的政策文件"
APPROVAL = "市行政审批和政务服务局"
# id, content, basis, lead, supervise, guide, deadline
SEED: list[tuple[str, str, list[str], str, str, str, str]] = [
    ("1.1", "结合本级政府权责清单、公共服务事项清单，全面梳理细化相关领域政务公开事项", [GUIDES26], "各区政府", "市政府", APPROVAL, "2020年6月底"),
    ("1.2", "城乡规划领域、征地补偿领域", [G54], "各区政府", "市政府", "市自然资源局 市住房和城乡建设局", "2020年10月底"),
    ("1.3", "重大建设项目领域", [G54], "各区政府", "市政府", "市发改委 市住房和城乡建设局", "2020年10月底"),
    ("1.4", "公共资源交易领域", [G54], "市政府", "市政府", "市政府公共资源交易中心", "2020年10月底"),
    ("1.5", "财政预决算领域", [G54], "各区政府", "市政府", "市财政局", "2020年10月底"),
    ("1.6", "安全生产领域、救灾领域", [G54], "各区政府", "市政府", "市应急管理局 市民政局", "2020年10月底"),
    ("1.7", "税收管理领域", [G54], "各区政府", "市政府", "市税务局", "2020年10月底"),
    ("1.8", "国有土地上房屋征收领域、保障性住房领域、农村危房改造领域、城市综合执法领域、市政务服务领域", [G54], "各区政府", "市政府", "市住房和城乡建设局 市行政审批和政务服务局 市城市管理综合执法局", "2020年10月底"),
    ("1.9", "环境保护领域", [G54], "各区政府", "市政府", "市生态环境局", "2020年10月底"),
    ("1.10", "公共文化服务领域", [G54], "各区政府", "市政府", "市文体旅游广电局", "2020年10月底"),
    ("1.11", "公共法律服务领域", [G54], "各区政府", "市政府", "市司法局", "2020年10月底"),
    ("1.12", "扶贫领域", [G54], "各区政府", "市政府", "市扶贫办", "2020年10月底"),
    ("1.13", "社会救助领域、养老服务领域", [G54], "各区政府", "市政府", "市民政局", "2020年10月底"),
    ("1.14", "食品药品监管领域", [G54], "各区政府", "市政府", "市市场监督管理局", "2020年10月底"),
    ("1.15", "就业领域、社会保险领域", [G54], "各区政府", "市政府", "市人力资源和社会保障局", "2020年10月底"),
    ("1.16", "户籍管理领域", [G54], "各区政府", "市政府", "市公安局", "2020年10月底"),
    ("1.17", "涉农补贴领域", [G54], "各区政府", "市政府", "市农牧局", "2020年10月底"),
    ("1.18", "义务教育领域", [G54], "各区政府", "市政府", "市教育局", "2020年10月底"),
    ("1.19", "医疗卫生领域", [G54], "各区政府", "市政府", "市卫生健康委员会", "2020年10月底"),
    ("2.1", "切实加强基层政府政务公开事项标准目录编制（更新）的监督检查，发现问题要及时提出整改意见并督促整改", [G54], "各区政府", "市政府", "市有关部门", "适时完成"),
    ("2.2", "结合26个领域目录编制（更新）任务，对基层政务公开工作任务进行再梳理、再落实，及时调整更新本地区政务公开事项标准目录并向社会公开", [PARTY], "各区政府", "市政府", "市有关部门", "适时完成"),
    ("3.1", "制定完善本地区信息管理、信息发布、解读回应、依申请公开、公众参与、监督考核方面的制度规范", ["政府信息公开条例", PARTY], "各区政府", "市政府", "市政府办公室 市行政审批和政务服务局", "2021年3月底"),
    ("4.1", "将基层政府网站打造成集中发布本级政府及部门、乡镇、街道主动公开政府信息的权威平台，便利企业和群众互动交流和在线办事的统一规范入口", ["国办发〔2017〕47号", "国办公开办函〔2019〕61号"], "各区政府", "市政府", APPROVAL, "2021年6月底"),
    ("4.2", "建设定位清晰、信息权威、运维规范、监督有效的政务新媒体账号", ["国办发〔2018〕123号"], "各区政府", "市政府", "市委网信办 市政府信息办", "2021年6月底"),
    ("4.3", "加强与县级融媒体中心协调配合，扩大政府信息传播力和影响力", [G54], "各区政府", "市政府", "市委宣传部 市政府办公室", "持续推进"),
    ("4.4", "在政务服务大厅、便民服务中心等场所设立标准化的政务公开专区，提供政府信息查询、信息公开申请，办事咨询答复等服务", ["中华人民共和国政府信息公开条例"], "各区政府", "市政府", APPROVAL, "2020年8月底"),
    ("5.1", "严格落实“三同步”要求，聚焦政策适用群体，更多运用新闻发布会、政策例行吹风会、简明问答、图表图解、案例解析等方式重点解读政策，及时发布政策的推进执行情况", ["国办公开办函〔2019〕61号", "内政办发〔2017〕5号", "内政办字〔2018〕79号"], "各区政府", "市政府", "市委宣传部 市政府办公室 市行政审批和政务服务局", "持续推进"),
    ("5.2", "进一步做好投诉建议和留言办理答复工作，加强与新闻媒体配合协调，多平台、多渠道提高解读回应的到达率", ["国办公开办函〔2019〕61号", "内政办发〔2017〕5号", "内政办字〔2018〕79号"], "各区政府", "市政府", "市委宣传部 市政府信息办", "持续推进"),
    ("5.3", "建立市政府信息依申请公开平台（数据库），运用大数据和信息化手段，分析、掌握社会公众政务公开需求，切实提升基层政务公开针对性", ["国办公开办函〔2019〕61号", "内政办发〔2017〕5号", "内政办字〔2018〕79号"], "各区政府", "市政府", "市委网信办 市政府办公室 市政府信息办 市行政审批和政务服务局", "持续推进"),
    ("6.1", "结合本地区政务服务实际，在一体化在线政务服务平台、政务服务大厅设置专栏、专区，全面准确公开政务服务事项、办事指南、办事流程、办事机构等信息", ["国令第716号"], "各区政府", "市政府", APPROVAL, "适时推进"),
    ("6.2", "落实政务服务一次告知制度，汇总编制本地区办事一本通。优化升级政府网站和政务新媒体精准推送功能，提高政务服务信息推送精准度，提升以公开促服务的能力", ["国令第716号"], "各区政府", "市政府", APPROVAL, "2021年5月底"),
    ("7.1", "建立公众参与行政决策和权益相关方、群众代表、专家、媒体等列席政府有关会议制度，增加公众参与在政府绩效考核政务公开指标中的权重，明确公众参与决策的方式和次数", ["国令第713号"], "各区政府", "市政府", "市委组织部 市政府办公室", "2021年9月底"),
    ("8.1", "对指引中公开层级明确为“乡、村”级的事项，在嘎查村（居）民委员会建立公开事项清单，在各区政府门户网站设置专栏集中公开", [G54], "各区政府", "市政府", "市政府办公室 市行政审批和政务服务局", "持续推进"),
]  # fmt: skip
TASKS = {
    "1": "编制基层政务公开事项标准目录",
    "2": "更新完善基层政务公开事项标准目录",
    "3": "建立基层政务公开工作规范",
    "4": "建设标准规范的政务公开平台矩阵",
    "5": "提升解读回应的效果",
    "6": "加强与政务服务的融合发展",
    "7": "完善基层行政决策公共参与机制",
    "8": "推动基层政务公开向农村和社区延伸",
}
TITLES = {
    G54: "国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见",
    "国办发〔2017〕47号": "国务院办公厅关于印发政府网站发展指引的通知",
    "国办公开办函〔2019〕61号": "国务院办公厅政府信息与政务公开办公室关于规范政府信息公开平台有关事项的通知",
    "国办发〔2018〕123号": "国务院办公厅关于推进政务新媒体健康有序发展的意见",
    "内政办发〔2017〕5号": "内蒙古自治区行政机关 政策性文件解读工作办法",
    "内政办字〔2018〕79号": "内蒙古自治区人民政府办公厅关于进一步加强政策解读工作的通知",
    "国令第716号": "国务院关于在线政务服务的若干规定",
    "国令第713号": "重大行政决策程序暂行条例",
}


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(PLAN.read_bytes(), PLAN)


@pytest.fixture(scope="module")
def seed() -> str:
    return (DATA / "seed.txt").read_text(encoding="utf-8")


def test_the_hand_written_table_is_of_the_seed(seed: str) -> None:
    assert len(SEED) == 33
    for _, content, *_, deadline in SEED:
        assert content in seed
        assert deadline in seed
    for number, title in TITLES.items():
        assert f"《{title}》（{number}）" in seed


@pytest.mark.parametrize("expected", SEED, ids=[row[0] for row in SEED])
def test_every_cell_is_the_seeds(loaded: Loaded, expected: tuple[str, str, list[str], str, str, str, str]) -> None:
    item_id, content, basis, lead, supervise, guide, deadline = expected
    item: Item = next(item for item in loaded.items if item.id == item_id)
    assert item.content == content
    assert [part.number or part.title for part in item.basis] == basis
    assert all(part.title == TITLES[part.number] for part in item.basis if part.number)
    assert item.units == {"lead": tuple(lead.split()), "supervise": tuple(supervise.split()), "guide": tuple(guide.split())}
    assert item.deadline.text == deadline
    assert (item.task, item.task_name) == (item_id.split(".")[0], TASKS[item_id.split(".")[0]])


def test_whole_plan(loaded: Loaded, seed: str) -> None:
    assert [item.id for item in loaded.items] == [row[0] for row in SEED]
    assert loaded.plan.title == "乌海市基层政务公开标准化规范化重点工作任务分解"
    assert list(loaded.plan.roles.values()) == ["主体责任单位", "主管责任单位", "指导责任单位"]
    assert [problem.text for problem in loaded.problems] == [  # both are what the source table leaves open
        "工作任务“编制基层政务公开事项标准目录”里有 1 项没有写领域：1.1",
        "集体单位没有写明成员，按一个单位登记：市有关部门；写明成员：govopen members 市有关部门 甲 乙 丙",
    ]
    named = {name for item in loaded.items for names in item.units.values() for name in names}
    assert len(named) == 28


def test_domains_are_the_26_of_the_seed(loaded: Loaded, seed: str) -> None:
    written = re.findall(r"([^\t、]+?)领域(?=[、\t])", "\t".join(row[1] + "\t" for row in SEED if row[1].endswith("领域")))
    official = ["市政服务" if name == "市政务服务" else name for name in written]
    assert len(official) == 26
    assert [name for item in loaded.items for name in item.domains] == official
    assert list(loaded.domains) == official
    assert loaded.domains["市政服务"].aliases == ("市政务服务领域",)


def test_collective_and_doubt(loaded: Loaded) -> None:
    assert set(loaded.units["各区政府"].members) == {"海勃湾区政府", "海南区政府", "乌达区政府"}
    doubtful = next(item for item in loaded.items if item.id == "1.4")
    assert doubtful.source is not None
    assert "交易中心" in doubtful.source
