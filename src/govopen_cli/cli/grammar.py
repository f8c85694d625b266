"""The command line as data: commands, arguments, options, their Chinese help, and what completes what.

Typer's commands (``main``), the fast reader (``fast``), the help pages (``help``) and completion (``complete``) are all made from it; none of
them says again what stands here. The module of a command has the command's name: ``done`` is ``cli/done.py``, ``state merge`` is
``cli/state/merge.py``; a word that Python keeps for itself gets an underscore (``import_``).
"""

from govopen_cli.record import NamedTuple


class Argument(NamedTuple):
    """A word of the command line that is told by its place.

    ``completes`` names what the word may be: a list that ``complete`` knows, or the words themselves.
    """

    key: str
    metavar: str
    help: str
    completes: str | tuple[str, ...] = ""
    many: bool = False
    required: bool = True

    @property
    def names_files(self) -> bool:
        """Whether the words are names of files, which may be any bytes."""
        return self.metavar.startswith("文件")


class Option(NamedTuple):
    """A word of the command line that is told by its name; without a metavar it is a flag and takes no value."""

    names: tuple[str, ...]
    metavar: str
    help: str
    completes: str | tuple[str, ...] = ""
    many: bool = False
    required: bool = False
    default: str | None = None

    @property
    def key(self) -> str:
        """The name under which a command finds the value."""
        return self.names[0].lstrip("-").replace("-", "_")

    @property
    def names_files(self) -> bool:
        """Whether the value is the name of a file, which may be any bytes."""
        return self.metavar == "文件"


class Command(NamedTuple):
    """What a command takes. ``short`` stands in the list of commands, ``help`` on the command's own page."""

    short: str
    help: str
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()

    @property
    def parts(self) -> "list[Argument | Option]":
        """Arguments and options together."""
        return [*self.arguments, *self.options]


class Group(NamedTuple):
    """Commands under a common first word."""

    short: str
    commands: dict[str, Command]


def _flag(name: str, help: str) -> Option:
    return Option((name,), "", help)


# --- sets of options that commands share ----------------------------------------------------------------------------

GROUPINGS = ("unit", "domain", "task")
COUNTINGS = ("item", "cell")
ROW_KINDS = ("item", "domain")

TODAY = Option(("--today",), "日期", "把这一天当作今天（环境变量 GOVOPEN_TODAY）")
PLAN = Option(("--plan",), "文件", "任务分解表文件，或放着几张表的文件夹；可写多次（环境变量 GOVOPEN_PLAN）", "files", many=True)
STATE = Option(("--state",), "位置", "状态文件，或服务器 postgresql://…（环境变量 GOVOPEN_STATE）", "files")
FORMAT = Option(("--format",), "格式", "输出格式：table、plain、tsv、csv、json、jsonl、md；默认在终端上用 table，否则用 plain", "formats")
OUTPUT = Option(("--output", "-o"), "文件", "写到这个文件", "files", required=True)

BASE = (TODAY, PLAN, STATE)
ANSWER = (
    *BASE,
    FORMAT,
    _flag("--exit-code", "有逾期时退出码为 10，没有逾期但有临期时为 11"),
    Option(("--as-of",), "日期", "按截至这一天结束时已登记的情况"),
    Option(("--effective",), "日期", "按这一天实际完成的情况，不论何时登记"),
    _flag("--fresh", "先取回服务器上新的登记，不论刚才取过没有（环境变量 GOVOPEN_FRESH 是秒数）"),
)
FILTERED = (
    *ANSWER,
    Option(("--unit",), "单位", "只看这个单位的事项", "units"),
    Option(("--role",), "责任", "只看担任这种责任的，例如 lead 或 主体责任单位", "roles"),
    Option(("--domain",), "领域", "只看这个领域的事项", "domains"),
    Option(("--task",), "序号", "只看这项工作任务的事项", "tasks"),
)
RECORDING = (
    *BASE,
    Option(("--author",), "姓名", "登记人；默认取环境变量 GOVOPEN_USER 或登录名"),
    Option(("--wait",), "秒", "状态文件被占用时最多等待的秒数"),
)

STATUS = Option(("--status",), "状态", "open、partial、done、overdue、soon 或 open-ended", "statuses")
GROUP_BY = Option(("--group-by",), "方式", "分组：unit（责任单位）、domain（领域）、task（工作任务）", GROUPINGS)
ON = Option(("--on",), "日期", "发生的日期，默认今天")
PART_UNIT = Option(("--unit",), "单位", "只登记这个单位的部分", "answering")
PART_DOMAIN = Option(("--domain",), "领域", "只登记这个领域的部分", "answered")
NOTE = Option(("--note",), "说明", "说明")
EVIDENCE = Option(("--evidence",), "佐证", "佐证：文件、网址或文号，可写多次", "files", many=True)
KEEP = _flag("--keep", "把佐证文件的副本存到状态文件旁边")
REASON = Option(("--reason",), "理由", "理由", required=True)
APPROVED_BY = Option(("--approved-by",), "批准人", "批准的人或文件", required=True)

IDS = Argument("ids", "编号…", "事项编号，可写多个或一段，例如 1.2 1.4-1.6", "ids", many=True)
SOME_IDS = Argument("ids", "[编号…]", "只看这些事项", "ids", many=True, required=False)

# --- commands -------------------------------------------------------------------------------------------------------

PROGRAM = Command(
    "",
    "政务公开任务分解表的台账工具：查期限、查单位、登记完成、出报告。",
    options=(
        _flag("--version", "显示版本"),
        _flag("--install-completion", "为当前 shell 安装自动补全"),
        _flag("--show-completion", "显示自动补全脚本，可复制或另行安装"),
    ),
)
EXAMPLES = "例子：\n  govopen due --before 2021-06      2021年6月以前到期的事项\n  govopen unit 市民政局             市民政局的事项\n  govopen done 1.6 --on 2020-10-20  登记 1.6 已完成"

SECTIONS: dict[str, dict[str, Command | Group]] = {
    "查询": {
        "due": Command(
            "到期清单：已逾期的和接下来要到期的",
            "到期清单：未完成的、有期限的事项，按期限先后排列。不写日期时，列出已逾期的和接下来要到期的。",
            options=(
                Option(("--before",), "日期", "期限早于这一天（月、年）"),
                Option(("--by",), "日期", "期限不晚于这一天（月末、年末）"),
                Option(("--after",), "日期", "期限晚于这一天（月末、年末）"),
                Option(("--from",), "日期", "期限不早于这一天（月初、年初）"),
                Option(("--within",), "时长", "今后这段时间内到期：30d、2w、1m"),
                _flag("--all", "连同已完成的和更远的，列出全部有期限的事项"),
                *FILTERED,
            ),
        ),
        "overdue": Command(
            "逾期清单，逾期最久的在前",
            "逾期清单：期限已过而没有完成的事项，逾期最久的在前。",
            options=(GROUP_BY, *FILTERED),
        ),
        "list": Command(
            "全部事项，可按状态筛选",
            "全部事项，不论状态，按任务分解表的顺序；筛选条件可以叠加。",
            options=(STATUS, *FILTERED),
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
            "一个事项的全部情况：原文各栏、期限怎样理解、政策依据、各责任单位、各单元格、登记记录。",
            (IDS,),
            ANSWER,
        ),
        "report": Command(
            "总体情况：完成、逾期、临期、持续推进",
            "总体情况：事项、应完成、已完成、逾期完成、逾期、30日内到期、持续推进和两项比率，附每项比率的定义。",
            options=(
                GROUP_BY,
                Option(("--count",), "方式", "item 按事项计，cell 按单元格（责任单位×领域）计", COUNTINGS, default="item"),
                *FILTERED,
            ),
        ),
        "log": Command(
            "登记记录",
            "登记记录：何时、何人、对哪个事项登记了什么；撤销的记录也在其中。",
            (SOME_IDS,),
            (Option(("--since",), "日期", "只看这一天以来登记的"), *ANSWER),
        ),
    },
    "登记": {
        "done": Command(
            "登记完成",
            "登记完成。可以一次写多个编号；有一个不对就什么都不登记。集体（各区政府）和多个领域的事项可以用 --unit、--domain 分部分登记。",
            (IDS,),
            (
                ON,
                PART_UNIT,
                PART_DOMAIN,
                Option(("--period",), "日期", "周期性事项：登记的是这一天所在的那一期"),
                NOTE,
                EVIDENCE,
                KEEP,
                *RECORDING,
            ),
        ),
        "progress": Command(
            "登记进展",
            "登记进展；对持续推进的事项，也就是一次跟踪。",
            (IDS,),
            (Option(("--note",), "说明", "进展说明", required=True), ON, EVIDENCE, KEEP, *RECORDING),
        ),
        "reopen": Command(
            "重新打开已完成的事项",
            "重新打开登记为完成或不再要求的事项，写明理由。",
            (IDS,),
            (REASON, ON, PART_UNIT, PART_DOMAIN, *RECORDING),
        ),
        "extend": Command(
            "登记批准的延期",
            "登记批准的延期。原期限保留，与新期限并列；期限过后才申请的，记为申请时已逾期。没有期限或期限不明的事项由此有了期限（定期限）。可以用 --unit、--domain 只延一个单位、一个领域的。",
            (IDS,),
            (
                Option(("--to",), "日期", "延期到这一天", required=True),
                REASON,
                APPROVED_BY,
                Option(("--on",), "日期", "申请的日期，默认今天"),
                PART_UNIT,
                PART_DOMAIN,
                *RECORDING,
            ),
        ),
        "waive": Command(
            "登记不再要求",
            "登记不再要求：不再计入各项比率，并照此注明。可以用 --unit、--domain 只免一个单位、一个领域的。",
            (IDS,),
            (REASON, APPROVED_BY, Option(("--until",), "日期", "只到这一天为止不再要求"), ON, PART_UNIT, PART_DOMAIN, *RECORDING),
        ),
        "anchor": Command(
            "登记起算日（收到通知、批复等的日期）",
            "登记起算日：收到通知、批复、会议等发生的日期。相对期限（收到通知后15个工作日内）从此有了日期。",
            (IDS,),
            (Option(("--on",), "日期", "起算的日期，例如收到通知的那一天", required=True), NOTE, *RECORDING),
        ),
        "confirm": Command(
            "登记复核：完成之后内容变了的事项",
            "登记复核：事项完成之后任务分解表的内容变了，核对过仍算完成。",
            (IDS,),
            (Option(("--note",), "说明", "复核的结论", required=True), *RECORDING),
        ),
        "evidence": Group(
            "佐证：补充（add）、检验（verify）",
            {
                "add": Command(
                    "补充佐证",
                    "给已登记的事项补充佐证；每件佐证有自己的日期。",
                    (IDS,),
                    (EVIDENCE._replace(required=True), ON, NOTE, KEEP, *RECORDING),
                ),
                "verify": Command(
                    "检验佐证文件是否还在、有没有变",
                    "检验佐证文件：完好、已存副本、缺失或内容已变。有缺失或变化时退出码为 4。",
                    options=ANSWER,
                ),
            },
        ),
        "undo": Command(
            "撤销最近一次登记",
            "撤销一次登记的全部内容。撤销也是一条记录，原来的记录不会消失；撤销可以再撤销。",
            (Argument("batch", "[批次]", "撤销这一批（govopen log 里的批次）；默认最近一批", required=False),),
            (_flag("--dry-run", "只说会撤销什么，不撤销"), *RECORDING),
        ),
    },
    "文件": {
        "import": Command(
            "导入 Word、Excel、文字的任务分解表，或各单位填写的台账",
            "把 Word、Excel 或文字的任务分解表变成任务分解表文件；有疑点的行写明出处。--ledger 则读回各单位填写的台账。",
            (
                Argument(
                    "files",
                    "文件…",
                    "docx、xlsx、csv、tsv、txt、md（也可 xls、et、ods、doc、wps 等旧格式）文件，可写多个；- 表示标准输入",
                    "files",
                    many=True,
                ),
            ),
            (
                OUTPUT._replace(help="写成这个任务分解表文件；不写则显示在屏幕上", required=False),
                Option(("--issued",), "日期", "文件的印发时间（年、月或日）；不写则从标题和时限推断"),
                Option(("--id",), "标识", "任务分解表的标识；不写则由地名和年份构成"),
                _flag("--as-plan", "政务公开事项目录也当作任务分解表导入"),
                _flag("--hidden", "隐藏和划去的行、文字、工作表也导入"),
                _flag("--dry-run", "只说会写什么，不写"),
                _flag("--yes", "不询问，直接写"),
                Option(("--update",), "文件", "更新这个任务分解表文件：保留编号，登记记录因此仍然对得上", "files"),
                _flag("--ledger", "文件是 govopen export 导出、由各单位填写的台账：登记其中填写的内容"),
                FORMAT,
                *RECORDING,
            ),
        ),
        "export": Command(
            "导出台账：xlsx、docx、csv、md、json、ics、html",
            "把台账写成文件：xlsx（可填写，填好后用 import --ledger 读回）、docx、csv、md、json、ics（日历）、html。格式由 --format 或文件的扩展名决定。",
            options=(
                OUTPUT._replace(help="写到这个文件；- 表示屏幕（xlsx、docx 除外）"),
                STATUS,
                Option(("--template",), "文件", "docx 的模板，其中的 {{标题}}、{{日期}}、{{表格}} 会换成内容", "files"),
                _flag("--todo", "ics 里写成待办事项，而不是全天日程"),
                *FILTERED,
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
                    options=(OUTPUT, *BASE),
                ),
                "merge": Command(
                    "合并另一处的登记记录",
                    "合并另一处的登记记录：两边的记录都保留，合并几次、先后次序都不影响结果。两边互相矛盾的登记会列出来，退出码为 5。",
                    (Argument("files", "文件…", "另一处的状态文件，或 state export 写成的 jsonl 文件", "files", many=True),),
                    RECORDING,
                ),
                "backup": Command(
                    "备份状态文件",
                    "备份状态文件；别人正在登记时也可以备份。",
                    options=(OUTPUT, *BASE),
                ),
                "rebuild": Command(
                    "由登记记录重新推算当前状态",
                    "由登记记录重新推算当前状态；记录本身不动。",
                    options=RECORDING,
                ),
            },
        ),
        "deadline": Command(
            "解释时限用语",
            "解释时限用语：属于哪一类、哪一天到期、以后各期、有什么疑点。",
            (Argument("phrases", "用语…", "时限用语；写 - 则从标准输入逐行读", many=True),),
            (
                Option(("--issued",), "日期", "文件的印发时间（年、月或日）；默认取任务分解表的"),
                Option(("--anchor",), "日期", "相对期限的起算日"),
                TODAY,
                Option(("--format",), "格式", "plain、json 或 jsonl", ("plain", "json", "jsonl"), default="plain"),
            ),
        ),
        "help": Command(
            "一个命令的用法",
            "显示一个命令的用法，与 govopen 命令 --help 相同；不写命令则列出全部命令。",
            (Argument("words", "[命令…]", "命令，例如 due 或 state merge", "commands", many=True, required=False),),
        ),
    },
}
COMMANDS: dict[str, Command | Group] = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


def find(words: list[str]) -> Command | Group | None:
    """Return the command or group that words name, such as ``["state", "merge"]``; the whole program for none."""
    entry: Command | Group | None = COMMANDS.get(words[0]) if words else PROGRAM
    for word in words[1:]:
        entry = entry.commands.get(word) if isinstance(entry, Group) else None
    return entry


def module(words: list[str]) -> str:
    """Return the name of the module that holds a command."""
    return "govopen_cli.cli." + (".".join(f"{word}_" if word == "import" else word for word in words) or "overview")
