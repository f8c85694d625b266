"""Every way in which a command can fail, with its exit code (docs/architecture.md, "Exit codes")."""


class ExitCode:
    """The process exit codes; a crash never shares a code with "something is overdue". Plain numbers: an enum costs as much as a query."""

    OK = 0
    USAGE = 2
    PLAN = 3
    STATE = 4
    CONFLICT = 5
    OUTPUT = 6
    OVERDUE = 10
    SOON = 11
    EVIDENCE = 12
    BUG = 70
    INTERRUPTED = 130


class GovopenError(Exception):
    """A situation that ends the command: one Chinese sentence that names the value, the place and the way out."""

    code = ExitCode.BUG


class UsageError(GovopenError):
    """The command line names something that does not exist, is ambiguous or cannot be read."""

    code = ExitCode.USAGE


class PlanError(GovopenError):
    """The plan file is missing, unreadable or invalid."""

    code = ExitCode.PLAN


class StateError(GovopenError):
    """The state file is locked too long, unreadable, damaged or written by a newer govopen."""

    code = ExitCode.STATE


class ConflictError(GovopenError):
    """What comes from elsewhere cannot be taken in: it contradicts what is here, or is not what it should be."""

    code = ExitCode.CONFLICT


class OutputError(GovopenError):
    """A file that the user asked for cannot be written."""

    code = ExitCode.OUTPUT


def reason(error: OSError) -> str:
    """Return in Chinese why the system refused something; its own words where they are rare."""
    import errno

    known = {
        errno.ENOENT: "不存在",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "磁盘是只读的",
        errno.ENOSPC: "磁盘已满",
        errno.EDQUOT: "超出磁盘限额",
        errno.EFBIG: "文件太大",
        errno.EISDIR: "是一个文件夹",
        errno.ENOTDIR: "路径中间的一段不是文件夹",
        errno.ENAMETOOLONG: "名称太长",
        errno.ELOOP: "链接绕成了圈",
        errno.EIO: "磁盘或设备出错",
        errno.EMFILE: "打开的文件太多",
        errno.ENFILE: "打开的文件太多",
        errno.ENOMEM: "内存不够",
    }
    return known.get(error.errno or 0) or error.strerror or str(error)
