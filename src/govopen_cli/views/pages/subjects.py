"""Pages about units and domains: who has what to do, and what there is in a field."""

from collections.abc import Iterable, Sequence
from datetime import date

from govopen_cli.ledger import columns
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.records import Record, counts_record, document
from govopen_cli.ledger.select import Ledger
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import totals
from govopen_cli.ledger.words import id_text, iso
from govopen_cli.views.page import Column, Page, Section
from govopen_cli.views.pages.listing import grouped, listing


def _counts_from(rank: int) -> list[Column]:
    """Return the columns of counts, the last of them left out first."""
    titles = [*((count.title, "number") for count in columns.OVERVIEW), (columns.NEXT_DUE, "fixed")]
    return [Column(title, kind, number, named=True) for number, (title, kind) in enumerate(titles, rank)]


def units(books: Books) -> Page:
    """Return all units with what each has to do, by role; those of its collectives are included."""
    lines, records = [], []
    names = dict.fromkeys(unit.name for ledger, _ in books.asked for unit in ledger.index.units())
    for name in names:
        by_role = _by_role(books, name)
        rows = list({(row.plan.id, row.item.id): row for _, found in by_role for row in found}.values())
        if not rows and books.filtered:
            continue
        texts, record = _counts(rows)
        by_title, by_key = dict.fromkeys(books.roles, 0), dict[str, int]()
        for (key, title), found in by_role:
            by_title[title] += len(found)
            by_key[key] = by_key.get(key, 0) + len(found)
        lines.append((name, *map(str, by_title.values()), *texts))
        records.append({"name": name, "roles": by_key, **record})
    roles = [Column(title, "number", number) for number, title in enumerate(books.roles, 10)]
    shown = [Column(columns.UNIT, "text"), *roles, *_counts_from(1)]
    title = f"{books.title} · {len(lines)} 个单位（今天 {books.day.isoformat()}）"
    notes = ["数量含所在集体的事项；单位名称后面可以再查：govopen unit 单位"]
    return Page(title, shown, [Section("", lines)], document(books.plans, books.day, records, "units"), records, notes)


def _counts(rows: Sequence[Row]) -> tuple[tuple[str, ...], Record]:
    counted, following = totals(rows), next_due(rows)
    return (*columns.figures(columns.OVERVIEW, counted), iso(following) or "—"), counts_record(counted, following)


def next_due(rows: Iterable[Row]) -> date | None:
    """Return the next day on which something of these rows is due."""
    return min((row.due for row in rows if row.days_left is not None and row.due is not None), default=None)


def _by_role(books: Books, unit: str) -> list[tuple[tuple[str, str], list[Row]]]:
    """Return the rows of one unit by role (key and title) of each plan, those of its collectives included."""
    result = []
    for ledger, filters in books.asked:
        names: tuple[str, ...] = ()
        rows: list[Row] = []
        if filters.units is None or unit in filters.units:
            names = (unit, *ledger.collectives((unit,)))
            rows = list(ledger.rows(filters._replace(units=(unit,), via=names[1:])))
        for role, title in ledger.plan.roles.items():
            asked = filters.role in (None, role)
            result.append(((role, title), [row for row in rows if asked and set(names) & set(row.item.units.get(role, ()))]))
    return result


def unit(books: Books, names: Sequence[str]) -> Page:
    """Return the items of the unit that the books are asked for, by role; those of its collectives under headings of their own.

    ``names`` are the unit's; two where it was renamed.
    """
    many = len(books.plans) > 1
    groups: dict[str, list[Row]] = {}
    by_role: dict[str, list[str]] = {}
    via: dict[str, list[str]] = {}
    found: list[Row] = []
    for ledger, filters in books.asked:
        rows = list(ledger.rows(filters))
        found += rows
        for role, title in ledger.plan.roles.items():
            asked = filters.role in (None, role)
            own = [row for row in rows if asked and set(names) & set(row.item.units.get(role, ()))]
            by_role.setdefault(role, []).extend(id_text(row, many=many) for row in own)
            if own:
                groups.setdefault(title, []).extend(own)
            for collective in filters.via:
                part = [row for row in rows if asked and collective in row.item.units.get(role, ()) and row not in own]
                if part:
                    via.setdefault(collective, []).extend(id_text(row, many=many) for row in part)
                    groups.setdefault(f"{title}（经{collective}）", []).extend(part)
    page = grouped(books.plans, books.day, _heading(books, "、".join(names), found), list(groups.items()), [], "责任")
    page.document["unit"] = {"name": names[0], "names": list(names), "roles": by_role, "via": via, "next_due": iso(next_due(found))}
    return page


def _heading(books: Books, name: str, rows: Sequence[Row]) -> str:
    return f"{books.title} · {name} · {len(rows)} 项，下一期限 {iso(next_due(rows)) or '—'}（今天 {books.day.isoformat()}）"


def domains(books: Books) -> Page:
    """Return all domains with their items."""
    rows = list(books.rows())
    known: dict[str, list[str]] = {}
    for ledger, _ in books.asked:
        for domain in ledger.index.domains():
            known.setdefault(domain.name, []).extend(domain.aliases)
    lines, records = [], []
    for name, aliases in known.items():
        own = [row for row in rows if name in row.item.domains]
        if not own and rows and books.filtered:
            continue
        texts, record = _counts(own)
        ids = [id_text(row, many=len(books.plans) > 1) for row in own]
        lines.append((name, "、".join(ids), columns.COUNTS[0].text(totals(own)), *texts))
        records.append({"name": name, "aliases": list(dict.fromkeys(aliases)), "items": ids, "other_units": _other_units(own), **record})
    shown = [
        Column(columns.DOMAINS, "text"), Column(columns.ID, "text", 20), Column(columns.COUNTS[0].title, "number", 1), *_counts_from(2),
    ]  # fmt: skip
    title = f"{books.title} · {len(lines)} 个领域（今天 {books.day.isoformat()}）"
    return Page(title, shown, [Section("", lines)], document(books.plans, books.day, records, "domains"), records)


def _other_units(rows: Iterable[Row]) -> list[str]:
    """Return the units of rows in roles other than the accountable one."""
    return list(
        dict.fromkeys(
            unit for row in rows for role, names in row.item.units.items() if role != Ledger.accountable(row.item) for unit in names
        )
    )


def domain(books: Books, name: str) -> Page:
    """Return the items of the domain that the books are asked for."""
    rows = list(books.rows())
    page = listing(books.plans, books.day, _heading(books, name, rows), rows)
    ids = [id_text(row, many=len(books.plans) > 1) for row in rows]
    page.document["domain"] = {"name": name, "items": ids, "next_due": iso(next_due(rows))}
    return page
