"""Look for inputs that break govopen or fool it: seeded, repeatable, as long as one likes.

    python tools/fuzz.py                          every target in turn, ten minutes in all
    python tools/fuzz.py deadline office          these alone
    python tools/fuzz.py --seconds 60 --seed 7

What is tried, and what must hold, stands with each target in ``tools/fuzzing``; docs/robustness.md says what was found. A finding is printed with
its target, seed and case, and is made again by ``--seed`` and ``--case``. Exit code 1: something was found.
"""

import argparse
import random
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tools.fuzzing import targets  # noqa: E402  after the path that it is found on
from tools.fuzzing.common import Finding, Target, brief  # noqa: E402


class Tried(NamedTuple):
    """What became of one target: how many cases were tried, and what was found, each with its case."""

    cases: int
    found: list[tuple[int, Finding]]


def attempt(target: Target, seed: int, case: int) -> Finding | None:
    """Try one case; whatever an input raises that no room declares is a finding too."""
    try:
        target.attempt(random.Random(f"{target.name} {seed} {case}"))
    except Finding as finding:
        return finding
    except Exception as error:  # noqa: BLE001  what it is, is the finding
        import traceback

        frame = traceback.extract_tb(error.__traceback__)[-1]
        return Finding(f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})", target.last)
    return None


def fuzz(target: Target, seconds: float, seed: int, most: int = 20, cases: int | None = None) -> Tried:
    """Try cases of a target for some seconds, up to ``most`` findings and, where a number is given, so many cases."""
    end = time.monotonic() + seconds
    found: list[tuple[int, Finding]] = []
    case = 0
    while time.monotonic() < end and len(found) < most and case != cases:
        finding = attempt(target, seed, case)
        if finding is not None:
            found.append((case, finding))
        case += 1
    return Tried(case, found)


def main() -> int:
    """Fuzz what the command line names and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="target", help=f"{', '.join(targets.NAMES)}; all of them if none is named")
    parser.add_argument("--seconds", type=float, default=600, help="for all targets together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int, help="make this one case of the target again")
    options = parser.parse_args()
    names = options.targets or targets.NAMES
    if unknown := set(names) - set(targets.NAMES):
        parser.error(f"no such target: {', '.join(unknown)}")
    bad = 0
    for name in names:
        with targets.make(name) as target:
            if options.case is not None:
                finding = attempt(target, options.seed, options.case)
                tried = Tried(1, [(options.case, finding)] if finding else [])
            else:
                tried = fuzz(target, options.seconds / len(names), options.seed)
        print(f"{name:<10} {tried.cases:>8} cases, {len(tried.found)} findings")
        for case, finding in tried.found:
            print(f"  --seed {options.seed} --case {case}: {finding.what}\n    {brief(finding.input)}")
        bad += len(tried.found)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
