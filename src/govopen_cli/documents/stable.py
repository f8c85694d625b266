"""The same bytes from the same content: zip containers without the moment at which they were packed."""

import io
import re
import zipfile
from datetime import date, datetime

_EPOCH = (1980, 1, 1, 0, 0, 0)


_CORE = "docProps/core.xml"


def stable_zip(data: bytes, day: date | None = None) -> bytes:
    """Return a zip file with the same members in the same order, and every time stamp the same.

    With ``day``, an Office document says that it was changed on that day: openpyxl writes the moment of saving, whatever was set.
    """
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            member = zipfile.ZipInfo(info.filename, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            content = source.read(info)
            if day is not None and info.filename == _CORE:
                stamp = f"{moment(day):%Y-%m-%dT%H:%M:%SZ}".encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            target.writestr(member, content)
    return result.getvalue()


def moment(day: date) -> datetime:
    """Return the moment that documents of a day carry as their creation."""
    return datetime(day.year, day.month, day.day)
