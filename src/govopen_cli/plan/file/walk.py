"""Nodes of a plan file to values: what is not of the shape that is wanted becomes a problem with its place, and the walk goes on."""

from collections.abc import Iterable, Mapping

from govopen_cli.plan.file.nodes import Map, Node, Seq, Text
from govopen_cli.problems import Problem
from govopen_cli.text import near, shorten


class Walker:
    """Reads the nodes of one file, collecting problems instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def error(self, node: Node, text: str) -> None:
        """Note what stops queries."""
        self.problems.append(Problem("error", node.line, node.column, text))

    def warn(self, node: Node, text: str) -> None:
        """Note what is worth a look."""
        self.problems.append(Problem("warning", node.line, node.column, text))

    def map(self, node: Node | None, what: str, keys: Iterable[str] | None = None) -> Map:
        """Return a mapping; with ``keys``, every other key is an error."""
        if node is None or node == "":
            return Map()
        if not isinstance(node, Map):
            self.error(node, f"{what}应写成“键: 值”的形式")
            return Map()
        known = tuple(keys or ())
        for key in node if keys is not None else ():
            if key not in known:
                hint = near(key, known, 1)
                way = f"，是不是“{hint[0]}”？" if hint else f"；可用的键：{'、'.join(known)}"
                self.error(key, f"{what}里有未知的键“{shorten(key)}”{way}")
        return node

    def seq(self, node: Node | None, what: str) -> list[Node]:
        """Return the elements of a list."""
        if node is None or node == "":
            return []
        if isinstance(node, Seq):
            return list(node)
        self.error(node, f"{what}应写成列表，例如 [甲, 乙]")
        return []

    def text(self, node: Node | None, what: str) -> Text | None:
        """Return a scalar, None where it is empty."""
        if node is None:
            return None
        if isinstance(node, Text):
            return node if node.strip() else None
        self.error(node, f"{what}应是一段文字")
        return None

    def texts(self, node: Node | None, what: str) -> list[Text]:
        """Return the texts of a list; one text stands for a list of it."""
        if isinstance(node, Text) and node.strip():
            return [node]
        return [text for part in self.seq(node, what) if (text := self.text(part, what)) is not None]

    def required(self, node: Map, key: str, what: str) -> Text | None:
        """Return the text under a key that must be there and say something."""
        if key not in node:
            self.error(node, f"{what}缺少“{key}”")
            return None
        value = self.text(node[Text(key)], f"{what}的 {key} ")
        if value is None and isinstance(node[Text(key)], Text):
            self.error(node[Text(key)], f"{what}的“{key}”是空的")
        return value

    def choice(self, node: Node | None, what: str, values: Iterable[str]) -> str | None:
        """Return a text that is one of a few."""
        text = self.text(node, what)
        if text is None or text in values:
            return None if text is None else str(text)
        self.error(text, f"{what}应是 {' 或 '.join(values)}，不是“{shorten(text)}”")
        return None

    def known(self, name: Text, declared: Mapping[str, object], what: str, section: str) -> bool:
        """Say whether a name is declared in a section of the head."""
        if name in declared:
            return True
        hint = near(name, declared, 1)
        self.error(name, f"{what}“{shorten(name)}”没有在文件开头的 {section} 里声明" + (f"，是不是“{hint[0]}”？" if hint else ""))
        return False


def get(node: Map, key: str) -> Node | None:
    """Return what stands under a key."""
    return node.get(Text(key))


def at(node: Node) -> Map:
    """Return an empty mapping at the place of a node, so that what it lacks is reported there."""
    result = Map()
    result.line, result.column = node.line, node.column
    return result
