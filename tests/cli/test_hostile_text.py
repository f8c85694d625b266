"""The plan, a note or an old event never drives the terminal: what is no text is shown as an escape, in every list and format that people read."""

from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

import pytest

from govopen_cli.plan.index import cache
from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.write import write
from tests.conftest import Run
from tests.plans import dated, plan
from tests.terminals import terminal

HOSTILE = "甲\x1b]0;标题\x07\x1b[2J\x9b31m\u202e乙\r丙\x85丁"
DRIVING = [0x1B, 0x07, 0x9B, 0x202E, 0x0D, 0x85]
QUESTIONS = [["list"], ["show", "1.1"], ["unit"], ["unit", "市民政局"], ["report"], ["due", "--all"], ["matrix"], ["log"], ["overdue"], []]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A state that an earlier version let hostile notes into."""
    (tmp_path / "tasks.yaml").write_text(plan(dated("6月底"), dated("7月底")), encoding="utf-8")
    with closing(cache.open_index(str(tmp_path / "tasks.yaml"))) as index:
        plan_id = index.plan.id
    with write(str(tmp_path / "tasks.state.db"), plan_id) as state:
        drafts = [
            Draft("1.1", "progress", "2021-03-01", note=HOSTILE),
            Draft("1.1", "waive", "2021-03-02", note=HOSTILE, data={"approved_by": HOSTILE}),
            Draft("1.2", "extend", "2021-03-02", note=HOSTILE, data={"approved_by": HOSTILE, "to": "2021-12-31"}),
        ]
        state.append(drafts, Clerk(HOSTILE, HOSTILE, datetime(2021, 3, 3, tzinfo=timezone.utc)))
    return tmp_path


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: " ".join(question) or "overview")
def test_nothing_drives_the_terminal(office: Path, env: dict[str, str], question: list[str]) -> None:
    plain = {**env, "NO_COLOR": "1", "GOVOPEN_TODAY": "2021-06-15"}
    _, raw, code = terminal(question, plain, office)
    assert code == 0
    text = raw.decode("utf-8").replace("\r\n", "\n")
    for styled in ("\x1b[1m", "\x1b[2m", "\x1b[0m"):  # bold, dim and off are Rich's own
        text = text.replace(styled, "")
    assert not [f"U+{number:04X}" for number in DRIVING if chr(number) in text]


@pytest.mark.parametrize("format", ["plain", "tsv", "csv", "md", "table"])
@pytest.mark.parametrize("question", QUESTIONS[:-1], ids=" ".join)
def test_nor_a_pipe(office: Path, run: Run, question: list[str], format: str) -> None:
    answer = run(*question, "--format", format, "--today", "2021-06-15")
    assert not [f"U+{number:04X}" for number in DRIVING if chr(number) in answer.out + answer.err]
    if question == ["log"]:
        assert "\\u001B" in answer.out  # it is there to be seen
