"""Office files as packages: a zip of XML parts and the relations between them, opened with every bound that keeps a small file small.

Parts are read as streams through lxml's event parser, so that a file of ten thousand rows is never a tree in memory. Transitional and
Strict Open XML differ in their namespaces alone: readers compare local names.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from lxml import etree

from govopen_cli.intake.table import UnreadableDocument

# what the parts may unpack to, in bytes: a table of ten thousand rows packs about thirtyfold
UNPACKED_BASE, UNPACKED_PER_BYTE, UNPACKED_MOST = 48 * 1024 * 1024, 20, 400 * 1024 * 1024
MAX_PARTS = 5_000
MAX_SMALL_PART = 16 * 1024 * 1024  # bytes of a part that is read as a tree: styles, relations, numbering

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Package:
    """An Office file: its name for messages, and its parts by their paths without a leading slash."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the zip.

        Raises:
            UnreadableDocument: it is encrypted, of an old format, damaged, or unpacks to more than a document holds.
        """
        self.name = name
        if data[:8] == _OLE:
            raise UnreadableDocument(f"{name} 是加密的文件或旧格式（doc、xls）文件；请打开后去掉密码，另存为 docx 或 xlsx")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableDocument(f"{name} 已损坏或不完整；请重新取得文件，或打开后另存一份") from error
        size = sum(info.file_size for info in infos)
        limit = min(UNPACKED_BASE + UNPACKED_PER_BYTE * len(data), UNPACKED_MOST)
        if size > limit or len(infos) > MAX_PARTS:
            raise UnreadableDocument(
                f"{name} 解开后有 {size // 1024 // 1024} MB、{len(infos)} 个部分，超过上限（{limit // 1024 // 1024} MB、{MAX_PARTS} 个部分），"
                "不像任务分解表；请删去多余的内容后再导入"
            )
        self._parts = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}
        self._folded = {path.lower(): path for path in self._parts}

    def has(self, part: str) -> bool:
        """Tell whether there is such a part; paths are compared without case, as Office does."""
        return part.lower() in self._folded

    @contextmanager
    def stream(self, part: str) -> Iterator[IO[bytes]]:
        """Open a part as a stream.

        Raises:
            UnreadableDocument: there is none, it cannot be unpacked, or its XML is broken while it is read.
        """
        info = self._parts.get(self._folded.get(part.lower(), ""))
        if info is None:
            raise self.damaged(part, "文件里没有这一部分")
        if info.flag_bits & 1:
            raise UnreadableDocument(f"{self.name} 有密码；请打开后去掉密码再导入")
        try:
            with self._zip.open(info) as stream:
                head = stream.read(4096)
                if re.search(rb"<!(?:DOCTYPE|ENTITY)", head.replace(b"\0", b"")):
                    raise self.damaged(part, "含有文档类型声明或外部实体")
            with self._zip.open(info) as stream:
                yield stream
        except etree.XMLSyntaxError as error:
            raise self.damaged(part, f"XML 不完整，在第 {error.lineno} 行") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise self.damaged(part, "解不开，压缩的数据已损坏") from error

    def damaged(self, part: str, what: str) -> UnreadableDocument:
        """Return the error for a part that is not as it must be; ``what`` says in Chinese what is wrong with it."""
        return UnreadableDocument(f"{self.name} 已损坏（{part}：{what}）；请在 Office 或 WPS 里打开后另存一份，或重新取得文件")

    def tree(self, part: str) -> Any:
        """Return a small part as an element tree's root.

        Raises:
            UnreadableDocument: it is missing, too large or broken.
        """
        with self.stream(part) as stream:
            data = stream.read(MAX_SMALL_PART + 1)
            if len(data) > MAX_SMALL_PART:
                raise self.damaged(part, f"超过 {MAX_SMALL_PART // 1024 // 1024} MB")
            return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part by id, as (last word of the type, path of the target); outside targets are left out."""
        folder, file = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.has(path):
            return {}
        found = {}
        for node in self.tree(path):
            if not isinstance(node.tag, str) or node.get("TargetMode") == "External" or not node.get("Target"):
                continue
            target = node.get("Target").replace("\\", "/")
            target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[node.get("Id") or ""] = ((node.get("Type") or "").rsplit("/", 1)[-1], target)
        return found

    def main(self) -> str:
        """Return the path of the main part: the document, or the workbook.

        Raises:
            UnreadableDocument: there is none.
        """
        for kind, target in self.relations("").values():
            if kind == "officeDocument":
                return target
        raise self.damaged("_rels/.rels", "没有说明正文在哪里")


def events(stream: IO[bytes], *tags: str, start: bool = False) -> Iterator[tuple[str, Any]]:
    """Yield the ends (and starts) of the elements of these local names, in document order, with safe parser settings."""
    kinds = ("start", "end") if start else ("end",)
    yield from etree.iterparse(
        stream, events=kinds, tag=[f"{{*}}{tag}" for tag in tags], resolve_entities=False, no_network=True, load_dtd=False
    )


def local(node: Any) -> str:
    """Return the local name of an element; comments and processing instructions have none."""
    try:
        return _LOCAL[node.tag]
    except KeyError:
        found = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        if len(_LOCAL) < _MOST_NAMES:
            _LOCAL[node.tag] = found
        return found


_LOCAL: dict[Any, str] = {}  # asked a million times of a few dozen names
_MOST_NAMES = 1000


def forget(node: Any) -> None:
    """Free an element that was read, and what stands before it in its parent."""
    node.clear()
    parent = node.getparent()
    if parent is not None:
        while node.getprevious() is not None:
            del parent[0]
