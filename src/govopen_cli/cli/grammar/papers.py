"""Commands about papers that go to units and to the leadership."""

from govopen_cli.cli.grammar.parts import (
    FILTERED,
    FILTERS,
    FORMAT,
    GROUP_BY,
    LEVELS,
    ON,
    OUTPUT,
    PAPER,
    PAPERS_WITH_TEMPLATES,
    PER,
    RECORDING,
    SOME_IDS,
    STATUS,
    Argument,
    Command,
    Option,
    flag,
)

PAPERS: dict[str, Command] = {
    "inbox": Command(
        "收件箱：等待本级办理的",
        "等待本级办理的，最久的在前：申请销号的、签收了没有答复的通知、逾期的答复；每件附有办理的命令。",
        options=FILTERED,
    ),
    "notice": Command(
        "发通知单：提醒、催办、督办",
        "给没有完成的单位发通知单，每个单位一份，文号由状态文件依次给出。不写编号和状态时，只发逾期和临期的事项；同一单位的同一事项再发一次就升一级：提醒、催办、督办。发文是一条登记，可以撤销，文号不再使用。",
        (SOME_IDS,),
        (
            Option(("--level",), "级别", "提醒、催办或督办；默认比上一次升一级", LEVELS),
            Option(("--reply-by",), "日期", "请单位在这一天以前答复；默认五个工作日以后"),
            Option(("--per",), "方式", "unit（每个单位一份）或 item（每个事项一份）", PER, default="unit"),
            OUTPUT._replace(metavar="文件夹", help="通知单放到这个文件夹；--format text 可以不写", required=False),
            Option(("--template",), "文件", "本单位的 docx 模板（govopen template notice 可写出默认的）", "files"),
            Option(("--again",), "文号", "再出一份已发的通知，与当时的一样，不另行登记", "issued"),
            flag("--dry-run", "只说谁会收到什么，不发也不登记"),
            flag("--list", "已发的通知：签收、答复、逾期未答复"),
            STATUS,
            *FILTERS,
            Option(("--format",), "格式", "docx（默认）或 text（一段话，可以发微信、短信）；--list、--dry-run 时与查询相同", "papers"),
            *RECORDING,
        ),
    ),
    "bulletin": Command(
        "写通报：总体情况、排名、存在的问题、工作要求",
        "把截至一天、一个月或一个季度的办理情况写成通报：总体情况、完成较好的单位、存在的问题、下一步工作要求，附各单位、逾期事项的表和统计口径。数字与 govopen report 一致；写明月份或季度的，与上月末、上季度末比较。",
        options=(
            OUTPUT._replace(help="写到这个文件：.docx、.md 或 .html"),
            Option(("--month",), "月份", "这个月的通报，例如 2021-06：截至月末（没有过完的截至今天），与上月末比较"),
            Option(("--quarter",), "季度", "这个季度的通报，例如 2021年二季度：与上季度末比较"),
            GROUP_BY._replace(help="按 unit（责任单位，默认）、domain（领域）或 task（工作任务）统计"),
            flag("--rank", "附表按完成率排出名次；没有应完成事项的不排"),
            Option(("--template",), "文件", "本单位的 docx 模板（govopen template bulletin 可写出默认的）", "files"),
            flag("--force", "已有的 docx 文件也换掉"),
            *PAPER,
        ),
    ),
    "template": Command(
        "公文的 Word 模板：写出、检查",
        "公文的 Word 模板。-o 写出默认的模板，可以在 WPS、Word 里改成本单位的；--check 检查模板，逐处列出不认识的、写错的、全角的标签；都不写则列出这种公文可以填的内容。模板有要改之处时退出码为 2。",
        (Argument("paper", "[公文]", "notice（通知单）、bulletin（通报）或 ledger（台账）", PAPERS_WITH_TEMPLATES, required=False),),
        (
            OUTPUT._replace(help="把默认的模板写到这个文件", required=False),
            Option(("--check",), "文件", "检查这个模板", "files"),
            FORMAT,
        ),
    ),
    "sign": Command(
        "登记单位签收了通知",
        "登记单位签收了通知。文号可以只写号数，例如 3。",
        (Argument("numbers", "文号…", "通知的文号，例如 督办〔2021〕3号，可写多个", "unsigned", many=True),),
        (ON, *RECORDING),
    ),
}
