"""Make the man page govopen(1) from the grammar: ``python tools/make_man.py [FILE]``; the wheel carries it (tools/build_hook.py)."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

from govopen_cli import __version__  # noqa: E402  the build has no installed package
from govopen_cli.cli.grammar import table  # noqa: E402
from govopen_cli.cli.grammar.parts import PROGRAM, Command, Group  # noqa: E402

EXIT_CODES = {
    0: "正常，没有可列的也是 0",
    2: "命令行写得不对，或者没有、不能确定是哪个单位、领域、编号、日期",
    3: "任务分解表文件找不到或有错误",
    4: "状态文件被占用太久、打不开、已损坏，或由更新的版本写成",
    5: "导入或合并有冲突",
    6: "输出写不出去，或者系统资源不够",
    10: "只在用 --exit-code 时：有逾期",
    11: "只在用 --exit-code 时：没有逾期，但有临期",
    12: "evidence verify：有佐证文件缺失或内容已变",
    70: "govopen 内部出错",
    130: "被中断",
}
ENVIRONMENT = {
    "GOVOPEN_PLAN": "任务分解表文件，同 --plan",
    "GOVOPEN_STATE": "状态文件或服务器，同 --state",
    "GOVOPEN_FRESH": "服务器的副本在这么多秒之内不再核对（默认 60）",
    "GOVOPEN_TODAY": "把这一天当作今天，同 --today",
    "GOVOPEN_USER": "登记人，同 --author",
    "GOVOPEN_CACHE": "索引和服务器的副本放在这个文件夹",
    "GOVOPEN_DEBUG": "为 1 时，内部出错时显示详情",
    "NO_COLOR": "不为空时，终端上的表格不用颜色",
}


_OPENING, _CLOSING = "（“《〔", "，。；：、）”》〕… "


def escaped(text: str) -> str:
    """Return text as roff takes it literally."""
    parts = []
    for char, following in zip(text, [*text[1:], ""], strict=True):
        parts.append({"\\": "\\e", "-": "\\-"}.get(char, char))
        if following and char not in _OPENING and following not in _CLOSING and not (char.isascii() and following.isascii()):
            parts.append("\\:")  # a line may be broken here
    return f"\\&{''.join(parts)}" if text.startswith((".", "'")) else "".join(parts)


def terms(pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Yield a list of terms and what they mean."""
    for term, text in pairs:
        yield from (".TP", f".B {escaped(term)}", escaped(text))


def command(words: list[str], part: Command) -> Iterator[str]:
    """Yield the section of a command."""
    usage = " ".join([*words, *(argument.metavar for argument in part.arguments), "[选项]"])
    yield from (f".SS {escaped(usage)}", escaped(part.help))
    yield from terms([(argument.metavar.strip("[]"), argument.help) for argument in part.arguments])
    yield from terms([(" ".join(filter(None, ["、".join(option.names), option.metavar])), option.help) for option in part.options])


def page() -> str:
    """Return the man page."""
    lines = [
        f'.TH GOVOPEN 1 "" "govopen {__version__}" "用户命令"',
        ".ad l",
        ".SH 名称",
        f"govopen \\- {escaped(PROGRAM.help.rstrip('。'))}",
        ".SH 概要",
        ".B govopen",
        "[选项] 命令 …",
        ".SH 选项",
        *terms([(part.names[0], part.help) for part in PROGRAM.options]),
        *terms([("--help、-h", "显示帮助；写在命令后面则显示那个命令的用法")]),
    ]
    for heading, commands in table.SECTIONS.items():
        lines.append(f".SH 命令：{heading}")
        for name, entry in commands.items():
            parts = entry.commands if isinstance(entry, Group) else {"": entry}
            for below, part in parts.items():
                lines += command([name, below] if below else [name], part)
    lines += [".SH 退出码", *terms([(str(code), text) for code, text in EXIT_CODES.items()])]
    lines += [".SH 环境变量", *terms(list(ENVIRONMENT.items()))]
    lines += [".SH 例子", ".nf", *(escaped(line) for line in table.EXAMPLES.split("\n")[1:]), ".fi"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
