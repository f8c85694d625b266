"""The codec between compile and read: what is written comes back as it was, field by field."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govopen_cli.language.deadline.model import Deadline, Issued
from govopen_cli.language.names.model import Domain, Renamed, Unit
from govopen_cli.packed import FILE, GROUP, RECORD, UNIT
from govopen_cli.plan.file.shape import CLOSINGS
from govopen_cli.plan.index import rows
from govopen_cli.plan.model import Alerts, Basis, Contact, Item, Office, Plan

SEPARATORS = FILE + GROUP + RECORD + UNIT
empty_or_not = st.text(st.characters(exclude_characters=SEPARATORS, codec="utf-8"), max_size=6)
words = empty_or_not.filter(bool)
maybe = st.none() | words
tuples = st.lists(words, max_size=3).map(tuple)
days = st.dates()
day_tuples = st.lists(days, max_size=3).map(tuple)
by_role = st.dictionaries(words, tuples, max_size=3)
deadlines = st.builds(
    Deadline, empty_or_not, words, st.none() | days, st.none() | days, maybe, maybe, maybe, maybe, day_tuples, day_tuples, tuples
)  # fmt: skip
items = st.builds(
    Item, words, words, words, empty_or_not, by_role, tuples, tuples, st.lists(st.builds(Basis, maybe, words), max_size=3).map(tuple),
    deadlines, words, st.none() | deadlines, maybe, maybe, by_role, st.dictionaries(words, empty_or_not, max_size=3), maybe, st.sampled_from(CLOSINGS),
)  # fmt: skip
units = st.builds(Unit, words, maybe, tuples, tuples, st.booleans())
issued = st.none() | days.map(lambda day: Issued(day.year, day.month, day.day)) | st.integers(1, 9999).map(Issued)
alerts = st.builds(Alerts, st.lists(st.integers(0, 999), min_size=1, max_size=4).map(tuple), st.integers(0, 999))
renamed = st.lists(st.builds(Renamed, words, words, words), max_size=3).map(tuple)
offices = st.none() | st.builds(Office, words, maybe, maybe, maybe)
contacts = st.dictionaries(words, st.builds(Contact, maybe, maybe), max_size=3)
plans = st.builds(Plan, words, words, issued, words, maybe, st.dictionaries(words, words, max_size=3), alerts, renamed, offices, contacts)


def same(codec: rows.Codec, value: Any) -> None:
    for _ in range(2):  # the second time from what is kept
        assert codec.unpack(codec.pack(value)) == value
    assert type(codec.unpack(codec.pack(value))) is type(value)


@given(items)
def test_an_item_comes_back(item: Item) -> None:
    same(rows.ITEM, item)


@given(units, st.builds(Domain, words, tuples), plans)
def test_names_and_plans_come_back(unit: Unit, domain: Domain, plan: Plan) -> None:
    same(rows.BODY, unit)
    same(rows.DOMAIN, domain)
    same(rows.PLAN, plan)


def test_what_separates_parts_means_nothing_inside_of_them() -> None:
    unit = Unit(f"甲{GROUP}局", f"乙{UNIT}局", (f"丙{RECORD}{FILE}局",))
    assert rows.BODY.unpack(rows.BODY.pack(unit)) == Unit("甲 局", "乙 局", ("丙  局",))


def test_equal_texts_are_read_once() -> None:
    deadline = Deadline("6月底", "date", dt.date(2021, 6, 30))
    one, other = (Item(name, "1", "任务", "内容", {"lead": ("甲局",)}, ("甲局",), (), (), deadline, "f") for name in ("1.1", "1.2"))
    first, second = (rows.ITEM.unpack(rows.ITEM.pack(item)) for item in (one, other))
    assert first.deadline is second.deadline
    assert first.units is second.units


def test_values_that_are_kept_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_SHARED", 3)
    reads: list[str] = []

    def read(text: str) -> str:
        reads.append(text)
        return text

    codec = rows.shared(rows.Codec(str, read))
    for text in "aabbccddaa":
        codec.unpack(text)
    assert reads == ["a", "b", "c", "d", "a"]


def test_a_field_cannot_be_forgotten() -> None:
    with pytest.raises(TypeError, match="aliases"):
        rows.record(Domain, GROUP, name=rows.TEXT)
    with pytest.raises(TypeError, match="other"):
        rows.record(Domain, GROUP, name=rows.TEXT, aliases=rows.texts(UNIT), other=rows.TEXT)
