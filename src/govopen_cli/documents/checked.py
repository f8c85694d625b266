"""Looking a Word template over before it is used: every tag that names nothing, can't be read or was typed full-width, and where it stands."""

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from jinja2 import TemplateSyntaxError, nodes
from lxml import etree

from govopen_cli.documents import template as templates
from govopen_cli.documents.tags import Tags
from govopen_cli.text import near

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says again, for old programs, what stands before it
_PARTS = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}

_TAG = re.compile(
    r"""
    [{｛]\s?[{｛] .*? [}｝]\s?[}｝]      # {{ 文号 }}
    | [{｛]\s?[%％] .*? [%％]\s?[}｝]    # {% if 文号 %}
    | [{｛]\s?[#＃] .*? [#＃]\s?[}｝]    # {# a remark #}
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK = re.compile(r"\{%[-+]?\s*(end)?(for|if)\b")
_WIDE = re.compile(r"[｛｝％＃（）［］．，｜＝＂＇]")
_WIDTHS = str.maketrans("｛｝％＃（）［］．，｜＝＂＇", "{}%#()[].,|=\"'")
_LEFT_OVER = re.compile(r"[{｛]{2}|[}｝]{2}|[{｛][%％]|[%％][}｝]")
_PREFIX = re.compile(r"(\{%|\{\{|\{#)(tr|tc|p|r)\s")
_SINGLE = re.compile(r"[{｛]\s*([^{}｛｝%％#\s]+)\s*[}｝]")


class Flaw(NamedTuple):
    """Something in a template that can't be filled in: where it stands, and what is wrong, in Chinese."""

    place: str
    sentence: str


class Checked(NamedTuple):
    """What was found in a template: its flaws in their order, and the contents that it does not use."""

    flaws: list[Flaw]
    unused: list[str]


class _Paragraph(NamedTuple):
    """A paragraph of a part: its place in words, its text, and whether it stands in a table."""

    place: str
    text: str
    in_table: bool


class _Found(NamedTuple):
    """A tag that may be read: its place in words and its text, without what docxtpl adds to Jinja's tags."""

    place: str
    text: str


def check(template: templates.Template, tags: Tags) -> Checked:
    """Return what is wrong in a template for a paper that offers ``tags``.

    Raises:
        UsageError: it is no docx file.
    """
    flaws: list[Flaw] = []
    used: set[str] = set()
    for name, root in _parts(templates.opened(template)):
        found: list[_Found] = []
        for paragraph in _paragraphs(root, name):
            more, wrong = _tags_of(paragraph, tags)
            found += more
            flaws += wrong
        flaws += _read(found, tags, used)
    unused = []
    for name, tag in tags.items():
        unused += [name] if name not in used else [f"{name}.{field}" for field in tag.fields or () if f"{name}.{field}" not in used]
    return Checked(flaws, unused)


# --- where tags stand -----------------------------------------------------------------------------------------------


def _parts(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a document that templates may fill, the body first, each with what it is called."""
    part = document.docx.part
    yield "正文", part.element
    others = [(rel.reltype.rsplit("/", 1)[-1], rel.target_part) for rel in part.rels.values() if not rel.is_external]
    for kind, word in _PARTS.items():
        known = [target for found, target in others if found == kind]
        for number, target in enumerate(known, 1):
            yield f"{word}{number}" if len(known) > 1 else word, etree.fromstring(target.blob)


def _paragraphs(part: Any, name: str) -> Iterator[_Paragraph]:
    """Yield every paragraph of a part, with its place in words."""
    boxes = count(1)

    def within(node: Any, place: str, *, in_table: bool) -> Iterator[_Paragraph]:
        numbers, tables = count(1), count(1)
        for child in _blocks(node):
            if child.tag == f"{_W}p":
                yield _Paragraph(place if in_table else f"{place}第{next(numbers)}段", _text(child), in_table)
                for box in _inside(child, "txbxContent"):
                    yield from within(box, f"{name}文本框{next(boxes)}", in_table=False)
                continue
            number = next(tables)
            for row_number, row in enumerate(_inside(child, "tr"), 1):
                for column, cell in enumerate(_inside(row, "tc"), 1):
                    yield from within(cell, f"{place}表格{number}第{row_number}行第{column}列", in_table=True)

    yield from within(part, name, in_table=False)


def _blocks(node: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables of a node that stand in no other of them."""
    for child in node:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag != _FALLBACK:
            yield from _blocks(child)


def _inside(node: Any, tag: str) -> Iterator[Any]:
    """Yield the nearest nodes of a kind below a node."""
    for child in node:
        if child.tag == f"{_W}{tag}":
            yield child
        elif child.tag != _FALLBACK:
            yield from _inside(child, tag)


def _text(paragraph: Any) -> str:
    """Return the text of a paragraph, without that of the boxes which hang on it."""
    shown = (node for node in paragraph.iter(f"{_W}t") if next(node.iterancestors(f"{_W}p")) is paragraph)
    return "".join(node.text or "" for node in shown)


def _tags_of(paragraph: _Paragraph, tags: Tags) -> tuple[list[_Found], list[Flaw]]:
    """Return the tags of a paragraph that may be read, and what is wrong with the others."""
    found, flaws = [], []
    for text in _TAG.findall(paragraph.text):
        kind = _PREFIX.match(text)
        if _WIDE.search(text):
            flaws.append(Flaw(paragraph.place, f"标签“{text}”里有全角符号，请改成半角：{text.translate(_WIDTHS)}"))
        elif kind is not None and kind[2] in ("tr", "tc") and not paragraph.in_table:
            flaws.append(Flaw(paragraph.place, f"标签“{text}”只能写在表格里"))
        else:
            found.append(_Found(paragraph.place, _PREFIX.sub(r"\1 ", text)))
    rest = _TAG.sub("", paragraph.text)
    if _LEFT_OVER.search(rest):
        flaws.append(Flaw(paragraph.place, f"标签没有写完整：{rest.strip()[:40]}"))
    else:
        names = [name for name in _SINGLE.findall(rest) if name.split(".")[0] in tags]
        flaws += [Flaw(paragraph.place, f"“{{{name}}}”少了一层括号，请写成 {{{{{name}}}}}") for name in names]
    return found, flaws


# --- what tags say --------------------------------------------------------------------------------------------------


def _read(found: list[_Found], tags: Tags, used: set[str]) -> list[Flaw]:
    """Read the tags of a part together, one a line, and note in ``used`` what they name.

    A tag that cannot be read is left out and what nothing ends is ended, so that all the others are read nevertheless.
    """
    env = templates.environment()
    lines = [" ".join(tag.text.split()) for tag in found]
    flaws: list[tuple[int, Flaw]] = []
    for _ in range(2 * len(found)):  # each tag may be left out once, and ended once
        try:
            tree = env.parse("\n".join(lines))
            env.compile("\n".join(lines))
        except TemplateSyntaxError as error:
            unclosed = _unclosed(lines) if "end of template" in (error.message or "") else None
            number = unclosed.line if unclosed else min(error.lineno, len(found)) - 1
            flaws.append((number, Flaw(found[number].place, f"标签“{found[number].text}”{_trouble(error.message or '')}")))
            if unclosed:
                lines.append(f"{{% end{unclosed.kind} %}}")
            else:
                lines[number] = ""
        else:
            reader = _Reader(found, tags, used)
            reader.visit(tree, {})
            flaws += reader.flaws
            break
    return [flaw for _, flaw in sorted(dict.fromkeys(flaws), key=lambda entry: entry[0])]


class _Open(NamedTuple):
    """A loop or a condition that has begun: in which line, and with which word."""

    line: int
    kind: str


def _unclosed(lines: list[str]) -> _Open | None:
    """Return the last tag that begins a loop or a condition which nothing ends."""
    open_: list[_Open] = []
    for number, line in enumerate(lines):
        if match := _BLOCK.match(line):
            if not match[1]:
                open_.append(_Open(number, match[2]))
            elif open_:
                open_.pop()
    return open_[-1] if open_ else None


def _trouble(message: str) -> str:
    """Say in Chinese what Jinja says of a tag."""
    if "end of template" in message:
        return "之后缺少结束标签（{% endfor %} 或 {% endif %}）"
    if re.search(r"unknown tag 'e(nd|l)", message):
        return "没有与之相应的开始标签（{% for … %} 或 {% if … %}）"
    return "看不懂；请检查写法"


_Scope = Mapping[str, str]  # what a loop or a set binds: the name of the list whose parts it stands for, "" where nothing is known of it


class _Reader:
    """Walks through what Jinja read, and notes what is named and, by its line, what names nothing."""

    def __init__(self, found: list[_Found], tags: Tags, used: set[str]) -> None:
        self.found = found
        self.tags = tags
        self.used = used
        self.flaws: list[tuple[int, Flaw]] = []

    def visit(self, node: nodes.Node, scope: _Scope) -> None:
        """Look at a node and at everything below it."""
        if isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.Name):
            self._name(node, scope)
        elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
            self._field(node.node, node.attr, scope)
        elif isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.Name) and isinstance(node.arg, nodes.Const):
            self._field(node.node, str(node.arg.value), scope)
        else:
            for child in node.iter_child_nodes():
                self.visit(child, scope)
                if isinstance(child, nodes.Assign):
                    scope = {**scope, **dict.fromkeys(_bound(child.target), "")}

    def _loop(self, node: nodes.For, scope: _Scope) -> None:
        self.visit(node.iter, scope)
        names = _bound(node.target)
        whole = node.iter.name if isinstance(node.iter, nodes.Name) and len(names) == 1 and node.iter.name not in scope else ""
        inner = {**scope, "loop": "", **dict.fromkeys(names, whole)}
        for child in (*node.body, *([node.test] if node.test is not None else [])):
            self.visit(child, inner)
        for child in node.else_:
            self.visit(child, scope)

    def _name(self, node: nodes.Name, scope: _Scope) -> None:
        if node.ctx != "load" or node.name in scope:
            return
        self.used.add(node.name)
        if node.name not in self.tags:
            self._flaw(node.lineno, node.name, list(self.tags))

    def _field(self, node: nodes.Name, field: str, scope: _Scope) -> None:
        self._name(node, scope)
        whole = scope.get(node.name, "" if node.name not in self.tags else node.name)
        if whole not in self.tags:
            return
        known = (self.tags[whole].fields or {}) if node.name in scope else {}
        self.used.add(f"{whole}.{field}")
        if field not in known:
            self._flaw(node.lineno, f"{node.name}.{field}", [f"{node.name}.{name}" for name in known])

    def _flaw(self, line: int, name: str, known: list[str]) -> None:
        close = near(name, known)
        hint = f"；相近的有：{'、'.join(close)}" if close else ""
        self.flaws.append((line - 1, Flaw(self.found[line - 1].place, f"没有名为“{name}”的内容可填{hint}")))


def _bound(target: nodes.Node) -> list[str]:
    """Return the names that a loop or a set binds."""
    return [target.name] if isinstance(target, nodes.Name) else [part.name for part in target.find_all(nodes.Name)]
