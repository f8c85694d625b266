"""The matrix: items or domains down, accountable members across."""

from govopen_cli.ledger import columns
from govopen_cli.ledger.books import Books
from govopen_cli.ledger.matrix import Square
from govopen_cli.ledger.matrix import matrix as arranged
from govopen_cli.ledger.records import document, line_record
from govopen_cli.views.page import Column, Page, Section

ROWS = ("item", "domain")


def matrix(books: Books, down: str) -> Page:
    """Return the matrix with one line for each item or domain (``down``)."""
    many = len(books.plans) > 1
    found = arranged(books.rows(), down, many=many)
    plans = {plan.id: plan.title for plan in books.plans}
    shown = [
        Column(columns.ID if down == "item" else columns.DOMAINS),
        *([Column(columns.PLAN, "text", rank=len(found.members) + 1)] if many and down == "item" else []),
        *([Column(columns.CONTENT, "text")] if down == "item" else []),
        *(Column(name, rank=place, named=True) for place, name in enumerate(found.members, 1)),
        Column(columns.TOTAL, "number"),
    ]
    lines = []
    for line in found.lines:
        plan = (plans[line.key.rpartition("/")[0]],) if many and down == "item" else ()
        labels = (line.key, *plan, line.label) if down == "item" else (line.key,)
        lines.append((*labels, *(_words(line.squares.get(name)) for name in found.members), _share(line.total)))
    if lines:
        lines.append(
            (
                columns.TOTAL,
                *("" for _ in shown[1 : -1 - len(found.members)]),
                *(_share(found.member_total(name)) for name in found.members),
                _share(found.total),
            )
        )
    records = [line_record(line) for line in found.lines]
    title = f"{books.title} · 完成矩阵（完成数/应有数，每个责任单位的每个领域算一个；今天 {books.day.isoformat()}）"
    done, total = found.total
    answer = document(books.plans, books.day, records, "rows", members=list(found.members), done=done, total=total)
    return Page(title, shown, [Section("", lines)], answer, records)


def _words(square: Square | None) -> str:
    if square is None:
        return "—"
    day = square.day.isoformat() if square.day else ""
    part = f" {square.done}/{square.total}" if 0 < square.done < square.total else ""
    return f"{square.light}{part} {day}".strip()


def _share(total: tuple[int, int]) -> str:
    return f"{total[0]}/{total[1]}"
