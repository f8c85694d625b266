"""The process: ``govopen`` and ``python -m govopen_cli`` begin and end here."""

import gc
import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line of this process, and end it without the interpreter's tidying up, which takes as long as a query.

    One command is over before a garbage collection could pay; docs/performance.md has the measurements.
    """
    gc.disable()
    code = _run()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _run() -> int:
    if "_GOVOPEN_COMPLETE" in os.environ:
        from govopen_cli.cli.complete import answer

        return answer()
    from govopen_cli.cli.main import run

    return run()


if __name__ == "__main__":
    main()
