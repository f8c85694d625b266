"""Acts that were recorded in another file: a sync client's copy, a plan that was moved or renamed. `where`, `check` and the overview say so."""

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import PLAN, Run

DAY = {"GOVOPEN_TODAY": "2020-10-20"}
SAYING: tuple[list[str], ...] = (["where"], ["check"], [])


@pytest.fixture
def office(tmp_path: Path, run: Run) -> Run:
    """A plan of the office's own, a cache of the test's own, and one act."""
    folder = tmp_path / "台账"
    folder.mkdir()
    shutil.copy(PLAN, folder / "tasks.yaml")

    def call(*words: str, cwd: Path = folder, code: int = 0) -> object:
        return run(*words, cwd=cwd, code=code, GOVOPEN_CACHE=str(tmp_path / "cache"), **DAY)

    call("done", "1.5", "--unit", "海南区政府")
    return call  # type: ignore[return-value]


def said(office: Run, folder: Path) -> list[str]:
    """Return what each of the three says of other files, folded lines joined."""
    outs = [office(*words, cwd=folder).out for words in SAYING]
    return [next((line for line in out.splitlines() if "govopen state merge" in line or "登记这里都有" in line), "") for out in outs]


@pytest.mark.parametrize(
    "name",
    [
        "tasks.state (张三的冲突文件 2020-10-20).db", "tasks.state-OFFICE-PC.db", "tasks.state(1).db", "tasks.state.sync-conflict-20201020-101010-ABCDEF.db",
        "tasks.state 冲突副本.db", "tasks.state (1)'s.db",
    ],
)  # fmt: skip
def test_a_conflict_copy_is_noticed_and_merged(office: Run, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "台账"
    assert said(office, folder) == ["", "", ""]
    elsewhere = tmp_path / "别的电脑"
    shutil.copytree(folder, elsewhere)
    office("done", "1.6", "--unit", "乌达区政府", cwd=elsewhere)
    office("done", "1.7", "--unit", "乌达区政府", cwd=elsewhere)
    shutil.copy(elsewhere / "tasks.state.db", folder / name)
    for line in said(office, folder):
        assert name in line
        assert "里面有 2 条登记这里没有" in line
    assert "合并了 2 条新记录" in office("state", "merge", name).out
    for line in said(office, folder):
        assert name in line
        assert "里面的 3 条登记这里都有" in line
    assert office("show", "1.6", "--format", "json").json["items"][0]["cells"]["done"] == 2  # two domains
    (folder / name).unlink()
    assert said(office, folder) == ["", "", ""]


def test_a_renamed_plan_has_left_its_state(office: Run, tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    (folder / "tasks.yaml").rename(folder / "2020年.yaml")
    for line in said(office, folder):
        assert "tasks.state.db" in line
        assert "移动或改名以前" in line
        assert "里面有 1 条登记这里没有" in line
    office("state", "merge", "tasks.state.db")
    assert office("show", "1.5", "--format", "json").json["items"][0]["cells"]["done"] == 1


def test_a_moved_plan_has_left_its_state(office: Run, tmp_path: Path) -> None:
    folder, new = tmp_path / "台账", tmp_path / "新处"
    new.mkdir()
    shutil.move(folder / "tasks.yaml", new / "任务.yaml")
    for line in said(office, new):
        assert str(folder / "tasks.state.db") in line
        assert "里面有 1 条登记这里没有" in line


def test_a_plan_that_was_copied_leaves_nothing(office: Run, tmp_path: Path) -> None:
    """The plan is still where it was: its state is its own. So is that of another plan, and what is no state."""
    folder, new = tmp_path / "台账", tmp_path / "新处"
    new.mkdir()
    shutil.copy(folder / "tasks.yaml", new / "tasks.yaml")
    assert said(office, new) == ["", "", ""]
    other = new / "别的"
    other.mkdir()
    (other / "tasks.yaml").write_text(PLAN.read_text(encoding="utf-8").replace("id: wuhai-2020", "id: other"), encoding="utf-8")
    office("done", "1.5", cwd=other)
    shutil.move(other / "tasks.state.db", new / "tasks.state (1).db")
    (new / "tasks.state (2).db").write_bytes(os.urandom(5000))
    (new / "tasks.state (3).db").touch()
    assert said(office, new) == ["", "", ""]
