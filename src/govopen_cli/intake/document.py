"""Any file to a document: which reader, by its suffix and, without one, by its content."""

from collections.abc import Callable
from pathlib import Path

from govopen_cli.intake.table import Document, UnreadableDocument

_OLD = {
    ".doc": "docx",
    ".wps": "docx",
    ".rtf": "docx",
    ".pdf": "docx",
    ".xls": "xlsx",
    ".et": "xlsx",
    ".xlsb": "xlsx",
    ".ods": "xlsx",
    ".odt": "docx",
}
SUFFIXES = (".docx", ".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".md")


def read_file(path: Path) -> Document:
    """Read a file.

    Raises:
        UnreadableDocument: there is no such file, its kind is not read, or it is damaged.
    """
    suffix = path.suffix.lower()
    if suffix in _OLD:
        raise UnreadableDocument(f"{path} 是 {suffix} 格式，不能直接读；请在 Word、Excel 或 WPS 里打开，另存为 {_OLD[suffix]}")
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableDocument(f"找不到文件 {path}；请检查路径") from error
    except OSError as error:
        raise UnreadableDocument(
            f"打不开文件 {path}（{error.strerror}）；请检查是不是文件夹、有没有权限，或是否正被别的程序占用"
        ) from error
    if suffix not in SUFFIXES:
        raise UnreadableDocument(f"不认识 {path} 的格式；可以读的有：{'、'.join(SUFFIXES)}")
    return read_bytes(data, path.name, suffix)


def read_bytes(data: bytes, name: str, suffix: str = "") -> Document:
    """Read what a file holds, or what standard input delivered.

    Raises:
        UnreadableDocument: it is damaged or of no kind that is read.
    """
    if not data:
        raise UnreadableDocument(f"{name} 是空的")
    return _reader(data, suffix)(data, name)


def _reader(data: bytes, suffix: str) -> Callable[[bytes, str], Document]:
    from govopen_cli.intake.readers import text

    if suffix in (".xlsx", ".xlsm") or (not suffix and data[:2] == b"PK" and b"xl/" in data):
        from govopen_cli.intake.readers import xlsx

        return xlsx.read
    if suffix == ".docx" or (not suffix and data[:2] in (b"PK", b"\xd0\xcf")):
        from govopen_cli.intake.readers import docx

        return docx.read
    return lambda content, name: text.read(content, name, suffix)
