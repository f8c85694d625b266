"""Commands that ask: what is due, whose, in which state."""

from govopen_cli.cli.grammar.parts import (
    ANSWER,
    COUNTINGS,
    FILTERED,
    GROUP_BY,
    IDS,
    OF_UNIT,
    ORDERS,
    OUTPUT,
    ROW_KINDS,
    SOME_IDS,
    STATUS,
    Argument,
    Command,
    Option,
    flag,
)

QUERIES: dict[str, Command] = {
    "due": Command(
        "到期清单：已逾期的和接下来要到期的",
        "到期清单：未完成的、有期限的事项，按期限先后排列。不写日期时，列出已逾期的和接下来要到期的。",
        (OF_UNIT,),
        (
            Option(("--before",), "日期", "期限早于这一天（月、年）"),
            Option(("--by",), "日期", "期限不晚于这一天（月末、年末）"),
            Option(("--after",), "日期", "期限晚于这一天（月末、年末）"),
            Option(("--from",), "日期", "期限不早于这一天（月初、年初）"),
            Option(("--within",), "时长", "今后这段时间内到期：30d、2w、1m"),
            flag("--all", "连同已完成的和更远的，列出全部有期限的事项"),
            *FILTERED,
        ),
    ),
    "overdue": Command(
        "逾期清单，逾期最久的在前",
        "逾期清单：期限已过而没有完成的事项，逾期最久的在前。",
        (OF_UNIT,),
        (GROUP_BY, *FILTERED),
    ),
    "list": Command(
        "全部事项，可按状态筛选",
        "全部事项，不论状态，按任务分解表的顺序；筛选条件可以叠加。",
        (OF_UNIT,),
        (
            STATUS,
            Option(("--grep",), "词", "只列出写有这个词的：内容、任务、单位、领域、时限、政策依据"),
            Option(("--sort",), "次序", "按 due（期限）、done（完成日期）或 unit（责任单位）排列", ORDERS),
            flag("--waived", "只列出不再要求的，连同部分不再要求的"),
            *FILTERED,
        ),
    ),
    "unit": Command(
        "按单位查：全部单位的统计，或一个单位的事项",
        "按单位查。写单位：按责任类型列出它的事项，连同它所在集体的事项；不写：列出全部单位和各自的数量。",
        (Argument("name", "[单位]", "单位名称、简称或拼音首字母；不写则列出全部单位", "units", required=False),),
        FILTERED,
    ),
    "domain": Command(
        "按领域查：全部领域的统计，或一个领域的事项",
        "按领域查。写领域：列出它的事项；不写：列出全部领域和各自的数量。",
        (Argument("name", "[领域]", "领域名称或拼音首字母；不写则列出全部领域", "domains", required=False),),
        FILTERED,
    ),
    "matrix": Command(
        "矩阵：事项（或领域）× 责任单位",
        "矩阵：事项（或领域）为行，主体责任单位为列，每格写明状态（完成、逾期、临期、正常、持续 …）和日期；右边和下边是合计。",
        options=(Option(("--rows",), "方式", "每行一个 item（事项）或 domain（领域）", ROW_KINDS, default="item"), *FILTERED),
    ),
    "show": Command(
        "一个事项的全部情况",
        "一个事项的全部情况：原文各栏、期限怎样理解、政策依据、各责任单位、各部分、登记记录。",
        (IDS,),
        ANSWER,
    ),
    "report": Command(
        "总体情况：完成、逾期、临期、持续推进",
        "总体情况：事项、应完成、已完成、逾期完成、逾期、30日内到期、持续推进和两项比率，附每项比率的定义。",
        options=(
            GROUP_BY,
            Option(("--count",), "方式", "item 按事项计，cell 按部分（责任单位×领域）计", COUNTINGS, default="item"),
            OUTPUT._replace(help="写到这个文件（md、csv、tsv、json、jsonl、txt）；写不成时原来的文件不动", required=False),
            *FILTERED,
        ),
    ),
    "log": Command(
        "登记记录",
        "登记记录：何时、何人、对哪个事项登记了什么；撤销的记录也在其中。",
        (SOME_IDS,),
        (Option(("--since",), "日期", "只看这一天以来登记的"), *ANSWER),
    ),
}
