"""The same bytes from the same content: zip containers without the moment at which they were packed."""

import io
import zipfile
from datetime import date, datetime

_EPOCH = (1980, 1, 1, 0, 0, 0)


def stable_zip(data: bytes) -> bytes:
    """Return a zip file with the same members in the same order, and every time stamp the same."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            member = zipfile.ZipInfo(info.filename, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            target.writestr(member, source.read(info))
    return result.getvalue()


def moment(day: date) -> datetime:
    """Return the moment that documents of a day carry as their creation."""
    return datetime(day.year, day.month, day.day)
