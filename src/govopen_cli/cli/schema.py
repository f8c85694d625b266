"""schema: the JSON Schema of plan files, for editors."""

import sys
from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode
from govopen_cli.plan.locate import schema


def run(call: Call) -> int:
    del call
    sys.stdout.write(Path(schema()).read_text(encoding="utf-8"))
    return ExitCode.OK
