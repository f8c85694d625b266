"""A progress bar on stderr for work that takes seconds, where a person is looking."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# input from which on a command may take longer than two seconds
MANY_BYTES = 2_000_000
MANY_ROWS = 2_000


@contextmanager
def progress(label: str, *, large: bool) -> Iterator[Callable[[float], None]]:
    """Show a bar while the body runs, if the work is ``large`` and stderr is a terminal.

    The body may tell which part (0 to 1) is done; until it does, the bar only shows that work goes on.
    """
    if not large or not sys.stderr.isatty():
        yield lambda _part: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    with bar:
        task = bar.add_task(label, total=None)

        def tell(part: float) -> None:
            bar.update(task, total=1.0, completed=part)

        yield tell


def large_file(*names: str | Path) -> bool:
    """Tell whether files are together so large that reading them takes seconds; Office files are packed, and count tenfold."""
    paths = [Path(name) for name in names]
    sizes = (path.stat().st_size * (10 if path.suffix.lower() in (".docx", ".xlsx") else 1) for path in paths if path.is_file())
    return sum(sizes) > MANY_BYTES
