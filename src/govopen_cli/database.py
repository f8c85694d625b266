"""Opening a SQLite file by its name, whatever characters that has; nothing else is known of databases here."""

from __future__ import annotations

import os
import sqlite3


def connect(path: str | os.PathLike[str], mode: str, wait: float = 5.0, *, immutable: bool = False) -> sqlite3.Connection:
    """Open a file: ``mode`` is ro, rw or rwc; ``wait`` is how many seconds to wait for a lock.

    An ``immutable`` file is one that is only ever replaced as a whole: it needs no locks. Transactions begin when they are told to.

    Raises:
        sqlite3.Error: there is no such file, or it cannot be opened.
    """
    name = uri(path, mode) + ("&immutable=1" if immutable else "")
    return sqlite3.connect(name, uri=True, timeout=wait, isolation_level=None)


def uri(path: str | os.PathLike[str], mode: str) -> str:
    """Return a file as SQLite's URI (https://sqlite.org/uri.html): the path with ``%``, ``?`` and ``#`` written as codes."""
    text = os.path.abspath(path)
    if os.name == "nt":
        text = "/" + text.replace("\\", "/").lstrip("/") if not text.startswith("\\\\") else "//" + text.replace("\\", "/")
    for char, code in (("%", "%25"), ("?", "%3f"), ("#", "%23")):
        text = text.replace(char, code)
    try:
        text.encode()
    except UnicodeEncodeError:  # a name that is not UTF-8 on disk: its bytes as codes
        text = "".join(char if char.isascii() else "".join(f"%{byte:02x}" for byte in os.fsencode(char)) for char in text)
    return f"file://{text}?mode={mode}"
