"""server publish: the plan's text, for all offices."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.cli.server.shared import address
from govopen_cli.errors import ExitCode
from govopen_cli.plan.answering import answering
from govopen_cli.plan.changes import changes
from govopen_cli.plan.file.load import Invalid, Loaded, load, read_text
from govopen_cli.plan.index.compile import in_memory
from govopen_cli.problems import render
from govopen_cli.state.engines.postgres import publish
from govopen_cli.state.engines.postgres.connect import connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from govopen_cli.state.engines.postgres.connect import Connection

_LACKING = "第一次公布请由数据库的所有者运行，以后由主管办公室（server grant --office）的登录角色运行"


def run(call: Call) -> int:
    for name in call.many("files"):
        _publish(call, Path(name))
    return ExitCode.OK


def _publish(call: Call, path: Path) -> None:
    text = read_text(path)
    loaded = load(text.encode(), path)
    if loaded.errors:
        raise Invalid(path, loaded.problems)
    for problem in loaded.problems:
        print(render(path, problem), file=sys.stderr)
    plan = loaded.plan.id
    answers = [publish.Answers(*part) for part in answering(in_memory(loaded))]
    with connect(address(call.one("state")).of(plan), _LACKING) as connection:
        news = list(_news(connection, loaded))
        edition, new = publish.publish(connection, plan, text, answers)
    if not new:
        print(f"{plan} 与服务器上公布的第 {edition.version} 版一样，没有再公布")
        return
    print(f"已公布 {plan} 第 {edition.version} 版（{len(loaded.items)} 项，{edition.published_by}）")
    for line in news:
        print(f"  {line}")


def _news(connection: Connection, loaded: Loaded) -> Iterator[str]:
    """Yield what is new against the newest version, as one line each."""
    before = publish.newest(connection, loaded.plan.id)
    if before is None:
        return
    old = load(publish.content(connection, before.plan, before.version).encode(), Path(before.plan))
    yield from map(str, changes(old.items, loaded.items, dict(loaded.plan.roles)))
