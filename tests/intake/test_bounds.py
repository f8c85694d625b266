"""What text files under 1 MB may cost, whatever they hold: 5 seconds of the processor (docs/robustness.md)."""

import time

import pytest

from govopen_cli.intake import draft
from govopen_cli.intake.document import read_bytes
from govopen_cli.intake.extract import extract
from govopen_cli.intake.table import UnreadableDocument
from govopen_cli.plan.file.load import load
from govopen_cli.plan.file.write import emit
from tests.conftest import ROOT

HEAD = "序号,工作任务,责任单位,完成时限\n"
LINES = "| 序号 | 工作任务 | 责任单位 | 时限 |\n|---|---|---|---|\n| 1 | {} | b | c |"
HOSTILE = {
    "4,000 distinct units": (".csv", HEAD + "\n".join(f"{at},任务{at},市第{at}工作局、县{at}办公室,6月底" for at in range(2000))),
    "a phrase of 20,000 characters": (".csv", f"{HEAD}1,修路,市交通局,{'6月底前完成一批' * 2500}"),
    "phrases just short enough": (".csv", HEAD + "\n".join(f"{at},修路{at},市交通局,{'每月5日前、' * 30}" for at in range(300))),
    "a list of names without end": (".csv", f"{HEAD}1,修路,{'市交通局、' * 20000},6月底"),
    "names joined without end": (".csv", f"{HEAD}1,修路,{'市交通局和' * 20000},6月底"),
    "names joined in many cells": (".csv", HEAD + "\n".join(f"{at},修{at},{'市交通局和' * 700}{at},6月底" for at in range(40))),
    "brackets that never close": (".csv", f"{HEAD}1,修路,{'（' * 40000},6月底"),
    "labels without end": (".csv", HEAD + "\n".join(f"{at},修{at},{'牵头（责任' * 700}{at},6月底" for at in range(40))),
    "collectives without end": (".csv", HEAD + "\n".join(f"{at},修{at},{'各县、市、区' * 550}{at},6月底" for at in range(40))),
    "a bold mark that never closes": (".md", LINES.format("**a " * 50000)),
    "links that never close": (".md", LINES.format("[a" * 50000)),
    "targets that never close": (".md", LINES.format("[a](" * 50000)),
    "rows out of line": (".txt", "序号\t工作任务\t责任单位\t完成时限\n" + "\n".join("\t".join(["", "市交通局", ""] * 5) for _ in range(1000))),
    "a task of brackets": (".csv", f"序号,重点工作,任务\n1,修路,{'修通东街（牵头单位：' * 9000}"),
    "persons without end": (".csv", f"序号,任务,责任领导,责任单位\n1,修路,{'副县长 张某' * 20000},市交通局"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_small_text_files_are_read_or_refused_in_time(name: str) -> None:
    suffix, text = HOSTILE[name]
    begun = time.process_time()
    try:
        found = extract(read_bytes(text.encode(), f"表{suffix}", suffix))
    except UnreadableDocument as refused:
        assert "\n" not in str(refused)
    else:
        loaded = load(emit(draft.shared(draft.from_rows(found, f"表{suffix}", issued="2022", plan_id=None))).encode(), ROOT / "x.yaml")
        assert not loaded.errors
    assert time.process_time() - begun < 5


def test_a_cell_that_is_no_list_of_names_is_kept_and_said() -> None:
    (row,) = extract(read_bytes(f"{HEAD}1,修路,{'市交通局、' * 1000},6月底".encode(), "表.csv", ".csv")).rows
    assert row.units == {}
    assert row.extra["责任单位"].startswith("市交通局、市交通局")
    assert "超过 4000 个字" in row.doubts[0]
