"""Pages about units and domains: who has what to do, and what there is in a field."""

from collections.abc import Iterable, Sequence
from datetime import date

from govopen_cli.ledger import columns
from govopen_cli.ledger.records import Record, counts_record, document
from govopen_cli.ledger.select import Filters, Ledger
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import totals
from govopen_cli.ledger.words import iso
from govopen_cli.views.page import Column, Page, Section
from govopen_cli.views.pages.listing import grouped, listing

_COUNTS = (*(Column(count.title, "number") for count in columns.OVERVIEW), Column(columns.NEXT_DUE))


def units(ledger: Ledger, filters: Filters) -> Page:
    """Return all units with what each has to do, by role; those of its collectives are included."""
    plan = ledger.plan
    lines, records = [], []
    for unit in ledger.index.units():
        by_role = _by_role(ledger, filters, unit.name)
        rows = list({row.item.id: row for rows in by_role.values() for row in rows}.values())
        if not rows and filters != Filters():
            continue
        texts, record = _counts(rows)
        lines.append((unit.name, *(str(len(by_role[role])) for role in plan.roles), *texts))
        records.append({"name": unit.name, "roles": {role: len(by_role[role]) for role in plan.roles}, **record})
    shown = [Column(columns.UNIT, "text"), *(Column(title, "number") for title in plan.roles.values()), *_COUNTS]
    title = f"{plan.title} · {len(lines)} 个单位（今天 {ledger.day.isoformat()}）"
    notes = ["数量含所在集体的事项；单位名称后面可以再查：govopen unit 单位"]
    return Page(title, shown, [Section("", lines)], document(plan, ledger.day, records, "units"), records, notes)


def _counts(rows: Sequence[Row]) -> tuple[tuple[str, ...], Record]:
    counted, following = totals(rows), next_due(rows)
    return (*columns.figures(columns.OVERVIEW, counted), iso(following) or "—"), counts_record(counted, following)


def next_due(rows: Iterable[Row]) -> date | None:
    """Return the next day on which something of these rows is due."""
    return min((row.due for row in rows if row.days_left is not None and row.due is not None), default=None)


def _by_role(ledger: Ledger, filters: Filters, unit: str) -> dict[str, list[Row]]:
    """Return the rows of one unit by role, those of its collectives included."""
    roles = ledger.plan.roles
    if filters.units is not None and unit not in filters.units:
        return {role: [] for role in roles}
    names = (unit, *ledger.collectives((unit,)))
    rows = list(ledger.rows(filters._replace(units=(unit,), via=names[1:])))
    return {
        role: [row for row in rows if filters.role in (None, role) and set(names) & set(row.item.units.get(role, ()))] for role in roles
    }


def unit(ledger: Ledger, filters: Filters) -> Page:
    """Return the items of the unit that ``filters`` name, by role; those of its collectives under headings of their own."""
    names = filters.units or ()
    rows = list(ledger.rows(filters))
    groups: list[tuple[str, list[Row]]] = []
    by_role: dict[str, list[str]] = {}
    via: dict[str, list[str]] = {}
    for role, title in ledger.plan.roles.items():
        asked = filters.role in (None, role)
        own = [row for row in rows if asked and set(names) & set(row.item.units.get(role, ()))]
        by_role[role] = [row.item.id for row in own]
        if own:
            groups.append((title, own))
        for collective in filters.via:
            part = [row for row in rows if asked and collective in row.item.units.get(role, ()) and row not in own]
            if part:
                via.setdefault(collective, []).extend(row.item.id for row in part)
                groups.append((f"{title}（经{collective}）", part))
    page = grouped(ledger.plan, ledger.day, _heading(ledger, "、".join(names), rows), groups, [], "责任")
    page.document["unit"] = {"name": names[0], "names": list(names), "roles": by_role, "via": via, "next_due": iso(next_due(rows))}
    return page


def _heading(ledger: Ledger, name: str, rows: Sequence[Row]) -> str:
    return f"{name} · {len(rows)} 项，下一期限 {iso(next_due(rows)) or '—'}（今天 {ledger.day.isoformat()}）"


def domains(ledger: Ledger, filters: Filters) -> Page:
    """Return all domains with their items."""
    rows = list(ledger.rows(filters))
    lines, records = [], []
    for domain in ledger.index.domains():
        own = [row for row in rows if domain.name in row.item.domains]
        if not own and rows and filters != Filters():
            continue
        texts, record = _counts(own)
        ids = [row.item.id for row in own]
        lines.append((domain.name, "、".join(ids), columns.COUNTS[0].text(totals(own)), *texts))
        records.append(
            {"name": domain.name, "aliases": list(domain.aliases), "items": ids, "other_units": _other_units(ledger, own), **record}
        )
    shown = [Column(columns.DOMAINS, "text"), Column(columns.ID, "text"), Column(columns.COUNTS[0].title, "number"), *_COUNTS]
    title = f"{ledger.plan.title} · {len(lines)} 个领域（今天 {ledger.day.isoformat()}）"
    return Page(title, shown, [Section("", lines)], document(ledger.plan, ledger.day, records, "domains"), records)


def _other_units(ledger: Ledger, rows: Iterable[Row]) -> list[str]:
    """Return the units of rows in roles other than the accountable one."""
    return list(
        dict.fromkeys(
            unit for row in rows for role, names in row.item.units.items() if role != ledger.accountable(row.item) for unit in names
        )
    )


def domain(ledger: Ledger, filters: Filters) -> Page:
    """Return the items of the domain that ``filters`` name."""
    (name,) = filters.domains or ("",)
    rows = list(ledger.rows(filters))
    page = listing(ledger.plan, ledger.day, _heading(ledger, name, rows), rows)
    page.document["domain"] = {"name": name, "items": [row.item.id for row in rows], "next_due": iso(next_due(rows))}
    return page
