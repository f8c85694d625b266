"""What lies on a sheet beside what its cells say: comments (批注), pictures, text boxes, each with the cell that it belongs to."""

from collections.abc import Callable, Iterator
from typing import Any

from govopen_cli.intake.readers.package import Package, events, forget, local
from govopen_cli.intake.table import Cell

Letters = Callable[[int], str]  # the letters of a column by its number, from 1


def floating(package: Package, part: str, title: str, letters: Letters) -> list[Cell]:
    """Return what lies on a sheet; the text of each says what it is, in Chinese.

    Raises:
        UnreadableDocument: a part of the file is damaged.
    """
    found: list[Cell] = []
    for kind, target in package.relations(part).values():
        if kind == "comments" and package.has(target):
            found += _comments(package.tree(target), title)
        elif kind == "drawing" and package.has(target):
            found += _drawn(package.tree(target), title, letters)
    return found


def _words(node: Any) -> str:
    return "".join(part.text or "" for part in node.iter() if local(part) == "t").strip()


def _comments(root: Any, title: str) -> Iterator[Cell]:
    for node in root.iter():
        if local(node) == "comment" and (words := _words(node)):
            yield Cell(f"批注“{words}”", place=f"{title} {node.get('ref') or ''}")


def _drawn(root: Any, title: str, letters: Letters) -> Iterator[Cell]:
    for anchor in root:
        kinds = {local(node) for node in anchor.iter()}
        words = _words(anchor)
        if words or "pic" in kinds:
            yield Cell(f"文本框“{words}”" if words else "图片", place=f"{title} {_corner(anchor, letters)}".rstrip())


def _corner(anchor: Any, letters: Letters) -> str:
    """Return the cell at the upper left corner of what is drawn; nothing where it is not bound to cells."""
    start = next((node for node in anchor if local(node) == "from"), None)
    numbers = {local(node): node.text or "" for node in start} if start is not None else {}
    column, row = numbers.get("col", ""), numbers.get("row", "")
    return f"{letters(int(column) + 1)}{int(row) + 1}" if column.isdecimal() and row.isdecimal() else ""


def in_ods(package: Package) -> dict[str, list[Cell]]:
    """Return by sheet what an .ods file holds that is no text of a cell: comments, pictures and errors, whose cells are not told.

    Raises:
        UnreadableDocument: the file is damaged.
    """
    found: dict[str, list[Cell]] = {}
    with package.stream("content.xml") as stream:
        for _, node in events(stream, "table"):
            name = next((value for key, value in node.attrib.items() if key.endswith("}name")), "")
            things = dict.fromkeys(filter(None, map(_in_ods, node.iter())))
            found[name] = [Cell(thing, place=name) for thing in things]
            forget(node)
    return found


def _in_ods(node: Any) -> str | None:
    kind = local(node)
    if kind == "annotation":
        return f"批注“{''.join(node.itertext()).strip()}”"
    if kind == "image":
        return "图片"
    if kind == "table-cell" and any(key.endswith("}value-type") and value == "error" for key, value in node.attrib.items()):
        return "错误值（#DIV/0! 之类）"
    return None
