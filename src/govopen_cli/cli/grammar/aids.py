"""Commands that explain."""

from govopen_cli.cli.grammar.parts import TODAY, Argument, Command, Option

AIDS: dict[str, Command] = {
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
}
