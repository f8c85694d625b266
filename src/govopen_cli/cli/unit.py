"""unit: who has what to do."""

from typing import Any

from govopen_cli.cli.call import Call
from govopen_cli.cli.subjects import COUNTS, count_record, counts, following
from govopen_cli.ledger.select import Filters
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import totals
from govopen_cli.ledger.words import iso
from govopen_cli.views import rows as row_views
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section


def run(call: Call) -> int:
    choose(call.one("format"))
    name = call.one("name")
    if name is not None:
        return _one_unit(call, name)
    filters = call.filters()
    overview = [(unit.name, _unit_rows(call, filters, unit.name)) for unit in call.index.units()]
    columns = [Column("单位", "text"), *(Column(title, "number") for title in call.plan.roles.values()), *COUNTS]
    lines, records = [], []
    for unit, by_role in overview:
        rows = list({row.item.id: row for rows in by_role.values() for row in rows}.values())
        if not rows and (filters.units or filters.domains or filters.task or filters.role):
            continue
        counted = totals(rows)
        lines.append((unit, *(str(len(by_role[role])) for role in call.plan.roles), *counts(counted, rows)))
        records.append({"name": unit, "roles": {role: len(by_role[role]) for role in call.plan.roles}, **count_record(counted, rows)})
    title = f"{call.plan.title} · {len(lines)} 个单位（今天 {call.day.isoformat()}）"
    document = row_views.document(call.plan, call.day, records, "units")
    show(
        Page(title, columns, [Section("", lines)], document, records, ["数量含所在集体的事项；单位名称后面可以再查：govopen unit 单位"]),
        call.one("format"),
    )
    return call.exit_code(filters)


def _unit_rows(call: Call, filters: Filters, unit: str) -> dict[str, list[Row]]:
    """Return the rows of one unit by role, those of its collectives included."""
    if filters.units is not None and unit not in filters.units:
        return {role: [] for role in call.plan.roles}
    names = (unit, *call.via((unit,)))
    rows = list(call.ledger.rows(filters._replace(units=(unit,), via=names[1:])))
    return {
        role: [row for row in rows if filters.role in (None, role) and set(names) & set(row.item.units.get(role, ()))]
        for role in call.plan.roles
    }


def _one_unit(call: Call, name: str) -> int:
    filters = call.filters(unit=name)
    assert filters.units is not None  # the caller set the unit
    groups: list[tuple[str, list[Row]]] = []
    found = list(call.ledger.rows(filters))
    record: dict[str, Any] = {"name": filters.units[0], "names": list(filters.units), "roles": {}, "via": {}}
    for role, title in call.plan.roles.items():
        own = [row for row in found if filters.role in (None, role) and set(filters.units) & set(row.item.units.get(role, ()))]
        record["roles"][role] = [row.item.id for row in own]
        if own:
            groups.append((title, own))
        for collective in filters.via:
            part = [row for row in found if filters.role in (None, role) and collective in row.item.units.get(role, ()) and row not in own]
            if part:
                record["via"].setdefault(collective, []).extend(row.item.id for row in part)
                groups.append((f"{title}（经{collective}）", part))
    coming = following(found)
    record["next_due"] = iso(coming)
    title = f"{'、'.join(filters.units)} · {len(found)} 项，下一期限 {iso(coming) or '—'}（今天 {call.day.isoformat()}）"
    page = row_views.grouped(call.plan, call.day, title, groups, [], "责任")
    page.document["unit"] = record
    show(page, call.one("format"))
    return call.exit_code(filters)
