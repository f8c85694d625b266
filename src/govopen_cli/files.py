"""Files written whole or not at all: the one way in which a file of any kind is put in place.

A temporary file beside the target is filled, synced, and takes the target's place in one step. A link is written through, to
what it points at; a device, a pipe or a socket has no place that could be taken, so it is written to.
"""

import errno
import os
import stat
import zlib

from govopen_cli.errors import OutputError, reason

_PREFIX = ".govopen"
_FOREIGN_SECONDS = 86400  # after this a leftover of another machine is nobody's any more


class Whole:
    """A file in the making: ``with Whole(path) as temporary`` names an empty file that becomes ``path`` at the end of the block.

    When the block raises, the temporary file is removed and ``path`` stays as it was. ``sync=False`` is for caches, which may be
    lost with the power. What the system refuses is raised as it comes, an ``OSError``.
    """

    def __init__(self, path: "str | os.PathLike[str]", *, sync: bool = True) -> None:
        self._path = os.fspath(path)
        self._sync = sync
        self._stream = _is_stream(self._path)
        # a link is followed to its end, so that the file there is replaced and the link stays
        self._target = self._path if self._stream else os.path.realpath(self._path)
        self._temporary = ""

    def __enter__(self) -> str:
        folder, name = os.path.split(self._target)
        if self._stream:
            folder = _temporary_folder()
        family = f"{_PREFIX}-{zlib.crc32(os.fsencode(name)):08x}-{_machine():08x}-"
        if self._sync:
            _clear(folder, family)
        self._temporary = os.path.join(folder, f"{family}{os.getpid()}-{os.urandom(4).hex()}.tmp")
        os.close(os.open(self._temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666))
        return self._temporary

    def __exit__(self, kind: object, *_rest: object) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            _remove(self._temporary)

    def _finish(self) -> None:
        if self._stream:
            with open(self._temporary, "rb") as source, open(self._target, "ab") as target:
                while chunk := source.read(1 << 20):
                    target.write(chunk)
            return
        if self._sync:
            _sync(self._temporary, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.chmod(self._temporary, stat.S_IMODE(os.stat(self._target).st_mode))
        except FileNotFoundError:
            pass  # a new file has the mode that the user's mask gives it
        os.replace(self._temporary, self._target)
        if self._sync and os.name == "posix":
            _sync(os.path.dirname(self._target), os.O_RDONLY)


def write_whole(path: "str | os.PathLike[str]", data: bytes) -> None:
    """Write a file that the user asked for; on any failure the old one stays as it was.

    Raises:
        OutputError: the folder or the file cannot be written, the disk is full, or another program holds the file.
    """
    try:
        if _is_stream(os.fspath(path)):
            with open(path, "ab") as stream:
                stream.write(data)
            return
        with Whole(path) as temporary, open(temporary, "wb") as file:
            file.write(data)
    except OSError as error:
        raise OutputError(sentence(path, error)) from error


def make_folder(path: "str | os.PathLike[str]") -> None:
    """Make a folder, and those that it stands in, where they are not there.

    Raises:
        OutputError: it cannot be made; the message says why.
    """
    try:
        os.makedirs(path, exist_ok=True)
    except FileExistsError as error:
        raise OutputError(f"{os.fspath(path)} 是文件，不是文件夹；请换一个名字") from error
    except OSError as error:
        raise OutputError(sentence(path, error)) from error


def sentence(path: "str | os.PathLike[str]", error: OSError) -> str:
    """Say why a file was not written, and the way out."""
    folder, name = os.path.split(os.fspath(path))
    if isinstance(error, IsADirectoryError):
        return f"{os.fspath(path)} 是文件夹；请写明文件名"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"文件夹 {folder or '.'} 不存在，{name} 没有写；请先建立文件夹，或换一个位置"
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"磁盘空间不够，{os.fspath(path)} 没有写，原来的文件没有动；请清理磁盘后再试"
    if error.errno == errno.ENAMETOOLONG:
        return f"文件名太长，{name[:20]}… 没有写；请换一个短些的名字"
    if isinstance(error, PermissionError):
        return f"{os.fspath(path)} 写不进去：没有权限，或正被 WPS、Excel 等程序打开；请关闭文件后再试，或换一个位置。原来的文件没有动"
    return f"{os.fspath(path)} 写不进去（{reason(error)}）；原来的文件没有动"


def _is_stream(path: str) -> bool:
    """Tell whether a path names something that is written to and never replaced, also an open file under its /dev name.

    Raises:
        IsADirectoryError: it names a folder.
    """
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False  # what is not there yet becomes a file; what cannot be reached fails when it is opened
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not stat.S_ISREG(mode):
        return True
    return os.path.islink(path) and os.path.realpath(os.path.dirname(path) or ".").startswith(("/dev", "/proc"))


def _temporary_folder() -> str:
    import tempfile  # a device has no folder to put a file beside it

    return tempfile.gettempdir()


def _machine() -> int:
    """Return a number for this machine: a process id means nothing on another one."""
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return zlib.crc32(name.encode("utf-8", "surrogateescape"))


def _clear(folder: str, family: str) -> None:
    """Remove what an interrupted writer of the same target left behind; what a living one writes stays."""
    same_target = family[: len(_PREFIX) + 10]
    try:
        with os.scandir(folder or ".") as entries:
            leftovers = [entry.name for entry in entries if entry.name.startswith(same_target)]
    except OSError:
        return  # what is wrong with the folder shows when the file is opened
    for name in leftovers:
        if _abandoned(os.path.join(folder, name), name.startswith(family)):
            _remove(os.path.join(folder, name))


def _abandoned(path: str, ours: bool) -> bool:
    import time

    try:
        if not ours:
            return time.time() - os.stat(path).st_mtime > _FOREIGN_SECONDS
        if os.name != "posix":
            return True  # Windows does not remove what a living process has open
        os.kill(int(os.path.basename(path).split("-")[3]), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError, IndexError):
        pass
    return False


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass  # it has become the target, or was never made


def _sync(path: str, flags: int) -> None:
    handle = os.open(path or ".", flags)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network folders cannot
            raise
    finally:
        os.close(handle)
