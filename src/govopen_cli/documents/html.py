"""The ledger as one HTML page that needs nothing else: for an intranet, a mail, or printing from a browser."""

import html
from collections.abc import Sequence
from datetime import date

from govopen_cli.documents import sheet as ledger_sheet
from govopen_cli.ledger import lights
from govopen_cli.ledger.columns import STATUS
from govopen_cli.ledger.status import Row
from govopen_cli.ledger.summary import DEFINITIONS
from govopen_cli.plan.model import Plan

_STYLE = """body{font-family:"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:1.5em}h1{font-size:1.3em;text-align:center}
table{border-collapse:collapse;width:100%;font-size:.85em}th,td{border:1px solid #808080;padding:.3em .5em;vertical-align:middle;white-space:pre-line}
th{background:#d9e2f3;position:sticky;top:0}.overdue{background:#f8cbad}.soon{background:#ffe699}.done{background:#c6e0b4}.late{background:#d9d2e9}
p{font-size:.8em;color:#404040}@page{size:A4 landscape;margin:10mm}@media print{th{position:static}thead{display:table-header-group}}"""
_CLASSES = {lights.OVERDUE: "overdue", lights.SOON: "soon", lights.DONE: "done", lights.DONE_LATE: "late"}


def write(plan: Plan, rows: Sequence[Row], day: date) -> bytes:
    """Return the ledger of ``rows`` as the bytes of an HTML page."""
    content = ledger_sheet.sheet(plan, rows)
    shown = [number for number, title in enumerate(content.titles) if title not in ledger_sheet.HIDDEN]
    status = content.column(STATUS)
    title = html.escape(f"{plan.title}台账（截至 {day.isoformat()}）")
    lines = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        f"<h1>{title}</h1>",
    ]
    lines += [
        "<table>",
        "<thead>",
        f"<tr>{''.join(f'<th>{html.escape(content.titles[number])}</th>' for number in shown)}</tr>",
        "</thead>",
        "<tbody>",
    ]
    for row in content.rows:
        cells = []
        for number in shown:
            mark = f' class="{_CLASSES[row[number]]}"' if number == status and row[number] in _CLASSES else ""
            cells.append(f"<td{mark}>{html.escape(row[number])}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    lines += ["</tbody>", "</table>", *(f"<p>{html.escape(text)}</p>" for text in DEFINITIONS), "</body>", "</html>", ""]
    return "\n".join(lines).encode()
