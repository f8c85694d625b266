"""Changing a plan file that people wrote: what is not changed stays byte for byte, comments go where their nodes go."""

import contextlib
import difflib
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govopen_cli.errors import PlanError
from govopen_cli.plan.file import shape
from govopen_cli.plan.file.edit import PlanFile
from govopen_cli.plan.file.load import load

ORDER = (*shape.ITEM, *shape.SHARED, *shape.ONLY_ITEM)
SEED = Path(__file__).parents[2] / "data" / "tasks.yaml"

WRITTEN = """\
# head
version: 1
id: t
title: 表
issued: 2021

# roles follow
roles:
  lead: 责任单位

domains: [甲, 乙, 丙]
tasks:
  # first task
  - no: 1
    name: 任务一   # eol name
    items:
      # about 1.1
      - id: '1.1'
        content: 内容
        deadline: 2021年6月底   # eol 1.1
      # about 1.2
      # second line

      - id: '1.2'
        content: 乙
        units: {lead: [市民政局]}

      # about 1.3
      - id: '1.3'
        content: 丙
        domains:
          - 甲
          - 乙   # eol 乙
        # inside, trailing

  # second task
  - no: 2
    name: 任务二
    items:
      - {id: '2.1', content: 丁}   # eol flow
      # before 2.2
      - {id: '2.2', content: 戊}
# the end
"""

WIDE = """\
version: 1
id: t
title: 表
roles:
    lead: 责任单位
tasks:
    - no: 1
      name: 任务一
      deadline: 1.10
      items:
          - id: '1.1'
            content: "内\\n容"
            deadline: yes
            extra: {号: 007, 空: ~, 日: 2021-06-01}
"""
TIGHT = """\
tasks:
- no: 1
  name: 任务一
  items:
  # about 1.1
  - id: '1.1'
    content: 内容

  # about 1.2
  - id: '1.2'
    content: 乙
# the end
"""


@pytest.mark.parametrize(
    "text",
    [
        SEED.read_text(encoding="utf-8"),
        WRITTEN,
        WIDE,
        WRITTEN.replace("\n", "\r\n"),
        TIGHT,
        "tasks: [{no: 1, name: 甲, items: [{id: '1', content: 乙}]}]\n",
    ],
    ids=["seed", "written", "wide", "crlf", "tight", "flow"],
)
def test_what_is_not_changed_stays_byte_for_byte(text: str) -> None:
    assert PlanFile(text).text() == text


Edit = Callable[[PlanFile], object]


def put(item_id: str, key: str, value: object) -> Edit:
    return lambda file: file.put(file.find(item_id)[1], key, value, ORDER)


def add(task: int, at: int | None = None) -> Edit:
    return lambda file: file.add_item(file.tasks[task], {"id": "9.9", "content": "新：的", "deadline": "2021"}, at)


def remove(*ids: str) -> Edit:
    def edit(file: PlanFile) -> None:
        for item_id in ids:
            file.remove_item(item_id)

    return edit


def move(item_id: str, task: int, at: int) -> Edit:
    return lambda file: file.move_item(*file.find(item_id), file.tasks[task], at)


CASES = {
    "a value": (put("1.1", "deadline", "2022年底"), ["-        deadline: 2021年6月底   # eol 1.1", "+        deadline: 2022年底     # eol 1.1"]),
    "a list of several lines": (
        put("1.3", "domains", ["甲", "丙"]),
        ["-          - 乙   # eol 乙", "+          - 丙"],
    ),
    "a key at the end": (put("1.2", "deadline", "2022"), ["+        deadline: '2022'"]),
    "a key in its place": (put("1.1", "domains", ["甲"]), ["+        domains: [甲]"]),
    "a key out": (put("1.1", "deadline", None), ["-        deadline: 2021年6月底   # eol 1.1"]),
    "a key out before a blank line": (put("1.2", "units", {}), ["-        units: {lead: [市民政局]}"]),
    "a key of the head": (lambda file: file.put(file.head, "place", "某市", shape.HEAD), ["+place: 某市"]),
    "a domain": (lambda file: file.declare("domains", "丁", []), ["-domains: [甲, 乙, 丙]", "+domains: [甲, 乙, 丙, 丁]"]),
    "the first item": (
        remove("1.1"),
        ["-      # about 1.1", "-      - id: '1.1'", "-        content: 内容", "-        deadline: 2021年6月底   # eol 1.1"],
    ),
    "an item between": (
        remove("1.2"),
        ["-      # about 1.2", "-      # second line", "-", "-      - id: '1.2'", "-        content: 乙", "-        units: {lead: [市民政局]}"],
    ),
    "the last item of a task": (
        remove("1.3"),
        ["-", "-      # about 1.3", "-      - id: '1.3'", "-        content: 丙", "-        domains:", "-          - 甲", "-          - 乙   # eol 乙"],
    ),
    "an item in one line": (remove("2.1"), ["-      - {id: '2.1', content: 丁}   # eol flow"]),
    "the last item of all": (remove("2.2"), ["-      # before 2.2", "-      - {id: '2.2', content: 戊}"]),
    "a whole task": (
        remove("2.1", "2.2"),
        [
            "-", "-  # second task", "-  - no: 2", "-    name: 任务二", "-    items:", "-      - {id: '2.1', content: 丁}   # eol flow",
            "-      # before 2.2", "-      - {id: '2.2', content: 戊}",
        ],
    ),
    "an item more": (add(0), ["+      - id: '9.9'", "+        content: 新：的", "+        deadline: '2021'"]),
    "an item between two": (add(0, 1), ["+      - id: '9.9'", "+        content: 新：的", "+        deadline: '2021'"]),
    "an item in the style of its task": (add(1), ["+      - {id: '9.9', content: 新：的, deadline: '2021'}"]),
    "an item to another task": (
        move("1.2", 1, 2),
        [
            "-      # about 1.2", "-      # second line", "-", "-      - id: '1.2'", "-        content: 乙", "-        units: {lead: [市民政局]}",
            "+      # about 1.2", "+      # second line", "+", "+      - id: '1.2'", "+        content: 乙", "+        units: {lead: [市民政局]}",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), CASES.values(), ids=CASES)
def test_a_change_touches_only_its_own_lines(edit: Edit, expected: list[str]) -> None:
    file = PlanFile(WRITTEN)
    edit(file)
    text = file.text()
    changed = [line for line in difflib.ndiff(WRITTEN.splitlines(), text.splitlines()) if line[0] in "+-"]
    assert sorted(f"{line[0]}{line[2:]}" for line in changed) == sorted(expected), text
    assert not load(text.encode(), Path("p.yaml")).errors


def test_what_a_task_says_for_all_can_be_given_to_each() -> None:
    text = textwrap.dedent("""\
        version: 1
        id: t
        title: 表
        issued: 2021
        roles: {lead: 责任单位}
        tasks:
          - no: 1
            name: 任务
            deadline: 6月底   # for all
            items:
              - id: '1.1'
                content: 甲
              - id: '1.2'
                content: 乙
                deadline: 7月底
        """)
    file = PlanFile(text)
    file.lower(file.tasks[0], "deadline")
    found = load(file.text().encode(), Path("p.yaml"))
    assert [item.deadline.text for item in found.items] == ["6月底", "7月底"]
    assert "deadline" not in file.tasks[0]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 9), st.sampled_from(["deadline", "content", "number", "section"]), st.sampled_from(["新", "a: b", "是", "1.10", "# x"])),
        st.tuples(st.just("remove"), st.integers(0, 9)),
        st.tuples(st.just("add"), st.integers(0, 1), st.integers(0, 3)),
        st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 1), st.integers(0, 3)),
    ),
    max_size=6,
)  # fmt: skip


@settings(deadline=None)
@given(steps=STEPS)
def test_any_changes_leave_a_sound_file_that_says_them(steps: list[tuple[object, ...]]) -> None:
    file = PlanFile(WRITTEN)
    expected: dict[int, list[str]] = {1: ["1.1", "1.2", "1.3"], 2: ["2.1", "2.2"]}
    said: dict[tuple[str, str], str] = {}
    count = 0
    for kind, *values in steps:
        ids = [row_id for rows in expected.values() for row_id in rows]
        numbers = [number for number, rows in expected.items() if rows]
        if kind == "add":
            count += 1
            number = numbers[int(str(values[0])) % len(numbers)]
            at = min(int(str(values[1])), len(expected[number]))
            file.add_item(file.tasks[numbers.index(number)], {"id": f"9.{count}", "content": "新"}, at)
            expected[number].insert(at, f"9.{count}")
            continue
        row_id = ids[int(str(values[0])) % len(ids)]
        home = next(number for number, rows in expected.items() if row_id in rows)
        if kind == "put":
            key, value = str(values[1]), str(values[2])
            file.put(file.find(row_id)[1], key, value, ORDER)
            said[row_id, key] = value
        elif kind == "remove" and len(ids) > 1:
            file.remove_item(row_id)
            expected[home].remove(row_id)
        elif kind == "move":
            number = numbers[int(str(values[1])) % len(numbers)]
            if number == home:
                continue
            at = min(int(str(values[2])), len(expected[number]))
            file.move_item(*file.find(row_id), file.tasks[numbers.index(number)], at)
            expected[home].remove(row_id)
            expected[number].insert(at, row_id)
    text = file.text()
    found = load(text.encode(), Path("p.yaml"))
    assert not found.errors, text
    assert [item.id for item in found.items] == [row_id for rows in expected.values() for row_id in rows]
    for item in found.items:
        for key in ("content", "number", "section"):
            if (item.id, key) in said:
                assert getattr(item, key) == said[item.id, key]
    assert "# head" in text
    assert "# the end" in text
    with contextlib.suppress(PlanError):  # a comment may have come to stand where it could not be kept a second time: that is said
        assert PlanFile(text).text() == text


def test_a_comment_that_would_be_lost_is_named() -> None:
    lost = WRITTEN.replace(
        "units: {lead: [市民政局]}\n\n      # about 1.3\n      - id: '1.3'\n        content: 丙\n",
        "units: {lead: [市民政局]}\n        # inside\n      - {id: '1.3', content: 丙}  # eol\n",
    )
    lost = lost.replace("        domains:\n          - 甲\n          - 乙   # eol 乙\n        # inside, trailing\n", "")
    try:
        assert PlanFile(lost).text() == lost
    except PlanError as error:
        assert "# inside" in str(error)


LINED = """\
version: 1
id: x
title: t
roles:
  lead: 责任单位
  cooperate: 配合单位
units:
  # agreed
  各区政府:
    # on 3 March
    members:
      # the first
      - 甲区政府  # phoned
      # and then
      - 乙区政府  # by mail
      # the last
  市民政局: {aliases: [民政]}
tasks:
  - no: 1
    name: 任务
    items:
      - id: '1.1'
        content: 内容
        units:
          # who leads
          lead:
            - 市民政局  # told
            - 市司法局
          # who helps
          cooperate:
            - 市教育局  # asked
        deadline: 6月底  # see minutes
"""


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            lambda file: file.describe("units", "各区政府", "members", ["甲区政府", "丙区政府"]),
            ["-      - 乙区政府  # by mail", "+      - 丙区政府"],
        ),
        (
            lambda file: file.describe("units", "各区政府", "members", ["丙区政府", "乙区政府"]),
            ["-      - 甲区政府  # phoned", "+      - 丙区政府"],
        ),
        (
            lambda file: file.describe("units", "各区政府", "members", ["甲区政府", "乙区政府", "丙区政府"]),
            ["+      - 丙区政府"],
        ),
        (
            lambda file: file.give(*file.find("1.1"), "units", {"lead": ["市民政局"], "cooperate": ["市教育局", "市财政局"]}),
            ["-            - 市司法局", "+            - 市财政局"],
        ),
        (
            lambda file: file.give(*file.find("1.1"), "units", {"cooperate": ["市教育局"]}),
            ["-          lead:", "-            - 市民政局  # told", "-            - 市司法局"],
        ),
    ],
    ids=["another at the end", "another at the beginning", "one more", "within a mapping", "a key out of a mapping"],
)
def test_what_is_written_one_a_line_stays_so_with_its_comments(edit: Edit, expected: list[str]) -> None:
    file = PlanFile(LINED)
    edit(file)
    text = file.text()
    changed = [line for line in difflib.ndiff(LINED.splitlines(), text.splitlines()) if line[0] in "+-"]
    assert sorted(f"{line[0]}{line[2:]}" for line in changed) == sorted(expected), text
