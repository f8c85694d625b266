"""Commands that record what was done, promised or decided."""

from govopen_cli.cli.grammar.parts import (
    ANSWER,
    APPROVED_BY,
    EVIDENCE,
    IDS,
    KEEP,
    NOTE,
    ON,
    PART_DOMAIN,
    PART_UNIT,
    PERIOD,
    REASON,
    RECORDING,
    Argument,
    Command,
    Group,
    Option,
    flag,
)

ACTS: dict[str, Command | Group] = {
    "done": Command(
        "登记完成",
        "登记完成。可以一次写多个编号；有一个不对就什么都不登记。集体（各区政府）和多个领域的事项可以用 --unit、--domain 分部分登记。",
        (IDS,),
        (
            ON,
            PART_UNIT,
            PART_DOMAIN,
            PERIOD,
            NOTE,
            EVIDENCE,
            KEEP,
            APPROVED_BY._replace(required=False, help="验收的人或文件：须经验收的事项（closing: accept）由此申请和销号一次登记"),
            *RECORDING,
        ),
    ),
    "submit": Command(
        "申请销号：单位报告完成，等待验收",
        "申请销号：须经验收的事项（任务分解表里写明 closing: accept），单位报告完成后等待验收。按期申请的，不论验收多久都不算逾期；晚于期限的，逾期天数算到申请那一天。",
        (IDS,),
        (ON, PART_UNIT, PART_DOMAIN, PERIOD, NOTE, EVIDENCE, KEEP, *RECORDING),
    ),
    "accept": Command(
        "销号：验收通过",
        "销号：验收通过，事项在申请的那一天完成。不写 --unit、--domain 时，销去等待验收的各部分。",
        (IDS,),
        (APPROVED_BY, ON, PART_UNIT, PART_DOMAIN, PERIOD, NOTE, *RECORDING),
    ),
    "return": Command(
        "退回：验收没有通过",
        "退回：验收没有通过，写明理由。期限照旧计算；--by 另给重报的期限。",
        (IDS,),
        (REASON, Option(("--by",), "日期", "请在这一天以前重报"), ON, PART_UNIT, PART_DOMAIN, PERIOD, *RECORDING),
    ),
    "progress": Command(
        "登记进展",
        "登记进展；对持续推进的事项，也就是一次跟踪。",
        (IDS,),
        (Option(("--note",), "说明", "进展说明", required=True), ON, PART_UNIT, PART_DOMAIN, EVIDENCE, KEEP, *RECORDING),
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
                (IDS._replace(metavar="编号… 佐证…", help="事项编号，后面是佐证：文件、网址或文号，例如 1.6 会议纪要.pdf"),),
                (EVIDENCE, ON, NOTE, KEEP, *RECORDING),
            ),
            "verify": Command(
                "检验佐证文件是否还在、有没有变",
                "检验佐证文件：完好、已存副本、缺失或内容已变。有缺失或变化时退出码为 12。",
                options=ANSWER,
            ),
        },
    ),
    "undo": Command(
        "撤销最近一次登记",
        "撤销一次登记的全部内容。撤销也是一条记录，原来的记录不会消失；撤销可以再撤销。",
        (Argument("batch", "[批次]", "撤销这一批（govopen log 里的批次）；默认最近一批", required=False),),
        (flag("--dry-run", "只说会撤销什么，不撤销"), *RECORDING),
    ),
}
