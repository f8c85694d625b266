"""How phrases of deadlines are understood."""

from collections.abc import Sequence
from datetime import date

from govopen_cli.language.deadline.model import Deadline
from govopen_cli.ledger.records import Record, deadline_record
from govopen_cli.ledger.words import explain


def reading_record(reading: Deadline, coming: Sequence[date]) -> Record:
    """Return a reading as JSON, with the next days of its rule."""
    return {**deadline_record(reading), "next": [day.isoformat() for day in coming]}


def reading_line(reading: Deadline, coming: Sequence[date]) -> str:
    """Return a reading as one line of words."""
    parts = [reading.text or "（空）", explain(reading)]
    if coming:
        parts.append(f"以后各期：{'、'.join(day.isoformat() for day in coming)}")
    if reading.warnings:
        parts.append(f"注意：{'；'.join(reading.warnings)}")
    return "  ".join(parts)
