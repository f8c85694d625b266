"""deadline: how a phrase is understood."""

import json
import sys
from datetime import date

from govopen_cli.cli import days
from govopen_cli.cli.call import Call, today
from govopen_cli.errors import ExitCode, GovopenError, UsageError
from govopen_cli.language.deadline.model import Deadline, Issued, parse_issued
from govopen_cli.language.deadline.resolve import anchored, resolve
from govopen_cli.ledger.turns import turns
from govopen_cli.views.formats import tell
from govopen_cli.views.pages.deadlines import reading_line, reading_record

FORMATS = ("plain", "json", "jsonl")


def run(call: Call) -> int:
    phrases, anchor, format = call.many("phrases"), call.one("anchor"), call.must("format")
    if format not in FORMATS:
        raise UsageError(f"没有输出格式“{format}”；可用的有：{'、'.join(FORMATS)}")
    document_day = _issued(call.one("issued"))
    now = today(call.one("today"), "Asia/Shanghai")
    start = days.parse_day(anchor, now, "--anchor") if anchor else None
    texts = [line.rstrip("\r\n") for line in sys.stdin] if phrases == ["-"] else phrases
    records = []
    for text in texts:
        reading = resolve(text, document_day)
        if reading.kind == "relative":
            reading = anchored(reading, start)
        coming = next_turns(reading, document_day, now)
        if format == "plain":
            tell(reading_line(reading, coming))
        elif format == "jsonl":
            _write(json.dumps(reading_record(reading, coming), ensure_ascii=False))
        else:
            records.append(reading_record(reading, coming))
    if format == "json":
        _write(
            json.dumps(
                {"schema_version": 1, "issued": str(document_day) if document_day else None, "deadlines": records},
                ensure_ascii=False,
                indent=2,
            )
        )
    return ExitCode.OK


def _write(text: str) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode() + b"\n")


def _issued(option: str | None) -> Issued | None:
    if option is not None:
        issued = parse_issued(option)
        if issued is None:
            raise UsageError(f"--issued 的“{option}”看不懂；请写 2020、2020-05 或 2020-05-12")
        return issued
    from govopen_cli.cli.sources import plans
    from govopen_cli.plan.index.cache import open_index

    try:
        return open_index(plans((), None)[0].file).plan.issued
    except GovopenError:
        return None


def next_turns(reading: Deadline, issued: Issued | None, now: date, count: int = 3) -> list[date]:
    """Return the next days of a rule from ``now`` on."""
    if reading.rrule is None:
        return []
    begin = reading.start or (issued.first if issued else now)
    return [turn for turn in turns(reading.rrule, begin, max(begin, now)) if turn >= now][:count]
