"""How records of the plan stand in the index: one codec for each record, by which compile writes and queries read.

Parts of a record are joined by control characters (govopen_cli/packed), a level of nesting each: taking a row apart costs one ``split`` a
level and imports nothing. A codec names every field of its record, so that no field can be forgotten on one side.
"""

from datetime import date

from govopen_cli.language.deadline.model import Deadline, parse_issued
from govopen_cli.language.names.model import Domain, Renamed, Unit
from govopen_cli.packed import FILE, GROUP, RECORD, UNIT, clean, join, split
from govopen_cli.plan.model import Alerts, Basis, Contact, Item, Office, Plan
from govopen_cli.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SHARED = 2000  # values of one field that are kept to be used again


class Codec(NamedTuple):
    """How one kind of value is written as text and read back."""

    pack: "Callable[[Any], str]"
    unpack: "Callable[[str], Any]"


# --- values ---------------------------------------------------------------------------------------------------------

TEXT = Codec(clean, str)
MAYBE = Codec(clean, lambda text: text or None)
FLAG = Codec(lambda flag: "1" if flag else "", bool)
NUMBER = Codec(str, int)
DAY = Codec(date.isoformat, date.fromisoformat)


def maybe(codec: Codec) -> Codec:
    """Return the codec of a value that may be None; the value itself is never the empty text."""
    pack, unpack = codec
    return Codec(lambda value: "" if value is None else pack(value), lambda text: unpack(text) if text else None)


def texts(separator: str) -> Codec:
    """Return the codec of a tuple of texts."""
    return Codec(lambda values: join(separator, values), lambda text: tuple(split(separator, text)))


def many(separator: str, codec: Codec) -> Codec:
    """Return the codec of a tuple of values, none of which is the empty text."""
    pack, unpack = codec
    return Codec(
        lambda values: separator.join([pack(value) for value in values]),
        lambda text: tuple([unpack(part) for part in split(separator, text)]),
    )


def mapping(outer: str, inner: str, codec: Codec) -> Codec:
    """Return the codec of a dictionary with texts for keys."""
    pack, unpack = codec

    def read(text: str) -> "dict[str, Any]":
        pairs = [part.split(inner, 1) for part in split(outer, text)]
        return {key: unpack(value) for key, value in pairs}

    return Codec(lambda values: outer.join([f"{clean(key)}{inner}{pack(value)}" for key, value in values.items()]), read)


def record(kind: "type[Any]", separator: str, /, **fields: Codec) -> Codec:
    """Return the codec of a record that has just these fields.

    Raises:
        TypeError: a field of the record has no codec, or a codec no field.
    """
    names = kind._fields
    if set(names) != set(fields):
        raise TypeError(f"{kind.__name__}: {sorted(set(names) ^ set(fields))}")
    packs = [fields[name].pack for name in names]
    unpacks = [fields[name].unpack for name in names]

    def read(text: str) -> "Any":
        return kind._make([unpack(part) for unpack, part in zip(unpacks, text.split(separator), strict=True)])

    return Codec(lambda value: separator.join([pack(part) for pack, part in zip(packs, value, strict=True)]), read)


def shared(codec: Codec) -> Codec:
    """Return a codec that reads the same text into the same value: rows repeat most of what they say."""
    known: dict[str, Any] = {}
    unpack = codec.unpack

    def read(text: str) -> "Any":
        if text not in known:
            if len(known) >= _SHARED:
                known.clear()
            known[text] = unpack(text)
        return known[text]

    return Codec(codec.pack, read)


# --- records --------------------------------------------------------------------------------------------------------

_DEADLINE = shared(
    record(
        Deadline, GROUP, text=TEXT, kind=TEXT, date=maybe(DAY), start=maybe(DAY), rrule=MAYBE, duration=MAYBE, anchor=MAYBE, then=MAYBE,
        milestones=many(RECORD, DAY), alternatives=many(RECORD, DAY), warnings=texts(RECORD),
    )
)  # fmt: skip
_BY_ROLE = shared(mapping(GROUP, RECORD, texts(UNIT)))

ITEM = record(
    Item, FILE, id=TEXT, task=TEXT, task_name=TEXT, content=TEXT, units=_BY_ROLE, members=shared(texts(UNIT)), domains=shared(texts(UNIT)),
    basis=shared(many(RECORD, record(Basis, UNIT, number=MAYBE, title=TEXT))), deadline=_DEADLINE, fingerprint=TEXT,
    review=maybe(_DEADLINE), section=MAYBE, number=MAYBE, leaders=_BY_ROLE, extra=mapping(GROUP, RECORD, TEXT), source=MAYBE, closing=TEXT,
)  # fmt: skip
BODY = record(Unit, GROUP, name=TEXT, full=MAYBE, aliases=texts(UNIT), members=texts(UNIT), open=FLAG)
DOMAIN = record(Domain, GROUP, name=TEXT, aliases=texts(UNIT))
PLAN = record(
    Plan, FILE, id=TEXT, title=TEXT, issued=maybe(Codec(str, parse_issued)), timezone=TEXT, place=MAYBE,
    roles=mapping(GROUP, RECORD, TEXT), alerts=record(Alerts, RECORD, levels=many(UNIT, NUMBER), light=NUMBER),
    renamed=many(GROUP, record(Renamed, RECORD, old=TEXT, new=TEXT, since=TEXT)),
    office=maybe(record(Office, RECORD, name=TEXT, series=MAYBE, person=MAYBE, phone=MAYBE)),
    contacts=mapping(GROUP, RECORD, record(Contact, UNIT, person=MAYBE, phone=MAYBE)), accepts=FLAG,
)  # fmt: skip
