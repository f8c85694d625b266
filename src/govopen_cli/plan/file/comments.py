"""Comments of a plan file that is changed: where ruamel.yaml keeps them, and how each stays with what it speaks of.

ruamel.yaml keeps a comment with the node before it, also where it speaks of the one after: what stands above a task, an item or a key is
moved there first, so that it goes where its node goes.
"""

import re
from collections.abc import Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.tokens import CommentToken

# where ruamel keeps the comment of a value: behind it (and all lines below it, up to the next node), in a list or in a mapping
_BEHIND = {CommentedSeq: 0, CommentedMap: 2}
ABOVE = 1
_Kept = tuple[dict[Any, Any], Any, int]  # the comments of a container, the key of one of them, and which part of it


def written(text: str) -> list[str]:
    """Return the comment of each line, empty where it has none."""
    return [(re.findall(r"(?:^|\s)(#.*)$", line) or [""])[0].strip() for line in text.splitlines()]


def tidy(head: CommentedMap) -> None:
    """Move what stands above a task or an item from the end of the one before to the node itself."""
    tasks = head["tasks"]
    for number, task in enumerate(tasks):
        rows = task.get("items") or CommentedSeq()
        for place in range(1, len(rows)):
            _lift(rows[place - 1], rows, place)
        if number + 1 < len(tasks):
            _lift(task, tasks, number + 1)


def _lift(before: Any, holder: CommentedSeq, place: int) -> None:
    """Move the lines at the end of a node that stand no further right than the next one to that next one."""
    found = _end(before) or _own_end(holder, place - 1)
    if found is None:
        return
    slots, key, part = found
    first, *lines = slots[key][part].value.split("\n")
    left = holder.lc.data[place][1]
    stay = next((number for number, line in enumerate(lines) if line.lstrip().startswith("#") and _indent(line) < left), len(lines))
    while stay and not lines[stay - 1].strip():
        stay -= 1
    moved = lines[stay:-1] if lines and not lines[-1] else lines[stay:]
    _write(slots, key, part, "\n".join([first, *lines[:stay], ""]) if first or stay else "")
    above = [token(line) for line in moved]
    if above:
        slot = holder.ca.items.setdefault(place, [None, None, None, None])
        slot[ABOVE] = above + (slot[ABOVE] or [])


def token(line: str) -> CommentToken:
    """Return a line as the comment that stands above a node."""
    return CommentToken(f"{line.strip()}\n", CommentMark(_indent(line)), None)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _end(node: Any) -> _Kept | None:
    """Return where the comment behind the last value of a node is kept; None where there is none."""
    while isinstance(node, CommentedMap | CommentedSeq) and len(node):
        key = next(reversed(node)) if isinstance(node, CommentedMap) else len(node) - 1
        part = _BEHIND[type(node)]
        slot = node.ca.items.get(key)
        if slot and slot[part] is not None:
            return node.ca.items, key, part
        node = node[key]
    return None


def _own_end(holder: CommentedSeq, place: int) -> _Kept | None:
    slot = holder.ca.items.get(place)
    return (holder.ca.items, place, 0) if slot and slot[0] is not None else None


def _write(slots: dict[Any, Any], key: Any, part: int, text: str) -> None:
    column = slots[key][part].start_mark.column if slots[key][part] is not None else 0
    slots[key][part] = CommentToken(text, CommentMark(column), None) if text else None


def _trail(kept: _Kept) -> tuple[str, str]:
    """Return the comment behind a value, and the lines below it."""
    slots, key, part = kept
    slot = slots.get(key)
    if not slot or slot[part] is None:
        return "", ""
    first, _, below = slot[part].value.partition("\n")
    return first, below


def _set_trail(kept: _Kept, first: str, below: str) -> None:
    slots, key, part = kept
    slots.setdefault(key, [None, None, None, None])
    _write(slots, key, part, f"{first}\n{below}" if first or below else "")


# --- keys -----------------------------------------------------------------------------------------------------------


def place_of(holder: CommentedMap, key: str, order: Sequence[str]) -> int:
    """Return where a new key goes: behind the last of those that come before it."""
    before = set(order[: order.index(key)]) if key in order else set(holder)
    return max((number for number, name in enumerate(holder, 1) if name in before), default=0)


def insert(holder: CommentedMap, place: int, key: str, node: Any) -> None:
    """Put a key behind another one; the lines below that one speak of what comes next, and stay there."""
    holder.insert(place, key, node)
    if place:
        before = list(holder)[place - 1]
        found = _end(CommentedMap({before: holder[before]})) or (holder.ca.items, before, _BEHIND[CommentedMap])
        first, below = _trail(found)
        if below:
            _set_trail(found, first, "")
            _set_trail((holder.ca.items, key, _BEHIND[CommentedMap]), "", below)


def keep_trail(holder: CommentedMap, key: str) -> None:
    """Keep the lines below a value of several lines before it is replaced."""
    found = _end(holder[key])
    if found is not None:
        _, below = _trail(found)
        _set_trail((holder.ca.items, key, _BEHIND[CommentedMap]), "", below)


def in_lines(node: Any) -> bool:
    """Tell whether a node is written in lines of its own."""
    return isinstance(node, CommentedMap | CommentedSeq) and not node.fa.flow_style()


def refilled(old: CommentedSeq, parts: Sequence[Any]) -> CommentedSeq:
    """Return a list of texts that is written one a line with other texts in it: each that stays keeps the comment behind it, and all lines between stay."""
    texts = [str(part) for part in parts]
    new = CommentedSeq([next((was for was in old if was == part), part) for part in parts])
    new.fa.set_block_style()
    new.ca.comment = old.ca.comment
    kept = [number for number, part in enumerate(old) if part in texts]
    places = {number: texts.index(str(old[number])) for number in kept}
    trails = {number: _trail((old.ca.items, number, 0)) for number in range(len(old))}
    for number in kept:
        slot = old.ca.items.get(number)
        if slot and slot[0] is not None:
            new.ca.items[places[number]] = [CommentToken(trails[number][0], slot[0].start_mark, None), None, None, None]
    for number, (_, below) in trails.items():
        before = [places[other] for other in kept if other <= number]
        at = (new.ca.items, len(new) - 1 if number == len(old) - 1 else before[-1] if before else 0, 0)
        first, lines = _trail(at)
        if first or lines or below:
            _set_trail(at, first, lines + below)
    return new


def take_out(holder: CommentedMap, key: str) -> None:
    """Take a key out; the lines below it stay."""
    keep_trail(holder, key)
    _, below = _trail((holder.ca.items, key, _BEHIND[CommentedMap]))
    names = list(holder)
    before = names.index(key) - 1
    del holder[key]
    holder.ca.items.pop(key, None)
    if below and before < 0 and holder:
        above = holder.ca.items.setdefault(next(iter(holder)), [None, None, None, None])
        above[ABOVE] = [token(line) for line in below.split("\n") if line.strip()] + (above[ABOVE] or [])
    elif below and before >= 0:
        found = _end(holder[names[before]]) or (holder.ca.items, names[before], _BEHIND[CommentedMap])
        first, kept = _trail(found)
        _set_trail(found, first, kept + below)


def drop(holder: CommentedMap, key: str, place: int) -> None:
    """Take an element out of a list, with what stands above it; lines below the last one stay."""
    rows = holder[key]
    found = _end(rows[place]) or _own_end(rows, place)
    below = _trail(found)[1] if found is not None else ""
    if place == 0:
        if rows.ca.comment:
            rows.ca.comment[ABOVE] = None  # an end that is written below needs the list itself
        holder.ca.items.pop(key, None)
    del rows[place]
    if below and place:
        end = _end(rows[place - 1]) or _own_end(rows, place - 1) or _unused_end(rows, place - 1)
        first, kept = _trail(end)
        _set_trail(end, first, kept + below)


def _unused_end(rows: CommentedSeq, place: int) -> _Kept:
    row = rows[place]
    return (rows.ca.items, place, 0) if row.fa.flow_style() else (row.ca.items, next(reversed(row)), 2)
