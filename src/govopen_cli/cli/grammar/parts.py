"""What the command line is made of: arguments, options, commands; and the options that many commands share."""

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
        """Whether the value is the name of a file or a folder, which may be any bytes."""
        return self.metavar.startswith("文件")


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


def flag(name: str, help: str) -> Option:
    return Option((name,), "", help)


# --- sets of options that commands share ----------------------------------------------------------------------------

GROUPINGS = ("unit", "domain", "task")
COUNTINGS = ("item", "cell")
ORDERS = ("due", "done", "unit")
ROW_KINDS = ("item", "domain")
LEVELS = ("提醒", "催办", "督办")
PAPERS_WITH_TEMPLATES = ("notice", "bulletin", "ledger")
PER = ("unit", "item")
EXPORTS = ("xlsx", "docx", "csv", "md", "json", "ics", "html")

TODAY = Option(("--today",), "日期", "把这一天当作今天（环境变量 GOVOPEN_TODAY）")
PLAN = Option(("--plan",), "文件", "任务分解表文件，或放着几张表的文件夹；可写多次（环境变量 GOVOPEN_PLAN）", "files", many=True)
STATE = Option(("--state",), "位置", "状态文件，或服务器 postgresql://…（环境变量 GOVOPEN_STATE）", "files")
FORMAT = Option(("--format",), "格式", "输出格式：table、plain、tsv、csv、json、jsonl、md；默认在终端上用 table，否则用 plain", "formats")
EXPORT_FORMAT = FORMAT._replace(help=f"文件的格式：{'、'.join(EXPORTS)}；不写则看文件的扩展名", completes=EXPORTS)
OUTPUT = Option(("--output", "-o"), "文件", "写到这个文件", "files", required=True)

OFFLINE = flag("--offline", "不连服务器：登记先存在本机，以后用 state push 发送；查询按本机所存的回答")

BASE = (TODAY, PLAN, STATE)
ASKED = (
    Option(("--as-of",), "日期", "按截至这一天结束时已登记的情况"),
    Option(("--effective",), "日期", "按这一天实际完成的情况，不论何时登记"),
    flag("--all-plans", "服务器上能看的全部任务分解表，不论写明了哪一张"),
    flag("--fresh", "先取回服务器上新的登记，不论刚才取过没有（环境变量 GOVOPEN_FRESH 是秒数）"),
    OFFLINE,
)
ANSWER = (*BASE, FORMAT, flag("--exit-code", "有逾期时退出码为 10，没有逾期但有临期时为 11"), *ASKED)
FILTERS = (
    Option(("--unit",), "单位", "只看这个单位的事项", "units"),
    Option(("--role",), "责任", "只看担任这种责任的，例如 lead 或 主体责任单位", "roles"),
    Option(("--domain",), "领域", "只看这个领域的事项", "domains"),
    Option(("--task",), "序号", "只看这项工作任务的事项", "tasks"),
)
FILTERED = (*ANSWER, *FILTERS)
PAPER = (*BASE, *ASKED, *FILTERS)  # of a question that is answered in a file
WRITER = (
    Option(("--author",), "姓名", "登记人；默认取环境变量 GOVOPEN_USER 或登录名"),
    Option(("--wait",), "秒", "状态文件被占用时最多等待的秒数"),
)
ENTERED = (*BASE, *WRITER)
RECORDING = (*ENTERED, OFFLINE, flag("--yes", "不询问：本机时钟看来不对也照样登记"))

STATUS = Option(
    ("--status",),
    "状态",
    "逾期、临期、正常、持续、适时、待起算、不明、完成、逾期完成、部分完成、未完成、待验收、退回、不再要求；也可写 overdue、soon、done …",
    "statuses",
)
GROUP_BY = Option(("--group-by",), "方式", "分组：unit（责任单位）、domain（领域）、task（工作任务）", GROUPINGS)
ON = Option(("--on",), "日期", "发生的日期，默认今天")
PART_UNIT = Option(("--unit",), "单位", "只登记这个单位的部分", "answering")
PART_DOMAIN = Option(("--domain",), "领域", "只登记这个领域的部分", "answered")
PERIOD = Option(("--period",), "日期", "周期性事项：登记的是这一天所在的那一期")
NOTE = Option(("--note",), "说明", "说明")
EVIDENCE = Option(("--evidence",), "佐证", "佐证：文件、网址或文号，可写多次", "files", many=True)
KEEP = flag("--keep", "把佐证文件的副本存到状态文件旁边")
REASON = Option(("--reason",), "理由", "理由", required=True)
APPROVED_BY = Option(("--approved-by",), "批准人", "批准的人或文件", required=True)

TABLES = Argument(
    "files",
    "文件…",
    "docx、xlsx、csv、tsv、txt、md（也可 xls、et、ods、doc、wps 等旧格式）文件，可写多个；- 表示标准输入",
    "files",
    many=True,
)
READING = (
    Option(("--issued",), "日期", "文件的印发时间（年、月或日）；不写则从标题和时限推断"),
    Option(("--id",), "标识", "任务分解表的标识；不写则由地名和年份构成"),
    flag("--as-plan", "政务公开事项目录也当作任务分解表导入"),
    flag("--hidden", "隐藏和划去的行、文字、工作表也导入"),
    flag("--yes", "不询问：已有的文件直接换掉"),
)

IDS = Argument("ids", "编号…", "事项编号，可写多个或一段，例如 1.2 1.4-1.6", "ids", many=True)
OF_UNIT = Argument("name", "[单位]", "只看这个单位的事项，与 --unit 相同", "units", required=False)
SOME_IDS = Argument("ids", "[编号…]", "只看这些事项", "ids", many=True, required=False)

PROGRAM = Command(
    "",
    "政务公开任务分解表的台账工具：查期限、查单位、登记完成、出报告。",
    options=(
        flag("--version", "显示版本"),
        flag("--install-completion", "为当前 shell 安装自动补全"),
        flag("--show-completion", "显示自动补全脚本，可复制或另行安装"),
    ),
)
