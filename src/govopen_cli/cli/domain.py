"""domain: what there is in a field."""

from govopen_cli.cli.call import Call
from govopen_cli.cli.subjects import COUNTS, count_record, counts, following
from govopen_cli.ledger.select import Filters
from govopen_cli.ledger.summary import totals
from govopen_cli.ledger.words import iso
from govopen_cli.views import rows as row_views
from govopen_cli.views.formats import choose, show
from govopen_cli.views.page import Column, Page, Section


def run(call: Call) -> int:
    choose(call.one("format"))
    name = call.one("name")
    if name is not None:
        return _one_domain(call, name)
    filters = call.filters()
    rows = list(call.ledger.rows(filters))
    lines, records = [], []
    for domain in call.index.domains():
        own = [row for row in rows if domain.name in row.item.domains]
        if not own and rows and filters != Filters():
            continue
        counted = totals(own)
        guides = dict.fromkeys(
            unit for row in own for role, names in row.item.units.items() if role != call.ledger.accountable(row.item) for unit in names
        )
        lines.append((domain.name, "、".join(row.item.id for row in own), str(counted.total), *counts(counted, own)))
        records.append(
            {
                "name": domain.name,
                "aliases": list(domain.aliases),
                "items": [row.item.id for row in own],
                "other_units": list(guides),
                **count_record(counted, own),
            }
        )
    columns = [Column("领域", "text"), Column("编号", "text"), Column("事项", "number"), *COUNTS]
    title = f"{call.plan.title} · {len(lines)} 个领域（今天 {call.day.isoformat()}）"
    show(
        Page(title, columns, [Section("", lines)], row_views.document(call.plan, call.day, records, "domains"), records),
        call.one("format"),
    )
    return call.exit_code(filters)


def _one_domain(call: Call, name: str) -> int:
    filters = call.filters(domain=name)
    assert filters.domains is not None  # the caller set the domain
    rows = list(call.ledger.rows(filters))
    coming = following(rows)
    title = f"{filters.domains[0]} · {len(rows)} 项，下一期限 {iso(coming) or '—'}（今天 {call.day.isoformat()}）"
    page = row_views.listing(call.plan, call.day, title, rows)
    page.document["domain"] = {"name": filters.domains[0], "items": [row.item.id for row in rows], "next_due": iso(coming)}
    show(page, call.one("format"))
    return call.exit_code(filters)
