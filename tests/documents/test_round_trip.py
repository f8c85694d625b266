"""What a text went out as it comes back as, and a ledger into which nobody wrote anything records nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from govopen_cli.documents import docx, xlsx
from govopen_cli.documents.contents import Contents
from govopen_cli.intake.document import read_bytes
from tests.conftest import Run
from tests.documents.offices import SOFFICE, convert
from tests.documents.test_hostile import about
from tests.plans import plan

TEXTS = {
    "blank lines": "前\n\n\n后",
    "outer blanks": "  前后  ",
    "full-width blanks": "　前　后　",
    "no-break blanks": "\u00a0前\u00a0",
    "tab": "前\t后",
    "no width": "前\u200b后",
    "escape of spreadsheets": "前_x000D_后",
    "escaped letter": "_x0041_",
    "formula": "=1+1",
    "apostrophe": "'前",
    "markup": "<w:t>&amp;</w:t>",
    "number": "007",
    "day": "2021-06-30",
    "most of a cell": "长" * 32_767,
    "pairs": "𠮷" * 9_000,
}
LINE_ENDS = {"CR": "前\r后", "CR LF": "前\r\n后", "U+2028": "前\u2028后", "U+0085": "前\x85后", "VT": "前\x0b后"}
WRITERS: dict[str, Callable[[Contents], bytes]] = {"xlsx": lambda contents: xlsx.write(contents).data, "docx": docx.write}


def read_back(suffix: str, text: str) -> list[str]:
    """Return the cells of a ledger of a text, as ``import`` reads them."""
    found = read_bytes(WRITERS[suffix](about(text)), f"台账.{suffix}").tables[0]
    return [cell.text for row in found.rows for cell in row]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("suffix", WRITERS)
def test_a_text_comes_back_as_it_went_out(suffix: str, text: str) -> None:
    assert text in read_back(suffix, text)


@pytest.mark.parametrize("text", LINE_ENDS.values(), ids=LINE_ENDS)
@pytest.mark.parametrize("suffix", WRITERS)
def test_every_kind_of_line_end_is_one(suffix: str, text: str) -> None:
    assert "前\n后" in read_back(suffix, text)


def test_what_a_cell_cannot_hold_is_cut_between_characters() -> None:
    assert "𠮷" * 16_383 in read_back("xlsx", "𠮷" * 20_000)  # two units of UTF-16 each


@pytest.mark.parametrize(("text", "cut"), [("长" * 32_767, False), ("长" * 32_768, True), ("𠮷" * 16_383, False), ("𠮷" * 16_384, True)])
def test_a_text_that_a_cell_cannot_hold_is_named(tmp_path: Path, run: Run, text: str, cut: bool) -> None:
    (tmp_path / "tasks.yaml").write_text(plan(f"content: {text}, deadline: 6月底", "content: 短, deadline: 6月底"), encoding="utf-8")
    done = run("export", "-o", "台账.xlsx", cwd=tmp_path)
    assert done.code == 0
    assert ("1.1 的“具体内容”" in done.err) is cut
    assert "1.2" not in done.err


def test_among_several_plans_the_plan_is_named_too(tmp_path: Path, run: Run) -> None:
    for name, text in (("a", "短"), ("b", "长" * 32_768)):
        lines = plan(f"content: {text}, deadline: 6月底").replace("id: test", f"id: {name}", 1)
        (tmp_path / f"{name}.yaml").write_text(lines, encoding="utf-8")
    done = run("export", "--plan", "a.yaml", "--plan", "b.yaml", "-o", "台账.xlsx", cwd=tmp_path)
    assert done.code == 0
    assert "b/1.1 的“具体内容”" in done.err
    assert "a/1.1" not in done.err


@pytest.mark.parametrize(
    "saved", [False, pytest.param(True, marks=pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"))]
)
def test_a_ledger_into_which_nobody_wrote_records_nothing(run: Run, plan_file: Callable[[str], Path], tmp_path: Path, saved: bool) -> None:
    texts = [text for text in (*TEXTS.values(), "前\n后", "长" * 40_000) if "\u200b" not in text]  # what nobody sees is refused in a plan
    plan_file(plan(*(f"content: {json.dumps(text, ensure_ascii=False)}, deadline: 6月底" for text in texts)))
    for number, text in enumerate(TEXTS.values(), 1):
        proof = f"乌政办发〔2021〕{number}号"
        run("progress", f"1.{number % len(texts) + 1}", "--note", text[:9000], "--evidence", proof, "--today", "2021-06-01")
    before = run("log", "--format", "jsonl").out
    run("export", "-o", "台账.xlsx", "--today", "2021-06-02")
    path = tmp_path / "台账.xlsx"
    if saved:
        path = convert(path, "xlsx", tmp_path / "保存")
    answer = run("import", "--ledger", str(path), "--today", "2021-06-03")
    assert "什么都没有登记" in answer.out, answer.err
    assert run("log", "--format", "jsonl").out == before
