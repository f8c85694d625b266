"""Places with a government of their own, told from departments."""

import pytest

from govopen_cli.language.names.localities import is_locality

PLACES = ["海勃湾区政府", "海勃湾区人民政府", "武进区", "经开区管委会", "常州经济开发区", "高新区", "梅林街道办事处", "横山镇", "横山镇人民政府", "各区政府", "各县（市、区）政府", "阿拉善左旗政府", "海南区", "各镇（街道）", "恩施州政府", "滨湖新区管理委员会", "溧阳市", "溧阳市政府", "江北新区管委会"]  # fmt: skip
DEPARTMENTS = ["市政府", "乌海市人民政府", "乌海市政府", "市民政局", "天宁区政府办公室", "市公安局交警支队", "区政府", "县政府", "市城管局", "高新区分局", "市委", "天宁区民政局", "市场监管局", "各部门", "内蒙古自治区政府", "国家税务总局乌海市税务局", "市委宣传部", "政务公开科"]  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_places(name: str) -> None:
    assert is_locality(name, "乌海市")


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_departments(name: str) -> None:
    assert not is_locality(name, "乌海市")
