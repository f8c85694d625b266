"""Pages about a server: what it holds, and which versions of a plan were published."""

from collections.abc import Sequence
from datetime import datetime

from govopen_cli.ledger.records import SCHEMA_VERSION
from govopen_cli.state.engines.postgres.kept import Edition
from govopen_cli.state.engines.postgres.roles import being
from govopen_cli.state.engines.postgres.status import Held, Status
from govopen_cli.views.page import Column, Page, Section


def overview(found: Status) -> Page:
    """Return the plans of a server: versions, events, who takes part, and how old this machine's replicas are."""
    shown = [
        Column("任务分解表"), Column("版本", "number"), Column("公布"), Column("登记", "number"), Column("最近登记"), Column("本机副本"),
        Column("登录角色", "text"),
    ]  # fmt: skip
    records = [_record(plan) for plan in found.plans]
    answer = {
        "schema_version": SCHEMA_VERSION, "server": found.address, "postgresql": found.server, "tables": found.schema, "role": found.role,
        "plans": records,
    }  # fmt: skip
    title = f"{found.address} · PostgreSQL {found.server} · 格式 {found.schema} · 登录角色 {found.role} · {len(found.plans)} 张任务分解表"
    return Page(title, shown, [Section("", [_line(plan) for plan in found.plans])], answer, records, empty="服务器上还没有公布任务分解表")


def _line(plan: Held) -> tuple[str, ...]:
    copy = "没有" if plan.copy is None else f"{plan.copy.events} 条，{int(plan.copy.seconds)} 秒前核对"
    members = "、".join(f"{member.role}（{being(member.kind, member.unit)}）" for member in plan.members)
    return (
        plan.edition.plan, str(plan.edition.version), f"{_local(plan.edition.published_at)} {plan.edition.published_by}", str(plan.events),
        _local(plan.latest) if plan.latest else "—", copy, members or "—",
    )  # fmt: skip


def _record(plan: Held) -> dict[str, object]:
    return {
        **_version(plan.edition), "events": plan.events, "latest": plan.latest,
        "replica": None if plan.copy is None else {"events": plan.copy.events, "seconds": round(plan.copy.seconds, 1)},
        "members": [{"role": member.role, "kind": member.kind, "unit": member.unit or None} for member in plan.members],
    }  # fmt: skip


def versions(plan: str, found: Sequence[Edition]) -> Page:
    """Return who published which version of a plan when, the newest first."""
    records = [_version(edition) for edition in found]
    lines = [(str(edition.version), _local(edition.published_at), edition.published_by, edition.sha256[:12]) for edition in found]
    shown = [Column("版本", "number"), Column("公布时间"), Column("公布人"), Column("校验")]
    answer = {"schema_version": SCHEMA_VERSION, "plan": plan, "versions": records}
    return Page(f"{plan} · 公布过 {len(found)} 版", shown, [Section("", lines)], answer, records, empty=f"服务器上没有任务分解表“{plan}”")


def _version(edition: Edition) -> dict[str, object]:
    return {
        "plan": edition.plan, "version": edition.version, "published_at": edition.published_at, "published_by": edition.published_by,
        "sha256": edition.sha256,
    }  # fmt: skip


def _local(instant: str) -> str:
    """Return an instant on this machine's clock, to the minute."""
    return datetime.fromisoformat(instant.replace("Z", "+00:00")).astimezone().isoformat(" ", "minutes")[:16]
