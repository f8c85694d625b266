"""Phrases and days: no exception, the same answer twice, no year but one that is named or said, no digit of a date lost without a word."""

import datetime as dt
import random
import re
import unicodedata

from govopen_cli.language.deadline import days
from govopen_cli.language.deadline.model import Deadline, Issued
from govopen_cli.language.deadline.resolve import resolve
from govopen_cli.language.deadline.rules import occurrences
from tools.fuzzing.common import ODD, ROOT, Target, damaged, require

_PIECES = [
    "2021年", "2022年", "2022", "22年", "二〇二二年", "今年", "明年", "次年", "后年", "去年", "本年度", "2022-", "2022.", "2022/", "06", "6", "十二", "13", "30", "31", "5", "15", "100",
    "6月", "12月份", "六月", "元月", "本月", "次月", "下月", "30日", "31号", "15日", "上旬", "中下旬", "底", "末", "初", "中", "前", "之前", "内", "以内", "起", "止", "后", "左右", "年底", "月底", "年内", "季末",
    "一季度", "第三季度", "上半年", "前三季度", "季度", "Q2", "半年", "“十四五”", "期间", "每", "每月", "每季度", "每年", "每周", "周五", "双月", "两", "次", "1次/年", "按月", "逐季", "学期",
    "至", "到", "-", "—", "～", "、", "，", "；", "。", "（", "）", "/", "和", "或", "及", " ", "\n", "完成", "启动", "报送", "建成", "持续推进", "长期坚持", "适时", "立即", "待定", "收到通知后", "会前", "印发之日起",
    "工作日", "个工作日内", "天内", "个月", "2022年预算", "《2021年要点》", "国办发〔2019〕54号", "10所", "95%", "第3次", "13900000000", "春节", "国庆节", "汛期", "五一", "X月", "l0月", "2O22年", "202l年", "0", "00",
]  # fmt: skip
_RELATIVE_YEAR = re.compile("今|本|当|明|次|来|翌|后年|去|上|前年|下|元旦|1月前|期间?|五规|五”|五[末前时]|起|第")
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?=年|[-/.—~～至到]\d|[底末第]|[上下]半年|[1-4一二三四]季度|Q\d|(?<=[^\dA-Za-z]\d{4})\d{4}(?!\d)|$)"
)
_LOOKS = re.compile("[OoОоlІIі|]")


class Phrases(Target):
    """The deadline grammar."""

    name = "deadline"

    def __init__(self) -> None:
        files = sorted((ROOT / "tests/data").glob("deadline_phrases*.tsv"))
        self._known = [line.split("\t")[0] for file in files for line in file.read_text(encoding="utf-8").splitlines()[1:]]

    def attempt(self, rng: random.Random) -> None:
        """Read a phrase put together from the words of phrases, or a known one with a slip or with another one behind it."""
        way = rng.random()
        text = "".join(rng.choices(_PIECES, k=rng.randint(1, 7))) if way < 0.4 else rng.choice(self._known)
        if way > 0.8:
            text = (
                rng.choice((text, text[: rng.randrange(len(text) + 1)]))
                + rng.choice(("", "，", "；", "、", "（"))
                + rng.choice(self._known)
            )
        if rng.random() < 0.6:
            text = damaged(text, rng, [*ODD, *_PIECES])
        self.last = text
        issued = rng.choice((None, Issued(2022), Issued(2022, 6), Issued(2022, 6, 15)))
        reading = resolve(text, issued)
        require(resolve(text, issued) == reading, "two readings", text)
        require(reading.text == text, "the phrase was changed", text)
        require(reading.kind != "unknown" or bool(reading.warnings), "unknown without a reason", text)
        require(reading.kind != "date" or reading.date is not None, "a date without a day", text)
        require(reading.start is None or reading.date is None or reading.start <= reading.date, "begins after its end", (text, reading))
        if reading.rrule:
            list(
                zip(
                    occurrences(reading.rrule, reading.start or dt.date(2022, 1, 1), dt.date(2022, 1, 1), dt.date(2030, 1, 1)),
                    range(3),
                    strict=False,
                )
            )
        if not reading.warnings:
            _year_is_named(text, reading)
            _digits_are_read(text, reading)


def _plain(text: str) -> str:
    folded = re.sub(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff<>]", "", unicodedata.normalize("NFKC", text))
    return "".join(
        str("〇一二三四五六七八九".index(char)) if char in "〇一二三四五六七八九" else char for char in folded.replace("零", "〇")
    )


def _year_is_named(text: str, reading: Deadline) -> None:
    """Hold a date without a remark to a year that stands in the phrase, where one does."""
    plain = re.sub(r"《[^》]*》|〔[^〕]*〕|“[^”]*”规划", "", _plain(text))
    named = {int(year) for year in _YEAR.findall(plain)} | {2000 + int(year) for year in re.findall(r"(?<!\d)(\d\d)年", plain)}
    for day in (reading.date, *reading.milestones):
        fine = day is None or not named or day.year in named or bool(_RELATIVE_YEAR.search("".join(text.split())))
        require(fine, f"read as {day}, of another year than {sorted(named)}", text)
    looks = any(_LOOKS.search(year) for year in re.findall("[2二][0〇OoОо][2二].", text))
    require(reading.kind != "date" or not looks, "a letter was read as a digit without a word", text)


def _digits_are_read(text: str, reading: Deadline) -> None:
    """Hold a month and day that end the phrase to what was read, where nothing is said."""
    if reading.kind != "date" or reading.date is None:
        return
    last = re.search(r"(\d{1,2})月(\d{1,2})日?(?:前|完成|$)", unicodedata.normalize("NFKC", text))
    if last and not re.search(r"\d+月.*\d+月|至|-|每|月底", text) and text.endswith(last[0]):
        require((reading.date.month, reading.date.day) == (int(last[1]), int(last[2])), f"read as {reading.date}", text)


_DAYS = [
    "2021-06-15",
    "20210615",
    "2021/6/15",
    "6-15",
    "6月15日",
    "昨天",
    "上周五",
    "下月",
    "+30d",
    "-2w",
    "+9999y",
    "2021",
    "2021-06",
    "2021年6月底",
    "0001-01-01",
    "9999-12-31",
    "0000年",
    "45596",
    "今天",
    "月底",
    "三季度",
    "20日",
    "十五",
]


class Days(Target):
    """The days that people type."""

    name = "days"

    def attempt(self, rng: random.Random) -> None:
        """Read a day, or what a slip made of one."""
        text = damaged(rng.choice(_DAYS), rng, [*ODD, *_DAYS]) if rng.random() < 0.8 else "".join(rng.choices(_PIECES, k=3))
        self.last = text
        today = rng.choice((dt.date(2021, 6, 15), dt.date(2024, 2, 29), dt.date.min, dt.date.max))
        lean, serials = rng.choice(("", "past", "ahead")), rng.random() < 0.5
        try:
            span = days.read(text, today, lean=lean, serials=serials)
        except days.NoDay as error:
            require(str(error).startswith("日期") and "\n" not in str(error), "no sentence", (text, str(error)))
            return
        require(span.first <= span.last, "ends before it begins", (text, span))
        if text.strip()[:1] in ("+", "-"):
            return  # so many years from today
        named = re.findall(r"(?<!\d)(\d{4})(?=[-/年.])", unicodedata.normalize("NFKC", text))
        require(not named or any(int(year) in (span.first.year, span.last.year) for year in named), f"read as {span}", text)
