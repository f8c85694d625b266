"""template: the Word templates of papers, to be edited by the office, and looked over."""

from collections.abc import Iterator
from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.documents import template as templates
from govopen_cli.documents.checked import check
from govopen_cli.documents.tags import TAGS, WORDS
from govopen_cli.errors import ExitCode, OutputError, UsageError
from govopen_cli.files import write_whole
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages import templates as pages


def run(call: Call) -> int:
    paper, file, output = call.one("paper"), call.path("check"), call.path("output")
    form, known = choose(call.one("format")), "、".join(f"{name}（{WORDS[name]}）" for name in TAGS)
    if paper is not None and paper not in TAGS:
        raise UsageError(f"没有公文“{paper}”的模板；可写 {known}")
    if file is not None:
        return _check(file, paper, form)
    if paper is None:
        raise UsageError(f"请写明是哪一种公文的模板：{known}")
    if output is None:
        show(pages.offered(WORDS[paper], list(_names(paper))), form)
        return ExitCode.OK
    if output.exists():
        raise OutputError(f"{output} 已经有了，没有覆盖；请换一个名字，或先移走它")
    write_whole(output, templates.default(paper).data)
    print(f"已写入 {output}：用 WPS、Word 改好后，出文时用 --template 写明；改完请检查：govopen template --check {output}")
    return ExitCode.OK


def _names(paper: str) -> Iterator[pages.Line]:
    for name, tag in TAGS[paper].items():
        yield name, tag.help
        yield from ((f"{name}.{field}", words) for field, words in (tag.fields or {}).items())


def _check(file: Path, paper: str | None, form: str) -> int:
    """Look a template over: as that of the paper which it fits best, where none is named."""
    template = templates.load(file)
    found = {name: check(template, TAGS[name]) for name in ([paper] if paper else TAGS)}
    best = min(found, key=lambda name: (len(found[name].flaws), len(found[name].unused)))
    flaws, unused = found[best]
    show(pages.checked(str(file), WORDS[best], flaws, unused), form)
    return ExitCode.USAGE if flaws else ExitCode.OK
