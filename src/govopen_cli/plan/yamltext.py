"""YAML as text with places: every scalar stays the string that was written, and knows its line and column.

PyYAML's event parser (the C one where it is built) is read directly: its base loader would lose the places, its safe
loader would turn 1.10 into 1.1, 2020-10-01 into a date and 否 or no into a truth value.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

import yaml

from govopen_cli.plan.model import Problem


class Text(str):
    """A scalar as written, with its place."""

    __slots__ = ("column", "line")
    line: int
    column: int


class Map(dict[Text, "Node"]):
    """A mapping; its keys carry their places."""

    __slots__ = ("column", "line")
    line: int
    column: int


class Seq(list["Node"]):
    """A sequence, with its place."""

    __slots__ = ("column", "line")
    line: int
    column: int


Node = Text | Map | Seq


def read(text: str) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document; the second part lists syntax errors and duplicate keys."""
    problems: list[Problem] = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = iter(yaml.parse(text, Loader=loader))
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                return _Reader(events, problems).node(next(events)), problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problems.append(Problem("error", line, column, f"YAML 语法错误：{_syntax(error)}"))
    except yaml.YAMLError:
        problems.append(Problem("error", 1, 1, "文件里有 YAML 不允许的字符"))
    return None, problems


_SYNTAX = (
    ("found character '\\t'", "缩进用了制表符，请改用空格"),
    ("mapping values are not allowed", "这里不能再有冒号；值里有冒号时请加引号"),
    ("could not find expected ':'", "缺少冒号"),
    ("did not find expected key", "缩进不对齐，或缺少键名"),
    ("did not find expected '-' indicator", "列表的缩进不对齐"),
    ("did not find expected ',' or ']'", "方括号没有配对"),
    ("did not find expected ',' or '}'", "花括号没有配对"),
    ("unexpected end of stream", "引号没有配对"),
    ("undefined alias", "引用了没有定义的锚点"),
)


def _syntax(error: yaml.MarkedYAMLError) -> str:
    words = f"{error.context or ''} {error.problem or ''}"
    return next((chinese for english, chinese in _SYNTAX if english in words), "请检查这一行和上一行的缩进、冒号与引号")


class _Reader:
    """Builds nodes from parser events."""

    def __init__(self, events: Iterator[Any], problems: list[Problem]) -> None:
        self.events = events
        self.problems = problems
        self.anchors: dict[str, Node] = {}

    def node(self, event: Any) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = _placed(Text(event.value), event)
        elif isinstance(event, yaml.MappingStartEvent):
            node = self._map(event)
        else:
            node = self._seq(event)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _alias(self, event: Any) -> Node:
        if event.anchor not in self.anchors:
            raise yaml.MarkedYAMLError(problem="undefined alias", problem_mark=event.start_mark)
        return self.anchors[event.anchor]

    def _map(self, event: Any) -> Map:
        result = _placed(Map(), event)
        while not isinstance(head := next(self.events), yaml.MappingEndEvent):
            key = self.node(head)
            value = self.node(next(self.events))
            if not isinstance(key, Text):
                self.problems.append(Problem("error", key.line, key.column, "键名应是文字"))
            elif key in result:
                self.problems.append(Problem("error", key.line, key.column, f"键“{key}”重复了；请合并或删去一个"))
            else:
                result[key] = value
        return result

    def _seq(self, event: Any) -> Seq:
        result = _placed(Seq(), event)
        while not isinstance(head := next(self.events), yaml.SequenceEndEvent):
            result.append(self.node(head))
        return result


_Placed = TypeVar("_Placed", Text, Map, Seq)


def _placed(node: _Placed, event: Any) -> _Placed:
    node.line = event.start_mark.line + 1
    node.column = event.start_mark.column + 1
    return node
