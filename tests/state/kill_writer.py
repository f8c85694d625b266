"""Run by test_state_faults: kills a writing process again and again, and looks at the file after each time.

``python kill_writer.py STATE ROUNDS`` prints "kills all nothing" at its end; any other answer is a failure.
"""

import os
import random
import signal
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from govopen_cli.state import verify
from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.open import read
from govopen_cli.state.write import write

BATCH = 40


def writer(path: Path, ready: int) -> None:
    """Record batches until killed."""
    os.write(ready, b"x")
    while True:
        batch(path)


def batch(path: Path) -> None:
    """Record one batch."""
    drafts = [Draft(f"1.{number}", "progress", "2021-06-01", note="进展" * 50) for number in range(BATCH)]
    with write(path, "test", 30) as state:
        state.append(drafts, Clerk("甲", "host", datetime.now(timezone.utc)))


def duration(path: Path) -> float:
    """Return how many seconds a batch takes in a process of its own, on this machine at this moment."""
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        batch(path)
        os._exit(0)
    os.waitpid(child, 0)
    return time.monotonic() - begun


def main() -> None:
    path, rounds = Path(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(20210601)
    kept = torn = 0
    longest = 1.2 * duration(path.with_name("measured.db"))  # some are killed before their first batch stands, some behind it
    for _ in range(rounds):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            writer(path, writing)
        os.close(writing)
        os.read(reading, 1)
        os.close(reading)
        time.sleep(rng.random() * longest)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        state = read(path, "test")
        problems = list(verify.problems(state))
        assert not problems, problems
        batches: dict[str, int] = {}
        for event in state.events():
            batches[event.batch] = batches.get(event.batch, 0) + 1
        state.close()
        assert set(batches.values()) <= {BATCH}, batches
        torn += path.with_name(path.name + "-journal").exists()
        kept = len(batches)
    print(f"{rounds} kills, {kept} whole batches, {torn} journals left")


if __name__ == "__main__":
    main()
