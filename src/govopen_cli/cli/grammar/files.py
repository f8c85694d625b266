"""Commands about files: tables that come in, papers that go out, the plan, the state."""

from govopen_cli.cli.grammar.parts import (
    BASE,
    ENTERED,
    EXPORT_FORMAT,
    FILTERED,
    FORMAT,
    GROUPINGS,
    OUTPUT,
    PLAN,
    READING,
    RECORDING,
    STATE,
    STATUS,
    TABLES,
    Argument,
    Command,
    Group,
    Option,
    flag,
)

FILES: dict[str, Command | Group] = {
    "import": Command(
        "导入 Word、Excel、文字的任务分解表，或各单位填写的台账",
        "把 Word、Excel 或文字的任务分解表变成任务分解表文件；有疑点的行写明出处。--ledger 则读回各单位填写的台账。",
        (TABLES,),
        (
            OUTPUT._replace(help="写成这个任务分解表文件；不写则显示在屏幕上", required=False),
            *READING,
            flag("--dry-run", "只说会写什么，不写"),
            Option(("--update",), "文件", "更新这个任务分解表文件：保留编号，登记记录因此仍然对得上", "files"),
            flag("--ledger", "文件是 govopen export 导出、由各单位填写的台账（也可写文件夹）：登记其中填写的内容"),
            flag("--partial", "台账里有不能登记的行时，先登记其余各行"),
            FORMAT,
            *ENTERED,
        ),
    ),
    "export": Command(
        "导出台账：xlsx、docx、csv、md、json、ics、html",
        "把台账写成文件：xlsx（可填写，填好后用 import --ledger 读回）、docx、csv、md、json、ics（日历）、html。格式由 --format 或文件的扩展名决定。",
        options=(
            OUTPUT._replace(help="写到这个文件；- 表示屏幕（xlsx、docx 除外）"),
            STATUS,
            Option(("--template",), "文件", "docx 的模板，其中的 {{标题}}、{{日期}}、{{表格}} 会换成内容", "files"),
            flag("--print", "xlsx、docx 排成直接打印的台账：横向九栏，表头和合并的文字每页都有，页脚是页码"),
            Option(("--paper",), "纸张", "与 --print 一起：A4（不写即是）或 A3", ("A4", "A3")),
            flag("--todo", "ics 里写成待办事项，而不是全天日程"),
            flag("--flat", "xlsx 不合并单元格，带筛选按钮"),
            Option(("--split-by",), "方式", "每个 unit（单位）、task（工作任务）或 domain（领域）一个文件，写进 -o 的文件夹", GROUPINGS),
            Option(("--return-by",), "日期", "发给单位的台账请在这一天前退回，默认一周后"),
            flag("--force", "文件里有填写了还没有登记的内容时，也覆盖"),
            *(EXPORT_FORMAT if option is FORMAT else option for option in FILTERED),
        ),
    ),
    "check": Command(
        "检查任务分解表文件的错误和疑点",
        "检查任务分解表文件：一次列出全部错误和疑点，每行写明文件、行、列。有错误时退出码为 3，只有疑点时为 0。",
        options=(PLAN, STATE, FORMAT),
    ),
    "where": Command(
        "正在使用哪个任务分解表、哪个状态文件",
        "正在使用哪个任务分解表、哪个状态文件、哪个索引，以及为什么。",
        options=(FORMAT, *BASE),
    ),
    "cron": Command(
        "定时任务：逾期提醒、每周报告的写法",
        "打印适合这台机器的定时任务：Linux 上是 crontab 的各行，Windows 上是 schtasks 命令。只打印，不设置。",
        options=(
            Option(("--mail",), "邮箱", "有逾期事项或出错时，cron 把清单发到这个邮箱"),
            Option(("--weekly",), "文件", "每周一把总体情况（md、csv、txt …）或台账（xlsx、docx、html …）写成这个文件", "files"),
            PLAN,
            STATE,
        ),
    ),
    "state": Group(
        "状态文件：检验、导出、合并、备份、重建",
        {
            "verify": Command(
                "检验登记记录有没有被改动、缺失或插入",
                "检验状态文件：每条记录的校验、每个来源的链、由记录推算的当前状态。有问题时退出码为 4。",
                options=BASE,
            ),
            "export": Command(
                "导出全部登记记录，供另一处合并",
                "把全部登记记录写成 jsonl 文件，一行一条，可以用 U 盘、邮件带到另一处合并。",
                options=(OUTPUT, flag("--evidence", "连同收存的佐证文件，放在旁边的文件夹里"), *BASE),
            ),
            "merge": Command(
                "合并另一处的登记记录",
                "合并另一处的登记记录：两边的记录都保留，合并几次、先后次序都不影响结果。两边互相矛盾的登记会列出来，退出码为 5。",
                (Argument("files", "文件…", "另一处的状态文件，或 state export 写成的 jsonl 文件", "files", many=True),),
                RECORDING,
            ),
            "import": Command(
                "把文件里的登记记录搬到服务器上",
                "把状态文件（或 state export 写成的文件）里的全部记录搬到服务器上，标识和校验不变，文件不动；再运行一次也不会重复。不写文件则搬本机的状态文件。搬回来用 state export 和 state merge。",
                (Argument("files", "文件…", "状态文件，或 state export 写成的 jsonl 文件", "files", many=True, required=False),),
                RECORDING,
            ),
            "push": Command(
                "把离线登记发送到服务器",
                "把用 --offline 登记的发送到服务器。两边互相矛盾的登记会列出来，退出码为 5；两边的记录都保留。",
                options=ENTERED,
            ),
            "backup": Command(
                "备份状态文件",
                "备份状态文件，连同收存的佐证文件；别人正在登记时也可以备份。",
                options=(OUTPUT, *BASE),
            ),
            "rebuild": Command(
                "由登记记录重新推算当前状态",
                "由登记记录重新推算当前状态；记录本身不动。",
                options=RECORDING,
            ),
        },
    ),
}
