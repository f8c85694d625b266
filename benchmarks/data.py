"""Plans and states of any size for the benchmarks: the shape of a province's table, twenty rows for every question."""

import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.write import write

ANSWERS = 20  # rows that every question prints
UNIT, DOMAIN = "市甲乙局", "救灾"
TASK = 25  # items in a task
# what the items that no question is about are due by: dates, rules and open-ended phrases as the sample tables mix them
PHRASES = [
    "2031年6月底",
    "2032年3月底前",
    "2033年12月31日",
    "持续推进",
    "2031年一季度",
    "2032年10月底前完成，并长期坚持",
    "2031年1月起每季度末",
    "适时完成",
    "2034年上半年",
    "2031年9月30日前",
]


def items(count: int) -> list[tuple[str, str]]:
    """Return id and deadline phrase of each item; the first twenty were due in June 2020."""
    return [
        (f"{number // TASK + 1}.{number % TASK + 1}", "2020年6月底" if number < ANSWERS else PHRASES[number % len(PHRASES)])
        for number in range(count)
    ]


def plan_text(count: int) -> str:
    """Return a plan of ``count`` items."""
    lines = [
        "version: 1", "id: bench", "title: 某省2020年重点工作任务分解表", "issued: 2020", "roles: {lead: 责任单位, cooperate: 配合单位}",
        "basis:", "  国办发〔2019〕54号: 关于全面推进基层政务公开标准化规范化工作的指导意见", "domains: [救灾, 就业, 扶贫, 户籍管理]", "tasks:",
    ]  # fmt: skip
    for number, (item_id, phrase) in enumerate(items(count)):
        if number % TASK == 0:
            lines += [
                f"  - no: {number // TASK + 1}",
                f"    name: 第{number // TASK + 1}项工作任务",
                "    basis: [国办发〔2019〕54号]",
                "    items:",
            ]
        chosen = number < ANSWERS
        lines += [
            f"      - id: '{item_id}'",
            f"        content: 完善第{number}项制度，明确责任分工、工作标准和完成时限，按季度报送进展情况并向社会公开",
            f"        units: {{lead: [{UNIT if chosen else f'市第{number % 200}局'}], cooperate: [市第{number % 37}办]}}",
            f"        domains: [{DOMAIN if chosen else ('就业', '扶贫', '户籍管理')[number % 3]}]",
            f"        deadline: {phrase}",
        ]
    return "\n".join(lines) + "\n"


def make_plan(path: Path, count: int) -> Path:
    """Write a plan file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(plan_text(count), encoding="utf-8")
    return path


def make_state(path: Path, count: int, events: int) -> None:
    """Record ``events`` progress entries and completions, spread over all items but the first twenty."""
    clerk = Clerk("甲", "bench", datetime(2021, 1, 1, tzinfo=timezone.utc))
    ids = [item_id for item_id, _ in items(count)][ANSWERS:] or ["1.1"]
    batch = 20_000
    for start in range(0, events, batch):
        drafts = []
        for number in range(start, min(start + batch, events)):
            item = ids[number % len(ids)]
            act = "done" if number % 20 == 0 and number < len(ids) else "progress"
            drafts.append(Draft(item, act, "2021-01-04", note="已开展", fingerprint="0" * 16))
        with write(path, "bench") as state:
            state.append(drafts, clerk._replace(now=clerk.now + timedelta(seconds=start)))
    with sqlite3.connect(path) as connection:
        connection.execute("ANALYZE")
    connection.close()
