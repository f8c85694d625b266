"""What a deadline that is given on a day says for ever: looked up in a calendar by hand."""

from datetime import date

import pytest

from govopen_cli.language.deadline.given import given
from govopen_cli.language.deadline.model import parse_issued
from govopen_cli.language.deadline.resolve import resolve

FRIDAY = date(2026, 11, 27)
# said on that day | an assignment of that day | a correction of a table of 2020
LINES = """
本月底 | 2026-11-30 | 2026-11-30
月底前 | 2026-11-30 | 2026-11-30
下月底 | 2026-12-31 | 2026-12-31
本周五 | 2026-11-27 | 2026-11-27
下周五 | 2026-12-04 | 2026-12-04
今天 | 2026-11-27 | 2026-11-27
明天 | 2026-11-28 | 2026-11-28
12-20 | 2026-12-20 | 2026-12-20
1-10 | 2027-01-10 | 2027-01-10
+30d | 2026-12-27 | 2026-12-27
12月20日 | 2026-12-20 | 2020-12-20
12.20 | 2026-12-20 | 2020-12-20
年底前 | 2026-12-31 | 2020-12-31
3月底 | 2027-03-31 | 2020-03-31
三季度末 | 2027-09-30 | 2020-09-30
上半年 | 2027-06-30 | 2020-06-30
明年3月底 | 2027-03-31 | 2021-03-31
3个工作日内 | 2026-12-02 |
一周内 | 2026-12-04 |
2020年6月底 | 2020-06-30 | 2020-06-30
2026-12-20 | 2026-12-20 | 2026-12-20
"""
KEPT = ["持续推进", "每月末", "每季度末", "收到通知后15个工作日内", "印发后10日内", "适时完成", "15日前", "胡说", ""]


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_a_phrase_means_the_day_on_which_it_was_said(line: str) -> None:
    phrase, new, corrected = (part.strip() for part in line.split("|"))
    issued = parse_issued("2020-05")
    for wanted, is_new in ((new, True), (corrected, False)):
        written = given(phrase, FRIDAY, issued, new=is_new)
        day = resolve(written, issued).date
        assert (day.isoformat() if day else "") == wanted, written
        assert given(written, date(2027, 8, 1), issued, new=False) == written  # said once, it says the same for ever


@pytest.mark.parametrize("phrase", KEPT)
@pytest.mark.parametrize("new", [True, False])
def test_what_names_no_day_stays(phrase: str, *, new: bool) -> None:
    assert given(phrase, FRIDAY, parse_issued("2020-05"), new=new) == phrase


def test_a_plan_of_this_year_keeps_its_words() -> None:
    assert given("12月20日", FRIDAY, parse_issued("2026-03"), new=True) == "12月20日"
    assert given("年底前", FRIDAY, parse_issued("2026"), new=True) == "年底前"
