"""Twenty seconds of what tools/fuzz.py does for ten minutes by hand."""

import pytest
from tools.fuzz import fuzz
from tools.fuzzing import targets

SECONDS = 20 / len(targets.NAMES)
CASES = 5000  # so that a fast machine tries the same: what longer runs find is docs/robustness.md's


@pytest.mark.parametrize("name", targets.NAMES)
def test_nothing_breaks_it(name: str) -> None:
    with targets.make(name) as target:
        tried = fuzz(target, SECONDS, seed=15, cases=CASES)
    assert tried.cases
    assert not tried.found, tried.found[0]
