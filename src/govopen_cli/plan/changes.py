"""Two readings of a plan, item by item: what was added, removed and changed, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from govopen_cli.plan.model import Item

# what the keys of an item are called
FIELDS: Mapping[str, str] = {
    "content": "具体内容", "domains": "领域", "deadline": "完成时限", "basis": "政策依据", "section": "所在部分", "number": "原表序号",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A difference: ``kind`` is added, removed or changed; ``field`` and the two values only for a change."""

    kind: str
    item: str
    field: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        if self.kind == "added":
            return f"新增 {self.item} {self.after}"
        if self.kind == "removed":
            return f"删除 {self.item} {self.before}"
        return f"修改 {self.item} {self.field}：{self.before or '（空）'} → {self.after or '（空）'}"


def changes(old: Sequence[Item], new: Sequence[Item], roles: Mapping[str, str]) -> Iterator[Change]:
    """Yield the differences between two lists of items, in the order of the new one, then what was removed."""
    before = {item.id: item for item in old}
    for item in new:
        if item.id not in before:
            yield Change("added", item.id, after=item.content)
            continue
        left, right = dict(_fields(before[item.id], roles)), dict(_fields(item, roles))
        for name in dict.fromkeys([*left, *right]):
            if left.get(name, "") != right.get(name, ""):
                yield Change("changed", item.id, name, left.get(name, ""), right.get(name, ""))
    kept = {item.id for item in new}
    for item in old:
        if item.id not in kept:
            yield Change("removed", item.id, before=item.content)


def _fields(item: Item, roles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "工作任务", item.task_name
    yield FIELDS["content"], item.content
    yield FIELDS["domains"], "、".join(item.domains)
    for role, names in item.units.items():
        yield roles.get(role, role), "、".join(names)
    yield FIELDS["deadline"], item.deadline.text
    yield FIELDS["basis"], "；".join(part.number or part.title for part in item.basis)
    yield FIELDS["section"], item.section or ""
    yield FIELDS["number"], item.number or ""
    for role, names in item.leaders.items():
        yield role, "、".join(names)
    yield from item.extra.items()
