"""One zip with all that an offline machine needs to install govopen: wheels, an installer, a page of Chinese, sums.

    .venv/bin/python tools/bundle.py --platform win_amd64 --python 3.12 -o 发放/

The machine that makes it needs a package registry; the machine that installs it needs nothing but Python. pip evaluates the markers
of requirements (``sys_platform == 'win32'``) for the machine it runs on, so what the target needs beyond that is worked out here.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[1]
# glibc 2.17 to 2.28: Kylin V10, UOS 20 and whatever is newer
_MANYLINUX = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_26", "manylinux_2_24", "manylinux_2_17", "manylinux2014", "manylinux_2_12",
              "manylinux2010", "manylinux_2_5", "manylinux1")  # fmt: skip
PLATFORMS: dict[str, tuple[str, ...]] = {
    "win_amd64": ("win_amd64",),
    "manylinux_x86_64": tuple(f"{name}_x86_64" for name in _MANYLINUX),
    "manylinux_aarch64": tuple(f"{name}_aarch64" for name in _MANYLINUX[:6]),
}
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Target:
    """The machine that a bundle is for."""

    def __init__(self, platform: str, python: str) -> None:
        self.platform, self.python = platform, python
        major, minor = (int(part) for part in python.split("."))
        self.tags: frozenset[Tag] = frozenset(
            (*cpython_tags((major, minor), platforms=PLATFORMS[platform]), *compatible_tags((major, minor), f"cp{major}{minor}", PLATFORMS[platform]))
        )  # fmt: skip
        windows = platform.startswith("win")
        self.environment = {
            "implementation_name": "cpython", "implementation_version": f"{python}.0", "os_name": "nt" if windows else "posix",
            "platform_machine": "AMD64" if windows else platform.removeprefix("manylinux_"), "platform_python_implementation": "CPython",
            "platform_release": "", "platform_system": "Windows" if windows else "Linux", "platform_version": "",
            "python_full_version": f"{python}.0", "python_version": python, "sys_platform": "win32" if windows else "linux", "extra": "",
        }  # fmt: skip

    def fits(self, wheel: Path) -> bool:
        """Tell whether a wheel can be installed there."""
        return bool(parse_wheel_filename(wheel.name)[3] & self.tags)


def needs(wheel: Path, target: Target) -> Iterator[Requirement]:
    """Yield what a wheel requires on the target."""
    with zipfile.ZipFile(wheel) as packed:
        name = next(entry for entry in packed.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", entry))
        metadata = Parser().parsestr(packed.read(name).decode("utf-8"))
    for text in metadata.get_all("Requires-Dist") or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate(target.environment):
            yield requirement


def missing(folder: Path, target: Target) -> list[Requirement]:
    """Return the requirements of the wheels in a folder, from govopen down, that no wheel of the folder fulfils."""
    wheels = {parse_wheel_filename(path.name)[0]: path for path in folder.glob("*.whl")}
    wanted, seen, lacking = [Requirement("govopen"), Requirement("pip")], set(), []
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        wheel = wheels.get(name)
        if wheel is None or not target.fits(wheel) or not requirement.specifier.contains(parse_wheel_filename(wheel.name)[1]):
            lacking.append(requirement)
        elif name not in seen:
            seen.add(name)
            wanted.extend(needs(wheel, target))
    return lacking


def gather(folder: Path, target: Target) -> None:
    """Put govopen's own wheel and all that it needs on the target into a folder.

    Raises:
        SystemExit: the registry has no wheel of something for the target.
    """
    _pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    while lacking := missing(folder, target):
        _pip(
            "download", "--dest", str(folder), "--only-binary", ":all:", "--no-deps", "--python-version", target.python, "--implementation", "cp",
            *(word for name in PLATFORMS[target.platform] for word in ("--platform", name)), *sorted({str(_bare(part)) for part in lacking}),
        )  # fmt: skip


def _bare(requirement: Requirement) -> Requirement:
    """Return a requirement without its marker, which has been evaluated for the target already."""
    bare = Requirement(str(requirement))
    bare.marker = None
    return bare


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(f"pip {arguments[0]} failed, see above")


def pages(target: Target, version: str) -> dict[str, bytes]:
    """Return the installer and the page of instructions by name; Windows reads its batch files in GBK."""
    windows = target.platform.startswith("win")
    note = _NOTE.format(version=version, python=target.python, install="双击“安装.bat”" if windows else "在终端里运行：sh 安装.sh")
    named = {"使用说明.txt": note.replace("\n", "\r\n").encode("utf-8-sig")}
    if windows:
        named["安装.bat"] = _BATCH.replace("@PYTHON@", target.python).replace("\n", "\r\n").encode("gbk")
    else:
        named["安装.sh"] = _SHELL.replace("@PYTHON@", target.python).encode()
    return named


_NOTE = """govopen {version} 离线安装包 使用说明

一、要求
  这台机器上已有 Python {python}（64 位）。不需要网络，不需要管理员权限。

二、安装
  1. 把整个压缩包解开到一个文件夹，不要在压缩包里直接运行。
  2. {install}。
  3. 看到“安装完成”后，重新打开命令行窗口。

三、试用
  govopen                            总览
  govopen due --before 2021-06       2021年6月以前到期的事项
  govopen unit 市民政局              市民政局的事项
  govopen init 任务分解表.docx       用自己的表（以后在这个文件夹里用）

四、升级
  解开新的安装包，再安装一次即可；任务分解表和登记记录不受影响。

五、核对
  SHA256SUMS.txt 里是每个文件的校验值。
  Windows：certutil -hashfile 文件名 SHA256
  Linux：sha256sum -c SHA256SUMS.txt
"""

_SHELL = """#!/bin/sh
# 离线安装 govopen：装到用户文件夹，不需要网络和管理员权限
set -eu
cd "$(dirname "$0")"
python=""
for name in python@PYTHON@ python3 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "@PYTHON@")'; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "没有找到 Python @PYTHON@；请先安装，或换用与本机 Python 版本一致的安装包" >&2
    exit 1
fi
home="${XDG_DATA_HOME:-$HOME/.local/share}/govopen"
"$python" -m venv --clear --without-pip "$home"
"$home/bin/python" "$(ls wheels/pip-*.whl)/pip" install --quiet --disable-pip-version-check --no-index --find-links wheels govopen
mkdir -p "$HOME/.local/bin"
ln -sf "$home/bin/govopen" "$HOME/.local/bin/govopen"
"$home/bin/govopen" --version
echo "安装完成：$HOME/.local/bin/govopen"
case ":$PATH:" in
    *":$HOME/.local/bin:"*) ;;
    *) echo "请把 $HOME/.local/bin 加到 PATH，或直接用上面的完整路径运行" ;;
esac
"""

_BATCH = """@echo off
rem 离线安装 govopen：装到用户文件夹，不需要网络和管理员权限
setlocal
cd /d "%~dp0"
set "PY="
py -@PYTHON@ -c "" >nul 2>nul && set "PY=py -@PYTHON@"
if not defined PY python -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] != '@PYTHON@')" >nul 2>nul && set "PY=python"
if not defined PY (
    echo 没有找到 Python @PYTHON@；请先安装，或换用与本机 Python 版本一致的安装包
    pause
    exit /b 1
)
set "APP=%LOCALAPPDATA%\\govopen\\app"
%PY% -m venv --clear --without-pip "%APP%" || goto failed
for %%f in (wheels\\pip-*.whl) do "%APP%\\Scripts\\python.exe" "%%f/pip" install --quiet --disable-pip-version-check --no-index --find-links wheels govopen || goto failed
if not exist "%LOCALAPPDATA%\\Microsoft\\WindowsApps" mkdir "%LOCALAPPDATA%\\Microsoft\\WindowsApps"
> "%LOCALAPPDATA%\\Microsoft\\WindowsApps\\govopen.cmd" echo @"%APP%\\Scripts\\govopen.exe" %%*
"%APP%\\Scripts\\govopen.exe" --version || goto failed
echo 安装完成；请重新打开命令行窗口，输入 govopen
pause
exit /b 0
:failed
echo 安装没有完成，请把上面的内容报告给维护者
pause
exit /b 1
"""


def bundle(platform: str, python: str, folder: Path) -> Path:
    """Make the bundle for a platform and a Python version (``3.12``) in a folder; returns its path."""
    target = Target(platform, python)
    with tempfile.TemporaryDirectory() as temporary:
        wheels = Path(temporary)
        gather(wheels, target)
        (own,) = wheels.glob("govopen-*.whl")
        version = str(parse_wheel_filename(own.name)[1])
        files = {f"wheels/{path.name}": path.read_bytes() for path in sorted(wheels.glob("*.whl"))} | pages(target, version)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    files["SHA256SUMS.txt"] = sums.encode()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"govopen-{version}-{platform}-py{python}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for name, data in files.items():
            entry = zipfile.ZipInfo(f"govopen-{version}/{name}", _EPOCH)
            entry.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            packed.writestr(entry, data)
    return path


def main() -> None:
    """Make one bundle and print its path."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--platform", choices=PLATFORMS, required=True)
    parser.add_argument("--python", default=f"{sys.version_info[0]}.{sys.version_info[1]}", help="for example 3.12")
    parser.add_argument("-o", "--output", type=Path, default=Path(), help="the folder for the zip")
    choice = parser.parse_args()
    print(bundle(choice.platform, choice.python, choice.output))


if __name__ == "__main__":
    main()
