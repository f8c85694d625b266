"""undo: taking back what was recorded."""

from collections.abc import Sequence

from govopen_cli.cli.acts import by_clerk, desk
from govopen_cli.cli.book import Book
from govopen_cli.cli.call import Call
from govopen_cli.cli.editing import own_file
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.files import write_whole
from govopen_cli.plan.file import patch
from govopen_cli.plan.file.load import read_text
from govopen_cli.recording.undo import undo, undone
from govopen_cli.state.events import Draft, Event
from govopen_cli.views.events import item_text, sentence
from govopen_cli.views.formats import tell


def run(call: Call) -> int:
    batch, desks = call.one("batch"), [desk(call, book) for book in call.books]
    if call.flag("dry_run"):
        _tell(call, undone(desks, batch), "将撤销")
        return ExitCode.OK
    books = {desk.place: book for desk, book in zip(desks, call.books, strict=True)}
    target, recorded = by_clerk(call, lambda who: undo(desks, batch, who, lambda desk, drafts: _take_back(books[desk.place], drafts)))
    _tell(call, target, "已撤销")
    print(f"撤销也已记录（批次 {recorded[0].batch[:8]}）；要恢复：govopen undo {recorded[0].batch[:8]}")
    return ExitCode.OK


def _take_back(book: Book, drafts: Sequence[Draft]) -> None:
    """Take back in the plan file what was changed there.

    Raises:
        UsageError: the lines have been changed since.
    """
    for draft in drafts:
        if text := draft.data.get("diff"):
            path = own_file(book)
            after = patch.applied(read_text(path), text)
            if after is None:
                raise UsageError(f"{path} 里的这几行后来又改过，撤不回；请用 govopen log 查看当时的改动，手工改回。什么都没有登记")
            write_whole(path, after.encode())


def _tell(call: Call, events: Sequence[Event], word: str) -> None:
    zones = {book.plan.id: book.plan.timezone for book in call.books}
    many = len(zones) > 1
    tell(f"{word}批次 {events[0].batch[:8]} 的 {len(events)} 条登记：")
    for event in events:
        name = f"{event.plan}/{item_text(event)}" if many else item_text(event)
        tell(f"  {name}  {sentence(event, zones[event.plan], undone=False)}")
