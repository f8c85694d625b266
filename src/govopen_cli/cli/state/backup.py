"""state backup: a copy of the state file."""

from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode, UsageError
from govopen_cli.views.formats import note


def run(call: Call) -> int:
    output = Path(call.must("output"))
    if call.state.empty:
        raise UsageError("还没有任何登记，没有可备份的")
    if output.exists():
        raise UsageError(f"{output} 已经存在；请换一个文件名，备份不覆盖旧的备份")
    if not output.absolute().parent.is_dir():
        raise UsageError(f"文件夹 {output.absolute().parent} 不存在；请先建立文件夹，或换一个位置")
    call.state.copy(output)
    note(f"已备份到 {output}")
    return ExitCode.OK
