"""Ledgers as units fill them in: with openpyxl in process, and with LibreOffice itself."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.documents.offices import SOFFICE

KEY = "核对（勿改）"
_PYTHON = Path("/usr/bin/python3")  # the one that LibreOffice's own module is installed for
_UNO = _PYTHON.exists() and subprocess.run([_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0
driven = pytest.mark.skipif(SOFFICE is None or not _UNO, reason="LibreOffice is not installed, or cannot be driven")

Cells = Mapping[tuple[str, str], Any]  # what is written, by row and title; a row is called 1.6, or 1.6/海南区政府/救灾


def head(page: Worksheet) -> tuple[int, dict[str, int]]:
    """Return the row of the titles, and the columns by title."""
    for row in range(1, 6):
        titles = {str(cell.value): int(cell.column or 0) for cell in page[row] if cell.value is not None}
        if "状态" in titles:
            return row, titles
    raise AssertionError("no head")


def rows(page: Worksheet) -> dict[str, int]:
    """Return the rows by what they are called, in full and by their item alone where that is enough."""
    line, titles = head(page)
    found: dict[str, int] = {}
    for row in range(line + 1, page.max_row + 1):
        name = [page.cell(row, titles[title]).value for title in ("编号", "填报单位", "填报领域") if title in titles]
        if name[0]:
            found.setdefault("/".join(str(part) for part in name if part), row)
            found.setdefault(str(name[0]), row)
    return found


def fill(path: Path, cells: Cells, to: Path | None = None) -> Path:
    """Fill in cells as a clerk does, and save."""
    book = load_workbook(path)
    page = book.worksheets[0]
    _, titles = head(page)
    places = rows(page)
    for (name, title), value in cells.items():
        page.cell(places[name], titles[title]).value = value
    book.save(to or path)
    return to or path


def read(path: Path, name: str) -> dict[str, Any]:
    """Return a row by title."""
    page = load_workbook(path).worksheets[0]
    _, titles = head(page)
    return {title: page.cell(rows(page)[name], column).value for title, column in titles.items()}


def place(path: Path, name: str, title: str) -> str:
    """Return the reference of a cell."""
    page = load_workbook(path).worksheets[0]
    return str(page.cell(rows(page)[name], head(page)[1][title]).coordinate)


def drive(path: Path, to: Path, steps: list[list[Any]]) -> Path:
    """Let LibreOffice open a file, take steps in it (``office_steps``), and save it in the format that a name's suffix says."""
    script = Path(__file__).with_name("office_steps.py")
    done = subprocess.run(
        [_PYTHON, script, str(SOFFICE), path, to], input=json.dumps(steps), capture_output=True, encoding="utf-8", timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    return to
