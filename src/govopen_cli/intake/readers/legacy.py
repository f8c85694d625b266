"""Old and foreign formats: .xls, .xlsb and .ods through calamine where it is installed, others through LibreOffice where that is."""

import datetime as dt
import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govopen_cli.intake.readers.floating import in_ods
from govopen_cli.intake.readers.package import Package
from govopen_cli.intake.readers.shown import general
from govopen_cli.intake.readers.xlsx import letters
from govopen_cli.intake.table import ABOVE, LEFT, MAX_CELLS, OWN, Cell, Document, Options, Table, UnreadableDocument, check_size

_WAIT = 120  # seconds that LibreOffice may take


def read_sheets(data: bytes, name: str, suffix: str, options: Options = Options()) -> Document:
    """Read the sheets of an .xls, .et, .xlsb or .ods file.

    Raises:
        UnreadableDocument: calamine is not installed, or the file is damaged or encrypted.
    """
    try:
        import python_calamine
    except ImportError as error:
        raise UnreadableDocument(
            f"{name} 是 {suffix} 格式，读它要先安装附加组件（pip install 'govopen[legacy]'）；不安装时，请在 Excel 或 WPS 里打开后另存为 xlsx"
        ) from error
    remarks = [f"{name} 是 {suffix} 格式：日期一律按年月日读取，隐藏和划去的行分辨不出；最好另存为 xlsx 后导入"]
    document = Document(name, [], remarks)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if about.visible != python_calamine.SheetVisibleEnum.Visible and not options.hidden:
                remarks.append(f"{name}!{about.name} 是隐藏的工作表，没有导入")
            elif about.typ == python_calamine.SheetTypeEnum.WorkSheet:
                _sheet(book.get_sheet_by_name(about.name), document)
    except UnreadableDocument:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        raise UnreadableDocument(f"{name} 已损坏、有密码或不是表格文件；请在 Excel 或 WPS 里打开后另存为 xlsx") from error
    if options.everything and suffix == ".ods":
        lost = in_ods(Package(data, name))
        for table in document.tables:
            table.floating = lost.get(table.name, [])
    return document


def _sheet(sheet: Any, document: Document) -> None:
    name = f"{document.name}!{sheet.name}"
    if sheet.start is None:
        document.remarks.append(f"{name} 是空的，没有导入")
        return
    if sheet.height * sheet.width > 20 * MAX_CELLS:
        check_size(name, sheet.height, sheet.width)
    first_row, first_column = sheet.start[0] + 1, sheet.start[1] + 1
    lines = [
        (first_row + at, texts)
        for at, values in enumerate(sheet.iter_rows())
        if any(texts := {first_column + column: text for column, value in enumerate(values) if (text := _text(value))})
    ]
    if not lines:
        document.remarks.append(f"{name} 是空的，没有导入")
        return
    width = max(max(texts) for _, texts in lines)
    check_size(name, len(lines), width)
    covered = dict(_covered(sheet, dict(lines), width))
    rows = []
    for number, texts in lines:
        cells = []
        for column in range(1, width + 1):
            text, origin = covered.get((number, column), (texts.get(column, ""), OWN))
            cells.append(Cell(text, origin, f"{sheet.name} {letters(column)}{number}"))
        rows.append(cells)
    document.tables.append(Table(sheet.name, rows, merges=sheet.merged_cell_ranges is not None, file=document.name))


def _covered(sheet: Any, lines: dict[int, dict[int, str]], width: int) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    """Yield the cells that merged ranges cover, with the text of the range and where it comes from."""
    for (top, left), (bottom, right) in dict.fromkeys(sheet.merged_cell_ranges or ()):
        text = lines.get(top + 1, {}).get(left + 1, "")
        if not text:
            continue
        check_size(f"{sheet.name}", bottom - top + 1, min(right, width) - left + 1)
        for row in range(top + 1, bottom + 2):
            for column in range(left + 1, min(right + 1, width) + 1):
                if (row, column) != (top + 1, left + 1) and row in lines:
                    yield (row, column), (text, ABOVE if row > top + 1 else LEFT)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, int | float):
        return general(value)
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def convert(data: bytes, name: str, suffix: str, target: str) -> bytes:
    """Let LibreOffice write a file anew as docx or xlsx.

    Raises:
        UnreadableDocument: LibreOffice is not installed, or cannot read the file.
    """
    program = office()
    if program is None:
        raise UnreadableDocument(
            f"{name} 是 {suffix} 格式，不能直接读；请在 Word、Excel 或 WPS 里打开，另存为 {target}（安装了 LibreOffice 的电脑会自动转换）"
        )
    with tempfile.TemporaryDirectory(prefix="govopen-") as folder:
        source = Path(folder) / f"source{suffix}"
        source.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()
        command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile}", "--convert-to", target, "--outdir", folder]
        try:
            subprocess.run([*command, str(source)], stdin=subprocess.DEVNULL, capture_output=True, timeout=_WAIT, check=True)  # noqa: S603
            return (Path(folder) / f"source.{target}").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise UnreadableDocument(
                f"{name} 是 {suffix} 格式，LibreOffice 没能转换；请在 Word、Excel 或 WPS 里打开，另存为 {target}"
            ) from error


def office() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    places = [r"C:\Program Files\LibreOffice\program\soffice.exe", "/Applications/LibreOffice.app/Contents/MacOS/soffice"]
    return shutil.which("soffice") or shutil.which("libreoffice") or next((place for place in places if Path(place).is_file()), None)
