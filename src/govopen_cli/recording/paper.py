"""A row of a paper that came back, to what it asks to have recorded. Pure: rows in, requests or refusals out; the rules of acts decide on them.

What a unit writes of completion becomes a request here and nowhere else (``_completion``).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from govopen_cli.language.deadline.days import NoDay, read_day
from govopen_cli.ledger.columns import ACCEPTED, DONE_ON, EVIDENCE, PROGRESS, REMARKS, RETURNED, STATUS
from govopen_cli.ledger.lights import FINISHED, PARTIAL
from govopen_cli.record import NamedTuple
from govopen_cli.recording.record import Bundle
from govopen_cli.recording.request import Refusal, Request, Seen
from govopen_cli.state.facts import Evidence
from govopen_cli.text import added, bare, fold, shorten

EDITABLE = (STATUS, DONE_ON, PROGRESS, EVIDENCE, REMARKS)  # the columns that a unit fills in
DECIDED = (ACCEPTED, RETURNED)  # those that the office fills in besides, in its own ledger of a plan that accepts


class Field(NamedTuple):
    """A cell that may be filled in: what stands in it, what stood in it when the paper went out, and where it is."""

    text: str = ""
    before: str = ""
    place: str = ""

    @property
    def changed(self) -> bool:
        """Whether somebody wrote in it."""
        return bare(self.text) != bare(self.before)


class Entry(NamedTuple):
    """A row that somebody wrote in: what it is about, and its fields by title; a column that is not there has none."""

    plan: str
    item: str
    unit: str | None
    domain: str | None
    seen: Seen
    place: str
    fields: Mapping[str, Field]

    def field(self, title: str) -> Field:
        """Return the field under a title."""
        return self.fields.get(title, Field(place=self.place))

    @property
    def filled(self) -> bool:
        """Whether something in the row is new."""
        return any(field.changed for field in self.fields.values())


# --- words of the status column ---------------------------------------------------------------------------------------

DONE, PART, UNDER_WAY, OPEN, NOT_REQUIRED = "done", "part", "under way", "open", "not required"


def _words() -> dict[str, str]:
    from importlib.resources import files

    text = (files("govopen_cli") / "resources" / "status_words.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {fold(word).lower(): name.replace("_", " ") for name, *words in lines for word in words}


_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d+))?%")


def meaning(word: str, known: Mapping[str, str]) -> str | None:
    """Return what a word in the status column says of a part; None where that is not known."""
    folded = fold(word).lower().rstrip("。.!；;，,")
    percent = _PERCENT.fullmatch(folded)
    if percent is None:
        return known.get(folded)
    share = float(f"{percent[1]}.{percent[2] or 0}")
    return OPEN if share == 0 else UNDER_WAY if share < 100 else DONE if share == 100 else None


# --- rows to requests -------------------------------------------------------------------------------------------------


class Desk(NamedTuple):
    """What the rows of papers are read by: today, the words of the status column, and the collectives that a unit belongs to."""

    today: date
    words: Mapping[str, str]
    via: Callable[[str], Sequence[str]]


def desk(today: date, via: Callable[[str], Sequence[str]]) -> Desk:
    """Return what the rows of papers are read by on a day."""
    return Desk(today, _words(), via)


def bundle(entry: Entry, by: Desk) -> Bundle:
    """Return what a row asks to have recorded, whole or not at all."""
    refusals = [_no_words(title, field) for title, field in entry.fields.items() if field.changed and unreadable(field.text)]
    if refusals:
        return refusals
    done = _completion(entry, by)
    if isinstance(done, Refusal):
        return [done]
    shown = _evidence(entry, by.today)
    asked: list[Request] = []
    if done is not None:
        asked.append(done._replace(evidence=shown))
    elif shown:
        asked.append(_request(entry, by, "evidence", EVIDENCE)._replace(evidence=shown))
    for act, title, said in (("progress", PROGRESS, _progress(entry, by)), ("remark", REMARKS, _new(entry.field(REMARKS)))):
        if said:
            asked.append(_request(entry, by, act, title)._replace(note=said))
    return [*asked, *_decision(entry, by)]


def _request(entry: Entry, by: Desk, act: str, title: str, day: date | None = None) -> Request:
    units = (entry.unit,) if entry.unit is not None else ()
    via = tuple(name for unit in units for name in by.via(unit))
    return Request(
        entry.item, act, day or by.today, units, entry.domain, via=via, place=entry.field(title).place, seen=entry.seen,
    )  # fmt: skip


def _new(field: Field) -> str:
    """Return what was added to a cell; what was taken out of it is no news."""
    return added(field.before, field.text.strip()) if field.changed else ""


def _completion(entry: Entry, by: Desk) -> Request | Refusal | None:
    """Return what is asked of the standing of a part: its completion, or nothing.

    Where the office accepts what units report (``closing``), the act is another one; this is the place that says which.
    """
    status, day = entry.field(STATUS), entry.field(DONE_ON)
    said = meaning(status.text, by.words) if status.changed or day.changed else OPEN
    name = f"{entry.item} " + (f"{entry.unit} " if entry.unit else "")
    if fold(status.before) in FINISHED:
        return _completed_before(name, said, status, day, by.today)
    if status.changed and status.text.strip():
        wrong = _no_status(name, said, status)
        if wrong is not None:
            return wrong
    if said != DONE or not (status.changed or day.changed):
        if day.changed and day.text.strip():
            return Refusal(f"{name}填了完成日期，但状态是“{shorten(status.text)}”；完成的请把状态写成“完成”", day.place)
        return None
    if not day.text.strip():
        return Refusal(f"{name}选了完成，却没有填完成日期；请写成 2021-06-30", day.place)
    try:
        found = read_day(day.text, by.today, lean="past", serials=True)
    except NoDay as error:
        return Refusal(f"{name}选了完成，完成{error}", day.place)
    return _request(entry, by, "done", STATUS, found)


_AGAIN_BY = re.compile(r"[（(,，;；]?\s*(?:请?于)?([^（(,，;；\s]+?)(?:日?前|之前)重报[)）。]?$")


def _decision(entry: Entry, by: Desk) -> list[Request | Refusal]:
    """Return what the office says to what was submitted: who accepted it, or why it is returned."""
    accepted, returned = _new(entry.field(ACCEPTED)), _new(entry.field(RETURNED))
    if accepted and returned:
        return [Refusal(f"{entry.item} 又写了“{ACCEPTED}”又写了“{RETURNED}”，分不清是哪一样；请只写一栏", entry.field(RETURNED).place)]
    if accepted:
        day, name = _signed(accepted, by.today)
        return [_request(entry, by, "accept", ACCEPTED, day)._replace(data={"approved_by": name})]
    if not returned:
        return []
    day, reason = _signed(returned, by.today)
    data, found = {}, _AGAIN_BY.search(reason)
    if found is not None:
        try:
            data = {"by": read_day(found[1], by.today, lean="ahead", serials=True).isoformat()}
            reason = reason[: found.start()]
        except NoDay:
            pass  # the words stay in the reason
    return [_request(entry, by, "return", RETURNED, day)._replace(note=reason, data=data)]


def _signed(text: str, today: date) -> tuple[date, str]:
    """Return the day that stands before or behind other words, today where none does, and those words."""
    words = text.split()
    for day, rest in ((words[0], words[1:]), (words[-1], words[:-1])) if len(words) > 1 else ():
        try:
            return read_day(day, today, lean="past", serials=True), " ".join(rest)
        except NoDay:
            continue
    return today, text


def _no_status(name: str, said: str | None, status: Field) -> Refusal | None:
    """Say why a status cannot be recorded, where it cannot."""
    if said is None:
        return Refusal(
            f"不认识{name}的状态“{shorten(status.text)}”；请写“完成”“{PARTIAL}”或“未完成”，别的话写在“{PROGRESS}”里", status.place
        )
    if said == NOT_REQUIRED:
        return Refusal(f"{name}写了“{status.text.strip()}”：不再要求须经批准，不能由台账登记，批准后由经办机关登记", status.place)
    return None


def _completed_before(name: str, said: str | None, status: Field, day: Field, today: date) -> Refusal | None:
    """Say that a completion which is recorded is not changed by a paper."""
    if status.changed and said != DONE:
        return Refusal(f"{name}已登记完成，不能在台账里改成“{shorten(status.text)}”；请用 govopen reopen", status.place)
    if day.changed and not _same_day(day, today):
        return Refusal(f"{name}已登记完成，完成日期不能在台账里改；请用 govopen undo 或 reopen", day.place)
    return None


def _same_day(day: Field, today: date) -> bool:
    """Tell whether a day is written otherwise, and is the same."""
    try:
        return read_day(day.text, today, lean="past", serials=True).isoformat() == day.before.strip()
    except NoDay:
        return False


def _progress(entry: Entry, by: Desk) -> str:
    """Return what was said of progress: by the word of the status, where that says more than done or not done, and in words."""
    status, said = entry.field(STATUS), _new(entry.field(PROGRESS))
    word = status.text.strip() if status.changed and meaning(status.text, by.words) in (PART, UNDER_WAY) else ""
    return f"{word}：{said}" if word and said and bare(word) not in bare(said) else said or word


# --- evidence ---------------------------------------------------------------------------------------------------------

_PICTURE = re.compile(r"=\s*(?:_xlfn\.)?DISPIMG\s*\(", re.IGNORECASE)
_ERRORS = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
# where one piece of evidence ends and the next begins. A ; inside an address belongs to it, unless another address, a blank or Chinese follows
_NEXT = re.compile(r"[\n；]|;(?=\s|[a-z]+://|[\u3400-\u9fff《〔（])", re.IGNORECASE)


def unreadable(text: str) -> bool:
    """Tell whether a cell holds a picture, an error or a formula that was not worked out, and no words."""
    return text.strip().upper() in _ERRORS or text.strip().startswith(("=", "Err:"))


def _no_words(title: str, field: Field) -> Refusal:
    if _PICTURE.match(field.text.strip()):
        return Refusal(f"“{title}”里是嵌入单元格的图片，读不出来；请把图片另存为文件，在这里写文件名、网址或文号", field.place)
    return Refusal(f"“{title}”里是错误值或没有算好的公式（{shorten(field.text.strip(), 20)}），不能登记；请改成文字", field.place)


def pieces(text: str) -> list[str]:
    """Return the pieces of evidence that a cell names, each once: on lines of their own, or set apart by semicolons."""
    found = []
    for part in _NEXT.split(text):
        found += [part] if "://" in part else re.split(r";", part)
    return list(dict.fromkeys(piece for part in found if (piece := part.strip().rstrip(";；"))))


def _evidence(entry: Entry, today: date) -> tuple[Evidence, ...]:
    field = entry.field(EVIDENCE)
    if not field.changed:
        return ()
    known = {bare(piece) for piece in pieces(field.before)}
    return tuple(Evidence(piece, day=today.isoformat()) for piece in pieces(field.text) if bare(piece) not in known)
