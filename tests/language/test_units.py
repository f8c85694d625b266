"""Names of government bodies: what is one body, and what must never be merged."""

import csv

import pytest

from govopen_cli.errors import UsageError
from govopen_cli.language.names import bodies, pinyin
from govopen_cli.language.names.find import find_domain, find_unit
from govopen_cli.language.names.model import Domain, Renamed, Unit
from tests.conftest import DATA, Run
from tests.plans import dated, plan

with (DATA / "unit_aliases.tsv").open(encoding="utf-8") as file:
    SAMPLES = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{sample['full_name']}={sample['short_form']}" for sample in SAMPLES])
def test_samples(sample: dict[str, str]) -> None:
    same = sample["evidence_class"] != "distinct"
    assert bodies.same(sample["full_name"], sample["short_form"]) is same
    assert bodies.same(sample["short_form"], sample["full_name"]) is same


SAME = """市发展和改革委员会 市发改委|市发展改革委 市发改委|市发展改革委 市发展和改革委员会|市人力资源和社会保障局 人社局|市住房和城乡建设局 住建局|市卫生健康委员会 卫健委
市文体旅游广电局 文旅局|市文化和旅游局 文旅局|市市场监督管理局 市监局|市市场监督管理局 市市场监管局|市城市管理综合执法局 城管局|市委网络安全和信息化委员会办公室 网信办
乌海市民政局 民政局|市医疗保障局 医保局|市林业和草原局 林草局|市应急管理局 应急局|市人民政府国有资产监督管理委员会 国资委|市药品监督管理局 药监局|中共乌海市委组织部 市委组织部
国家税务总局乌海市税务局 市税务局|共青团乌海市委员会 团市委|市妇女联合会 市妇联|乌海市海勃湾区人民政府 海勃湾区政府|海勃湾区教育局 区教育局|鄂托克旗人民政府 旗政府|市直机关工委 市直机关工委"""
DIFFERENT = """市教育局 市教育体育局|市财政局 市财政监督检查局|市民政局 区民政局|市水利局 市水务局|市公安局 市公安局交警支队|市委办公室 市政府办公室|市文化局 市文化旅游局|市农业局 市农业农村局
市统计局 市统战部|市科技局 市科协|市商务局 市市场监督管理局|呼和浩特市民政局 乌海市民政局|市人社局 市人防办|县教育局 旗教育局|市政府 市委"""


@pytest.mark.parametrize("pair", [pair.split() for line in SAME.splitlines() for pair in line.split("|")], ids="=".join)
def test_more_short_forms(pair: list[str]) -> None:
    assert bodies.same(*pair)


@pytest.mark.parametrize("pair", [pair.split() for line in DIFFERENT.splitlines() for pair in line.split("|")], ids="≠".join)
def test_more_distinct_bodies(pair: list[str]) -> None:
    assert not bodies.same(*pair)


def units(*names: str) -> list[Unit]:
    return [Unit(name) for name in names]


def test_two_levels_without_a_place_are_ambiguous() -> None:
    with pytest.raises(UsageError, match="市教育局、区教育局"):
        find_unit("教育局", units("市教育局", "区教育局"), None)
    assert find_unit("区教育局", units("市教育局", "区教育局"), None).names == ("区教育局",)


def test_a_complete_name_is_no_part_of_a_longer_one() -> None:
    with pytest.raises(UsageError):
        find_unit("市政府", units("市政府办公室"), None)
    with pytest.raises(UsageError):
        find_unit("民政局", units("区民政局办公室"), None)
    assert find_unit("交易中心", units("市政府公共资源交易中心"), None).loose


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
