"""Ledgers of small plans, in process."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from govopen_cli.ledger.books import Asked, Books
from govopen_cli.ledger.select import Filters, Ledger
from govopen_cli.plan.file.load import load
from govopen_cli.plan.index.compile import in_memory
from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.open import read
from govopen_cli.state.state import State
from govopen_cli.state.write import write
from tests.plans import plan

NOBODY = Clerk("甲", "h", datetime(2021, 1, 1, tzinfo=timezone.utc))
Make = Callable[..., Ledger]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Build the ledger of items on a day, from acts given as drafts; ``whole`` is False for a state as it was known on a day."""
    with ExitStack() as stack:

        def build(day: str, *items: str, acts: list[Draft] | None = None, head: str = "", whole: bool = True) -> Ledger:
            loaded = load(plan(*items, head=head).encode(), Path("tasks.yaml"))
            assert not loaded.errors, loaded.problems
            index = in_memory(loaded)
            stack.callback(index.close)
            state = State(None)
            if acts:
                path = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
                with write(path, "test") as writable:
                    for draft in acts:
                        writable.append([draft], NOBODY)
                state = stack.enter_context(closing(read(path, "test")))
                if not whole:
                    state = state.as_of(datetime(2100, 1, 1, tzinfo=timezone.utc))
            return Ledger(index, state, date.fromisoformat(day))

        yield build


def books(ledger: Ledger, filters: Filters) -> Books:
    """Return one ledger as the only one that is asked."""
    return Books([Asked(ledger, filters)], [ledger.plan], ledger.day)
