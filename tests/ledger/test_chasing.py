"""Whom a notice asks, and for what: units that have not done their part; what is done, not required or far away is asked of nobody."""

import pytest

from govopen_cli.ledger.chasing import chased
from govopen_cli.ledger.select import Filters
from govopen_cli.state.events import Draft
from tests.ledger.conftest import Make, books
from tests.plans import dated

HEAD = "units: {各区政府: {members: [甲区政府, 乙区政府]}}"
ITEMS = (
    dated("2021年6月10日", "units: {lead: [各区政府], cooperate: [市财政局]}"),  # overdue; 甲区政府 has done it
    dated("2021年6月18日"),  # within three days
    dated("2021年12月31日"),  # far away
    dated("2021年6月1日"),  # done
    dated("2021年6月1日"),  # not required any more
    dated("2021年11月30日"),  # far away, and not required any more
)
ACTS = [
    Draft("1.1", "done", "2021-06-01", "甲区政府"),
    Draft("1.4", "done", "2021-06-01"),
    Draft("1.5", "waive", "2021-06-01", data={"approved_by": "市政府"}),
    Draft("1.6", "waive", "2021-06-01", data={"approved_by": "市政府"}),
]


def asked(make: Make, filters: Filters, *, everything: bool) -> dict[str, list[str]]:
    found = chased(books(make("2021-06-15", *ITEMS, acts=ACTS, head=HEAD), filters), everything=everything)
    assert found.nobody == found.held == []
    return {entry.unit: [row.item.id for row in entry.rows] for entry in found.units}


@pytest.mark.parametrize(
    ("everything", "wanted"),
    [
        (False, {"乙区政府": ["1.1"], "市民政局": ["1.2"]}),
        (True, {"乙区政府": ["1.1"], "市民政局": ["1.2", "1.3"]}),
    ],
)
def test_who_is_asked(make: Make, everything: bool, wanted: dict[str, list[str]]) -> None:
    assert asked(make, Filters(), everything=everything) == wanted


def test_a_collective_stands_for_its_members_and_a_helper_for_itself(make: Make) -> None:
    assert asked(make, Filters(units=("各区政府",)), everything=True) == {"乙区政府": ["1.1"]}
    assert asked(make, Filters(units=("市财政局",)), everything=True) == {"市财政局": ["1.1"]}
    assert asked(make, Filters(role="cooperate"), everything=False) == {"市财政局": ["1.1"]}
