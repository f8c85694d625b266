"""Pages about files: what is wrong in a plan file, which files are in use, whether evidence is still there."""

from collections.abc import Sequence
from pathlib import Path

from govopen_cli.ledger import columns
from govopen_cli.ledger.records import SCHEMA_VERSION, document
from govopen_cli.ledger.select import Ledger
from govopen_cli.problems import LEVELS, Problem
from govopen_cli.state.facts import Evidence
from govopen_cli.views.page import Column, Page, Section


def problems(found: Sequence[tuple[Path, Problem]]) -> Page:
    """Return the problems of plan files, each with its place."""
    records = [
        {"file": str(path), "line": problem.line, "column": problem.column, "level": problem.level, "text": problem.text}
        for path, problem in found
    ]
    lines = [(str(path), str(problem.line), str(problem.column), LEVELS[problem.level], problem.text) for path, problem in found]
    shown = [Column(title) for title in ("文件", "行", "列", "级别", "问题")]
    return Page("", shown, [Section("", lines)], {"schema_version": SCHEMA_VERSION, "problems": records}, records)


def places(facts: Sequence[tuple[str, str, str]]) -> Page:
    """Return which files are in use: what for, where, and why these."""
    records = [{"name": name, "path": path, "reason": reason} for name, path, reason in facts]
    shown = [Column("文件"), Column("位置", "text"), Column("原因", "text")]
    return Page("", shown, [Section("", facts)], {"schema_version": SCHEMA_VERSION, "files": records}, records)


def evidence(ledger: Ledger, findings: Sequence[tuple[str, Evidence, str]]) -> Page:
    """Return what became of files of evidence: item, file and finding."""
    lines = [(item, word, part.text, part.day or "") for item, part, word in findings]
    records = [{"id": item, "finding": word, **part._asdict()} for item, part, word in findings]
    return Page(
        f"佐证文件 · {len(findings)} 件",
        [Column(columns.ID), Column("结果"), Column(columns.EVIDENCE, "text"), Column("日期")],
        [Section("", lines)],
        document([ledger.plan], ledger.day, records, "evidence"),
        records,
        empty="没有登记佐证文件",
    )
