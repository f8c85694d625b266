"""The offline bundles: made with a registry at hand, installed where there is none."""

import hashlib
import os
import platform
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tools.bundle import Target, bundle, missing

from tests.conftest import ROOT

PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"


def unpacked(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as packed:
        packed.extractall(folder)
    (root,) = folder.iterdir()
    return root


def test_the_sums_are_those_of_the_files(windows: Path) -> None:
    lines = (windows / "SHA256SUMS.txt").read_text(encoding="utf-8").splitlines()
    named = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {str(path.relative_to(windows)): path for path in windows.rglob("*") if path.is_file() and path.name != "SHA256SUMS.txt"}
    assert named == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()}


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("windows")
    return unpacked(bundle("win_amd64", "3.12", folder / "made"), folder / "unpacked")


def test_the_windows_bundle_is_complete_and_for_windows(windows: Path) -> None:
    names = [path.name for path in (windows / "wheels").iterdir()]
    assert missing(windows / "wheels", Target("win_amd64", "3.12")) == []
    assert all(name.endswith(("-none-any.whl", "-win_amd64.whl")) for name in names)
    # what only Windows needs: its zone database, and colours in its console
    assert any(name.startswith("tzdata-") for name in names)
    assert any(name.startswith("pyyaml-") and "cp312" in name for name in names)


def test_a_missing_wheel_is_noticed(windows: Path, tmp_path: Path) -> None:
    for path in (windows / "wheels").iterdir():
        if not path.name.startswith("tzdata"):
            (tmp_path / path.name).symlink_to(path)
    assert {part.name for part in missing(tmp_path, Target("win_amd64", "3.12"))} == {"tzdata"}
    assert missing(tmp_path, Target("manylinux_x86_64", "3.12"))  # compiled for Windows


def test_windows_reads_the_pages(windows: Path) -> None:
    batch = (windows / "安装.bat").read_bytes()
    assert "安装完成" in batch.decode("gbk")
    assert batch.count(b"\n") == batch.count(b"\r\n")
    assert (windows / "使用说明.txt").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_linux_bundle_installs_and_runs_without_a_network(tmp_path: Path) -> None:
    folder = unpacked(bundle(f"manylinux_{platform.machine()}", PYTHON, tmp_path / "made"), tmp_path / "unpacked")
    home = tmp_path / "家"
    home.mkdir()
    env = {"PATH": f"{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}", "HOME": str(home), "LC_ALL": "C"}
    script = f"sh '{folder}/安装.sh' && cd '{home}' && '{home}/.local/bin/govopen' due --before 2021-06"
    done = subprocess.run(
        ["unshare", "-rn", "sh", "-c", script], env=env, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split("\n安装完成", 1)[1].splitlines()
    assert len([line for line in lines if line[:1].isdigit()]) == 22  # the rows of the seed table due before June 2021
