"""Commands that make and change the plan file."""

from govopen_cli.cli.grammar.parts import IDS, OUTPUT, READING, RECORDING, TABLES, WRITER, Argument, Command, Option, flag

_DRY_RUN = flag("--dry-run", "只说会改什么，不改")
_WHY = Option(("--reason",), "理由", "为什么改，例如会议纪要的文号")
_DEADLINE = Option(("--deadline",), "时限", "完成时限，照文件里的写法，例如 2021年6月底前、每季度末、持续推进")
_REVIEW = Option(("--review",), "周期", "多久跟踪一次，例如 每月末")
_UNIT = Option(("--unit",), "[责任=]单位", "责任单位，例如 市民政局 或 指导责任单位=市司法局、市公安局；可写多次", "units", many=True)
_DOMAIN = Option(("--domain",), "领域", "领域，可写多次", "domains", many=True)
_UNIT_NAME = Argument("name", "单位", "单位名称", "units")

PLANS: dict[str, Command] = {
    "init": Command(
        "从本单位的 Word、Excel 任务分解表开始用",
        "把本单位的 Word、Excel 或文字的任务分解表变成可以查询、登记的文件：说明读出了什么、有哪些疑点；在终端上会问印发时间和集体单位的成员，别处用 --issued、--members 写明。",
        (TABLES,),
        (
            OUTPUT._replace(help="写成这个文件；不写则在当前文件夹里与表同名", required=False),
            Option(("--members",), "集体=单位", "集体单位的成员，例如 各区政府=甲区政府,乙区政府；可写多次", many=True),
            *READING,
            *WRITER,
        ),
    ),
    "add": Command(
        "加一项事项（领导临时交办的，一行就够）",
        "加一项事项。不写 --task 的归入“临时交办任务”。先检查再写入，注释和次序不动；可以用 undo 撤销。",
        (Argument("content", "内容", "要做什么"),),
        (
            _DEADLINE,
            _UNIT,
            _DOMAIN,
            Option(("--task",), "任务", "归入这项工作任务：序号，或名称（没有的会新建）", "tasks"),
            _REVIEW,
            Option(("--source",), "出处", "出处，例如 3月1日市长办公会"),
            _WHY,
            _DRY_RUN,
            *RECORDING,
        ),
    ),
    "set": Command(
        "改事项的内容、单位、时限、领域、跟踪周期",
        "改事项在任务分解表里的写法；空着的值（--review ''）表示去掉。先检查再写入，注释和次序不动；可以用 undo 撤销。延期请用 extend：原期限会保留。",
        (IDS,),
        (
            _DEADLINE,
            Option(("--content",), "内容", "具体内容"),
            _UNIT,
            _DOMAIN,
            _REVIEW,
            Option(("--closing",), "方式", "销号方式：report（单位报告即完成）或 accept（须验收）", ("report", "accept")),
            _WHY,
            _DRY_RUN,
            *RECORDING,
        ),
    ),
    "remove": Command(
        "从任务分解表里去掉事项",
        "从任务分解表里去掉事项，写明理由；登记过的记录不会消失。",
        (IDS,),
        (_WHY._replace(required=True, help="理由"), _DRY_RUN, *RECORDING),
    ),
    "members": Command(
        "写明集体单位的成员（各区政府是哪几个）",
        "写明集体单位的成员，事项从此按成员分别登记；不写成员则显示现有的。",
        (_UNIT_NAME, Argument("members", "[成员…]", "成员单位，可写多个", "units", many=True, required=False)),
        (_DRY_RUN, *RECORDING),
    ),
    "alias": Command(
        "给单位加别名",
        "给单位加别名，以后写别名也能找到、能导入。",
        (Argument("pairs", "别名=单位…", "例如 市府办=市政府办公室", many=True),),
        (_DRY_RUN, *RECORDING),
    ),
    "contact": Command(
        "写明单位的联系人",
        "写明单位的联系人，通知单上用；什么都不写则显示现有的。",
        (_UNIT_NAME,),
        (Option(("--person",), "姓名", "联系人"), Option(("--phone",), "电话", "联系电话"), _DRY_RUN, *RECORDING),
    ),
    "schema": Command(
        "任务分解表文件的 JSON Schema，供编辑器检查用",
        "显示任务分解表文件的 JSON Schema：哪些键、各写什么。存成文件后，支持 YAML 的编辑器可以用它检查和提示。",
    ),
}
