"""Item ids on the command line: several, with ranges, all or nothing."""

import re
from collections.abc import Sequence

from govopen_cli.errors import UsageError
from govopen_cli.plan.index.query import Index, Scope
from govopen_cli.plan.model import Item
from govopen_cli.text import fold, near

_RANGE = re.compile(r"(.+?)(?:-|—|~|～|至|到|\.\.)(.+)")


def find_items(index: Index, words: Sequence[str]) -> list[Item]:
    """Return the items that ids and ranges (``1.2-1.5``) name, in the order given, each once.

    Raises:
        UsageError: one of them does not exist; the message names all that do not.
    """
    ids: dict[str, None] = {}
    unknown = []
    for word in (part for text in words for part in re.split(r"[,，、\s]+", text) if part):
        found = _expand(index, word)
        ids.update(dict.fromkeys(found))
        if not found:
            unknown.append(word)
    if unknown:
        raise UsageError(_sentence(index, unknown))
    by_id = {item.id: item for item in index.items(Scope(ids=list(ids)))}
    return [by_id[item_id] for item_id in ids]


def _expand(index: Index, word: str) -> list[str]:
    known = index.known_ids([word, fold(word)])
    if known:
        return known[:1]
    match = _RANGE.fullmatch(fold(word))
    if match is None or len(index.known_ids([match[1], match[2]])) < 2:
        return []
    return index.ids_between(match[1], match[2])


def _sentence(index: Index, unknown: Sequence[str]) -> str:
    close = near(unknown[0], index.ids()) if len(unknown) == 1 else []
    hint = f"，相近的有：{'、'.join(close)}" if close else ""
    return f"没有编号“{'”“'.join(unknown)}”的事项{hint}；运行 govopen list 可查看全部编号"
