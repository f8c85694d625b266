"""Twenty seconds of what tools/fuzz.py does for ten minutes by hand."""

import pytest
from tools.fuzz import fuzz
from tools.fuzzing import targets

SECONDS = 20 / len(targets.NAMES)


@pytest.mark.parametrize("name", targets.NAMES)
def test_nothing_breaks_it(name: str) -> None:
    with targets.make(name) as target:
        tried = fuzz(target, SECONDS, seed=15)
    assert tried.cases
    assert not tried.found, tried.found[0]
