"""How well govopen understands what offices write: tables, deadline phrases and names, against answers that people wrote.

    python tools/understanding.py

The answers stand in tests/data; docs/understanding.md says what the figures mean.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tests.intake import fresh  # noqa: E402
from tests.intake.facts import Score, answer, imported, score  # noqa: E402  what the tests compare by
from tests.language import test_deadlines, test_units  # noqa: E402

FORMATS = ("docx", "xlsx", "csv", "txt")


def tables() -> Iterable[tuple[str, Score]]:
    """Yield the score of each table in each of its formats."""
    for path in sorted((ROOT / "tests/data/tables").glob("*.expected.json")):
        expected = answer(path)
        for suffix in FORMATS:
            file = path.with_name(path.name.replace("expected.json", suffix))
            if file.exists():
                found, loaded = imported(file, str(expected.get("document_year") or expected["year"]))
                yield file.name, score(expected, found, loaded, suffix)


def made() -> Iterable[tuple[str, Score]]:
    """Yield the score of each table of tests/data/fresh_tables.txt in each format that it is made into."""
    with tempfile.TemporaryDirectory() as folder:
        for table in fresh.tables():
            for suffix in (*FORMATS, "md"):
                file = Path(folder, f"{table.id}.{suffix}")
                fresh.write(table, file)
                found, loaded = imported(file, table.year)
                yield file.name, score({"rows": table.rows}, found, loaded, suffix)


def held(check: Callable[..., None], samples: Iterable[tuple[object, ...]]) -> tuple[int, int]:
    """Return how many samples a test holds, and of how many."""
    right = total = 0
    for sample in samples:
        total += 1
        try:
            check(*sample)
        except AssertionError:
            continue
        right += 1
    return right, total


def main() -> None:
    """Print the figures."""
    published, fresh_ones = list(tables()), list(made())
    for title, scores in (("tables", published), ("fresh tables", fresh_ones)):
        for suffix in (*FORMATS, "md"):
            if own := [part for name, part in scores if name.endswith(suffix)]:
                _print(f"{title}, {suffix}", own)
        _print(f"{title}, all", [part for _, part in scores])
    for title, (right, total) in {
        "deadline phrases": held(test_deadlines.test_samples, ((sample,) for sample in test_deadlines.SAMPLES)),
        "phrases by kind": held(test_deadlines.test_kinds_of_phrases, ((sample,) for sample in test_deadlines.KINDS)),
        "fresh phrases": held(test_deadlines.test_kinds_of_phrases, ((sample,) for sample in test_deadlines.FRESH)),
        "pairs of names": held(test_units.test_samples, ((sample,) for sample in test_units.SAMPLES)),
        "names in worlds": held(test_units.test_names_in_closed_worlds, ((sample,) for sample in test_units.FRESH)),
    }.items():
        print(f"{title:<20} {right:>5} of {total:<5} {100 * right / total:6.1f}%")
    for name, part in [*published, *fresh_ones]:
        for fact in part.wrong:
            print(f"  {'said  ' if fact.said else 'SILENT'} {name} row {fact.row} {fact.name}: {fact.found!r}, not {fact.wanted!r}")


def _print(title: str, scores: list[Score]) -> None:
    facts, wrong = sum(len(part.facts) for part in scores), sum(len(part.wrong) for part in scores)
    rows, right = sum(part.rows for part in scores), sum(part.right_rows for part in scores)
    silent = sum(len(part.silent) for part in scores)
    print(
        f"{title:<20} {facts - wrong:>5} of {facts:<5} facts {100 * (facts - wrong) / facts:6.1f}%   {right:>4} of {rows:<4} rows entirely right "
        f"{100 * right / rows:6.1f}%   {silent} silent mistakes"
    )


if __name__ == "__main__":
    main()
