"""Any file to a document: which reader, by what the file holds; its suffix says only how text is separated."""

import io
import stat
import zipfile
from pathlib import Path
from typing import IO

from govopen_cli.errors import reason
from govopen_cli.intake.table import Document, Options, UnreadableDocument

MAX_FILE = 64 * 1024 * 1024  # bytes
TEXT = (".csv", ".tsv", ".txt", ".md")
WORD = (".docx", ".docm", ".dotx", ".dotm")
EXCEL = (".xlsx", ".xlsm", ".xltx", ".xltm")
# read through calamine, or converted by LibreOffice, with the format to save them as
SHEETS = (".xls", ".et", ".xlsb", ".ods")
CONVERTED = {".doc": "docx", ".wps": "docx", ".rtf": "docx", ".odt": "docx", ".dot": "docx", ".wpt": "docx", ".ett": "xlsx", ".xlt": "xlsx"}
SUFFIXES = (*WORD, *EXCEL, *TEXT, *SHEETS, *CONVERTED)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_file(path: Path, options: Options = Options()) -> Document:
    """Read a file.

    Raises:
        UnreadableDocument: there is no such file, its kind is not read, it is too large, or it is damaged.
    """
    suffix = path.suffix.lower()
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind):
            what = "文件夹" if stat.S_ISDIR(kind) else "管道或设备"
            raise UnreadableDocument(f"{path} 是{what}，不是文件；要从标准输入读时写 -")
        with path.open("rb") as stream:
            data = read_bounded(stream, str(path))
    except FileNotFoundError as error:
        raise UnreadableDocument(f"找不到文件 {path}；请检查路径") from error
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "路径不对"
        raise UnreadableDocument(f"打不开文件 {path}（{why}）；请检查有没有权限，或是否正被别的程序占用") from error
    if suffix == ".pdf" or data[:5] == b"%PDF-":
        raise UnreadableDocument(f"{path} 是 PDF，读不出表格；请在 WPS 或 Word 里转换成 docx，或向发文单位要 Word 文件")
    if suffix not in SUFFIXES:
        raise UnreadableDocument(f"不认识 {path} 的格式；可以读的有：{'、'.join(SUFFIXES)}")
    return read_bytes(data, path.name, suffix, options)


def read_bounded(stream: IO[bytes], name: str) -> bytes:
    """Read a stream to its end.

    Raises:
        UnreadableDocument: it holds more than any table does.
    """
    data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise UnreadableDocument(f"{name} 超过 {MAX_FILE // 1024 // 1024} MB，不像任务分解表；请删去多余的内容后再导入")
    return data


def read_bytes(data: bytes, name: str, suffix: str = "", options: Options = Options()) -> Document:
    """Read what a file holds, or what standard input delivered.

    Raises:
        UnreadableDocument: it is damaged or of no kind that is read.
    """
    from govopen_cli.intake.readers import text

    if not data:
        raise UnreadableDocument(f"{name} 是空的")
    if data[:2] == b"PK":
        return _package(data, name, suffix, options)
    if data[:8] == _OLE:
        return _compound(data, name, suffix, options)
    if data[:5] == b"{\\rtf":
        return _converted(data, name, ".rtf", "docx", options)
    if suffix in TEXT or not suffix:
        return text.read(data, name, suffix, options)
    what = "网页" if data[:200].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"\xef\xbb\xbf<html")) else "别的内容"
    target = "xlsx" if suffix in (*EXCEL, *SHEETS) else "docx"
    raise UnreadableDocument(f"{name} 已损坏，或里面是{what}，不是 {suffix} 文件；请在 Office 或 WPS 里打开后另存为 {target}")


def _package(data: bytes, name: str, suffix: str, options: Options) -> Document:
    """Read a zip by the parts that it holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {part.lower() for part in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        parts = set()  # the reader says what is wrong with it
    if b"mimetype" in data[:60] and b"opendocument" in data[:200]:
        if b"opendocument.spreadsheet" in data[:200]:
            return _sheets(data, name, ".ods", options)
        return _converted(data, name, ".odt", "docx", options)
    if "xl/workbook.bin" in parts:
        return _sheets(data, name, ".xlsb", options)
    if any(part.startswith("xl/") for part in parts) or (not parts and suffix in EXCEL):
        from govopen_cli.intake.readers import xlsx

        return xlsx.read(data, name, options)
    from govopen_cli.intake.readers import docx

    return docx.read(data, name, options)


def _compound(data: bytes, name: str, suffix: str, options: Options) -> Document:
    """Read a file of the formats before 2007, whatever its suffix says it is."""

    def holds(*streams: str) -> bool:
        # names of streams stand in the directory, in UTF-16, padded with zeros
        return any(stream.encode("utf-16-le") + bytes(8) in data for stream in streams)

    if holds("EncryptedPackage"):
        raise UnreadableDocument(f"{name} 有密码；请打开后去掉密码，另存为 docx 或 xlsx")
    if holds("Workbook", "Book"):
        return _sheets(data, name, suffix if suffix in SHEETS else ".xls", options)
    if holds("WordDocument"):
        return _converted(data, name, suffix if CONVERTED.get(suffix) == "docx" else ".doc", "docx", options)
    raise UnreadableDocument(f"{name} 是加密的文件或旧格式（doc、xls）文件；请打开后去掉密码，另存为 docx 或 xlsx")


def _sheets(data: bytes, name: str, suffix: str, options: Options) -> Document:
    from govopen_cli.intake.readers import legacy

    return legacy.read_sheets(data, name, suffix, options)


def _converted(data: bytes, name: str, suffix: str, target: str, options: Options) -> Document:
    from govopen_cli.intake.readers import docx, legacy, xlsx

    # an old file of Kingsoft's programs is one of Microsoft's under another suffix
    written = legacy.convert(data, name, {".wps": ".doc", ".wpt": ".doc", ".et": ".xls"}.get(suffix, suffix), target)
    document = docx.read(written, name, options) if target == "docx" else xlsx.read(written, name, options)
    document.remarks.insert(0, f"{name} 是 {suffix} 格式，由 LibreOffice 转换后读取，请核对")
    return document
