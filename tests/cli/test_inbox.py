"""`inbox`: what waits for the office, one line for what one act submitted, with the commands that answer it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Answer, Run
from tests.plans import dated, plan

HEAD = "closing: accept\nunits:\n  各区政府: {members: [甲区政府, 乙区政府]}\n"
ITEMS = ("content: 两个区, deadline: 6月底, units: {lead: [各区政府]}", dated("6月10日"), dated("6月底"))
Office = Callable[..., Answer]


@pytest.fixture
def office(tmp_path: Path, run: Run) -> Office:
    (tmp_path / "tasks.yaml").write_text(plan(*ITEMS, head=HEAD), encoding="utf-8")

    def call(*words: str, day: str = "2021-06-20", **more: Any) -> Answer:
        return run(*words, **{"GOVOPEN_TODAY": day, **more})

    return call


def inbox(office: Office, *words: str, day: str = "2021-06-20") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("inbox", "--format", "json", *words, day=day).json["waiting"]
    return found


def test_what_all_submitted_together_is_accepted_together(office: Office) -> None:
    office("submit", "1.1", "--on", "2021-06-15")
    (entry,) = inbox(office)
    assert (entry["unit"], entry["since"]) == ("甲区政府、乙区政府", "2021-06-15")
    assert entry["commands"] == ["govopen accept 1.1 --approved-by 姓名", "govopen return 1.1 --reason 理由"]


def test_what_units_submitted_by_themselves_is_accepted_one_by_one(office: Office) -> None:
    office("submit", "1.1", "--unit", "甲区政府", "--on", "2021-06-15")
    office("submit", "1.1", "--unit", "乙区政府", "--on", "2021-06-16")
    assert [(entry["unit"], entry["since"], entry["commands"][0]) for entry in inbox(office)] == [
        ("甲区政府", "2021-06-15", "govopen accept 1.1 --unit 甲区政府 --approved-by 姓名"),
        ("乙区政府", "2021-06-16", "govopen accept 1.1 --unit 乙区政府 --approved-by 姓名"),
    ]
    assert [entry["unit"] for entry in inbox(office, "--unit", "乙区政府")] == ["乙区政府"]


def test_what_only_one_of_two_submitted_is_its_own(office: Office) -> None:
    office("submit", "1.1", "--unit", "甲区政府", "--on", "2021-06-15")
    (entry,) = inbox(office)
    assert (entry["unit"], entry["commands"][0]) == ("甲区政府", "govopen accept 1.1 --unit 甲区政府 --approved-by 姓名")


def test_the_longest_waiting_is_first(office: Office) -> None:
    """In the inbox, and in the part of ``due`` that waits for the office."""
    office("submit", "1.3", "--on", "2021-06-18")
    office("submit", "1.2", "--on", "2021-06-10", day="2021-06-10")
    office("submit", "1.1", "--on", "2021-06-15")
    assert [entry["name"] for entry in inbox(office)] == ["1.2", "1.1", "1.3"]
    lines = [line.split("  ")[0] for line in office("due", "--all").lines]
    assert lines.index("1.2") < lines.index("1.1") < lines.index("1.3")


def test_notices_that_nobody_answered(office: Office) -> None:
    """A notice waits once it is signed; that it is late is said once it is."""
    office("notice", "1.2", "-o", "通知", "--reply-by", "2021-06-25")
    office("notice", "1.1", "--unit", "甲区政府", "-o", "通知", "--reply-by", "2021-06-25")
    assert inbox(office) == []
    for number in ("1", "2"):
        office("sign", number, "--on", "2021-06-20")
    assert [(entry["unit"], "已过" in entry["words"]) for entry in inbox(office)] == [("市民政局", False), ("甲区政府", False)]
    assert [(entry["unit"], "已过 2 天" in entry["words"]) for entry in inbox(office, day="2021-06-27")] == [
        ("市民政局", True),
        ("甲区政府", True),
    ]
    assert [entry["unit"] for entry in inbox(office, "--unit", "甲区政府")] == ["甲区政府"]
