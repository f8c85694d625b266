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
    found = arranged(books.rows(), down, many=len(books.plans) > 1)
    shown = [
        Column(columns.ID if down == "item" else columns.DOMAINS),
        *([Column(columns.CONTENT, "text")] if down == "item" else []),
        *(Column(name, rank=place, named=True) for place, name in enumerate(found.members, 1)),
        Column(columns.TOTAL, "number"),
    ]
    lines = []
    for line in found.lines:
        labels = (line.key, line.label) if down == "item" else (line.key,)
        lines.append((*labels, *(_words(line.squares.get(name)) for name in found.members), _share(line.total)))
    foot = (columns.TOTAL, "") if down == "item" else (columns.TOTAL,)
    if lines:
        lines.append((*foot, *(_share(found.member_total(name)) for name in found.members), _share(found.total)))
    records = [line_record(line) for line in found.lines]
    title = f"完成矩阵（完成数/应有数，按责任单位×领域的单元格计；今天 {books.day.isoformat()}）"
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
