"""The text of a cell as it is read for its meaning: without what nobody sees, and without the padding of typesetting."""

import re

from govopen_cli.intake.table import Document

# zero-width marks, soft hyphens, directional marks, byte order marks: they never make two texts differ
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile("[ \u00a0\u2000-\u200a\u202f\u205f\u3000]+")


def clean(text: str) -> str:
    """Return a text without invisible characters; line breaks of every kind are one kind, blank lines and outer blanks go."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _LINES.sub("\n", text)
    text = _CONTROLS.sub("", _INVISIBLE.sub("", text)).replace("\u00a0", " ")
    if "\n" not in text:
        return text.strip()
    return "\n".join(line.strip() for line in text.split("\n") if _BLANKS.sub("", line).strip())


def cleaned(document: Document) -> Document:
    """Clean every text of a document, in place."""
    known: dict[str, str] = {"": ""}
    for table in document.tables:
        for row in table.rows:
            for at, cell in enumerate(row):
                text = known.get(cell.text)
                if text is None:
                    text = known[cell.text] = clean(cell.text)
                if text is not cell.text:
                    row[at] = cell._replace(text=text)
        table.above = [clean(line) for line in table.above]
        table.below = [clean(line) for line in table.below]
    return document
