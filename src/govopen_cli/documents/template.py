"""Word templates that belong to the office: filled in through docxtpl, which writes Jinja's tags in Word's own paragraphs.

A value is escaped, a name that the paper does not offer is refused, and a template can do nothing but name values and loop over them.
"""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from docx.opc.constants import CONTENT_TYPE
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from govopen_cli.documents.measure import cleaned
from govopen_cli.documents.stable import moment, stable_zip
from govopen_cli.errors import UsageError, reason

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# characters that no value can hold (``cleaned`` takes them away) around the number of a table
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"

Values = Mapping[str, Any]


class Table(NamedTuple):
    """A table as a value: ``write(room)`` yields its XML for a page with ``room`` twentieths of a point between the margins."""

    write: Callable[[int], Iterable[str]]


class Template(NamedTuple):
    """A Word template: its bytes, and what to call it in messages."""

    data: bytes
    name: str


class Filled(NamedTuple):
    """Whose document it is: what Word shows as its title and author."""

    title: str
    author: str
    day: date


def default(paper: str) -> Template:
    """Return the template that govopen brings along for a paper."""
    return Template(files("govopen_cli").joinpath(f"resources/{paper}.docx").read_bytes(), f"{paper}.docx")


def load(path: Path) -> Template:
    """Return a template of the office.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        return Template(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"模板 {path} 读不出来（{reason(error)}）；请检查文件名和权限") from error


def environment() -> ImmutableSandboxedEnvironment:
    """Return Jinja as templates see it: values are escaped, unknown names are refused, nothing can be called or changed."""
    env = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    env.globals.clear()
    return env


def render(template: Template, values: Values, about: Filled) -> bytes:
    """Return a docx file: the template with its tags replaced; the same values give the same bytes.

    Raises:
        UsageError: the template is no docx file, names something that the paper does not have, or has a tag that cannot be read.
    """
    tables: list[Table] = []
    document = opened(template)
    try:
        document.render({name: _value(value, tables) for name, value in values.items()}, environment(), autoescape=True)
    except UndefinedError as error:
        raise _refused(template, f"里没有名为“{_unknown(error)}”的内容可填") from error
    except TemplateError as error:
        raise _refused(template, "里有看不懂的标签") from error
    except Exception as error:  # docxtpl puts XML together from what the template holds: any part of it may not fit
        raise _refused(template, f"填不进内容（{type(error).__name__}）") from error
    _sign(document, about)
    gaps = {}
    for number, table, room in _make_room(document, tables):
        gaps[number] = lambda table=table, room=room: table.write(room)
    data = io.BytesIO()
    document.docx.save(data)
    return stable_zip(data.getvalue(), gaps)


def opened(template: Template) -> Any:
    """Return a template as docxtpl holds it.

    Raises:
        UsageError: it is no docx file.
    """
    document = DocxTemplate(io.BytesIO(template.data))
    try:
        document.init_docx()
        if document.docx.part.content_type not in (CONTENT_TYPE.WML_DOCUMENT_MAIN, CONTENT_TYPE.WML_DOCUMENT):
            raise ValueError(document.docx.part.content_type)
        if document.docx.element.body is None:
            raise ValueError("no body")
        document.docx.sections  # noqa: B018  a damaged part shows itself here, not while the paper is written
    except Exception as error:  # python-docx raises whatever its parts raise
        raise UsageError(f"模板 {template.name} 打不开；请检查它是不是 docx 文件，或用 WPS、Word 另存一次") from error
    return document


def _refused(template: Template, what: str) -> UsageError:
    return UsageError(f"模板 {template.name} {what}；运行 govopen template --check {template.name} 可逐处查看")


def _unknown(error: UndefinedError) -> str:
    """Return the name that Jinja's sentence quotes last: ``'x' is undefined``, ``'dict object' has no attribute 'x'``."""
    names = re.findall(r"'([^']*)'", error.message or "")
    return names[-1] if names else str(error)


def _value(value: Any, tables: list[Table]) -> Any:
    """Return a value as a template gets it: texts clean, tables by their number."""
    if isinstance(value, Table):
        tables.append(value)
        return f"{_OPEN}{len(tables) - 1}{_CLOSE}"
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, Mapping):
        return {name: _value(part, tables) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_value(part, tables) for part in value]
    return value


def _sign(document: Any, about: Filled) -> None:
    """Say whose document it is, and nothing of the machine that made it."""
    properties = document.docx.core_properties
    properties.created = properties.modified = moment(about.day)
    properties.author = properties.last_modified_by = cleaned(about.author)[:255]
    properties.title, properties.revision, properties.comments = cleaned(about.title)[:255], 1, ""


def _make_room(document: Any, tables: list[Table]) -> Iterable[tuple[int, Table, int]]:
    """Put a processing instruction in the place of each paragraph that names a table; yield its number, the table and the width there."""
    body = document.docx.element.body
    texts = [node for node in body.iter(f"{_WORD}t") if node.text and _OPEN in node.text]
    for number, node in enumerate(texts):
        table = tables[int(node.text.split(_OPEN, 1)[1].split(_CLOSE, 1)[0])]
        paragraph = next(node.iterancestors(f"{_WORD}p"))
        parent = paragraph.getparent()
        yield number, table, _room(paragraph, body)
        parent.replace(paragraph, etree.ProcessingInstruction("govopen", str(number)))
        if parent.tag == f"{_WORD}tc" and parent[-1].tag is etree.ProcessingInstruction:
            etree.SubElement(parent, f"{_WORD}p")  # a cell ends with a paragraph


def _room(paragraph: Any, body: Any) -> int:
    """Return the width between the margins where a paragraph stands, by the section that it belongs to."""
    settings = next((node for node in paragraph.itersiblings() if node.find(f".//{_WORD}sectPr") is not None), None)
    section = settings.find(f".//{_WORD}sectPr") if settings is not None else body.find(f"{_WORD}sectPr")
    size, margins = (section.find(f"{_WORD}{name}") if section is not None else None for name in ("pgSz", "pgMar"))
    if size is None or margins is None:
        return 8844  # A4 upright with the margins of an official document
    return int(float(size.get(f"{_WORD}w"))) - sum(int(float(margins.get(f"{_WORD}{side}") or 0)) for side in ("left", "right"))
