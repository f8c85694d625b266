"""The process: ``govopen`` and ``python -m govopen_cli`` begin and end here."""

import gc
import os
import sys

from govopen_cli.cli.endings import ended


def main() -> None:
    """Run the command line of this process, and end it without the interpreter's tidying up, which takes as long as a query.

    One command is over before a garbage collection could pay; docs/performance.md has the measurements.
    """
    gc.disable()
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105  contextlib costs a tenth of a query
            stream.flush()
        except (OSError, ValueError):
            pass
    os._exit(code)


def run(line: list[str]) -> int:
    """Answer one command line and return its exit code; no exception leaves this function."""
    return ended(lambda: _answer(line))


def _answer(line: list[str]) -> int:
    if "_GOVOPEN_COMPLETE" in os.environ:
        from govopen_cli.cli import complete

        return complete.answer()
    from govopen_cli.cli import fast

    if (found := fast.read(line)) is not None:
        from govopen_cli.cli.call import run_command

        return run_command(*found)
    from govopen_cli.cli import main as typer_reader

    return typer_reader.run(line)


if __name__ == "__main__":
    main()
