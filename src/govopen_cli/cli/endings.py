"""The streams of a process, and what happens to every way in which a command line can end; both readers end here."""

import os
import sys

from govopen_cli.errors import ExitCode, GovopenError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


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
    except BrokenPipeError:  # the reader has enough (``| head``): nothing is left to flush at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:  # noqa: BLE001  the last resort: exit 70 and one sentence, whatever it was
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    if os.environ.get("GOVOPEN_DEBUG") == "1":
        import traceback

        traceback.print_exc()
    place = f"{type(error).__name__}: {error}"
    return _failed(f"govopen 内部出错（{place}）。请设置 GOVOPEN_DEBUG=1 重新运行，把输出连同 govopen --version 报告给维护者", ExitCode.BUG)


def _failed(message: str, code: int) -> int:
    print(f"错误：{message}", file=sys.stderr)
    return code


def _use_streams() -> None:
    """Never fail on a character that the terminal's encoding lacks: it is written as an escape, not lost."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
