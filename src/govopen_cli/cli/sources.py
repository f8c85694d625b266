"""Which plans are in use, and what is new of them: files (``plan/locate``), or what a server has published."""

import os
import sys

from govopen_cli.errors import StateError, UsageError
from govopen_cli.plan import locate
from govopen_cli.state.open import OLD, WAIT_SECONDS, is_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager


def plans(
    options: "Sequence[str]", state: str | None, *, everything: bool = False, sync: str = OLD, environ: "Mapping[str, str]" = os.environ
) -> list[locate.Located]:
    """Return the plans to use: those of ``plan/locate``, where an address may stand for a file; else all that the state's server has published.

    With ``everything`` all plans of the server, whichever of them are named.

    Raises:
        UsageError: ``everything`` is asked for, and no server is named.
        PlanError: a plan cannot be found.
        StateError: the server has nothing to give, or was never asked.
    """
    named, reason = _named(options, state, environ)
    if everything:
        named, reason = [_server([*named, state or environ.get("GOVOPEN_STATE") or ""])], "--all-plans"
    if not any(is_address(name) for name in named):
        return locate.locate(options, environ)
    found: dict[str, locate.Located] = {}
    for name in named:
        for located in _published(name, reason, sync) if is_address(name) else locate.locate([name], environ):
            found.setdefault(located.shown, located)
    return list(found.values())


def _named(options: "Sequence[str]", state: str | None, environ: "Mapping[str, str]") -> "tuple[Sequence[str], str]":
    """Return the names of plans that were given, and by what; a state's address names them where nothing else does."""
    if options:
        return options, "由 --plan 指定"
    if plan := environ.get("GOVOPEN_PLAN"):
        return [plan], "由环境变量 GOVOPEN_PLAN 指定"
    if state is not None:
        return [state] if is_address(state) else [], "由 --state 指定"
    shared = environ.get("GOVOPEN_STATE", "")
    return [shared] if is_address(shared) else [], "由环境变量 GOVOPEN_STATE 指定"


def _server(names: "Sequence[str]") -> str:
    """Return the address of the server that some names mean, without a plan."""
    for name in names:
        if is_address(name):
            return name.partition("#")[0]
    raise UsageError("--all-plans 要有服务器：请用 --state 或环境变量 GOVOPEN_STATE 写明 postgresql://…；几个文件请用 --plan 文件夹")


def _published(name: str, reason: str, sync: str) -> list[locate.Located]:
    from govopen_cli.state.engines.postgres import kept, reading
    from govopen_cli.state.engines.postgres.address import parse

    address = parse(name)
    editions, remark = reading.published(address, WAIT_SECONDS, sync, taking_in)
    if remark:
        print(remark, file=sys.stderr)
    if not editions:
        raise StateError(f"本机还没有取回过 {address.shown} 的任务分解表；请先连上服务器查询一次")
    return [
        locate.Located(
            kept.text(address, edition.plan),
            f"{reason}；服务器上公布的第 {edition.version} 版（{edition.published_by}，{edition.published_at[:10]}）",
            address=address.of(edition.plan).shown,
        )
        for edition in editions
    ]


def taking_in(count: int) -> "AbstractContextManager[Callable[[float], None]]":
    """Show a bar while many events come from a server."""
    from govopen_cli.cli.bar import progress

    return progress(f"正在取回 {count} 条登记记录", large=count > _MANY_EVENTS)


_MANY_EVENTS = 20_000  # more than come within two seconds
