"""The key of a row that goes out: what the row is about, and what stood in it. It comes back with what was filled in (docs/returned-ledgers.md).

One text in one cell of the row, so that it stays with the row wherever the row is moved, whatever program saves it under whatever format.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping

from govopen_cli.record import NamedTuple
from govopen_cli.recording.paper import DECIDED
from govopen_cli.text import bare

TITLE = "核对（勿改）"
_MARK = '{"台账":'
_VERSION = 1
_LONG = 3_000  # characters of a text that is kept whole; of a longer one only its digest is


class Sent(NamedTuple):
    """What a file that went out is: to whom, as of which day, to be back by which, and who else was sent one.

    ``to`` is None for the office's own ledger, whose rows are whole items. ``unit`` tells that ``to`` is a body, and all rows are its own.
    Days are ISO texts. ``among`` names everybody that was sent one at the same time.
    """

    day: str
    to: str | None = None
    by: str | None = None
    unit: bool = False
    among: tuple[str, ...] = ()


class Key(NamedTuple):
    """What a row is about.

    ``fingerprint`` is that of the item's row in the plan, ``known`` the stamp of the newest event that the row shows. ``was`` holds what stood
    in the cells that may be filled in, by title (those of the office also where nothing did); ``fixed`` the digests of all others, by the digest of their title.
    """

    sent: Sent
    plan: str
    item: str
    unit: str | None
    domain: str | None
    role: str | None
    fingerprint: str
    known: str
    was: Mapping[str, str]
    fixed: Mapping[str, str]

    def has(self, title: str) -> bool:
        """Tell whether there was a fixed cell under a title."""
        return digest(title) in self.fixed

    def changed(self, title: str, text: str) -> bool:
        """Tell whether something else stood under a title; no cell that was added later."""
        was = self.fixed.get(digest(title))
        return was is not None and was != digest(text)

    @property
    def part(self) -> tuple[str, str, str, str]:
        """What the row is called by, among all rows."""
        return self.plan, self.item, self.unit or "", self.domain or ""


def digest(text: str) -> str:
    """Return a short digest of a text; blanks do not count, because programs change them."""
    return format(zlib.crc32(bare(text).encode("utf-8", "surrogatepass")), "08x")


def fixed(cells: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return the digests of fixed cells, given by their titles and texts."""
    return {digest(title): digest(text) for title, text in cells}


def write(key: Key) -> str:
    """Return a key as the text of a cell."""
    sent = key.sent
    data = {
        "台账": _VERSION, "plan": key.plan, "item": key.item, "unit": key.unit, "domain": key.domain, "role": key.role,
        "row": key.fingerprint, "known": key.known, "to": sent.to, "own": sent.unit, "day": sent.day, "by": sent.by,
        "was": {title: _kept(text) for title, text in key.was.items() if text or title in DECIDED}, "fixed": "".join(title + text for title, text in key.fixed.items()),
    }  # fmt: skip
    return json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Key | None:
    """Return the key that ``write`` wrote; None where a text is none, or was changed."""
    text = text.strip()
    if not text.startswith(_MARK):
        return None
    try:
        data = json.loads(text)
        sent = Sent(data["day"], data.get("to"), data.get("by"), bool(data.get("own")))
        digests, was = data.get("fixed", ""), data.get("was", {})
        key = Key(
            sent, data["plan"], data["item"], data.get("unit"), data.get("domain"), data.get("role"), data["row"], data.get("known", ""),
            was, {digests[at : at + 8]: digests[at + 8 : at + 16] for at in range(0, len(digests), 16)},
        )  # fmt: skip
        return key if data["台账"] == _VERSION and _texts(key) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _texts(key: Key) -> bool:
    texts = [key.item, key.fingerprint, key.known, key.plan, key.sent.day, *key.was, *key.was.values()]
    maybe = [key.unit, key.domain, key.role, key.sent.to, key.sent.by]
    return all(isinstance(text, str) for text in texts) and all(text is None or isinstance(text, str) for text in maybe)


def looks_like(text: str) -> bool:
    """Tell whether a cell holds a key, sound or not."""
    return text.lstrip().startswith(_MARK)


def _kept(text: str) -> str:
    return text if len(text) <= _LONG else _shortened(text)


def _shortened(text: str) -> str:
    return f"sha256:{hashlib.sha256(bare(text).encode('utf-8', 'surrogatepass')).hexdigest()}"


def before(key: Key, title: str, after: str) -> str:
    """Return what stood in a cell that may be filled in; of a long text, that it stood there unchanged, or nothing."""
    was = key.was.get(title, "")
    if was.startswith("sha256:"):
        return after if was == _shortened(after) else ""
    return was


def cover(sent: Sent) -> str:
    """Return what a file is as one text, for the cell beside its cover line."""
    return json.dumps({**sent._asdict(), "among": list(sent.among)}, ensure_ascii=False, separators=(",", ":"))


def among(texts: Iterable[str]) -> tuple[str, ...]:
    """Return who else was sent a file at the same time, from the cell that ``cover`` filled; nobody where it is lost."""
    for text in texts:
        if text.startswith('{"day":') and '"among":' in text:
            try:
                return tuple(name for name in json.loads(text)["among"] if isinstance(name, str))
            except (ValueError, KeyError, TypeError, RecursionError):
                continue
    return ()
