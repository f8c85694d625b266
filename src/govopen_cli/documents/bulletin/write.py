"""A bulletin as a Word file on the office's template, as Markdown and as a page of HTML: the same sentences and tables."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from govopen_cli.documents import template as templates
from govopen_cli.documents.bulletin.content import Bulletin
from govopen_cli.documents.bulletin.prose import sections, title
from govopen_cli.documents.bulletin.tables import Annex, annexes
from govopen_cli.documents.measure import cleaned, one_line
from govopen_cli.documents.notice import BLANK, chinese
from govopen_cli.documents.wordtable import ALONE, Column, Look, paragraph, table
from govopen_cli.ledger.summary import definitions
from govopen_cli.ledger.words import percent

_CELL = Look(font="仿宋_GB2312", size=10.5, pitch=17, margin=40)
_CAPTION = Look(font="黑体", size=14, pitch=28.9)
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~"})  # what Markdown reads as its own


def values(paper: Bulletin) -> templates.Values:
    """Return what a template may say of a bulletin (``documents/tags``)."""
    whole, office = paper.whole, next((plan.office for plan in paper.plans if plan.office), None)
    texts = [[{"文字": text} for text in section.paragraphs] for section in sections(paper)]
    return {
        "标题": title(paper),
        "期间": paper.period.name if paper.period else "",
        "任务分解表": paper.title,
        "截止日期": chinese(paper.day),
        "分组": paper.noun,
        "事项数": whole.total,
        "应完成": whole.due,
        "已完成": whole.due_done,
        "按期完成": whole.due_on_time,
        "完成率": percent(whole.completion),
        "按时率": percent(whole.punctuality),
        "逾期": whole.overdue,
        "待验收": whole.waiting,
        "退回次数": whole.returns,
        "持续推进": whole.open_ended,
        **dict(zip(("总体情况", "完成较好", "存在的问题", "工作要求"), texts, strict=True)),
        "附表": templates.Table(lambda room: _tables(paper, room)),
        "统计口径": [{"文字": text} for text in definitions(paper.plans)],
        "联系人": (office.person if office else None) or BLANK,
        "联系电话": (office.phone if office else None) or BLANK,
        "落款": office.name if office else BLANK,
        "日期": chinese(paper.day),
    }


def docx(paper: Bulletin, template: templates.Template | None = None) -> bytes:
    """Return a bulletin as the bytes of a docx file.

    Raises:
        UsageError: the template cannot be used.
    """
    office = next((plan.office.name for plan in paper.plans if plan.office), "")
    return templates.render(template or templates.default("bulletin"), values(paper), templates.Filled(title(paper), office, paper.day))


def _tables(paper: Bulletin, room: int) -> Iterator[str]:
    for number, annex in enumerate(annexes(paper)):
        yield paragraph(annex.caption, _CAPTION, new_page=not number)
        weight = sum(share for _, share, _ in annex.titles)
        heads = [Column(head, room * share // weight, "left" if text else "center") for head, share, text in annex.titles]
        yield from table(heads, ([(text, ALONE) for text in line] for line in annex.lines), _CELL)


def markdown(paper: Bulletin) -> bytes:
    """Return a bulletin as Markdown, in UTF-8."""
    lines = [f"# {_marked(title(paper))}"]
    for section in sections(paper):
        lines += [f"## {section.heading}", *map(_marked, section.paragraphs)]
    for annex in annexes(paper):
        lines += [f"## {annex.caption}", "\n".join(_rows(annex))]
    lines += ["## 统计口径", *map(_marked, definitions(paper.plans))]
    office = next((plan.office.name for plan in paper.plans if plan.office), None)
    lines.append("  \n".join(filter(None, (_marked(office or ""), chinese(paper.day)))))
    return "\n\n".join(lines).encode() + b"\n"


def _rows(annex: Annex) -> Iterator[str]:
    yield f"| {' | '.join(head for head, _, _ in annex.titles)} |"
    yield f"| {' | '.join('---' if text else ':---:' for _, _, text in annex.titles)} |"
    for line in annex.lines:
        yield f"| {' | '.join(_marked(text) for text in line)} |"


def _marked(text: str) -> str:
    return one_line(cleaned(text)).translate(_MARKS)


def html(paper: Bulletin) -> bytes:
    """Return a bulletin as a page that needs nothing else, in UTF-8."""
    office = next((plan.office.name for plan in paper.plans if plan.office), "")
    content = {
        "title": title(paper),
        "sections": sections(paper),
        "annexes": annexes(paper),
        "definitions": definitions(paper.plans),
        "office": office,
        "day": chinese(paper.day),
    }
    text: str = _page().render(content)
    return cleaned(text).encode()


@cache
def _page() -> Any:
    from jinja2 import Environment, StrictUndefined

    source = files("govopen_cli").joinpath("resources/templates/bulletin.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True).from_string(source)
