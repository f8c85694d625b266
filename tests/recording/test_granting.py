"""Extensions and waivers of a part, and deadlines given to what had none: what the ledger makes of them."""

from typing import Any

import pytest

from tests.conftest import Run

DAY = ("--today", "2021-06-24")
GRANT = ("--reason", "平台迁移", "--approved-by", "市政府", *DAY)


def item(run: Run, name: str, *options: str) -> Any:
    return run("show", name, "--format", "json", *options).json["items"][0]


def test_one_district_gets_more_time(run: Run) -> None:
    answer = run("extend", "1.6", "--to", "2021-12", "--unit", "海南区政府", *GRANT)
    assert "海南区政府 原定 2020-10-31，延至 2021-12-31；申请时已逾期 236 天" in answer.out
    parts = {(part["unit"], part["domain"]): part for part in item(run, "1.6", *DAY)["parts"]}
    assert [parts["海南区政府", "救灾"][key] for key in ("due", "days_overdue", "light")] == ["2021-12-31", None, "正常"]
    assert [parts["乌达区政府", "救灾"][key] for key in ("due", "days_overdue", "light")] == ["2020-10-31", 236, "逾期"]
    assert "1.6" not in run("overdue", "--unit", "海南区政府", *DAY).ids
    assert "1.6" in run("overdue", "--unit", "乌达区政府", *DAY).ids


def test_one_domain_is_no_longer_required(run: Run) -> None:
    run("waive", "1.6", "--domain", "救灾", *GRANT)
    shown = item(run, "1.6", *DAY)
    assert shown["cells"] == {"done": 0, "total": 3}
    assert {part["domain"] for part in shown["parts"] if part["waived"]} == {"救灾"}
    assert "救灾：不再要求" in next(line for line in run("list", *DAY).lines if line.startswith("1.6 "))
    run("reopen", "1.6", "--domain", "救灾", "--reason", "恢复", *DAY)
    assert item(run, "1.6", *DAY)["cells"] == {"done": 0, "total": 6}


@pytest.mark.parametrize(("name", "word"), [("5.1", "持续"), ("2.1", "适时")])
def test_what_had_no_date_is_given_one(run: Run, name: str, word: str) -> None:
    assert (item(run, name, *DAY)["light"], item(run, name, *DAY)["due"]) == (word, None)
    answer = run("extend", name, "--to", "2021-07-10", *GRANT)
    assert answer.out.startswith(f"定期限 {name} ")
    shown = item(run, name, "--today", "2021-06-25")
    assert (shown["due"], shown["light"], shown["days_left"], shown["late_request_days"]) == ("2021-07-10", "正常", 15, None)
    assert item(run, name, "--today", "2021-07-05")["light"] == "临期"
    late = item(run, name, "--today", "2021-07-11")
    assert (late["overdue"], late["days_overdue"], late["light"]) == (True, 1, "逾期")
    assert name in run("overdue", "--today", "2021-07-11").ids
    assert name in run("due", "--by", "2021-07", "--from", "2021-07", *DAY).ids
    assert name not in run("list", "--status", "open-ended", *DAY).ids
    assert "定期限2021-07-10" in run("list", *DAY).out
    run("undo", *DAY)
    assert item(run, name, *DAY)["light"] == word
