"""Files written whole or not at all: a temporary file in the same folder, synced, then put in place."""

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from govopen_cli.errors import OutputError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file; on any failure the old one stays as it was.

    Raises:
        OutputError: the folder or the file cannot be written, the disk is full, or another program holds the file.
    """
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        else:
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()
        raise OutputError(_sentence(path, error)) from error


def _sentence(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"文件夹 {path.parent} 不存在，{path.name} 没有写；请先建立文件夹，或换一个位置"
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"磁盘空间不够，{path} 没有写，原来的文件没有动；请清理磁盘后再试"
    if isinstance(error, PermissionError):
        return f"{path} 写不进去：没有权限，或正被 WPS、Excel 等程序打开；请关闭文件后再试，或换一个位置。原来的文件没有动"
    return f"{path} 写不进去（{error.strerror}）；原来的文件没有动"
