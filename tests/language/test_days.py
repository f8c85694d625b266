"""Days as people write them: on the command line, in a ledger that came back. Days from a calendar."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govopen_cli.language.deadline.days import NoDay, read, read_day

TODAY = date(2024, 10, 23)  # a Wednesday

DAYS = [
    ("2024-10-20", "2024-10-20"),
    ("2024/10/20", "2024-10-20"),
    ("2021.6.5", "2021-06-05"),
    ("20241020", "2024-10-20"),
    (" ２０２４－１０－２０ ", "2024-10-20"),
    ("2024年10月20号", "2024-10-20"),
    ("2024 年 10 月 20 日", "2024-10-20"),
    ("二〇二四年十月二十日", "2024-10-20"),
    ("二零二四年十二月三十一日", "2024-12-31"),
    ("24年10月20日", "2024-10-20"),
    ("24-10-20", "2024-10-20"),
    ("2024-10-20 00:00:00", "2024-10-20"),
    ("2024-10-20T08:30", "2024-10-20"),
    ("2024年10月20日 14:30", "2024-10-20"),
    ("2024年10月20日（星期日）", "2024-10-20"),
    ("2024年10月20日 周日", "2024-10-20"),
    ("10月20日", "2024-10-20"),
    ("10月20号", "2024-10-20"),
    ("10月20", "2024-10-20"),
    ("十月二十日", "2024-10-20"),
    ("10-20", "2024-10-20"),
    ("10/20", "2024-10-20"),
    ("10.20", "2024-10-20"),
    ("6-5", "2024-06-05"),
    ("20号", "2024-10-20"),
    ("二十日", "2024-10-20"),
    ("本月20日", "2024-10-20"),
    ("上月15日", "2024-09-15"),
    ("上个月15号", "2024-09-15"),
    ("下个月1日", "2024-11-01"),
    ("去年10月20日", "2023-10-20"),
    ("今天", "2024-10-23"),
    ("Today", "2024-10-23"),
    ("今日", "2024-10-23"),
    ("昨天", "2024-10-22"),
    ("昨日", "2024-10-22"),
    ("昨天下午", "2024-10-22"),
    ("yesterday", "2024-10-22"),
    ("前天", "2024-10-21"),
    ("大前天", "2024-10-20"),
    ("明天", "2024-10-24"),
    ("后天", "2024-10-25"),
    ("大后天", "2024-10-26"),
    ("上周五", "2024-10-18"),
    ("上星期五", "2024-10-18"),
    ("上个星期五", "2024-10-18"),
    ("上个礼拜天", "2024-10-20"),
    ("上上周五", "2024-10-11"),
    ("周五", "2024-10-25"),
    ("星期一", "2024-10-21"),
    ("本周日", "2024-10-27"),
    ("这周一", "2024-10-21"),
    ("下周一", "2024-10-28"),
    ("下下周三", "2024-11-06"),
    ("3天前", "2024-10-20"),
    ("三天之前", "2024-10-20"),
    ("两周前", "2024-10-09"),
    ("一个月前", "2024-09-23"),
    ("十天后", "2024-11-02"),
    ("10日后", "2024-11-02"),
    ("+30d", "2024-11-22"),
    ("-7d", "2024-10-16"),
    ("+2周", "2024-11-06"),
    ("+1m", "2024-11-23"),
    ("+9999y", "9999-12-31"),
    ("-9999年", "0001-01-01"),
    ("6月底", "2024-06-30"),
    ("月底", "2024-10-31"),
    ("上月底", "2024-09-30"),
    ("年底", "2024-12-31"),
    ("0001-01-01", "0001-01-01"),
    ("9999-12-31", "9999-12-31"),
]


@pytest.mark.parametrize(("text", "expected"), DAYS)
def test_a_day(text: str, expected: str) -> None:
    assert read_day(text, TODAY).isoformat() == expected


SPANS = [
    ("2024", "2024-01-01", "2024-12-31"),
    ("202402", "2024-02-01", "2024-02-29"),
    ("2023-2", "2023-02-01", "2023-02-28"),
    ("2024年10月", "2024-10-01", "2024-10-31"),
    ("十月", "2024-10-01", "2024-10-31"),
    ("这个月", "2024-10-01", "2024-10-31"),
    ("上个月", "2024-09-01", "2024-09-30"),
    ("上周", "2024-10-14", "2024-10-20"),
    ("本周", "2024-10-21", "2024-10-27"),
    ("上季度", "2024-07-01", "2024-09-30"),
    ("上半年", "2024-01-01", "2024-06-30"),
    ("去年", "2023-01-01", "2023-12-31"),
]


@pytest.mark.parametrize(("text", "first", "last"), SPANS)
def test_a_span_of_days_is_no_single_day(text: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in read(text, TODAY)] == [first, last]
    with pytest.raises(NoDay, match=f"要写到日；例如 {last}"):
        read_day(text, TODAY)


# text, words of the refusal
REFUSED = [
    ("", "看不懂"),
    ("   ", "看不懂"),
    ("周末", "看不懂"),
    ("春节", "看不懂"),
    ("明年春天", "看不懂"),
    ("2024-10-20abc", "看不懂"),
    ("2024-10-20-1", "看不懂"),
    ("2024-10/20", "不能用"),
    ("45596", "看不懂"),
    ("6月底和9月底", "看不懂"),
    ("持续推进", "看不懂"),
    ("x" * 10_000, "看不懂"),
    ("9" * 10_000, "看不懂"),
    ("+99999d", "看不懂"),
    ("+²d", "看不懂"),
    ("٢٠٢٤-١٠-٢٠٢", "看不懂"),
    ("2021-02-29", "2021年2月没有29日"),
    ("2021年2月29日", "2021年2月没有29日"),
    ("2月30日", "2024年2月没有30日"),
    ("13-1", "没有13月"),
    ("202413", "没有13月"),
    ("00000101", "没有0年"),
    ("0000-00-00", "没有0年"),
    ("31日", "2024年9月没有31日"),
    ("1020", "不像是年份"),
    ("99-1-1", "年份请写四位"),
    ("10-20-24", "没有20月"),
    ("3日前", "3天以前"),
    ("2024年10月20日（周一）", "星期日"),
    ("8月前", "2024-08-31"),
    ("2O24-10-20", "2O24"),
    ("202l年10月20日", "202l"),
    ("2022年前", "2022年前"),
    ("0000年前", "0000年"),
    ("0021年6月底", "0021年"),
    ("2022.次六月", "2022"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_no_day_gets_one_sentence(text: str, words: str) -> None:
    with pytest.raises(NoDay) as refusal:
        read(text, date(2024, 9, 23))
    sentence = str(refusal.value)
    assert sentence.startswith("日期“")
    assert words in sentence
    assert "\n" not in sentence
    assert len(sentence) < 120


# a day without a year, on 5 January and on 28 December: the act was before, the deadline comes after
@pytest.mark.parametrize(
    ("text", "today", "lean", "expected"),
    [
        ("12-30", "2025-01-05", "past", "2024-12-30"),
        ("12月30日", "2025-01-05", "past", "2024-12-30"),
        ("12-30", "2025-01-05", "", "2025-12-30"),
        ("1-3", "2025-01-05", "past", "2025-01-03"),
        ("12-30", "2024-11-05", "past", "2024-12-30"),  # 55 days ahead, 311 days ago: rather a slip, and refused as not yet come
        ("1-15", "2024-12-28", "ahead", "2025-01-15"),
        ("1月15日", "2024-12-28", "ahead", "2025-01-15"),
        ("1-15", "2024-12-28", "", "2024-01-15"),
        ("12-20", "2024-12-28", "ahead", "2024-12-20"),
        ("2-29", "2024-12-28", "ahead", "2024-02-29"),
        ("25日", "2024-10-23", "past", "2024-09-25"),
        ("25日", "2024-10-23", "", "2024-10-25"),
        ("20日", "2024-12-28", "ahead", "2025-01-20"),
        ("12-31", "0001-01-01", "past", "0001-12-31"),
        ("1-1", "9999-12-31", "ahead", "9999-01-01"),
    ],
)
def test_a_day_without_a_year_near_the_turn_of_the_year(text: str, today: str, lean: str, expected: str) -> None:
    assert read_day(text, date.fromisoformat(today), lean=lean).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("今年前", date.min),
        ("去年底", date.min),
        ("第3次季末次", date.min),
        ("明年", date.max),
        ("后年上半年", date.max),
        ("次年6月", date.max),
    ],
)
def test_no_day_lies_beyond_the_ends_of_the_calendar(text: str, today: date) -> None:
    with pytest.raises(NoDay):
        read(text, today)


def test_cells_of_a_table_may_hold_the_numbers_that_excel_counts_days_by() -> None:
    assert read_day("45596", TODAY, serials=True) == date(2024, 10, 31)
    assert read_day("44348", TODAY, serials=True) == date(2021, 6, 1)
    for other in ("29999", "55000", "4559", "45596.5"):
        with pytest.raises(NoDay):
            read_day(other, TODAY, serials=True)
    with pytest.raises(NoDay, match="10月20日"):  # Excel shows 10.20 as 10.2
        read_day("10.2", TODAY, serials=True)
    assert read_day("10.21", TODAY, serials=True) == date(2024, 10, 21)
    assert read_day("10-2", TODAY, serials=True) == date(2024, 10, 2)


@given(st.dates(date(2010, 1, 1), date(2038, 12, 31)), st.sampled_from(["", "past", "ahead"]))
def test_every_way_of_writing_a_day_names_it(day: date, lean: str) -> None:
    year, month, number = day.year, day.month, day.day
    ways = [day.isoformat(), f"{day:%Y%m%d}", f"{year}.{month}.{number}", f"{year}/{month:02d}/{number}", f"{year}年{month}月{number}号"]
    ways += [f"{year % 100:02d}-{month}-{number}", f"{year} 年 {month} 月 {number} 日", f"{day} 周{'一二三四五六日'[day.weekday()]}"]
    for way in ways:
        assert read_day(way, TODAY, lean=lean) == day, way
    assert read_day(f"{month}-{number}", day + timedelta(days=40), lean="past") == day
    assert read_day(f"{month}月{number}日", day - timedelta(days=40), lean="ahead") == day


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(-2, 2), st.integers(0, 6))
def test_weekdays_lie_in_the_week_that_is_named(today: date, week: int, weekday: int) -> None:
    word = {-2: "上上周", -1: "上周", 0: "周", 1: "下周", 2: "下下周"}[week] + "一二三四五六日"[weekday]
    day = read_day(word, today)
    assert day.weekday() == weekday
    assert day.isocalendar()[:2] == (today + timedelta(weeks=week)).isocalendar()[:2]


@given(
    st.text(max_size=30) | st.text("0123456789-/.年月日号上下周一二三前后天+dmy 零〇", max_size=14),
    st.dates(),
    st.sampled_from(["", "past", "ahead"]),
)
def test_no_text_raises_anything_else(text: str, today: date, lean: str) -> None:
    try:
        span = read(text, today, lean=lean, serials=True)
    except NoDay as refusal:
        assert str(refusal).startswith("日期“")
    else:
        assert span.first <= span.last


def test_digits_load_no_grammar() -> None:
    script = """
import sys
from datetime import date
from govopen_cli.language.deadline.days import read
for text in ("2021-06-15", "20210615", "2021", "6-15", "today", "+30d"):
    read(text, date(2021, 6, 1))
print(sorted({"re", "typing", "govopen_cli.language.deadline.normal"} & set(sys.modules)))
"""
    source = next(path for path in sys.path if path.endswith("src"))
    done = subprocess.run(
        [sys.executable, "-S", "-c", script], env={"PYTHONPATH": source}, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
