"""The server's catalogue: what lets an engine spread plans over machines, held to it table by table."""

import re
import uuid

import pytest

from govopen_cli.state.engines.postgres import log, publish
from tests.server.cluster import fill
from tests.server.conftest import PLAN, Server
from tests.server.test_log import event
from tests.server.test_policies import raw

APART = {"migration"}  # about the database, not about a plan


def rows(server: Server, statement: str) -> list[tuple[str, ...]]:
    with server.connect() as connection:
        return connection.execute(statement).fetchall()


def test_every_key_begins_with_the_plan(server: Server) -> None:
    found = rows(
        server,
        """
        SELECT t.relname, i.relname, a.attname
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
        WHERE t.relnamespace = 'govopen'::regnamespace
        """,
    )
    assert {table for table, _, _ in found} >= {"plan", "member", "publication", "answer", "event"}
    assert [entry for entry in found if entry[0] not in APART and entry[2] != "plan"] == []


def test_every_reference_goes_by_the_plan(server: Server) -> None:
    found = rows(
        server,
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'govopen'::regnamespace",
    )
    assert len(found) == 4
    assert all(re.match(r"FOREIGN KEY \(plan\) REFERENCES govopen\.plan\(plan\)", text) for _, text in found)


def test_every_policy_stands_on_the_plan_and_every_table_has_one(server: Server) -> None:
    found = rows(server, "SELECT tablename, policyname, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies")
    guarded = {table for (table,) in rows(server, "SELECT relname FROM pg_class WHERE relrowsecurity")}
    assert guarded == {"plan", "member", "publication", "answer", "event"} == {table for table, _, _ in found}
    assert [name for _, name, text in found if "plan" not in text and name != "member_own"] == []


def test_no_sequence_no_listening_no_advisory_lock(server: Server) -> None:
    assert rows(server, "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'govopen'::regnamespace") == []
    sources = [text for (text,) in rows(server, "SELECT prosrc FROM pg_proc WHERE pronamespace = 'govopen'::regnamespace")]
    for text in (*log.STATEMENTS.values(), *sources):
        assert not re.search(r"advisory|\bLISTEN\b|\bNOTIFY\b|nextval", text, re.IGNORECASE)


@pytest.mark.parametrize("name", sorted(set(log.STATEMENTS) - {"limits"}))
def test_every_statement_of_a_write_or_a_catch_up_names_one_plan(name: str) -> None:
    text = log.STATEMENTS[name]
    assert re.search(r"plan = %s|hold\(%s\)|INTO govopen\.event\(plan,", text), text


@pytest.mark.parametrize("name", ["tip", "at", "since", "known"])
def test_its_cost_does_not_grow_with_the_log(server: Server, name: str) -> None:
    """Each is led by a key that begins with the plan, whatever other plans hold."""
    raw(server, server.login("office", "office"))
    values: dict[str, tuple[object, ...]] = {
        "tip": (PLAN,), "at": (PLAN, 1), "since": (PLAN, 0, 10), "known": (PLAN, ["00000000-0000-0000-0000-000000000000"]),
    }  # fmt: skip
    with server.connect() as connection:
        # the optimiser reads a table of one row whole whatever keys it has
        connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off")
        statement = "EXPLAIN " + log.STATEMENTS[name]
        plan = "\n".join(str(line) for (line,) in connection.execute(statement, values[name]))
    assert "Seq Scan on event" not in plan
    assert "Sort" not in plan
    assert re.search(r"Index (Only )?Scan.* on event.*\n.*Index Cond: .*plan = ", plan), plan


def test_appending_reads_the_newest_number_from_the_end_of_a_key(server: Server) -> None:
    with server.connect() as connection:
        connection.execute("SET enable_seqscan = off")
        plan = "\n".join(
            str(line)
            for (line,) in connection.execute("EXPLAIN SELECT coalesce(max(e.number), 0) FROM govopen.event e WHERE e.plan = %s", (PLAN,))
        )
    assert "Index Only Scan Backward" in plan


def blocks(server: Server, role: str, statement: str, values: tuple[object, ...]) -> int:
    """Return how many blocks a statement of a login role touches; what it writes is taken back."""
    with server.connect(role) as connection:
        for _ in range(2):  # the first time catalogues are read as well
            row = connection.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement, values).fetchone()
            connection.rollback()
        assert row is not None
        plan = row[0][0]["Plan"]
        return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def test_an_act_and_a_catch_up_cost_the_same_among_ten_times_as_many_plans(server: Server) -> None:
    """As the login role of an office, with all its policies, in blocks that are touched: the plan's own log stays as it is."""
    with server.connect() as connection:
        for number in range(60):
            publish.publish(connection, f"p{number}", "", [])
    for number in range(60):
        role = server.login("office", "office", plan=f"p{number}")
    statements: dict[str, tuple[str, tuple[object, ...]]] = {
        "hold": (log.HOLD, ("p3",)),
        "tip": (log.TIP, ("p3",)),
        "at": (log.AT, ("p3", 300)),
        "since": (log.SINCE, ("p3", 290, 300)),
        "known": (log.KNOWN, ("p3", [str(uuid.uuid4()) for _ in range(3)])),
        "one": (publish.ONE, ("p3",)),
        "add": (log.ADD, ("p3", 301, False, *log.sent(event(role)._replace(plan="p3")))),
    }
    found = []
    for upto in (6, 60):
        fill(server, range(0 if upto == 6 else 6, upto), 300)
        found.append({name: blocks(server, role, *statement) for name, statement in statements.items()})
    few, many = found
    assert {name: many[name] for name in few if many[name] > few[name] * 1.5 + 10} == {}, (few, many)
