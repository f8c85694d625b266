"""Deadline phrases against readings resolved by hand, and the properties that hold for every phrase."""

import csv
import datetime as dt
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govopen_cli.language.deadline.model import Deadline, Issued, parse_issued
from govopen_cli.language.deadline.resolve import resolve
from govopen_cli.language.deadline.rules import occurrences
from tests.conftest import DATA

CADENCES = {"monthly": 12, "quarterly": 4, "half-yearly": 2, "yearly": 1, "daily": 365}  # turns in a year


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


SAMPLES = table("deadline_phrases.tsv")
KINDS, FRESH = table("deadline_phrases_more.tsv"), table("deadline_phrases_fresh.tsv")


def days(text: str) -> list[date | None]:
    return [date.fromisoformat(part) if part else None for part in text.split(";")]


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample["phrase"] for sample in SAMPLES])
def test_samples(sample: dict[str, str]) -> None:
    issued = Issued(int(sample["document_year"]))
    reading = resolve(sample["phrase"], issued)
    assert (reading.text, reading.kind) == (sample["phrase"], sample["kind"])
    ends, starts = days(sample["end_iso"] or ""), days(sample["start_iso"] or "")
    if reading.kind == "date":
        assert reading.date == ends[-1]
        assert reading.start == starts[-1]
        assert list(reading.milestones) == (ends if len(ends) > 1 else [])
    if reading.kind == "ongoing":
        assert (reading.start, reading.date) == (starts[0], ends[0])
    if reading.kind == "recurring":
        check_rule(reading, sample["rrule_or_cadence"], issued)
    if reading.kind == "relative":
        duration, _, anchor = sample["rrule_or_cadence"].partition(" after ")
        assert reading.duration in duration.split("/")
        # the table names the event in short, the reading in the words of the phrase
        assert anchor in ("", "?") or (reading.anchor or "") in anchor or anchor in (reading.anchor or "")
    if "AMBIGUOUS" in (sample["note"] or ""):
        assert reading.warnings


def check_rule(reading: Deadline, expected: str, issued: Issued) -> None:
    """Hold a rule to a number of turns a year, to the first days that it names, or to parts of RFC 5545."""
    assert reading.rrule is not None
    if expected in CADENCES:
        turns = occurrences(reading.rrule, issued.first, issued.first, date(issued.year, 12, 31))
        assert len(list(turns)) in (CADENCES[expected], CADENCES[expected] + (expected == "daily"))
    elif expected.startswith("days "):
        wanted = [date.fromisoformat(day) for day in expected.removeprefix("days ").split(";")]
        found = list(occurrences(reading.rrule, reading.start or issued.first, wanted[0], date(2060, 1, 1)))
        assert found[: len(wanted)] == wanted
    else:
        assert set(expected.split(";")) <= set(reading.rrule.split(";"))


@pytest.mark.parametrize("sample", KINDS + FRESH, ids=[f"{sample['phrase']}-{sample['issued']}" for sample in KINDS + FRESH])
def test_kinds_of_phrases(sample: dict[str, str]) -> None:
    issued = parse_issued(sample["issued"])
    assert issued is not None
    reading = resolve(sample["phrase"], issued)
    assert (reading.text, reading.kind) == (sample["phrase"], sample["kind"])
    if reading.kind == "recurring":
        assert (reading.start.isoformat() if reading.start else "") == sample["start"]
        check_rule(reading, sample["rule"], issued)
    else:
        assert [day.isoformat() if day else "" for day in (reading.start, reading.date)] == [sample["start"], sample["end"]]
    if reading.kind == "relative":
        duration, _, anchor = sample["rule"].partition(" after ")
        assert reading.duration == duration
        assert anchor in ("", reading.anchor)
    assert ";".join(day.isoformat() for day in reading.milestones) == sample["milestones"]
    assert sample["then"] in ("", reading.then)
    assert reading.warnings or (not sample["doubtful"] and reading.kind != "unknown")


# phrase, issued, kind, start, date (by the conventions of docs/contracts.md, "Deadlines", days from a calendar)
MORE = [
    ("本月底", "2021-04", "date", None, "2021-04-30"),
    ("下月10日前", "2021-12-06", "date", None, "2022-01-10"),
    ("本季度末", "2021-05-08", "date", None, "2021-06-30"),
    ("今年内", "2021", "date", None, "2021-12-31"),
    ("本年度", "2021", "date", "2021-01-01", "2021-12-31"),
    ("明年3月底前", "2021", "date", None, "2022-03-31"),
    ("2020-2022年", "2020", "date", "2020-01-01", "2022-12-31"),
    ("二〇二一年六月底", "2021", "date", None, "2021-06-30"),
    ("五至九月份", "2021", "date", "2021-05-01", "2021-09-30"),
    ("2021.6.30前", "2021", "date", None, "2021-06-30"),
    ("2021年6月30日（星期三）前", "2021", "date", None, "2021-06-30"),
    ("2021-06-30 00:00:00", "2021", "date", None, "2021-06-30"),
    ("2021年6月30日17:00前", "2021", "date", None, "2021-06-30"),
    ("第三季度首月", "2021", "date", "2021-07-01", "2021-07-31"),
    ("2021年第一、二季度", "2021", "date", "2021-04-01", "2021-06-30"),
    ("6月1-30日", "2021", "date", "2021-06-01", "2021-06-30"),
    ("Q3", "2021", "date", "2021-07-01", "2021-09-30"),
    ("“十四五”期间", "2021", "date", "2021-01-01", "2025-12-31"),
    ("①6月底；②9月底", "2021", "date", None, "2021-09-30"),
    ("6月30日前后", "2021", "date", None, "2021-06-30"),
    ("自2021年6月起持续推进", "2021", "ongoing", "2021-06-01", None),
    ("2022年底11月前", "2022", "unknown", None, None),
    ("2023131日前", "2023", "unknown", None, None),
    ("2月30日", "2021", "unknown", None, None),
    ("2021年6月底前3个工作日", "2021", "unknown", None, None),
    ("6月底或7月初", "2021", "unknown", None, None),
    ("2021年秋季开学前", "2021", "unknown", None, None),
    ("每年汛期前", "2021", "unknown", None, None),
    ("每季度25日前", "2021", "unknown", None, None),
    ("会前3日内", "2021", "unknown", None, None),
    ("30日", "2021", "unknown", None, None),
    ("本月底", "2021", "unknown", None, None),
    ("12月31日后", "2021", "unknown", None, None),
]


@pytest.mark.parametrize(("phrase", "issued", "kind", "start", "end"), MORE, ids=[row[0] for row in MORE])
def test_more_phrases(phrase: str, issued: str, kind: str, start: str | None, end: str | None) -> None:
    reading = resolve(phrase, parse_issued(issued))
    assert (reading.kind, reading.start, reading.date) == (kind, start and date.fromisoformat(start), end and date.fromisoformat(end))
    assert kind != "unknown" or reading.warnings


RULES = [
    ("每季度首月10日前", "2021-01-01", ["2021-01-10", "2021-04-10", "2021-07-10"]),
    ("每年1月和7月底前", "2021-01-01", ["2021-01-31", "2021-07-31", "2022-01-31"]),
    ("每周五", "2021-01-01", ["2021-01-01", "2021-01-08", "2021-01-15"]),
    ("每半年", "2021-01-01", ["2021-06-30", "2021-12-31", "2022-06-30"]),
    ("每月最后一个工作日前", "2021-05-01", ["2021-05-31", "2021-06-30", "2021-07-30"]),
    ("每季度结束后10日内", "2021-01-11", ["2021-04-10", "2021-07-10", "2021-10-10"]),
    ("每年1月10日、7月20日前", "2021-01-01", ["2021-01-10", "2021-07-20", "2022-01-10"]),
    ("双月20日前", "2021-01-01", ["2021-02-20", "2021-04-20", "2021-06-20"]),
    ("2021年6月至8月每月5日前", "2021-01-01", ["2021-06-05", "2021-07-05", "2021-08-05"]),
]


@pytest.mark.parametrize(("phrase", "after", "expected"), RULES, ids=[row[0] for row in RULES])
def test_rules_name_the_days_of_a_calendar(phrase: str, after: str, expected: list[str]) -> None:
    reading = resolve(phrase, Issued(2021))
    assert reading.kind == "recurring"
    assert reading.rrule is not None
    found = occurrences(reading.rrule, reading.start or date(2021, 1, 1), date.fromisoformat(after), date(2023, 1, 1))
    assert [day.isoformat() for day in found][:3] == expected


# anchor 2021-03-01 (Monday); working days by the State Council's holiday notice for 2021 (Qingming 3-5 April, Spring Festival 11-17 February with 20 February worked)
RELATIVE = [
    ("收到通知后15个工作日内", "收到通知", "2021-03-01", "P15BD", "2021-03-22"),
    ("收到通知后25个工作日内", "收到通知", "2021-03-01", "P25BD", "2021-04-06"),
    ("会后3日内", "会议", "2021-03-01", "P3D", "2021-03-04"),
    ("批复后20日内", "批复", "2021-03-01", "P20D", "2021-03-21"),
    ("方案批准后三个月内", "方案批准", "2021-11-30", "P3M", "2022-02-28"),
    ("接报后24小时内", "接报", "2021-03-01", "PT24H", "2021-03-02"),
    ("收到通知后立即", "收到通知", "2021-03-01", "P0D", "2021-03-01"),
    ("收到通知后，五个工作日内", "收到通知", "2021-02-10", "P5BD", "2021-02-23"),
]


@pytest.mark.parametrize(("phrase", "anchor", "day", "duration", "due"), RELATIVE, ids=[row[0] for row in RELATIVE])
def test_relative_phrases_count_from_their_anchor(phrase: str, anchor: str, day: str, duration: str, due: str) -> None:
    bare = resolve(phrase, Issued(2021))
    assert (bare.kind, bare.duration, bare.anchor, bare.date) == ("relative", duration, anchor, None)
    reading = resolve(phrase, Issued(2021), {anchor: date.fromisoformat(day)})
    assert reading.date == date.fromisoformat(due)


def test_issue_date_is_the_anchor_of_a_document() -> None:
    assert resolve("自印发之日起10日内", Issued(2021, 3, 1)).date == date(2021, 3, 11)
    assert resolve("自印发之日起10日内", Issued(2021, 3)).date is None


def test_working_days_beyond_the_known_calendars_are_weekdays_and_say_so() -> None:
    reading = resolve("收到通知后5个工作日内", Issued(2098), {"收到通知": date(2099, 1, 1)})  # a Thursday
    assert reading.date == date(2099, 1, 8)
    assert any("法定节假日" in warning for warning in reading.warnings)


AMBIGUOUS = [
    ("2021年8月前", "2021-07-31", "2021-08-31"),
    ("11月上旬前", "2021-11-10", "2021-10-31"),
    ("第四季度前", "2021-09-30", "2021-12-31"),
    ("2022年前", "2021-12-31", "2022-12-31"),
]


@pytest.mark.parametrize(("phrase", "day", "other"), AMBIGUOUS, ids=[row[0] for row in AMBIGUOUS])
def test_ambiguous_phrases_name_the_other_reading(phrase: str, day: str, other: str) -> None:
    reading = resolve(phrase, Issued(2021))
    assert reading.date == date.fromisoformat(day)
    assert reading.alternatives == (date.fromisoformat(other),)
    assert any(other in warning for warning in reading.warnings)


def test_a_year_before_the_document_is_doubted() -> None:
    assert any("早于" in warning for warning in resolve("2020年6月底", Issued(2021)).warnings)
    assert not resolve("2020年6月底", Issued(2020)).warnings


def test_a_wrong_weekday_is_doubted() -> None:
    assert any("星期三" in warning for warning in resolve("2021年6月30日（周二）", Issued(2021)).warnings)


def test_a_date_that_stays_open_and_milestones() -> None:
    reading = resolve("上半年完成试点，年底前全面推开并长期坚持", Issued(2022))
    assert (reading.date, reading.then, reading.milestones) == (date(2022, 12, 31), "ongoing", (date(2022, 6, 30), date(2022, 12, 31)))


# --- properties -----------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "2021年",
        "20",
        "6月",
        "13月",
        "30日",
        "底",
        "末",
        "前",
        "内",
        "上旬",
        "每",
        "季度",
        "第三季度",
        "上半年",
        "至",
        "-",
        "—",
        "/",
        ".",
        "、",
        "，",
        "；",
        "（",
        "）",
        "持续推进",
        "适时",
        "收到通知后",
        "15",
        "个工作日",
        "会后",
        "立即",
        "周五",
        "二〇二一年",
        "六月",
        "三十一日",
        "年底",
        "月底",
        "起",
        "次年",
        "明年",
        "全年",
        "待定",
        "完成",
        "方案",
        "100%",
        "2021-06-30",
        "20210630",
        "十四五",
        "一季度",
        "半年",
        "一次",
        "①",
        "X",
        "0",
        "99999",
    ]
)
PHRASES = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=30))


@given(PHRASES, st.one_of(st.none(), st.integers(1990, 2050).map(Issued)))
def test_every_phrase_is_resolved_or_unknown(phrase: str, issued: Issued | None) -> None:
    reading = resolve(phrase, issued)
    assert reading.text == phrase
    assert reading.kind == "unknown" or reading.date or reading.rrule or reading.duration or reading.kind in ("ongoing", "as_appropriate")
    assert reading.kind != "unknown" or (reading.warnings and reading.date is None)


NUMERALS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return {0: "", 1: "十"}.get(tens, NUMERALS[tens] + "十") + (NUMERALS[ones] if ones or not tens else "")


@st.composite
def dated_phrases(draw: st.DrawFn) -> tuple[int, list[str]]:
    """The same phrase written in ASCII digits, in full-width digits, with blanks, and in Chinese numerals."""
    year, month = draw(st.integers(2000, 2060)), draw(st.integers(1, 12))
    day = draw(st.one_of(st.none(), st.integers(1, 28)))
    end = draw(
        st.sampled_from(["前", "之前", "以前", "完成", "办结", ""] if day else ["底", "末", "底前", "上旬", "中旬", "下旬", "", "内"])
    )
    plain = f"{year}年{month}月{f'{day}日' if day else ''}{end}"
    wide = plain.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    spaced = plain.replace("年", " 年 ").replace("月", "月　")
    han = f"{''.join(NUMERALS[int(digit)] for digit in str(year))}年{chinese(month)}月{f'{chinese(day)}日' if day else ''}{end}"
    return year, [plain, wide, spaced, han]


@given(dated_phrases())
def test_spelling_does_not_matter_and_the_date_lies_in_the_named_year(case: tuple[int, list[str]]) -> None:
    year, spellings = case
    readings = [resolve(spelling, Issued(2021)) for spelling in spellings]
    assert {(reading.kind, reading.start, reading.date) for reading in readings} == {("date", readings[0].start, readings[0].date)}
    assert readings[0].date is not None
    assert readings[0].date.year == year


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31)))
def test_every_way_of_writing_a_day(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d 00:00:00"):
        reading = resolve(day.strftime(form), Issued(2021))
        assert (reading.kind, reading.date) == ("date", day), form
