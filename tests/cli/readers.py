"""Both readers of the command line in this process: the fast one and Typer, over one argument list, with streams of their own."""

import io
import sys
from collections.abc import Callable
from typing import NamedTuple

from govopen_cli.cli import fast
from govopen_cli.cli import main as typer_reader
from govopen_cli.cli.call import run_command
from govopen_cli.cli.endings import ended


class Ended(NamedTuple):
    """How a command line ended: its code and the bytes of both streams."""

    code: int
    out: str
    err: str


def captured(work: Callable[[], int]) -> Ended:
    """End some work as a process would, with stdout and stderr in memory."""
    kept = sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdout, sys.stderr = io.TextIOWrapper(out, "utf-8", newline=""), io.TextIOWrapper(err, "utf-8", newline="")
    try:
        code = ended(work)
        sys.stdout.flush()
        sys.stderr.flush()
        return Ended(code, out.getvalue().decode(), err.getvalue().decode())
    finally:
        sys.stdout, sys.stderr = kept


def by_typer(line: list[str]) -> Ended:
    """Answer through Typer."""
    return captured(lambda: typer_reader.run(line))


def by_fast(line: list[str]) -> Ended | None:
    """Answer without Typer; None where the fast reader leaves the line to Typer, having printed nothing."""
    read = []

    def work() -> int:
        found = fast.read(line)
        read.append(found)
        return run_command(*found) if found is not None else 0

    done = captured(work)
    if read[0] is None:
        assert done == (0, "", ""), f"{line} was begun and not read"
        return None
    return done
