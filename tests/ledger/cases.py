"""The hand-written table of tests/data/ledger_cases.txt: its plan, its acts recorded in a real state file, its questions."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from govopen_cli.clock import zone
from govopen_cli.ledger.status import Row, evaluate
from govopen_cli.plan.file.load import Loaded, load
from govopen_cli.plan.model import Item
from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.facts import NOTHING
from govopen_cli.state.open import read
from govopen_cli.state.state import State
from govopen_cli.state.write import write
from tests.conftest import DATA

SHANGHAI = zone("Asia/Shanghai")
DISTRICTS = "lead: [各区政府]"
ITEMS = {
    "date": "deadline: 2021年6月30日",
    "february": "deadline: 2021年2月底",
    "leap": "deadline: 2024年2月底",
    "before": "deadline: 2021年8月前",
    "year": "deadline: 2021年底前",
    "afterwards": "deadline: 2021年6月底前完成，长期坚持",
    "parts": f"deadline: 2021年6月30日, domains: [救灾, 扶贫], units: {{{DISTRICTS}}}",
    "members": f"deadline: 2021年6月30日, units: {{{DISTRICTS}}}",
    "monthly": "deadline: 每月5日前",
    "quarterly": "deadline: 每季度末",
    "yearly": "deadline: 每年1月31日前",
    "weekly": "deadline: 每周五",
    "summer": "deadline: 2021年6月至8月每月5日前",
    "each": f"deadline: 每月5日前, units: {{{DISTRICTS}}}",
    "ongoing": "deadline: 持续推进",
    "suitable": "deadline: 适时完成",
    "unknown": "deadline: 按上级要求",
    "reviewed": "deadline: 持续推进, review: 每季度末",
    "fitting": "deadline: 适时完成, review: 每季度末",
    "watched": "deadline: 2021年6月30日, review: 每季度末",
    "notice": "deadline: 收到通知后15个工作日内",
    "days": "deadline: 收到通知后20日内",
    "early": "deadline: 2021年6月30日",
}
HEAD = """version: 1
id: cases
title: 用例
issued: 2021
roles: {lead: 责任单位}
domains: [救灾, 扶贫]
units:
  各区政府: {members: [甲区政府, 乙区政府, 丙区政府]}
"""


class Case(NamedTuple):
    """One line: which item, what was recorded, what is asked, and the answer."""

    line: int
    item: str
    acts: str
    asked: str
    due: str
    status: str
    light: str
    overdue: str
    left: str
    late: str
    owed: str
    missed: str
    waiting: str = "-"
    returns: str = "0"

    @property
    def answer(self) -> tuple[str, ...]:
        return self[4:]


def cases(name: str = "ledger_cases.txt") -> Iterator[Case]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#"):
            item, acts, asked, answer = (part.strip() for part in line.split("|"))
            yield Case(number, item, acts, asked, *answer.split())


def plan(early: bool = False) -> Loaded:
    """Return the plan of the table; ``early`` gives it alerts of its own."""
    rows = "\n".join(f"      - {{id: {name}, content: {name}, {text}}}" for name, text in ITEMS.items())
    alerts = "alerts: [10, 3]\n" if early else ""
    text = f"{HEAD}{alerts}tasks:\n  - no: 1\n    name: 任务一\n    units: {{lead: [市民政局]}}\n    items:\n{rows}\n"
    loaded = load(text.encode(), Path("cases.yaml"))
    assert not loaded.errors, loaded.problems
    return loaded


def record(path: Path, item: Item, acts: str) -> None:
    """Record acts in a state file, each a batch, in the order in which they stand."""
    batches: list[str] = []
    moment = datetime(2000, 1, 1, tzinfo=timezone.utc)
    undone: list[str] = []
    for text in filter(None, (part.strip() for part in acts.split(";"))):
        words = text.split()
        options = {word[0]: word[1:] for word in words if word[0] in "@/~"}
        data = dict(word.split("=", 1) for word in words if "=" in word)
        day = next((word for word in words[1:] if re.fullmatch(r"\d{4}-\d\d-\d\d", word)), options.get("~", "2021-01-01"))
        noon = datetime.combine(date.fromisoformat(options.get("~", day)), time(12), SHANGHAI)
        moment = max(moment + timedelta(seconds=1), noon)
        if words[0] == "undo":
            number = int(words[1]) if words[1:] and words[1].isdigit() else len(batches)
            data = {"batch": batches[number - 1]}
            undone.append(data["batch"])
        if "approved" not in data and words[0] in ("extend", "waive", "accept"):
            data["approved_by"] = "市政府"
        draft = Draft(item.id, words[0], day, options.get("@"), options.get("/"), "说明", (), item.fingerprint, data)
        with write(path, "cases") as state:
            batches.append(state.append([draft], Clerk("甲", "h", moment))[0].batch)


def asked(state: State, loaded: Loaded, case: Case) -> Row:
    """Return the row that a case asks for."""
    words = case.asked.split()
    unit = next((word[1:] for word in words if word.startswith("@")), None)
    day = date.fromisoformat(next(word for word in words if word[0].isdigit()))
    if words[0] == "as-of":
        state = state.as_of(datetime.combine(day + timedelta(days=1), time(), SHANGHAI) - timedelta(microseconds=1))
    if words[0] == "effective":
        state = state.effective(day)
    item = next(item for item in loaded.items if item.id == case.item)
    return evaluate(item, state.facts([item.id]).get(item.id, NOTHING), loaded.plan, day, unit)


def answer(row: Row) -> tuple[str, ...]:
    """Return what a row says, in the columns of the table."""
    owed = "-" if row.owed is None else "no" if not row.owed.done else "yes" if row.owed.in_time else "late"
    late = "-" if row.late is None else "yes" if row.late else "no"
    values = (row.due, row.status, row.light, row.days_overdue, row.days_left, late, owed, row.missed, row.waiting_days, len(row.returns))
    return tuple("-" if value is None else str(value) for value in values)


def asked_of(path: Path, loaded: Loaded, case: Case) -> Row:
    """Record the acts of a case and return the row that it asks for."""
    record(path, next(item for item in loaded.items if item.id == case.item), case.acts)
    with closing(read(path, "cases")) as state:
        return asked(state, loaded, case)
