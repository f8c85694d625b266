"""The 26 pilot fields of open government at the grass roots, and the other spellings in use for them.

Source: 国办发〔2019〕54号 and the field standards of the ministries (26 个试点领域标准指引).
"""

from govopen_cli.text import fold, one_edit_apart

OFFICIAL: dict[str, tuple[str, ...]] = {
    "城乡规划": ("国土空间规划", "城乡规划管理"),
    "重大建设项目": ("重大建设项目批准和实施", "重大项目建设"),
    "公共资源交易": ("公共资源配置", "公共资源配置交易"),
    "财政预决算": ("财政预算决算", "财政资金", "预决算"),
    "安全生产": ("安全生产监管",),
    "税收管理": ("税收", "税务管理"),
    "征地补偿": ("农村集体土地征收", "集体土地征收", "土地征收"),
    "国有土地上房屋征收": ("国有土地上房屋征收与补偿", "房屋征收", "拆迁安置"),
    "保障性住房": ("住房保障", "公共租赁住房"),
    "农村危房改造": ("危房改造",),
    "环境保护": ("生态环境", "生态环境保护", "环保"),
    "公共文化服务": ("公共文化体育", "公共文化", "公共文化体育服务"),
    "公共法律服务": ("法律服务",),
    "扶贫": ("乡村振兴", "扶贫开发", "精准扶贫", "巩固拓展脱贫攻坚成果"),
    "救灾": ("灾害救助", "自然灾害救助", "防灾减灾救灾"),
    "食品药品监管": ("食品药品监督管理", "食药监管", "食品药品安全"),
    "城市综合执法": ("城市管理综合执法", "城市管理执法", "综合行政执法", "城管执法"),
    "就业": ("就业创业", "公共就业服务", "就业服务"),
    "社会保险": ("社保",),
    "社会救助": (),
    "养老服务": ("养老",),
    "户籍管理": ("户籍", "户口管理"),
    "涉农补贴": ("农业补贴", "惠农补贴"),
    "义务教育": (),
    "医疗卫生": ("卫生健康", "医疗健康"),
    "市政服务": ("市政务服务", "市政公用服务", "市政公用"),
}


def spellings(name: str) -> tuple[str, ...]:
    """Return the other spellings of an official field, whichever of its spellings ``name`` is."""
    for official, others in OFFICIAL.items():
        names = (official, *others)
        if name in names:
            return tuple(other for other in names if other != name)
    return ()


def bare(name: str) -> str:
    """Return the name as it is compared: folded, without 领域 at its end."""
    folded = fold(name)
    return folded.removesuffix("领域") or folded


def near_miss(name: str) -> str | None:
    """Return the official field that ``name`` is probably a slip of, or None."""
    known = {spelling for official, others in OFFICIAL.items() for spelling in (official, *others)}
    if bare(name) in known:
        return None
    return next((official for official in OFFICIAL if one_edit_apart(bare(name), official)), None)


def uncovered(names: set[str]) -> list[str]:
    """Return the official fields that none of ``names`` is a spelling of, in the official order."""
    folded = {bare(name) for name in names}
    return [official for official, others in OFFICIAL.items() if not folded & {official, *others}]
