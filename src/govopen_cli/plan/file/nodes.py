"""YAML as text with places: every scalar stays the string that was written, and knows its line and column.

PyYAML's event parser (the C one where it is built) is read directly: its base loader would lose the places, its safe
loader would turn 1.10 into 1.1, 2020-10-01 into a date and 否 or no into a truth value.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import yaml

from govopen_cli.problems import Problem
from govopen_cli.text import no_text, plain, shorten


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


_DEEP = 20  # levels; a plan has eight
_ESCAPE = re.compile(r"\\[0abefvxuUNLP_]")  # how a quoted scalar names a character that cannot be typed

Sink = Callable[[Map, Node], None]


def read(text: str, problems: list[Problem], sink: Sink | None = None) -> Node | None:
    """Read one YAML document; syntax errors and duplicate keys are added to ``problems``.

    With ``sink``, the elements of the top-level sequence ``tasks`` are handed to it one by one, with the mapping as read so far, and are not
    kept: a large plan then never stands in memory as a whole.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    root: Node | None = None
    documents = 0
    strange = no_text(text) is not None or _ESCAPE.search(text) is not None
    try:
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    problems.append(
                        Problem("error", _placed(Map(), event).line, 1, "文件里不止一份 YAML（又一行 ---）；一个文件只放一份任务分解表")
                    )
                    break
                root = _Reader(loader.get_event, problems, strange).document(sink)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problems.append(Problem("error", line, column, f"YAML 语法错误：{_syntax(error)}"))
    except yaml.YAMLError:
        problems.append(Problem("error", 1, 1, "文件里有 YAML 不允许的字符"))
    return root


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
    ("nesting depth", "嵌套得太深；任务分解表用不着这么多层"),
)


def _syntax(error: yaml.MarkedYAMLError) -> str:
    words = f"{error.context or ''} {error.problem or ''}"
    return next((chinese for english, chinese in _SYNTAX if english in words), "请检查这一行和上一行的缩进、冒号与引号")


class _Reader:
    """Builds nodes from parser events."""

    def __init__(self, next_event: Callable[[], Any], problems: list[Problem], strange: bool) -> None:
        self.next = next_event
        self.problems = problems
        self.strange = strange  # whether the file may hold characters that are no text
        self.depth = 0
        self.anchors: dict[str, Node] = {}

    def document(self, sink: Sink | None) -> Node:
        event = self.next()
        return self._map(event, sink) if isinstance(event, yaml.MappingStartEvent) else self.node(event)

    def node(self, event: Any) -> Node:
        node: Node
        kind = type(event)
        if kind is yaml.ScalarEvent:
            node = _placed(Text(event.value), event)
            if self.strange and (code := no_text(node)):
                self.problems.append(Problem("error", node.line, node.column, f"“{plain(node)}”里有不能显示的字符 {code}；请删去它"))
        elif kind is yaml.MappingStartEvent:
            node = self._map(event)
        elif kind is yaml.SequenceStartEvent:
            node = self._seq(event)
        else:
            return self._alias(event)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _alias(self, event: Any) -> Node:
        if event.anchor not in self.anchors:
            raise yaml.MarkedYAMLError(problem="undefined alias", problem_mark=event.start_mark)
        return self.anchors[event.anchor]

    def _map(self, event: Any, sink: Sink | None = None) -> Map:
        result = _placed(Map(), event)
        self._enter(event)
        while type(head := self.next()) is not yaml.MappingEndEvent:
            key = self.node(head)
            value_event = self.next()
            if sink is not None and key == "tasks" and type(value_event) is yaml.SequenceStartEvent:
                value: Node = self._seq(value_event, lambda node: sink(result, node))
            else:
                value = self.node(value_event)
            if not isinstance(key, Text):
                self.problems.append(Problem("error", key.line, key.column, "键名应是文字"))
            elif key in result:
                self.problems.append(Problem("error", key.line, key.column, f"键“{shorten(key)}”重复了；请合并或删去一个"))
            else:
                result[key] = value
        self.depth -= 1
        return result

    def _seq(self, event: Any, each: Callable[[Node], None] | None = None) -> Seq:
        result = _placed(Seq(), event)
        self._enter(event)
        add = each or result.append
        while type(head := self.next()) is not yaml.SequenceEndEvent:
            add(self.node(head))
        self.depth -= 1
        return result

    def _enter(self, event: Any) -> None:
        self.depth += 1
        if self.depth > _DEEP:
            raise yaml.MarkedYAMLError(problem="nesting depth", problem_mark=event.start_mark)


_Placed = TypeVar("_Placed", Text, Map, Seq)


def _placed(node: _Placed, event: Any) -> _Placed:
    mark = event.start_mark
    node.line = mark.line + 1
    node.column = mark.column + 1
    return node
