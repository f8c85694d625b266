"""Asking the server what is new: plans that were published, and events behind what the replicas hold."""

from __future__ import annotations

import hashlib
import os
from contextlib import nullcontext

from govopen_cli.errors import StateError
from govopen_cli.state.engines import sqlite
from govopen_cli.state.engines.postgres import kept, log, publish, replica, steps
from govopen_cli.state.engines.postgres.connect import connect
from govopen_cli.state.engines.sqlite_file import Damaged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from govopen_cli.state.engines.postgres.address import Address
    from govopen_cli.state.engines.postgres.log import Connection, Tip
    from govopen_cli.state.engines.postgres.publish import Listed
    from govopen_cli.state.engines.postgres.reading import Watch

    Progress = Callable[[float], None]


def visit(address: Address, wait: float, watch: Watch | None) -> str:
    """Bring what is kept of an address up to what the server holds; returns what a person should know of it, mostly nothing.

    Raises:
        StateError: the server cannot be reached or refuses, has nothing for the login role, or the cache cannot be written.
    """
    with connect(address) as connection:
        with connection.pipeline():  # one round trip
            version = steps.asked(connection)
            asked = publish.asked(connection, address.plan)
        role = steps.checked(version)
        listed = publish.listed(asked)
        if not listed:
            raise StateError(_nothing(address))
        _fetch(connection, address, listed)
        remarks = _take_in(connection, address, listed, role, wait, watch)
        _keep(address, listed)
    return "\n".join(filter(None, remarks))


def _nothing(address: Address) -> str:
    if address.plan is None:
        return f"{address.shown} 里没有这个登录角色可看的任务分解表；请管理员运行 govopen server publish 或 server grant"
    return log.unknown(address.plan)


def _fetch(connection: Connection, address: Address, listed: Sequence[Listed]) -> None:
    """Fetch the texts that are not here as they were published."""
    from govopen_cli.files import Whole

    for edition, _ in listed:
        path = kept.text(address, edition.plan)
        if _digest(path) == edition.sha256:
            continue
        text = publish.content(connection, edition.plan, edition.version)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with Whole(path, sync=False) as temporary, open(temporary, "wb") as file:
                file.write(text.encode())
        except OSError as error:
            raise _unwritable(path, error) from error


def _digest(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return None


def _keep(address: Address, listed: Sequence[Listed]) -> None:
    try:
        kept.keep(address, [edition for edition, _ in listed])
    except OSError as error:
        raise _unwritable(kept.catalogue(address), error) from error


def _unwritable(path: str, error: OSError) -> StateError:
    from govopen_cli.errors import reason

    return StateError(f"缓存文件 {path} 写不进去（{reason(error)}）；请检查文件夹的权限和空间，或用环境变量 GOVOPEN_CACHE 换一个位置")


def _take_in(connection: Connection, address: Address, listed: Sequence[Listed], role: str, wait: float, watch: Watch | None) -> list[str]:
    """Take in the news of all listed plans; returns what a person should know."""
    before = {edition.plan: _number(address, edition.plan, wait) for edition, _ in listed}
    news = {edition.plan: max(tip.number - before[edition.plan], 0) for edition, tip in listed}
    total, done, remarks = sum(news.values()), 0, []
    with watch(total) if watch is not None else nullcontext(_unwatched) as progress:
        for edition, tip in listed:

            def told(part: float, done: int = done, own: int = news[edition.plan]) -> None:
                progress((done + part * own) / max(total, 1))

            remarks.append(brought(connection, address, edition.plan, tip, role, wait, told))
            done += news[edition.plan]
    return remarks


def _number(address: Address, plan: str, wait: float) -> int:
    try:
        return replica.number(kept.replica(address, plan), plan, wait)
    except Damaged:
        return 0


def synced(address: Address, plan: str, wait: float, watch: Watch | None) -> str:
    """Bring the replica of one plan's log up to what the log holds; returns what a person should know of it, mostly nothing.

    Raises:
        StateError: the server cannot be reached or refuses, or the replica cannot be written.
    """
    with connect(address) as connection:
        with connection.pipeline():
            version = steps.asked(connection)
            asked = log.asked_tip(connection, plan)
        role = steps.checked(version)
        tip = log.tip(asked, plan)
        news = tip.number - _number(address, plan, wait)
        with watch(news) if watch is not None else nullcontext(_unwatched) as progress:
            return brought(connection, address, plan, tip, role, wait, progress)


def brought(connection: Connection, address: Address, plan: str, tip: Tip, role: str, wait: float, progress: Progress) -> str:
    """Bring one replica up to where its log ends; one that does not continue it is put aside and filled anew.

    Returns what a person should know of it, mostly nothing.
    """
    path = kept.replica(address, plan)
    remark = _settled(connection, path, plan, tip, wait)
    try:
        strange = _taken_in(connection, path, plan, tip, role, wait, progress)
    except Damaged:
        remark = _damaged(path)
        strange = _taken_in(connection, path, plan, tip, role, wait, progress)
    kept.compared(path)
    return "\n".join(filter(None, (remark, strange)))


def _taken_in(connection: Connection, path: str, plan: str, tip: Tip, role: str, wait: float, progress: Progress) -> str:
    """Take in what a replica does not have; another question of this machine may have been quicker, and taken in more."""
    store, remark = replica.writable(path, plan, wait), ""
    try:
        store.begin()
        before = replica.reached(store)
        ahead = before.log == tip.log and before.number > tip.number
        if not ahead and (before != replica.Reached(*tip) or store.noted(replica.ROLE) != role):
            store.note(replica.ROLE, role)
            remark = replica.take_in(store, connection, plan, tip, progress)
            store.commit()
    finally:
        store.abandon()
        store.close()
    return remark


def _unwatched(_part: float) -> None:
    """Tell nobody."""


def _settled(connection: Connection, path: str, plan: str, tip: Tip, wait: float) -> str:
    """Put a replica aside that does not continue the log; returns the sentence that says so."""
    try:
        store = sqlite.read(path, plan, wait)
    except Damaged:
        return _damaged(path)
    if store is None:
        return ""
    try:
        before = replica.reached(store)
    finally:
        store.close()
    if replica.continues(connection, plan, before, tip):
        return ""
    target = replica.put_aside(path)
    return (
        f"服务器上的登记记录与本机的副本接不上（副本到第 {before.number} 条，服务器现有 {tip.number} 条），服务器可能从旧备份恢复过；"
        f"副本已重新取回，原来的留在 {target}，服务器缺少的记录可用 govopen state merge 补回"
    )


def _damaged(path: str) -> str:
    """Put a damaged replica aside; returns the sentence that says so."""
    return f"本机的副本损坏了，已重新取回，原来的留在 {replica.put_aside(path)}"
