"""A plan with every kind of row, and a desk to record at, in process."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timezone
from pathlib import Path

from govopen_cli.plan.file.load import Loaded, load
from govopen_cli.plan.model import Item
from govopen_cli.recording.record import Desk, Group, Recorded, record, rehearse
from govopen_cli.recording.request import Request
from govopen_cli.state.events import Clerk

TODAY = date(2021, 6, 15)
PLAN = """version: 1
id: test
title: 某市2021年重点工作任务分解表
issued: 2021
roles: {lead: 责任单位, guide: 指导单位}
units:
  各区政府: {members: [东区政府, 西区政府]}
domains: [救灾, 安全生产]
tasks:
  - no: 1
    name: 任务一
    units: {lead: [各区政府], guide: [市民政局]}
    items:
      - {id: '1.1', content: 有期限, deadline: 2021年5月底}
      - {id: '1.2', content: 分领域, domains: [救灾, 安全生产], deadline: 2021年9月底}
      - {id: '1.3', content: 每季度, deadline: 每季度末}
      - {id: '1.4', content: 持续, deadline: 持续推进}
      - {id: '1.5', content: 不明, deadline: 待定}
      - {id: '1.6', content: 相对, deadline: 收到通知后15个工作日内}
      - {id: '1.7', content: 一个单位, units: {lead: [市水务局]}, domains: [救灾], deadline: 2021年5月底}
"""


def loaded(text: str = PLAN) -> Loaded:
    result = load(text.encode(), Path("tasks.yaml"))
    assert not result.errors, result.problems
    return result


def desk(folder: Path, text: str = PLAN, today: date = TODAY) -> Desk:
    plan = loaded(text)
    items = {item.id: item for item in plan.items}

    def find(ids: Sequence[str]) -> Mapping[str, Item]:
        return {name: items[name] for name in ids if name in items}

    return Desk(str(folder / "tasks.state.db"), plan.plan, find, today)


def clerk(name: str = "王某") -> Clerk:
    return Clerk(name, "某机", datetime(2021, 6, 15, 1, tzinfo=timezone.utc))


def papers(where: Desk, *groups: Group) -> Recorded:
    """Record groups of one plan."""
    return record([(where, groups)], clerk())[0]


def trial(where: Desk, *groups: Group) -> Recorded:
    """Judge groups of one plan, recording nothing."""
    return rehearse([(where, groups)])[0]


def ask(where: Desk, *requests: Request) -> Recorded:
    """Record requests of a command line."""
    return record([(where, [Group([requests])])], clerk(), strict=True)[0]


def day(text: str) -> date:
    return date.fromisoformat(text)
