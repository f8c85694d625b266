"""state export: every record as a line of text."""

import json
import sys
from pathlib import Path

from govopen_cli.cli.call import Call
from govopen_cli.errors import ExitCode, OutputError
from govopen_cli.files import Whole, sentence
from govopen_cli.state import vault
from govopen_cli.state.events import to_json
from govopen_cli.views.formats import note


def run(call: Call) -> int:
    output = Path(call.must("output"))
    count = 0
    try:
        with Whole(output) as temporary, Path(temporary).open("w", encoding="utf-8", newline="\n") as file:
            for event in call.state.stream():
                file.write(json.dumps(to_json(event), ensure_ascii=False) + "\n")
                count += 1
    except OSError as error:
        raise OutputError(sentence(output, error)) from error
    kept = vault.gather(call.state_located.path, output) if call.flag("evidence") else 0
    note(f"已写入 {output}：{count} 条记录" + (f"，连同 {kept} 个佐证文件（{vault.folder(output).name}）" if kept else ""))
    left_out(call, output, "；加 --evidence 一并带上")
    return ExitCode.OK


def left_out(call: Call, output: Path, hint: str) -> None:
    """Say which files that are evidence a copy does not hold."""
    evidence = [part for facts in call.state.all_facts().values() for part in facts.evidence]
    here, there = vault.count(evidence, call.state_located.path), vault.count(evidence, output)
    if here.kept > there.kept:
        print(f"另有 {here.kept - there.kept} 个已收存的佐证文件不在其中{hint}", file=sys.stderr)
    if here.named:
        print(f"另有 {here.named} 个佐证文件登记时没有收存（--keep），只记了位置，不在其中", file=sys.stderr)
