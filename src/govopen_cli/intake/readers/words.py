"""What a paragraph of Word reads: its runs as a reader sees them, with its automatic number."""

from dataclasses import dataclass, field
from typing import Any

from govopen_cli.intake.readers.numbering import Numbering
from govopen_cli.intake.readers.package import Package, local

# what is no part of the text as accepted: deletions, the source of moves, field codes, phonetic guides, drawings
_SKIPPED = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "rt",
    "pPr",
    "rPr",
    "sdtPr",
    "drawing",
    "pict",
    "object",
    "txbxContent",
}
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# symbol fonts: the ticks and boxes that tables use
_SYMBOLS = {
    "F0FC": "√",
    "F050": "√",
    "F052": "√",
    "F0FE": "√",
    "F053": "×",
    "F0FB": "×",
    "F0A8": "□",
    "F06F": "□",
    "F0A3": "□",
    "F06E": "■",
}
_MARKS = ("vanish", "strike", "dstrike")


@dataclass(slots=True)
class _Style:
    based: str = ""
    marks: dict[str, bool] = field(default_factory=dict)
    number: str = ""
    level: str = ""


class Styles:
    """The styles of a document, as far as they hide, strike or number text."""

    def __init__(self, package: Package | None = None, part: str = "") -> None:
        self._styles: dict[str, _Style] = {}
        self._chains: dict[str, list[_Style]] = {}
        if package is None:
            return
        for node in package.tree(part):
            if local(node) != "style":
                continue
            style = self._styles[_attribute(node, "styleId")] = _Style()
            for child in node:
                name = local(child)
                if name == "basedOn":
                    style.based = _attribute(child, "val")
                elif name == "rPr":
                    style.marks = _marks(child)
                elif name == "pPr":
                    style.number, style.level = next((_in_list(part) for part in child if local(part) == "numPr"), ("", ""))

    def mark(self, name: str, mark: str) -> bool:
        """Tell whether a style or one that it is based on hides or strikes text."""
        for style in self._chain(name):
            if mark in style.marks:
                return style.marks[mark]
        return False

    def number(self, name: str) -> tuple[str, str]:
        """Return the list and level that a style numbers its paragraphs by."""
        return next(((style.number, style.level) for style in self._chain(name) if style.number), ("", ""))

    def _chain(self, name: str) -> list[_Style]:
        if name in self._chains:
            return self._chains[name]
        found: dict[str, _Style] = {}
        based = name
        while based in self._styles and based not in found:
            found[based] = self._styles[based]
            based = self._styles[based].based
        chain = list(found.values())
        if chain:
            self._chains[name] = chain
        return chain


def _attribute(node: Any, name: str) -> str:
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), "")


def _marks(properties: Any) -> dict[str, bool]:
    return {name: _is_on(child) for child in properties if (name := local(child)) in _MARKS}


def _is_on(node: Any) -> bool:
    return _attribute(node, "val") not in ("0", "false", "off")


def _in_list(node: Any) -> tuple[str, str]:
    values = {local(part): _attribute(part, "val") for part in node}
    return values.get("numId", ""), values.get("ilvl", "")


class Words:
    """Reads paragraphs in their order. ``hidden`` and ``struck`` collect the texts that were left out since they were cleared."""

    def __init__(self, styles: Styles, lists: Numbering, *, keep: bool) -> None:
        self._styles, self._lists, self._keep = styles, lists, keep
        self.hidden: list[str] = []
        self.struck: list[str] = []
        self.joined = False  # the mark at the end of the last paragraph is deleted: the next one goes on with it

    def paragraph(self, node: Any) -> str:
        """Return the text of a paragraph with the number that Word shows before it."""
        style = number = level = ""
        self.joined = False
        for child in node:
            if local(child) == "pPr":
                style, number, level = self._properties(child)
                break
        if not number:
            number, inherited = self._styles.number(style)
            level = level or inherited
        text = self._text(node, style)
        label = self._lists.label(number, int(level) if level.isdecimal() else 0) if number and number != "0" else ""
        if label and text.strip():
            return f"{label}{text.lstrip()}"
        return label or text

    def _properties(self, node: Any) -> tuple[str, str, str]:
        """Return the style of a paragraph, its list and level; see whether the mark at its end is deleted."""
        style = number = level = ""
        for part in node:
            name = local(part)
            if name == "pStyle":
                style = _attribute(part, "val")
            elif name == "numPr":
                number, level = _in_list(part)
            elif name == "rPr":
                self.joined = any(local(mark) in ("del", "moveFrom") for mark in part)
        return style, number, level

    def _text(self, node: Any, style: str) -> str:
        parts: list[str] = []
        for child in node:
            name = local(child)
            if name == "r":
                parts.append(self._run(child, style))
            elif name == "t":
                parts.append(child.text or "")
            elif name in _SIGNS:
                parts.append(_SIGNS[name])
            elif name == "sym":
                parts.append(_SYMBOLS.get(_attribute(child, "char").upper(), ""))
            elif name == "AlternateContent":
                chosen = next((part for kind in ("Choice", "Fallback") for part in child if local(part) == kind), None)
                if chosen is not None:
                    parts.append(self._text(chosen, style))
            elif name and name not in _SKIPPED:
                parts.append(self._text(child, style))
        return "".join(parts)

    def _run(self, node: Any, style: str) -> str:
        text = self._text(node, style)
        if self._keep or not text:
            return text
        marks, own = {}, ""
        for part in next((child for child in node if local(child) == "rPr"), ()):
            name = local(part)
            if name in _MARKS:
                marks[name] = _is_on(part)
            elif name == "rStyle":
                own = _attribute(part, "val")

        def marked(mark: str) -> bool:
            return marks[mark] if mark in marks else self._styles.mark(own, mark) or self._styles.mark(style, mark)

        if marked("vanish"):
            self.hidden.append(text)
            return ""
        if marked("strike") or marked("dstrike"):
            self.struck.append(text)
            return ""
        return text
