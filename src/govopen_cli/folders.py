"""The platform's folders for this user: where state is kept that belongs to no plan file, and where what can be made again is kept."""

import os

_PRIME = 2**64 - 59
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def user_folder(environ: "Mapping[str, str]" = os.environ) -> str:
    """Return the folder for this user's application state."""
    if os.name == "nt":
        return os.path.join(environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local"), "govopen")
    return os.path.join(environ.get("XDG_STATE_HOME") or _home(environ, ".local", "state"), "govopen")


def cache_folder(environ: "Mapping[str, str]" = os.environ) -> str:
    """Return the folder for what can be made again: ``$GOVOPEN_CACHE``, or the platform's cache folder for this user."""
    if environ.get("GOVOPEN_CACHE"):
        return environ["GOVOPEN_CACHE"]
    if os.name == "nt":
        return os.path.join(user_folder(environ), "cache")
    return os.path.join(environ.get("XDG_CACHE_HOME") or _home(environ, ".cache"), "govopen")


def file_name(key: bytes) -> str:
    """Return a name of 16 letters for a file that belongs to a key. That it is of this key and no other, what is in the file must say."""
    return f"{int.from_bytes(key, 'big') % _PRIME:016x}"


def _home(environ: "Mapping[str, str]", *names: str) -> str:
    return os.path.join(environ.get("HOME") or os.path.expanduser("~"), *names)
