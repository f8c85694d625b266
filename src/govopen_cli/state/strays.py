"""Other state files of the same plan: copies that a sync client or a person put beside it, and what stayed behind when a plan was moved or renamed.

A question reads one file and no other. Where people have recorded in another one, nobody would notice but for this.
"""

from __future__ import annotations

import os

from govopen_cli.errors import StateError
from govopen_cli.record import NamedTuple
from govopen_cli.state.locate import SUFFIX, beside
from govopen_cli.state.open import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Heads = Mapping[str, tuple[int, str]]

_PLANS = (".yaml", ".yml")


class Stray(NamedTuple):
    """Another state file of a plan: how many acts it holds, and how many of them the file in use does not have.

    ``copied`` tells that it lies beside the file in use and is called after it.
    """

    path: str
    copied: bool
    events: int
    new: int

    @property
    def words(self) -> str:
        """What the file is, and the way on."""
        what = "状态文件的另一份" if self.copied else "任务分解表移动或改名以前的状态文件"
        if not self.new:
            return f"{what}，里面的 {self.events} 条登记这里都有，不需要时可以移走"
        return f'{what}，里面有 {self.new} 条登记这里没有；运行 govopen state merge "{self.path}" 可合并进来'


def strays(file: str, plan: str, moved: Iterable[str] = ()) -> list[Stray]:
    """Return other state files of a plan that lie beside ``file``, the one in use, or belong to where the plan has ``moved`` from.

    A state file that has a plan file of its own is that plan's.

    Raises:
        StateError: the file in use cannot be read.
    """
    file = os.path.abspath(file)
    stem = os.path.basename(file).removesuffix(".db")
    used = _heads(file, plan)
    found = []
    for path in dict.fromkeys([*_neighbours(file), *map(beside, moved)]):
        if path == file or not os.path.isfile(path) or _owned(path):
            continue
        copied = os.path.dirname(path) == os.path.dirname(file) and os.path.basename(path).startswith(stem)
        try:
            heads = _heads(path, plan)
        except StateError:  # of another plan, or no state at all
            continue
        if heads:
            found.append(Stray(path, copied, sum(number for number, _ in heads.values()), _missing(heads, used)))
    return found


def _neighbours(file: str) -> list[str]:
    folder = os.path.dirname(file)
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.path for entry in entries if entry.name.endswith(".db"))
    except OSError:
        return []


def _owned(path: str) -> bool:
    return path.endswith(SUFFIX) and any(os.path.isfile(path.removesuffix(SUFFIX) + suffix) for suffix in _PLANS)


def _heads(path: str, plan: str) -> Heads:
    state = read(path, plan)
    try:
        return state.engine.heads() if state.engine is not None else {}
    finally:
        state.close()


def _missing(heads: Heads, used: Heads) -> int:
    """Return how many events one file has that the other lacks; a chain that went on in both from one event is another there."""
    count = 0
    for writer, (number, mark) in heads.items():
        known, other = used.get(writer, (0, ""))
        count += number - known if number > known else number == known and mark != other
    return count
