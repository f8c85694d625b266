"""Record what real commands show: terminals as SVG pictures, the dashboard as Chromium shows it: ``python tools/record_screens.py``.

Each command runs on a pseudo-terminal of 100 columns; Rich turns what it printed into a picture. The state is one of the
recorder's own, with a few acts in it, so that every status word is seen.
"""

import fcntl
import html
import io
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

DOCS = Path(__file__).resolve().parents[1] / "docs"
COLUMNS = 100
TODAY = "2021-06-24"
ACTS = (
    "done 1.1 --on 2020-06-28",
    "done 1.2-1.19 --on 2020-10-29",
    "done 4.4 --on 2020-09-10",
    "reopen 1.6 --unit 乌达区政府 --reason 核查不实",
    "progress 5.1 --note 召开两次发布会 --on 2021-06-01",
)
SCREENS = {"due": "due", "unit": "unit 市政府办公室", "overdue": "overdue --group-by unit", "report": "report"}


def on_terminal(arguments: list[str], environment: dict[str, str], folder: Path) -> str:
    """Return what govopen prints on a terminal, escape sequences included."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 60, COLUMNS, 0, 0))
    command = [sys.executable, "-m", "govopen_cli", *arguments]
    with subprocess.Popen(command, env={**environment, "TERM": "xterm-256color"}, cwd=folder, stdin=slave, stdout=slave, stderr=slave):
        os.close(slave)
        output = b""
        while True:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            output += chunk
    os.close(master)
    return output.decode().replace("\r\n", "\n")


CHARACTER = 12.2  # width of a column in Rich's pictures


def _split_by_width(match: re.Match[str]) -> str:
    """Place Chinese and Latin stretches of a run apart: Rich counts a Chinese character as one column."""
    head, x, tail, text = match[1], float(match[2]), match[3], html.unescape(match[4])
    parts = []
    for _, chars in groupby(text, key=cell_len):
        part = "".join(chars)
        length = CHARACTER * cell_len(part)
        rest = re.sub(r'textLength="[\d.]+"', f'textLength="{length:g}" lengthAdjust="spacingAndGlyphs"', tail)
        parts.append(f"{head}{x:g}{rest}{html.escape(part, quote=False).replace(' ', '&#160;')}</text>")
        x += length
    return "".join(parts)


def dashboard(environment: dict[str, str], folder: Path) -> None:
    """Take a picture of the dashboard's first screen, at six tenths of its size."""
    subprocess.run([sys.executable, "-m", "govopen_cli", "export", "-o", "看板.html"], env=environment, cwd=folder, check=True)
    chromium, path = shutil.which("chromium") or "chromium", DOCS / "dashboard.png"
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--window-size=1280,980",
        "--force-device-scale-factor=0.6",
    ]
    page = (folder / "看板.html").as_uri()
    subprocess.run(
        [chromium, *options, f"--user-data-dir={folder / 'profile'}", f"--screenshot={path}", page], check=True, capture_output=True
    )
    print(path)


def main() -> None:
    """Record every screen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {"PATH": os.environ["PATH"], "HOME": name, "GOVOPEN_USER": "张某", "GOVOPEN_TODAY": TODAY}
        for act in ACTS:
            subprocess.run(
                [sys.executable, "-m", "govopen_cli", *act.split()], env=environment, cwd=folder, check=True, capture_output=True
            )
        for screen, command in SCREENS.items():
            console = Console(record=True, width=COLUMNS, file=io.StringIO())
            console.print(Text.from_ansi(f"$ govopen {command}\n" + on_terminal(command.split(), environment, folder)))
            path = DOCS / f"{screen}.svg"
            # the font list of Rich's theme has no Chinese font: any monospaced one of the reader's machine serves
            picture = console.export_svg(title=f"govopen {command}", unique_id=f"govopen-{screen}")
            picture = re.sub(r'(<text class="[^"]*" x=")([\d.]+)("[^>]*>)([^<]*)</text>', _split_by_width, picture)
            path.write_text(picture.replace("Fira Code, monospace", "Fira Code, Noto Sans Mono CJK SC, monospace"), encoding="utf-8")
            print(path)
        dashboard(environment, folder)


if __name__ == "__main__":
    main()
