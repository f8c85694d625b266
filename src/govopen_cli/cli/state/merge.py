"""state merge: records of another place."""

from pathlib import Path

from govopen_cli.cli.bar import large_file, progress
from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.state import merge
from govopen_cli.state.write import write


def run(call: Call) -> int:
    plan = call.plan.id
    files = [Path(name) for name in call.many("files")]
    with progress("正在合并", large=large_file(*files, call.state_located.path)):
        incoming = [event for path in files for event in merge.events_of(path, plan)]
        with write(call.state_located.place, plan, call.wait) as state:
            ours = state.events()
            new, found, clashes = merge.news(ours, incoming), merge.conflicts(ours, incoming), merge.clashes(ours, incoming)
            if new:
                state.insert(new)
    print(f"合并了 {len(new)} 条新记录（文件里共 {len({event.id for event in incoming})} 条）")
    for conflict in found:
        print(f"冲突 {conflict}")
    for clash in clashes:
        print(f"冲突 {clash}")
    if found:
        print(f"有 {len(found)} 处冲突，两边的记录都保留了；请核实后再登记一次（done 或 reopen）以确定结果")
    return ExitCode.CONFLICT if found or clashes else ExitCode.OK
