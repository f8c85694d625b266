"""The whole table: every command by its words, in the sections of the help page."""

from govopen_cli.cli.grammar.acts import ACTS
from govopen_cli.cli.grammar.aids import AIDS
from govopen_cli.cli.grammar.files import FILES
from govopen_cli.cli.grammar.papers import PAPERS
from govopen_cli.cli.grammar.parts import PROGRAM, Command, Group
from govopen_cli.cli.grammar.plans import PLANS
from govopen_cli.cli.grammar.queries import QUERIES
from govopen_cli.cli.grammar.server import SERVER

EXAMPLES = "例子：\n  govopen due --before 2021-06      2021年6月以前到期的事项\n  govopen unit 市民政局             市民政局的事项\n  govopen done 1.6 --on 2020-10-20  登记 1.6 已完成"

SECTIONS: dict[str, dict[str, Command | Group]] = {
    "查询": {**QUERIES},
    "登记": ACTS,
    "公文": {**PAPERS},
    "任务分解表": {**PLANS},
    "文件": {**FILES, **AIDS},
    "服务器": {**SERVER},
}
COMMANDS: dict[str, Command | Group] = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


def find(words: list[str]) -> Command | Group | None:
    """Return the command or group that words name, such as ``["state", "merge"]``; the whole program for none."""
    entry: Command | Group | None = COMMANDS.get(words[0]) if words else PROGRAM
    for word in words[1:]:
        entry = entry.commands.get(word) if isinstance(entry, Group) else None
    return entry
