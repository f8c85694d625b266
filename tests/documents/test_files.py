"""Files are put in place whole or not at all; links are written through, devices and pipes written to."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from govopen_cli.errors import OutputError
from govopen_cli.files import Whole, write_whole
from tests.conftest import Run


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    real, link, loose = tmp_path / "real" / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link.symlink_to(real)
    loose.symlink_to("real/new.csv")
    write_whole(link, b"new")
    write_whole(loose, b"fresh")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert loose.is_symlink()
    assert (real.parent / "new.csv").read_bytes() == b"fresh"
    assert leftovers(tmp_path) == leftovers(real.parent) == []


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"data")
    reader.join(10)
    assert got == [b"data"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_pipe_takes_what_only_a_path_can_fill(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    with Whole(pipe) as temporary:
        Path(temporary).write_bytes(b"x" * 3_000_000)
    reader.join(10)
    assert got == [b"x" * 3_000_000]
    assert not Path(temporary).exists()


def test_devices(run: Run, tmp_path: Path) -> None:
    run("export", "-o", "/dev/null", "--format", "csv")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert "磁盘空间" in run("export", "-o", "/dev/full", "--format", "csv", code=6).err
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
    out = run("export", "-o", "/dev/stdout", "--format", "csv").out
    assert len(out.splitlines()) == 1 + 33


def test_an_open_file_under_its_device_name_is_added_to(run: Run, tmp_path: Path, env: dict[str, str]) -> None:
    with (tmp_path / "all.csv").open("ab") as file:
        file.write(b"before\n")
        file.flush()
        command = [sys.executable, "-m", "govopen_cli", "export", "-o", "/dev/stdout", "--format", "csv"]
        path = os.pathsep.join(path for path in sys.path if path)
        subprocess.run(command, cwd=tmp_path, env={**env, "PYTHONPATH": path}, stdout=file, check=True)
    lines = (tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[1].split(",")[0]) == ("before", "\ufeff编号")


@pytest.mark.parametrize("name", ["名" * 80, "a" * 255])
def test_long_names_are_legal(tmp_path: Path, name: str) -> None:
    write_whole(tmp_path / name, b"x")
    assert (tmp_path / name).read_bytes() == b"x"


@pytest.mark.parametrize(("name", "words"), [("n" * 256, "太长"), ("", "文件夹"), ("没有/a.csv", "不存在"), ("file/a.csv", "不存在")])
def test_what_cannot_be_written_says_so(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=words):
        write_whole(tmp_path / name, b"x")
    assert leftovers(tmp_path) == []


def test_the_mode_of_the_file_and_of_the_user(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_bytes(b"")
    old.chmod(0o640)
    before = os.umask(0o027)
    try:
        write_whole(old, b"x")
        write_whole(tmp_path / "new", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")

    def fail() -> None:
        with Whole(target) as temporary:
            Path(temporary).write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert target.read_bytes() == b"old"
    assert leftovers(tmp_path) == []


def test_what_a_killed_writer_left_is_cleared_by_the_next_and_a_living_one_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "a"
    script = (
        "import os, sys; from govopen_cli.files import Whole\n"
        "with Whole(sys.argv[1]) as temporary:\n"
        "    print(temporary, flush=True); sys.stdin.read(); os.kill(os.getpid(), 9)"
    )
    env = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PATH": os.environ["PATH"]}
    with subprocess.Popen([sys.executable, "-c", script, str(target)], env=env, stdin=-1, stdout=-1, encoding="utf-8") as living:
        assert living.stdout is not None
        half = Path(living.stdout.readline().strip())
        write_whole(target, b"one")
        assert half.exists()
        assert living.stdin is not None
        living.stdin.close()
        living.wait(10)
    assert half.exists()
    write_whole(tmp_path / "b", b"of another target")
    assert half.exists()
    write_whole(target, b"two")
    assert not half.exists()
    assert target.read_bytes() == b"two"
