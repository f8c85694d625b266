"""Which plan files this user has asked about: every compiled plan remembers the name of its file."""

import os
import sqlite3

from govopen_cli.database import connect
from govopen_cli.folders import cache_folder
from govopen_cli.plan.index.query import Index

_LOOKED_AT = 200  # compiled plans, the newest first: more than anybody has, and soon looked through


def gone(plan: str, folder: str | None = None) -> list[str]:
    """Return the names under which a plan was asked about and that no file has any more, the newest first."""
    found = []
    for path in _compiled(folder or cache_folder()):
        try:
            connection = connect(path, "ro", immutable=True)
            try:
                index = Index(connection)
                name = os.fsdecode(index.meta["key"].split("\n", 1)[0].encode("latin-1"))
                if index.plan.id == plan and not os.path.exists(name):
                    found.append(name)
            finally:
                connection.close()
        except (sqlite3.Error, ValueError, TypeError, LookupError):
            continue  # damaged, foreign or of another version: it is only a cache
    return list(dict.fromkeys(found))


def _compiled(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            dated = [(entry.stat().st_mtime, entry.path) for entry in entries if entry.name.endswith(".index.db")]
    except OSError:
        return []
    return [path for _, path in sorted(dated, reverse=True)[:_LOOKED_AT]]
