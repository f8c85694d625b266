"""state backup: a copy of the state file and of the evidence that is kept beside it."""

from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.cli.state.export import left_out
from govopen_cli.errors import ExitCode, OutputError, UsageError
from govopen_cli.state import vault
from govopen_cli.views.formats import note


def run(call: Call) -> int:
    output = Path(call.must("output"))
    if call.state.empty:
        raise UsageError("还没有任何登记，没有可备份的")
    if output.exists():
        raise UsageError(f"{output} 已经存在；请换一个文件名，备份不覆盖旧的备份")
    if not output.absolute().parent.is_dir():
        raise OutputError(f"文件夹 {output.absolute().parent} 不存在；请先建立文件夹，或换一个位置")
    call.state.copy(output)
    kept = vault.gather(call.state_located.path, output)
    note(f"已备份到 {output}" + (f"，连同 {kept} 个佐证文件（{vault.folder(output).name}）" if kept else ""))
    left_out(call, output, "：内容已不是登记时的")
    return ExitCode.OK
