"""Whatever the width of the window: no character of what is shown is cropped, no id, date or word is cut, what is left out is named."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govopen_cli.text import folded, width
from govopen_cli.views.layout import card, common, layout, lines
from govopen_cli.views.page import Column
from tests.conftest import PLAN, Run
from tests.terminals import terminal

NEVER_FIRST = "、，。；：！？）」』》】〉〕"
QUESTIONS = [
    ["due"], ["overdue"], ["list"], ["unit"], ["unit", "海勃湾区政府"], ["unit", "市政府"], ["domain"], ["domain", "救灾"], ["matrix"],
    ["matrix", "--rows", "domain"], ["report"], ["report", "--group-by", "unit"], ["show", "1.6"], ["log"], ["where"], ["overdue", "--group-by", "unit"],
    [], ["check"], ["deadline", "2022年底11月前", "每季度末（6月、12月除外）"], ["undo", "--dry-run"], ["report", "--help"], ["export", "--help"], ["help", "due"],
]  # fmt: skip


def kept(text: str) -> str:
    """Return what must not be lost of a text: everything but blanks and the rules of tables."""
    return "".join(char for char in text if not char.isspace() and char not in "─━")


@pytest.mark.parametrize("columns", [40, 64, 80, 140])
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_nothing_is_cropped(run: Run, env: dict[str, str], tmp_path: Path, question: list[str], columns: int) -> None:
    (tmp_path / "tasks.yaml").write_bytes(PLAN.read_bytes())
    for item in ("1.5", "1.6"):
        run(
            "progress", item, "--note", "已召开推进会，明确了分工（详见会议纪要），正在汇总各区报送的材料、清单和台账", "--on", "2021-03-02"
        )
    env = {**env, "GOVOPEN_TODAY": "2021-06-15"}
    screen, _, code = terminal(question, env, tmp_path, columns)
    assert code == 0
    text = kept("".join(screen))
    assert "…" not in text or "help" in " ".join(question)  # where it stands for what one may go on with
    for line in screen:
        assert not line.lstrip()[:1] or line.lstrip()[0] not in NEVER_FIRST, line
    for record in run(*question, "--format", "tsv", **env).lines[1:] if question in QUESTIONS[:14] else ():
        if re.fullmatch(r"[\d.]+", first := record.split("\t")[0]):
            assert any(re.search(rf"(?<![\d.]){re.escape(first)}(?![\d.])", line) for line in screen), first
    for line in screen:  # no date is cut, and none is broken over lines
        assert not re.search(r"20\d\d-(?:\d\d?-?)?(?!\d)(?!-)", re.sub(r"20\d\d-\d\d-\d\d", "", line)), line
    assert max(sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in line) for line in screen) <= columns


TEXT = st.text(st.sampled_from("甲乙丙丁戊、，。（）《》abc123-. \n"), max_size=60)
TABLES = st.integers(1, 6).flatmap(
    lambda count: st.tuples(
        st.lists(
            st.builds(Column, st.text("编号期限状态内容", min_size=1, max_size=6), st.sampled_from(["fixed", "text", "number"]), st.integers(0, 4)),
            min_size=count, max_size=count,
        ),
        st.lists(st.tuples(*[TEXT] * count), min_size=1, max_size=5),
        st.integers(10, 200),
    )
)  # fmt: skip


@settings(deadline=None)
@given(table=TABLES)
def test_every_character_is_shown_or_its_column_is_named(table: tuple[list[Column], list[tuple[str, ...]], int]) -> None:
    columns, rows, room = table
    found = layout(columns, rows, room)
    assert sum(found.widths) + 2 * len(found.widths) <= room + 2
    for row in rows:
        if not found.numbers:
            text = kept("".join(card(columns, row, room)))
            assert all(kept(cell) in text for cell in row)
            continue
        shown = list(zip(*lines(row, found), strict=True))
        for number, size, pieces in zip(found.numbers, found.widths, shown, strict=True):
            assert kept("".join(pieces)) == kept(row[number])
            assert all(width(piece) <= size for piece in pieces)
    left = [number for number in range(len(columns)) if number not in found.numbers] if found.numbers else []
    assert [columns[number].title for number in left] == list(found.left_out)
    assert all(columns[number].rank for number in left)


@settings(deadline=None)
@given(text=TEXT, columns=st.integers(8, 60))
def test_folding_keeps_every_character(text: str, columns: int) -> None:
    pieces = folded(text, columns)
    assert "".join(pieces) == text.replace("\n", "")
    assert all(width(piece) <= columns for piece in pieces)


def test_lines_begin_and_end_as_chinese_lines_do() -> None:
    assert folded("甲乙丙丁，戊己", 8) == ["甲乙丙", "丁，戊己"]
    assert folded("甲乙丙（丁）戊", 8) == ["甲乙丙", "（丁）戊"]
    assert folded("截至 2021-06-15 共", 12) == ["截至 ", "2021-06-15 ", "共"]


def test_what_every_row_repeats_stands_once() -> None:
    columns = [Column("编号"), Column("单位", "text", 2), Column("数", "number", 3)]
    assert common(columns, [("1", "甲", "0"), ("2", "甲", "0"), ("3", "甲", "0")]) == {1: "甲"}
    assert common(columns, [("1", "甲", "0"), ("2", "乙", "0"), ("3", "甲", "0")]) == {}
    assert common(columns, [("1", "甲", "0")] * 2) == {}
