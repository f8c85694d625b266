"""Drives LibreOffice: opens a spreadsheet, takes the steps that stdin names, saves it. Run by the Python that has LibreOffice's module."""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97", ".csv": "Text - txt - csv (StarCalc)"}


def option(name: str, value: Any) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect(program: str, folder: str) -> tuple["subprocess.Popen[bytes]", Any]:
    pipe = f"govopen{time.time_ns()}"
    profile = Path(folder, "profile").as_uri()
    office = subprocess.Popen(
        [program, "--headless", "--norestore", f"-env:UserInstallation={profile}", f"--accept=pipe,name={pipe};urp;"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return office, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:  # noqa: BLE001  whatever its bridge raises while it starts
            time.sleep(0.2)
    office.kill()
    raise SystemExit("LibreOffice does not answer")


def used(sheet: Any) -> tuple[int, int]:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress.EndRow, cursor.RangeAddress.EndColumn


def titles(sheet: Any) -> tuple[int, dict[str, int]]:
    last, width = used(sheet)
    for row in range(min(last + 1, 6)):
        found = {sheet.getCellByPosition(column, row).String: column for column in range(width + 1)}
        if "状态" in found:
            return row, found
    raise SystemExit("no head")


def find(sheet: Any, name: str) -> int:
    line, columns = titles(sheet)
    last, _ = used(sheet)
    wanted = name.split("/")
    for row in range(line + 1, last + 1):
        texts = [sheet.getCellByPosition(columns[title], row).String for title in ("编号", "填报单位", "填报领域") if title in columns]
        if texts[: len(wanted)] == wanted or [text for text in texts if text] == wanted:
            return row
    raise SystemExit(f"no row {name}")


def step(sheet: Any, words: list[Any]) -> None:
    kind, *rest = words
    line, columns = titles(sheet)
    last, width = used(sheet)
    if kind == "write":
        name, title, text = rest
        cell = sheet.getCellByPosition(columns[title], find(sheet, name))
        if isinstance(text, (int, float)):
            cell.Value = text
        else:
            cell.String = text
    elif kind == "enter":  # as typed: LibreOffice makes of it what it makes
        name, title, text = rest
        sheet.getCellByPosition(columns[title], find(sheet, name)).FormulaLocal = text
    elif kind == "unmerge":
        sheet.getCellRangeByPosition(0, line, width, last).merge(False)
    elif kind == "sort":  # by a title, the columns up to another one only, or all
        title, upto = rest
        area = sheet.getCellRangeByPosition(0, line + 1, columns[upto] if upto else width, last)
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = columns[title], False
        area.sort((option("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (field,))), option("ContainsHeader", False)))
    elif kind == "hide row":
        sheet.Rows.getByIndex(find(sheet, rest[0])).IsVisible = False
    elif kind == "delete row":
        sheet.Rows.removeByIndex(find(sheet, rest[0]), 1)
    elif kind == "insert column":
        title, new, text = rest
        sheet.Columns.insertByIndex(columns[title], 1)
        sheet.getCellByPosition(columns[title], line).String = new
        sheet.getCellByPosition(columns[title], line + 1).String = text
    elif kind == "rename":
        sheet.Name = rest[0]
    else:
        raise SystemExit(f"no step {kind}")


def main() -> None:
    program, source, target = sys.argv[1:]
    steps = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        office, desktop = connect(program, folder)
        try:
            document = desktop.loadComponentFromURL(Path(source).resolve().as_uri(), "_blank", 0, (option("Hidden", True),))
            sheet = document.Sheets.getByIndex(0)
            for words in steps:
                step(sheet, words)
            how = (option("FilterName", FILTERS[Path(target).suffix]), option("FilterOptions", "44,34,76,1"))
            document.storeToURL(Path(target).resolve().as_uri(), how)
            document.close(True)
        finally:
            with contextlib.suppress(Exception):
                desktop.terminate()
            try:
                office.wait(20)
            except subprocess.TimeoutExpired:
                office.kill()


main()
