"""Commands about the server that many offices share."""

from govopen_cli.cli.grammar.parts import FORMAT, STATE, Argument, Command, Group, Option, flag

_ADDRESS = Argument("address", "地址", "postgresql://主机/数据库；密码放在 ~/.pgpass 或 PGPASSWORD 里，不写在地址里")
_ROLE = Argument("role", "登录角色", "PostgreSQL 的登录角色")
_PLAN = Option(("--plan",), "标识", "哪张任务分解表；也可以写在地址后面：postgresql://…#标识")

SERVER: dict[str, Group] = {
    "server": Group(
        "服务器：许多单位共用一份台账（PostgreSQL）",
        {
            "init": Command(
                "建立或升级数据库里的表",
                "在 PostgreSQL 数据库里建立 govopen 的表、角色组和权限，已经有的升级到这个版本。由数据库的所有者运行一次。",
                (_ADDRESS,),
            ),
            "publish": Command(
                "公布任务分解表，供各单位共用",
                "把任务分解表的文字公布到服务器上，每次是新的一版；各单位从此问的是同一张表。说明与上一版相比改了什么；内容变了的已完成事项显示需复核。",
                (Argument("files", "文件…", "任务分解表文件，可写多个", "files", many=True),),
                (STATE,),
            ),
            "grant": Command(
                "让一个登录角色参加一张任务分解表",
                "让 PostgreSQL 的一个登录角色参加一张任务分解表：主管办公室登记一切，责任单位只签收、报进展、申请销号自己负责的事项，只读的只能看。",
                (_ADDRESS, _ROLE),
                (
                    flag("--office", "主管办公室：登记一切"),
                    Option(("--unit",), "单位", "责任单位：只登记这个单位负责的事项"),
                    flag("--reader", "只读"),
                    _PLAN,
                ),
            ),
            "revoke": Command(
                "收回登录角色在一张任务分解表里的身份",
                "收回登录角色在一张任务分解表里的身份；它登记过的记录不动。",
                (_ADDRESS, _ROLE),
                (_PLAN,),
            ),
            "status": Command(
                "服务器上有哪些任务分解表、多少登记",
                "服务器上有哪些任务分解表、第几版、谁公布的、多少登记、哪些登录角色，本机的副本有多旧。地址写到 #标识 时，列出这张表公布过的各版。",
                (_ADDRESS._replace(metavar="[地址]", required=False),),
                (FORMAT,),
            ),
        },
    )
}
