"""From acts of the kind ``notice``, decided or recorded, to the files that go out."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from govopen_cli.cli.bar import progress
from govopen_cli.documents.notice import Ask, Letter
from govopen_cli.errors import OutputError
from govopen_cli.files import sentence, write_whole
from govopen_cli.ledger.status import evaluate, part_of
from govopen_cli.plan.model import Item, Plan
from govopen_cli.recording.record import Recorded
from govopen_cli.state.events import Draft, Event
from govopen_cli.state.facts import NOTHING, Facts

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')  # what Windows takes in no name of a file
_MANY = 40  # letters that take longer than two seconds on slow machines
_LONGEST = 60  # characters of a unit in the name of a file


def of_acts(plan: Plan, acts: Sequence[Draft | Event], items: Mapping[str, Item], facts: Mapping[str, Facts]) -> Letter:
    """Return the letter that the acts of one notice make, of items as the plan has them and as the facts leave them on the day of issue."""
    first = acts[0]
    unit, day = first.unit or "", date.fromisoformat(first.day)
    asks = [
        Ask(part_of(evaluate(items[act.item], facts.get(act.item, NOTHING), plan, day), unit=unit), act.data["level"])
        for act in acts
        if act.item in items
    ]
    return Letter(plan, first.data["number"], unit, day, date.fromisoformat(first.data["reply_by"]), asks)


def letters(decided: Iterable[tuple[Plan, Recorded]]) -> list[Letter]:
    """Return the letters of what was decided, one for each group that issues any."""
    return [
        of_acts(plan, judged.drafts, recorded.items, recorded.facts)
        for plan, recorded in decided
        for judged in recorded.judged
        if judged.drafts
    ]


class Outbox:
    """The folder that letters go to: all of them are written, or none."""

    def __init__(self, folder: Path, suffix: str, write: Callable[[Letter], bytes]) -> None:
        self._folder = folder
        self._suffix = suffix
        self._write = write
        self.paths: list[Path] = []

    def send(self, letters: Sequence[Letter]) -> None:
        """Write the letters, in the place of what an earlier attempt wrote.

        Raises:
            OutputError: the folder cannot be written, or has another file of that name.
            UsageError: the template cannot be used.
        """
        self.recall()
        files = []
        with progress("正在写通知单", large=len(letters) > _MANY) as tell:
            for letter in letters:
                files.append((self._folder / self._name(letter), self._write(letter)))
                tell(len(files) / len(letters))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise OutputError(f"{self._folder} 不是文件夹；请换一个名字") from error
        except OSError as error:
            raise OutputError(sentence(self._folder, error)) from error
        for path, data in files:
            if path.exists():
                raise OutputError(f"{path} 已经有了，没有覆盖；请换一个文件夹，或先移走它")
            write_whole(path, data)
            self.paths.append(path)

    def recall(self) -> None:
        """Remove what was written: it did not come to be recorded."""
        while self.paths:
            self.paths.pop().unlink(missing_ok=True)

    def _name(self, letter: Letter) -> str:
        return f"{_UNFIT.sub('_', letter.number)} {_UNFIT.sub('_', letter.unit)[:_LONGEST].rstrip(' .')}{self._suffix}"
