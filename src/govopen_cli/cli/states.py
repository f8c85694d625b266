"""state: verify, export, merge, backup, rebuild."""

import json
from pathlib import Path
from typing import Annotated

import typer

from govopen_cli.cli.acts import Recording
from govopen_cli.cli.help import Command, Group
from govopen_cli.cli.progress import large_file, progress
from govopen_cli.cli.workspace import Base, Session, shared
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.state import merge, verify
from govopen_cli.state.events import to_json
from govopen_cli.state.store import backup, write

state_app = typer.Typer(
    cls=Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, help="状态文件：检验、导出、合并、备份、重建。"
)

Output = Annotated[Path, typer.Option("--output", "-o", metavar="文件", help="写到这个文件")]


@state_app.command("verify", cls=Command, short_help="检验登记记录有没有被改动、缺失或插入")
@shared(Base)
def verify_command(shared: Base) -> int:
    """检验状态文件：每条记录的校验、每个来源的链、由记录推算的当前状态。有问题时退出码为 4。"""
    session = Session(shared)
    found = list(verify.problems(session.state))
    for problem in found:
        print(problem)
    if found:
        return ExitCode.STATE
    print(f"{session.state_located.path}：{len(session.state.events())} 条记录，没有发现改动、缺失或插入")
    return ExitCode.OK


@state_app.command("export", cls=Command, short_help="导出全部登记记录，供另一处合并")
@shared(Base)
def export_command(shared: Base, output: Output) -> int:
    """把全部登记记录写成 jsonl 文件，一行一条，可以用 U 盘、邮件带到另一处合并。"""
    from govopen_cli.files import write_whole

    session = Session(shared)
    events = session.state.events()
    write_whole(output, "".join(json.dumps(to_json(event), ensure_ascii=False) + "\n" for event in events).encode())
    print(f"已写入 {output}：{len(events)} 条记录")
    return ExitCode.OK


@state_app.command("merge", cls=Command, short_help="合并另一处的登记记录")
@shared(Recording)
def merge_command(
    shared: Recording,
    files: Annotated[list[Path], typer.Argument(metavar="文件…", help="另一处的状态文件，或 state export 写成的 jsonl 文件")],
) -> int:
    """合并另一处的登记记录：两边的记录都保留，合并几次、先后次序都不影响结果。两边互相矛盾的登记会列出来，退出码为 5。"""
    session = Session(shared)
    plan = session.plan.id
    with progress("正在合并", large=large_file(*files, session.state_located.path)):
        incoming = [event for path in files for event in merge.events_of(path, plan)]
        with write(session.state_located.path, plan, shared.wait) as state:
            ours = state.events()
            new, found = merge.news(ours, incoming), merge.conflicts(ours, incoming)
            if new:
                state.insert(new)
    print(f"合并了 {len(new)} 条新记录（文件里共 {len({event.id for event in incoming})} 条）")
    for conflict in found:
        print(f"冲突 {conflict}")
    if found:
        print(f"有 {len(found)} 处冲突，两边的记录都保留了；请核实后再登记一次（done 或 reopen）以确定结果")
        return ExitCode.CONFLICT
    return ExitCode.OK


@state_app.command("backup", cls=Command, short_help="备份状态文件")
@shared(Base)
def backup_command(shared: Base, output: Output) -> int:
    """备份状态文件；别人正在登记时也可以备份。"""
    session = Session(shared)
    if session.state.connection is None:
        raise UsageError("还没有任何登记，没有可备份的")
    if output.exists():
        raise UsageError(f"{output} 已经存在；请换一个文件名，备份不覆盖旧的备份")
    if not output.absolute().parent.is_dir():
        raise UsageError(f"文件夹 {output.absolute().parent} 不存在；请先建立文件夹，或换一个位置")
    backup(session.state.connection, output)
    print(f"已备份到 {output}")
    return ExitCode.OK


@state_app.command("rebuild", cls=Command, short_help="由登记记录重新推算当前状态")
@shared(Recording)
def rebuild_command(shared: Recording) -> int:
    """由登记记录重新推算当前状态；记录本身不动。"""
    session = Session(shared)
    if session.state.connection is None:
        raise UsageError("还没有任何登记，没有可重建的")
    with write(session.state_located.path, session.plan.id, shared.wait) as state:
        count = state.rebuild()
    print(f"已重新推算 {count} 项的当前状态")
    return ExitCode.OK
