"""What every spreadsheet that is written has in common: whose it is, what its sheets are called, what a cell holds."""

import io
from collections.abc import Iterable
from typing import Any

from xlsxwriter import Workbook

from govopen_cli.documents.contents import Chapter, Contents
from govopen_cli.documents.measure import cleaned
from govopen_cli.documents.stable import moment

_NAME_MOST = 31  # UTF-16 units that the name of a sheet holds
_OPTIONS = {
    "in_memory": True,
    # nothing is guessed: what begins with = or looks like a number or an address is the text that it is
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    # widths of columns are counted in digits of this font, which every office program has, or a font as wide in its place; cells name their own
    "default_format_properties": {"font_name": "Arial", "font_size": 11, "font_scheme": False}, "default_column_width": 72,
}  # fmt: skip


def opened(data: io.BytesIO, contents: Contents) -> Any:
    """Return a workbook that is written to ``data`` when it is closed: whose it is, and as old as the day that it shows."""
    book = Workbook(data, _OPTIONS)
    book.set_properties({"title": cleaned(contents.title), "author": cleaned(contents.office), "created": moment(contents.day)})
    return book


def sheet_names(contents: Contents, single: str, others: Iterable[str] = ()) -> list[str]:
    """Return the name of each plan's sheet: ``single`` where there is one, else what Excel allows of its title, no name twice."""
    if not contents.many:
        return [single]
    names: list[str] = []
    taken = {"history", *others}  # a name that Excel keeps for itself
    for chapter in contents.chapters:
        name = _sheet_name(chapter, single, "")
        number = 2
        while name.casefold() in taken:
            name, number = _sheet_name(chapter, single, f"({number})"), number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _sheet_name(chapter: Chapter, single: str, mark: str) -> str:
    title = "".join(" " if letter in "[]:*?/\\" else letter for letter in cleaned(chapter.plan.title)).strip("' ") or single
    room = 2 * (_NAME_MOST - len(mark))
    return title.encode("utf-16-le")[:room].decode("utf-16-le", "ignore").rstrip("' ") + mark
