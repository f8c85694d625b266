"""Templates of papers: what they may name, and what is wrong in one."""

from collections.abc import Sequence

from govopen_cli.views.page import Column, Page, Section

Line = tuple[str, str]


def offered(paper: str, names: Sequence[Line]) -> Page:
    """Return what templates of a paper may name, each with what it is."""
    records = [{"name": name, "help": words} for name, words in names]
    return Page(f"{paper}模板里可以填的内容", [Column("名称"), Column("说明", "text")], [Section("", names)], {"tags": records}, records)


def checked(file: str, paper: str, flaws: Sequence[Line], unused: Sequence[str]) -> Page:
    """Return the flaws of a template, each with its place; what it does not use is said beside them."""
    records = [{"place": place, "flaw": sentence} for place, sentence in flaws]
    notes = [f"按{paper}的模板检查：{f'{len(flaws)} 处要改' if flaws else '没有要改的'}"]
    lines = [*flaws, *([("—", f"没有用到（不是错误）：{'、'.join(unused)}")] if unused else [])]
    answer = {"file": file, "paper": paper, "flaws": records, "unused": list(unused)}
    return Page(
        f"{file} · 模板检查", [Column("位置"), Column("问题", "text")], [Section("", lines)], answer, records, notes, empty="没有要改的"
    )
