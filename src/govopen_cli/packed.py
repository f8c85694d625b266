"""Lists and records in one text, without JSON: parts joined by the control characters that ASCII has for it, the widest first.

Nothing is imported, and taking a text apart is one ``split`` a level. An absent value is the empty text.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILE, GROUP, RECORD, UNIT = "\x1c", "\x1d", "\x1e", "\x1f"
_SPACES = dict.fromkeys(map(ord, (FILE, GROUP, RECORD, UNIT)), " ")


def clean(text: str | None) -> str:
    """Return a text that may stand between separators; the separators themselves mean nothing in words and become spaces."""
    if not text or text.isprintable():  # separators are not printable, nearly all texts are
        return text or ""
    return text.translate(_SPACES)


def join(separator: str, parts: "Iterable[str | None]") -> str:
    """Return parts in one text."""
    return separator.join([clean(part) for part in parts])


def split(separator: str, text: str) -> list[str]:
    """Return the parts of a text; the empty text has none."""
    return text.split(separator) if text else []
