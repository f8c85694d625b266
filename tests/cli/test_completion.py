"""Shell completion: commands, units, domains and ids out of the plan in use, as bash asks for them."""

import pytest

from tests.conftest import Run


def complete(run: Run, line: str) -> list[str]:
    words = line.split(" ")
    answer = run(_GOVOPEN_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    return [line for line in answer.lines if line]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("govopen overd", ["overdue"]),
        ("govopen unit 市民政", ["市民政局"]),
        ("govopen domain 救", ["救灾"]),
        ("govopen show 8", ["8.1"]),
        ("govopen done 3", ["3.1"]),
        ("govopen due --domain 户籍", ["户籍管理"]),
        ("govopen list --format json", ["json", "jsonl"]),
        ("govopen list --role gu", ["guide"]),
    ],
)
def test_completion(run: Run, line: str, wanted: list[str]) -> None:
    assert complete(run, line) == wanted


def test_no_completion_is_no_error(run: Run) -> None:
    assert complete(run, "govopen unit 不存在") == []
    assert (
        run(_GOVOPEN_COMPLETE="complete_bash", COMP_WORDS="govopen unit x", COMP_CWORD="2", GOVOPEN_PLAN="/nowhere.yaml").out.strip() == ""
    )
