"""where: which files are in use, and why."""

from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode, PlanError
from govopen_cli.plan import locate
from govopen_cli.plan.index import query as plan_index
from govopen_cli.views.formats import choose, show
from govopen_cli.views.pages.files import places


def run(call: Call) -> int:
    choose(call.one("format"))
    located = locate.locate(call.path("plan"))
    facts = [("任务分解表", str(located.path.absolute()), located.reason)]
    try:
        exists = "" if call.state_located.path.exists() else "；还没有登记，文件尚未建立"
        facts.append(("状态文件", str(call.state_located.path.absolute()), call.state_located.reason + exists))
        facts.append(("索引", *_index_facts(call.index.path)))
    except PlanError as error:
        facts.append(("问题", str(error), ""))
        show(places(facts), call.one("format"))
        raise PlanError("任务分解表不能使用，见上") from error
    show(places(facts), call.one("format"))
    return ExitCode.OK


def _index_facts(path: object) -> tuple[str, str]:
    import time

    if not isinstance(path, Path):
        return str(plan_index.cache_folder()), "缓存文件夹不可写，索引只在内存里"
    info = path.stat()
    return str(path), f"{info.st_size / 1024:.0f} KB，{max(0, int(time.time() - info.st_mtime))} 秒前建立"
