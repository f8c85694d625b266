"""What the events of one item add up to: plain data that the ledger reads. How an act folds into it: ``state/acts``."""

from collections.abc import Mapping

from govopen_cli.packed import FILE, GROUP, RECORD, UNIT, clean, join, split
from govopen_cli.record import NamedTuple

# What an act does to the standing of the parts that it covers. Per part the acts are read in their order: each counts until a later one.
COMPLETES, REOPENS, RELEASES, EXTENDS = "completes", "reopens", "releases", "extends"
SUBMITS, ACCEPTS, RETURNS = "submits", "accepts", "returns"  # of a part that the office has to accept
REMARKS = "remarks"  # an act that only says something: parts stand as they stood


class Evidence(NamedTuple):
    """What shows that an act took place: a file by name, size and SHA-256, or a text (URL, 文号)."""

    text: str
    size: int | None = None
    sha256: str | None = None
    day: str | None = None


class Act(NamedTuple):
    """An act that still counts, for the parts that its unit and domain cover; None stands for all of them.

    ``day`` is the day on which it took effect (ISO 8601); ``period`` the last day of the turn of a rule that it is about.
    """

    effect: str
    day: str
    unit: str | None = None
    domain: str | None = None
    period: str | None = None
    fingerprint: str | None = None
    recorded_at: str = ""
    note: str = ""
    data: Mapping[str, str] = {}

    def covers(self, unit: str | None, domain: str | None) -> bool:
        """Tell whether the act speaks of a cell."""
        return self.unit in (None, unit) and self.domain in (None, domain)

    @property
    def whole(self) -> bool:
        """Tell whether the act speaks of the whole item."""
        return self.unit is None and self.domain is None and self.period is None

    @property
    def to(self) -> str:
        """The new deadline that an extension grants."""
        return self.data["to"]

    @property
    def until(self) -> str | None:
        """The last day of a waiver; None for one that holds for good."""
        return self.data.get("until")

    @property
    def by(self) -> str | None:
        """The new day that a return gave, if it gave one."""
        return self.data.get("by")

    @property
    def approved_by(self) -> str:
        """Who approved the act."""
        return self.data.get("approved_by", "")


class Progress(NamedTuple):
    """A progress entry: its day (ISO 8601), what it says, and whose it is."""

    day: str
    note: str = ""
    unit: str | None = None
    domain: str | None = None


class Notice(NamedTuple):
    """A notice (提醒单, 催办单, 督办通知单) about the item that is out to a unit; days are ISO 8601.

    ``reply_by`` is the day by which it asks for an answer; ``answered`` that of the first act of the unit on the item that was recorded after
    it, never before the notice's own ``day``.
    """

    number: str
    unit: str
    level: str
    day: str
    reply_by: str
    signed: str | None = None
    answered: str | None = None


class Facts(NamedTuple):
    """What the events say of one item, in their order."""

    acts: tuple[Act, ...] = ()
    anchor: str | None = None  # the day of the event that a relative deadline counts from
    progress: tuple[Progress, ...] = ()
    note: str | None = None  # of the last event that has one
    evidence: tuple[Evidence, ...] = ()
    confirmed: tuple[str, ...] = ()  # fingerprints that were looked at again and confirmed
    notices: tuple[Notice, ...] = ()

    @property
    def closed(self) -> str | None:
        """The day since which the whole item is done by one act, whatever its parts are; None when it is not."""
        day: str | None = None
        submitted: str | None = None
        for act in self.acts:
            if act.effect == REMARKS:
                continue
            if act.effect == COMPLETES:
                day = day or (act.day if act.whole else None)
                continue
            day = (day or submitted) if act.effect == ACCEPTS and act.whole else None
            submitted = act.day if act.effect == SUBMITS and act.whole else None
        return day

    @property
    def acted(self) -> bool:
        """Tell whether some part of the item may be done or waived."""
        return any(act.effect not in (EXTENDS, REMARKS) for act in self.acts)

    @property
    def moves(self) -> bool:
        """Tell whether the item's date may differ from the plan's."""
        return self.anchor is not None or any(act.effect in (EXTENDS, RELEASES) or act.by is not None for act in self.acts)


NOTHING = Facts()


def pack(facts: Facts) -> str:
    """Return facts as one text, for a derived table."""
    acts = GROUP.join([_pack_act(act) for act in facts.acts])
    progress = GROUP.join([join(RECORD, part) for part in facts.progress])
    evidence = GROUP.join(
        [join(RECORD, (part.text, "" if part.size is None else str(part.size), part.sha256, part.day)) for part in facts.evidence]
    )
    notices = GROUP.join([join(RECORD, notice) for notice in facts.notices])
    return FILE.join((acts, facts.anchor or "", progress, clean(facts.note), evidence, join(GROUP, facts.confirmed), notices))


def unpack(text: str) -> Facts:
    """Return the facts that ``pack`` wrote."""
    acts, anchor, progress, note, evidence, confirmed, notices = text.split(FILE)
    return Facts(
        tuple([_unpack_act(part) for part in split(GROUP, acts)]),
        anchor or None,
        tuple([_unpack_progress(part) for part in split(GROUP, progress)]),
        note or None,
        tuple([_unpack_evidence(part) for part in split(GROUP, evidence)]),
        tuple(split(GROUP, confirmed)),
        tuple([_unpack_notice(part) for part in split(GROUP, notices)]),
    )


def _pack_act(act: Act) -> str:
    data = UNIT.join([join(UNIT, pair) for pair in act.data.items()])
    return RECORD.join((join(RECORD, act[:8]), data))


def _unpack_act(text: str) -> Act:
    effect, day, unit, domain, period, fingerprint, recorded_at, note, data = text.split(RECORD)
    pairs = iter(split(UNIT, data))
    return Act(
        effect, day, unit or None, domain or None, period or None, fingerprint or None, recorded_at, note,
        dict(zip(pairs, pairs, strict=True)),
    )  # fmt: skip


def _unpack_progress(text: str) -> Progress:
    day, note, unit, domain = text.split(RECORD)
    return Progress(day, note, unit or None, domain or None)


def _unpack_notice(text: str) -> Notice:
    number, unit, level, day, reply_by, signed, answered = text.split(RECORD)
    return Notice(number, unit, level, day, reply_by, signed or None, answered or None)


def _unpack_evidence(text: str) -> Evidence:
    words, size, sha256, day = text.split(RECORD)
    return Evidence(words, int(size) if size else None, sha256 or None, day or None)
