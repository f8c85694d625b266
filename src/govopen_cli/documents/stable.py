"""The same bytes from the same content: zip containers without the moment at which they were packed."""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
_GAP = re.compile(rb"<\?govopen (\d+)\?>")
_ENOUGH = 1 << 16

Part = Callable[[], Iterable[str]]


def stable_zip(data: bytes, gaps: Mapping[int, Part] | None = None) -> bytes:
    """Return a zip file with the same members in the same order, and every time stamp the same.

    ``gaps`` maps the number of a processing instruction ``<?govopen N?>`` to what writes its text in its place, piece by piece: the XML of
    a long table is never held as a whole.
    """
    result = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(result, "w", ZIP_DEFLATED, compresslevel=5) as target:
        for info in source.infolist():
            member = ZipInfo(info.filename, _EPOCH)
            member.compress_type = ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            pieces = _GAP.split(source.read(info)) if gaps else [source.read(info)]
            with ZipFile.open(target, member, "w") as file:
                for number, piece in enumerate(pieces):
                    if number % 2 == 0:
                        file.write(piece)
                    elif gaps:
                        _pour(gaps[int(piece)](), file.write)
    return result.getvalue()


def _pour(texts: Iterable[str], write: Callable[[bytes], object]) -> None:
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size > _ENOUGH:
            write("".join(held).encode())
            held, size = [], 0
    write("".join(held).encode())


def moment(day: date) -> datetime:
    """Return the moment that documents of a day carry as their creation."""
    return datetime(day.year, day.month, day.day)
