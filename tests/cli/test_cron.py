"""govopen cron: what it prints is taken apart again as the scheduler would (tests/project/test_cron.py runs it by a real one)."""

import shlex
from pathlib import Path

import pytest

from govopen_cli.cli.cron import LONGEST_TASK, crontab, schtasks
from govopen_cli.errors import UsageError
from tests.conftest import PLAN, Run


def jobs(lines: list[str]) -> list[list[str]]:
    """Return the words of each job as the shell gets them: cron makes a line end of every percent sign that is not escaped."""
    found = []
    for line in lines:
        if line[:1].isdigit():
            assert "%" not in line.replace("\\%", "")
            found.append(shlex.split(line.split("  ", 1)[1].replace("\\%", "%")))
    return found


def test_the_plan_and_its_state_are_named_from_the_root(run: Run, tmp_path: Path) -> None:
    (tmp_path / "我 的").mkdir()
    (tmp_path / "我 的" / "tasks.yaml").write_bytes(PLAN.read_bytes())
    daily, weekly = jobs(run("cron", "--weekly", "周%报.md", cwd=tmp_path / "我 的").lines)
    places = ["--plan", str(tmp_path / "我 的" / "tasks.yaml"), "--state", str(tmp_path / "我 的" / "tasks.state.db")]
    assert daily[-5:] == ["overdue", *places]
    assert weekly[-7:] == ["report", "-o", str(tmp_path / "我 的" / "周%报.md"), *places]
    assert Path(daily[0]).is_absolute()


def test_the_bundled_plan_is_named_too(run: Run) -> None:
    (daily,) = jobs(run("cron").lines)
    assert Path(daily[daily.index("--plan") + 1]).samefile(PLAN)


def test_documents_are_exported(run: Run, tmp_path: Path) -> None:
    _, weekly = jobs(run("cron", "--weekly", "台账.xlsx").lines)
    assert weekly[weekly.index("export") :][:3] == ["export", "-o", str(tmp_path / "台账.xlsx")]


def test_a_broken_plan_gets_no_job(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text("version: 1\n", encoding="utf-8")
    assert run("cron", code=3).out == ""


def test_settings_stand_before_the_jobs(run: Run) -> None:
    lines = run("cron", "--mail", "a@example.gov.cn").lines
    assert "MAILTO=a@example.gov.cn" in lines
    assert not any(line.startswith("MAILTO") for line in run("cron").lines)
    assert run("cron", "--mail", "a\n* * * * * rm", code=2).out == ""
    with pytest.raises(UsageError):
        list(crontab(["govopen"], ["overdue", "--plan", "a\nb"], [], {}))


def test_several_plans_are_all_named(run: Run, tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        text = PLAN.read_text(encoding="utf-8").replace("id: wuhai-2020", f"id: {name}")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (daily,) = jobs(run("cron", "--plan", ".").lines)
    assert daily[-5:] == ["overdue", "--plan", str(tmp_path / "乙.yaml"), "--plan", str(tmp_path / "甲.yaml")]


def windows_words(line: str) -> list[str]:
    """Take a command line apart as Microsoft's C runtime does (its rules for backslashes and quotation marks)."""
    words: list[str] = []
    word, quoted, begun, at = "", False, False, 0
    while at < len(line):
        char = line[at]
        if char == "\\":
            run = len(line[at:]) - len(line[at:].lstrip("\\"))
            at += run
            if at < len(line) and line[at] == '"':
                word, begun = word + "\\" * (run // 2), True
                if run % 2:
                    word += '"'
                    at += 1
            else:
                word, begun = word + "\\" * run, True
            continue
        if char == '"':
            quoted, begun = not quoted, True
        elif char in " \t" and not quoted:
            if begun:
                words.append(word)
            word, begun = "", False
        else:
            word, begun = word + char, True
        at += 1
    return [*words, word] if begun else words


def test_tasks_of_windows() -> None:
    plan = ["--plan", r"D:\我 的\tasks.yaml"]
    daily = ["export", "-o", r"D:\我 的\逾期清单.xlsx", "--status", "overdue", *plan]
    weekly = ["report", "-o", "D:\\周 报.md", *plan]
    tool = r"C:\Program Files\govopen\govopen.exe"
    lines = list(schtasks([tool], daily, weekly, "wuhai-2020"))
    for line, days, words in zip(lines, ("MON,TUE,WED,THU,FRI", "MON"), (daily, weekly), strict=True):
        told = windows_words(line)
        options = dict(zip(told[3::2], told[4::2], strict=True))
        assert told[:3] == ["schtasks", "/Create", "/F"]
        assert (options["/SC"], options["/D"], options["/ST"]) == ("WEEKLY", days, "08:00")
        assert windows_words(options["/TR"]) == [tool, *words]
    names = [windows_words(line)[4] for line in lines]
    assert len(set(names)) == 2


def test_a_task_that_windows_would_cut_is_refused() -> None:
    with pytest.raises(UsageError, match=str(LONGEST_TASK)):
        list(schtasks(["govopen"], ["overdue", "--plan", "x" * LONGEST_TASK], [], "p"))
