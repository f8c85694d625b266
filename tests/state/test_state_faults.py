"""Faults, each with real processes: kill -9, twenty writers, a full disk, read-only folders, a locked file, a plan replaced meanwhile."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.conftest import PLAN, Run
from tests.plans import dated, plan

KILLS = 200
WRITERS = 20


def environment(env: dict[str, str]) -> dict[str, str]:
    return {**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_kill_at_any_moment(env: dict[str, str], tmp_path: Path) -> None:
    script = Path(__file__).with_name("kill_writer.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "state.db"), str(KILLS)],
        env=environment(env),
        capture_output=True,
        encoding="utf-8",
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{KILLS} kills")
    assert int(done.stdout.split()[2]) > 0


def test_twenty_writers_lose_nothing(env: dict[str, str], tmp_path: Path, run: Run) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(*(dated("6月底") for _ in range(WRITERS))), encoding="utf-8")
    run("list")
    commands = [[sys.executable, "-m", "govopen_cli", "done", f"1.{number}", "--wait", "60"] for number in range(1, WRITERS + 1)]
    processes = [
        subprocess.Popen(command, env=environment(env), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for command in commands
    ]
    for process in processes:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err.decode()
    assert len(run("list", "--status", "done").ids) == WRITERS
    assert "20 条记录" in run("state", "verify").out


def test_the_same_item_at_once_is_recorded_once(env: dict[str, str], tmp_path: Path, run: Run) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("6月底")), encoding="utf-8")
    run("list")
    command = [sys.executable, "-m", "govopen_cli", "done", "1.1", "--wait", "60"]
    processes = [
        subprocess.Popen(command, env=environment(env), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(5)
    ]
    for process in processes:
        process.communicate(timeout=120)
    assert len(run("log").lines) == 1


def test_a_locked_file_says_who_holds_it(tmp_path: Path, run: Run) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("6月底"), dated("7月底")), encoding="utf-8")
    run("done", "1.1")
    holder = sqlite3.connect(tmp_path / "tasks.state.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answer = run("done", "1.2", "--wait", "0.3", code=4)
        assert "占用" in answer.err
        assert "--wait" in answer.err
        if Path("/proc/locks").exists():
            assert f"进程 {os.getpid()}" in answer.err
        assert run("list", "--status", "done").ids == ["1.1"]  # readers are not kept waiting
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    run("done", "1.2")


LIMITED = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2); from govopen_cli.__main__ import run; sys.exit(run(sys.argv[2:]))"


def test_full_disk(env: dict[str, str], tmp_path: Path, run: Run) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(*(dated("6月底") for _ in range(300))), encoding="utf-8")
    run("done", "1.1")
    size = (tmp_path / "tasks.state.db").stat().st_size
    command = [sys.executable, "-c", LIMITED, str(size), "done", "1.2-1.300", "--note", "说明" * 200]
    limited = {**environment(env), "PYTHONDONTWRITEBYTECODE": "1"}  # compiled modules would be cut short too
    done = subprocess.run(command, env=limited, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "磁盘" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("list", "--status", "done").ids == ["1.1"]
    run("state", "verify")
    run("done", "1.2-1.300")


def unprivileged(arguments: list[str]) -> list[str]:
    """Return a command without the power of root to write where it may not."""
    if os.geteuid() != 0:
        return arguments
    assert shutil.which("setpriv"), "as root, this test needs setpriv (util-linux)"
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search", *arguments]


def test_read_only_folder(env: dict[str, str], tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "只读"
    folder.mkdir()
    (folder / "tasks.yaml").write_text(plan(dated("6月底"), dated("7月底")), encoding="utf-8")
    run("done", "1.1", cwd=folder)
    before = sorted((path.name, path.read_bytes()) for path in folder.iterdir())
    folder.chmod(0o555)
    (folder / "tasks.state.db").chmod(0o444)
    try:
        answers = {}
        for command in ("list", "due", "report", "log", "done 1.2", "state verify"):
            arguments = unprivileged([sys.executable, "-m", "govopen_cli", *command.split()])
            answers[command] = subprocess.run(
                arguments, env=environment(env), cwd=folder, capture_output=True, encoding="utf-8", check=False
            )
    finally:
        folder.chmod(0o755)
    assert [answers[name].returncode for name in ("list", "due", "report", "log", "state verify")] == [0] * 5, answers
    assert answers["done 1.2"].returncode == 4
    assert "权限" in answers["done 1.2"].stderr
    assert sorted((path.name, path.read_bytes()) for path in folder.iterdir()) == before


def test_truncated_state_file(tmp_path: Path, run: Run) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(*(dated("6月底") for _ in range(60))), encoding="utf-8")
    run("done", "1.1-1.60", "--note", "说明" * 50)
    path = tmp_path / "tasks.state.db"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    before = path.read_bytes()
    assert run("list", code=4).err.startswith("错误：状态文件")
    run("state", "verify", code=4)
    assert path.read_bytes() == before


def test_an_empty_file_is_the_empty_state(tmp_path: Path, run: Run) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(dated("6月底")), encoding="utf-8")
    (tmp_path / "tasks.state.db").touch()
    assert run("list", "--status", "done").ids == []
    run("done", "1.1")
    assert run("list", "--status", "done").ids == ["1.1"]


def test_a_plan_replaced_while_it_is_read(tmp_path: Path, run: Run) -> None:
    """Every answer is of the old plan or of the new one, never of a mixture, and the last answer is of the last plan."""
    small, large = plan(dated("6月底")), PLAN.read_text(encoding="utf-8").replace("id: wuhai-2020", "id: test")
    target = tmp_path / "tasks.yaml"
    target.write_text(small, encoding="utf-8")
    stop = threading.Event()

    def replace() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            temporary = tmp_path / "tasks.yaml.new"
            temporary.write_text(large if turn % 2 else small, encoding="utf-8")
            temporary.replace(target)

    thread = threading.Thread(target=replace)
    thread.start()
    try:
        counts = {len(run("list").lines) for _ in range(12)}
    finally:
        stop.set()
        thread.join()
    assert counts <= {1, 33}
    target.write_text(large, encoding="utf-8")
    assert len(run("list").lines) == 33


@pytest.mark.parametrize("name", ["x.state.db", "x.txt"])
def test_a_state_that_is_a_folder(tmp_path: Path, run: Run, name: str) -> None:
    (tmp_path / name).mkdir()
    assert name in run("list", "--state", name, code=4).err
    run("done", "1.1", "--state", name, code=4)


@pytest.mark.parametrize("line", [["due"], ["overdue"], ["list"], ["show", "1.5"], ["report"]], ids=str)
def test_damage_inside_a_state_file_ends_with_a_sentence(run: Run, tmp_path: Path, line: list[str]) -> None:
    """A page is overwritten, as a failing disk leaves it; the file still opens."""
    shutil.copy(PLAN, tmp_path / "tasks.yaml")
    run("done", "1.5", "--on", "2020-10-20")
    state = tmp_path / "tasks.state.db"
    with sqlite3.connect(state) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        roots = connection.execute("SELECT rootpage FROM sqlite_master WHERE name LIKE 'current%'").fetchall()
    connection.close()
    data = bytearray(state.read_bytes())
    for (root,) in roots:
        data[(root - 1) * size : root * size] = b"\xaa" * size
    state.write_bytes(data)
    refused = run(*line, "--today", "2021-06-15", code=4)
    assert "损坏" in refused.err
    assert "备份" in refused.err
