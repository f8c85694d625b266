"""Tables of many layouts, made into every format, against answers that stood before the importer was tried on them."""

from pathlib import Path

import pytest

from tests.intake import fresh
from tests.intake.facts import imported, score

TABLES = {table.id: table for table in fresh.tables()}
# files that do not say whether a blank was merged with the row above: how these are read is said
BLANKS = {
    ("t_merged_deadline", "csv"),
    ("t_merged_deadline", "md"),
    ("t_merged_units", "csv"),
    ("t_merged_units", "md"),
    ("u_blank_deadline", "txt"),
}


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv", "md", "txt"])
@pytest.mark.parametrize("name", TABLES)
def test_fresh_tables(name: str, suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.{suffix}"
    fresh.write(TABLES[name], file)
    found, loaded = imported(file, TABLES[name].year)
    result = score({"rows": TABLES[name].rows}, found, loaded, suffix)
    assert not result.silent
    assert not result.wrong or (name, suffix) in BLANKS
