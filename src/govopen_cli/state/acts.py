"""The one table of acts: what each is called, which data it carries, what it folds to, and what contradicts it.

A new act is one row here, one rule in recording/ and one command; nothing else names it. An act that this version does not know (of a
newer office) is kept, shown as unknown, and folds to nothing.
"""

from collections.abc import Callable, Iterable, Mapping

from govopen_cli.record import NamedTuple
from govopen_cli.state.events import Event
from govopen_cli.state.facts import (
    ACCEPTS,
    COMPLETES,
    EXTENDS,
    NOTHING,
    RELEASES,
    REMARKS,
    REOPENS,
    RETURNS,
    SUBMITS,
    Act,
    Facts,
    Notice,
    Progress,
)

# what a field of an act's data may hold: an ISO day, words, the id of a batch, the lines that were changed in the plan file, a number of a series
# what only programs read
DAY, TEXT, BATCH, LINES, NUMBER, PACKED = "day", "text", "batch", "lines", "number", "packed"


class Field(NamedTuple):
    """A field of an act's data: its Chinese word, what it holds, and whether the act must have it."""

    word: str
    holds: str = TEXT
    required: bool = False


class Gathering:
    """Facts of one item in the making."""

    def __init__(self, facts: Facts) -> None:
        self.acts = [*facts.acts]
        self.anchor = facts.anchor
        self.progress = [*facts.progress]
        self.note = facts.note
        self.evidence = [*facts.evidence]
        self.confirmed = [*facts.confirmed]
        self.notices = [*facts.notices]

    def facts(self) -> Facts:
        """Return what has been gathered."""
        return Facts(
            tuple(self.acts), self.anchor, tuple(self.progress), self.note, tuple(self.evidence), tuple(self.confirmed), tuple(self.notices)
        )

    def answer(self, event: Event) -> None:
        """Note that an act answers the notices that are out to its unit; one on the whole item answers all."""
        self.notices = [
            notice._replace(answered=max(event.day, notice.day))
            if notice.answered is None and event.unit in (None, notice.unit)
            else notice
            for notice in self.notices
        ]


class Kind(NamedTuple):
    """One kind of act.

    ``fold`` adds an event to the facts of its item. ``scoped`` acts may speak of one unit's or one domain's part of an item, ``turned``
    ones of one turn of a recurring item (``period`` in their data). ``reports`` are acts that a unit may make for any item that names it,
    not only where it answers for completion. ``answers`` are acts by which a unit answers the notices that are out to it, ``decides`` ones by which the office
    answers what was submitted. ``note`` is what
    the note of the act is called; ``told`` acts must have one. Two acts of different offices on one part contradict each other where they
    share a topic and claim different things: ``claim`` names the field that holds the claim, ``day`` for the act's own day, and is empty
    where the act itself is the claim. Of several acts in a row the last one stands; with ``first``, the first one.
    """

    name: str
    word: str
    fold: Callable[[Gathering, Event], None]
    scoped: bool = False
    turned: bool = False
    reports: bool = False
    answers: bool = False
    decides: bool = False
    note: str = "说明"
    told: bool = False
    fields: Mapping[str, Field] = {}
    topics: frozenset[str] = frozenset()
    claim: str = ""
    first: bool = False


def _stands(effect: str) -> Callable[[Gathering, Event], None]:
    """Return the fold of an act that changes the standing of parts."""

    def fold(facts: Gathering, event: Event) -> None:
        period = event.data.get("period")
        data = {key: value for key, value in event.data.items() if key != "period"}
        facts.acts.append(
            Act(effect, event.day, event.unit, event.domain, period, event.fingerprint, event.recorded_at, event.note or "", data)
        )

    return fold


def _progress(facts: Gathering, event: Event) -> None:
    facts.progress.append(Progress(event.day, event.note or "", event.unit, event.domain))


def _anchor(facts: Gathering, event: Event) -> None:
    facts.anchor = event.day


def _confirm(facts: Gathering, event: Event) -> None:
    if event.fingerprint:
        facts.confirmed.append(event.fingerprint)


def _notice(facts: Gathering, event: Event) -> None:
    number, level, reply_by = (event.data.get(name, "") for name in ("number", "level", "reply_by"))
    facts.notices.append(Notice(number, event.unit or "", level, event.day, reply_by))


def _sign(facts: Gathering, event: Event) -> None:
    signed = event.data.get("number"), event.unit
    facts.notices = [
        notice._replace(signed=notice.signed or event.day) if (notice.number, notice.unit) == signed else notice for notice in facts.notices
    ]


def _nothing(_facts: Gathering, _event: Event) -> None:
    """Fold an act that leaves nothing but its note and evidence."""


_PERIOD = {"period": Field("所属期", DAY)}
_APPROVED = {"approved_by": Field("批准", required=True)}
_NUMBER = {"number": Field("文号", NUMBER)}
_STANDING, _DEADLINE = frozenset({"standing"}), frozenset({"deadline"})

ACTS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "done", "完成", _stands(COMPLETES), scoped=True, turned=True, answers=True, fields={**_PERIOD, "approved_by": Field("批准")},
            topics=_STANDING, claim="day", first=True,
        ),
        Kind("submit", "申请销号", _stands(SUBMITS), scoped=True, turned=True, answers=True, fields=_PERIOD, topics=_STANDING, claim="day", first=True),
        Kind("accept", "销号", _stands(ACCEPTS), scoped=True, turned=True, decides=True, fields={**_PERIOD, **_APPROVED}, topics=_STANDING),
        Kind(
            "return", "退回", _stands(RETURNS), scoped=True, turned=True, decides=True, note="理由", told=True, fields={**_PERIOD, "by": Field("重报期限", DAY)},
            topics=_STANDING,
        ),
        Kind("reopen", "重新打开", _stands(REOPENS), scoped=True, turned=True, note="理由", told=True, fields=_PERIOD, topics=_STANDING),
        Kind("progress", "进展", _progress, scoped=True, reports=True, answers=True, told=True),
        Kind("remark", "备注", _stands(REMARKS), scoped=True, reports=True, told=True),
        Kind(
            "extend", "延期", _stands(EXTENDS), scoped=True, note="理由", told=True, fields={"to": Field("延至", DAY, required=True), **_APPROVED},
            topics=_DEADLINE, claim="to",
        ),
        Kind(
            "waive", "不再要求", _stands(RELEASES), scoped=True, answers=True, note="理由", told=True, fields={"until": Field("截至", DAY), **_APPROVED},
            topics=_STANDING | _DEADLINE, claim="until",
        ),
        Kind("anchor", "起算", _anchor, fields={"anchor": Field("事由")}, topics=frozenset({"anchor"}), claim="day"),
        Kind("confirm", "复核", _confirm, told=True),
        Kind("evidence", "补充佐证", _nothing, scoped=True, reports=True),
        Kind(
            "notice", "发文", _notice, reports=True,
            fields={**_NUMBER, "level": Field("级别"), "reply_by": Field("答复期限", DAY, required=True)},
        ),
        Kind("sign", "签收", _sign, reports=True, fields=_NUMBER),
        Kind("edit", "改表", _nothing, note="理由", fields={"diff": Field("改动", LINES)}),
        Kind("read", "读表", _nothing, fields={"table": Field("内容", PACKED, required=True)}),
        Kind("undo", "撤销", _nothing, fields={"batch": Field("撤销批次", BATCH, required=True), "diff": Field("改动", LINES)}),
    )
}  # fmt: skip


def act_word(act: str) -> str:
    """Return what an act is called."""
    return ACTS[act].word if act in ACTS else f"未知登记（{act}）"


def field_word(act: str, name: str) -> str:
    """Return what a field of an act's data is called."""
    return (_field(act, name) or Field(name)).word


def holds(act: str, name: str) -> str:
    """Return what a field of an act's data holds; words, where it is not known."""
    return (_field(act, name) or Field(name)).holds


def _field(act: str, name: str) -> Field | None:
    return ACTS[act].fields.get(name) if act in ACTS else None


def fold(events: Iterable[Event]) -> Facts:
    """Return what the events of one item add up to; undone batches must have been left out."""
    return after(NOTHING, sorted(events, key=lambda event: event.order))


def after(facts: Facts, events: Iterable[Event]) -> Facts:
    """Return what facts become by further events of their item, in the order given."""
    gathering = Gathering(facts)
    for event in events:
        kind = ACTS.get(event.act)
        if kind is None:
            continue
        gathering.evidence.extend(event.evidence)
        gathering.note = event.note or gathering.note
        kind.fold(gathering, event)
        if kind.answers:
            gathering.answer(event)
    return gathering.facts()
