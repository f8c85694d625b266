"""The dashboard (看板): one HTML file that needs neither a network nor a server, for a screen, a mail, or paper.

Everything that it shows stands in it as text; the script only filters. Old Chromium (of Kylin, UOS and 360 browsers) runs it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from govopen_cli.documents.contents import Chapter, Contents
from govopen_cli.documents.measure import cleaned
from govopen_cli.documents.timeline import timeline
from govopen_cli.ledger import lights
from govopen_cli.ledger.columns import counts
from govopen_cli.ledger.matrix import Square, matrix
from govopen_cli.ledger.status import Row, part_of
from govopen_cli.ledger.summary import NO_GROUP, by_member, definitions, groups, totals
from govopen_cli.ledger.words import cells_text, days_text, due_text, id_text, iso, percent
from govopen_cli.plan.model import Item

# the style of a light; the word says the same without it
STYLES = {
    lights.OVERDUE: "overdue", lights.SOON: "soon", lights.DONE: "done", lights.DONE_LATE: "late", lights.NORMAL: "open",
    lights.ONGOING: "open", lights.AS_APPROPRIATE: "open", lights.SUBMITTED: "late", lights.RETURNED: "soon",
}  # fmt: skip
_UNIT, _PART = "\n", "\t"  # between names, and between what belongs to one name, in an attribute
_LINES = 200  # a matrix of more lines is no picture any more: it then shows tasks instead of items


def write(contents: Contents) -> bytes:
    """Return the dashboard as the bytes of a page; the same contents give the same bytes."""
    rows, many, plans = contents.rows, contents.many, [chapter.plan for chapter in contents.chapters]
    counted = totals(rows)
    parts = {_key(row): _parts(row) for row in rows}
    content = {
        "title": f"{contents.title}看板",
        "day": contents.day.isoformat(),
        "waived": counted.waived,
        "figures": [{"name": count.title, "value": count.text(counted)} for count in counts(plans)],
        "definitions": definitions(plans),
        "timeline": timeline(rows),
        "matrix": _matrix(rows, many=many),
        "ranking": _ranking(rows),
        "units": list(
            dict.fromkeys(name for chapter in contents.chapters for row in chapter.rows for name in _named(row.item, chapter.members))
        ),
        "plans": [(chapter.plan.id, chapter.plan.title) for chapter in contents.chapters] if many else [],
        "statuses": _statuses(rows, parts),
        "domains": list(dict.fromkeys(domain for row in rows for domain in row.item.domains)),
        "tasks": list({_task(row, many=many): f"{_task(row, many=many)} {row.item.task_name}" for row in rows}.items()),
        "items": [_item(row, parts[_key(row)], chapter, many=many) for chapter in contents.chapters for row in chapter.rows],
        "styles": STYLES,
    }
    text: str = _template().render(content)
    return cleaned(text).encode()


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    source = files("govopen_cli").joinpath("resources/templates/dashboard.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True).from_string(source)


Parts = Mapping[str, Row]
Key = tuple[str, str]  # of an item among several plans


def _key(row: Row) -> Key:
    return row.plan.id, row.item.id


def _task(row: Row, *, many: bool) -> str:
    return f"{row.plan.id}/{row.item.task}" if many else row.item.task


def _parts(row: Row) -> Parts:
    """Return the part of each unit that answers for an item together with others."""
    if row.unit is not None or len(row.item.members) < 2:
        return {}
    return {member: part_of(row, unit=member) for member in row.item.members}


def _statuses(rows: Sequence[Row], parts: Mapping[Key, Parts]) -> list[str]:
    shown = {row.light for row in rows} | {part.light for own in parts.values() for part in own.values()}
    return [light for light in lights.PRESSING_FIRST if light in shown]


def _named(item: Item, members: Callable[[str], Iterable[str]]) -> list[str]:
    """Return all units that an item is about, the members of collectives included."""
    names = dict.fromkeys(name for units in item.units.values() for name in units)
    return list(dict.fromkeys([*names, *(member for name in names for member in members(name))]))


def _item(row: Row, parts: Parts, chapter: Chapter, *, many: bool) -> dict[str, Any]:
    item = row.item
    details = [row.plan.title] if many else []
    details += [f"{item.task} {item.task_name}", *(f"完成时限：{text}" for text in [item.deadline.text] if text)]
    details += [f"领域：{'、'.join(item.domains)}"] if item.domains else []
    details += [f"{name}：{part.light}" for name, part in parts.items()]
    details += [f"佐证：{part.text}" for part in row.facts.evidence]
    return {
        "id": id_text(row, many=many),
        "plan": row.plan.id if many else "",
        "due": due_text(row),
        "light": row.light,
        "style": STYLES.get(row.light, "other"),
        "share": _share(row),
        "days": days_text(row),
        "content": item.label,
        "who": "；".join("、".join(names) for names in item.units.values() if names),
        "units": _UNIT.join(_named(item, chapter.members)),
        "domains": _UNIT.join(item.domains),
        "task": _task(row, many=many),
        "parts": _UNIT.join(_PART.join((name, part.light, _share(part), due_text(part), days_text(part))) for name, part in parts.items()),
        "details": [*details, *chapter.history.get(item.id, ())],
    }


def _share(row: Row) -> str:
    return cells_text(row) if row.status == "partial" else ""


def _matrix(rows: Sequence[Row], *, many: bool) -> dict[str, Any]:
    """Return the squares of items and the units that answer for them, or of whole tasks where there are too many items to look at."""
    down = "item" if len(rows) <= _LINES else "task"
    found = matrix(rows, down, many=many)
    if len(found.members) > _MEMBERS:
        return {"lines": []}
    lines = [
        {
            "label": f"{line.key} {line.label}",
            "squares": [_square(line.squares.get(name)) for name in found.members],
        }
        for line in found.lines
    ]
    return {
        "caption": "按责任单位×领域的部分计：状态、完成数/应有数、日期", "head": "事项" if down == "item" else "工作任务",
        "members": found.members, "lines": lines,
    }  # fmt: skip


_MEMBERS = 30  # more units than a screen has room for: the list answers then


def _square(square: Square | None) -> dict[str, str] | None:
    if square is None:
        return None
    share = f"{square.done}/{square.total}" if 0 < square.done < square.total else ""
    return {"word": square.light, "style": STYLES.get(square.light, "other"), "share": share, "day": iso(square.day) or ""}


def _ranking(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the units that something of was due, best first; a unit answers for its own part only."""
    counted = [(group.name, totals(group.rows)) for group in groups(rows, by_member) if group.name != NO_GROUP]
    ranked = sorted(
        ((name, total) for name, total in counted if total.completion is not None),
        key=lambda entry: (-(entry[1].completion or 0), -entry[1].due),
    )
    return [
        {
            "name": name, "due": total.due, "done": total.due_done, "overdue": total.overdue, "share": percent(total.completion),
            "width": f"{100 * (total.completion or 0):.1f}",
        }
        for name, total in ranked
    ]  # fmt: skip
