"""Two readers, one answer: whatever the fast reader reads ends exactly as it ends through Typer."""

import os
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govopen_cli.plan.index.cache import open_index
from govopen_cli.state.events import Clerk, Draft
from govopen_cli.state.write import write
from tests.cli.readers import Ended, by_fast, by_typer
from tests.conftest import PLAN

DEADLINES = [
    "2021年6月底",
    "2021年8月前",
    "2020年10月31日前",
    "每季度末",
    "持续推进",
    "适时完成",
    "收到通知后15个工作日内",
    "按上级要求",
    "2021年4月至7月",
]
UNITS = ["市民政局", "市财政局", "海勃湾区政府", "乌达区政府", "各区政府"]
DOMAINS = ["救灾", "户籍管理", "养老服务"]


class World(NamedTuple):
    """A plan with a state, and the day on which it is asked."""

    plan: Path
    day: date


def plan_text(seed: int) -> str:
    dice = random.Random(seed)
    lines = ["version: 1", f"id: plan-{seed}", f"title: 第{seed}个计划", "issued: 2020", "roles: {lead: 主体责任单位, guide: 指导责任单位}"]
    lines.append(
        "units: {市民政局: {aliases: [民政局]}, 市财政局: {}, 海勃湾区政府: {}, 乌达区政府: {}, 各区政府: {members: [海勃湾区政府, 乌达区政府]}}"
    )
    lines += [f"domains: [{', '.join(DOMAINS)}]", "tasks:"]
    for task in range(1, dice.randint(2, 4)):
        lines += [f"  - no: {task}", f"    name: 任务{task}", "    items:"]
        for row in range(1, dice.randint(2, 6)):
            lead = dice.choice(UNITS)
            fields = [f"id: '{task}.{row}'", f"content: 内容{task}之{row}", f"deadline: {dice.choice(DEADLINES)}"]
            fields.append(f"domains: [{', '.join(dice.sample(DOMAINS, dice.randint(0, 2)))}]")
            fields.append(f"units: {{lead: [{lead}], guide: [{dice.choice(UNITS)}]}}")
            lines.append(f"      - {{{', '.join(fields)}}}")
    return "\n".join(lines) + "\n"


def record(path: Path, seed: int) -> None:
    """Record some acts, the later ones on later days."""
    dice = random.Random(-seed)
    index = open_index(path)
    with write(path.with_suffix(".state.db"), index.plan.id) as state:
        for number, item in enumerate(index.items()):
            act = dice.choice(["done", "done", "progress", "extend", "waive", None])
            if act is None:
                continue
            day = date(2020, 9, 1) + timedelta(days=dice.randint(0, 400))
            data = {"extend": {"to": "2021-12-31", "approved_by": "市长"}, "waive": {"approved_by": "市长"}}.get(act, {})
            unit = item.members[0] if act == "done" and len(item.members) > 1 else None
            draft = Draft(item.id, act, day.isoformat(), unit, None, "说明", (), item.fingerprint, data)
            state.append([draft], Clerk("测试员", "这台机器", datetime(2021, 1, 1, 8, number, tzinfo=timezone.utc)))
    index.close()


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
    folder = tmp_path_factory.mktemp("worlds")
    kept = dict(os.environ)
    os.environ.update({"GOVOPEN_CACHE": str(folder / "cache"), "HOME": str(folder)})
    for name in ("GOVOPEN_PLAN", "GOVOPEN_STATE", "GOVOPEN_TODAY"):
        os.environ.pop(name, None)
    found = [World(PLAN, date(2021, 6, 15))]
    for seed in range(5):
        path = folder / f"plan{seed}.yaml"
        path.write_text(plan_text(seed), encoding="utf-8")
        if seed:
            record(path, seed)
        found.append(World(path, date(2020, 11, 1) + timedelta(days=random.Random(seed).randint(0, 500))))
    yield found
    os.environ.clear()
    os.environ.update(kept)


DAYS = ["2021", "2021-06", "2021-06-15", "2021/6/15", "20210615", "2021年6月", "2021年6月底", "今天", "today", "+30d", "２０２１-06"]
WRONG_DAYS = ["", "2021-13", "0000", "六月", "2021-02-30", "+9999y", "9999-12-31", "0001-01-01", "-30d"]
FORMATS = ["plain", "tsv", "json", "jsonl"]
DATED = ["--before", "--by", "--after", "--from"]


def one_of(names: list[str], values: list[str]) -> st.SearchStrategy[list[str]]:
    """Return an option with its value, in either way of writing it."""
    pair = st.tuples(st.sampled_from(names), st.sampled_from(values))
    return st.one_of(pair.map(list), pair.map(lambda part: ["=".join(part)]))


FILTERS = st.one_of(
    one_of(["--unit"], [*UNITS, "民政局"]),
    one_of(["--domain"], DOMAINS),
    one_of(["--role"], ["lead", "主体责任单位", "指导"]),
    one_of(["--task"], ["1", "2"]),
    one_of(["--format"], FORMATS),
    one_of(["--as-of", "--effective"], ["2020-12-31", "2020-11-15"]),
    st.just(["--exit-code"]),
)
GOOD = st.one_of(
    st.just(["due"]),
    one_of(DATED, DAYS).map(lambda part: ["due", *part]),
    st.tuples(one_of(["--from"], DAYS), one_of(["--by"], DAYS)).map(lambda parts: ["due", *parts[0], *parts[1]]),
    one_of(["--within"], ["30d", "2w", "1m", "10天"]).map(lambda part: ["due", *part]),
    st.just(["due", "--all"]),
    st.just(["overdue"]),
    one_of(["--group-by"], ["unit", "domain", "task"]).map(lambda part: ["overdue", *part]),
    st.just(["list"]),
    one_of(["--status"], ["open", "partial", "done", "overdue", "soon", "open-ended"]).map(lambda part: ["list", *part]),
    st.sampled_from([["unit"], ["domain"], *(["unit", name] for name in UNITS), *(["domain", name] for name in DOMAINS)]),
    one_of(["--rows"], ["item", "domain"]).map(lambda part: ["matrix", *part]),
    st.just(["matrix"]),
)
SHOWN = st.lists(st.sampled_from(["1.1", "1.2", "2.1", "1.1-2.1", "１.１"]), min_size=1, max_size=3).map(lambda ids: ["show", *ids])
ODD = st.sampled_from(
    [
        "--", "-", "-h", "--help", "--bef", "--before", "--unit", "--unit=", "--all=1", "--format", "--format=table", "--format=xml",
        "--nothing", "-o", "x", "", "民政", "市", "1.1", "９.９", "--task=99", "--role=无", "--domain=无", "--group-by=x", "--rows=x",
        "--status=x", "--exit-code", "--exit-code=1", "--within=9999y", "--within=-3d", "due", "help", "\x1b[2J", "\udcff",
        *(f"--by={day}" for day in WRONG_DAYS), *(f"--as-of={day}" for day in WRONG_DAYS[:5]), "--today=x", "--plan=没有.yaml",
    ]
)  # fmt: skip


def line_of(world: World, words: list[str]) -> list[str]:
    return [*words[:1], f"--plan={world.plan}", f"--today={world.day}", *words[1:]] if words else []


def held(line: list[str], *, read: bool | None = None) -> Ended:
    """Hold both readers to one answer; ``read`` says whether the fast one must read the line."""
    quick, slow = by_fast(line), by_typer(line)
    assert slow.code != 70, (line, slow.err)
    if read is not None:
        assert (quick is not None) == read, line
    if quick is not None:
        assert quick == slow, line
    return slow


PROPERTY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@PROPERTY
@given(data=st.data())
def test_what_is_well_formed_is_read_and_answered_alike(worlds: list[World], data: st.DataObject) -> None:
    world = data.draw(st.sampled_from(worlds))
    words = data.draw(GOOD) + [word for part in data.draw(st.lists(FILTERS, max_size=3)) for word in part]
    held(line_of(world, words), read=True)


@PROPERTY
@given(data=st.data())
def test_show_is_read_and_answered_alike(worlds: list[World], data: st.DataObject) -> None:
    world = data.draw(st.sampled_from(worlds))
    more = st.one_of(one_of(["--format"], FORMATS), one_of(["--as-of"], ["2020-12-31"]), st.just(["--exit-code"]))
    held(line_of(world, [*data.draw(SHOWN), *data.draw(more)]), read=True)


@PROPERTY
@given(data=st.data())
def test_what_is_odd_or_wrong_ends_alike(worlds: list[World], data: st.DataObject) -> None:
    world = data.draw(st.sampled_from(worlds))
    words = data.draw(st.one_of(GOOD, SHOWN, st.sampled_from([["show"], ["show", "x"], ["dues"], ["-h"], ["report"]])))
    for word in data.draw(st.lists(ODD, min_size=1, max_size=3)):
        words = [*words]
        words.insert(data.draw(st.integers(1, len(words))), word)
    held(line_of(world, words))


@pytest.mark.parametrize(
    "words",
    [
        ["due", "--help"], ["due", "-h"], ["due", "--"], ["due", "--before"], ["due", "--before", "--all"], ["due", "--bef", "2021"], ["due", "--all=1"],
        ["matrix", "x"], ["unit", "a", "b"], ["show"], ["due", "--format", "table"], ["due", "--format=csv"], ["due", "--format", "md"], ["report"], ["done", "1.1"],
        ["due", "--unit", "\udcff"], ["--version"], ["--help"], ["where"],
    ],
)  # fmt: skip
def test_what_the_fast_reader_leaves_to_typer(words: list[str]) -> None:
    assert by_fast(words) is None


def test_the_last_of_a_repeated_option_counts_for_both(worlds: list[World]) -> None:
    twice = held(line_of(worlds[0], ["due", "--unit", "市财政局", "--unit", "市民政局", "--all"]), read=True)
    assert twice == held(line_of(worlds[0], ["due", "--unit=市民政局", "--all"]), read=True)
    assert twice.out


def test_the_bare_overview_is_read(worlds: list[World], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVOPEN_TODAY", "2021-06-15")
    for world in worlds:
        monkeypatch.setenv("GOVOPEN_PLAN", str(world.plan))
        assert held([], read=True).out
