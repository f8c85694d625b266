"""Commands on a real pseudo-terminal, as a person sees them."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pyte


def terminal(arguments: list[str], env: dict[str, str], cwd: Path, columns: int = 80, lines: int = 60) -> tuple[list[str], bytes, int]:
    """Run on a real pseudo-terminal and return the screen as a person sees it, the raw bytes and the exit code."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    child = subprocess.Popen(
        [sys.executable, "-m", "govopen_cli", *arguments],
        env={**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "TERM": "xterm-256color"},
        cwd=cwd,
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    raw = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        raw += chunk
    os.close(master)
    code = child.wait()
    screen = pyte.Screen(columns, 2000)
    pyte.ByteStream(screen).feed(raw)
    return [line.rstrip() for line in screen.display], raw, code


def shown(arguments: list[str], env: dict[str, str], cwd: Path) -> str:
    """Return what a person sees, without the blanks and line ends that the terminal's width makes."""
    return "".join("".join(terminal(arguments, env, cwd, 120)[0]).split())
