"""LibreOffice, for documents that are looked at in tests."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SOFFICE = shutil.which("soffice")


def convert(path: Path, suffix: str, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    profile = folder / "profile"
    target = "csv:Text - txt - csv (StarCalc):44,34,76,1" if suffix == "csv" else suffix  # comma, quotes, UTF-8
    command = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        "--convert-to",
        target,
        "--outdir",
        str(folder),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(folder)})
    return folder / f"{path.stem}.{suffix}"


libreoffice: Callable[..., Any] = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed: what it shows of exported files is left out"
)
