"""Deadlines and units that stand elsewhere than in a column of their own: in brackets behind the task, in a section heading, above the table."""

import re
from functools import cache

from govopen_cli.intake.align import is_time
from govopen_cli.intake.roles import Assigned, assigned
from govopen_cli.intake.words import alternatives, listed
from govopen_cli.language.deadline.model import Issued
from govopen_cli.language.deadline.resolve import resolve
from govopen_cli.text import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.intake.source import SourceRow

_BRACKET = re.compile(r"[（(](?P<inside>[^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*)[)）]\s*[。.；;]?\s*$")
_LABELLED = re.compile(r"(?:牵头|责任|主责|配合|协办|主办|承办|落实|完成|整改)[\u4e00-\u9fff]{0,4}\s*[:：]")
_ACTS = re.compile(r"[局委办厅部府院会室心位门区县市旗镇乡队)）](?:总?牵头|负责|配合|会同|按职责)")
_TAIL = 1_000  # characters at the end of a task among which the bracket is looked for
_SEGMENT = re.compile(r"[，,；;。]\s*")
_YEAR = Issued(2020, 1, 1)


def in_brackets(text: str) -> tuple[Assigned, str] | None:
    """Return units and deadline of a bracket at the end of a task (…（牵头单位：…；6月底完成）); None where there is none of the kind."""
    match = _BRACKET.search(text.strip()[-_TAIL:])
    if match is None:
        return None
    inside = match["inside"].strip()
    labelled = _LABELLED.search(inside) or _ACTS.search(inside)
    parts = [part.strip() for part in _SEGMENT.split(inside) if part.strip()]
    times = [part for part in parts if _is_deadline(part)]
    if labelled is None:
        return (Assigned({}), inside) if len(parts) == 1 and times else None
    kept = inside
    for part in times:
        kept = re.sub(rf"[，,；;。]?\s*{re.escape(part)}", "", kept, count=1)
    said = assigned(kept, "责任单位")
    if not said.roles and not times and not said.deadline:
        return None
    return said, times[-1] if times else said.deadline


def _is_deadline(part: str) -> bool:
    bare = re.sub(r"^(?:完成|办结|整改|落实)?(?:时限|时间|期限)\s*[:：]\s*", "", part)
    return bool(re.search(r"\d|[一二三四五六七八九十]|年|月|季|长期|持续|常态|立行", bare)) and is_time(bare)


_HEADED = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]?\s*)?(?P<time>[^（(:：]+?)\s*(?:[（(].*|[:：].*)?$")


def in_heading(text: str) -> str:
    """Return the deadline that a section heading is (一、2022年6月底前完成（2项）), or an empty text."""
    match = _HEADED.match(text.strip())
    if match is None or len(match["time"]) > 24:
        return ""
    words = match["time"].strip()
    if not _nothing_but_time().fullmatch(fold(words)):
        return ""
    return words if resolve(words, _YEAR).kind in ("date", "ongoing", "recurring") else ""


@cache
def _nothing_but_time() -> re.Pattern[str]:
    """Return what only words of time match: a heading that names anything else is no deadline."""
    return re.compile(rf"(?:\d+|{alternatives(listed('time_words'))}|[./~—,、()-])+")


_ASKED = re.compile(
    r"(?:请|务必|须|应|要求)?(?:于|在)(?P<time>(?:20\d\d年)?[^，。；,;]{2,16}?(?:前|底|之前|以前|内))[，,]?[^，。；,;]{0,24}?(?:完成|落实|办结|整改|报送|上报|报)"
)


def above(lines: list[str]) -> str:
    """Return the deadline that a text above the table sets for all of it (请于2022年12月31日前完成), or an empty text."""
    found = [match["time"] for line in lines for match in _ASKED.finditer(line) if is_time(match["time"])]
    return found[0] if len(set(found)) == 1 else ""


class Found:
    """What was taken from elsewhere, to be said once for a table: from where, for how many rows, the first of them."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int, str]] = {}

    def note(self, source: str, place: str) -> None:
        """Note that something of a row was taken from a source."""
        count, first = self._counts.get(source, (0, place))
        self._counts[source] = count + 1, first

    def remarks(self) -> list[str]:
        """Return a sentence for each source."""
        return [f"{first}{f'等 {count} 行' if count > 1 else ''}：{source}" for source, (count, first) in self._counts.items()]


def completed(row: "SourceRow", lines: list[str], found: Found) -> dict[str, list[str]]:
    """Fill a row's deadline from where it stands, and return the units that its text names, where no column gave any."""
    said = in_brackets(row.content or (row.tasks[-1] if row.tasks else "")) if not row.units or not row.deadline else None
    units: dict[str, list[str]] = {}
    if said is not None:
        if not row.units and said[0].roles:
            units = said[0].roles
            found.note("责任单位取自任务文字里的括号", row.place)
        if not row.deadline and said[1]:
            row.deadline = said[1]
            found.note("完成时限取自任务文字里的括号", row.place)
    if not row.deadline and row.section and (words := in_heading(row.section)):
        row.deadline = words
        found.note(f"完成时限“{words}”取自小标题“{row.section}”", row.place)
    if not row.deadline and (words := above(lines)):
        row.deadline = words
        found.note(f"完成时限“{words}”取自表格上方的文字", row.place)
    return units
