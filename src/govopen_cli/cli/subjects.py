"""unit and domain: who has what to do, and what there is in a field."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

import typer

from govopen_cli.cli import complete
from govopen_cli.cli.workspace import Listing, Session, shared
from govopen_cli.ledger.select import Filters
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import Totals, totals
from govopen_cli.ledger.words import iso
from govopen_cli.views import rows as row_views
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section

UnitName = Annotated[
    str | None, typer.Argument(metavar="[单位]", help="单位名称、简称或拼音首字母；不写则列出全部单位", autocompletion=complete.units)
]
DomainName = Annotated[
    str | None, typer.Argument(metavar="[领域]", help="领域名称或拼音首字母；不写则列出全部领域", autocompletion=complete.domains)
]


@shared(Listing)
def unit_command(shared: Listing, name: UnitName = None) -> int:
    """按单位查。写单位：按责任类型列出它的事项，连同它所在集体的事项；不写：列出全部单位和各自的数量。"""
    choose(shared.format)
    session = Session(shared)
    if name is not None:
        shared.unit = name
        return _one_unit(session, shared)
    filters = session.filters(shared)
    overview = [(unit.name, _unit_rows(session, filters, unit.name)) for unit in session.index.units()]
    columns = [Column("单位", "text"), *(Column(title, "number") for title in session.plan.roles.values()), *_COUNTS]
    lines, records = [], []
    for unit, by_role in overview:
        rows = list({row.item.id: row for rows in by_role.values() for row in rows}.values())
        if not rows and (filters.units or filters.domains or filters.task or filters.role):
            continue
        counted = totals(rows)
        lines.append((unit, *(str(len(by_role[role])) for role in session.plan.roles), *_counts(counted, rows)))
        records.append({"name": unit, "roles": {role: len(by_role[role]) for role in session.plan.roles}, **_count_record(counted, rows)})
    title = f"{session.plan.title} · {len(lines)} 个单位（今天 {session.day.isoformat()}）"
    document = row_views.document(session.plan, session.day, records, "units")
    show(
        Page(title, columns, [Section("", lines)], document, records, ["数量含所在集体的事项；单位名称后面可以再查：govopen unit 单位"]),
        shared.format,
    )
    return session.exit_code(filters)


_COUNTS = (Column("完成", "number"), Column("逾期", "number"), Column("临期", "number"), Column("持续", "number"), Column("下一期限"))


def _counts(counted: Totals, rows: Iterable[Row]) -> tuple[str, ...]:
    return (str(counted.done), str(counted.overdue), str(counted.soon), str(counted.open_ended), iso(_next(rows)) or "—")


def _count_record(counted: Totals, rows: Iterable[Row]) -> dict[str, Any]:
    return {
        "total": counted.total, "done": counted.done, "partial": counted.partial, "overdue": counted.overdue, "soon": counted.soon,
        "open_ended": counted.open_ended, "next_due": iso(_next(rows)),
    }  # fmt: skip


def _next(rows: Iterable[Row]) -> date | None:
    """Return the next day on which something of these rows is due."""
    return min((row.due for row in rows if row.days_left is not None and row.due is not None), default=None)


def _unit_rows(session: Session, filters: Filters, unit: str) -> dict[str, list[Row]]:
    """Return the rows of one unit by role, those of its collectives included."""
    if filters.units is not None and unit not in filters.units:
        return {role: [] for role in session.plan.roles}
    names = (unit, *session.via((unit,)))
    rows = list(session.ledger.rows(filters._replace(units=(unit,), via=names[1:])))
    return {
        role: [row for row in rows if filters.role in (None, role) and set(names) & set(row.item.units.get(role, ()))]
        for role in session.plan.roles
    }


def _one_unit(session: Session, options: Listing) -> int:
    filters = session.filters(options)
    assert filters.units is not None  # the caller set the unit
    groups: list[tuple[str, list[Row]]] = []
    found = list(session.ledger.rows(filters))
    record: dict[str, Any] = {"name": filters.units[0], "names": list(filters.units), "roles": {}, "via": {}}
    for role, title in session.plan.roles.items():
        own = [row for row in found if filters.role in (None, role) and set(filters.units) & set(row.item.units.get(role, ()))]
        record["roles"][role] = [row.item.id for row in own]
        if own:
            groups.append((title, own))
        for collective in filters.via:
            part = [row for row in found if filters.role in (None, role) and collective in row.item.units.get(role, ()) and row not in own]
            if part:
                record["via"].setdefault(collective, []).extend(row.item.id for row in part)
                groups.append((f"{title}（经{collective}）", part))
    following = _next(found)
    record["next_due"] = iso(following)
    title = f"{'、'.join(filters.units)} · {len(found)} 项，下一期限 {iso(following) or '—'}（今天 {session.day.isoformat()}）"
    page = row_views.grouped(session.plan, session.day, title, groups, [], "责任")
    page.document["unit"] = record
    show(page, options.format)
    return session.exit_code(filters)


@shared(Listing)
def domain_command(shared: Listing, name: DomainName = None) -> int:
    """按领域查。写领域：列出它的事项；不写：列出全部领域和各自的数量。"""
    choose(shared.format)
    session = Session(shared)
    if name is not None:
        shared.domain = name
        return _one_domain(session, shared)
    filters = session.filters(shared)
    rows = list(session.ledger.rows(filters))
    lines, records = [], []
    for domain in session.index.domains():
        own = [row for row in rows if domain.name in row.item.domains]
        if not own and rows and filters != Filters():
            continue
        counted = totals(own)
        guides = dict.fromkeys(
            unit for row in own for role, names in row.item.units.items() if role != session.ledger.accountable(row.item) for unit in names
        )
        lines.append((domain.name, "、".join(row.item.id for row in own), str(counted.total), *_counts(counted, own)))
        records.append(
            {
                "name": domain.name,
                "aliases": list(domain.aliases),
                "items": [row.item.id for row in own],
                "other_units": list(guides),
                **_count_record(counted, own),
            }
        )
    columns = [Column("领域", "text"), Column("编号", "text"), Column("事项", "number"), *_COUNTS]
    title = f"{session.plan.title} · {len(lines)} 个领域（今天 {session.day.isoformat()}）"
    show(
        Page(title, columns, [Section("", lines)], row_views.document(session.plan, session.day, records, "domains"), records),
        shared.format,
    )
    return session.exit_code(filters)


def _one_domain(session: Session, options: Listing) -> int:
    filters = session.filters(options)
    assert filters.domains is not None  # the caller set the domain
    rows = list(session.ledger.rows(filters))
    following = _next(rows)
    title = f"{filters.domains[0]} · {len(rows)} 项，下一期限 {iso(following) or '—'}（今天 {session.day.isoformat()}）"
    page = row_views.listing(session.plan, session.day, title, rows)
    page.document["domain"] = {"name": filters.domains[0], "items": [row.item.id for row in rows], "next_due": iso(following)}
    show(page, options.format)
    return session.exit_code(filters)
