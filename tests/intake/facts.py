"""How well a table was understood: an imported plan compared with an answer that a person wrote.

Used by the tests and by ``tools/understanding.py``, which prints the figures.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from govopen_cli.intake import draft
from govopen_cli.intake.document import read_file
from govopen_cli.intake.extract import extract
from govopen_cli.intake.source import Extract
from govopen_cli.plan.file.load import Loaded, load
from govopen_cli.plan.file.write import emit
from govopen_cli.plan.model import Item

LOSSY = ("txt", "csv")  # formats that do not say which cells were merged


@dataclass
class Fact:
    """One thing that the answer says about a row, and what was read instead where it differs."""

    row: int
    name: str
    wanted: object
    found: object
    said: bool = False  # a doubt or a remark names the row or the column

    @property
    def right(self) -> bool:
        return self.wanted == self.found


@dataclass
class Score:
    """The facts of one file."""

    facts: list[Fact] = field(default_factory=list)
    rows: int = 0
    surplus: int = 0  # items that the answer does not have

    @property
    def wrong(self) -> list[Fact]:
        return [fact for fact in self.facts if not fact.right]

    @property
    def silent(self) -> list[Fact]:
        return [fact for fact in self.wrong if not fact.said]

    @property
    def right_rows(self) -> int:
        return self.rows - len({fact.row for fact in self.wrong})


def imported(path: Path, issued: str | None = None) -> tuple[Extract, Loaded]:
    """Return what the import makes of a file: its rows, and the plan as the loader reads it back."""
    found = extract(read_file(path), as_plan=True)
    text = emit(draft.shared(draft.from_rows(found, path.name, issued=issued, plan_id=None)))
    loaded = load(text.encode(), path)
    assert not loaded.errors, loaded.errors
    return found, loaded


def answer(path: Path) -> dict[str, Any]:
    """Return the hand-made answer of a table."""
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return result


def score(expected: dict[str, Any], found: Extract, loaded: Loaded, suffix: str) -> Score:
    """Compare a plan with its answer, row by row."""
    result = Score(rows=len(expected["rows"]))
    items = list(loaded.items)
    places = {id(item): row for item, row in zip(items, found.rows, strict=True)}
    pairs = _pairs(expected["rows"], items)
    result.surplus = len(items) - sum(item is not None for item in pairs)
    for number, (row, item) in enumerate(zip(expected["rows"], pairs, strict=True), 1):
        if item is None:
            result.facts.append(Fact(number, "row", row.get("content"), None, bool(found.remarks)))
            continue
        doubted = bool(places[id(item)].doubts or item.source)
        for name, wanted, mine in _facts(row, item, loaded, suffix):
            column = name.split(":")[-1]
            said = doubted or any(column in remark or places[id(item)].place in remark for remark in found.remarks)
            result.facts.append(Fact(number, name, wanted, mine, said))
    for _ in range(result.surplus):
        result.facts.append(Fact(0, "surplus row", None, "item", said=False))
    return result


def _pairs(rows: Sequence[dict[str, Any]], items: Sequence[Item]) -> list[Item | None]:
    if len(rows) == len(items):
        return list(items)
    left, right = [_key(row.get("content")) for row in rows], [_key(item.content) for item in items]
    pairs: list[Item | None] = [None] * len(rows)
    for a, b, size in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        for offset in range(size):
            pairs[a + offset] = items[b + offset]
    return pairs


def _key(text: str | None) -> str:
    return re.sub(r"\s", "", text or "")


def _flat(text: str | None, suffix: str) -> str:
    """What flattened text keeps of a cell: its line breaks became blanks."""
    return " ".join((text or "").split("\n")) if suffix == "txt" else text or ""


def _facts(row: dict[str, Any], item: Item, loaded: Loaded, suffix: str) -> Iterator[tuple[str, object, object]]:
    yield "section", row.get("section"), item.section
    if "number" in row:
        yield "number", row["number"], item.number or item.task
    if row.get("task"):
        yield "task", _flat(row["task"], suffix), item.task_name
    if "content" in row:
        yield "content", _flat(row["content"], suffix), item.content
    yield from _deadline(row, item, suffix)
    yield from _units(row, item, loaded)
    # in flattened text a name merged with the row above leaves nothing: what is there must be right
    for role, people in row.get("leaders", {}).items():
        mine = list({_key(title): names for title, names in item.leaders.items()}.get(_key(role), ()))
        yield f"leader:{role}", people, people if suffix in LOSSY and not mine else mine
    for title, text in row.get("other", {}).items():
        value = {_key(name): value for name, value in item.extra.items()}.get(_key(title), "")
        yield f"other:{title}", _flat(text, suffix), _flat(text, suffix) if suffix in LOSSY and not value else value


def _deadline(row: dict[str, Any], item: Item, suffix: str) -> Iterator[tuple[str, object, object]]:
    if "deadline_text" in row:
        yield "deadline text", _flat(row["deadline_text"], suffix), item.deadline.text
    wanted = row.get("deadline") or {"kind": "none"}
    kinds = wanted["kind"].replace("none", "unknown").split("_or_") if wanted["kind"] != "as_appropriate" else ["as_appropriate"]
    reading = item.deadline
    yield "deadline kind", kinds[0], kinds[0] if reading.kind in kinds else reading.kind
    if wanted["kind"] == "date":
        yield "deadline end", wanted["end"], reading.date and reading.date.isoformat()
        yield "deadline start", wanted["start"], reading.start and reading.start.isoformat()
        yield "deadline milestones", wanted.get("multiple", []), [day.isoformat() for day in reading.milestones]
        yield "deadline then", wanted.get("then"), reading.then
    if wanted["kind"] == "none":
        yield "deadline text", "", item.deadline.text
    if wanted["kind"] == "relative" and "cadence" in wanted:
        yield "deadline duration", wanted["cadence"].split(" ")[0], reading.duration


def _units(row: dict[str, Any], item: Item, loaded: Loaded) -> Iterator[tuple[str, object, object]]:
    """Units by role: words of one meaning (牵头 in a cell, 牵头单位 over another) share a role of the plan."""
    keys = {_key(title): key for key, title in loaded.plan.roles.items()}
    wanted: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for title, names in row.get("units", {}).items():
        key = keys.get(_key(title)) or draft.role_keys([title, "其他"])[title]
        wanted.setdefault(key, []).extend(names)
        titles[key] = title
    mine = {role: list(names) for role, names in item.units.items() if names}
    loose = {draft.role_keys([title, "其他"])[title] for title in row.get("units_ambiguous", ())}
    for role in dict.fromkeys([*wanted, *mine]):
        theirs = wanted.get(role, [])
        yield f"units:{titles.get(role, role)}", theirs, theirs if role in loose and mine.get(role) else mine.get(role, [])
