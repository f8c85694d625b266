"""The shared log as ``state verify`` looks at it: chains are read from the server, what was noted of them and derived from them in the replica.

The replica is a witness that whoever owns the server cannot reach: every event that it holds must still stand in the log as it was.
"""

from __future__ import annotations

from importlib.resources import files
from itertools import count, zip_longest

from govopen_cli.database import connect as open_file
from govopen_cli.errors import StateError
from govopen_cli.state.engines import sqlite
from govopen_cli.state.engines.postgres import kept, log, replica, steps, visit
from govopen_cli.state.engines.postgres.connect import driver, opened, translated

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from typing import Any

    from govopen_cli.state.engines.postgres.address import Address
    from govopen_cli.state.engines.postgres.connect import Connection
    from govopen_cli.state.engines.postgres.reading import Watch
    from govopen_cli.state.events import Event

TRIGGERS = {
    ("event", "event_append_only"), ("event", "event_no_truncate"), ("publication", "publication_append_only"),
    ("publication", "publication_no_truncate"),
}  # fmt: skip
POLICIES = {
    ("member", "member_own", "SELECT"), ("plan", "plan_read", "SELECT"), ("publication", "publication_read", "SELECT"),
    ("answer", "answer_read", "SELECT"), ("event", "event_read", "SELECT"), ("publication", "publication_office", "INSERT"),
    ("answer", "answer_office", "INSERT"), ("answer", "answer_office_anew", "DELETE"), ("event", "event_office", "INSERT"),
    ("event", "event_unit", "INSERT"),
}  # fmt: skip
_TABLES = {"plan", "member", "publication", "answer", "event"}
_TRIGGER = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = 'govopen'::regnamespace AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
AND p.pronamespace = 'govopen'::regnamespace AND p.proname = 'refuse' AND t.tgqual IS NULL AND t.tgattr = ''::int2vector
AND t.tgtype = CASE WHEN t.tgname LIKE '%%truncate' THEN 34 ELSE 27 END  -- before each truncation; before each row's update or deletion
"""
# a policy that does not ask who is there lets everybody through
_POLICY = """
SELECT tablename, policyname, cmd FROM pg_policies
WHERE schemaname = 'govopen' AND lower(concat(qual, with_check)) LIKE '%%session_user%%'
UNION ALL SELECT tablename, policyname, 'ALL' FROM pg_policies
WHERE schemaname = 'govopen' AND NOT lower(concat(qual, with_check)) LIKE '%%session_user%%'
"""
_GUARDED = "SELECT relname FROM pg_class WHERE relnamespace = 'govopen'::regnamespace AND relrowsecurity"
_FUNCTION = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'govopen'::regnamespace"
_WIDE = """
SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
FROM pg_class c
CROSS JOIN LATERAL (
    SELECT * FROM aclexplode(c.relacl)
    UNION SELECT x.* FROM pg_attribute t, aclexplode(t.attacl) x WHERE t.attrelid = c.oid
) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'govopen'::regnamespace AND c.relname IN ('event', 'publication')
AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE') AND a.grantee <> c.relowner
"""
MARKS = "SELECT number, id, hash FROM govopen.event WHERE plan = %s AND number <= %s ORDER BY number"
CHAIN = (
    f"SELECT number, imported, received_by, {log.COLUMNS} FROM govopen.event WHERE plan = %s AND number <= %s ORDER BY writer, position, id"
)


def look(address: Address, plan: str, wait: float, watch: Watch | None) -> Audited:
    """Open a log for looking at it as a whole, after taking in what is new.

    Raises:
        StateError: the server cannot be reached or refuses.
    """
    remark = visit.synced(address, plan, wait, watch)
    path = kept.replica(address, plan)
    engine = Audited(open_file(path, "ro", wait), plan, address, opened(address))
    engine.remark = remark
    return engine


class Audited(sqlite.SqliteEngine):
    """A log and its replica."""

    def __init__(self, connection: sqlite3.Connection, plan: str, address: Address, server: Connection) -> None:
        super().__init__(connection, kept.replica(address, plan), plan)
        self._address = address.of(plan)
        self._server = server
        self._names = count()

    def _asked(self, statement: str, values: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield rows of the server, a few thousand in memory at a time."""
        try:
            with self._server.cursor(name=f"govopen_{next(self._names)}") as cursor:
                cursor.itersize = log.FETCHED
                yield from cursor.execute(statement, values)
        except driver().Error as error:
            raise translated(self._address, error) from error

    def stream(self, mark: int, by: str) -> Iterator[Event]:
        if by != "chain":
            yield from super().stream(mark, by)
            return
        for row in self._asked(CHAIN, (self._plan, replica.reached(self).number)):
            yield log.entry(self._plan, row).event

    def health(self) -> Iterator[str]:
        yield from super().health()
        yield from self._catalogue()
        yield from self._kept_marks()
        yield from self._lost()

    def _catalogue(self) -> Iterator[str]:
        """Yield what of the tables' protection is not as it was set up."""
        for table, name in sorted(TRIGGERS - {(row[0], row[1]) for row in self._asked(_TRIGGER)}):
            yield f"服务器的表 {table} 防止改动记录的触发器 {name} 不见了或停用了"
        for table, name, _ in sorted(POLICIES ^ {(row[0], row[1], row[2]) for row in self._asked(_POLICY)}):
            yield f"服务器的表 {table} 的权限规则 {name} 不见了、多出来了或被改动过"
        for table in sorted(_TABLES - {str(row[0]) for row in self._asked(_GUARDED)}):
            yield f"服务器的表 {table} 的逐行权限停用了"
        for table, role, privilege in self._asked(_WIDE):
            yield f"登录角色“{role}”可以改动服务器的表 {table}（{privilege}），本来谁也不可以"
        text = "\n".join(
            files("govopen_cli").joinpath(f"resources/server/{step}.sql").read_text(encoding="utf-8")
            for step in range(1, steps.VERSION + 1)
        )
        for name, source in self._asked(_FUNCTION):
            if source not in text:
                yield f"服务器的函数 {name} 被改动过，或不是 govopen 建立的"

    def _kept_marks(self) -> Iterator[str]:
        """Yield the first place where the log is not what was taken from it."""
        own = ((event.id, event.hash) for event in self._in_order())
        log_marks = self._asked(MARKS, (self._plan, replica.reached(self).number))
        for number, (row, mine) in enumerate(zip_longest(log_marks, own), 1):
            if row is None or row[0] != number:
                yield f"服务器上第 {number} 条不见了，本机的副本里还有"
                return
            if mine != (row[1], row[2]):
                yield f"服务器上第 {number} 条与本机取回时的不同，被改动、换过，或不是 govopen 写成的"
                return

    def _lost(self) -> Iterator[str]:
        """Yield what was once taken from the log and is not in it any more: its server was restored from a backup, or its end cut off."""
        for path in replica.put_aside_before(self.place):
            try:
                former = sqlite.read(path, self._plan, 1.0)
            except StateError:
                continue  # it was put aside because it is damaged
            if former is None:
                continue
            gone = 0
            before = 0
            while page := former.added(before, log.FETCHED):
                before += len(page)
                gone += len(page) - len(self.known([event.id for event in page]))
            former.close()
            if gone:
                yield f"服务器缺少以前取回过的 {gone} 条记录（留在 {path}）；可用 govopen state merge 补回"

    def _in_order(self) -> Iterator[Event]:
        before = 0
        while page := self.added(before, log.FETCHED):
            yield from page
            before += len(page)

    def close(self) -> None:
        self._server.close()
        super().close()
