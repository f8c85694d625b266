"""Names of government bodies: what is one body, and what must never be merged."""

import csv

import pytest

from govopen_cli.errors import UsageError
from govopen_cli.language.names import forms, pinyin
from govopen_cli.language.names.find import find_domain, find_unit
from govopen_cli.language.names.model import Domain, Renamed, Unit
from tests.conftest import DATA, Run
from tests.plans import dated, plan
from tests.terminals import shown

with (DATA / "unit_aliases.tsv").open(encoding="utf-8") as file:
    SAMPLES = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{sample['full_name']}={sample['short_form']}" for sample in SAMPLES])
def test_samples(sample: dict[str, str]) -> None:
    same = sample["evidence_class"] != "distinct"
    assert forms.same(sample["full_name"], sample["short_form"]) is same
    assert forms.same(sample["short_form"], sample["full_name"]) is same


SAME = """市发展和改革委员会 市发改委|市发展改革委 市发改委|市发展改革委 市发展和改革委员会|市人力资源和社会保障局 人社局|市住房和城乡建设局 住建局|市卫生健康委员会 卫健委
市文体旅游广电局 文旅局|市文化和旅游局 文旅局|市市场监督管理局 市监局|市市场监督管理局 市市场监管局|市城市管理综合执法局 城管局|市委网络安全和信息化委员会办公室 网信办
乌海市民政局 民政局|市医疗保障局 医保局|市林业和草原局 林草局|市应急管理局 应急局|市人民政府国有资产监督管理委员会 国资委|市药品监督管理局 药监局|中共乌海市委组织部 市委组织部
国家税务总局乌海市税务局 市税务局|共青团乌海市委员会 团市委|市妇女联合会 市妇联|乌海市海勃湾区人民政府 海勃湾区政府|海勃湾区教育局 区教育局|鄂托克旗人民政府 旗政府|市直机关工委 市直机关工委"""
DIFFERENT = """市教育局 市教育体育局|市财政局 市财政监督检查局|市民政局 区民政局|市水利局 市水务局|市公安局 市公安局交警支队|市委办公室 市政府办公室|市文化局 市文化旅游局|市农业局 市农业农村局
市统计局 市统战部|市科技局 市科协|市商务局 市市场监督管理局|呼和浩特市民政局 乌海市民政局|市人社局 市人防办|县教育局 旗教育局|市政府 市委"""


@pytest.mark.parametrize("pair", [pair.split() for line in SAME.splitlines() for pair in line.split("|")], ids="=".join)
def test_more_short_forms(pair: list[str]) -> None:
    assert forms.same(*pair)


@pytest.mark.parametrize("pair", [pair.split() for line in DIFFERENT.splitlines() for pair in line.split("|")], ids="≠".join)
def test_more_distinct_bodies(pair: list[str]) -> None:
    assert not forms.same(*pair)


def units(*names: str) -> list[Unit]:
    return [Unit(name) for name in names]


OFFICE = """市城乡房产管理局 市现代物流业发展办公室 市中级人民法院 市人民检察院 市经济技术开发区管理委员会 市对外贸易经济合作局 市防汛抗旱指挥部办公室 科学技术部 中国证券监督管理委员会
县政府投资项目代建中心 市市场监督管理局 市民政局 市财政局 市教育局 市公安局 市文化和旅游局 市自然资源局 海南区政府 市卫生健康委员会 市发展和改革委员会 市农业农村局 市交通运输局 区水务局"""


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("市房管局", "市城乡房产管理局"), ("市物流办", "市现代物流业发展办公室"), ("市法院", "市中级人民法院"), ("市检察院", "市人民检察院"),
        ("经开区管委会", "市经济技术开发区管理委员会"), ("市外经贸局", "市对外贸易经济合作局"), ("市防汛办", "市防汛抗旱指挥部办公室"), ("科技部", "科学技术部"),
        ("证监会", "中国证券监督管理委员会"), ("县代建中心", "县政府投资项目代建中心"), ("市交通局", "市交通运输局"), ("市文旅局", "市文化和旅游局"),
    ],
)  # fmt: skip
def test_a_short_form_that_fits_one_body_of_the_list(query: str, name: str) -> None:
    assert find_unit(query, units(*OFFICE.split()), "乌海市").names == (name,)


@pytest.mark.parametrize(
    "query", ["县民政局", "区教育局", "市局", "市委", "市水务局", "市法制局", "市科技局", "县法院", "市银监局", "市民政厅"]
)
def test_another_level_organ_or_kind_never_fits(query: str) -> None:
    with pytest.raises(UsageError):
        find_unit(query, units(*OFFICE.split()), "乌海市")


@pytest.mark.parametrize(
    ("query", "name", "since"),
    [
        ("国土局", "市自然资源局", "2018-03"), ("市环保局", "市生态环境局", "2018-03"), ("市旅游局", "市文化和旅游局", "2018-03"),
        ("市文广新局", "市文化和旅游局", "2018-03"), ("工商局", "市市场监督管理局", "2018-03"), ("市食药监局", "市市场监督管理局", "2018-03"),
        ("市质监局", "市市场监督管理局", "2018-03"), ("市扶贫办", "市农业农村局", "2023-03"), ("市安监局", "市应急管理局", "2018-03"),
        ("市卫计委", "市卫生健康委员会", "2018-03"), ("市农业局", "市农业农村局", "2018-03"), ("市自然资源局", "市国土资源局", "2018-03"),
    ],
)  # fmt: skip
def test_renamed_in_the_reforms(query: str, name: str, since: str) -> None:
    known = [part for part in [*OFFICE.split(), "市生态环境局", "市应急管理局"] if part != query]
    match = find_unit(query, units(*known, *([name] if name not in known else [])), "乌海市")
    assert match.names == (name,)
    assert match.how == "renamed"
    assert since in match.remark


@pytest.mark.parametrize(
    ("letters", "name"), [("hnq", "海南区政府"), ("wjw", "市卫生健康委员会"), ("fgw", "市发展和改革委员会"), ("swlj", "市文化和旅游局")]
)
def test_initials_of_short_forms(letters: str, name: str) -> None:
    assert find_unit(letters, units(*OFFICE.split()), "乌海市").names == (name,)


def tables(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


WORLDS = {world["world"]: world for world in tables("unit_worlds_fresh.tsv")}
FRESH = tables("unit_names_fresh.tsv")


@pytest.mark.parametrize("sample", FRESH, ids=[f"{sample['world']} {sample['query']}" for sample in FRESH])
def test_names_in_closed_worlds(sample: dict[str, str]) -> None:
    """What a clerk calls a body of a list, by hand; a name without a body is refused, and so may be those that are noted."""
    world = WORLDS[sample["world"]]
    try:
        match = find_unit(sample["query"], units(*world["bodies"].split()), world["place"] or None)
    except UsageError:
        assert not sample["body"] or sample["note"]
    else:
        assert match.name == sample["body"]


def test_two_that_fit_are_listed() -> None:
    with pytest.raises(UsageError, match="市市场监督管理局、市市政管理局"):
        find_unit("市管局", units("市市场监督管理局", "市市政管理局"), "乌海市")


def test_recording_by_a_loose_match_asks_and_is_refused_where_nobody_can_be_asked(run: Run, plan_file, env, tmp_path) -> None:  # type: ignore[no-untyped-def]
    plan_file(plan(dated("6月底", "units: {lead: [市城乡房产管理局, 市财政局]}")))
    assert "“市房管局”按" in shown(["unit", "市房管局"], env, tmp_path)
    refused = run("done", "1.1", "--unit", "市房管局", code=2)
    assert "请写全名" in refused.err
    assert run("show", "1.1", "--format", "json").json["items"][0]["status"] == "open"
    run("done", "1.1", "--unit", "市城乡房产管理局")


def test_two_levels_without_a_place_are_ambiguous() -> None:
    with pytest.raises(UsageError, match="市教育局、区教育局"):
        find_unit("教育局", units("市教育局", "区教育局"), None)
    assert find_unit("区教育局", units("市教育局", "区教育局"), None).names == ("区教育局",)


def test_a_complete_name_is_no_part_of_a_longer_one() -> None:
    with pytest.raises(UsageError):
        find_unit("市政府", units("市政府办公室"), None)
    with pytest.raises(UsageError):
        find_unit("民政局", units("区民政局办公室"), None)
    assert find_unit("交易中心", units("市政府公共资源交易中心"), None).how == "short"


def test_another_city_is_not_meant() -> None:
    with pytest.raises(UsageError):
        find_unit("呼和浩特市民政局", units("市民政局"), "乌海市")
    assert find_unit("乌海市民政局", units("市民政局"), "乌海市").names == ("市民政局",)


def test_renamed_bodies_are_found_by_both_names() -> None:
    change = [Renamed("市扶贫办", "市乡村振兴局", "2021-06-01")]
    both = {"市扶贫办", "市乡村振兴局"}
    for query in ("市扶贫办", "乡村振兴局"):
        assert set(find_unit(query, units("市扶贫办", "市乡村振兴局", "市民政局"), "乌海市", change).names) == both
    assert set(find_unit("市乡村振兴局", units("市扶贫办"), "乌海市", change).names) == both


def test_renamed_in_a_plan(run: Run, plan_file) -> None:  # type: ignore[no-untyped-def]
    plan_file(
        plan(
            dated("6月底", "units: {lead: [市扶贫办]}"),
            dated("6月底", "units: {lead: [市乡村振兴局]}"),
            head="renamed: {市扶贫办: {to: 市乡村振兴局, from: 2021-06-01}}",
        )
    )
    assert run("unit", "市扶贫办").ids == run("unit", "乡村振兴局").ids == ["1.1", "1.2"]


def test_pinyin_initials() -> None:
    assert pinyin.spells("mzj", "民政局")
    assert pinyin.spells("wgj", "文广局")
    assert pinyin.spells("cqs", "重庆市")
    assert not pinyin.spells("mz", "民政局")
    assert find_unit("smzj", units("市民政局", "市财政局"), "乌海市").names == ("市民政局",)
    with pytest.raises(UsageError, match="市司法局、市审发局"):
        find_unit("ssfj", units("市司法局", "市审发局"), "乌海市")
    assert find_domain("ylfw", [Domain("养老服务"), Domain("救灾")]).names == ("养老服务",)


def test_domains_by_their_other_spellings() -> None:
    fields = [
        Domain("城乡规划"),
        Domain("环境保护"),
        Domain("医疗卫生"),
        Domain("征地补偿"),
        Domain("扶贫"),
        Domain("市政服务", ("市政务服务领域",)),
    ]
    for query, name in [
        ("国土空间规划", "城乡规划"),
        ("生态环境领域", "环境保护"),
        ("卫生健康", "医疗卫生"),
        ("农村集体土地征收", "征地补偿"),
        ("乡村振兴", "扶贫"),
        ("市政务服务", "市政服务"),
    ]:
        assert find_domain(query, fields).names == (name,)


def test_nested_collectives(run: Run, plan_file) -> None:  # type: ignore[no-untyped-def]
    head = "units:\n  各地各部门: {members: [各区政府, 市民政局]}\n  各区政府: {members: [甲区政府, 乙区政府]}\n"
    plan_file(plan(dated("6月底", "units: {lead: [各地各部门]}"), head=head))
    assert run("unit", "甲区政府").ids == ["1.1"]
    item = run("show", "1.1", "--format", "json").json["items"][0]
    assert [part["unit"] for part in item["parts"]] == ["甲区政府", "乙区政府", "市民政局"]
    run("done", "1.1", "--unit", "各区政府")
    assert run("show", "1.1", "--format", "json").json["items"][0]["cells"] == {"done": 2, "total": 3}
    plan_file(plan(dated("6月底"), head="units:\n  甲: {members: [乙]}\n  乙: {members: [甲]}\n"))
    assert "绕回" in run("check", code=3).out
