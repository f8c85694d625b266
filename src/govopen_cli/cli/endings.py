"""The streams of a process, and what happens to every way in which a command line can end; both readers end here."""

import os
import sys

from govopen_cli.errors import ExitCode, GovopenError, reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TextIO


_DAMAGED = "govopen 的程序文件（安装文件夹里的 __pycache__）损坏了，多半是写它时磁盘已满；请腾出空间，删去 __pycache__ 或重新安装"

_UNREADABLE = "状态文件或缓存里的文件读不出来，可能已损坏"
_LOOK = "请用 govopen state verify 检查状态文件，损坏的从备份恢复；缓存里的（govopen where 可看位置）可以删去，会重新做好"


def damaged(error: BaseException) -> bool:
    """Tell whether Python met a compiled module that is cut short or overwritten, as a full disk leaves it."""
    said = ("marshal", "EOF read where object expected")
    return isinstance(error, EOFError | ValueError | TypeError) and any(words in str(error) for words in said)


def ended(work: "Callable[[], int]") -> int:
    """Do the work of one command line and return the exit code; no exception leaves this function."""
    _use_streams()
    try:
        code = work()
        sys.stdout.flush()
        return code
    except GovopenError as error:
        return _failed(str(error), error.code)
    except KeyboardInterrupt:
        return _failed("已中断，没有完成的操作不会留下痕迹", ExitCode.INTERRUPTED)
    except MemoryError:
        return _failed("内存不够，没有完成；请关闭别的程序，或者缩小范围（例如用 --task、--unit 筛选）再试", ExitCode.OUTPUT)
    except OSError as error:
        return _unwritten(error)
    except Exception as error:  # noqa: BLE001  the last resort: exit 70 and one sentence, whatever it was
        if type(error).__module__ == "sqlite3":
            return _failed(f"{_UNREADABLE}（{error}）；{_LOOK}", ExitCode.STATE)
        return _failed(_DAMAGED, ExitCode.OUTPUT) if damaged(error) else _unexpected(error)


def _unwritten(error: OSError) -> int:
    """End where the system refused something that no room has a sentence of its own for: in most cases, to take the output."""
    import errno

    if isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL):
        _drop_output()  # the reader has enough (``| head``): nothing is left to flush at exit
        return ExitCode.OK
    if error.filename is not None:
        return _failed(f"{os.fsdecode(error.filename)}：{reason(error)}；请检查路径和权限", ExitCode.OUTPUT)
    _drop_output()
    return _failed(f"输出写不出去（{reason(error)}）；请检查磁盘空间和输出的去处", ExitCode.OUTPUT)


def _drop_output() -> None:
    """Let nothing more reach stdout."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  it lives as long as the process


def _unexpected(error: Exception) -> int:
    if os.environ.get("GOVOPEN_DEBUG") == "1":
        import traceback

        traceback.print_exc()
    place = f"{type(error).__name__}: {error}"
    return _failed(f"govopen 内部出错（{place}）。请设置 GOVOPEN_DEBUG=1 重新运行，把输出连同 govopen --version 报告给维护者", ExitCode.BUG)


def _failed(message: str, code: int) -> int:
    from govopen_cli.text import visible

    print(f"错误：{visible(message)}", file=sys.stderr)
    return code


class _Messages:
    """Stderr that loses what it cannot write: a message that nobody can read must not change how a command ends."""

    def __init__(self, stream: "TextIO") -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text if that is possible."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            pass
        return len(text)

    def flush(self) -> None:
        """Nothing is ever kept back."""

    def __getattr__(self, name: str) -> "Any":
        return getattr(self._stream, name)


def _use_streams() -> None:
    """Open what was closed, and never fail on a character that an encoding lacks: it is written as an escape, not lost."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:  # closed by whoever started us: another file must not get its number
            file = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(file, "w" if number else "r", encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if not isinstance(sys.stderr, _Messages):
        sys.stderr = _Messages(sys.stderr)
