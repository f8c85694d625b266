"""How the names of Chinese government bodies are shortened: 市发改委 is 市发展和改革委员会.

A name is read as level or place (市, 乌海市), organ (委, 政府), core (发展和改革) and kind (委员会). Two names mean the same body
when level, organ and kind do not contradict each other and one core is a shortening of the other, word by word:
a word is kept whole, kept by its first character, or left out. Which words may be left out is the rule that keeps
财政局 apart from 财政监督检查局. Nothing here decides between candidates; plan/names.py lists them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from govopen_cli.text import fold

# --- kinds of bodies: the usual spellings of each ---------------------------------------------------------------
_KINDS = (
    ("管委会", ("管理委员会", "管委会")),
    ("居委会", ("居民委员会", "居委会")),
    ("委", ("委员会", "委")),
    ("政府办", ("人民政府办公室", "人民政府办公厅", "政府办公室", "政府办公厅", "政府办")),
    ("办", ("委员会办公室", "领导小组办公室", "指挥部办公室", "委员会办", "委办", "领导小组办", "办公室", "办公厅", "办")),
    ("街道", ("街道办事处", "街道办", "街道")),
    ("政府", ("人民政府", "政府")),
    ("法院", ("人民法院", "法院")),
    ("检察院", ("人民检察院", "检察院")),
    ("联", ("联合会", "联")),
    ("协", ("协会", "协")),
)
_PLAIN_KINDS = (
    "局",
    "厅",
    "部",
    "处",
    "科",
    "室",
    "中心",
    "支队",
    "大队",
    "中队",
    "总队",
    "站",
    "所",
    "院",
    "队",
    "集团",
    "公司",
    "社",
    "会",
    "馆",
    "台",
    "学校",
    "大学",
    "学院",
    "医院",
    "团",
    "党组",
    "党委",
    "党工委",
    "工委",
    "专班",
    "组",
    "园",
    "分局",
)
_COMPLETE = tuple(
    sorted(
        {spelling for _, spellings in _KINDS for spelling in spellings} - {"联", "协", "街道"}
        | set(_PLAIN_KINDS) - {"会", "室", "组", "团", "园"},
        key=len,
        reverse=True,
    )
)

# --- words of cores ---------------------------------------------------------------------------------------------
_WORDS = [
    "发展",
    "改革",
    "工业",
    "信息化",
    "信息",
    "教育",
    "科学",
    "技术",
    "科技",
    "民族",
    "宗教",
    "事务",
    "公安",
    "民政",
    "司法",
    "财政",
    "人力",
    "资源",
    "社会",
    "保障",
    "自然",
    "规划",
    "生态",
    "环境",
    "住房",
    "城乡",
    "建设",
    "交通",
    "运输",
    "水利",
    "水务",
    "农业",
    "农村",
    "农牧",
    "畜牧",
    "商务",
    "文化",
    "旅游",
    "体育",
    "广播",
    "电视",
    "广电",
    "新闻",
    "出版",
    "卫生",
    "健康",
    "计划",
    "生育",
    "退役",
    "军人",
    "应急",
    "管理",
    "审计",
    "国有",
    "资产",
    "监督",
    "市场",
    "市政",
    "统计",
    "医疗",
    "信访",
    "金融",
    "地方",
    "行政",
    "审批",
    "政务",
    "服务",
    "公共",
    "交易",
    "城市",
    "综合",
    "执法",
    "林业",
    "草原",
    "园林",
    "绿化",
    "乡村",
    "振兴",
    "扶贫",
    "开发",
    "大数据",
    "数据",
    "网络",
    "安全",
    "生产",
    "食品",
    "药品",
    "知识产权",
    "粮食",
    "物资",
    "储备",
    "能源",
    "海洋",
    "渔业",
    "港口",
    "口岸",
    "外事",
    "侨务",
    "台湾",
    "机关",
    "老干部",
    "档案",
    "党史",
    "精神",
    "文明",
    "指导",
    "爱国",
    "运动",
    "防汛",
    "抗旱",
    "消防",
    "救援",
    "投资",
    "促进",
    "招商",
    "经济",
    "开发区",
    "高新",
    "工作",
    "研究",
    "政策",
    "机构",
    "编制",
    "全面",
    "依法",
    "治市",
    "治县",
    "治区",
    "巡察",
    "巡视",
    "组织",
    "宣传",
    "统战",
    "统一",
    "战线",
    "政法",
    "纪检",
    "监察",
    "税务",
    "气象",
    "地震",
    "烟草",
    "邮政",
    "供销",
    "合作",
    "残疾人",
    "妇女",
    "青年",
    "红十字",
    "工商",
    "业",
    "文学",
    "艺术",
    "界",
    "归国",
    "华侨",
    "警察",
    "公积金",
    "药业",
    "不动产",
    "登记",
    "质量",
    "检验",
    "检测",
    "执行",
    "防空",
    "人民",
    "国防",
    "动员",
    "价格",
    "食药",
    "建筑",
    "房产",
    "房地产",
    "市政",
    "公用",
    "环卫",
    "卫生",
    "疾病",
    "预防",
    "控制",
    "医保",
    "社保",
    "就业",
    "创业",
    "人才",
    "劳动",
    "监管",
    "质监",
    "安监",
    "殡葬",
    "救助",
    "养老",
    "福利",
    "慈善",
    "移民",
    "水库",
    "河长",
    "湖长",
    "林长",
    "土地",
    "征收",
    "收购",
    "整备",
    "搬迁",
    "发改",
    "人社",
    "住建",
    "卫健",
    "文旅",
    "文体",
    "城管",
    "网信",
    "行审",
    "经信",
    "工信",
    "教体",
    "科工",
    "综治",
    "维稳",
    "双拥",
    "国资",
    "机要",
    "保密",
    "密码",
    "语言",
    "文字",
    "考试",
    "招生",
    "督查",
    "督导",
    "绩效",
    "考核",
    "营商",
    "优化",
]
# 技术和, 人力资源和: joined words are not part of the sense
_JOINERS = "和与及、"
# words that a short form leaves out without becoming another body
_SILENT = frozenset(
    [
        "管理",
        "监督",
        "事务",
        "服务",
        "发展",
        "综合",
        "行政",
        "运输",
        "救援",
        "工作",
        "地方",
        "运动",
        "促进",
        "指导",
        "全面",
        "经济",
        "人民",
        "事业",
        "生产",
        "建设",
        "资源",
    ]
)
# 服务, 生产, 建设, 资源 … are silent only after another word was kept; these never carry a name alone
_COMPOUNDS = {
    "监督管理": "监管",
    "经济开发区": "经开区",
    "高新技术开发区": "高新区",
    "高新技术产业开发区": "高新区",
    "公共资源交易": "公共资源",
    "人力资源和社会保障": "人社",
    "第": "",
}

# --- forms that no rule gives: whole cores, each line one body ---------------------------------------------------
_SAME = (
    ("精神文明建设指导办", "文明办"),
    ("机构编制办", "编办"),
    ("安全生产办", "安委办", "安委会办"),
    ("住房公积金管理中心", "公积金管理中心", "公积金中心"),
    (
        "城市管理综合执法局",
        "城市管理局",
        "城市管理和综合执法局",
        "城市管理行政执法局",
        "城市综合执法局",
        "综合执法局",
        "城管局",
        "城管执法局",
        "城市管理综合行政执法局",
    ),
    ("共青团委", "团委"),
    ("妇女联", "妇联"),
    ("残疾人联", "残联"),
    ("工商业联", "工商联"),
    ("文学艺术界联", "文联"),
    ("归国华侨联", "侨联"),
    ("科学技术协", "科协"),
    ("总工会", "工会"),
    ("供销合作社", "供销合作社联社", "供销社", "供销合作联社"),
    ("人民武装部", "武装部", "人武部"),
    ("人民代表大会常务委", "人大常委会", "人大"),
    ("政治协商会议", "政协"),
    ("纪律检查委", "纪委", "纪委监委", "纪检委", "纪委机关"),
    ("行政审批局", "行政审批服务局", "行审局", "行政审批和政务服务局"),
    ("老干部局", "老干局"),
    ("粮食和物资储备局", "粮食局", "粮储局"),
    ("全面依法治市办", "依法治市办", "法治办"),
    ("机关事务管理局", "机关事务服务中心", "机关事务管理中心", "机关事务局"),
    ("信息化和工业局", "经济和信息化局", "经信局"),
    ("地方志编纂办", "地方志办", "史志办"),
    ("人民防空办", "人防办"),
    ("新闻出版广电局", "新广局"),
)

_LEVELS = "省市盟州区县旗镇乡"
_TITLE_PLACE = re.compile(rf"[^{_LEVELS}、，,（(某各\d]{{1,7}}?(?:自治区|自治州|自治县|[省市盟州区县旗镇乡])(?!政|委|场|直|级|域)")


@dataclass(frozen=True, slots=True)
class Body:
    """One way of reading a name. ``level`` is 省市区县旗… or "", ``place`` the place name, ``organ`` 委/政府/人大 or ""."""

    level: str
    place: str
    organ: str
    core: str
    kind: str


def leading_place(text: str) -> str | None:
    """Return the place that a title or full name begins with (乌海市), or None."""
    match = _TITLE_PLACE.match(fold(text))
    return match[0] if match and match.end() < len(fold(text)) and len(match[0]) > 1 else None


def is_complete(name: str) -> bool:
    """Tell whether a name ends like the whole name of a body (市政府, 民政局): it then is no part of a longer one."""
    return fold(name).endswith(_COMPLETE)


def same(left: str, right: str, place: str | None = None) -> bool:
    """Tell whether two names are spellings of one body, in a plan of ``place``."""
    if left.startswith("各") and right.startswith("各") and _collective(left) == _collective(right):
        return True
    return any(_agree(a, b, place) for a in readings(left) for b in readings(right))


def well_formed(name: str) -> bool:
    """Tell whether some reading of a name is made of words that names of bodies are made of."""
    return any(body.core and all(word in _KNOWN for word in _segment(body.core)) for body in readings(name))


def _collective(name: str) -> str:
    """Return what a collective name says: 各乡镇人民政府、街道办事处 is 各乡镇（街道）."""
    return re.sub(r"人民政府|政府|办事处|[、,()及和]", "", fold(name))


def _agree(left: Body, right: Body, place: str | None) -> bool:
    if left.kind != right.kind or not _levels_agree(left, right, place):
        return False
    if left.organ and right.organ and left.organ != right.organ:
        return False
    if left.organ != right.organ and not (left.core and right.core):
        return False  # 市委办 and 市政府办 are told apart by the organ alone
    return shortens(left.core, right.core, left.kind) or shortens(right.core, left.core, left.kind)


def _levels_agree(left: Body, right: Body, place: str | None) -> bool:
    if left.level and right.level and left.level != right.level:
        return False
    places = {body.place for body in (left, right) if body.place}
    if len(places) == 2:
        return False
    if len(places) == 1 and place is not None and places != {place} and place.endswith(left.level or right.level or "?"):
        # 呼和浩特市民政局 is not the 市民政局 of 乌海市; 海勃湾区 lies in it
        return all(body.place or body.level != place[-1] for body in (left, right)) and bool(left.place) == bool(right.place)
    return True


@cache
def readings(name: str) -> tuple[Body, ...]:
    """Return every way of reading a name as level, place, organ, core and kind."""
    folded = re.sub(r"^(?:中共|中国共产党|国家税务总局|国家统计局|国家)(?=.{3})", "", fold(name))
    names = [re.sub(r"\([^()]*\)$", "", folded), *re.findall(r"\(([^()]{3,})\)$", folded)]
    return tuple(dict.fromkeys(body for part in names for level, place, rest in _prefixes(part) for body in _split(level, place, rest)))


def _prefixes(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield level, place and rest for every prefix that can be taken off."""
    if name[:1] not in _LEVELS or name[:2] in _KNOWN or len(name) <= 3:
        yield "", "", name
    league = re.match(r"共青团(?:([^省市区县旗]{1,6}[省市区县旗])|([省市区县旗]))?委", name) or re.match(r"团([省市区县旗])委", name)
    if league:
        level = league[league.lastindex or 0][-1] if league.lastindex else ""
        yield level, "", f"团委{name[league.end() :].removeprefix('员会')}"
        return
    if name[:1] in _LEVELS and len(name) > 2:
        rest = name[1:]
        yield name[0], "", rest[1:] if rest[0] in "直属" else rest
        return
    start = 0
    for end in range(2, min(len(name) - 1, 14)):
        if name[end - 1] in _LEVELS and not _NO_PLACE.search(name[:end]):
            place = name[start:end] if end - start >= 2 and not set(name[start]) <= set(_LEVELS) else name[:end]
            start = end
            yield place[-1], place, name[end:]


# words that end like a place name but are none
_NO_PLACE = re.compile(r"城乡$|社区$|园区$|景区$|灾区$|小区$|库区$|辖区$|[和与及、]|^各|^全|^有关")
_ORGAN = re.compile(r"(委(?!员)|人民政府|政府|人大常委会|人大|政协)")


def _split(level: str, place: str, rest: str) -> Iterator[Body]:
    for organ, tail in _organs(level, rest):
        found = False
        for kind, spellings in (*_KINDS, *((plain, (plain,)) for plain in _PLAIN_KINDS)):
            for spelling in spellings:
                if tail.endswith(spelling):
                    found = True
                    yield Body(level, place, organ, tail.removesuffix(spelling), kind)
        if not found:
            yield Body(level, place, organ, tail, "")


def _organs(level: str, rest: str) -> Iterator[tuple[str, str]]:
    yield "", rest
    match = _ORGAN.match(rest) if level else None
    if match and len(rest) - match.end() >= 1:
        yield {"人民政府": "政府", "人大常委会": "人大"}.get(match[1], match[1]), rest[match.end() :]


@cache
def _group(whole: str) -> int | None:
    return next((number for number, names in enumerate(_SAME) if whole in names), None)


@cache
def shortens(short: str, full: str, kind: str) -> bool:
    """Tell whether the core ``short`` is the core ``full`` or a shortening of it, for a body of ``kind``."""
    if short == full:
        return True
    group = _group(short + kind)
    if group is not None and group == _group(full + kind):
        return True
    if not short or len(short) >= len(full):
        return False
    for long, brief in _COMPOUNDS.items():
        if long in full and brief + kind != short + kind and shortens(short, full.replace(long, brief), kind):
            return True
        if brief and full.replace(long, brief) == short:
            return True
    return _walk(short, tuple(_segment(full)), 0, 0, 0)


def _segment(core: str) -> list[str]:
    """Split a core into words: the longest known word first; unknown stretches in pairs of characters."""
    words: list[str] = []
    pos = 0
    while pos < len(core):
        if core[pos] in _JOINERS:
            pos += 1
            continue
        word = next((core[pos : pos + size] for size in (5, 4, 3, 2) if core[pos : pos + size] in _KNOWN), core[pos : pos + 2])
        words.append(word)
        pos += len(word)
    return words


_KNOWN = frozenset(_WORDS)


def _walk(short: str, words: tuple[str, ...], initials: int, dropped: int, kept: int) -> bool:
    """Tell whether ``short`` is spelt by ``words``, each kept, cut to its beginning, or left out.

    A sounding word may be left out only where two or more words are cut to one character.
    """
    if short[:1] and short[0] in _JOINERS:
        return _walk(short[1:], words, initials, dropped, kept)
    if not words:
        return not short and kept > 0 and (dropped == 0 or initials >= 2)
    word, rest = words[0], words[1:]
    for size in range(len(word), 0, -1):
        if short.startswith(word[:size]) and _walk(short[size:], rest, initials + (size == 1 < len(word)), dropped, kept + 1):
            return True
    silent = word in _SILENT and (kept > 0 or word in ("地方", "全面", "国有"))
    return (kept > 0 or silent) and _walk(short, rest, initials, dropped + (not silent), kept)
