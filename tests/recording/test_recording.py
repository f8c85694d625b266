"""done, reopen, progress, extend, waive, anchor, undo, log: what is recorded, and what is refused."""

import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Run


def state_file(tmp_path: Path) -> Path:
    return tmp_path / "home" / ".local" / "state" / "govopen" / "wuhai-2020.state.db"


def events(tmp_path: Path) -> int:
    if not state_file(tmp_path).exists() or not state_file(tmp_path).stat().st_size:
        return 0
    with sqlite3.connect(state_file(tmp_path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM event").fetchone()
    connection.close()
    return int(count)


def item(run: Run, item_id: str, *options: str) -> dict:  # type: ignore[type-arg]
    answer = run("show", item_id, "--format", "json", *options).json["items"][0]
    assert isinstance(answer, dict)
    return answer


def test_readers_create_nothing(run: Run, tmp_path: Path) -> None:
    for command in ("due", "overdue", "list", "unit", "domain", "report", "log", "check", "where", "matrix"):
        run(command)
    assert not state_file(tmp_path).exists()


def test_several_ids_and_ranges_in_one_batch(run: Run, tmp_path: Path) -> None:
    answer = run("done", "1.2-1.5", "3.1", "--on", "2020-10-30", "--note", "验收", "--evidence", "乌政办发〔2020〕3号")
    assert "govopen undo" in answer.out
    assert events(tmp_path) == 5
    assert run("list", "--status", "done").ids == ["1.2", "1.3", "1.4", "1.5", "3.1"]
    shown = item(run, "1.3")
    assert (shown["done_on"], shown["late"], shown["status"]) == ("2020-10-30", False, "done")
    assert shown["evidence"][0]["text"] == "乌政办发〔2020〕3号"
    assert len({event["batch"] for event in run("log", "--format", "json").json["events"]}) == 1


def test_all_or_nothing(run: Run, tmp_path: Path) -> None:
    assert "9.9" in run("done", "1.2", "9.9", code=2).err
    assert events(tmp_path) == 0
    run("done", "1.2", "1.1", "--domain", "征地补偿", code=2)
    assert events(tmp_path) == 0


def test_doing_it_twice_is_reported(run: Run, tmp_path: Path) -> None:
    run("done", "1.5", "--on", "2020-10-30")
    answer = run("done", "1.5")
    assert "2020-10-30" in answer.err
    assert events(tmp_path) == 1


@pytest.mark.parametrize(
    ("written", "day"),
    [("昨天", "2021-06-14"), ("上周五", "2021-06-11"), ("6-10", "2021-06-10"), ("6月10号", "2021-06-10"), ("12-30", "2020-12-30")],
)
def test_days_as_people_write_them(run: Run, written: str, day: str) -> None:
    assert day in run("done", "1.5", "--on", written, "--today", "2021-06-15").out
    assert item(run, "1.5")["done_on"] == day


@pytest.mark.parametrize(("day", "words"), [("2021-06-16", "还没有到"), ("2019-12-31", "早于"), ("2021-06", "写到日")])
def test_days_that_cannot_be(run: Run, tmp_path: Path, day: str, words: str) -> None:
    answer = run("done", "1.5", "--on", day, "--today", "2021-06-15", code=2)
    assert words in answer.err
    assert events(tmp_path) == 0


def test_completed_late_for_ever(run: Run) -> None:
    run("done", "1.5", "--on", "2020-11-01")
    shown = item(run, "1.5")
    assert (shown["late"], shown["light"]) == (True, "逾期完成")
    run("done", "1.7", "--on", "2020-10-31")
    assert item(run, "1.7")["late"] is False


def test_cells(run: Run) -> None:
    run("done", "1.6", "--unit", "海勃湾区", "--domain", "救灾", "--on", "2020-10-20")
    assert (item(run, "1.6")["status"], item(run, "1.6")["cells"]) == ("partial", {"done": 1, "total": 6})
    run("done", "1.6", "--unit", "海勃湾区政府", "--on", "2020-10-21")
    assert item(run, "1.6")["cells"] == {"done": 2, "total": 6}
    # a member has done its part: it is not overdue for it, the others are
    assert "1.6" not in run("overdue", "--unit", "海勃湾区政府", "--today", "2021-06-15").ids
    assert "1.6" in run("overdue", "--unit", "海南区政府", "--today", "2021-06-15").ids
    run("done", "1.6", "--on", "2020-10-25")
    parts = {(part["unit"], part["domain"]): part["done_on"] for part in item(run, "1.6")["parts"]}
    assert parts["海勃湾区政府", "救灾"] == "2020-10-20"  # what was done first stays
    assert parts["乌达区政府", "救灾"] == "2020-10-25"
    assert item(run, "1.6")["done_on"] == "2020-10-25"
    run("reopen", "1.6", "--unit", "乌达区", "--reason", "核查不实")
    assert item(run, "1.6")["cells"] == {"done": 4, "total": 6}
    run("done", "1.6", "--unit", "市民政局", code=2)  # it guides, it does not answer for the item
    run("done", "1.6", "--domain", "养老服务", code=2)


def test_undo_reverses_one_batch_and_can_be_undone(run: Run, tmp_path: Path) -> None:
    run("done", "1.2-1.4")
    run("done", "3.1")
    dry = run("undo", "--dry-run")
    assert "3.1" in dry.out
    assert events(tmp_path) == 4
    undone = run("undo").out
    assert run("list", "--status", "done").ids == ["1.2", "1.3", "1.4"]
    run("undo")
    assert run("list", "--status", "done").ids == []
    assert "没有可撤销" in run("undo", code=2).err
    batch = undone.split("恢复：govopen undo ")[1].split()[0]
    run("undo", batch)
    assert run("list", "--status", "done").ids == ["3.1"]
    log = run("log", "--format", "jsonl").lines
    assert len(log) == 4 + 1 + 3 + 1  # nothing is erased
    assert any("（已撤销）" in line for line in run("log", "1.2").lines)


def test_history_is_never_erased(run: Run, tmp_path: Path) -> None:
    run("done", "1.5")
    with sqlite3.connect(state_file(tmp_path)) as connection:
        for statement in ("UPDATE event SET day = '2020-01-01'", "DELETE FROM event"):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
    connection.close()


def test_progress_is_the_last_entry_of_open_ended_items(run: Run) -> None:
    run("progress", "5.1", "--note", "召开了两次发布会", "--on", "2021-06-01")
    assert item(run, "5.1")["last_progress"] == "2021-06-01"
    line = next(line for line in run("list", "--status", "open-ended", "--today", "2021-06-15").lines if line.startswith("5.1 "))
    assert "已14天" in line
    assert "尚无进展记录" in run("list", "--status", "open-ended").out
    run("progress", "5.1", code=2)


def test_extension_keeps_the_original(run: Run) -> None:
    run(
        "extend", "4.1", "--to", "2021-12", "--reason", "平台迁移", "--approved-by", "市政府", "--on", "2021-06-20", "--today", "2021-06-20"
    )
    shown = item(run, "4.1", "--today", "2021-07-15")
    assert (shown["deadline"]["date"], shown["deadline"]["extended_to"], shown["due"], shown["overdue"]) == (
        "2021-06-30",
        "2021-12-31",
        "2021-12-31",
        False,
    )
    assert shown["late_request_days"] is None
    assert "原定2021-06-30" in run("list", "--task", "4").out
    assert "4.1" in run("due", "--from", "2021-12", "--by", "2021-12").ids
    assert "4.1" not in run("due", "--by", "2021-06").ids
    run("extend", "4.2", "--to", "2021-12-31", "--reason", "人手", "--approved-by", "市政府", "--on", "2021-07-10")
    assert item(run, "4.2")["late_request_days"] == 10
    assert "申请时已逾期10天" in run("list", "--task", "4").out
    run("extend", "4.1", "--to", "2021-08", "--reason", "x", "--approved-by", "y", code=2)  # earlier than what was granted


def test_waiver_is_out_of_the_ratios(run: Run) -> None:
    before = run("report", "--today", "2021-06-15", "--format", "json").json["totals"]
    run("waive", "6.2", "--reason", "职能划转", "--approved-by", "市政府", "--on", "2021-05-20")
    after = run("report", "--today", "2021-06-15", "--format", "json").json["totals"]
    assert (after["due"], after["overdue"], after["waived"]) == (before["due"] - 1, before["overdue"] - 1, 1)
    assert "不再要求" in run("list", "--task", "6").out
    run("waive", "3.1", "--reason", "暂缓", "--approved-by", "市政府", "--on", "2021-04-01", "--until", "2021-05")
    assert item(run, "3.1", "--today", "2021-05-31")["waived"] is True
    assert item(run, "3.1", "--today", "2021-06-01")["overdue"] is True
    run("reopen", "6.2", "--reason", "恢复要求")
    assert item(run, "6.2")["waived"] is False


def test_evidence_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "验收单.pdf").write_bytes(b"%PDF")
    run("done", "1.5", "--evidence", "验收单.pdf", "--evidence", "https://example.gov.cn/1")
    first, second = item(run, "1.5")["evidence"]
    assert (first["size"], first["sha256"][:8]) == (4, "17e2ca56") or first["size"] == 4
    assert second["sha256"] is None
    assert "不存在.pdf" in run("done", "1.7", "--evidence", "不存在.pdf", code=2).err
    assert "找不到佐证文件" in run("done", "1.7", "--evidence", r"佐证\验收单", code=2).err
    (tmp_path / "空.pdf").touch()
    assert "是空的" in run("done", "1.7", "--evidence", "空.pdf", code=2).err
    assert events(tmp_path) == 1


def test_log_filters(run: Run) -> None:
    run("done", "1.5", "--author", "王某")
    run("done", "1.7")
    assert [line.split("  ")[2] for line in run("log", "1.5").lines] == ["1.5"]
    authors = [event["author"] for event in run("log", "--format", "json").json["events"]]
    assert authors == ["王某", "测试员"]
    assert run("log", "--since", "今天", "--today", "2999-01-01").out == ""
    assert len(run("log", "--since", "2020").lines) == 2


def test_state_beside_the_plan_and_refused_for_another(run: Run, tmp_path: Path) -> None:
    from tests.plans import dated, plan

    (tmp_path / "tasks.yaml").write_text(plan(dated("6月底")), encoding="utf-8")
    run("done", "1.1")
    assert (tmp_path / "tasks.state.db").exists()
    (tmp_path / "other.yaml").write_text(plan(dated("6月底")).replace("id: test", "id: other"), encoding="utf-8")
    assert "--state" in run("list", "--plan", "other.yaml", "--state", "tasks.state.db", code=4).err


@pytest.mark.parametrize("content", [b"garbage garbage garbage", b"SQLite format 3\x00" + b"\xff" * 2000])
def test_a_damaged_state_file_is_code_4(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.db"
    path.write_bytes(content)
    assert "bad.db" in run("list", "--state", "bad.db", code=4).err
    run("done", "1.1", "--state", "bad.db", code=4)
    assert path.read_bytes() == content
