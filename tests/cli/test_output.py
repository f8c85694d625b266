"""Formats, streams, encodings, terminals and exit codes (docs/contracts.md, "Output", "Exit codes")."""

import csv
import io
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from govopen_cli.cli.grammar.table import COMMANDS
from govopen_cli.errors import ExitCode
from tests.conftest import Run
from tests.terminals import terminal

ITEM_KEYS = [
    "id",
    "task",
    "content",
    "domains",
    "basis",
    "units",
    "deadline",
    "status",
    "cells",
    "overdue",
    "days_overdue",
    "days_left",
    "done_on",
    "late",
    "last_progress",
]
DEADLINE_KEYS = [
    "text",
    "kind",
    "date",
    "start",
    "rrule",
    "duration",
    "anchor",
    "then",
    "milestones",
    "alternatives",
    "extended_to",
    "warnings",
]


def test_json_is_the_documents(run: Run) -> None:
    document = run("due", "--before", "2021-06", "--today", "2021-06-15", "--format", "json").json
    assert document["schema_version"] == 1
    assert document["plan"] == {"id": "wuhai-2020", "title": "乌海市基层政务公开标准化规范化重点工作任务分解"}
    assert document["today"] == "2021-06-15"
    item = next(item for item in document["items"] if item["id"] == "1.6")
    assert set(ITEM_KEYS) <= set(item)
    assert list(item["deadline"]) == DEADLINE_KEYS
    # the item of docs/contracts.md, "Output", to the letter
    assert item["task"] == {"no": "1", "name": "编制基层政务公开事项标准目录"}
    assert (item["content"], item["domains"]) == ("安全生产领域、救灾领域", ["安全生产", "救灾"])
    assert item["basis"] == [{"number": "国办发〔2019〕54号", "title": "国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见"}]
    assert item["units"] == {"lead": ["各区政府"], "supervise": ["市政府"], "guide": ["市应急管理局", "市民政局"]}
    assert item["deadline"]["date"] == "2020-10-31"
    assert (item["status"], item["cells"], item["overdue"], item["days_overdue"], item["days_left"]) == (
        "open",
        {"done": 0, "total": 6},
        True,
        227,
        None,
    )
    assert (item["done_on"], item["late"], item["last_progress"]) == (None, None, None)


def test_every_format_has_every_row(run: Run) -> None:
    for name in ("plain", "tsv", "csv", "jsonl", "md"):
        out = run("due", "--before", "2021-06", "--format", name).out
        head = {"plain": 0, "jsonl": 0, "tsv": 1, "csv": 1, "md": 4}[name]
        assert len(out.splitlines()) == 22 + head, name
        assert "\x1b" not in out
    rows = list(csv.DictReader(io.StringIO(run("list", "--format", "csv").out)))
    assert len(rows) == 33
    assert rows[5]["指导责任单位"] == "市应急管理局、市民政局"
    assert rows[5]["完成时限"] == "2020年10月底"
    tsv = [line.split("\t") for line in run("list", "--format", "tsv").lines]
    assert {len(line) for line in tsv} == {len(tsv[0])}


def test_nothing_to_list_is_silent(run: Run) -> None:
    answer = run("due", "--before", "2020-01", "--unit", "市民政局")
    assert (answer.out, answer.err) == ("", "")
    assert run("list", "--status", "done", "--format", "json").json["items"] == []


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C", "PYTHONUTF8": ""}, {"LC_ALL": "POSIX", "PYTHONUTF8": ""}, {"LC_ALL": "C.UTF-8", "PYTHONUTF8": ""}]
)
def test_bare_environment(run: Run, locale: dict[str, str]) -> None:
    assert len(run("due", "--before", "2021-06", **locale).lines) == 22


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "govopen_cli", *arguments]


def environment(env: dict[str, str], **more: str) -> dict[str, str]:
    return {**env, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **more}


def test_gbk_console_gets_only_what_gbk_has(env: dict[str, str], tmp_path: Path) -> None:
    for arguments in (
        ["report"],
        ["overdue"],
        ["unit"],
        ["matrix"],
        ["show", "1.4"],
        ["--help"],
        ["due", "--format", "table"],
        ["report", "--format", "table"],
    ):
        done = subprocess.run(
            command(*arguments),
            env=environment(env, PYTHONIOENCODING="gbk:strict", PYTHONUTF8="0"),
            cwd=tmp_path,
            capture_output=True,
            check=True,
        )
        assert "\\u" not in done.stdout.decode("gbk"), arguments
    lines = subprocess.run(
        command("list", "--format", "jsonl"),
        env=environment(env, PYTHONIOENCODING="gbk", PYTHONUTF8="0"),
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert "安全生产" in lines.stdout.decode("utf-8")  # JSON is UTF-8 everywhere


def test_a_closed_pipe_is_no_error(env: dict[str, str], tmp_path: Path) -> None:
    script = f"{' '.join(command('list', '--format', 'csv'))} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], env=environment(env), cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def columns_of(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@pytest.mark.parametrize("columns", [80, 50, 120])
@pytest.mark.parametrize(
    "arguments",
    [["due", "--before", "2021-06"], ["unit"], ["overdue", "--group-by", "unit"], ["report"], ["matrix"], ["show", "1.8"], []],
    ids=str,
)
def test_tables_fit_the_terminal(env: dict[str, str], tmp_path: Path, arguments: list[str], columns: int) -> None:
    screen, raw, code = terminal(arguments, {**env, "GOVOPEN_TODAY": "2021-06-15"}, tmp_path, columns)
    assert code == 0
    assert b"Traceback" not in raw
    text = "".join(screen)
    assert "…" not in text.replace("、…", "") or arguments == []  # nothing is cut; the overview shortens on purpose
    for line in raw.decode().replace("\r", "").split("\n"):
        import re

        bare = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line)
        if "─" in bare or "2020-" in bare[:20]:
            assert columns_of(bare.rstrip()) <= columns, bare


def test_colour_only_where_it_is_wanted(env: dict[str, str], tmp_path: Path) -> None:
    arguments = ["due", "--before", "2021-06"]
    assert b"\x1b[1;31m" in terminal(arguments, env, tmp_path)[1]
    assert b"\x1b[1;31m" not in terminal(arguments, {**env, "NO_COLOR": "1"}, tmp_path)[1]
    screen, _, _ = terminal(arguments, {**env, "NO_COLOR": "1"}, tmp_path)
    assert any("逾期" in "".join(line.split()) for line in screen)


def test_empty_answer_says_so_on_a_terminal(env: dict[str, str], tmp_path: Path) -> None:
    screen, _, code = terminal(["due", "--before", "2019"], env, tmp_path)
    assert code == 0
    assert "没有符合条件的事项" in "".join("".join(screen).split())


# --- exit codes: one test for each row of docs/contracts.md, "Exit codes" -----------------------------------------------------------------


def test_exit_codes_are_the_designs() -> None:
    assert {code for code in vars(ExitCode).values() if isinstance(code, int)} == {0, 2, 3, 4, 5, 6, 10, 11, 12, 70, 130}


@pytest.mark.parametrize("command", ["due", "overdue", "list", "unit", "domain", "report", "matrix"])
def test_exit_code_tells_overdue_and_soon(run: Run, command: str) -> None:
    run(command, "--today", "2021-06-15", "--exit-code", code=10)
    run(command, "--today", "2021-06-15", code=0)
    run(command, "--today", "2020-06-25", "--exit-code", code=11)
    run(command, "--today", "2020-01-25", "--exit-code", code=0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["due", "--befor", "2021"], ["--befor", "--before"]),
        (["duee"], ["duee", "due"]),
        (["due", "--before"], ["--before"]),
        (["due", "extra"], ["extra"]),
        (["show"], ["编号"]),
        (["due", "--before", "2021-13"], ["2021-13"]),
        (["due", "--before", "某天"], ["某天"]),
        (["due", "--within", "很久"], ["很久"]),
        (["due", "--within", "3d", "--by", "2021"], ["--within"]),
        (["due", "--today", "2021-06"], ["2021-06", "--today"]),
        (["list", "--status", "late"], ["late", "overdue"]),
        (["list", "--format", "xml"], ["xml", "json"]),
        (["list", "--task", "99"], ["99"]),
        (["list", "--role", "boss"], ["boss", "主体责任单位"]),
        (["overdue", "--group-by", "colour"], ["colour", "unit"]),
        (["unit", "市财改局"], ["市财改局", "市财政局"]),
        (["unit", "政府办公"], ["政府办公"]),
        (["unit", "区政府"], ["海勃湾区政府", "海南区政府"]),
        (["domain", "服务"], ["养老服务", "公共文化服务"]),
        (["show", "1.99"], ["1.99"]),
        (["done", "1.5-1.2"], ["1.5-1.2"]),
        (["report", "--as-of", "2999-01-01"], ["2999-01-01"]),
    ],
    ids=str,
)
def test_usage_mistakes_are_one_chinese_sentence(run: Run, arguments: list[str], words: list[str]) -> None:
    answer = run(*arguments, code=2 if arguments != ["unit", "政府办公"] else 0)
    if answer.code == 0:
        return
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1
    assert answer.err.startswith("错误：")
    assert all(word in answer.err for word in words)


def test_plan_that_is_missing(run: Run) -> None:
    assert "nothing.yaml" in run("due", "--plan", "nothing.yaml", code=3).err


def test_a_bug_says_how_to_report_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import govopen_cli.cli.due as m\nm.choose = None\n", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *(path for path in sys.path if path)])
    assert "GOVOPEN_DEBUG" in run("due", code=70, PYTHONPATH=path).err


def test_help_is_chinese_and_complete(run: Run) -> None:
    text = run("--help").out
    for name in COMMANDS:
        assert f"  {name} " in text
        page = run(name, "--help").out
        assert page.startswith(f"用法：govopen {name}")
        for english in ("Usage", "Options", "Show this", "TEXT", "[default", "required", "Arguments"):
            assert english not in page, (name, english)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["due", "--befor", "2021"], "，是不是 --before？"),
        (["due", "--bef", "2021"], "，是不是 --before？"),
        (["done", "1.1", "--evid", "x"], "，是不是 --evidence？"),
        (["show", "1.1", "--until", "2021"], "没有选项 --until；"),
        (["dues"], "，是不是 due？"),
        (["ovrdue"], "，是不是 overdue？"),
        (["逾期"], "，是不是 overdue？"),
        (["完成"], "，是不是 done？"),
        (["通知"], "，是不是 notice？"),
        (["waive", "1.1", "--note", "x"], "，是不是 --reason？"),
        (["done", "1.1", "--date", "2020-10-20"], "，是不是 --on？"),
        (["due", "--until", "2021-06"], "，是不是 --by？"),
        (["导入"], "，是不是 import？"),
        (["state", "verfy"], "，是不是 verify？"),
        (["xyzzy"], "没有命令“xyzzy”；"),
        (["help", "ovrdue"], "，是不是 overdue？"),
        (["help", "state", "x"], "没有命令“x”；"),
    ],
)
def test_suggestions_fit(run: Run, arguments: list[str], wanted: str) -> None:
    assert wanted in run(*arguments, code=2).err


def test_help_is_the_same_by_every_way(run: Run) -> None:
    for words in (["due"], ["state", "merge"], ["state"], []):
        page = run("help", *words).out
        assert page == run(*words, "--help").out == run(*words, "-h").out


def test_bytes_that_are_no_text_are_refused_where_text_is_meant(tmp_path: Path, env: dict[str, str]) -> None:
    wrong = b"\xd3\xda"  # GBK
    for command in (
        [b"due", b"--unit", wrong],
        [b"show", wrong],
        [b"done", b"1.1", b"--note", wrong],
        [b"unit", wrong],
        [b"deadline", wrong],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "govopen_cli", *command], cwd=tmp_path, env={**env, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert "不是 UTF-8 文字" in done.stderr.decode()
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("columns", ["60", "120", "240"])
def test_a_matrix_of_what_has_no_domain_is_drawn_as_a_table(run: Run, columns: str) -> None:
    """（无） stands in the column of domains, where other rows have a word."""
    answer = run("matrix", "--rows", "domain", "--format", "table", "--today", "2021-06-15", COLUMNS=columns)
    assert any(line.lstrip().startswith("（无") for line in answer.lines), answer.out
