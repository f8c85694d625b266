"""Events that come from elsewhere: read one by one, and every field of each held to what a state may hold, before anything is written.

A file is another state file, or the lines of JSON that ``state export`` and ``log --format jsonl`` write. Nothing in it is believed.
"""

from __future__ import annotations

import json
import re
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

from govopen_cli.errors import ConflictError, StateError, reason
from govopen_cli.state.acts import ACTS, BATCH, DAY
from govopen_cli.state.events import EVENT_FIELDS, Event, digest
from govopen_cli.state.facts import Evidence
from govopen_cli.state.open import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

LINE_BYTES = 8 << 20  # far beyond any event; a device that never ends a line is given up here
TEXT_LENGTH = 1_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2199  # of days on which something took effect
FIRST_RECORDED = 2000
_SQLITE = b"SQLite format 3\x00"


class Entry(NamedTuple):
    """An event, and where it stands: the line, or what the record is about."""

    place: str
    event: Event


class Wrong(ValueError):
    """A field does not hold what it must; the message names it and says why, in Chinese."""


def entries(path: Path, plan: str) -> Iterator[Entry]:
    """Yield the events of a file, each checked.

    Raises:
        StateError: the file cannot be read, or is a damaged, newer or foreign state file.
        ConflictError: an event is not what an event must be, was changed, or is of another plan.
    """
    for place, found in _read(path, plan):
        try:
            event = found if isinstance(found, Event) else _event(found)
            check(event)
        except Wrong as wrong:
            raise ConflictError(f"{path} {place}{wrong}；没有合并") from wrong
        if event.plan != plan:
            raise ConflictError(f"{path} {place}是任务分解表“{event.plan}”的记录，不是“{plan}”的；没有合并")
        if digest(event) != event.hash:
            raise ConflictError(f"{path} {place}（{event.item}，{event.recorded_at}）被改动过，校验不符；没有合并")
        yield Entry(place, event)


def _read(path: Path, plan: str) -> Iterator[tuple[str, Any]]:
    try:
        with path.open("rb") as file:
            first = file.readline(LINE_BYTES + 1)
            if not first.startswith(_SQLITE):
                yield from _lines(first, file, path)
                return
    except OSError as error:
        raise StateError(f"读不了 {path}（{reason(error)}）；没有合并") from error
    with closing(read(path, plan)) as state:
        if state.engine is not None:
            for event in state.engine.stream(state.engine.mark(), "chain"):
                yield f"{event.item} 的记录", event


def _lines(line: bytes, file: Any, path: Path) -> Iterator[tuple[str, Any]]:
    number = 0
    while line:
        number += 1
        if len(line) > LINE_BYTES:
            raise ConflictError(f"{path} 第 {number} 行超过 {LINE_BYTES >> 20} MB，不是登记记录；没有合并")
        text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if text.strip():
            try:
                found = json.loads(text.decode())
            except (ValueError, RecursionError) as error:
                hint = "文件应是 govopen state export 写成的" if number == 1 else "这一行不完整或被改动过"
                raise ConflictError(f"{path} 第 {number} 行不是登记记录，{hint}；没有合并") from error
            yield f"第 {number} 行", found
        line = file.readline(LINE_BYTES + 1)


# --- one event ------------------------------------------------------------------------------------------------------


def _event(data: Any) -> Event:
    """Return the event that a line holds, its parts of the right kinds; what they hold is checked afterwards."""
    if not isinstance(data, dict):
        raise Wrong("不是登记记录")
    if unknown := sorted(set(data) - set(EVENT_FIELDS)):
        raise Wrong(f"有不认识的字段“{unknown[0][:40]}”，可能由更新版本的 govopen 写成")
    if missing := [name for name in EVENT_FIELDS if name not in data and name not in Event._field_defaults]:
        raise Wrong(f"缺少字段“{missing[0]}”")
    event = Event(**data)
    if not isinstance(event.evidence, list | tuple) or not all(isinstance(part, dict) for part in event.evidence):
        raise Wrong("的字段“evidence”应是列表")
    try:
        return event._replace(evidence=tuple([Evidence(**part) for part in event.evidence]))  # type: ignore[arg-type]
    except TypeError as error:
        raise Wrong("的字段“evidence”缺少内容，或有不认识的内容") from error


def check(event: Event) -> None:
    """Hold an event to what a state may hold.

    Raises:
        Wrong: a field does not.
    """
    for name, valid in _FIELDS.items():
        if why := valid(getattr(event, name)):
            raise Wrong(f"的字段“{name}”{why}")
    if (event.number == 1) != (event.previous == ""):
        raise Wrong("的字段“previous”与“number”不合：只有第一条记录之前没有记录")
    if why := _data(event.act, event.data):
        raise Wrong(f"的字段“data”{why}")


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return "应是一段文字"
    if len(value) > TEXT_LENGTH:
        return f"超过 {TEXT_LENGTH} 个字"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "含有不完整的字符"
    return None


def _some(value: object) -> str | None:
    return _text(value) or (None if value else "是空的")


def _maybe(valid: Callable[[object], str | None]) -> Callable[[object], str | None]:
    return lambda value: None if value is None else valid(value)


def _like(pattern: str, what: str) -> Callable[[object], str | None]:
    form = re.compile(pattern)
    return lambda value: _text(value) or (None if form.fullmatch(str(value)) else f"不是{what}")


def _count(first: int, last: int) -> Callable[[object], str | None]:
    def valid(value: object) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return "应是整数"
        return None if first <= value <= last else f"不在 {first} 到 {last} 之间"

    return valid


def _day(value: object) -> str | None:
    if why := _text(value):
        return why
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return "不是日期"
    if day.isoformat() != value:  # other forms of ISO 8601, which newer Pythons read
        return "不是日期"
    return None if FIRST_YEAR <= day.year <= LAST_YEAR else f"不在 {FIRST_YEAR} 到 {LAST_YEAR} 年之间"


_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-3])(:[0-5]\d){2}\.\d{6}Z", re.ASCII)


def _instant(value: object) -> str | None:
    match = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return "不是登记时间"
    return _day(match[1]) or (None if int(match[1][:4]) >= FIRST_RECORDED else f"早于 {FIRST_RECORDED} 年")


def _evidence(value: object) -> str | None:
    for part in value if isinstance(value, tuple) else ():
        found = {"text": _some(part.text), "size": _size(part.size), "sha256": _maybe(_SHA256)(part.sha256), "day": _maybe(_day)(part.day)}
        if why := next((f"的 {name} {why}" for name, why in found.items() if why), None):
            return why
        if (part.size is None) != (part.sha256 is None):
            return "只有大小或只有校验值"
    return None


def _data(act: str, data: object) -> str | None:
    if not isinstance(data, dict):
        return "应是“键: 值”的结构"
    for name, value in data.items():
        if why := _some(name) or _text(value):
            return f"的“{name[:40]}”{why}"
    if act not in ACTS:  # of a newer office: kept as it is, and folded to nothing
        return None
    for name, field in ACTS[act].fields.items():
        if name not in data:
            if field.required:
                return f"缺少“{name}”"
            continue
        if why := _HOLDS.get(field.holds, _text)(data[name]):
            return f"的“{name}”{why}"
    return None


_SHA256 = _like("[0-9a-f]{64}", "校验值")
_UUID = _like("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "标识")
_size = _maybe(_count(0, 1 << 62))
_HOLDS: Mapping[str, Callable[[object], str | None]] = {DAY: _day, BATCH: _UUID}
_FIELDS: Mapping[str, Callable[[object], str | None]] = {
    "id": _UUID, "batch": _UUID, "writer": _like("[0-9a-f]{16}", "登记来源"), "number": _count(1, 1 << 53), "plan": _some, "item": _some,
    "act": _like("[a-z][a-z_]{0,39}", "登记的种类"), "day": _day, "recorded_at": _instant, "author": _some, "host": _text,
    "unit": _maybe(_some), "domain": _maybe(_some), "note": _maybe(_text), "evidence": _evidence, "fingerprint": _maybe(_text),
    "previous": _like("([0-9a-f]{64})?", "校验值"), "hash": _SHA256, "era": _count(0, 1 << 31),
}  # fmt: skip
