"""where: which files are in use, and why."""

import time
from pathlib import Path

from govopen_cli.cli.book import Book
from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode, PlanError
from govopen_cli.folders import cache_folder
from govopen_cli.plan import locate
from govopen_cli.state.open import is_address
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.files import places


def run(call: Call) -> int:
    chosen = choose(call.one("format"))
    facts: list[tuple[str, str, str]] = []
    broken = False
    for located in call.places:
        facts.append(("任务分解表", located.shown, located.reason))
        book = Book(located, call.values.get("state"))
        try:
            state = book.state_located
            if is_address(state.place):
                facts.append(("登记记录", state.place, state.reason))
                facts += _kept_facts(state.place)
            else:
                exists = "" if state.path.exists() else "；还没有登记，文件尚未建立"
                facts.append(("状态文件", str(state.path.absolute()), state.reason + exists))
                facts += [("别的状态文件", stray.path, stray.words) for stray in book.strays()]
            facts.append(("索引", *_index_facts(book.index.path)))
        except PlanError as error:
            facts.append(("问题", str(error), ""))
            broken = True
    for path in locate.passed_over(call.places):
        facts.append(("没有使用", path, "当前文件夹里的另一张任务分解表；要用请写 --plan"))
    show(places(facts), chosen)
    if broken:
        raise PlanError("任务分解表不能使用，见上")
    return ExitCode.OK


def _kept_facts(place: str) -> list[tuple[str, str, str]]:
    """Return what this machine keeps of a log."""
    from govopen_cli.state.engines.postgres import kept, offline
    from govopen_cli.state.engines.postgres.address import parse

    address = parse(place)
    plan = address.plan or ""
    path = kept.replica(address, plan)
    facts = [("本机副本", path, f"{kept.ago(path)}前与服务器核对过" if Path(path).exists() else "还没有取回过")]
    if kept.begun(address, plan):
        facts.append(("离线登记", kept.offline(address, plan), f"{offline.waiting(address, plan)} 条还没有发送"))
    return facts


def _index_facts(path: str | None) -> tuple[str, str]:
    if path is None:
        return cache_folder(), "缓存文件夹不可写，索引只在内存里"
    info = Path(path).stat()
    return path, f"{info.st_size / 1024:.0f} KB，{max(0, int(time.time() - info.st_mtime))} 秒前建立"
