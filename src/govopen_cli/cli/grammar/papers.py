"""Commands about papers that go to units and to the leadership."""

from govopen_cli.cli.grammar.parts import (
    FILTERED,
    FILTERS,
    FORMAT,
    LEVELS,
    ON,
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
            flag("--dry-run", "只说谁会收到什么，不发也不登记"),
            flag("--list", "已发的通知：签收、答复、逾期未答复"),
            STATUS,
            *FILTERS,
            FORMAT,
            *RECORDING,
        ),
    ),
    "sign": Command(
        "登记单位签收了通知",
        "登记单位签收了通知。文号可以只写号数，例如 3。",
        (Argument("numbers", "文号…", "通知的文号，例如 督办〔2021〕3号，可写多个", "notices", many=True),),
        (ON, *RECORDING),
    ),
}
