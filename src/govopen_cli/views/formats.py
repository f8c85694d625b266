"""A page to a stream: table, plain, tsv, csv, json, jsonl, md (docs/contracts.md, "Output"). stdout is data, stderr is messages."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from govopen_cli.errors import UsageError
from govopen_cli.views.page import Column, Page, Section

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

FORMATS = ("table", "plain", "tsv", "csv", "json", "jsonl", "md")


def choose(name: str | None) -> str:
    """Return the format to use: the named one, else a table on a terminal and plain text elsewhere.

    Raises:
        UsageError: there is no such format.
    """
    if name is None:
        return "table" if sys.stdout.isatty() else "plain"
    if name not in FORMATS:
        raise UsageError(f"没有输出格式“{name}”；可用的有：{'、'.join(FORMATS)}")
    return name


def show(page: Page, name: str | None) -> None:
    """Print a page: data to stdout, closing lines to stderr."""
    chosen = choose(name)
    if chosen in ("json", "jsonl"):
        _json(page, chosen)
        return
    if page.is_empty:
        if chosen == "table" and page.title:
            tell(page.title)  # of what there is nothing
        note(page.empty)
    else:
        _WRITERS[chosen](page, sys.stdout)
        sys.stdout.flush()
    for line in (*([] if chosen in ("table", "md") else page.footnotes), *page.notes):
        note(line)


def tell(text: str, out: "TextIO | None" = None) -> None:
    """Print a line of words, to stdout if nothing else is said; on a terminal it is folded to the window, what follows set in as it is."""
    from govopen_cli.text import folded, visible

    stream = out or sys.stdout
    text = visible(text)
    if not stream.isatty():
        print(text, file=stream)
        return
    from shutil import get_terminal_size

    room, blank = max(get_terminal_size().columns, _NARROWEST), text[: len(text) - len(text.lstrip(" "))]
    for line in folded(text[len(blank) :], room - len(blank)):
        print(f"{blank}{line}", file=stream)


def note(text: str) -> None:
    """Tell a person who looks on what stands beside an answer; where nobody does, as under cron, stderr is kept for what is wrong."""
    if sys.stderr.isatty():
        remark(text)


def remark(text: str) -> None:
    """Say on stderr what a reader must know to trust an answer, also where nobody looks on now: a name that was matched loosely."""
    tell(text, sys.stderr)


_NARROWEST = 20  # columns: less is no window that anybody reads in


def _json(page: Page, chosen: str) -> None:
    # UTF-8 whatever the terminal's encoding: JSON is for programs
    raw = getattr(sys.stdout, "buffer", None)
    for text in _json_lines(page, chosen):
        if raw is not None:
            raw.write(text.encode(errors="backslashreplace"))  # half of a character is an escape in JSON too
        else:
            sys.stdout.write(text)
    sys.stdout.flush()


def _json_lines(page: Page, chosen: str) -> Iterator[str]:
    import json

    for line in [page.document] if chosen == "json" else page.records:
        yield json.dumps(line, ensure_ascii=False, indent=2 if chosen == "json" else None) + "\n"


def render(page: Page, name: str, out: "TextIO") -> None:
    """Write a page to a text stream in one of the formats that are text."""
    if name in ("json", "jsonl"):
        out.writelines(_json_lines(page, name))
    else:
        _WRITERS[name](page, out)


def one_line(text: str) -> str:
    """Return text without line breaks and tabs: one record stays one line."""
    if text.replace("\u3000", "").isprintable():  # a blank of Chinese width is printed too
        return text
    import re

    from govopen_cli.text import visible

    return visible(re.sub(r"\s*[\t\r\n\v\f\x85\u2028\u2029]+\s*", " ", text))


def _flat(page: Page, sections: Iterable[Section]) -> Iterator[tuple[str, ...]]:
    for section in sections:
        for row in section.rows:
            yield (*row, section.heading) if page.group else row


def _titles(page: Page, columns: Sequence[Column]) -> list[str]:
    return [*(column.title for column in columns), *([page.group] if page.group else [])]


def _wide(page: Page) -> tuple[Sequence[Column], Sequence[Section]]:
    return page.wide or (page.columns, page.sections)


def _plain(page: Page, out: "TextIO") -> None:
    columns = [*page.columns, *([Column(page.group)] if page.group else [])]
    for row in _flat(page, page.sections):
        cells = (one_line(cell) or "—" for cell in row)
        named = (
            f"{column.title} {cell}" if column.named or column.kind == "number" else cell
            for column, cell in zip(columns, cells, strict=True)
        )
        out.write("  ".join(named) + "\n")


def _tsv(page: Page, out: "TextIO") -> None:
    columns, sections = _wide(page)
    out.write("\t".join(guarded(one_line(title)) for title in _titles(page, columns)) + "\n")
    for row in _flat(page, sections):
        out.write("\t".join(guarded(one_line(cell)) for cell in row) + "\n")


def _csv(page: Page, out: "TextIO") -> None:
    import csv

    from govopen_cli.text import visible

    columns, sections = _wide(page)
    if _begins_a_file(out):
        out.write("\ufeff")  # without it Excel takes the characters for those of another encoding
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(title) for title in _titles(page, columns)])
    for row in _flat(page, sections):
        writer.writerow([guarded(visible(cell)) for cell in row])


def _begins_a_file(out: "TextIO") -> bool:
    """Tell whether what is written next is the beginning of a file that a shell made (``> 清单.csv``)."""
    import os
    import stat

    try:
        number = out.fileno()
        return stat.S_ISREG(os.fstat(number).st_mode) and os.lseek(number, 0, os.SEEK_CUR) == 0 and out.encoding.lower().startswith("utf")
    except (OSError, ValueError, AttributeError):
        return False


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _md(page: Page, out: "TextIO") -> None:
    columns, sections = _wide(page)
    titles = _titles(page, columns)
    out.write(f"## {one_line(page.title)}\n\n" if page.title else "")
    out.write(f"| {' | '.join(titles)} |\n| {' | '.join('---' for _ in titles)} |\n")
    for row in _flat(page, sections):
        cells = (one_line(cell).replace("\\", "\\\\").replace("|", "\\|") for cell in row)
        out.write(f"| {' | '.join(cells)} |\n")
    for line in page.footnotes:
        out.write(f"\n{line}\n")


def _table(page: Page, out: "TextIO") -> None:
    from govopen_cli.views import tables

    tables.write(page, out)


_WRITERS: "dict[str, Callable[[Page, TextIO], None]]" = {"table": _table, "plain": _plain, "tsv": _tsv, "csv": _csv, "md": _md}
