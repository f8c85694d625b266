"""Item ids on the command line: several, with ranges, all or nothing."""

from collections.abc import Collection, Sequence

from govopen_cli.cli.call import Call
from govopen_cli.errors import UsageError
from govopen_cli.ledger.books import Asked, Books
from govopen_cli.ledger.select import Filters
from govopen_cli.plan.index.query import Index, Scope
from govopen_cli.plan.model import Item

_SEPARATORS = (",", "，", "、", ";", "；")
_TO = ("-", "—", "~", "至", "到", "..")


def find_items(index: Index, words: Sequence[str]) -> list[Item]:
    """Return the items of one plan that ids and ranges (``1.2-1.5``) name, in the order given, each once.

    Raises:
        UsageError: one of them does not exist; the message names all that do not.
    """
    ids = find_ids([index], words)[0]
    by_id = {item.id: item for item in index.items(Scope(ids=ids))}
    return [by_id[item_id] for item_id in ids]


def find_ids(indexes: Sequence[Index], words: Sequence[str], gone: Sequence[Collection[str]] = ()) -> list[list[str]]:
    """Return, for each of some plans, its ids that ids and ranges name; ``plan/1.6`` names an item of one plan.

    ``gone`` are ids of each plan that it no longer holds and that may be named all the same.

    Raises:
        UsageError: one of them does not exist, or several plans have it; the message names all that do not.
    """
    found: list[dict[str, None]] = [{} for _ in indexes]
    unknown = []
    for word in (part for text in words for part in _parted(text)):
        hits = [(number, ids) for number, index in enumerate(indexes) if (ids := _expand(index, word))]
        hits = hits or [(number, [word]) for number, ids in enumerate(gone) if word in ids]
        if len(hits) > 1:
            raise UsageError(
                f"几张任务分解表都有“{word}”：{'、'.join(f'{indexes[number].plan.id}/{ids[0]}' for number, ids in hits)}；请写明是哪一张"
            )
        for number, ids in hits:
            found[number].update(dict.fromkeys(ids))
        if not hits:
            unknown.append(word)
    if unknown:
        raise UsageError(_sentence(indexes, unknown))
    return [list(ids) for ids in found]


def named(call: Call, words: Sequence[str], *, gone: bool = False, tasks: bool = False) -> Books:
    """Return the ledgers of the plans in use, each asked for those of its items that ids and ranges name.

    With ``gone``, items may be named that the plan no longer holds and of which something is recorded; with ``tasks``, the number of a
    task names all its items.

    Raises:
        UsageError: as for ``find_ids``.
    """
    if tasks:
        words = [part for word in words for part in _of_task(call, word)]
    found = find_ids([ledger.index for ledger in call.ledgers], words, [ledger.state.items() for ledger in call.ledgers] if gone else ())
    asked = [Asked(ledger, Filters(ids=tuple(ids))) for ledger, ids in zip(call.ledgers, found, strict=True) if ids]
    return Books(asked, [ledger.plan for ledger in call.ledgers], call.day)


def _of_task(call: Call, word: str) -> list[str]:
    """Return the ids of a task's items where a word is the task's number and no item's id; else the word."""
    for ledger in call.ledgers:
        if ledger.index.has_task(word) and not ledger.index.known_ids([word]):
            many = len(call.ledgers) > 1
            return [f"{ledger.plan.id}/{item.id}" if many else item.id for item in ledger.index.items(Scope(task=word))]
    return [word]


def _parted(text: str) -> list[str]:
    for separator in _SEPARATORS:
        text = text.replace(separator, " ")
    return text.split()


def _expand(index: Index, word: str) -> list[str]:
    """Return the ids of one plan that a word means: itself, written otherwise, with the plan's id before it, or a range."""
    if known := index.known_ids([word]):
        return known
    from govopen_cli.text import fold  # what is written as the plan has it needs no folding

    plan, slash, bare = fold(word).partition("/")
    wanted = bare if slash and plan == fold(index.plan.id) else fold(word)
    if known := index.known_ids([wanted]):
        return known
    for mark in _TO:
        first, found, last = wanted.partition(mark)
        if found and len(index.known_ids([first, last])) == 2:
            return index.ids_between(first, last)
    return []


def _sentence(indexes: Sequence[Index], unknown: Sequence[str]) -> str:
    from govopen_cli.text import near

    close = near(unknown[0], [item_id for index in indexes for item_id in index.ids()]) if len(unknown) == 1 else []
    hint = f"，相近的有：{'、'.join(close)}" if close else ""
    return f"没有编号“{'”“'.join(unknown)}”的事项{hint}；运行 govopen list 可查看全部编号"
