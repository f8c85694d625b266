"""Fixtures of the documents' tests."""

import subprocess
from pathlib import Path

import pytest

from tests.documents.browsers import CHROMIUM, Browse


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    """Open a page in headless Chromium and return its document as the script left it; fails on any message on the console."""

    def call(page: Path, fragment: str = "", *options: str) -> str:
        assert CHROMIUM is not None
        done = subprocess.run(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr",
                "--host-resolver-rules=MAP * ~NOTFOUND", *options, "--dump-dom", page.as_uri() + (f"#{fragment}" if fragment else ""),
            ],
            capture_output=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "CONSOLE" not in done.stderr, done.stderr
        return done.stdout

    return call
