"""What templates may name: the contents that each paper has to fill in. Names are Chinese, as the people write who edit templates."""

from collections.abc import Mapping
from typing import NamedTuple


class Tag(NamedTuple):
    """A content by its name: what it is; for a list, what each of its parts has."""

    help: str
    fields: Mapping[str, str] | None = None


Tags = Mapping[str, Tag]

_NOTICE = {
    "标题": Tag("提醒单、催办单或督办通知单"),
    "文号": Tag("例如 督办〔2021〕3号"),
    "级别": Tag("提醒、催办或督办：各事项里最高的"),
    "主送": Tag("单位"),
    "任务分解表": Tag("任务分解表的标题"),
    "项数": Tag("事项的数量"),
    "逾期项数": Tag("其中已逾期的数量"),
    "事项": Tag(
        "各事项，用 {%tr for 项 in 事项 %} 逐行列出",
        {
            "序号": "从 1 起",
            "编号": "例如 1.6",
            "任务": "工作任务",
            "内容": "具体内容",
            "领域": "试点领域",
            "时限原文": "任务分解表里的写法",
            "期限": "到期的日期；没有的为空",
            "状态": "逾期、临期、正常等",
            "逾期天数": "没有逾期的为 —",
            "级别": "这一事项的级别",
            "依据": "政策的文号；没有文号的写名称",
            "要求": "办理要求",
        },
    ),
    "政策依据": Tag("各事项依据的政策，名称和文号"),
    "答复期限": Tag("请单位答复的日期"),
    "联系人": Tag("本单位的联系人"),
    "联系电话": Tag("本单位的电话"),
    "落款": Tag("本单位的名称"),
    "日期": Tag("发文日期"),
}
_LEDGER = {"标题": Tag("台账的标题"), "日期": Tag("截至的日期"), "表格": Tag("台账的表格，单独占一段")}

_TEXT = {"文字": "一段话"}
_BULLETIN = {
    "标题": Tag("通报的标题"),
    "期间": Tag("例如 2021年6月、2021年第二季度；没有写明的为空"),
    "任务分解表": Tag("任务分解表的标题"),
    "截止日期": Tag("统计到哪一天"),
    "分组": Tag("单位、领域或工作任务"),
    "事项数": Tag("事项的数量"),
    "应完成": Tag("期限已到、应完成的数量"),
    "已完成": Tag("应完成中已完成的数量"),
    "按期完成": Tag("应完成中按期完成的数量"),
    "完成率": Tag("例如 68.2%"),
    "按时率": Tag("例如 54.5%"),
    "逾期": Tag("逾期的数量"),
    "待验收": Tag("申请销号、等待验收的数量"),
    "退回次数": Tag("验收退回的次数"),
    "持续推进": Tag("持续推进、适时完成的数量"),
    "总体情况": Tag("各段，用 {%p for 段 in 总体情况 %} 逐段列出", _TEXT),
    "完成较好": Tag("各段，同上", _TEXT),
    "存在的问题": Tag("各段，同上", _TEXT),
    "工作要求": Tag("各段，同上", _TEXT),
    "附表": Tag("各张附表，单独占一段"),
    "统计口径": Tag("各段，说明数字怎样统计", _TEXT),
    "联系人": Tag("本单位的联系人"),
    "联系电话": Tag("本单位的电话"),
    "落款": Tag("本单位的名称"),
    "日期": Tag("统计到的那一天"),
}

TAGS: Mapping[str, Tags] = {"notice": _NOTICE, "bulletin": _BULLETIN, "ledger": _LEDGER}
WORDS = {"notice": "通知单", "bulletin": "通报", "ledger": "台账"}
