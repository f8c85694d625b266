"""Small plans for tests."""

HEAD = """version: 1
id: test
title: 某市2021年重点工作任务分解表
issued: 2021
roles: {lead: 责任单位, cooperate: 配合单位}
"""


def plan(*items: str, head: str = "", task: str = "") -> str:
    """Return a plan of one task whose items are given as YAML flow mappings without id; ids are 1.1, 1.2, …"""
    rows = "\n".join(f"      - {{id: '1.{number}', {item}}}" for number, item in enumerate(items, 1))
    return f"{HEAD}{head}\ntasks:\n  - no: 1\n    name: 任务一\n    units: {{lead: [市民政局]}}\n{task}    items:\n{rows}\n"


def dated(phrase: str, more: str = "") -> str:
    """Return an item with a deadline."""
    return f"content: 内容, deadline: '{phrase}'{', ' + more if more else ''}"
