"""What an item is on a day, held to a table that was worked out by hand; what a row says of its parts."""

from datetime import date
from pathlib import Path

import pytest

from govopen_cli.ledger.lights import PRESSING_FIRST, together
from govopen_cli.ledger.matrix import matrix
from govopen_cli.ledger.records import full_record
from govopen_cli.ledger.status import Row, evaluate
from govopen_cli.ledger.summary import totals
from govopen_cli.plan.file.load import Loaded
from govopen_cli.plan.model import Item
from govopen_cli.state.facts import NOTHING, Facts
from tests.ledger.cases import Case, answer, asked_of, cases, plan

OPEN_CASES, CLOSING_CASES = list(cases()), list(cases("closing_cases.txt"))
CASES = [*OPEN_CASES, *CLOSING_CASES]
LOADED = {False: plan(), True: plan(early=True)}


def loaded_for(case: Case) -> Loaded:
    return LOADED[case.item == "early"]


def item(name: str) -> Item:
    return next(item for item in LOADED[False].items if item.id == name)


def row(name: str, facts: Facts = NOTHING, day: str = "2021-06-15", unit: str | None = None) -> Row:
    return evaluate(item(name), facts, LOADED[False].plan, date.fromisoformat(day), unit)


@pytest.mark.parametrize("case", CASES, ids=[f"line {case.line}{'' if case in OPEN_CASES else ' of closing'}" for case in CASES])
def test_the_table(case: Case, tmp_path: Path) -> None:
    found = asked_of(tmp_path / "s.db", loaded_for(case), case)
    assert answer(found) == case.answer
    # the row, its totals, its record and the matrix say the same
    required = found.required
    assert found.light == together(cell.light for cell in required)
    counted = totals([found])
    assert (counted.due, counted.due_done, counted.due_on_time) == {
        "-": (0, 0, 0),
        "no": (1, 0, 0),
        "late": (1, 1, 0),
        "yes": (1, 1, 1),
    }[case.owed]
    waived = case.light == "不再要求"
    assert (counted.total, counted.waived) == (1, int(waived))
    assert counted.overdue == int(case.overdue != "-")
    assert counted.done == int(case.status == "done" and not waived)
    assert counted.done_late == int(case.light == "逾期完成")
    assert counted.soon == int(case.light == "临期")
    record = full_record(found, [])
    assert (str(record["waiting_days"]).replace("None", "-"), str(record["returns"])) == (case.waiting, case.returns)
    assert (counted.waiting, counted.returns) == (int(case.waiting != "-"), int(case.returns))
    assert (record["status"], record["light"], record["due"] or "-") == (case.status, case.light, case.due)
    assert (record["overdue"], record["waived"]) == (case.overdue != "-", waived)
    (line,) = matrix([found], "item").lines
    assert {square.light for square in line.squares.values()} <= {cell.light for cell in found.cells}
    assert sum(square.done for square in line.squares.values()) == sum(cell.done for cell in found.cells)
    if len(found.cells) == 1:
        (square,) = line.squares.values()
        assert square.light == case.light


def test_the_table_is_whole() -> None:
    """Every kind of act, every light and every way of asking stands in it."""
    assert len(OPEN_CASES) >= 150
    assert len(CLOSING_CASES) >= 60
    assert {case.light for case in CASES} == set(PRESSING_FIRST)
    assert {case.status for case in CASES} == {"open", "partial", "done"}
    acts = {word for case in CASES for part in case.acts.split(";") for word in part.split()[:1]}
    assert acts == {"done", "reopen", "progress", "extend", "waive", "anchor", "undo", "submit", "accept", "return"}
    assert {case.asked.split()[0] for case in CASES} >= {"as-of", "effective"}
