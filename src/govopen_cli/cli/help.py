"""help: the page of a command, made from the grammar; and the sentences for a mistyped command line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from govopen_cli.cli.grammar import parts, table
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.text import folded, near, pad, width

if TYPE_CHECKING:
    from govopen_cli.cli.call import Call

_INDENT = 2
_WIDEST, _NARROWEST = 100, 40
_ALIKE = 0.8  # how much alike a word must be to be suggested: --until is no slip for --unit
# what people write for an option or a command that is called otherwise; the first that there is is meant
_CALLED = {
    "date": ("on", "to", "before"), "day": ("on",), "until": ("to", "by", "before"), "note": ("reason",), "reason": ("note",), "remark": ("note",),
    "search": ("grep",), "find": ("grep",), "file": ("output", "plan"), "out": ("output",), "db": ("state",), "user": ("author",), "order": ("sort",),
    "group": ("group-by",), "by": ("to", "approved-by"), "dept": ("unit",), "name": ("unit", "author"), "field": ("domain",),
    "登记": ("done",), "查询": ("list",), "列表": ("list",), "到期": ("due",), "期限": ("due",), "单位": ("unit",), "领域": ("domain",), "报告": ("report",), "周报": ("report",),
    "通知": ("notice",), "催办": ("notice",), "督办": ("notice",), "通报": ("bulletin",), "台账": ("export",), "备份": ("backup", "state"), "合并": ("merge", "state"),
}  # fmt: skip


def run(call: "Call") -> int:
    words = call.many("words")
    for count in range(1, len(words) + 1):
        if table.find(words[:count]) is None:
            raise UsageError(unknown(words[: count - 1], words[count - 1]) + "；运行 govopen help 查看全部命令")
    print(page(words))
    return ExitCode.OK


def commands(words: list[str]) -> Mapping[str, parts.Command | parts.Group]:
    """Return the commands below a group, or all for no words."""
    entry = table.find(words)
    return entry.commands if isinstance(entry, parts.Group) else {} if words else table.COMMANDS


def page(words: list[str]) -> str:
    """Return usage, description, arguments, options and commands, wrapped to the terminal."""
    entry = table.find(words)
    columns = max(_NARROWEST, min(_WIDEST, _terminal_width()))
    path = " ".join(["govopen", *words])
    sections: dict[str, list[tuple[str, str]]] = {}
    if isinstance(entry, parts.Group) or not words:
        usage = f"{path} [选项] 命令 …"
        named = table.SECTIONS if not words else {"命令": commands(words)}
        sections = {heading: [(name, part.short) for name, part in group.items()] for heading, group in named.items()}
    if isinstance(entry, parts.Group):
        text, options = f"{entry.short}。", []
    else:
        assert entry is not None  # the caller looked it up
        text, options = entry.help, [(_option_names(part), part.help) for part in entry.options]
        if words:
            usage = " ".join([path, *(part.metavar for part in entry.arguments), "[选项]"])
            sections["参数"] = [(part.metavar, part.help) for part in entry.arguments]
    sections = {"参数": sections.pop("参数", []), "选项": [*options, ("--help、-h", "显示这个帮助")], **sections}
    lines = [*_hanging(f"用法：{usage}", columns), "", *_folded(text, columns), ""]
    for heading, records in sections.items():
        if records:
            lines += [f"{heading}：", *_definitions(records, columns), ""]
    if not words:
        lines += [part for line in table.EXAMPLES.split("\n") for part in _hanging(line, columns)] + [""]
    return "\n".join(lines).rstrip()


def _hanging(line: str, columns: int) -> Iterator[str]:
    """Yield a line in pieces that fit, all but the first set in."""
    first, *rest = folded(line, columns - 2 * _INDENT)
    yield first.rstrip()
    yield from (f"{' ' * 2 * _INDENT}{part.strip()}" for part in rest)


def _folded(text: str, columns: int) -> list[str]:
    """Return a text in lines, without the blanks at which it was broken."""
    return [line.strip() for line in folded(text, columns)]


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def _option_names(part: parts.Option) -> str:
    return " ".join(filter(None, ["、".join(part.names), part.metavar]))


def _definitions(records: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    left = min(max(width(name) for name, _ in records), columns // 2 - _INDENT) + 2
    for name, text in records:
        wrapped = _folded(text, columns - left - _INDENT)
        first = " " * _INDENT + (pad(name, left) if width(name) <= left - 2 else name)
        if width(name) > left - 2:
            yield first
            yield from (" " * (left + _INDENT) + line for line in wrapped)
        else:
            yield (first + wrapped[0]).rstrip()
            yield from (" " * (left + _INDENT) + line for line in wrapped[1:])


def usage_sentence(error: Any) -> str:
    """Return the Chinese sentence for a mistake that Typer found on the command line."""
    path = error.ctx.command_path if getattr(error, "ctx", None) is not None else "govopen"
    return f"{_what(error, path.split()[1:])}；运行 {path} --help 查看用法"


def _what(error: Any, words: list[str]) -> str:
    kind, message = type(error).__name__, str(error.message)
    if kind == "NoSuchOption":
        entry = table.find(words)
        options = () if entry is None or isinstance(entry, parts.Group) else entry.options
        return f"没有选项 {error.option_name}" + _meant(error.option_name, {name: "" for part in options for name in part.names})
    if kind == "MissingParameter":
        return f"缺少{_param_name(error.param)}"
    if kind == "BadOptionUsage":
        return f"选项 {error.option_name} 后面{'不能带值' if 'does not take a value' in message else '缺少值'}"
    if match := re.match(r"No such command '(.*?)'", message):
        return unknown(words, match[1])
    if match := re.match(r"Got unexpected extra argument\S* \((.*)\)", message):
        return f"多余的参数：{match[1]}"
    return "缺少命令" if "Missing command" in message else "命令行写得不对"


def unknown(words: list[str], name: str) -> str:
    """Return the sentence for a command that does not exist below the words."""
    return f"没有命令“{name}”" + _meant(name, {known: part.short for known, part in commands(words).items()})


def _meant(name: str, known: Mapping[str, str]) -> str:
    """Return the question whether one of some words was meant: one that begins so, looks so, or whose Chinese says so."""
    bare = {word.lstrip("-"): word for word in known}
    wanted = name.lstrip("-")
    found = [bare[called] for called in _CALLED.get(wanted, ()) if called in bare][:1]
    found = found or ([word for part, word in bare.items() if part.startswith(wanted)] if wanted else [])
    found = found if len(found) == 1 else [bare[part] for part in near(wanted, bare, 1, _ALIKE)]
    if not found and not wanted.isascii():
        saying = [(not text.startswith(wanted), not text.endswith(wanted), word) for word, text in known.items() if wanted in text]
        found = [min(saying)[2]] if saying else []
    return f"，是不是 {found[0]}？" if found else ""


def _param_name(param: Any) -> str:
    if param.param_type_name == "argument":
        return f"参数 {param.make_metavar(ctx=None).strip('[]')} "
    return f"选项 {param.opts[0]} "
