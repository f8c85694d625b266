"""state export: every record as a line of text."""

import json
from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.state.events import to_json
from govopen_cli.views.formats import note


def run(call: Call) -> int:
    output = Path(call.must("output"))
    from govopen_cli.files import write_whole

    events = call.state.events()
    write_whole(output, "".join(json.dumps(to_json(event), ensure_ascii=False) + "\n" for event in events).encode())
    note(f"已写入 {output}：{len(events)} 条记录")
    return ExitCode.OK
