"""Acts that are recorded while the server is not asked: decided by what was known, kept, sent later, contradictions told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Answer, Run
from tests.server.conftest import Server

DAY = ("--today", "2021-06-15")
Ask = Callable[..., Answer]


@pytest.fixture
def office(server: Server, run: Run, tmp_path: Path) -> Callable[..., Ask]:
    """Return an office on a machine of its own."""

    def made(name: str, kind: str = "office", unit: str = "") -> Ask:
        variables = {
            "GOVOPEN_CACHE": str(tmp_path / name), "XDG_STATE_HOME": str(tmp_path / name / "state"), "GOVOPEN_FRESH": "0",
            "GOVOPEN_STATE": server.address(server.login(name, kind, unit)),
        }  # fmt: skip
        return lambda *line, **more: run(*line, *DAY, **{**variables, **more})

    return made


def status(ask: Ask, item: str, *more: str) -> str:
    return str(ask("show", item, "--format", "json", *more).json["items"][0]["status"])


def test_what_is_recorded_offline_is_seen_and_sent(office: Callable[..., Ask], server: Server) -> None:
    here, there = office("here"), office("there")
    there("done", "1.5", "--on", "2020-10-20")
    refused = here("done", "1.6", "--offline", code=4)
    assert "先连上服务器" in refused.err
    assert status(here, "1.5") == "done"
    (socket,) = Path(server.socket).glob(".s.PGSQL.*[0-9]")
    hidden = socket.with_name("hidden")
    socket.rename(hidden)
    try:
        assert "没有重复登记" in here("done", "1.5", "--on", "2020-10-20", "--offline").err  # decided by what was known
        here("done", "1.6", "--on", "2020-10-21", "--offline")
        here("progress", "1.7", "--note", "已开会", "--offline", "--author", "局长")
        assert "有 2 条离线登记还没有发送（已包括在内）" in here("list", "--offline").err
        assert status(here, "1.6", "--offline") == "done"
        answer = here("show", "1.6", "--format", "json")
        assert answer.json["items"][0]["status"] == "open"
        assert "有 2 条离线登记还没有发送（不在以下内容里" in answer.err
        assert "连不上数据库" in here("state", "push", code=4).err
        assert "2 条还没有发送" in here("where").out
        assert "有 2 条" in here("list", "--offline").err
    finally:
        hidden.rename(socket)
    there("done", "1.8", "--on", "2020-10-20")
    assert "2 条离线登记已发送" in here("state", "push").out
    assert "没有等待发送" in here("state", "push").out
    assert here("list").err == ""
    assert status(there, "1.6") == "done"
    with server.connect() as connection:
        found = connection.execute("SELECT item, author, imported FROM govopen.event ORDER BY number").fetchall()
    assert found == [
        ("1.5", server.role("there"), False), ("1.8", server.role("there"), False), ("1.6", server.role("here"), False),
        ("1.7", server.role("here"), False),
    ]  # fmt: skip
    # and once more: the file goes on with what the server has by now
    assert "没有重复登记" in here("done", "1.8", "--on", "2020-10-20", "--offline").err
    here("done", "1.9", "--on", "2020-10-22", "--offline")
    assert "1 条离线登记已发送" in here("state", "push").out
    assert "没有发现改动" in there("state", "verify").out


def test_contradictions_are_told_as_in_a_merge(office: Callable[..., Ask]) -> None:
    here, there = office("here"), office("there")
    assert status(here, "1.5") == "open"
    here("done", "1.5", "--on", "2020-10-20", "--offline")
    there("done", "1.5", "--on", "2020-10-29")
    answer = here("state", "push", code=5)
    assert "冲突 1.5" in answer.out
    assert "没有等待发送" in here("state", "push").out
    assert (
        here("show", "1.5", "--format", "json").json["items"][0]["done_on"]
        == there("show", "1.5", "--format", "json").json["items"][0]["done_on"]
    )


def test_a_unit_that_did_more_than_it_may_is_told_when_it_sends(office: Callable[..., Ask], server: Server) -> None:
    unit = office("mzj", "unit", "市民政局")
    unit("list")
    unit("progress", "1.6", "--unit", "市民政局", "--note", "已开会", "--offline")
    unit("done", "1.7", "--offline")
    answer = unit("state", "push", code=4)
    assert "是责任单位“市民政局”，只能登记签收、进展和申请销号，不能登记“完成”（1.7）" in answer.err
    with server.connect() as connection:
        assert connection.execute("SELECT count(*) FROM govopen.event").fetchone() == (0,)
    assert "有 2 条离线登记还没有发送" in unit("list", "--offline").err
    file = answer.err.split("离线登记仍在 ")[1].split("，")[0]
    office("office")("state", "merge", file)
    assert "2 条离线登记已发送" in unit("state", "push").out
    assert status(unit, "1.7") == "done"


def test_a_file_needs_no_queue(run: Run) -> None:
    assert "不必写 --offline" in run("done", "1.5", "--offline", *DAY, code=2).err
    assert "用于服务器上的台账" in run("state", "push", code=2).err
